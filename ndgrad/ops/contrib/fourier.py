"""Fourier transforms along the last axis, complex numbers as [real0, imag0, real1, imag1, ...]."""

from __future__ import annotations

import numpy as np

from ..registry import operator


def _floats(data):
    if not data.ndim or not data.shape[-1] or data.dtype.kind != "f":
        raise ValueError(f"floats along an axis are needed, got {data.dtype} {data.shape}")


@operator(namespace="contrib", aliases=("_contrib_fft",))
def fft(data, *, compute_size=128):
    """The discrete Fourier transform along the last axis.

    Parameters
    ----------
    data : NDArray of shape (..., n)
    compute_size : int
        Without meaning here: all is transformed at a time.

    Returns
    -------
    NDArray of shape (..., 2 * n), [real0, imag0, real1, imag1, ...]

    >>> nd.contrib.fft(nd.array([[1., 0., -1., 0.]])).asnumpy()
    array([[0., 0., 2., 0., 0., 0., 2., 0.]], dtype=float32)
    """
    _floats(data)
    found = np.fft.fft(data.astype(np.float64))
    parts = np.stack((found.real, found.imag), axis=-1)
    return parts.reshape(*data.shape[:-1], 2 * data.shape[-1]).astype(data.dtype)


@fft.gradient
def _(F, gy):
    return F.ifft(gy)  # the transpose of a transform to complex numbers is the way back


@operator(namespace="contrib", aliases=("_contrib_ifft",))
def ifft(data, *, compute_size=128):
    """The real part of the inverse Fourier transform along the last axis, times its length.

    As in MXNet ``ifft(fft(x))`` is ``n * x``: divide by n.

    Parameters
    ----------
    data : NDArray of shape (..., 2 * n)
        [real0, imag0, real1, imag1, ...]
    compute_size : int
        Without meaning here: all is transformed at a time.

    Returns
    -------
    NDArray of shape (..., n)

    >>> x = nd.array([[1., 2., 3.]])
    >>> (nd.contrib.ifft(nd.contrib.fft(x)) / 3).asnumpy().round(4)
    array([[1., 2., 3.]], dtype=float32)
    """
    _floats(data)
    if data.shape[-1] % 2:
        raise ValueError(f"the last axis holds pairs, its length cannot be {data.shape[-1]}")
    pairs = data.astype(np.float64).reshape(*data.shape[:-1], data.shape[-1] // 2, 2)
    found = np.fft.ifft(pairs[..., 0] + 1j * pairs[..., 1], norm="forward")
    return found.real.astype(data.dtype)


@ifft.gradient
def _(F, gy):
    return F.fft(gy)
