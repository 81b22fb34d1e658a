"""The same values: copies, other dtypes, and ends of gradients."""

from __future__ import annotations

import numpy as np

from .dtypes import element_type
from .registry import operator


@operator(elementwise=True)
def identity(data):
    """A copy, through which gradients pass unchanged.

    >>> nd.identity(nd.array([1., 2.])).asnumpy()
    array([1., 2.], dtype=float32)
    """
    return data.copy()


@identity.gradient
def _(F, gy):
    return gy


@operator("BlockGrad", aliases=("stop_gradient",), zero_gradient=True)
def block_grad(data):
    """A copy that is a constant to the gradient: nothing flows back through it.

    >>> x = nd.array([3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.stop_gradient(x) * x
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([3.], dtype=float32)
    """
    return data.copy()


def _dtype(dtype):
    if dtype == "bfloat16":
        raise NotImplementedError("dtype bfloat16: NumPy has no such type; use 'float16'")
    return element_type(dtype)


def _converted(data, dtype):
    if data.dtype.kind == "f" and dtype.kind in "iu" and dtype.itemsize < 4:
        # By way of int64, so that what does not fit wraps around instead of being undefined.
        return data.astype(np.int64).astype(dtype)
    return data.astype(dtype)


@operator(aliases=("Cast",))
def cast(data, *, dtype):
    """The array in another dtype.

    Parameters
    ----------
    data : NDArray
    dtype : str or numpy.dtype
        'float16', 'float32', 'float64', 'uint8', 'int8', 'int32', 'int64' or 'bool'. Floats lose
        their fraction on the way to integers; in 8 bits what does not fit wraps around, in more
        it gives the smallest integer, as NaN does.

    Returns
    -------
    NDArray of this dtype; always a copy. The gradient is cast back.

    >>> nd.cast(nd.array([300., 11.1, -1.9]), dtype='uint8').asnumpy()
    array([ 44,  11, 255], dtype=uint8)
    """
    return _converted(data, _dtype(dtype))


@cast.gradient
def _(F, gy, data_dtype):
    return F.cast(gy, dtype=data_dtype)


# Mixed precision is made of these two; float64 is no part of it.
_MIXED = (np.float16, np.float32)


@operator
def amp_cast(data, *, dtype):
    """``cast`` for float16 and float32; other dtypes stay as they are (mixed-precision training).

    Parameters
    ----------
    data : NDArray
    dtype : str
        'float16', 'float32' or 'float64'.

    >>> nd.amp_cast(nd.array([1, 2], dtype='int32'), dtype='float16').dtype
    <class 'numpy.int32'>
    >>> nd.amp_cast(nd.array([1., 2.]), dtype='float16').dtype
    <class 'numpy.float16'>
    """
    return _converted(data, _dtype(dtype)) if data.dtype in _MIXED else data.copy()


@amp_cast.gradient
def _(F, gy, data_dtype):
    return F.cast(gy, dtype=data_dtype)


@operator(outputs="many")
def amp_multicast(*data, num_outputs, cast_narrow=False):
    """Arrays of float16 and float32 in one dtype, others as they are (mixed-precision training).

    Parameters
    ----------
    *data : NDArray
    num_outputs : int
        How many they are.
    cast_narrow : bool, default False
        Cast to the narrowest dtype among them, not to the widest.

    Returns
    -------
    list of NDArray, or one NDArray where ``num_outputs`` is 1

    >>> a, b = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> [x.dtype for x in nd.amp_multicast(a, b, num_outputs=2)]
    [<class 'numpy.float32'>, <class 'numpy.float32'>]
    """
    if len(data) != num_outputs:
        raise ValueError(f"num_outputs={num_outputs}, but there are {len(data)} arrays")
    found = [a.dtype for a in data if a.dtype in _MIXED]
    one = (min if cast_narrow else max)(found, key=lambda t: t.itemsize, default=None)
    return [a.astype(one) if a.dtype in _MIXED else a.copy() for a in data]


@amp_multicast.gradient
def _(F, gys, data):
    pairs = zip(gys, data, strict=True)
    return tuple(None if g is None else F.cast(g, dtype=a.dtype) for g, a in pairs)


@operator
def cast_storage(data, *, stype):
    """A copy in a storage type; arrays are dense here, so ``'default'`` is all there is.

    Parameters
    ----------
    data : NDArray
    stype : {'default'}

    >>> nd.cast_storage(nd.ones(2), stype='default').stype
    'default'
    """
    if stype != "default":
        raise NotImplementedError(f"storage type {stype!r}: arrays are dense, use 'default'")
    return data.copy()


@cast_storage.gradient
def _(F, gy):
    return gy
