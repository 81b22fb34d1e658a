"""Rows of ndgrad/ops/image."""

import colorsys

import numpy as np

from tests.ops.samples import case, floats, grid, literal, sample, wrong

INTEGERS = ("uint8", "int32")
FLAT = wrong([(4, 3)], "data must have shape", ValueError)

# -- layout.py ------------------------------------------------------------------------------------

sample(
    "image_to_tensor", cases=[case([(4, 5, 3)]), case([(2, 4, 5, 3)])], low=0.0, high=255.0,
    reference=lambda x: np.moveaxis(x, -1, -3) / 255, out_dtype="float32", wrong=[FLAT],
    integer_dtypes=(), rtol={"float64": 1e-6}, gradient_rtol=1e-3, eps=1e-1,
)  # fmt: skip
sample(
    "_image_channels_last", cases=[case([(3, 4, 5)], dtype="float32")], dtypes=("float32",),
    reference=lambda g, dtype: np.moveaxis(g, -3, -1) / 255, order=0,
    convention="linear; its own rule gives float32, as to_tensor does",
)  # fmt: skip


def normalize(x, mean=0.0, std=1.0):
    return (x - np.reshape(mean, (-1, 1, 1))) / np.reshape(std, (-1, 1, 1))


sample(
    "image_normalize", reference=normalize, zero_size=[case([(0, 3, 2, 2)], std=(1, 2, 3))],
    rtol={"float16": 2e-2},
    cases=[
        case([(3, 4, 5)], mean=(0.5, 0.4, 0.3), std=(0.2, 0.1, 0.3)),
        case([(2, 1, 4, 5)], mean=0.5, std=2.0),
        case([(3, 2, 2)], mean=(0.1,)),
        case([(4, 2, 2)], std=(1, 2, 3, 4)),
    ],
    wrong=[FLAT, wrong([(3, 2, 2)], "mean must have 1 or 3", ValueError, mean=(1, 2)),
           wrong([(1, 2, 2)], "std must have 1 element,", ValueError, std=(1, 2)),
           wrong([literal(np.ones((3, 2, 2)), "uint8")], "float", TypeError)],
)  # fmt: skip
for name, axis in (("image_flip_left_right", -2), ("image_flip_top_bottom", -3)):
    sample(
        name, cases=[case([(4, 5, 3)]), case([(3, 2, 1)]), case([(2, 3, 3, 3)])],
        reference=lambda x, axis=axis: np.flip(x, axis), integer_dtypes=INTEGERS, wrong=[FLAT],
    )  # fmt: skip
for name in ("image_random_flip_left_right", "image_random_flip_top_bottom"):
    sample(name, cases=[case([(4, 5, 3)])], why_no_reference="random", wrong=[FLAT])
sample(
    "_image_flip_if",
    cases=[
        case([(4, 5, 3), literal([flipped], "bool")], axis=axis)
        for flipped in (True, False) for axis in (0, 1)
    ],
    reference=lambda x, flipped, axis: np.flip(x, axis) if flipped[0] else x,
)  # fmt: skip

WINDOW = {"x": 1, "y": 2, "width": 3, "height": 1}
sample(
    "image_crop", integer_dtypes=INTEGERS, zero_size=False,
    cases=[case([(4, 5, 3)], **WINDOW), case([(2, 4, 5, 1)], **WINDOW)],
    reference=lambda data, x, y, width, height: data[..., y : y + height, x : x + width, :],
    wrong=[
        wrong([(4, 5, 3)], "does not lie within an image of 5 x 4", ValueError,
              x=3, y=0, width=3, height=1),
        wrong([(4, 5, 3)], "does not lie within", ValueError, x=-1, y=0, width=3, height=1),
        wrong([(4, 3)], "data must have shape", ValueError, **WINDOW),
    ],
)  # fmt: skip


def uncrop(g, shape, left, top, width, height):
    out = np.zeros(shape)
    out[..., top : top + height, left : left + width, :] = g
    return out


sample(
    "_image_uncrop", inputs=[(1, 3, 2)], reference=uncrop, zero_size=False,
    params={"shape": (4, 5, 2), "left": 1, "top": 2, "width": 3, "height": 1},
)  # fmt: skip

# -- resize.py ------------------------------------------------------------------------------------


def kernel(interp, distance):
    """Weight of a pixel at this distance from the place that is interpolated."""
    d = np.abs(distance)
    if interp == 1:
        return np.maximum(1 - d, 0)
    if interp == 2:
        a = -0.75
        near = (a + 2) * d**3 - (a + 3) * d**2 + 1
        return np.where(d <= 1, near, np.where(d < 2, a * (d**3 - 5 * d**2 + 8 * d - 4), 0))
    return np.where(d < 4, np.sinc(d) * np.sinc(d / 4), 0)


def axis_weights(size, wanted, interp, shrinking):
    scale = size / wanted
    weights = np.zeros((wanted, size))
    for i in range(wanted):
        if interp == 0:
            weights[i, min(int(i * scale), size - 1)] = 1
        elif interp == 3 and shrinking:
            pixels = np.arange(size)
            covered = np.minimum(pixels + 1, (i + 1) * scale) - np.maximum(pixels, i * scale)
            weights[i] = np.maximum(covered, 0) / scale
        else:
            at = (i + 0.5) * scale - 0.5
            if interp == 1:
                at = np.clip(at, 0, size - 1)
            around = np.arange(int(np.floor(at)) - 4, int(np.floor(at)) + 6)
            share = kernel(interp, at - around)
            np.add.at(weights[i], np.clip(around, 0, size - 1), share / share.sum())
    return weights


def resize(data, size, keep_ratio=False, interp=1):
    high, wide = data.shape[-3:-1]
    if np.ndim(size):
        new = (size[-1], size[0])
    elif keep_ratio:
        new = [int(size * n / min(high, wide)) for n in (high, wide)]
    else:
        new = (size, size)
    shrinking = new[0] <= high and new[1] <= wide
    rows = axis_weights(high, new[0], interp, shrinking)
    columns = axis_weights(wide, new[1], interp, shrinking)
    return np.einsum("iy,jx,...yxc->...ijc", rows, columns, data)


sample(
    "image_resize", reference=resize, zero_size=False,
    rtol={"float16": 1e-2, "float32": 1e-4, "float64": 2e-6}, gradient_rtol=1e-5,
    cases=[
        case([(5, 7, 2)], size=(4, 3)),
        case([(2, 5, 6, 1)], size=8),
        case([(4, 6, 2)], size=(3, 2)),
        case([(5, 7, 1)], size=3, keep_ratio=True),
        case([(5, 7, 2)], size=(4, 8), interp=0),
        case([(5, 7, 1)], size=(9, 4), interp=2),
        case([(5, 7, 1)], size=(4, 3), interp=3),
        case([(5, 7, 1)], size=(9, 4), interp=4),
    ],
    wrong=[
        wrong([(4, 3)], "data must have shape", ValueError, size=2),
        wrong([(4, 3, 1)], "interp", ValueError, size=2, interp=9),
        wrong([(4, 3, 1)], "size", ValueError),
        wrong([(4, 3, 1)], "size", ValueError, size=(2, 2, 2)),
        wrong([literal(np.ones((2, 2, 1)), "int32")], "uint8 or of a float", TypeError, size=2),
    ],
)  # fmt: skip


def spread(g, size, wanted, interp, backward):
    shrinking = all(n >= m for n, m in zip(size, wanted, strict=True))
    rows, columns = (
        axis_weights(n, m, interp, shrinking) for n, m in zip(size, wanted, strict=True)
    )
    return np.einsum("yi,xj,...yxc->...ijc" if backward else "iy,jx,...yxc->...ijc",
                     rows, columns, g)  # fmt: skip


sample(
    "_image_spread", reference=spread, zero_size=False,
    rtol={"float16": 1e-2, "float32": 1e-4, "float64": 2e-6},
    cases=[
        case([(3, 4, 2)], size=(5, 7), wanted=(3, 4), interp=2, backward=True),
        case([(2, 5, 7, 2)], size=(5, 7), wanted=(3, 4), interp=1, backward=False),
    ],
)  # fmt: skip

# -- colors.py ------------------------------------------------------------------------------------

IMAGE = floats((4, 5, 3), low=10.0, high=250.0)
GRAY = np.array([0.299, 0.587, 0.114])
FACTOR = {"min_factor": 0.6, "max_factor": 0.6}


def gray(x):
    return x if x.shape[2] == 1 else (x @ GRAY)[..., None]


def contrast(x, a):
    return a * x + (1 - a) * gray(x).mean()


def saturation(x, a):
    return a * x + (1 - a) * gray(x)


def hue(x, turn):
    out = np.empty_like(x)
    for place in np.ndindex(x.shape[:2]):
        h, lightness, s = colorsys.rgb_to_hls(*(x[place] / 255))
        out[place] = np.multiply(colorsys.hls_to_rgb((h + turn) % 1, lightness, s), 255)
    return out


WRONG = [wrong([(4, 5, 4)], "1 or 3 channels", ValueError, **FACTOR),
         wrong([(4, 5, 3)], "negative", ValueError, min_factor=-0.1, max_factor=1.0),
         wrong([(4, 5, 3)], "min_factor", TypeError)]  # fmt: skip
for name, change in (
    ("brightness", lambda x, a: a * x), ("contrast", contrast), ("saturation", saturation),
    ("hue", hue),
):  # fmt: skip
    sample(
        f"image_random_{name}", zero_size=False, wrong=WRONG,
        reference=lambda x, min_factor, max_factor, change=change: change(x, min_factor),
        cases=[case([IMAGE], min_factor=a, max_factor=a) for a in (0.6, 0.0, 1.0)]
        + ([] if name == "hue" else [case([floats((2, 3, 1), low=0, high=9)], **FACTOR)]),
        rtol={"float16": 2e-2, "float32": 1e-4},
    )  # fmt: skip
sample("image_random_hue", cases=[case([IMAGE], min_factor=a, max_factor=a) for a in (0.2, 1.45)])
sample(
    "image_random_color_jitter", inputs=[IMAGE], zero_size=False,
    params=grid(brightness=[0, 0.3], contrast=[0.2], saturation=[0, 0.4], hue=[0, 0.3]),
    why_no_reference="random; its steps are the operators above",
    wrong=[wrong([(4, 5, 3)], "hue", TypeError, brightness=0, contrast=0, saturation=0)],
)  # fmt: skip
STEPS = literal([[0, 0.5], [1, 0.3], [2, 1.7], [3, 0.1]], "float64")


def matrices(rng=None):
    rng = np.random.default_rng(5)
    return rng.uniform(-1, 1, (4, 5, 3, 3))


def change_colors(x, steps, matrices, backward):
    """With ``backward`` the transpose, taken from the matrix of the whole linear map."""

    def forward(x):
        x = saturation(contrast(x * 0.5, 0.3), 1.7)
        return np.einsum("hwij,hwj->hwi", matrices, x)

    if not backward:
        return forward(x)
    columns = [forward(e.reshape(x.shape)).ravel() for e in np.eye(x.size)]
    return (np.array(columns) @ x.ravel()).reshape(x.shape)


sample(
    "_image_change_colors", reference=change_colors, rtol={"float16": 2e-2, "float32": 1e-4},
    inputs=[(4, 5, 3), STEPS, literal(matrices())], params=grid(backward=[False, True]),
    dtypes=("float32", "float64"),
)  # fmt: skip
AMOUNTS = (0.1, -0.05, 0.2)
sample(
    "image_adjust_lighting", inputs=[IMAGE], params={"alpha": AMOUNTS},
    reference=lambda x, alpha: x + np.array(
        [[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]]
    ) @ (np.array([55.46, 4.794, 1.148]) * alpha),
    zero_size=False,
    wrong=[wrong([(4, 5, 3)], "alpha", ValueError, alpha=(1, 2)),
           wrong([(4, 5, 4)], "1 or 3 channels", ValueError, alpha=AMOUNTS)],
)  # fmt: skip
sample("image_random_lighting", inputs=[IMAGE], why_no_reference="random")
