"""Block: what all layers and nets are."""

from __future__ import annotations

import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ... import ndarray as nd
from ...base import (
    InvalidAttributeError,
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    UnsupportedError,
    accepted_keywords,
    nearest_name,
)
from ...context import Context
from ..hooks import HookHandle
from ..parameter import Parameter, ParameterDict
from ..parameter.parameter import DEFAULT_INIT
from ..parameter.saved import load_named_arrays, raise_for_names, take_saved, without_kind
from ..printing import indent
from . import model_files
from .inputs import misfit
from .naming import BlockScope, name_block

__all__ = ["Block"]

B = TypeVar("B", bound="Block")


#: What is asked of every block, and is there unless a subclass forgot ``super().__init__()``.
_MADE_BY_INIT = ("_children", "_forward_hooks", "_forward_pre_hooks", "_name", "_reg_params")


class Block:
    """Base class of all layers and nets.

    A subclass makes its children and parameters in ``__init__`` (after ``super().__init__()``),
    as attributes, and says in ``forward`` how the output follows from the inputs. Children are
    found by being attributes; those in lists or dicts are not (see :meth:`register_child`).

    Parameters
    ----------
    prefix : str, optional
        Prefix of the names of its parameters and children; by default the class name in small
        letters, counted.
    params : ParameterDict, optional
        Parameters to share: those of another block of the same structure.

    Raises ``TypeError`` for an argument that the class does not have, and where a child or a
    parameter is replaced by something else.

    >>> class Net(gluon.Block):
    ...     def __init__(self, **kwargs):
    ...         super().__init__(**kwargs)
    ...         with self.name_scope():
    ...             self.hidden = gluon.nn.Dense(8, activation="relu")
    ...             self.output = gluon.nn.Dense(2)
    ...     def forward(self, x):
    ...         return self.output(self.hidden(x))
    >>> net = Net(prefix="net_")
    >>> net.initialize()
    >>> net(nd.ones((3, 5))).shape
    (3, 2)
    >>> list(net.collect_params(".*weight"))
    ['net_dense0_weight', 'net_dense1_weight']
    """

    def __init__(
        self, prefix: str | None = None, params: ParameterDict | None = None, **unknown: Any
    ) -> None:
        if unknown:  # what a layer hands on because it does not know it
            name, takes = next(iter(unknown)), accepted_keywords(type(self))
            raise InvalidTypeError(
                f"{type(self).__name__} has no argument {name!r}.{nearest_name(name, takes)}"
                f" It takes {', '.join(takes)}."
            )
        if not isinstance(prefix, (str, type(None))):
            raise InvalidTypeError(
                f"{type(self).__name__}: prefix must be a string, got {type(prefix).__name__}. "
                "Layers are put into a net with net.add(...)."
            )
        self._empty_prefix = prefix == ""
        self._prefix, self._params = name_block(prefix, params, self._alias())
        self._name = self._prefix[:-1] if self._prefix.endswith("_") else self._prefix
        self._scope = BlockScope(self._prefix, self._params, self._empty_prefix)
        self._children: OrderedDict[str, Any] = OrderedDict()
        self._reg_params: dict[str, Parameter] = {}
        self._forward_hooks: OrderedDict[int, Any] = OrderedDict()
        self._forward_pre_hooks: OrderedDict[int, Any] = OrderedDict()

    def _alias(self) -> str:
        """Stem of the names of such blocks."""
        return type(self).__name__.lower()

    # -- attributes -------------------------------------------------------------------------------

    if not TYPE_CHECKING:  # or every attribute would be known to type checkers

        def __getattr__(self, name: str) -> Any:
            if name in _MADE_BY_INIT:
                raise InvalidAttributeError(
                    f"{type(self).__name__}: call super().__init__() in __init__, before all else."
                )
            text = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(text, name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        existing = self.__dict__.get(name)
        if isinstance(existing, (Parameter, Block)) and not isinstance(value, type(existing)):
            raise InvalidTypeError(
                f"Changing attribute type for {name} from {type(existing)} to {type(value)} "
                "is not allowed."
            )
        if isinstance(value, (Block, Parameter)):
            if "_children" not in self.__dict__:
                raise InvalidAttributeError(
                    f"{type(self).__name__}: call super().__init__() before assigning the "
                    f"{type(value).__name__} '{name}'."
                )
            if isinstance(value, Block):
                self.register_child(value, name)
            elif self._reg_params.get(name, value) is not value:
                raise RequirementError(
                    f"Overriding Parameter attribute {name} is not allowed. If you want to share "
                    "parameters between blocks, please set 'params' at Block construction instead."
                )
            else:
                self._reg_params[name] = value
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return self._repr_with(
            (key, block) for key, block in self.__dict__.items() if isinstance(block, Block)
        )

    def _repr_with(self, children: Iterable[tuple[str, Any]]) -> str:
        lines = "\n".join(f"  ({key}): {indent(repr(block), 2)}" for key, block in children)
        return f"{type(self).__name__}(\n{lines}\n)"

    @property
    def prefix(self) -> str:
        """Prefix of the names of its parameters and children.

        >>> gluon.nn.Dense(2, prefix="fc_").prefix
        'fc_'
        """
        return self._prefix

    @property
    def name(self) -> str:
        """The prefix without its last underscore.

        >>> gluon.nn.Dense(2, prefix="fc_").name
        'fc'
        """
        return self._name

    def name_scope(self) -> BlockScope:
        """A ``with`` block in which new blocks are named after this one.

        >>> net = gluon.nn.Sequential(prefix="model_")
        >>> with net.name_scope():
        ...     net.add(gluon.nn.Dense(2))
        >>> net[0].name
        'model_dense0'
        """
        return self._scope

    @property
    def params(self) -> ParameterDict:
        """The parameters of this block without those of its children.

        >>> list(gluon.nn.Dense(2, prefix="fc_").params)
        ['fc_weight', 'fc_bias']
        """
        return self._params

    # -- parameters -------------------------------------------------------------------------------

    def collect_params(self, select: str | None = None) -> ParameterDict:
        """All parameters, those of children included.

        Parameters
        ----------
        select : str, optional
            A regular expression; only names that match from their beginning are taken.
            ``ValueError`` for one that is none.

        >>> net = gluon.nn.Dense(2, prefix="fc_")
        >>> list(net.collect_params(".*bias"))
        ['fc_bias']
        """
        self._check_container_with_block()
        pattern = None
        if select:
            try:
                pattern = re.compile(select)
            except re.error as error:
                raise InvalidValueError(
                    f"collect_params: {select!r} is no pattern: {error}"
                ) from None
        collected = ParameterDict(self._params.prefix)
        self._collect_into(collected, pattern)
        return collected

    def _collect_into(self, collected: ParameterDict, pattern: Any) -> None:
        if pattern is None:
            collected.update(self._params)
        else:
            selected = ParameterDict()
            selected._params.update((n, p) for n, p in self._params.items() if pattern.match(n))
            collected.update(selected)
        for child in self._children.values():
            if type(child).collect_params is not Block.collect_params:  # it says itself what it has
                collected.update(child.collect_params(select=pattern and pattern.pattern))
                continue
            child._check_container_with_block()
            child._collect_into(collected, pattern)

    def _check_container_with_block(self) -> None:
        """Warn about blocks in lists and dicts, which nobody will find."""
        for key, value in self.__dict__.items():
            if not isinstance(value, (list, tuple, dict)) or key == "_children":
                continue
            inside = {id(block) for block in _blocks_in(value)}
            if inside - {id(child) for child in self._children.values()}:
                warnings.warn(
                    f'"{type(self).__name__}.{key}" is an unregistered container with Blocks. '
                    "Note that Blocks inside the list, tuple or dict will not be registered "
                    "automatically. Make sure to register them using register_child() or "
                    "switching to nn.Sequential/nn.HybridSequential instead. ",
                    stacklevel=3,
                )

    def _collect_params_with_prefix(self, prefix: str = "") -> dict[str, Parameter]:
        """All parameters by their path of attributes, as files name them."""
        if prefix:
            prefix += "."
        collected = {prefix + key: param for key, param in self._reg_params.items()}
        for name, child in self._children.items():
            collected.update(child._collect_params_with_prefix(prefix + name))
        return collected

    def initialize(
        self,
        init: Any = DEFAULT_INIT,
        ctx: Context | Sequence[Context] | None = None,
        verbose: bool = False,
        force_reinit: bool = False,
    ) -> None:
        """Initialize all parameters; where a shape is not known yet, at the first forward pass.

        Parameters
        ----------
        init : Initializer or str, default Uniform(0.07)
            For parameters without an initializer of their own.
        ctx : Context or list of Context, optional
            One copy of each parameter goes to each; the current context by default.
        verbose : bool, default False
            Log what is done.
        force_reinit : bool, default False
            Whether to begin anew what is initialized already.

        >>> net = gluon.nn.Dense(1, in_units=2)
        >>> net.initialize(mx.init.One())
        >>> net(nd.array([[1, 2]])).asnumpy()
        array([[3.]], dtype=float32)
        """
        self.collect_params().initialize(init, ctx, verbose, force_reinit)

    def cast(self, dtype: Any) -> None:
        """Change the dtype of all parameters (batch statistics keep float32 for float16).

        >>> net = gluon.nn.Dense(1, in_units=2)
        >>> net.initialize()
        >>> net.cast("float64")
        >>> net(nd.ones((1, 2), dtype="float64")).dtype.__name__
        'float64'
        """
        for child in self._children.values():
            child.cast(dtype)
        for param in self._params.values():
            param.cast(dtype)

    # -- files ------------------------------------------------------------------------------------

    def save_parameters(self, filename: str, deduplicate: bool = False) -> None:
        """Save the values of all parameters by their path of attributes (``0.weight``).

        Parameters
        ----------
        filename : str
        deduplicate : bool, default False
            Whether a shared parameter is written once (under its last path) instead of every time.

        >>> net = gluon.nn.HybridSequential()
        >>> net.add(gluon.nn.Dense(1, in_units=2))
        >>> net.initialize()
        >>> net.save_parameters("net.params")
        >>> list(nd.load("net.params"))
        ['0.weight', '0.bias']
        """
        params = self._collect_params_with_prefix()
        if deduplicate:
            last_path = {id(param): path for path, param in params.items()}
            params = {path: p for path, p in params.items() if last_path[id(p)] == path}
        nd.save(filename, {path: param._reduce() for path, param in params.items()})

    def save_params(self, filename: str) -> None:
        """The older form of :meth:`save_parameters`: ``filename`` has full names, less the prefix.

        >>> import warnings
        >>> net = gluon.nn.Dense(1, in_units=2)
        >>> net.initialize()
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     net.save_params("net.params")
        """
        warnings.warn(
            "save_params is deprecated. Please use save_parameters. Note that if you want load "
            "from SymbolBlock later, please use export instead.",
            stacklevel=2,
        )
        self.collect_params().save(filename, strip_prefix=self.prefix)

    def load_parameters(
        self,
        filename: str,
        ctx: Context | Sequence[Context] | None = None,
        allow_missing: bool = False,
        ignore_extra: bool = False,
        cast_dtype: bool = False,
        dtype_source: str = "current",
    ) -> None:
        """Load values from a file of :meth:`save_parameters`, ``save_params`` or ``export``.

        Parameters
        ----------
        filename : str
        ctx : Context or list of Context, optional
            Where parameters that are not initialized yet go; the CPU by default.
        allow_missing : bool, default False
            Whether parameters may be missing in the file.
        ignore_extra : bool, default False
            Whether the file may have others.
        cast_dtype : bool, default False
            Whether a value of another dtype is cast (otherwise an error).
        dtype_source : {'current', 'saved'}
            Which dtype holds after a cast.

        Raises where names, shapes or dtypes do not fit; nothing is loaded then.

        >>> net, other = gluon.nn.Dense(1, in_units=2), gluon.nn.Dense(1)
        >>> net.initialize()
        >>> net.save_parameters("net.params")
        >>> other.load_parameters("net.params")
        >>> bool((net.weight.data() == other.weight.data()).min())
        True
        """
        loaded = load_named_arrays(filename)
        params = self._collect_params_with_prefix()
        if loaded and not any("." in name for name in loaded) and not set(loaded) <= set(params):
            by_name = self.collect_params()
            plain = [without_kind(name) for name in loaded]
            # Names that already are full ones were written by export.
            restored = "" if any(name in by_name for name in plain) else self.prefix
            by_name.load_dict(
                loaded, ctx, allow_missing, ignore_extra, restored, filename,
                cast_dtype, dtype_source,
            )  # fmt: skip
            return
        found = {id(params[name]) for name in loaded if name in params}
        missing = [] if allow_missing else [n for n, p in params.items() if id(p) not in found]
        extra = [] if ignore_extra else [name for name in loaded if name not in params]
        raise_for_names(
            missing,
            extra,
            loaded=list(loaded),
            wanted=list(params),
            source=f"file '{filename}'",
            remedy="",
        )
        take_saved(params, loaded, ctx, cast_dtype, dtype_source)

    def load_params(
        self,
        filename: str,
        ctx: Context | Sequence[Context] | None = None,
        allow_missing: bool = False,
        ignore_extra: bool = False,
    ) -> None:
        """The older name of :meth:`load_parameters`, whose first four parameters it takes.

        >>> import warnings
        >>> net = gluon.nn.Dense(1, in_units=2)
        >>> net.initialize()
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     net.save_params("net.params")
        ...     net.load_params("net.params")
        """
        warnings.warn("load_params is deprecated. Please use load_parameters.", stacklevel=2)
        self.load_parameters(filename, ctx, allow_missing, ignore_extra)

    def save(self, prefix: str) -> None:
        """Save names and parameters: ``prefix-model.json`` and ``prefix-model.params``.

        For a model that code makes again in the same order; :meth:`load` gives it names and values.
        ``prefix`` is a path without those endings.

        >>> net = gluon.nn.Dense(1, in_units=2)
        >>> net.initialize()
        >>> net.save("net")
        >>> net.load("net")
        """
        model_files.save(self, prefix)

    def load(self, prefix: str) -> None:
        """Load what :meth:`save` wrote at ``prefix``, into a model made in the same order.

        Raises ``ValueError`` where the files are not those of such a model.
        """
        model_files.load(self, prefix)

    # -- children ---------------------------------------------------------------------------------

    def register_child(self, block: Block, name: str | None = None) -> None:
        """Make ``block`` a child; assigning it as an attribute does so by itself.

        Parameters
        ----------
        block : Block
            ``ValueError`` for anything else; for a HybridBlock its children must be such, too.
        name : str, optional
            Its part of the path in files; by default its number.

        >>> net = gluon.Block()
        >>> net.register_child(gluon.nn.Dense(2, prefix="fc_"), "layer")
        >>> list(net.collect_params())
        ['fc_weight', 'fc_bias']
        """
        if not isinstance(block, Block):
            raise InvalidValueError(
                f"{type(self).__name__}: a child must be a Block, but {block!r:.60} has type "
                f"{type(block)}. A function becomes one with nn.Lambda."
            )
        self._children[name if name is not None else str(len(self._children))] = block

    def apply(self: B, fn: Callable[[Block], Any]) -> B:
        """Call ``fn`` with every block, children before the block itself; returns the block.

        >>> net = gluon.nn.Dense(2, activation="relu")
        >>> net = net.apply(lambda block: print(type(block).__name__))
        Activation
        Dense
        """
        for child in self._children.values():
            child.apply(fn)
        fn(self)
        return self

    def hybridize(self, active: bool = True, **kwargs: Any) -> None:
        """Hybridize the children; ``active`` and the options as in :meth:`HybridBlock.hybridize`.

        >>> net = gluon.nn.HybridSequential()
        >>> net.hybridize()
        """
        for child in self._children.values():
            child.hybridize(active, **kwargs)

    # -- hooks ------------------------------------------------------------------------------------

    def register_forward_pre_hook(self, hook: Callable[[Block, Any], Any]) -> HookHandle:
        """Call ``hook(block, inputs)`` before each forward pass; its result is ignored.

        Returns a handle with ``detach()``, also usable in a ``with`` statement.

        >>> net = gluon.nn.Flatten()
        >>> handle = net.register_forward_pre_hook(lambda block, inputs: print(inputs[0].shape))
        >>> y = net(nd.ones((2, 3, 4)))
        (2, 3, 4)
        >>> handle.detach()
        """
        handle = HookHandle()
        handle.attach(self._forward_pre_hooks, hook)
        return handle

    def register_forward_hook(self, hook: Callable[[Block, Any, Any], Any]) -> HookHandle:
        """Call ``hook(block, inputs, output)`` after each forward pass; its result is ignored.

        Returns a handle with ``detach()``, also usable in a ``with`` statement.

        >>> net = gluon.nn.Flatten()
        >>> with net.register_forward_hook(lambda block, inputs, output: print(output.shape)):
        ...     y = net(nd.ones((2, 3, 4)))
        (2, 12)
        """
        handle = HookHandle()
        handle.attach(self._forward_hooks, hook)
        return handle

    def register_op_hook(self, callback: Callable[..., Any], monitor_all: bool = False) -> None:
        """Call ``callback`` for every operator of the hybrid blocks inside.

        ``callback`` and ``monitor_all`` as in :meth:`HybridBlock.register_op_hook`.

        >>> net = gluon.nn.Flatten()
        >>> net.register_op_hook(lambda name, operator, array: print(operator, array.shape))
        >>> y = net(nd.ones((2, 3, 4)))
        Flatten (2, 12)
        """
        for child in self._children.values():
            child.register_op_hook(callback, monitor_all)

    # -- the forward pass --------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The output for these inputs: :meth:`forward`, with the hooks around it."""
        if self._forward_pre_hooks:
            for hook in list(self._forward_pre_hooks.values()):
                hook(self, args)
        try:
            out = self.forward(*args, **kwargs)
        except TypeError as error:
            told = misfit(self, self._called(), error, args, kwargs)
            if told is None:
                raise
            raise told from None
        if self._forward_hooks:
            for hook in list(self._forward_hooks.values()):
                hook(self, args, out)
        return out

    def _called(self) -> Callable[..., Any]:
        """The method that a subclass writes its forward pass in."""
        return self.forward

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """How the output follows from the inputs ``*args``; a subclass writes it.

        Raises ``NotImplementedError`` where none has.
        """
        raise UnsupportedError(f"{type(self).__name__} does not define forward")

    def summary(self, *inputs: Any) -> None:
        """Print a table of the layers that these inputs pass: output shapes, parameter counts.

        The block must be initialized and not hybridized: ``ValueError`` otherwise.

        >>> net = gluon.nn.Dense(2)
        >>> net.initialize()
        >>> net.summary(nd.ones((4, 3)))  # doctest: +ELLIPSIS
        ----...
                Layer (type)                                Output Shape         Param #
        ====...
                       Input                                      (4, 3)               0
                     Dense-1                                      (4, 2)               8
        ...
        """
        from .summary import summarize  # its helpers are needed nowhere else

        print(summarize(self, inputs))


def _blocks_in(value: Any) -> Iterable[Block]:
    """The blocks inside nested lists, tuples and dicts."""
    if isinstance(value, Block):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _blocks_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _blocks_in(item)
