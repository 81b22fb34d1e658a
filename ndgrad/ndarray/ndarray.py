"""``NDArray``: the array of classic MXNet, over one NumPy array.

This file is the type itself: what it holds, how it converts, copies and takes part in autograd.
Arithmetic is in :mod:`.arithmetic`, indexing in :mod:`.indexing`, NumPy's protocols in
:mod:`.interop`; methods of operators come from the registry (:mod:`.methods`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError, UnsupportedError
from ..context import Context, resolve_context
from ..core import differentiate
from ..core.arguments import checked
from ..core.dispatch import FrontEnd
from ..core.inplace import check_writable, write
from ..core.tape import Leaf
from .arithmetic import Arithmetic
from .dtypes import as_raw, resolve_dtype
from .indexing import Indexing
from .interop import Interop
from .methods import OperatorMethods
from .reshaping import Reshaping
from .single import OneElement

__all__ = ["NDArray", "classic"]


class NDArray(Arithmetic, Indexing, Reshaping, Interop, OperatorMethods):
    """A dense array of one dtype on one context.

    Made by :func:`nd.array <ndgrad.nd.array>`, :func:`nd.zeros <ndgrad.nd.zeros>` and the other
    functions of ``nd``; its own constructor takes what ``nd.array`` takes: ``source``, ``ctx`` and
    ``dtype``.

    >>> x = nd.array([[1, 2], [3, 4]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = (x * x).sum()
    >>> y.backward()
    >>> x.grad
    <BLANKLINE>
    [[2. 4.]
     [6. 8.]]
    <NDArray 2x2 @cpu(0)>
    """

    __slots__ = ("__weakref__", "_ctx", "_node", "_raw")

    _raw: np.ndarray
    _ctx: Context
    _node: Any
    #: NumPy leaves operators with an NDArray on the right to us.
    __array_priority__ = 1000.0

    @checked
    def __init__(self, source: Any, ctx: Context | None = None, dtype: Any = None) -> None:
        self._ctx = resolve_context(ctx)
        # MXNet's pickles make the array first and hand its values to __setstate__.
        self._raw = np.zeros(0, np.float32) if source is None else as_raw(source, dtype)
        self._node = None

    @staticmethod
    def _from_object(value: Any) -> np.ndarray:
        return as_raw(value, None)

    # -- what it is -------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes.

        >>> nd.zeros((2, 3)).shape
        (2, 3)
        """
        return self._raw.shape

    @property
    def dtype(self) -> type:
        """The element type, as a NumPy type.

        >>> nd.zeros(2).dtype
        <class 'numpy.float32'>
        """
        return self._raw.dtype.type

    @property
    def ndim(self) -> int:
        """Number of axes.

        >>> nd.zeros((2, 3)).ndim
        2
        """
        return self._raw.ndim

    @property
    def size(self) -> int:
        """Number of elements.

        >>> nd.zeros((2, 3)).size
        6
        """
        return self._raw.size

    @property
    def context(self) -> Context:
        """The device the array lives on.

        >>> nd.zeros(2).context
        cpu(0)
        """
        return self._ctx

    ctx = context

    @property
    def stype(self) -> str:
        """The storage type; arrays here are dense.

        >>> nd.zeros(2).stype
        'default'
        """
        return "default"

    @property
    def handle(self) -> int:
        """The address of the first element; MXNet has a pointer of its own here.

        >>> isinstance(nd.zeros(2).handle, int)
        True
        """
        return self._raw.ctypes.data

    @property
    def writable(self) -> bool:
        """Whether elements can be assigned.

        >>> nd.zeros(2).writable
        True
        """
        return self._raw.flags.writeable

    @property
    def T(self) -> NDArray:
        """A copy with the order of the axes reversed; of fewer than two axes the array itself.

        >>> nd.zeros((2, 3)).T.shape
        (3, 2)
        """
        return self.transpose() if self._raw.ndim > 1 else self

    def __len__(self) -> int:
        if not self._raw.shape:
            raise InvalidTypeError("len() of an NDArray without axes.")
        return self._raw.shape[0]

    def __iter__(self) -> Iterator[NDArray]:
        return (self[i] for i in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool((self._raw == getattr(value, "_raw", value)).any())

    # -- to NumPy and Python ----------------------------------------------------------------------

    def asnumpy(self) -> np.ndarray:
        """A NumPy copy. That of one element counts as a number: ``'%f' % x.sum().asnumpy()``.

        Code that goes through an array and needs numbers, like ``plt.bar``, wants this copy: as in
        MXNet the elements of an NDArray are arrays of shape (1,).

        >>> nd.array([1, 2]).asnumpy()
        array([1., 2.], dtype=float32)
        """
        values = np.array(self._raw, order="C")
        return values.view(OneElement) if values.size == 1 and values.ndim else values

    def asscalar(self) -> Any:
        """The only element, as a NumPy scalar; ValueError if there are several.

        >>> float(nd.array([2]).asscalar())
        2.0
        """
        if self._raw.size != 1:
            raise InvalidValueError(
                f"The current array is not a scalar: it has shape {self._raw.shape}."
            )
        return self._raw.reshape(())[()]

    def item(self, *args: Any) -> Any:
        """An element as a Python number; ``*args`` are those of ``numpy.ndarray.item``.

        >>> nd.array([2]).item()
        2.0
        """
        return self._raw.item(*args)

    def tolist(self) -> Any:
        """The elements as (nested) lists of Python numbers.

        >>> nd.array([[1, 2]]).tolist()
        [[1.0, 2.0]]
        """
        return self._raw.tolist()

    def _only(self, what: str) -> Any:
        if self._raw.size != 1:
            raise InvalidTypeError(
                f"{what} of an NDArray of shape {self._raw.shape}: not a scalar."
            )
        return self._raw.reshape(())[()]

    def __bool__(self) -> bool:
        if self._raw.size > 1:
            raise InvalidValueError(
                "The truth value of an NDArray with multiple elements is ambiguous."
            )
        return bool(self._raw.size) and bool(self._raw.reshape(())[()])

    def __float__(self) -> float:
        return float(self._only("float()"))

    def __int__(self) -> int:
        return int(self._only("int()"))

    def __index__(self) -> int:
        if self._raw.dtype.kind not in "iu":
            raise InvalidTypeError(
                f"only an integer NDArray can be an index, not {self._raw.dtype}."
            )
        return int(self._only("__index__"))

    def __format__(self, spec: str) -> str:
        return (
            format(self.asscalar(), spec)
            if spec and self._raw.size == 1
            else format(str(self), spec)
        )

    def __repr__(self) -> str:
        shape = "x".join(map(str, self._raw.shape))
        return f"\n{self._raw!s}\n<{type(self).__name__} {shape} @{self._ctx}>"

    __str__ = __repr__

    # -- copies, dtypes, contexts -----------------------------------------------------------------

    def copy(self) -> NDArray:
        """A copy with memory of its own, recorded.

        >>> x = nd.array([1]); y = x.copy(); y[:] = 2; float(x)
        1.0
        """
        return classic.F.identity(self)

    def __copy__(self) -> NDArray:
        return self.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> NDArray:
        found = classic.wrap(self._raw.copy(), None, self._ctx)
        memo[id(self)] = found
        if type(self._node) is Leaf:
            grad = self._node.grad
            differentiate.mark(
                found, None if grad is None else grad.__deepcopy__({}), self._node.grad_req
            )
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy: protocol 5 can hand out the memory itself, and writes there would go unnoticed.
        return _unpickle, (self._raw.copy(), self._ctx)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """What MXNet pickles instead: one array record of the format of ``nd.save``."""
        from .file_reader import array_of_record  # it imports this module

        self._raw = array_of_record(bytes(state["handle"]))
        self._ctx = resolve_context(None)
        self._node = None

    @checked
    def copyto(self, other: NDArray | Context) -> NDArray:
        """Write the elements into another array (cast to its dtype), or make a copy on a context.

        ``other`` is the array, of the same shape (``ValueError`` otherwise), or the context;
        ``TypeError`` for anything else. Returns the array written or made.

        >>> nd.array([1, 2]).copyto(nd.zeros(2))
        <BLANKLINE>
        [1. 2.]
        <NDArray 2 @cpu(0)>
        """
        if isinstance(other, Context):
            found = self.copy()
            found._ctx = resolve_context(other)
            return found
        if not isinstance(other, NDArray):
            raise InvalidTypeError(f"copyto does not support type {type(other).__name__}")
        if other is self:
            warnings.warn(
                "You are attempting to copy an array to itself", RuntimeWarning, stacklevel=3
            )
            return other
        if other._raw.shape != self._raw.shape:
            raise InvalidValueError(
                f"copyto: shape {self._raw.shape} does not fit into shape {other._raw.shape}."
            )
        other[:] = self
        return other

    @checked
    def as_in_context(self, context: Context) -> NDArray:
        """Itself if it is on that context, otherwise a copy there.

        >>> nd.zeros(1).as_in_context(mx.cpu(1)).context
        cpu(1)
        """
        context = resolve_context(context)
        return self if context == self._ctx else self.copyto(context)

    as_in_ctx = as_in_context

    @checked
    def astype(self, dtype: Any, copy: bool = True) -> NDArray:
        """The array in another dtype (name or type), recorded.

        ``copy=False`` returns the array itself where it has the dtype. ``TypeError`` for a dtype
        that no array has.

        >>> nd.array([1.7]).astype('int32')
        <BLANKLINE>
        [1]
        <NDArray 1 @cpu(0)>
        """
        wanted = resolve_dtype(dtype)
        if not copy and wanted == self._raw.dtype:
            return self
        return classic.F.cast(self, dtype=wanted.name)

    @checked
    def tostype(self, stype: str) -> NDArray:
        """A copy of the array in a storage type; ``stype`` can only be ``'default'`` (dense).

        ``NotImplementedError`` for another.

        >>> nd.zeros(1).tostype('default').stype
        'default'
        """
        if stype != "default":
            raise UnsupportedError(
                f"tostype: storage type {stype!r} is not supported; use 'default'."
            )
        return classic.F.identity(self)

    def as_nd_ndarray(self) -> NDArray:
        """Itself: it is of the classic kind already.

        >>> nd.zeros(1).as_nd_ndarray().shape
        (1,)
        """
        return self

    def as_np_ndarray(self) -> Any:
        """The array of the NumPy-like front end; raises while that front end is missing.

        >>> nd.zeros(1).as_np_ndarray()  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        ndgrad.base.UnsupportedError: the mx.np front end is not part of this version
        """
        raise UnsupportedError("as_np_ndarray: the mx.np front end is not part of this version.")

    def wait_to_read(self) -> None:
        """Return when the value is there: at once, operators are computed when called.

        >>> nd.zeros(1).wait_to_read()
        """

    wait_to_write = wait_to_read

    def to_dlpack_for_read(self) -> Any:
        """A DLPack capsule of a copy of the values.

        >>> nd.from_dlpack(nd.array([1, 2]).to_dlpack_for_read()).shape
        (2,)
        """
        from .dlpack import to_capsule

        return to_capsule(self)

    def to_dlpack_for_write(self) -> Any:
        """A DLPack capsule of a copy: memory that others can write is never shared, so that no
        gradient can be falsified from outside.

        >>> nd.from_dlpack(nd.array([1, 2]).to_dlpack_for_write()).shape
        (2,)
        """
        from .dlpack import to_capsule

        return to_capsule(self)

    # -- views ------------------------------------------------------------------------------------

    def detach(self) -> NDArray:
        """The same memory, without the graph: a constant to whatever uses it.

        >>> x = nd.array([1]); y = x.detach(); y[:] = 3; float(x)
        3.0
        """
        return classic.wrap(self._raw, None, self._ctx)

    # -- autograd ---------------------------------------------------------------------------------

    @checked
    def attach_grad(self, grad_req: str = "write", stype: str | None = None) -> None:
        """Make this array a variable: backward puts its gradient into ``grad``, zero until then.

        An array that was computed is cut off from what it was computed from.

        Parameters
        ----------
        grad_req : {'write', 'add', 'null'}
            Replace, add up over backward calls, or leave the gradient alone.
        stype : None or 'default'
            Storage type of the gradient.

        Raises
        ------
        TypeError
            For an array whose dtype is not a float.

        >>> x = nd.array([1., 2.])
        >>> x.attach_grad()
        >>> x.grad
        <BLANKLINE>
        [0. 0.]
        <NDArray 2 @cpu(0)>
        """
        if stype not in (None, "default"):
            raise UnsupportedError(f"attach_grad: stype={stype!r} is not supported; use 'default'.")
        gradient = classic.wrap(np.zeros(self._raw.shape, self._raw.dtype), None, self._ctx)
        differentiate.mark(self, gradient, grad_req)

    def drop_grad(self) -> None:
        """Make this array no variable any more.

        >>> x = nd.ones(1); x.attach_grad(); x.drop_grad(); x.grad is None
        True
        """
        if type(self._node) is Leaf:
            self._node = None

    @property
    def grad(self) -> NDArray | None:
        """The gradient of a variable, always the same array; None for what is no variable.

        >>> nd.ones(1).grad is None
        True
        """
        return self._node.grad if type(self._node) is Leaf else None

    @checked
    def backward(
        self,
        out_grad: NDArray | None = None,
        retain_graph: bool = False,
        train_mode: bool = True,
    ) -> None:
        """Compute the gradients of this array with respect to the variables it depends on.

        Parameters
        ----------
        out_grad : NDArray, optional
            Gradient with respect to this array, of as many elements; ones by default.
        retain_graph : bool, default False
            Keep the graph, so that backward can be called on it again.
        train_mode : bool, default True
            Whether ``autograd.is_training()`` holds meanwhile.

        Raises
        ------
        MXNetError
            If the array is in no graph, or a needed value was changed since.

        >>> x = nd.array([3.])
        >>> x.attach_grad()
        >>> with autograd.record():
        ...     y = x * x
        >>> y.backward()
        >>> float(x.grad)
        6.0
        """
        differentiate.backward(classic, [self], [out_grad], retain_graph, train_mode)

    @property
    def _fresh_grad(self) -> bool:
        """Whether backward has written the gradient since this was last set to False."""
        return type(self._node) is Leaf and self._node.fresh

    @_fresh_grad.setter
    def _fresh_grad(self, value: bool) -> None:
        if type(self._node) is Leaf:
            self._node.fresh = bool(value)

    # -- writing ----------------------------------------------------------------------------------

    def _assign(self, value: Any) -> None:
        """Write all elements in place, unrecorded (parameters, states, gradients)."""
        check_writable(self)
        write(self, getattr(value, "_raw", value))

    def _sync_copyfrom(self, source: Any) -> None:
        """Write all elements from a NumPy array of the same shape."""
        source = np.asarray(source)
        if source.shape != self._raw.shape:
            raise InvalidValueError(
                f"shape {source.shape} does not fit into an array of shape {self._raw.shape}."
            )
        self._assign(source)


def _unpickle(raw: np.ndarray, ctx: Context) -> NDArray:
    return classic.wrap(raw, None, ctx)


#: The front end of classic ``nd``.
classic = FrontEnd(NDArray)
Arithmetic._front = Indexing._front = Reshaping._front = Interop._front = classic
