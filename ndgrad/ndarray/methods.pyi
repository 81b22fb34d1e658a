"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
from ..core.dispatch import FrontEnd
from .ndarray import NDArray

_Shape = int | Sequence[int] | None

class OperatorMethods:
    __slots__ = ()

    def abs(self, out: Any = None, name: str | None = None) -> NDArray:
        """Absolute value of each element. The derivative at 0 is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.abs(nd.array([-2., 0., 3.])).asnumpy()
        array([2., 0., 3.], dtype=float32)
        """

    def arccos(self, out: Any = None, name: str | None = None) -> NDArray:
        """The angle in [0, pi] whose cosine is the element; NaN outside [-1, 1].

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arccos(nd.array([0., 1.])).asnumpy().round(4)
        array([1.5708, 0.    ], dtype=float32)
        """

    def arccosh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The number that is not negative and whose hyperbolic cosine is the element; NaN below 1.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arccosh(nd.array([1., 2.])).asnumpy().round(4)
        array([0.   , 1.317], dtype=float32)
        """

    def arcsin(self, out: Any = None, name: str | None = None) -> NDArray:
        """The angle in [-pi/2, pi/2] whose sine is the element; NaN outside [-1, 1].

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arcsin(nd.array([0., 1.])).asnumpy().round(4)
        array([0.    , 1.5708], dtype=float32)
        """

    def arcsinh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The number whose hyperbolic sine is the element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arcsinh(nd.array([0., 1.])).asnumpy().round(4)
        array([0.    , 0.8814], dtype=float32)
        """

    def arctan(self, out: Any = None, name: str | None = None) -> NDArray:
        """The angle in (-pi/2, pi/2) whose tangent is the element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arctan(nd.array([0., 1.])).asnumpy().round(4)
        array([0.    , 0.7854], dtype=float32)
        """

    def arctanh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The number whose hyperbolic tangent is the element; infinite at -1 and 1, NaN outside.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.arctanh(nd.array([0., 0.5])).asnumpy().round(4)
        array([0.    , 0.5493], dtype=float32)
        """

    def argmax(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The index of the largest element along an axis, in the dtype of the array.

        The first of several equal ones; NaN counts as the largest. Where the dtype cannot hold every
        index exactly (float32 beyond 2**24), a ValueError says so.

        Parameters
        ----------
        data : NDArray
        axis : int or None
            None, the default: the index into the flattened array.
        keepdims : bool, default False

        >>> nd.argmax(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
        array([1., 0.], dtype=float32)
        """

    def argmax_channel(self, out: Any = None, name: str | None = None) -> NDArray:
        """The index of the largest element along axis 1: the class of each row of scores.

        Parameters
        ----------
        data : NDArray of at least two axes

        >>> nd.argmax_channel(nd.array([[1., 5.], [3., 2.]])).asnumpy()
        array([1., 0.], dtype=float32)
        """

    def argmin(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The index of the smallest element along an axis, in the dtype of the array.

        The first of several equal ones; NaN counts as the smallest. Where the dtype cannot hold every
        index exactly (float32 beyond 2**24), a ValueError says so.

        Parameters
        ----------
        data : NDArray
        axis : int or None
            None, the default: the index into the flattened array.
        keepdims : bool, default False

        >>> nd.argmin(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
        array([0., 1.], dtype=float32)
        """

    def argsort(
        self,
        axis: _Shape = -1,
        is_ascend: bool = True,
        dtype: Any = 'float32',
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The indices that sort ``data`` along ``axis``; equal elements keep their order.

        Parameters
        ----------
        data : NDArray
        axis : int or None, default -1
            None orders the flattened array.
        is_ascend : bool, default True
        dtype : {'float32', 'float64', 'float16', 'int32', 'int64', 'uint8'}, default 'float32'
            Dtype of the indices; refused if it cannot hold them exactly.

        >>> nd.argsort(nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]]))
        <BLANKLINE>
        [[1. 0. 2.]
         [0. 2. 1.]]
        <NDArray 2x3 @cpu(0)>
        """

    def broadcast_axes(
        self,
        axis: _Shape = (),
        size: Any = (),
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array repeated along some axes of length 1.

        Parameters
        ----------
        data : NDArray
        axis : int or tuple of int
            Axes of length 1.
        size : int or tuple of int
            As many new lengths.

        >>> nd.broadcast_axis(nd.array([[1.], [2.]]), axis=1, size=3).asnumpy()
        array([[1., 1., 1.],
               [2., 2., 2.]], dtype=float32)
        """

    def broadcast_to(
        self,
        shape: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array repeated along its axes of length 1 to a given shape.

        Parameters
        ----------
        data : NDArray
        shape : tuple of int
            0 keeps the length of the array's own axis. A longer shape adds axes in front.

        >>> nd.broadcast_to(nd.array([[1.], [2.]]), shape=(0, 3)).asnumpy()
        array([[1., 1., 1.],
               [2., 2., 2.]], dtype=float32)
        """

    def cbrt(self, out: Any = None, name: str | None = None) -> NDArray:
        """The cube root of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.cbrt(nd.array([-8., 27.])).asnumpy().round(4)
        array([-2.,  3.], dtype=float32)
        """

    def ceil(self, out: Any = None, name: str | None = None) -> NDArray:
        """The smallest integer not below each element. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.ceil(nd.array([-1.5, 1.2])).asnumpy()
        array([-1.,  2.], dtype=float32)
        """

    def clip(
        self,
        a_min: Any = ...,
        a_max: Any = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Each element, or the nearer bound where it lies outside ``[a_min, a_max]``.

        NaN stays. The derivative is 1 inside and at the bounds, 0 outside.

        Parameters
        ----------
        data : NDArray
        a_min, a_max : float
            For integer arrays the bounds lose their fraction; beyond the dtype they bound nothing.

        >>> nd.clip(nd.array([-2., 0.5, 3.]), 0, 1).asnumpy()
        array([0. , 0.5, 1. ], dtype=float32)
        """

    def cos(self, out: Any = None, name: str | None = None) -> NDArray:
        """The cosine of each element, in radians.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.cos(nd.array([0., np.pi])).asnumpy()
        array([ 1., -1.], dtype=float32)
        """

    def cosh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The hyperbolic cosine of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.cosh(nd.array([0., 1.])).asnumpy().round(4)
        array([1.    , 1.5431], dtype=float32)
        """

    def degrees(self, out: Any = None, name: str | None = None) -> NDArray:
        """Radians as degrees, elementwise.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.degrees(nd.array([0., np.pi])).asnumpy()
        array([  0., 180.], dtype=float32)
        """

    def depth_to_space(
        self,
        block_size: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Blocks of channels laid out as squares of pixels.

        Parameters
        ----------
        data : NDArray of shape (n, c * block_size ** 2, h, w)
        block_size : int

        Returns
        -------
        NDArray of shape (n, c, h * block_size, w * block_size)

        >>> nd.depth_to_space(nd.arange(4).reshape((1, 4, 1, 1)), 2).asnumpy()
        array([[[[0., 1.],
                 [2., 3.]]]], dtype=float32)
        """

    def diag(
        self,
        k: int = 0,
        axis1: int = 0,
        axis2: int = 1,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The diagonal of a matrix, or a matrix with a given diagonal.

        Parameters
        ----------
        data : NDArray
            With one axis: the diagonal of the square matrix that is returned. With more: the matrices
            spanned by ``axis1`` and ``axis2``, whose diagonals come last in the result.
        k : int, default 0
            0 is the main diagonal, positive ones lie above it, negative ones below.
        axis1, axis2 : int, default 0 and 1

        The diagonal that begins in the corner outside the matrix is empty, one farther out is a
        ValueError.

        >>> nd.diag(nd.array([1., 2.])).asnumpy()
        array([[1., 0.],
               [0., 2.]], dtype=float32)
        >>> nd.diag(nd.array([[1., 2., 3.], [4., 5., 6.]]), k=1).asnumpy()
        array([2., 6.], dtype=float32)
        """

    def exp(self, out: Any = None, name: str | None = None) -> NDArray:
        """``e ** x`` of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.exp(nd.array([0., 1.])).asnumpy().round(4)
        array([1.    , 2.7183], dtype=float32)
        """

    def expm1(self, out: Any = None, name: str | None = None) -> NDArray:
        """``e ** x - 1`` of each element, exact also where ``x`` is small.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.expm1(nd.array([0., 1e-8])).asnumpy()
        array([0.e+00, 1.e-08], dtype=float32)
        """

    def fix(self, out: Any = None, name: str | None = None) -> NDArray:
        """The next integer towards zero, as :func:`trunc`. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.fix(nd.array([-1.5, 1.8])).asnumpy()
        array([-1.,  1.], dtype=float32)
        """

    def flip(
        self,
        axis: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array with the order of its elements reversed along axes.

        Parameters
        ----------
        data : NDArray
        axis : int or tuple of int
            ``()`` reverses nothing.

        >>> nd.flip(nd.array([[1., 2.], [3., 4.]]), axis=1).asnumpy()
        array([[2., 1.],
               [4., 3.]], dtype=float32)
        """

    def floor(self, out: Any = None, name: str | None = None) -> NDArray:
        """The largest integer not above each element. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.floor(nd.array([-1.5, 1.2])).asnumpy()
        array([-2.,  1.], dtype=float32)
        """

    def log(self, out: Any = None, name: str | None = None) -> NDArray:
        """The natural logarithm of each element; -inf at 0, NaN below.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.log(nd.array([1., 10.])).asnumpy().round(4)
        array([0.    , 2.3026], dtype=float32)
        """

    def log10(self, out: Any = None, name: str | None = None) -> NDArray:
        """The logarithm to base 10 of each element; -inf at 0, NaN below.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.log10(nd.array([1., 1000.])).asnumpy().round(4)
        array([0., 3.], dtype=float32)
        """

    def log1p(self, out: Any = None, name: str | None = None) -> NDArray:
        """``log(1 + x)`` of each element, exact also where ``x`` is small; -inf at -1, NaN below.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.log1p(nd.array([0., 1e-8])).asnumpy()
        array([0.e+00, 1.e-08], dtype=float32)
        """

    def log2(self, out: Any = None, name: str | None = None) -> NDArray:
        """The logarithm to base 2 of each element; -inf at 0, NaN below.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.log2(nd.array([1., 8.])).asnumpy()
        array([0., 3.], dtype=float32)
        """

    def log_softmax(
        self,
        axis: _Shape = -1,
        temperature: Any = None,
        dtype: Any = None,
        use_length: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Logarithm of softmax, exact also where softmax is near zero.

        Parameters
        ----------
        data : NDArray, float16, float32 or float64
        axis : int, default -1
        temperature : float, optional
            ``data`` is divided by it first.
        dtype : str, optional
            'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
        use_length : bool, default False
            There is no length input, as in MXNet: True is an error.

        Returns
        -------
        NDArray of the shape of ``data``

        Raises
        ------
        MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

        >>> nd.log_softmax(nd.array([[1., 2., .1]])).asnumpy().round(4)
        array([[-1.417, -0.417, -2.317]], dtype=float32)
        """

    def max(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The largest element along axes; NaN if one is NaN.

        Each of several equal largest elements gets the whole gradient, as in MXNet.

        Parameters
        ----------
        data : NDArray, at least one element along the axes
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> nd.max(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
        array([5., 3.], dtype=float32)
        """

    def mean(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The mean of the elements along axes; NaN of no elements.

        Parameters
        ----------
        data : NDArray
            The mean of integers is cut to an integer.
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> nd.mean(nd.array([[1., 2.], [3., 6.]]), axis=0).asnumpy()
        array([2., 4.], dtype=float32)
        """

    def min(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The smallest element along axes; NaN if one is NaN.

        Each of several equal smallest elements gets the whole gradient, as in MXNet.

        Parameters
        ----------
        data : NDArray, at least one element along the axes
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> nd.min(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
        array([1., 2.], dtype=float32)
        """

    def nanprod(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The product along axes with NaN counted as 1.

        Parameters
        ----------
        data : NDArray
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> nd.nanprod(nd.array([2., np.nan, 3.])).asnumpy()
        array([6.], dtype=float32)
        """

    def nansum(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The sum along axes with NaN counted as 0.

        Parameters
        ----------
        data : NDArray
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> nd.nansum(nd.array([1., np.nan, 2.])).asnumpy()
        array([3.], dtype=float32)
        """

    def norm(
        self,
        ord: int = 2,
        axis: _Shape = None,
        out_dtype: Any = None,
        keepdims: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The 2-norm (root of the sum of squares) or 1-norm (sum of absolute values) along axes.

        The gradient of the 2-norm of zeros is 0.

        Parameters
        ----------
        data : NDArray
        ord : int, 1 or 2, default 2
        axis : int, tuple of int or None
        out_dtype : str, optional
            Of the result; by default that of ``data``.
        keepdims : bool, default False

        >>> x = nd.array([[3., 4.], [6., 8.]])
        >>> nd.norm(x, axis=1).asnumpy()
        array([ 5., 10.], dtype=float32)
        >>> nd.norm(x, ord=1).asnumpy()
        array([21.], dtype=float32)
        """

    def one_hot(
        self,
        depth: Any = ...,
        on_value: float = 1.0,
        off_value: float = 0.0,
        dtype: Any = 'float32',
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Rows of ``off_value`` with ``on_value`` at each index.

        Parameters
        ----------
        indices : NDArray of any shape and dtype
            An index outside ``[0, depth)`` gives a row of ``off_value`` alone.
        depth : int
            Length of the new last axis.
        on_value, off_value : float, defaults 1 and 0
        dtype : str, default 'float32'

        Returns
        -------
        NDArray of shape ``indices.shape + (depth,)``

        >>> nd.one_hot(nd.array([1, 0, 2]), 3)
        <BLANKLINE>
        [[0. 1. 0.]
         [1. 0. 0.]
         [0. 0. 1.]]
        <NDArray 3x3 @cpu(0)>
        """

    def ones_like(
        self,
        dtype: Any = None,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Ones in the shape and dtype of an array.

        Parameters
        ----------
        data : NDArray
        dtype : str, optional
            Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

        >>> nd.ones_like(nd.array([1., 2.])).asnumpy()
        array([1., 1.], dtype=float32)
        """

    def pad(
        self,
        mode: Any = ...,
        pad_width: _Shape = ...,
        constant_value: float = 0.0,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array with margins.

        Parameters
        ----------
        data : NDArray
            Any number of axes (MXNet pads the last axes of 4 or 5 only).
        mode : {'constant', 'edge', 'reflect'}
            Fill with ``constant_value``, with the element at the edge, or with a mirror image in which
            the edge itself is not repeated.
        pad_width : tuple of int
            Before and behind, for each axis from the first: (before_0, behind_0, before_1, ...).
        constant_value : float, default 0

        Raises
        ------
        ValueError
            For an unknown mode, widths that do not fit the axes, or a reflection wider than what there
            is to reflect.

        >>> x = nd.array([[1., 2., 3.]])
        >>> nd.pad(x, mode='constant', pad_width=(0, 1, 0, 0), constant_value=9).asnumpy()
        array([[1., 2., 3.],
               [9., 9., 9.]], dtype=float32)
        >>> nd.pad(x, mode='reflect', pad_width=(0, 0, 2, 1)).asnumpy()
        array([[3., 2., 1., 2., 3., 2.]], dtype=float32)
        """

    def pick(
        self,
        index: NDArray,
        axis: _Shape = -1,
        keepdims: bool = False,
        mode: str = 'clip',
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """One element of each row of ``data`` along ``axis``: ``y[i] = data[i, index[i]]``.

        Parameters
        ----------
        data : NDArray
        index : NDArray
            Of the shape of ``data`` without ``axis``, or with length 1 there; any dtype.
        axis : int or None, default -1
            None picks from the flattened ``data``; the result then has the shape of ``index``.
        keepdims : bool, default False
            Leave ``axis`` in the result with length 1.
        mode : {'clip', 'wrap', 'raise'}, default 'clip'
            What becomes of an index out of range, as in :func:`take`.

        >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
        >>> nd.pick(x, nd.array([0, 1, 0])).asnumpy()
        array([1., 4., 5.], dtype=float32)
        """

    def prod(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The product of the elements along axes. The gradient is right where elements are 0, too.

        Parameters
        ----------
        data : NDArray
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False

        >>> x = nd.array([0., 2., 3.])
        >>> x.attach_grad()
        >>> with autograd.record():
        ...     y = nd.prod(x)
        >>> y.backward()
        >>> x.grad.asnumpy()
        array([6., 0., 0.], dtype=float32)
        """

    def radians(self, out: Any = None, name: str | None = None) -> NDArray:
        """Degrees as radians, elementwise.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.radians(nd.array([0., 180.])).asnumpy().round(4)
        array([0.    , 3.1416], dtype=float32)
        """

    def rcbrt(self, out: Any = None, name: str | None = None) -> NDArray:
        """One over the cube root of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.rcbrt(nd.array([-8., 64.])).asnumpy()
        array([-0.5 ,  0.25], dtype=float32)
        """

    def reciprocal(self, out: Any = None, name: str | None = None) -> NDArray:
        """One over each element; infinite at 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.reciprocal(nd.array([4., -2.])).asnumpy()
        array([ 0.25, -0.5 ], dtype=float32)
        """

    def relu(self, out: Any = None, name: str | None = None) -> NDArray:
        """Each element where it is positive, else 0. NaN stays. The derivative at 0 is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.relu(nd.array([-1., 2.])).asnumpy()
        array([0., 2.], dtype=float32)
        """

    def repeat(
        self,
        repeats: Any = ...,
        axis: _Shape = None,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Each element, or each slice along an axis, several times in a row.

        Parameters
        ----------
        data : NDArray
        repeats : int
        axis : int or None
            None, the default: the elements of the flattened array.

        >>> nd.repeat(nd.array([[1., 2.]]), repeats=2, axis=1).asnumpy()
        array([[1., 1., 2., 2.]], dtype=float32)
        """

    def reshape_like(
        self,
        rhs: NDArray,
        lhs_begin: Any = None,
        lhs_end: Any = None,
        rhs_begin: Any = None,
        rhs_end: Any = None,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """``lhs`` in the shape of ``rhs``, or with some axes in a row reshaped to axes of ``rhs``.

        Parameters
        ----------
        lhs : NDArray
        rhs : NDArray
            Only its shape is used.
        lhs_begin, lhs_end, rhs_begin, rhs_end : int, optional
            ``lhs.shape[lhs_begin:lhs_end]`` becomes ``rhs.shape[rhs_begin:rhs_end]``.

        >>> nd.reshape_like(nd.zeros((6, 4)), nd.zeros((2, 3, 4))).shape
        (2, 3, 4)
        >>> nd.reshape_like(nd.zeros((30, 7)), nd.zeros((15, 2, 4)), lhs_begin=0, lhs_end=1,
        ...                 rhs_begin=0, rhs_end=2).shape
        (15, 2, 7)
        """

    def rint(self, out: Any = None, name: str | None = None) -> NDArray:
        """The nearest integer; halves go down, 1.5 to 1 and -2.5 to -3. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.rint(nd.array([-2.5, 0.4, 1.5])).asnumpy()
        array([-3.,  0.,  1.], dtype=float32)
        """

    def round(self, out: Any = None, name: str | None = None) -> NDArray:
        """The nearest integer; halves go away from zero, 1.5 to 2 and -2.5 to -3. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.round(nd.array([-2.5, 0.4, 1.5])).asnumpy()
        array([-3.,  0.,  2.], dtype=float32)
        """

    def rsqrt(self, out: Any = None, name: str | None = None) -> NDArray:
        """One over the square root of each element; infinite at 0, NaN below.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.rsqrt(nd.array([4., 16.])).asnumpy()
        array([0.5 , 0.25], dtype=float32)
        """

    def shape_array(self, out: Any = None, name: str | None = None) -> NDArray:
        """The shape of ``data`` as an array of int64.

        >>> nd.shape_array(nd.zeros((2, 3))).asnumpy()
        array([2, 3])
        """

    def sigmoid(self, out: Any = None, name: str | None = None) -> NDArray:
        """``1 / (1 + exp(-x))`` of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.sigmoid(nd.array([-100., 0., 2.])).asnumpy().round(4)
        array([0.    , 0.5   , 0.8808], dtype=float32)
        """

    def sign(self, out: Any = None, name: str | None = None) -> NDArray:
        """-1, 0 or 1 by the sign of each element; 0 for NaN.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.sign(nd.array([-2., 0., 3.])).asnumpy()
        array([-1.,  0.,  1.], dtype=float32)
        """

    def sin(self, out: Any = None, name: str | None = None) -> NDArray:
        """The sine of each element, in radians.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.sin(nd.array([0., np.pi / 2])).asnumpy()
        array([0., 1.], dtype=float32)
        """

    def sinh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The hyperbolic sine of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.sinh(nd.array([0., 1.])).asnumpy().round(4)
        array([0.    , 1.1752], dtype=float32)
        """

    def size_array(self, out: Any = None, name: str | None = None) -> NDArray:
        """The number of elements of ``data`` as an array of one int64.

        >>> nd.size_array(nd.zeros((2, 3))).asnumpy()
        array([6])
        """

    def slice(
        self,
        begin: _Shape = ...,
        end: _Shape = ...,
        step: _Shape = (),
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The part between ``begin`` and ``end`` along the first axes.

        Parameters
        ----------
        data : NDArray
        begin, end : tuple of int or None
            One entry per axis from the first on; None is the start or the end of the axis, negative
            entries count from the end, and what lies beyond is cut off, as in Python.
        step : tuple of int or None, optional
            Negative steps walk backwards.

        >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
        >>> nd.slice(x, begin=(0, 1), end=(2, 3)).asnumpy()
        array([[2., 3.],
               [5., 6.]], dtype=float32)
        >>> nd.slice(x, begin=(None, None), end=(None, None), step=(-1, 2)).asnumpy()
        array([[4., 6.],
               [1., 3.]], dtype=float32)
        """

    def slice_axis(
        self,
        axis: _Shape = ...,
        begin: _Shape = ...,
        end: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The part between ``begin`` and ``end`` along one axis.

        Parameters
        ----------
        data : NDArray
        axis : int
        begin, end : int; ``end`` may be None for the end of the axis
            Negative numbers count from the end of the axis.

        Raises
        ------
        ValueError
            For bounds outside the axis, or ``begin`` behind ``end``.

        >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
        >>> nd.slice_axis(x, axis=1, begin=0, end=-1).asnumpy()
        array([[1., 2.],
               [4., 5.]], dtype=float32)
        """

    def slice_like(
        self,
        shape_like: NDArray,
        axes: _Shape = (),
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The first part of ``data`` that has the lengths of another array.

        Parameters
        ----------
        data : NDArray
        shape_like : NDArray
            Only its shape is used; not longer than ``data`` along any axis in question.
        axes : tuple of int
            Along these axes; by default along all, and then both have as many.

        >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3))).shape
        (2, 3)
        >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3)), axes=(1,)).shape
        (4, 3)
        """

    def softmax(
        self,
        length: NDArray | None = None,
        axis: _Shape = -1,
        temperature: Any = None,
        dtype: Any = None,
        use_length: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Exponentials along an axis, divided by their sum.

        Parameters
        ----------
        data : NDArray, float16, float32 or float64
        length : NDArray of integers, optional
            How many elements along ``axis`` count, of the shape of ``data`` without that axis; needs
            ``use_length=True``. Behind them the result is zero.
        axis : int, default -1
        temperature : float, optional
            ``data`` is divided by it first.
        dtype : str, optional
            'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
        use_length : bool, default False

        Returns
        -------
        NDArray of the shape of ``data``

        Raises
        ------
        MXNetError (also ValueError) for an axis out of range, a length that is missing, of another
        shape, negative or beyond the axis; (also TypeError) for integer data.

        >>> nd.softmax(nd.array([[1., 1., 1., 1.], [0., 0., 0., -1000.]])).asnumpy().round(4)
        array([[0.25  , 0.25  , 0.25  , 0.25  ],
               [0.3333, 0.3333, 0.3333, 0.    ]], dtype=float32)
        >>> nd.softmax(nd.zeros((2, 4)), nd.array([2, 4], dtype='int32'), use_length=True).asnumpy()
        array([[0.5 , 0.5 , 0.  , 0.  ],
               [0.25, 0.25, 0.25, 0.25]], dtype=float32)
        """

    def softmin(
        self,
        axis: _Shape = -1,
        temperature: Any = None,
        dtype: Any = None,
        use_length: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Softmax of ``-data``: the smallest elements get the largest part.

        Parameters
        ----------
        data : NDArray, float16, float32 or float64
        axis : int, default -1
        temperature : float, optional
            ``data`` is divided by it first.
        dtype : str, optional
            'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
        use_length : bool, default False
            There is no length input, as in MXNet: True is an error.

        Returns
        -------
        NDArray of the shape of ``data``

        Raises
        ------
        MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

        >>> nd.softmin(nd.array([[1., 2., 3.]])).asnumpy().round(4)
        array([[0.6652, 0.2447, 0.09  ]], dtype=float32)
        """

    def softsign(self, out: Any = None, name: str | None = None) -> NDArray:
        """``x / (1 + |x|)`` of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.softsign(nd.array([-1., 0., 3.])).asnumpy()
        array([-0.5 ,  0.  ,  0.75], dtype=float32)
        """

    def sort(
        self,
        axis: _Shape = -1,
        is_ascend: bool = True,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """A sorted copy of ``data``.

        Parameters
        ----------
        data : NDArray
        axis : int or None, default -1
            None sorts the flattened array; the result then has one axis.
        is_ascend : bool, default True
            NaN comes last in either direction.

        >>> nd.sort(nd.array([[1, 4], [3, 1]])).asnumpy()
        array([[1., 4.],
               [1., 3.]], dtype=float32)
        """

    def space_to_depth(
        self,
        block_size: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Squares of pixels laid out as blocks of channels: the inverse of :func:`depth_to_space`.

        Parameters
        ----------
        data : NDArray of shape (n, c, h * block_size, w * block_size)
        block_size : int

        Returns
        -------
        NDArray of shape (n, c * block_size ** 2, h, w)

        >>> nd.space_to_depth(nd.arange(4).reshape((1, 1, 2, 2)), 2).shape
        (1, 4, 1, 1)
        """

    def split(
        self,
        num_outputs: Any = ...,
        axis: _Shape = 1,
        squeeze_axis: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> Any:
        """The array cut into equal parts along an axis.

        Parameters
        ----------
        data : NDArray
        num_outputs : int
            How many parts; it divides the length of the axis.
        axis : int, default 1
        squeeze_axis : bool, default False
            Drop the axis from parts of length 1.

        Returns
        -------
        list of NDArray, or one NDArray where ``num_outputs`` is 1

        >>> a, b = nd.split(nd.array([[1., 2.], [3., 4.]]), num_outputs=2, axis=0)
        >>> a.asnumpy(), b.shape
        (array([[1., 2.]], dtype=float32), (1, 2))
        """

    def split_v2(
        self,
        indices_or_sections: _Shape = ...,
        axis: _Shape = 0,
        squeeze_axis: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> Any:
        """The array cut into parts along an axis, equal ones or at given places.

        Parameters
        ----------
        ary : NDArray
        indices_or_sections : int or tuple of int
            A number of equal parts, or the ascending indices at which to cut.
        axis : int, default 0
        squeeze_axis : bool, default False
            Drop the axis from parts of length 1.

        Returns
        -------
        list of NDArray, or one NDArray where there is one part

        >>> [part.shape for part in nd.split_v2(nd.zeros((5, 2)), (1, 3))]
        [(1, 2), (2, 2), (2, 2)]
        """

    def sqrt(self, out: Any = None, name: str | None = None) -> NDArray:
        """The square root of each element; NaN below 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.sqrt(nd.array([4., 9.])).asnumpy()
        array([2., 3.], dtype=float32)
        """

    def square(self, out: Any = None, name: str | None = None) -> NDArray:
        """The square of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.square(nd.array([-2., 3.])).asnumpy()
        array([4., 9.], dtype=float32)
        """

    def sum(
        self,
        axis: _Shape = None,
        keepdims: bool = False,
        exclude: bool = False,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The sum of the elements along axes.

        Parameters
        ----------
        data : NDArray
        axis : int, tuple of int or None
        keepdims, exclude : bool, default False
            See the head of :mod:`ndgrad.ops.reduce`: keep the axes with length 1; mean all other axes.

        >>> x = nd.array([[1., 2.], [3., 4.]])
        >>> nd.sum(x, axis=1).asnumpy()
        array([3., 7.], dtype=float32)
        >>> nd.sum(x, axis=1, keepdims=True).shape
        (2, 1)
        """

    def swapaxes(
        self,
        dim1: int = 0,
        dim2: int = 0,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array with two axes exchanged.

        Parameters
        ----------
        data : NDArray
        dim1, dim2 : int, default 0

        >>> nd.swapaxes(nd.zeros((2, 3, 4)), 0, 2).shape
        (4, 3, 2)
        """

    def take(
        self,
        indices: NDArray,
        axis: _Shape = 0,
        mode: str = 'clip',
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Elements of ``a`` along ``axis`` at ``indices``.

        Parameters
        ----------
        a : NDArray, at least one axis
        indices : NDArray of any shape and dtype
            Fractions are cut off.
        axis : int, default 0
            Negative axes count from the end.
        mode : {'clip', 'wrap', 'raise'}, default 'clip'
            What becomes of an index outside ``[0, size)``: the nearest valid one, the remainder
            (so that -1 is the last), or an IndexError.

        Returns
        -------
        NDArray of shape ``a.shape[:axis] + indices.shape + a.shape[axis+1:]`` and the dtype of ``a``

        >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
        >>> nd.take(x, nd.array([0, 2]))
        <BLANKLINE>
        [[1. 2.]
         [5. 6.]]
        <NDArray 2x2 @cpu(0)>
        >>> nd.take(x, nd.array([-1]), axis=1, mode='wrap').asnumpy().ravel()
        array([2., 4., 6.], dtype=float32)
        """

    def tan(self, out: Any = None, name: str | None = None) -> NDArray:
        """The tangent of each element, in radians.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.tan(nd.array([0., np.pi / 4])).asnumpy()
        array([0., 1.], dtype=float32)
        """

    def tanh(self, out: Any = None, name: str | None = None) -> NDArray:
        """The hyperbolic tangent of each element.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

        >>> nd.tanh(nd.array([0., 1.])).asnumpy().round(4)
        array([0.    , 0.7616], dtype=float32)
        """

    def tile(
        self,
        reps: _Shape = ...,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array laid side by side with itself.

        Parameters
        ----------
        data : NDArray
        reps : int or tuple of int
            How often along each axis, from the last axis on; more entries than axes add axes in front.

        >>> nd.tile(nd.array([[1., 2.]]), reps=(2, 2)).asnumpy()
        array([[1., 2., 1., 2.],
               [1., 2., 1., 2.]], dtype=float32)
        """

    def topk(
        self,
        axis: _Shape = -1,
        k: int = 1,
        ret_typ: str = 'indices',
        is_ascend: bool = False,
        dtype: Any = 'float32',
        out: Any = None,
        name: str | None = None,
    ) -> Any:
        """The ``k`` largest (or smallest) elements along ``axis``, in order.

        Parameters
        ----------
        data : NDArray
        axis : int or None, default -1
            None takes the flattened array.
        k : int, default 1
            How many; less than 1 means all of them.
        ret_typ : {'indices', 'value', 'both', 'mask'}, default 'indices'
            Indices of the elements, their values, the list [values, indices], or an array of the
            shape of ``data`` with 1 at their places and 0 elsewhere.
        is_ascend : bool, default False
            True takes the smallest.
        dtype : str, default 'float32'
            Dtype of indices; refused if it cannot hold them exactly.

        Values are differentiable; indices and masks have derivative zero.

        >>> x = nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]])
        >>> nd.topk(x, k=2)
        <BLANKLINE>
        [[2. 0.]
         [1. 2.]]
        <NDArray 2x2 @cpu(0)>
        >>> nd.topk(x, k=2, ret_typ='value').asnumpy()
        array([[0.4, 0.3],
               [0.3, 0.2]], dtype=float32)
        """

    def transpose(
        self,
        axes: _Shape = None,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """The array with its axes in another order.

        Parameters
        ----------
        data : NDArray
        axes : tuple of int, optional
            Which axis comes to which place; by default (or with ``()``) the order is reversed.

        >>> nd.transpose(nd.zeros((2, 3, 4))).shape
        (4, 3, 2)
        >>> nd.transpose(nd.zeros((2, 3, 4)), axes=(1, 0, 2)).shape
        (3, 2, 4)
        """

    def trunc(self, out: Any = None, name: str | None = None) -> NDArray:
        """Each element without its fraction: the next integer towards zero. The derivative is 0.

        Parameters
        ----------
        data : NDArray
            Of any shape and dtype.

        Returns
        -------
        NDArray of the shape and dtype of ``data``.

        >>> nd.trunc(nd.array([-1.5, 1.8])).asnumpy()
        array([-1.,  1.], dtype=float32)
        """

    def zeros_like(
        self,
        dtype: Any = None,
        out: Any = None,
        name: str | None = None,
    ) -> NDArray:
        """Zeros in the shape and dtype of an array.

        Parameters
        ----------
        data : NDArray
        dtype : str, optional
            Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

        >>> nd.zeros_like(nd.array([1., 2.])).asnumpy()
        array([0., 0.], dtype=float32)
        """

def attach(front: FrontEnd) -> None: ...
