"""Contexts: where an array lives, and which array module computes there.

``cpu(i)`` are all the same memory and the same NumPy; they exist so that data-parallel programs
run on one machine. A GPU can be named, so that programs can ask for one, but no array made there.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .base import InvalidTypeError, InvalidValueError, UnsupportedError
from .ops.memory import release_idle

__all__ = [
    "Context",
    "cpu",
    "cpu_pinned",
    "cpu_shared",
    "current_context",
    "gpu",
    "gpu_memory_info",
    "num_gpus",
]


class _Current(threading.local):
    """The current context of one thread, and the scopes that it is in."""

    context: Context  # a default for all threads, set below: the class does not exist yet

    def __init__(self) -> None:
        self.entered: list[list[Context]] = []  # [scope, context before]

    @property
    def value(self) -> Context:
        """The name under which programs set ``Context._default_ctx.value``."""
        return self.context

    @value.setter
    def value(self, context: Context) -> None:
        if not isinstance(context, Context):
            raise InvalidTypeError(f"the default context must be a Context, got {context!r}.")
        self.context = context


def _hint(device_type: Any) -> str:
    """``nd.zeros(3, "int32")``: the argument after the shape is the context."""
    try:
        np.dtype(device_type)
    except TypeError:
        return ""
    return f" A dtype is given by name: dtype={device_type!r}."


class _WithDefault(type):
    """The class :class:`Context` has the current context of the thread as an attribute."""

    @property
    def default_ctx(cls) -> Context:
        """The current context; older programs read and set it here.

        >>> mx.Context.default_ctx
        cpu(0)
        """
        return _current.value

    @default_ctx.setter
    def default_ctx(cls, context: Context) -> None:
        _current.value = context

    @property
    def _default_ctx(cls) -> _Current:
        return _current


class Context(metaclass=_WithDefault):
    """A device: its type (``'cpu'``, ``'gpu'``, ``'cpu_pinned'``, ``'cpu_shared'``) and number.

    Usable in a ``with`` statement: arrays made inside without a ``ctx`` live there. The scopes
    nest, one object may be entered again or by several threads, and each restores what it found.

    Parameters
    ----------
    device_type : str or Context
        ``ValueError`` for an unknown one. A Context is copied.
    device_id : int, default 0
        ``TypeError`` for what is no integer.

    >>> with mx.Context('cpu', 1):
    ...     nd.zeros((2,)).context
    cpu(1)
    """

    __slots__ = ("device_id", "device_typeid")

    devtype2str = {1: "cpu", 2: "gpu", 3: "cpu_pinned", 5: "cpu_shared"}
    devstr2type = {"cpu": 1, "gpu": 2, "cpu_pinned": 3, "cpu_shared": 5}

    def __init__(self, device_type: str | Context, device_id: int = 0) -> None:
        if isinstance(device_type, Context):
            self.device_typeid: int = device_type.device_typeid
            self.device_id: int = device_type.device_id
        else:
            if device_type not in self.devstr2type:
                raise InvalidValueError(
                    f"Context: unknown device type {device_type!r}; "
                    f"known are {', '.join(self.devstr2type)}.{_hint(device_type)}"
                )
            self.device_typeid = self.devstr2type[device_type]
            try:
                self.device_id = int(device_id)
            except (TypeError, ValueError):
                raise InvalidTypeError(
                    f"Context: the device_id is an integer, got {device_id!r}."
                ) from None

    @property
    def device_type(self) -> str:
        """The device type as a string.

        >>> mx.cpu(1).device_type
        'cpu'
        """
        return self.devtype2str[self.device_typeid]

    @property
    def array_module(self) -> Any:
        """The module whose functions make and combine arrays on this device.

        Raises :class:`UnsupportedError` for a GPU.

        >>> mx.cpu().array_module.__name__
        'numpy'
        """
        if self.device_typeid == 2:
            raise UnsupportedError(
                f"{self}: arrays on a GPU are not supported; make them with ctx=mx.cpu()."
            )
        return np

    def empty_cache(self) -> None:
        """Give memory that was kept for the next large arrays back to the system.

        >>> mx.cpu().empty_cache()
        """
        release_idle()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Context)
            and self.device_typeid == other.device_typeid
            and self.device_id == other.device_id
        )

    def __hash__(self) -> int:
        return hash((self.device_typeid, self.device_id))

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"

    def __enter__(self) -> Context:
        _current.entered.append([self, _current.context])
        _current.context = self
        return self

    def __exit__(self, *exc: object) -> None:
        entered = _current.entered
        for i in range(len(entered) - 1, -1, -1):
            if entered[i][0] is self:
                break
        else:  # entered by another thread: its context is not ours to change
            return
        before = entered.pop(i)[1]
        if i == len(entered):
            _current.context = before
        else:  # left out of turn, by a generator that was abandoned inside
            entered[i][1] = before

    def __reduce__(self) -> tuple[Any, ...]:
        return Context, (self.device_type, self.device_id)


_Current.context = Context("cpu", 0)
_current = _Current()


def cpu(device_id: int = 0) -> Context:
    """The CPU context number ``device_id``; all of them are the same memory.

    >>> mx.cpu(1)
    cpu(1)
    """
    return Context("cpu", device_id)


def cpu_pinned(device_id: int = 0) -> Context:
    """Page-locked memory number ``device_id`` in MXNet; ordinary memory here.

    >>> mx.cpu_pinned()
    cpu_pinned(0)
    """
    return Context("cpu_pinned", device_id)


def cpu_shared(device_id: int = 0) -> Context:
    """Memory number ``device_id``, shared between processes, in MXNet; ordinary memory here.

    >>> mx.context.cpu_shared()
    cpu_shared(0)
    """
    return Context("cpu_shared", device_id)


def gpu(device_id: int = 0) -> Context:
    """The GPU context number ``device_id``. It can be named; arrays cannot be made on it.

    >>> mx.gpu(0)
    gpu(0)
    """
    return Context("gpu", device_id)


def num_gpus() -> int:
    """How many GPUs can hold arrays: none without a GPU array module.

    >>> mx.context.num_gpus()
    0
    """
    return 0


def gpu_memory_info(device_id: int = 0) -> tuple[int, int]:
    """Free and total bytes of GPU ``device_id``; raises ``NotImplementedError``: there is none.

    >>> mx.context.gpu_memory_info()  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ndgrad.base.UnsupportedError: gpu(0): arrays on a GPU are not supported; make them ...
    """
    raise UnsupportedError(f"gpu({device_id}): there is no GPU whose memory could be asked for.")


def current_context() -> Context:
    """The context that new arrays get when none is named.

    >>> mx.current_context()
    cpu(0)
    """
    return _current.context


def resolve_context(ctx: Context | str | None) -> Context:
    """``ctx``, or the current context for None; raises where no arrays can be made there."""
    if ctx is None:
        ctx = _current.context
    elif not isinstance(ctx, Context):
        if not isinstance(ctx, str):
            raise InvalidTypeError(f"ctx must be a Context such as mx.cpu(), got {ctx!r}.")
        name, _, number = ctx.rstrip(")").partition("(")
        if not (number or "0").isdigit():
            raise InvalidValueError(f"ctx={ctx!r} names no device; write 'cpu' or 'cpu(1)'.")
        ctx = Context(name, int(number or 0))
    if ctx.device_typeid == 2:
        ctx.array_module  # noqa: B018  # raises: no array can be made there
    return ctx
