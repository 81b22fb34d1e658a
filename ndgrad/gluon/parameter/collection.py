"""Parameters by name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from typing import Any

import numpy as np

from ... import initializer
from ... import ndarray as nd
from ...base import (
    InvalidKeyError,
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    nearest_name,
)
from ...context import Context
from ..printing import brief_list, indent
from ..shape import as_shape, merge_shapes
from .constant import Constant
from .parameter import DEFAULT_INIT, Parameter
from .saved import load_named_arrays, raise_for_names, take_saved, without_kind

__all__ = ["ParameterDict"]

_SETTINGS = (
    "grad_req", "shape", "dtype", "lr_mult", "wd_mult", "init",
    "allow_deferred_init", "differentiable", "stype", "grad_stype",
)  # fmt: skip


class ParameterDict:
    """The parameters of a block by their full names, in the order in which they were made.

    Parameters
    ----------
    prefix : str, default ''
        Put before the names that :meth:`get` is given.
    shared : ParameterDict, optional
        Where :meth:`get` looks for a parameter before it makes one.

    >>> params = gluon.ParameterDict("net_")
    >>> params.get("weight", shape=(2, 3))
    Parameter net_weight (shape=(2, 3), dtype=<class 'numpy.float32'>)
    >>> list(params.keys())
    ['net_weight']
    """

    def __init__(self, prefix: str = "", shared: ParameterDict | None = None) -> None:
        self._prefix = prefix
        self._params: OrderedDict[str, Parameter] = OrderedDict()
        self._shared = shared

    def __repr__(self) -> str:
        content = "\n".join(indent(f"  {param}", 2) for param in self.values())
        return f"{self._prefix + ' ' if self._prefix else ''}(\n{content}\n)"

    def __getitem__(self, key: str) -> Parameter:
        try:
            return self._params[key]
        except KeyError:
            raise InvalidKeyError(
                f"No parameter is called {key!r}.{nearest_name(key, self._params)} "
                f"There are {brief_list(self._params) or 'none'}."
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __contains__(self, key: object) -> bool:
        return key in self._params

    def items(self) -> ItemsView[str, Parameter]:
        """Names and parameters.

        >>> gluon.nn.Dense(2, prefix="fc_").params.items()  # doctest: +ELLIPSIS
        odict_items([('fc_weight', Parameter fc_weight (shape=(2, 0), dtype=float32)), ...
        """
        return self._params.items()

    def keys(self) -> KeysView[str]:
        """The names.

        >>> list(gluon.nn.Dense(2, prefix="fc_").params.keys())
        ['fc_weight', 'fc_bias']
        """
        return self._params.keys()

    def values(self) -> ValuesView[Parameter]:
        """The parameters.

        >>> [p.shape for p in gluon.nn.Dense(2).params.values()]
        [(2, 0), (2,)]
        """
        return self._params.values()

    @property
    def prefix(self) -> str:
        """Prefix of the names.

        >>> gluon.nn.Dense(2, prefix="fc_").params.prefix
        'fc_'
        """
        return self._prefix

    def _get_impl(self, name: str) -> Parameter | None:
        """The parameter of this full name, taken over from the shared ones if it is there."""
        if name not in self._params and self._shared is not None and name in self._shared:
            self._params[name] = self._shared[name]
        return self._params.get(name)

    def get(self, name: str, **kwargs: Any) -> Parameter:
        """The parameter ``prefix + name``: found here or among the shared ones, or made.

        Keyword arguments are those of :class:`Parameter`. For a parameter that is there they must
        agree with it, else ``ValueError``; an unknown dimension of its shape is filled in.

        >>> params = gluon.ParameterDict("net_")
        >>> params.get("weight", shape=(2, 0)) is params.get("weight", shape=(2, 3))
        True
        >>> params.get("weight").shape
        (2, 3)
        """
        full = self._prefix + name
        param = self._get_impl(full)
        if param is None:
            param = self._params[full] = Parameter(full, **kwargs)
            return param
        for key, value in kwargs.items():
            if key not in _SETTINGS:
                raise InvalidTypeError(
                    f"ParameterDict.get: unknown keyword {key!r}.{nearest_name(key, _SETTINGS)}"
                )
            self._agree(param, key, value)
        return param

    def _agree(self, param: Parameter, key: str, value: Any) -> None:
        """Check that a parameter has this setting, or give it where it has none."""
        attribute = key if hasattr(param, key) else f"_{key}"
        present = getattr(param, attribute)
        if value is None or present == value:
            return
        if present is None:
            setattr(param, attribute, value)
            return
        if key == "shape":
            merged = merge_shapes(present, as_shape(value))
            if merged is not None:
                param._shape = merged
                return
        elif key == "dtype" and np.dtype(value) == np.dtype(present):
            return
        raise RequirementError(
            f"Cannot retrieve Parameter '{param.name}' because desired attribute does not match "
            f"with stored for attribute '{key}': desired '{value}' vs stored '{present}'."
        )

    def get_constant(self, name: str, value: Any = None) -> Constant:
        """The constant ``prefix + name``, made from ``value`` if it is not there.

        Parameters
        ----------
        name : str
        value : NDArray, numpy.ndarray or nested list, optional
            Of a constant that is there it must be the value.

        Raises ``ValueError`` where it is not, or where a parameter has the name; ``KeyError`` where
        there is neither a constant nor a value.

        >>> params = gluon.ParameterDict("net_")
        >>> params.get_constant("shift", [1, 2])
        Constant net_shift (shape=(2,), dtype=<class 'numpy.float32'>)
        """
        full = self._prefix + name
        param = self._get_impl(full)
        if param is None:
            if value is None:
                raise InvalidKeyError(
                    f"No constant named '{full}'. Please specify value if you want to create a "
                    "new constant."
                )
            param = self._params[full] = Constant(full, value)
        elif not isinstance(param, Constant):
            raise RequirementError(f"Parameter '{full}' already exists but it is not a constant.")
        elif value is not None:
            wanted = value.asnumpy() if hasattr(value, "asnumpy") else np.asarray(value)
            if wanted.shape != param.shape or not (wanted == param.value.asnumpy()).all():
                raise RequirementError(
                    f"Constant '{full}' already exists but its value doesn't match new value"
                )
        return param

    def update(self, other: ParameterDict) -> None:
        """Take over the parameters of ``other``.

        Raises ``ValueError`` where a name stands for two parameters; nothing is taken over then.

        >>> params = gluon.ParameterDict()
        >>> params.update(gluon.nn.Dense(2, prefix="fc_").params)
        >>> list(params)
        ['fc_weight', 'fc_bias']
        """
        for name, param in other.items():
            if self._params.get(name, param) is not param:
                raise RequirementError(
                    "Cannot update self with other because they have different Parameters with "
                    f"the same name '{name}'"
                )
        for name, param in other.items():
            self._params[name] = param

    # -- all of them at once ----------------------------------------------------------------------

    def initialize(
        self,
        init: Any = DEFAULT_INIT,
        ctx: Context | Sequence[Context] | None = None,
        verbose: bool = False,
        force_reinit: bool = False,
    ) -> None:
        """Initialize every parameter; ``init`` serves those without an initializer of their own.

        ``init``, ``ctx``, ``verbose`` and ``force_reinit`` as in :meth:`Block.initialize`.

        >>> params = gluon.nn.Dense(2, in_units=1, prefix="fc_").params
        >>> params.initialize(mx.init.One())
        >>> params["fc_weight"].data().asnumpy()
        array([[1.],
               [1.]], dtype=float32)
        """
        init = initializer.create(init)
        if verbose:
            init.set_verbosity(verbose=verbose)
        for param in self.values():
            param.initialize(None, ctx, init, force_reinit=force_reinit)

    def zero_grad(self) -> None:
        """Set all gradients to zero.

        >>> net = gluon.nn.Dense(2, in_units=1)
        >>> net.initialize()
        >>> net.collect_params().zero_grad()
        """
        for param in self.values():
            param.zero_grad()

    def reset_ctx(self, ctx: Context | Sequence[Context]) -> None:
        """Move all parameters to a context, or a copy to each of several (a list as ``ctx``).

        >>> net = gluon.nn.Dense(2, in_units=1)
        >>> net.initialize()
        >>> net.collect_params().reset_ctx(mx.cpu(1))
        >>> net.weight.list_ctx()
        [cpu(1)]
        """
        for param in self.values():
            param.reset_ctx(ctx)

    def list_ctx(self) -> list[Context]:
        """All contexts that hold a parameter.

        >>> net = gluon.nn.Dense(2, in_units=1)
        >>> net.initialize()
        >>> net.collect_params().list_ctx()
        [cpu(0)]
        """
        return list(dict.fromkeys(ctx for param in self.values() for ctx in param.list_ctx()))

    def setattr(self, name: str, value: Any) -> None:
        """Set the attribute ``name`` of all parameters to ``value``.

        >>> net = gluon.nn.Dense(2)
        >>> net.collect_params().setattr("grad_req", "null")
        >>> net.weight.grad_req
        'null'
        """
        for param in self.values():
            setattr(param, name, value)

    # -- files ------------------------------------------------------------------------------------

    def save(self, filename: str, strip_prefix: str = "") -> None:
        """Save the values to ``filename``, under the full names less ``strip_prefix``.

        Raises ``ValueError`` where a name does not begin with it; nothing is written then.

        >>> net = gluon.nn.Dense(2, in_units=1, prefix="fc_")
        >>> net.initialize()
        >>> net.collect_params().save("fc.params", strip_prefix="fc_")
        >>> list(nd.load("fc.params"))
        ['weight', 'bias']
        """
        for name in self.keys():
            if not name.startswith(strip_prefix):
                raise InvalidValueError(
                    f"Prefix '{strip_prefix}' is to be striped before saving, but Parameter's name "
                    f"'{name}' does not start with '{strip_prefix}'. This may be due to your Block "
                    "shares parameters from other Blocks or you forgot to use "
                    "'with name_scope()' when creating child blocks."
                )
        nd.save(
            filename, {name[len(strip_prefix) :]: param._reduce() for name, param in self.items()}
        )

    def load(
        self,
        filename: str,
        ctx: Context | Sequence[Context] | None = None,
        allow_missing: bool = False,
        ignore_extra: bool = False,
        restore_prefix: str = "",
        cast_dtype: bool = False,
        dtype_source: str = "current",
    ) -> None:
        """Load values from a file of full names (also one that ``export`` wrote).

        Parameters
        ----------
        filename : str
        ctx : Context or list of Context, optional
            Where parameters that are not initialized yet go; the CPU by default.
        allow_missing : bool, default False
            Whether parameters may be missing in the file.
        ignore_extra : bool, default False
            Whether the file may have others.
        restore_prefix : str, default ''
            Put before the names of the file.
        cast_dtype : bool, default False
            Whether a value of another dtype is cast (otherwise an error).
        dtype_source : {'current', 'saved'}
            Which dtype holds after a cast.

        Raises ``ValueError`` where names, shapes or dtypes do not fit; nothing is loaded then.

        >>> net = gluon.nn.Dense(1, in_units=2, use_bias=False, prefix="fc_")
        >>> nd.save("fc.params", {"weight": nd.array([[3, 4]])})
        >>> net.collect_params().load("fc.params", restore_prefix="fc_")
        >>> net.weight.data().asnumpy()
        array([[3., 4.]], dtype=float32)
        """
        self.load_dict(
            load_named_arrays(filename),
            ctx,
            allow_missing,
            ignore_extra,
            restore_prefix,
            filename,
            cast_dtype,
            dtype_source,
        )

    def load_dict(
        self,
        param_dict: Mapping[str, Any],
        ctx: Context | Sequence[Context] | None = None,
        allow_missing: bool = False,
        ignore_extra: bool = False,
        restore_prefix: str = "",
        filename: str | None = None,
        cast_dtype: bool = False,
        dtype_source: str = "current",
    ) -> None:
        """As :meth:`load`, from a dict of arrays.

        Parameters
        ----------
        param_dict : dict of str to NDArray
            By full names, of which ``restore_prefix`` may be left out; ``arg:`` and ``aux:`` before
            them do not count.
        filename : str, optional
            What errors name as the source.
        ctx, allow_missing, ignore_extra, restore_prefix, cast_dtype, dtype_source
            As in :meth:`load`.

        >>> net = gluon.nn.Dense(1, in_units=2, use_bias=False, prefix="fc_")
        >>> net.collect_params().load_dict({"fc_weight": nd.array([[3, 4]])})
        >>> net.weight.data().asnumpy()
        array([[3., 4.]], dtype=float32)
        """
        for name in self.keys():
            if not name.startswith(restore_prefix):
                raise RequirementError(
                    f"restore_prefix is '{restore_prefix}' but Parameters name '{name}' does not "
                    f"start with '{restore_prefix}'."
                )
        arrays = {restore_prefix + without_kind(name): v for name, v in param_dict.items()}
        source = f"file: {filename}" if filename else "param_dict"
        missing = [] if allow_missing else [name for name in self.keys() if name not in arrays]
        extra = [] if ignore_extra else [name for name in arrays if name not in self._params]
        raise_for_names(
            missing,
            extra,
            loaded=list(arrays),
            wanted=list(self.keys()),
            source=source,
            remedy="Please make sure source and target networks have the same prefix.",
        )
        take_saved(self._params, arrays, ctx, cast_dtype, dtype_source)
