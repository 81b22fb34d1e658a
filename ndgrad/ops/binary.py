"""Elementwise functions of two arrays, which broadcast, and sums of several.

Either side may be a number; it takes the dtype of the array. Integers stay integers: divisions
round towards zero, and a division by zero gives 0 where MXNet's process dies. The ``elemwise_*``
forms demand equal shapes.
"""

from __future__ import annotations

import numpy as np

from .passes import combine
from .registry import operator


def broadcast_names(*names):
    """The names that operators have besides their own."""
    return tuple(f"broadcast_{name}" for name in names)


def _is_number(operand):
    """Whether an operand is no array."""
    return isinstance(operand, (int, float, np.generic))


# -- arithmetic -------------------------------------------------------------------------------


@operator(scalars=True, ufunc=np.add, aliases=broadcast_names("add", "plus"), elementwise=True)
def add(lhs, rhs):
    """``lhs + rhs``, elementwise with broadcasting.

    >>> nd.add(nd.array([[1.], [2.]]), nd.array([10., 20.])).asnumpy()
    array([[11., 21.],
           [12., 22.]], dtype=float32)
    """
    return combine(np.add, lhs, rhs)


@add.gradient("lhs", "rhs")
def _(F, gy):
    return gy


@operator(
    scalars=True, ufunc=np.subtract, aliases=broadcast_names("sub", "minus"), elementwise=True
)
def subtract(lhs, rhs):
    """``lhs - rhs``, elementwise with broadcasting.

    >>> nd.subtract(5, nd.array([1., 2.])).asnumpy()
    array([4., 3.], dtype=float32)
    """
    return combine(np.subtract, lhs, rhs)


@subtract.gradient("lhs")
def _(F, gy):
    return gy


@subtract.gradient("rhs")
def _(F, gy):
    return -gy


@operator(scalars=True, ufunc=np.multiply, aliases=broadcast_names("mul"), elementwise=True)
def multiply(lhs, rhs):
    """``lhs * rhs``, elementwise with broadcasting.

    >>> nd.multiply(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([3., 8.], dtype=float32)
    """
    return combine(np.multiply, lhs, rhs)


@multiply.gradient("lhs")
def _(F, gy, rhs):
    return gy * rhs


@multiply.gradient("rhs")
def _(F, gy, lhs):
    return gy * lhs


@operator(
    scalars=True, ufunc=np.divide, keeps_dtype=True, elementwise=True,
    aliases=(*broadcast_names("div"), "true_divide"),
)  # fmt: skip
def divide(lhs, rhs):
    """``lhs / rhs``, elementwise with broadcasting.

    Integers give integers, rounded towards zero, and 0 for a division by zero.

    >>> nd.divide(nd.array([3., 8.]), nd.array([2., 0.])).asnumpy()
    array([1.5, inf], dtype=float32)
    >>> nd.divide(nd.array([7, -7], dtype='int32'), 2).asnumpy()
    array([ 3, -3], dtype=int32)
    """
    if _integers(lhs, rhs):
        return np.floor_divide(np.subtract(lhs, np.fmod(lhs, rhs)), rhs)
    return combine(np.divide, lhs, rhs)


@divide.gradient("lhs")
def _(F, gy, rhs):
    return gy / rhs


@divide.gradient("rhs")
def _(F, gy, y, rhs):
    return -gy * y / rhs


def _integers(lhs, rhs):
    """Whether both sides are integers (or booleans)."""
    try:
        return lhs.dtype.kind in "iub" and rhs.dtype.kind in "iub"
    except AttributeError:  # a number of Python among them
        return np.result_type(lhs, rhs).kind in "iub"


@operator(scalars=True, aliases=broadcast_names("mod"), elementwise=True)
def modulo(lhs, rhs):
    """The remainder of ``lhs / rhs`` with the sign of ``rhs``, elementwise with broadcasting.

    The remainder of a division by zero is 0.

    >>> nd.modulo(nd.array([5., -5., 5.]), nd.array([3., 3., 0.])).asnumpy()
    array([2., 1., 0.], dtype=float32)
    """
    y = np.remainder(lhs, rhs)
    zero = np.equal(rhs, 0)
    return np.where(zero, y.dtype.type(0), y) if zero.any() else y


@modulo.gradient("lhs")
def _(F, gy):
    return gy


@modulo.gradient("rhs")
def _(F, gy, lhs, rhs):
    return -gy * F.floor(lhs / rhs)


@operator(scalars=True, keeps_dtype=True, zero_gradient=True, elementwise=True)
def floor_divide(lhs, rhs):
    """``lhs / rhs`` rounded down, elementwise with broadcasting; the derivative is 0.

    Integers give 0 for a division by zero. MXNet has neither this function nor ``x // y``.

    >>> nd.floor_divide(nd.array([7., -7.]), 2).asnumpy()
    array([ 3., -4.], dtype=float32)
    """
    return np.floor_divide(lhs, rhs)


@operator(
    scalars=True, aliases=broadcast_names("power"), elementwise=True,
    keywords={"base": "lhs", "exp": "rhs"},
)  # fmt: skip
def power(lhs, rhs):
    """``lhs ** rhs``, elementwise with broadcasting; ``base`` and ``exp`` are their other names.

    A negative base with a fractional exponent gives NaN, and ``0 ** 0`` is 1. Where base and
    exponent make the textbook derivative a product of zero and infinity, it is 0.

    >>> nd.power(nd.array([2., 3.]), 2).asnumpy()
    array([4., 9.], dtype=float32)
    >>> nd.power(2, nd.array([1., -1.])).asnumpy()
    array([2. , 0.5], dtype=float32)
    """
    if _integers(lhs, rhs):
        if np.less(rhs, 0).any():  # NumPy refuses; the fractions are cut off, as in MXNet
            return np.power(lhs, rhs, dtype=np.float64).astype(np.result_type(lhs, rhs))
        return np.power(lhs, rhs)
    return lhs**rhs  # the operator knows the exponents 2, 1/2, ..., np.power does not


@power.gradient("lhs")
def _(F, gy, lhs, rhs):
    if _is_number(rhs):
        return gy * _derivative_of_power(lhs, rhs)
    # 0 ** (0 - 1) would be infinite, and the product with the exponent NaN instead of 0.
    return gy * (rhs * lhs ** (rhs - 1 + (lhs == 0) * (rhs == 0)))


def _derivative_of_power(x, exponent):
    if exponent == 2:
        return x * 2
    return x ** (exponent - 1) * exponent if exponent else x * 0


@power.gradient("rhs")
def _(F, gy, y, lhs):
    # log(1) where the base is 0 and the power is not infinite: there the power is 0 in a
    # neighbourhood of the exponent (or on one side of it, if the exponent is 0).
    return gy * y * F.log(lhs + (lhs == 0) * (y <= 1))


@operator(scalars=True, keeps_dtype=True, aliases=broadcast_names("hypot"), elementwise=True)
def hypot(lhs, rhs):
    """``sqrt(lhs ** 2 + rhs ** 2)`` without overflow, elementwise. The derivative at (0, 0) is 0.

    >>> nd.broadcast_hypot(nd.array([3., 0.]), nd.array([4., 0.])).asnumpy()
    array([5., 0.], dtype=float32)
    """
    return np.hypot(lhs, rhs)


@hypot.gradient("lhs")
def _(F, gy, y, lhs):
    return gy * (lhs / (y + (y == 0)))


@hypot.gradient("rhs")
def _(F, gy, y, rhs):
    return gy * (rhs / (y + (y == 0)))


# -- the larger and the smaller ---------------------------------------------------------------


@operator(scalars=True, ufunc=np.maximum, aliases=broadcast_names("maximum"), elementwise=True)
def maximum(lhs, rhs):
    """The larger of each two elements, NaN if one is NaN.

    Of two equal ones ``lhs`` has the derivative, or the array where the other is a number.

    >>> nd.maximum(nd.array([1., 5.]), 3).asnumpy()
    array([3., 5.], dtype=float32)
    """
    return combine(np.maximum, lhs, rhs)


@maximum.gradient("lhs")
def _(F, gy, lhs, rhs):
    return gy * (lhs >= rhs)


@maximum.gradient("rhs")
def _(F, gy, lhs, rhs):
    return gy * (rhs >= lhs if _is_number(lhs) else rhs > lhs)


@operator(scalars=True, ufunc=np.minimum, aliases=broadcast_names("minimum"), elementwise=True)
def minimum(lhs, rhs):
    """The smaller of each two elements, NaN if one is NaN.

    Of two equal ones ``lhs`` has the derivative, or the array where the other is a number.

    >>> nd.minimum(nd.array([1., 5.]), 3).asnumpy()
    array([1., 3.], dtype=float32)
    """
    return combine(np.minimum, lhs, rhs)


@minimum.gradient("lhs")
def _(F, gy, lhs, rhs):
    return gy * (lhs <= rhs)


@minimum.gradient("rhs")
def _(F, gy, lhs, rhs):
    return gy * (rhs <= lhs if _is_number(lhs) else rhs < lhs)


# -- without broadcasting ---------------------------------------------------------------------


def _same_shape(lhs, rhs):
    if np.shape(lhs) != np.shape(rhs):
        raise ValueError(
            f"the shapes {np.shape(lhs)} and {np.shape(rhs)} differ, and elemwise_* operators do "
            f"not broadcast; the broadcast_* operators do"
        )


@operator(promotes=True, aliases=("_plus",), elementwise=True)
def elemwise_add(lhs, rhs):
    """``lhs + rhs`` of arrays of one shape.

    >>> nd.elemwise_add(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([4., 6.], dtype=float32)
    """
    _same_shape(lhs, rhs)
    return np.add(lhs, rhs)


@elemwise_add.gradient("lhs", "rhs")
def _(F, gy):
    return gy


@operator(promotes=True, aliases=("_minus",), elementwise=True)
def elemwise_sub(lhs, rhs):
    """``lhs - rhs`` of arrays of one shape.

    >>> nd.elemwise_sub(nd.array([1., 2.]), nd.array([3., 5.])).asnumpy()
    array([-2., -3.], dtype=float32)
    """
    _same_shape(lhs, rhs)
    return np.subtract(lhs, rhs)


@elemwise_sub.gradient("lhs")
def _(F, gy):
    return gy


@elemwise_sub.gradient("rhs")
def _(F, gy):
    return -gy


@operator(promotes=True, aliases=("_mul",), elementwise=True)
def elemwise_mul(lhs, rhs):
    """``lhs * rhs`` of arrays of one shape.

    >>> nd.elemwise_mul(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([3., 8.], dtype=float32)
    """
    _same_shape(lhs, rhs)
    return np.multiply(lhs, rhs)


@elemwise_mul.gradient("lhs")
def _(F, gy, rhs):
    return gy * rhs


@elemwise_mul.gradient("rhs")
def _(F, gy, lhs):
    return gy * lhs


@operator(promotes=True, aliases=("_div",), elementwise=True)
def elemwise_div(lhs, rhs):
    """``lhs / rhs`` of arrays of one shape; integers as in :func:`divide`.

    >>> nd.elemwise_div(nd.array([1., 2.]), nd.array([4., 4.])).asnumpy()
    array([0.25, 0.5 ], dtype=float32)
    """
    _same_shape(lhs, rhs)
    return divide(lhs, rhs)


@elemwise_div.gradient("lhs")
def _(F, gy, rhs):
    return gy / rhs


@elemwise_div.gradient("rhs")
def _(F, gy, y, rhs):
    return -gy * y / rhs


@operator(promotes=True, aliases=("ElementWiseSum",))
def add_n(*args):
    """The sum of any number of arrays of one shape.

    Parameters
    ----------
    *args : NDArray
        At least one. ``ElementWiseSum`` is the same operator.

    >>> nd.add_n(nd.array([1., 2.]), nd.array([3., 4.]), nd.array([5., 6.])).asnumpy()
    array([ 9., 12.], dtype=float32)
    """
    if not args:
        raise ValueError("add_n needs at least one array")
    first, *others = args
    for other in others:
        if other.shape != first.shape:
            raise ValueError(f"add_n adds arrays of one shape, not {first.shape} and {other.shape}")
    if not others:
        return first.copy()
    y = np.add(first, others[0])
    for other in others[1:]:
        y = np.add(y, other, out=y) if y.ndim else y + other
    return y


@add_n.gradient
def _(F, gy, args_shapes):
    return (gy,) * len(args_shapes)
