"""Pooling: maxima, sums, averages and p-norms of windows."""

from __future__ import annotations

import numpy as np

from ..blocks import float_only, wide
from ..memory import empty
from ..parts import in_parts
from ..registry import operator
from . import maxima, runs
from .geometry import Geometry, pooling_geometry

POOL_TYPES = ("max", "avg", "sum", "lp")


def _geometry(shape, kernel, global_pool, pooling_convention, stride, pad, layout):
    kernel, stride, pad = [tuple(v) if isinstance(v, list) else v for v in (kernel, stride, pad)]
    return pooling_geometry(
        shape, kernel, bool(global_pool), pooling_convention, stride, pad, layout
    )


def _images(array, g):
    """``array`` with its channels in front as (images, *spatial axes)."""
    if g.channels_last:
        array = np.moveaxis(array, -1, 1)
    return array.reshape(array.shape[0] * array.shape[1], *array.shape[2:])


def _run(kernel, arrays, shape, spatial, g):
    """Run ``kernel(*images, result)`` on the images of all arrays, in parts if there are many.

    The result has ``shape`` and the dtype of the first array; its images have the axes ``spatial``.
    """
    dtype = arrays[0].dtype
    images = [_images(a.astype(wide(a.dtype), copy=False), g) for a in arrays]
    if g.channels_last:
        found = np.empty((len(images[0]), *spatial), images[0].dtype)
    else:
        result = empty(shape, images[0].dtype)
        found = result.reshape(len(images[0]), *spatial)
    if found.size:

        def part(start, stop):
            kernel(*[i[start:stop] for i in images], found[start:stop])

        in_parts(part, len(found), max(i.size for i in images))
    if g.channels_last:
        turned = found.reshape(shape[0], shape[-1], *spatial)
        result = np.ascontiguousarray(np.moveaxis(turned, 1, -1))
    return result if result.dtype == dtype else result.astype(dtype)


def _flat(images):
    return images.reshape(len(images), -1)


def _sum_into(images, out, g):
    if g.everything:
        np.add.reduce(_flat(images), axis=1, out=out.reshape(-1))
    else:
        runs.combine(images, out, g, np.add, 0)


def _max_into(images, out, g):
    if g.everything and images.size:
        np.maximum.reduce(_flat(images), axis=1, out=out.reshape(-1))
    else:
        runs.combine(images, out, g, np.maximum, -np.inf)


def _pool_sum(data, g, average, include_pad):
    """Sums, or averages, of windows."""

    def kernel(images, out):
        _sum_into(images, out, g)
        if average:
            np.divide(out, np.asarray(g.counts(include_pad), out.dtype), out=out)

    return _run(kernel, (data,), g.output_shape(data.shape), g.out, g)


@operator("Pooling")
def pooling(
    data, *, kernel=(), pool_type="max", global_pool=False, cudnn_off=False,
    pooling_convention="valid", stride=(), pad=(), p_value=None, count_include_pad=None,
    layout=None,
):  # fmt: skip
    """The maximum, average, sum or p-norm of each window, in one, two or three dimensions.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, ...) with one to three spatial axes; in other layouts
        the channels come last.
    kernel : tuple of int
        Size of the window along each spatial axis; not needed with ``global_pool=True``. An
        integer stands for all axes here and below.
    pool_type : str, default 'max'
        ``max``, ``avg``, ``sum`` or ``lp``, the p-th root of the sum of p-th powers.
    global_pool : bool, default False
        Whether the window is the whole image; kernel, stride and pad are then ignored.
    pooling_convention : str, default 'valid'
        How many windows there are along an axis: ``valid`` rounds
        ``(size + 2*pad - kernel) / stride + 1`` down, ``full`` rounds it up, ``same`` gives
        ``size / stride`` rounded up and chooses the padding, which is then not to be given.
    stride : tuple of int, default 1 along each axis
        Step between windows.
    pad : tuple of int, default 0 along each axis
        Padding at both ends. It is never a maximum, and adds nothing to a sum.
    p_value : int, optional
        1, 2 or 3, for ``lp``. The powers keep their sign.
    count_include_pad : bool, optional, default True
        Whether averages divide by the number of elements with the padding, or without.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    cudnn_off
        Tunes other implementations; nothing here depends on it.

    Returns
    -------
    NDArray
        Shape (batch, channels, ...), or with the channels last. A maximum over no element, of a
        window wholly in the padding, is -inf, and an average 0. NaN is passed on. Of equal
        maxima the first, row by row, receives the gradient.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.Pooling(x, kernel=(2, 2), stride=(2, 2))
    <BLANKLINE>
    [[[[ 5.  7.]
       [13. 15.]]]]
    <NDArray 1x1x2x2 @cpu(0)>
    >>> nd.Pooling(x, pool_type='avg', global_pool=True)
    <BLANKLINE>
    [[[[7.5]]]]
    <NDArray 1x1x1x1 @cpu(0)>
    """
    if data.dtype.kind != "f":
        float_only(data)
    g = _geometry(data.shape, kernel, global_pool, pooling_convention, stride, pad, layout)
    if pool_type == "max":
        return _run(
            lambda images, out: _max_into(images, out, g),
            (data,), g.output_shape(data.shape), g.out, g,
        )  # fmt: skip
    if pool_type in ("avg", "sum"):
        return _pool_sum(
            data, g, pool_type == "avg", count_include_pad is None or bool(count_include_pad)
        )
    if pool_type != "lp":
        raise ValueError(f"pool_type={pool_type!r} is unknown; there are {', '.join(POOL_TYPES)}")
    if p_value not in (1, 2, 3):
        raise ValueError(f"pool_type='lp' needs p_value=1, 2 or 3, got {p_value!r}")
    wider = data.astype(wide(data.dtype), copy=False)
    found = _pool_sum(wider**p_value if p_value > 1 else wider, g, False, True)
    if p_value > 1:
        (np.sqrt if p_value == 2 else np.cbrt)(found, out=found)
    return found if found.dtype == data.dtype else found.astype(data.dtype)


@pooling.gradient
def _(
    F, gy, y, data, kernel, pool_type, global_pool, pooling_convention, stride, pad, p_value,
    count_include_pad, layout,
):  # fmt: skip
    g = _geometry(data.shape, kernel, global_pool, pooling_convention, stride, pad, layout)
    if pool_type == "max":
        return F._pool_max_backward(gy, data, geometry=g)
    if pool_type == "lp" and p_value > 1:
        # d y / d x = (x / y)^(p - 1); at y = 0 all x are 0, or their cubes cancel and the slope is
        # infinite (p = 3): the gradient is 0, as MXNet's.
        gy = gy * (y != 0) / (y ** (p_value - 1) + (y == 0))
    gx = F._pool_sum_backward(
        gy,
        geometry=g,
        average=pool_type == "avg",
        include_pad=count_include_pad is None or bool(count_include_pad),
    )
    if pool_type == "lp" and p_value > 1:
        gx = gx * data ** (p_value - 1)
    return gx


@operator("_pool_sum")
def pool_sum(data, *, geometry: Geometry, average: bool, include_pad: bool):
    """Sums, or averages, of windows."""
    return _pool_sum(data, geometry, average, include_pad)


@pool_sum.gradient
def _(F, gy, geometry, average, include_pad):
    return F._pool_sum_backward(gy, geometry=geometry, average=average, include_pad=include_pad)


@operator("_pool_sum_backward")
def pool_sum_backward(gradient, *, geometry: Geometry, average: bool, include_pad: bool):
    """The gradient of sums, or averages, of windows with respect to the data."""
    g = geometry

    def kernel(gys, images):
        if average:
            gys = gys / np.asarray(g.counts(include_pad), gys.dtype)
        if g.everything:
            images[...] = gys
        else:
            runs.spread(gys, images, g)

    return _run(kernel, (gradient,), g.data_shape(gradient.shape), g.size, g)


@pool_sum_backward.gradient
def _(F, gy, geometry, average, include_pad):
    return F._pool_sum(gy, geometry=geometry, average=average, include_pad=include_pad)


def _first_largest(images):
    """The place of the maximum of each whole image, to index its numbers by."""
    return np.arange(len(images)), np.argmax(_flat(images), axis=1)


@operator("_pool_max_backward")
def pool_max_backward(gradient, data, *, geometry: Geometry):
    """The gradient of maxima of windows: each goes to the place of its maximum."""

    def kernel(gys, images, result):
        if not geometry.everything:
            maxima.send(gys, images, result, geometry)
            return
        result.fill(0)
        _flat(result)[_first_largest(images)] = gys.reshape(-1)

    return _run(kernel, (gradient, data), data.shape, geometry.size, geometry)


@pool_max_backward.gradient("gradient")
def _(F, gy, data, geometry):
    return F._pool_max_select(gy, data, geometry=geometry)


@operator("_pool_max_select")
def pool_max_select(values, data, *, geometry: Geometry):
    """From each window of ``values`` the element where ``data`` has its maximum."""

    def kernel(values, images, out):
        if not geometry.everything:
            for start, stop, place, outside in maxima.places(images, geometry):
                taken = np.take(values[start:stop].reshape(-1), place)
                if outside is not None:
                    taken[outside] = 0
                out[start:stop] = taken
            return
        out.reshape(-1)[...] = _flat(values)[_first_largest(images)]

    return _run(
        kernel, (values, data), geometry.output_shape(data.shape), geometry.out, geometry
    )  # fmt: skip


@pool_max_select.gradient("values")
def _(F, gy, data, geometry):
    return F._pool_max_backward(gy, data, geometry=geometry)
