"""HybridBlock: a block written with the operators of a namespace ``F``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import ndarray as nd
from ...base import InvalidTypeError, InvalidValueError, MXNetError, UnsupportedError, nearest_name
from ...core.state import state
from ...ndarray import NDArray
from ..parameter import DeferredInitializationError
from ..parameter.errors import UninitializedError
from . import shape_inference
from .as_one import run_as_one
from .block import Block
from .inputs import InputsError, misfit
from .op_hooks import MonitoredNamespace

__all__ = ["HybridBlock"]

_HYBRIDIZE_OPTIONS = (
    "static_alloc", "static_shape", "inline_limit", "forward_bulk_size", "backward_bulk_size",
    "data_indices", "param_indices",
)  # fmt: skip


class HybridBlock(Block):
    """A block whose ``hybrid_forward(F, x, ..., **params)`` uses the operators of ``F`` only.

    ``F`` is ``ndgrad.nd`` when arrays are passed; the parameters that are attributes of the block
    come as keyword arguments, as arrays on the context of the input. The shape of a parameter that
    was left open is found in the first forward pass, from the operators it is used in.

    Children must be hybrid blocks too. Parameters as in :class:`Block`.

    >>> class Scaled(gluon.HybridBlock):
    ...     def __init__(self, units, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.weight = self.params.get("weight", shape=(units, 0), allow_deferred_init=True)
    ...     def hybrid_forward(self, F, x, weight):
    ...         return F.FullyConnected(2 * x, weight, no_bias=True, num_hidden=weight.shape[0])
    >>> net = Scaled(3)
    >>> net.initialize()
    >>> net(nd.ones((2, 5))).shape, net.weight.shape
    ((2, 3), (3, 5))
    """

    def __init__(self, prefix: str | None = None, params: Any = None, **unknown: Any) -> None:
        super().__init__(prefix=prefix, params=params, **unknown)
        self._active = False
        self._flags: list[tuple[str, Any]] = []
        self._op_hooks: list[tuple[Callable[..., Any], bool]] = []

    def register_child(self, block: Block, name: str | None = None) -> None:
        """Make a hybrid block a child; assigning it as an attribute does so by itself.

        >>> net = gluon.HybridBlock()
        >>> net.register_child(gluon.nn.Dense(2, prefix="fc_"), "layer")
        >>> list(net.collect_params())
        ['fc_weight', 'fc_bias']
        """
        if not isinstance(block, HybridBlock):
            raise InvalidValueError(
                f"Children of HybridBlock must also be HybridBlock, but {block!r:.200} has type "
                f"{type(block)}. If you are using Sequential, please try HybridSequential instead."
            )
        super().register_child(block, name)

    # -- the forward pass --------------------------------------------------------------------------

    def forward(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """Run :meth:`hybrid_forward` on arrays, with the parameters of their context.

        Raises ``ValueError`` where no input is an array, or where open shapes cannot be found;
        ``RuntimeError`` before ``initialize``, and for a context without a copy of the parameters.
        """
        # Every layer passes here in every pass: kwargs, a fresh dict, takes up the parameters.
        ctx = x._ctx if isinstance(x, NDArray) else self._context_of((x, *args))
        given = self._keywords(kwargs) if kwargs else {}
        try:
            for name, param in self._reg_params.items():
                kwargs[name] = param.data(ctx)
        except (DeferredInitializationError, UninitializedError) as error:
            if isinstance(error, UninitializedError) and not shape_inference.inferring():
                raise
        else:
            F: Any = MonitoredNamespace(nd, self) if self._op_hooks else nd
            try:
                if self._active and state.recording:
                    return run_as_one(self.hybrid_forward, F, (x, *args), kwargs)
                return self.hybrid_forward(F, x, *args, **kwargs)
            except MXNetError as error:
                self._add_location(error, (x, *args))
                raise
            except TypeError as error:
                told = misfit(self, self.hybrid_forward, error, (x, *args), given)
                if told is None:
                    raise
                raise told from None
        # Here, not under `except`: what goes wrong now is not told as a consequence of that error.
        if shape_inference.inferring():
            return shape_inference.infer(self, x, args, given)
        for param in self._reg_params.values():
            param._require_context(ctx)
        self._finish_deferred_init(x, *args, **given)
        return self.forward(x, *args, **given)

    def _called(self) -> Any:
        own = type(self).forward is HybridBlock.forward
        return self.hybrid_forward if own else self.forward

    def _keywords(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """A copy of inputs given by keyword, none of them named like a parameter."""
        for name in kwargs:
            if name in self._reg_params:
                raise InvalidTypeError(
                    f"{self.name}: {name!r} is a parameter of the block, not an input; "
                    "set_data changes its values."
                )
        return dict(kwargs)

    def _context_of(self, args: Any) -> Any:
        """The context of the first array among nested arguments."""
        array = _first_array(args)
        if array is None:
            raise InvalidValueError(
                "In HybridBlock, there must be one NDArray or one Symbol in the input. Please "
                f"check the type of the args: {self.name or type(self).__name__} got "
                f"{', '.join(type(a).__name__ for a in args)}. nd.array(x) makes an NDArray of x."
            )
        return array._ctx

    def _finish_deferred_init(self, *args: Any, **kwargs: Any) -> None:
        """Find the shapes of this block's own parameters and initialize them."""
        try:
            shape_inference.complete_own(self, args, kwargs)
            for param in self._reg_params.values():
                param._finish_deferred_init()
        except (MXNetError, ValueError) as error:
            if isinstance(error, (DeferredInitializationError, InputsError)):
                raise
            raise InvalidValueError(
                "Deferred initialization failed because shape cannot be inferred. "
                f"{type(self).__name__} '{self.name}': {error}"
            ) from error

    def _add_location(self, error: MXNetError, args: Any) -> None:
        """Say in an error message in which layer, with which shapes, it happened (innermost)."""
        if getattr(error, "_layer", None) is not None:
            return
        error._layer = self.name  # type: ignore[attr-defined]  # marks that it has been said
        # The operator's own list of shapes, indented, would say the same once more.
        lines = [line for line in str(error).split("\n") if not line.startswith("  ")]
        expected = self._expectation(*args) if isinstance(args[0], NDArray) else ""
        if expected:
            lines.insert(0, f"{self.name}: {expected}")
        title = _title(self)
        given = ", ".join(_describe(arg) for arg in args)
        own = "".join(f", {name} {p.shape}" for name, p in self._reg_params.items())
        lines.append(f"in layer '{self.name}', {title}: input {given}{own}")
        error.args = ("\n".join(lines),)

    def _expectation(self, *args: Any) -> str:
        """What the layer expects, where these inputs are not it; for error messages."""
        return ""

    def hybrid_forward(self, F: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        """How the output follows from the inputs, by operators of ``F``; a subclass writes it.

        Parameters
        ----------
        F : module
            Namespace of operators: ``ndgrad.nd``.
        x, *args : NDArray
            The inputs.
        **kwargs : NDArray
            The block's own parameters, by their attribute names.

        Raises ``NotImplementedError`` where no subclass has defined it.
        """
        raise UnsupportedError(f"{type(self).__name__} does not define hybrid_forward")

    # -- shapes and dtypes -------------------------------------------------------------------------

    def infer_shape(self, *args: Any, **kwargs: Any) -> None:
        """Complete the shapes of all parameters, those of children included, from inputs ``*args``.

        Nothing is initialized. Layers may override it: ``infer_shape(self, x)`` then sets
        ``self.weight.shape``. Otherwise the operators in which a parameter is used tell its shape;
        ``ValueError`` where they do not.

        >>> net = gluon.nn.HybridSequential()
        >>> net.add(gluon.nn.Dense(4), gluon.nn.Dense(2))
        >>> net.infer_shape(nd.ones((8, 3)))
        >>> net
        HybridSequential(
          (0): Dense(3 -> 4, linear)
          (1): Dense(4 -> 2, linear)
        )
        """
        shape_inference.complete_shapes(self, args, kwargs)

    def infer_type(self, *args: Any) -> None:
        """Check that the parameters have the floating dtype of the inputs ``*args``.

        Raises ``TypeError`` if not. Parameters always have a dtype, so nothing is left to infer:
        ``cast`` changes it.

        >>> net = gluon.nn.Dense(2)
        >>> net.infer_type(nd.ones((1, 3)))
        """
        shape_inference.check_dtypes(self, args)

    # -- hybridizing -------------------------------------------------------------------------------

    def hybridize(
        self,
        active: bool = True,
        backend: str | None = None,
        clear: bool = True,
        static_alloc: bool = False,
        static_shape: bool = False,
        inline_limit: int = 2,
        forward_bulk_size: int | None = None,
        backward_bulk_size: int | None = None,
        data_indices: Any = None,
        param_indices: Any = None,
        **kwargs: Any,
    ) -> None:
        """Mark this block and its children as hybridized. They still run eagerly: same results.

        Its outputs belong together from now on: also where a loss uses only some of them, backward
        gives every parameter that they depend on a new gradient, zeros if need be.

        Parameters
        ----------
        active : bool, default True
        backend : str, optional
            There are no graph backends: a name raises :class:`MXNetError`.
        clear, static_alloc, static_shape, inline_limit, forward_bulk_size, backward_bulk_size, \
        data_indices, param_indices
            How MXNet plans a static graph; without meaning as long as blocks run eagerly.
            ``TypeError`` for any other option.

        >>> net = gluon.nn.Dense(2)
        >>> net.initialize()
        >>> net.hybridize()
        >>> net(nd.ones((1, 3))).shape
        (1, 2)
        """
        if backend is not None:
            raise UnsupportedError(f"hybridize: there is no graph backend called {backend!r}.")
        for key in kwargs:
            known = ["active", "backend", "clear", *_HYBRIDIZE_OPTIONS]
            raise InvalidTypeError(
                f"hybridize: unknown option {key!r}.{nearest_name(key, known)} "
                f"It takes {', '.join(known)}."
            )
        self._active = active
        self._flags = [
            ("static_alloc", static_alloc),
            ("static_shape", static_shape),
            ("inline_limit", inline_limit),
        ]
        optional = [
            ("forward_bulk_size", forward_bulk_size),
            ("backward_bulk_size", backward_bulk_size),
            ("data_indices", data_indices),
            ("param_indices", param_indices),
        ]
        self._flags += [(key, value) for key, value in optional if value is not None]
        options = {**dict(self._flags), "clear": clear}
        for child in self._children.values():
            child.hybridize(active, **options)

    def _clear_cached_op(self) -> None:
        """Forget the graph: networks call it where a setting changes. None is kept here."""

    def optimize_for(
        self,
        x: Any,
        *args: Any,
        backend: str | None = None,
        clear: bool = False,
        static_alloc: bool = False,
        static_shape: bool = False,
        inline_limit: int = 2,
        forward_bulk_size: int | None = None,
        backward_bulk_size: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Rebuild the graph for a backend: raises, there are none (MXNet loads them as libraries).

        The parameters are those of MXNet: inputs ``x, *args``, and options of :meth:`hybridize`.

        >>> net = gluon.nn.Dense(2)
        >>> net.optimize_for(nd.ones((1, 3)), backend="mine")
        Traceback (most recent call last):
        ndgrad.base.UnsupportedError: optimize_for: there is no graph backend called 'mine'.
        """
        if backend is None:
            raise InvalidValueError('Must specify "backend" to optimize_for')
        raise UnsupportedError(f"optimize_for: there is no graph backend called {backend!r}.")

    def export(
        self, path: str, epoch: int = 0, remove_amp_cast: bool = True
    ) -> tuple[str, str | None]:
        """Write ``path-symbol.json`` and ``path-0000.params``: raises, there are no graphs yet.

        ``epoch`` would be the number in the second name; ``remove_amp_cast`` would leave out casts
        of mixed precision.

        >>> gluon.nn.Dense(2).export("net")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ndgrad.base.UnsupportedError: export needs static graphs, which are not available yet; ...
        """
        raise UnsupportedError(
            "export needs static graphs, which are not available yet; save_parameters and "
            "load_parameters keep the values of a net that is made by code."
        )

    def register_op_hook(self, callback: Callable[..., Any], monitor_all: bool = False) -> None:
        """Call ``callback(tensor name, operator name, array)`` for each operator run inside.

        Parameters
        ----------
        callback : callable
            The array is an NDArray (MXNet passes a raw handle, and only when hybridized).
        monitor_all : bool, default False
            Also for the inputs of each operator, not only for its outputs.

        >>> net = gluon.nn.Dense(2, in_units=3, prefix="fc_")
        >>> net.initialize()
        >>> net.register_op_hook(lambda name, operator, array: print(name, operator, array.shape))
        >>> y = net(nd.ones((1, 3)))
        fc_fwd_output FullyConnected (1, 2)
        """
        self._op_hooks.append((callback, monitor_all))
        super().register_op_hook(callback, monitor_all)


def _first_array(args: Any) -> NDArray | None:
    for arg in args:
        if isinstance(arg, NDArray):
            return arg
        if isinstance(arg, (list, tuple)):
            found = _first_array(arg)
            if found is not None:
                return found
    return None


def _describe(arg: Any) -> str:
    if isinstance(arg, NDArray):
        return f"{arg.shape} {arg.dtype.__name__}"
    if isinstance(arg, (list, tuple)):
        return f"[{', '.join(_describe(a) for a in arg)}]"
    return type(arg).__name__


def _title(block: Block) -> str:
    """The block in one line, its name where the ``repr`` that a subclass wrote does not work."""
    try:
        line = repr(block)
    except Exception:  # whatever a user's method may raise: it must not hide the error told about
        return type(block).__name__
    return line if "\n" not in line else type(block).__name__
