"""One parameter: an array on each context, its gradient, and how it gets its first values."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Sequence
from typing import Any, NamedTuple, SupportsIndex

import numpy as np

from ... import autograd, initializer
from ... import ndarray as nd
from ...base import (
    InvalidTypeError,
    InvalidValueError,
    MXNetError,
    RequirementError,
    UnsupportedError,
)
from ...context import Context, cpu, current_context, resolve_context
from ...core.inplace import move_out
from ...core.state import is_paused
from ...ndarray.dtypes import resolve_dtype
from ..shape import as_shape, completes, shape_is_known
from .errors import DeferredInitializationError, UninitializedError

__all__ = ["DEFAULT_INIT", "Parameter"]

#: What fills parameters where nobody says otherwise.
DEFAULT_INIT = initializer.Uniform()

_GRAD_REQS = ("write", "add", "null")
_STYPES = ("default", "row_sparse", "csr")


class _Waiting(NamedTuple):
    """How a parameter gets its values once its shape is known."""

    init: Any
    contexts: list[Context]
    default_init: Any
    #: Given by ``set_data`` in the meantime; they come before the initializers.
    values: nd.NDArray | None = None


class Parameter:
    """A parameter of a block: its values on each context, and their gradients.

    Parameters
    ----------
    name : str
    grad_req : {'write', 'add', 'null'}
        Whether ``backward`` overwrites the gradient, adds to it, or computes none.
    shape : int or tuple of int, optional
        Dimensions that are not known yet are 0 (or -1).
    dtype : str or type, default float32
    lr_mult, wd_mult : float, default 1.0
        Factors of the learning rate and of the weight decay.
    init : Initializer or str, optional
        Its own initializer; None takes that of ``initialize``.
    allow_deferred_init : bool, default False
        Whether ``initialize`` may wait for the shape.
    differentiable : bool, default True
        False fixes ``grad_req`` at ``'null'`` (running statistics).
    stype, grad_stype : str, default 'default'
        Storage. Values are always dense here: another ``stype`` raises. ``grad_stype`` is kept for
        programs that ask for it; gradients are dense, with the same numbers.

    >>> weight = gluon.Parameter("weight", shape=(2, 2))
    >>> weight.initialize(mx.init.One())
    >>> x = nd.array([1, 2])
    >>> with autograd.record():
    ...     y = nd.dot(weight.data(), x).sum()
    >>> y.backward()
    >>> weight.grad().asnumpy()
    array([[1., 2.],
           [1., 2.]], dtype=float32)
    """

    def __init__(
        self,
        name: str,
        grad_req: str = "write",
        shape: SupportsIndex | Sequence[SupportsIndex] | None = None,
        dtype: Any = np.float32,
        lr_mult: float = 1.0,
        wd_mult: float = 1.0,
        init: Any = None,
        allow_deferred_init: bool = False,
        differentiable: bool = True,
        stype: str = "default",
        grad_stype: str = "default",
    ) -> None:
        for key, value in (("stype", stype), ("grad_stype", grad_stype)):
            if value not in _STYPES:
                raise RequirementError(
                    f"{key} for Parameter '{name}' must be one of 'default', 'row_sparse', or "
                    f"'csr', but got '{value}'"
                )
        if stype != "default":
            raise UnsupportedError(
                f"Parameter '{name}': stype='{stype}' is not available, arrays are dense here; "
                "leave it out."
            )
        self._data: list[nd.NDArray] | None = None
        self._grad: list[nd.NDArray] | None = None
        self._trainer_ref: Any = None
        self._deferred_init: _Waiting | tuple[()] = ()
        self._differentiable = differentiable
        self._allow_deferred_init = allow_deferred_init
        self._grad_req = "null"
        self._shape = as_shape(shape)
        self.name = name
        resolve_dtype(dtype)  # raises for one that no array has
        self._dtype = dtype
        self.lr_mult = lr_mult
        self.wd_mult = wd_mult
        self.init = init
        self._stype = stype
        self._grad_stype = grad_stype
        self.grad_req = grad_req

    def __repr__(self) -> str:
        return f"Parameter {self.name} (shape={self.shape}, dtype={self.dtype})"

    # -- what it is -------------------------------------------------------------------------------

    @property
    def grad_req(self) -> str:
        """Whether ``backward`` overwrites (``'write'``), adds (``'add'``) or does not (``'null'``).

        Setting it takes effect at once; ``'null'`` drops the gradient.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.grad_req = "add"
        """
        return self._grad_req

    @grad_req.setter
    def grad_req(self, req: str) -> None:
        if req not in _GRAD_REQS:
            raise RequirementError(
                f"grad_req must be one of 'write', 'add', or 'null', but got '{req}'"
            )
        if not self._differentiable:
            req = "null"
        if self._grad_req == req:
            return
        self._grad_req = req
        if self._data is None:
            return
        if req == "null":
            self._grad = None
            self._data = [array.detach() for array in self._data]
        else:
            self._init_grad()

    @property
    def dtype(self) -> Any:
        """The dtype, as it was given; setting it casts.

        >>> gluon.Parameter("weight", shape=(2,), dtype="float64").dtype
        'float64'
        """
        return self._dtype

    @dtype.setter
    def dtype(self, dtype: Any) -> None:
        self.cast(dtype)

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape; a dimension not known yet is 0. Setting it can only fill in such dimensions.

        >>> weight = gluon.Parameter("weight", shape=(2, 0))
        >>> weight.shape = (2, 5)
        >>> weight.shape
        (2, 5)
        """
        return self._shape

    @shape.setter
    def shape(self, new_shape: Sequence[int] | None) -> None:
        new = as_shape(new_shape)
        if new is None or self._shape is None:
            if new is not None:
                self._shape = new
            return
        if not completes(new, self._shape):
            raise RequirementError(
                f"Parameter '{self.name}': Expected shape {self._shape} is incompatible with "
                f"given shape {new}."
            )
        self._shape = new

    @property
    def _trainer(self) -> Any:
        return self._trainer_ref() if self._trainer_ref is not None else None

    def _set_trainer(self, trainer: Any) -> None:
        # Weakly: trainer and parameters would otherwise keep each other alive.
        self._trainer_ref = weakref.ref(trainer) if trainer is not None else None

    def var(self) -> Any:
        """The symbol of this parameter: raises, as long as there are no symbols."""
        raise UnsupportedError(
            f"Parameter '{self.name}': var() needs symbols, which are not available yet."
        )

    # -- first values -----------------------------------------------------------------------------

    def initialize(
        self,
        init: Any = None,
        ctx: Context | Sequence[Context] | None = None,
        default_init: Any = DEFAULT_INIT,
        force_reinit: bool = False,
    ) -> None:
        """Make the arrays and fill them, or note how, until the shape is known.

        Parameters
        ----------
        init : Initializer or str, optional
            Comes before the parameter's own ``init``.
        ctx : Context or list of Context, optional
            One copy on each; the current context by default.
        default_init : Initializer or str
            Used where neither names one.
        force_reinit : bool, default False
            Whether to fill anew what is initialized already (otherwise a warning).

        Raises ``ValueError`` where the shape is not known and must not be awaited.

        >>> bias = gluon.Parameter("bias", shape=(3,))
        >>> bias.initialize("zeros", ctx=[mx.cpu(0), mx.cpu(1)])
        >>> bias.list_ctx()
        [cpu(0), cpu(1)]
        """
        if self._data is not None and not force_reinit:
            warnings.warn(
                f"Parameter '{self.name}' is already initialized, ignoring. "
                "Set force_reinit=True to re-initialize.",
                stacklevel=2,
            )
            return
        contexts = _as_contexts(ctx)
        own = init if init is not None else self.init
        if own is None:
            own = default_init
        initializer.create(own)  # an unknown name is reported now, not at the first forward pass
        if not shape_is_known(self._shape) and not self._allow_deferred_init:
            raise InvalidValueError(
                f"Cannot initialize Parameter '{self.name}' because it has invalid shape: "
                f"{self._shape}."
            )
        self._data = self._grad = None
        self._deferred_init = _Waiting(own, contexts, default_init)
        if shape_is_known(self._shape):
            self._finish_deferred_init()

    def _finish_deferred_init(self) -> None:
        """Make the arrays, now that the shape is known; nothing if they are there."""
        if not self._deferred_init:
            return
        own, contexts, default_init, values = self._deferred_init
        shape = self._shape
        if shape is None or not shape_is_known(shape):
            raise InvalidValueError(
                f"Cannot initialize Parameter '{self.name}' because it has invalid shape: "
                f"{shape}. Please specify in_units, in_channels, etc for `Block`s."
            )
        with autograd.pause():
            if values is None:
                values = nd.zeros(shape, dtype=self._dtype, ctx=cpu())
                desc = initializer.InitDesc(self.name, {"__init__": own})
                initializer.create(default_init)(desc, values)
            self._init_impl(values, contexts)

    def _init_impl(self, data: Any, contexts: Sequence[Context]) -> None:
        """Put a copy of ``data`` on each context."""
        self._data = [data.copyto(context) for context in contexts]
        self._deferred_init = ()
        self._init_grad()

    def _init_grad(self) -> None:
        """Make the gradients and tell autograd where they go."""
        if self._grad_req == "null" or self._data is None:
            self._grad = None
            return
        self._grad = [nd.zeros(a.shape, dtype=a.dtype, ctx=a.context) for a in self._data]
        self._mark()

    def _mark(self) -> None:
        data, grad = self._data, self._grad
        # Integers have no gradient: theirs stays zero, and autograd need not know of them.
        if data and grad and np.dtype(data[0].dtype).kind == "f":
            autograd.mark_variables(data, grad, self._grad_req)

    def _load_init(
        self,
        data: Any,
        ctx: Context | Sequence[Context] | None,
        cast_dtype: bool = False,
        dtype_source: str = "current",
    ) -> None:
        """Take saved values; the shape is completed from them."""
        self._check_saved(data, ctx, cast_dtype, dtype_source)
        if np.dtype(self._dtype) != np.dtype(data.dtype):
            if dtype_source == "current":
                data = data.astype(self._dtype)
            else:
                self.cast(data.dtype)
        present = self._present_contexts()
        wanted = None if ctx is None else _as_contexts(ctx)
        self._shape = tuple(data.shape)
        with autograd.pause():
            if self._data is None:
                self._init_impl(data, present or wanted or [cpu()])
            else:
                self.set_data(data)

    def _check_saved(
        self,
        data: Any,
        ctx: Context | Sequence[Context] | None,
        cast_dtype: bool,
        dtype_source: str,
    ) -> None:
        """Raise if :meth:`_load_init` cannot take these values; nothing is changed."""
        if dtype_source not in ("current", "saved"):
            raise RequirementError(
                f"dtype_source must be 'current' or 'saved', got {dtype_source!r}."
            )
        name = self.name
        if self._shape is not None and not completes(data.shape, self._shape):
            raise RequirementError(
                f"Failed loading Parameter '{name}' from saved params: shape incompatible "
                f"expected {self._shape} vs saved {data.shape}"
            )
        if np.dtype(self._dtype) != np.dtype(data.dtype) and not cast_dtype:
            raise RequirementError(
                f"Failed loading Parameter '{name}' from saved params: dtype incompatible "
                f"expected {self._dtype} vs saved {data.dtype}. "
                "Set cast_dtype=True to cast the dtype of saved params."
            )
        wanted = None if ctx is None else _as_contexts(ctx)
        present = self._present_contexts()
        if wanted is not None and present is not None and set(wanted) != set(present):
            raise RequirementError(
                f"Failed to load Parameter '{name}' on {wanted} because it was previous "
                f"initialized on {present}."
            )

    # -- values -----------------------------------------------------------------------------------

    def data(self, ctx: Context | None = None) -> nd.NDArray:
        """The values on a context: the array itself, not a copy.

        Parameters
        ----------
        ctx : Context, optional
            By default the only one that holds a copy, or the current one where there are several.

        Raises ``RuntimeError`` before ``initialize`` or on a context without a copy, and
        :class:`DeferredInitializationError` while the shape is not known.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize("ones")
        >>> weight.data().asnumpy()
        array([1., 1.], dtype=float32)
        """
        arrays = self._data
        if arrays is not None and len(arrays) == 1:  # every layer asks this in every forward pass
            array = arrays[0]
            if ctx is None or array._ctx is ctx or array._ctx == ctx:
                return array
        return self._check_and_get(arrays, ctx)

    def list_data(self) -> list[nd.NDArray]:
        """The values on all contexts, in the order of :meth:`list_ctx`.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize("ones", ctx=[mx.cpu(0), mx.cpu(1)])
        >>> [str(array.context) for array in weight.list_data()]
        ['cpu(0)', 'cpu(1)']
        """
        return self._check_and_get(self._data, list)

    def grad(self, ctx: Context | None = None) -> nd.NDArray:
        """The gradient on a context, in the shape and dtype of the values.

        Parameters
        ----------
        ctx : Context, optional
            As in :meth:`data`, which also tells the errors; ``RuntimeError`` as well where
            ``grad_req`` is ``'null'``.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize()
        >>> weight.grad().asnumpy()
        array([0., 0.], dtype=float32)
        """
        self._require_grad()
        return self._check_and_get(self._grad, ctx)

    def list_grad(self) -> list[nd.NDArray]:
        """The gradients on all contexts, in the order of :meth:`list_ctx`.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize()
        >>> len(weight.list_grad())
        1
        """
        self._require_grad()
        return self._check_and_get(self._grad, list)

    def _require_grad(self) -> None:
        if self._data is not None and self._grad is None:
            raise MXNetError(
                f"Cannot get gradient array for Parameter '{self.name}' because grad_req='null'"
            )

    def _check_and_get(self, arrays: list[nd.NDArray] | None, ctx: Any) -> Any:
        """The array on ``ctx``, or all of them for ``list``; raises where there are none."""
        if arrays is None:
            raise self._no_values()
        if ctx is list:
            return arrays
        if ctx is None and len(arrays) == 1:
            return arrays[0]
        context = current_context() if ctx is None else ctx
        for array in arrays:
            if array.context == context:
                return array
        raise self._no_copy(context)

    def _require_context(self, context: Context) -> None:
        """Raise where there is, and will be, no copy on this context."""
        present = self._present_contexts()
        if present is not None and context not in present:
            raise self._no_copy(context)

    def _no_copy(self, context: Context) -> MXNetError:
        return MXNetError(
            f"Parameter '{self.name}' was not initialized on context {context}. "
            f"It was only initialized on {self._present_contexts()}. Data moves with "
            "as_in_context, parameters move with reset_ctx."
        )

    def _no_values(self) -> MXNetError:
        if self._deferred_init:
            return DeferredInitializationError(
                f"Parameter '{self.name}' has not been initialized yet because initialization was "
                "deferred. Actual initialization happens during the first forward pass. Please "
                "pass one batch of data through the network before accessing Parameters. You can "
                "also avoid deferred initialization by specifying in_units, num_features, etc., "
                "for network layers."
            )
        return UninitializedError(
            f"Parameter '{self.name}' has not been initialized: call initialize() first. Note that "
            "you should initialize parameters and create Trainer with Block.collect_params() "
            "instead of Block.params because the later does not include Parameters of nested "
            "child Blocks"
        )

    @property
    def _ctx_list(self) -> list[Context] | None:
        # As in MXNet, where programs look at it: the places of `_data`, once there are values.
        return [array.context for array in self._data] if self._data is not None else None

    @property
    def _ctx_map(self) -> list[list[int | None]]:
        # As in MXNet: by the parity of the device's type and by its number, the place in `_data`.
        places: list[list[int | None]] = [[], []]
        for place, context in enumerate(self._ctx_list or ()):
            row = places[context.device_typeid & 1]
            row.extend([None] * (context.device_id + 1 - len(row)))
            row[context.device_id] = place
        return places

    def _present_contexts(self) -> list[Context] | None:
        if self._data is None and self._deferred_init:
            return self._deferred_init.contexts
        return self._ctx_list

    def list_ctx(self) -> list[Context]:
        """The contexts that hold a copy, or will; ``RuntimeError`` before ``initialize``.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize()
        >>> weight.list_ctx()
        [cpu(0)]
        """
        present = self._present_contexts()
        if present is None:
            raise UninitializedError(
                f"Parameter '{self.name}' has not been initialized: call initialize() first."
            )
        return present

    def set_data(self, data: Any) -> None:
        """Write new values on all contexts, in place; completes a shape not known yet.

        Parameters
        ----------
        data : NDArray, numpy.ndarray or nested list
            Of the parameter's shape; cast to its dtype.

        Under ``pause`` inside ``record`` the values go into new memory: a forward pass may update a
        parameter that it has used, as spectral normalization does with its vector, and the
        gradient is that of the values it has used.

        Raises ``ValueError`` for another shape and before ``initialize``, ``TypeError`` for what
        is no array.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize()
        >>> weight.set_data(nd.array([3, 4]))
        >>> weight.data().asnumpy()
        array([3., 4.], dtype=float32)
        """
        if not hasattr(data, "shape"):
            if not isinstance(data, (list, tuple)):
                raise InvalidTypeError(
                    f"Parameter '{self.name}': set_data takes an array, got {data!r:.60}."
                )
            data = nd.array(data)
        elif not isinstance(data, nd.NDArray):
            data = nd.array(data, dtype=data.dtype)
        if self._data is None and not self._deferred_init:
            raise RequirementError(
                f"Parameter '{self.name}' has not been initialized: call initialize() first."
            )
        self.shape = data.shape
        if self._deferred_init:
            self._deferred_init = self._deferred_init._replace(values=data.astype(self._dtype))
            self._finish_deferred_init()
            return
        trainer = self._trainer
        if trainer is not None:
            trainer._weights_were_set(self)
        for array in self._data or ():
            if is_paused():
                move_out(array)
            array[:] = data

    def zero_grad(self) -> None:
        """Set the gradients to zero; nothing where there are none.

        >>> weight = gluon.Parameter("weight", shape=(2,), grad_req="add")
        >>> weight.initialize()
        >>> weight.zero_grad()
        """
        for grad in self._grad or ():
            grad[:] = 0

    def _reduce(self) -> nd.NDArray:
        """One copy for saving: the mean over the contexts."""
        arrays = self.list_data()
        if len(arrays) == 1:
            return arrays[0].copyto(cpu())
        with autograd.pause():
            total = arrays[0].copyto(cpu())
            for array in arrays[1:]:
                total += array.as_in_context(total.context)
            return total / len(arrays)

    # -- changing what it is ----------------------------------------------------------------------

    def reset_ctx(self, ctx: Context | Sequence[Context]) -> None:
        """Move to other contexts; values are kept (the mean of the copies), gradients are zero.

        Parameters
        ----------
        ctx : Context or list of Context
            One copy goes to each.

        Raises ``ValueError`` before ``initialize``.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize()
        >>> weight.reset_ctx([mx.cpu(1), mx.cpu(2)])
        >>> weight.list_ctx()
        [cpu(1), cpu(2)]
        """
        contexts = _as_contexts(ctx)
        if self._data is not None:
            with autograd.pause():
                self._init_impl(self._reduce(), contexts)
        elif self._deferred_init:
            self._deferred_init = self._deferred_init._replace(contexts=contexts)
        else:
            raise InvalidValueError(
                f"Cannot reset context for Parameter '{self.name}' because it has not been "
                "initialized."
            )

    def cast(self, dtype: Any) -> None:
        """Change the dtype of the values and the gradients.

        Parameters
        ----------
        dtype : str or type
            ``TypeError`` for one that no array has.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.initialize("ones")
        >>> weight.cast("float16")
        >>> weight.data().dtype.__name__
        'float16'
        """
        resolve_dtype(dtype)  # an unknown dtype raises before anything has changed
        self._dtype = dtype
        if self._data is None:
            return
        with autograd.pause():
            self._data = [array.astype(dtype) for array in self._data]
            if self._grad is not None:
                self._grad = [grad.astype(dtype) for grad in self._grad]
                self._mark()

    # -- sparse storage, which there is none of ----------------------------------------------------

    def row_sparse_data(self, row_id: Any) -> nd.NDArray:
        """Rows ``row_id`` of a sparse parameter: raises, parameters are dense.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.row_sparse_data(nd.array([0]))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ndgrad.base.MXNetError: Cannot return a copy of Parameter 'weight' via row_sparse_data() ...
        """
        raise MXNetError(
            f"Cannot return a copy of Parameter '{self.name}' via row_sparse_data() because its "
            f"storage type is {self._stype}. Please use data() instead."
        )

    def list_row_sparse_data(self, row_id: Any) -> list[nd.NDArray]:
        """Rows ``row_id`` of a sparse parameter on all contexts: raises, parameters are dense.

        >>> weight = gluon.Parameter("weight", shape=(2,))
        >>> weight.list_row_sparse_data(nd.array([0]))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ndgrad.base.MXNetError: Cannot return copies of Parameter 'weight' on all contexts via ...
        """
        raise MXNetError(
            f"Cannot return copies of Parameter '{self.name}' on all contexts via "
            f"list_row_sparse_data() because its storage type is {self._stype}. "
            "Please use data() instead."
        )

    # -- copies -----------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_trainer_ref": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._mark()  # a copied array is not the variable that autograd knows


def _as_contexts(ctx: Any) -> list[Context]:
    """The contexts a user names, each known to hold arrays."""
    if ctx is None:
        return [current_context()]
    contexts = [ctx] if isinstance(ctx, (Context, str)) else list(ctx)
    if not contexts:
        raise InvalidValueError("ctx: the list of contexts is empty.")
    return [resolve_context(one) for one in contexts]
