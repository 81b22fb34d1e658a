"""Colours of images: brightness, contrast, saturation, hue, lighting.

Every change but lighting is linear once its random factor is drawn - even the turn of the hue,
which keeps the largest and the smallest channel of a pixel and moves the third - so an operator
keeps its factors and the gradient is the transposed change. Results of uint8 images are cut off
at 0 and 255, and lose their fraction.
"""

from __future__ import annotations

import numpy as np

from ..registry import operator

BRIGHTNESS, CONTRAST, SATURATION, HUE = range(4)
#: Weights of red, green and blue in the brightness of a pixel (ITU-R BT.601).
GRAY = (0.299, 0.587, 0.114)
#: Principal components of the colours of ImageNet, times their deviations (Krizhevsky, Sutskever,
#: Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012).
COMPONENTS = np.array(
    [
        [55.46 * -0.5675, 4.794 * 0.7192, 1.148 * 0.4009],
        [55.46 * -0.5808, 4.794 * -0.0045, 1.148 * -0.8140],
        [55.46 * -0.5836, 4.794 * -0.6948, 1.148 * 0.4203],
    ]
)


def _check(data):
    if data.ndim != 3 or data.shape[2] not in (1, 3):
        raise ValueError("data must have shape (height, width, channel) with 1 or 3 channels")


def _working(data):
    """The image in the float dtype to compute in."""
    keep = data.dtype.kind == "f" and data.dtype != np.float16
    return data.astype(data.dtype if keep else np.float32)


def _finished(image, dtype):
    """Back to the dtype of the input; bytes are cut off at their limits."""
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        image = np.clip(image, limits.min, limits.max)
    return image.astype(dtype, copy=False)


def _gray_weights(image):
    return np.array(GRAY if image.shape[2] == 3 else (1.0,), image.dtype)


def _hue_matrices(image, turn):
    """(height, width, 3, 3): each pixel's colour turned by ``turn`` of the circle, as a matrix.

    In order around the circle from red, the hue of a pixel is a number of sixths; within a sixth
    one channel is largest, one smallest, and the third runs between them.
    """
    high, middle, low = (np.sort(image, axis=2)[..., i] for i in (2, 1, 0))
    order = np.argsort(image, axis=2, kind="stable")
    largest, smallest = order[..., 2], order[..., 0]
    # Channel that runs, and whether it runs up: sixth 0 is red largest, green rising from blue.
    second = order[..., 1]
    rising = (second - largest) % 3 == 1
    span = np.where(high > low, high - low, 1)
    share = np.where(rising, (middle - low) / span, 1 - (middle - low) / span)
    sixth = np.where(rising, 2 * largest, 2 * largest - 1) % 6
    turned = sixth + share + 6 * turn
    target = np.floor(turned)
    moved = turned - target - share  # -1 to 1, the same for pixels of equal share
    goal = target.astype(np.int64) % 6
    goes_up = goal % 2 == 0
    to_largest = np.where(goes_up, goal // 2, (goal // 2 + 1) % 3)
    to_second = np.where(goes_up, (to_largest + 1) % 3, (to_largest - 1) % 3)
    to_smallest = 3 - to_largest - to_second
    # The new share, in terms of the old middle: it equals share + moved, and runs down where the
    # target sixth falls.
    same = rising == goes_up
    slope = np.where(same, 1.0, -1.0)
    constant = np.where(goes_up, moved, -moved)
    # new middle = slope * middle + a * high + b * low, where the weights sum to 1
    a = constant + np.where(same, 0.0, 1.0)
    b = 1.0 - slope - a
    gray = high <= low
    slope, a, b = (np.where(gray, v, w) for v, w in ((1.0, slope), (0.0, a), (0.0, b)))
    to_largest, to_second, to_smallest = (
        np.where(gray, v, w)
        for v, w in ((largest, to_largest), (second, to_second), (smallest, to_smallest))
    )
    matrices = np.zeros((*image.shape, 3), image.dtype)
    pixel = np.indices(largest.shape)
    matrices[(*pixel, to_largest, largest)] = 1
    matrices[(*pixel, to_smallest, smallest)] = 1
    for channel, weight in ((second, slope), (largest, a), (smallest, b)):
        matrices[(*pixel, to_second, channel)] += weight
    return matrices


def _apply(image, kind, factor, matrices, backward):
    """One linear change of the colours, or its transpose."""
    a = image.dtype.type(factor)
    if kind == BRIGHTNESS:
        return image * a
    if kind == HUE:
        if image.shape[2] == 1:
            return image
        return np.einsum("hwji,hwj->hwi" if backward else "hwij,hwj->hwi", matrices, image)
    weights, rest = _gray_weights(image), 1 - a
    if backward:
        gray = image.sum(axis=2, keepdims=True) * weights
        if kind == CONTRAST:
            gray = np.broadcast_to(gray.mean(axis=(0, 1), keepdims=True), image.shape)
    else:
        gray = (image * weights).sum(axis=2, keepdims=True)
        if kind == CONTRAST:
            gray = gray.mean()
    return image * a + rest * gray


def _change(data, steps):
    """The image after the steps [(kind, factor), ...], the steps, and the matrices of a hue."""
    _check(data)
    image = _working(data)
    matrices = np.zeros((0, 0, 3, 3), image.dtype)
    for kind, factor in steps:
        if kind == HUE and image.shape[2] == 3:
            matrices = _hue_matrices(image, factor)
        image = _apply(image, kind, factor, matrices, False)
    return _finished(image, data.dtype), np.array(steps, np.float64).reshape(-1, 2), matrices


def _drawn(rng, min_factor, max_factor):
    if min_factor < 0:
        raise ValueError(f"min_factor must not be negative, got {min_factor}")
    return rng.uniform(min(min_factor, max_factor), max(min_factor, max_factor))


@operator
def _image_change_colors(data, steps, matrices, *, backward):
    """The linear changes ``steps`` of an image; their transposes in reverse with ``backward``."""
    image = _working(data)
    for kind, factor in steps[::-1] if backward else steps:
        image = _apply(image, int(kind), factor, matrices, backward)
    return image.astype(data.dtype, copy=False)


@_image_change_colors.gradient("data")
def _(F, gy, steps, matrices, backward):
    return F._image_change_colors(gy, steps, matrices, backward=not backward)


def _changes(name):
    """Options of an operator that changes colours linearly."""
    return {
        "namespace": "image",
        "aliases": (f"_{name}",),
        "outputs": ("out", "steps", "matrices"),
        "visible": 1,
    }


@operator("image_random_brightness", **_changes("image_random_brightness"))
def image_random_brightness(data, *, min_factor, max_factor, rng):
    """The image times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> nd.image.random_brightness(nd.ones((1, 1, 3)), 0.5, 0.5).asnumpy()
    array([[[0.5, 0.5, 0.5]]], dtype=float32)
    """
    return _change(data, [(BRIGHTNESS, _drawn(rng, min_factor, max_factor))])


@operator("image_random_contrast", **_changes("image_random_contrast"))
def image_random_contrast(data, *, min_factor, max_factor, rng):
    """The image's distance from its mean gray times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> x = nd.array([[[0.], [2.]]])
    >>> nd.image.random_contrast(x, 0.5, 0.5).asnumpy().ravel()
    array([0.5, 1.5], dtype=float32)
    """
    return _change(data, [(CONTRAST, _drawn(rng, min_factor, max_factor))])


@operator("image_random_saturation", **_changes("image_random_saturation"))
def image_random_saturation(data, *, min_factor, max_factor, rng):
    """Each pixel's distance from its gray times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> x = nd.array([[[1., 0., 0.]]])
    >>> nd.image.random_saturation(x, 0, 0).asnumpy()
    array([[[0.299, 0.299, 0.299]]], dtype=float32)
    """
    return _change(data, [(SATURATION, _drawn(rng, min_factor, max_factor))])


@operator("image_random_hue", **_changes("image_random_hue"))
def image_random_hue(data, *, min_factor, max_factor, rng):
    """The hue of each pixel turned by a random part of the circle of colours.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the turn, drawn uniformly; 0 and 1 change nothing, 1/3 makes red green.

    >>> x = nd.array([[[3., 1., 1.]]])
    >>> nd.image.random_hue(x, 0.5, 0.5).asnumpy()
    array([[[1., 3., 3.]]], dtype=float32)
    """
    return _change(data, [(HUE, _drawn(rng, min_factor, max_factor))])


@operator("image_random_color_jitter", **_changes("image_random_color_jitter"))
def image_random_color_jitter(data, *, brightness, contrast, saturation, hue, rng):
    """Random brightness, contrast, saturation and hue, in random order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    brightness, contrast, saturation : float
        Factors are drawn from 1 - that to 1 + that.
    hue : float
        The turn is drawn from -hue to hue.

    >>> nd.image.random_color_jitter(nd.ones((1, 1, 3)), 0, 0, 0, 0).asnumpy()
    array([[[1., 1., 1.]]], dtype=float32)
    """
    spreads = ((BRIGHTNESS, brightness), (CONTRAST, contrast), (SATURATION, saturation))
    steps = [(kind, 1 + rng.uniform(-s, s)) for kind, s in spreads if s > 0]
    if hue > 0:
        steps.append((HUE, rng.uniform(-hue, hue)))
    return _change(data, [steps[i] for i in rng.permutation(len(steps))])


@image_random_brightness.gradient
@image_random_contrast.gradient
@image_random_saturation.gradient
@image_random_hue.gradient
@image_random_color_jitter.gradient
def _(F, gys, steps, matrices):
    return F._image_change_colors(gys[0], steps, matrices, backward=True)


def _lit(data, alpha):
    _check(data)
    image = _working(data)
    if image.shape[2] == 3:
        image += (COMPONENTS @ np.asarray(alpha, np.float64)).astype(image.dtype)
    return _finished(image, data.dtype)


@operator("image_adjust_lighting", namespace="image", aliases=("_image_adjust_lighting",))
def image_adjust_lighting(data, *, alpha):
    """The image plus principal components of natural colours, as AlexNet was trained.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel)
        With one channel it stays as it is.
    alpha : tuple of 3 floats
        How much of each component.

    >>> nd.image.adjust_lighting(nd.zeros((1, 1, 3)), alpha=(0, 0, 0)).asnumpy()
    array([[[0., 0., 0.]]], dtype=float32)
    """
    if len(tuple(alpha)) != 3:
        raise ValueError(f"alpha must have 3 elements, got {alpha}")
    return _lit(data, alpha)


@operator("image_random_lighting", namespace="image", aliases=("_image_random_lighting",))
def image_random_lighting(data, *, alpha_std=0.05, rng):
    """The image plus random amounts of the principal components of natural colours.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel)
        With one channel it stays as it is.
    alpha_std : float, default 0.05
        Standard deviation of the amounts, drawn from a normal distribution around 0.

    >>> nd.image.random_lighting(nd.zeros((1, 1, 3)), alpha_std=0).asnumpy()
    array([[[0., 0., 0.]]], dtype=float32)
    """
    return _lit(data, rng.normal(0, alpha_std, 3))


@image_adjust_lighting.gradient
@image_random_lighting.gradient
def _(gy):
    return gy
