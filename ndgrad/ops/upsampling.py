"""UpSampling: images made larger by repeating numbers, or by a transposed convolution."""

from __future__ import annotations

import numpy as np

from .blocks import float_only
from .convolution import maps
from .convolution.geometry import Geometry, deconvolution_geometry
from .registry import operator


def _scales(shapes, scale, mode):
    """The factor for each input: all become as large as the first one times ``scale``."""
    if scale < 1:
        raise ValueError(f"scale={scale} must be at least 1")
    for shape in shapes:
        if len(shape) != 4:
            raise ValueError(f"the data must be of shape (batch, channels, y, x), got {shape}")
    height, width = shapes[0][2] * scale, shapes[0][3] * scale
    factors = []
    for i, shape in enumerate(shapes):
        factor = height // shape[2] if shape[2] else 1
        if (shape[2] * factor, shape[3] * factor) != (height, width) or shape[0] != shapes[0][0]:
            raise ValueError(
                f"input {i} of shape {shape} cannot be repeated to the {height} x {width} that the "
                f"first input, of shape {shapes[0]}, is brought to by scale={scale}"
            )
        if mode == "sum" and shape[1] != shapes[0][1]:
            raise ValueError(
                "multi_input_mode='sum' needs inputs of the same channels, "
                f"got {shapes[0]} and {shape}"
            )
        factors.append(factor)
    return factors


def _bilinear(data, weight, scale, num_filter) -> Geometry:
    """The geometry of the transposed convolution that interpolates."""
    if num_filter != data[1]:
        raise ValueError(
            f"num_filter={num_filter} must be the number of channels of the data {data}"
        )
    kernel = 2 * scale - scale % 2
    return deconvolution_geometry(
        data, weight, None, (kernel,) * 2, (scale,) * 2, (), (scale // 2,) * 2, (), (), num_filter,
        num_filter, True, None,
    )  # fmt: skip


@operator("UpSampling", promotes=True)
def up_sampling(
    *data, scale, num_filter=0, sample_type, multi_input_mode="concat", num_args=None, workspace=512
):
    """Make images larger by an integer factor.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, y, x). With ``nearest`` any number of them: the first
        grows by ``scale``, the others to the same size, which must be a multiple of theirs.
        With ``bilinear`` an array of images and a weight of shape (channels, 1, k, k) with
        ``k = 2*scale - scale % 2``, see ``init.Bilinear``.
    scale : int
        The factor.
    num_filter : int
        With ``bilinear``, the number of channels.
    sample_type : str
        ``nearest`` repeats numbers, ``bilinear`` is a transposed convolution with the weight.
    multi_input_mode : str, default 'concat'
        Whether several inputs are put together along the channels (``concat``) or added (``sum``).
    num_args : int, optional
        The number of arrays, if given.
    workspace
        Tunes other implementations; nothing here depends on it.

    Returns
    -------
    NDArray
        Shape (batch, channels, y*scale, x*scale).

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> nd.UpSampling(nd.array([[[[1, 2]]]]), scale=2, sample_type='nearest')
    <BLANKLINE>
    [[[[1. 1. 2. 2.]
       [1. 1. 2. 2.]]]]
    <NDArray 1x1x2x4 @cpu(0)>
    """
    float_only(*data)
    if num_args is not None and num_args != len(data):
        raise ValueError(f"num_args={num_args}, but {len(data)} arrays were given")
    if sample_type == "bilinear":
        if len(data) != 2:
            raise ValueError(f"'bilinear' takes data and weight, {len(data)} arrays were given")
        images, weight = data
        if images.ndim != 4:
            raise ValueError(
                f"the data must be of shape (batch, channels, y, x), got {images.shape}"
            )
        g = _bilinear(images.shape, weight.shape, scale, num_filter)
        return maps.data(images, weight, None, g)
    if sample_type != "nearest":
        raise ValueError(f"sample_type={sample_type!r}: there are 'nearest' and 'bilinear'")
    if multi_input_mode not in ("concat", "sum"):
        raise ValueError(f"multi_input_mode={multi_input_mode!r}: there are 'concat' and 'sum'")
    factors = _scales([d.shape for d in data], scale, multi_input_mode)
    batch, channels, height, width = data[0].shape
    together = multi_input_mode == "concat"
    if together:
        channels = sum(d.shape[1] for d in data)
    out = np.empty((batch, channels, height * scale, width * scale), data[0].dtype)
    first = 0
    for i, (d, factor) in enumerate(zip(data, factors, strict=True)):
        last = first + d.shape[1]
        target = out[:, first:last].reshape(*d.shape[:3], factor, d.shape[3], factor)
        if i and not together:
            target += d[:, :, :, None, :, None]
        else:
            target[...] = d[:, :, :, None, :, None]
        if together:
            first = last
    return out


@up_sampling.gradient
def _(F, gy, data, data_shapes, scale, num_filter, sample_type, multi_input_mode, needs):
    if sample_type == "bilinear":
        g = _bilinear(data_shapes[0], data_shapes[1], scale, num_filter)
        return (
            F._convolution_output(gy, data[1], geometry=g) if needs[0] else None,
            F._convolution_weight(gy, data[0], geometry=g) if needs[1] else None,
        )
    gradients = []
    first = 0
    for shape, factor, need in zip(
        data_shapes, _scales(data_shapes, scale, multi_input_mode), needs, strict=True
    ):
        part = gy
        if multi_input_mode == "concat":
            if len(data_shapes) > 1 and need:
                part = F.slice_axis(gy, axis=1, begin=first, end=first + shape[1])
            first += shape[1]
        if need:
            part = F._view(part, shape=(*shape[:3], factor, shape[3], factor))
            part = F.sum(part, axis=(3, 5))
        gradients.append(part if need else None)
    return tuple(gradients)
