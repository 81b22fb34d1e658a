"""nd.contrib and nd.image."""

from tests.parity.case import A, I, L, call

C = "nd.contrib."
NAN = float("nan")
call(C + "allclose", L([1.0, 2.0]), L([1.0, 2.000001]))
call(C + "allclose", L([1.0, NAN]), L([1.0, NAN]), equal_nan=False)
call(C + "allclose", L([[1.0, 2.0]]), L([[1.1, 2.1]]), 0.0, 0.2)
call(C + "allclose", L([[1.0, 2.0]]), L([[1.1, 2.1]]), 0.0, 0.05)
call(C + "AdaptiveAvgPooling2D", A(1, 2, 6, 6), output_size=3)
call(C + "AdaptiveAvgPooling2D", A(2, 1, 5, 7), output_size=(2, 3))
call(C + "AdaptiveAvgPooling2D", A(1, 2, 4, 5))
for kw in [
    {"height": 6, "width": 5},
    {"height": 2, "width": 7},
    {"scale_height": 2.0, "scale_width": 0.5, "mode": "odd_scale"},
    {"height": 6, "width": 6, "align_corners": False},
]:
    # MXNet computes the weights in float32 whatever the dtype.
    call(C + "BilinearResize2D", A(1, 2, 4, 4), rtol={"float64": 1e-6}, **kw)
call(
    C + "BilinearResize2D",
    A(1, 2, 4, 4),
    A(1, 2, 6, 3, grad=False),
    mode="like",
    rtol={"float64": 1e-6},
)
call(
    C + "box_iou",
    L([[0.0, 0.0, 1.0, 1.0], [0.2, 0.1, 0.8, 0.9]]),
    L([[0.5, 0.5, 1.5, 1.5], [2.0, 2.0, 3.0, 3.0]]),
)
call(C + "box_iou", L([[0.5, 0.5, 1.0, 1.0]]), L([[0.5, 0.6, 0.4, 1.0]]), format="center")
call(C + "box_iou", L([[[0.0, 0.0, 1.0, 1.0]]]), L([[0.5, 0.5, 1.5, 1.5], [0.0, 0.0, 0.5, 1.0]]))
BOXES = [
    [0, 0.5, 0.1, 0.1, 0.2, 0.2],
    [1, 0.4, 0.1, 0.1, 0.2, 0.2],
    [0, 0.3, 0.1, 0.1, 0.14, 0.14],
    [2, 0.6, 0.5, 0.5, 0.7, 0.8],
]
for name in ["box_nms", "box_non_maximum_suppression"]:
    for kw in [
        {"overlap_thresh": 0.1, "coord_start": 2, "score_index": 1, "id_index": 0},
        {"overlap_thresh": 0.1, "coord_start": 2, "score_index": 1, "force_suppress": True},
        {
            "overlap_thresh": 0.1,
            "coord_start": 2,
            "score_index": 1,
            "topk": 2,
            "valid_thresh": 0.35,
        },
        {"coord_start": 2, "score_index": 1, "in_format": "center", "out_format": "corner"},
        {"topk": 0, "in_format": "center", "out_format": "corner"},
    ]:
        call(C + name, L(BOXES), grad=False, **kw)
call(
    C + "MultiBoxPrior",
    A(1, 3, 2, 2, grad=False),
    sizes=(0.5, 0.25),
    ratios=(1, 2),
    dtypes=["float32"],
)
call(
    C + "MultiBoxPrior",
    A(1, 3, 3, 2, grad=False),
    sizes=(0.4,),
    ratios=(1, 2, 0.5),
    clip=True,
    dtypes=["float32"],
)
call(
    C + "MultiBoxPrior",
    A(1, 3, 2, 3, grad=False),
    steps=(0.4, 0.3),
    offsets=(0.4, 0.6),
    dtypes=["float32"],
)
ANCHORS = [[[0.1, 0.1, 0.4, 0.4], [0.3, 0.3, 0.9, 0.8], [0.5, 0.0, 0.9, 0.4], [0.0, 0.6, 0.3, 1.0]]]
LABELS = [[[0, 0.1, 0.12, 0.45, 0.4], [1, 0.35, 0.3, 0.95, 0.85]]]
PREDICTED = [[[0.2, 0.1, 0.7, 0.4], [0.6, 0.2, 0.2, 0.3], [0.2, 0.7, 0.1, 0.3]]]
for kw in [
    {},
    {"overlap_threshold": 0.8},
    {"negative_mining_ratio": 1.0, "negative_mining_thresh": 0.4},
    {"variances": (0.2, 0.2, 0.1, 0.1)},
]:
    call(C + "MultiBoxTarget", L(ANCHORS), L(LABELS), L(PREDICTED), dtypes=["float32"], **kw)
MOVES = [[0.1, -0.2, 0.3, 0.1, 0.0, 0.0, 0.0, 0.0, -0.3, 0.2, 0.1, 0.0, 0.05, 0.05, -0.1, 0.2]]
for kw in [
    {},
    {"threshold": 0.3, "nms_threshold": 0.2},
    {"force_suppress": True, "clip": False},
    {"nms_topk": 2, "variances": (0.2, 0.2, 0.1, 0.1)},
]:
    call(C + "MultiBoxDetection", L(PREDICTED), L(MOVES), L(ANCHORS), dtypes=["float32"], **kw)
ROIS = [[0, 0.0, 0.0, 4.0, 4.0], [1, 1.0, 0.5, 5.0, 4.5]]
for kw in [
    {},
    {"sample_ratio": 2},
    {"aligned": True},
    {"position_sensitive": False, "sample_ratio": 1},
]:
    call(
        C + "ROIAlign",
        A(2, 2, 6, 6),
        L(ROIS),
        pooled_size=(2, 2),
        spatial_scale=1.0,
        dtypes=["float32"],
        **kw,
    )
call(
    C + "ROIAlign",
    A(2, 8, 6, 6),
    L(ROIS),
    pooled_size=(2, 2),
    spatial_scale=0.5,
    position_sensitive=True,
    sample_ratio=2,
    dtypes=["float32"],
)
call(C + "boolean_mask", A(3, 2), L([1, 0, 1]))
call(C + "boolean_mask", A(4), L([0, 1, 1, 1]))
call(C + "boolean_mask", A(3, 2, 2), L([0, 0, 1]), axis=0)
call(C + "index_copy", A(4, 2), L([0, 3], dtype="int32"), A(2, 2))
call(C + "index_copy", A(3), L([2], dtype="int64"), A(1))
call(C + "index_array", A(2, 3, grad=False))
call(C + "index_array", A(2, 3, 2, grad=False), axes=(1, 0))
call(C + "arange_like", A(2, 3, grad=False))
call(C + "arange_like", A(2, 3, grad=False), axis=1, start=1.0, step=0.5)
call(C + "arange_like", A(2, 6, grad=False), repeat=2)
NO_AXES = "an array without axes, which classic operators do not give"
call(C + "allclose", L([1.0, 2.0]), L([1.0, 2.00001]), fault=NO_AXES)
call(C + "allclose", L([1.0, 2.0]), L([1.0, 2.1]), fault=NO_AXES)
call(C + "allclose", L([1.0, float("nan")]), L([1.0, float("nan")]), equal_nan=True, fault=NO_AXES)
for name in ["isfinite", "isinf", "isnan"]:
    call(C + name, L([1.0, float("inf"), float("-inf"), float("nan")]))
    call(C + name, A(2, 3, grad=False))
call(C + "div_sqrt_dim", A(2, 4))
call(C + "div_sqrt_dim", A(3, 2, 5))
for kw in [{}, {"fix_gamma": False}, {"axis": -1, "fix_gamma": False}, {"use_global_stats": True}]:
    call(
        C + "BatchNormWithReLU",
        A(4, 3, 2, 3),
        A(3, low=0.5, high=1.5),
        A(3),
        A(3, grad=False),
        A(3, low=0.5, high=2, grad=False),
        grad=False,
        fault="segfaults without oneDNN",
        **kw,
    )
call(
    C + "adamw_update",
    A(3, 2, grad=False),
    A(3, 2, grad=False),
    A(3, 2, grad=False),
    A(3, 2, low=0.1, grad=False),
    L([1.5]),
    lr=0.1,
    eta=0.5,
    wd=0.01,
    dtypes=["float32"],
    ignore=("in1",),  # the gradient, rescaled in place
)

M = "nd.image."
call(M + "to_tensor", I((4, 5, 3), 0, 255), dtypes=["uint8", "float32"])
call(M + "to_tensor", I((2, 4, 5, 3), 0, 255), dtypes=["uint8"])
SINGLE = {"float64": 1e-6}  # MXNet keeps the constants of images in float32
call(M + "normalize", A(3, 4, 5, low=0), mean=(0.5, 0.4, 0.3), std=(0.2, 0.1, 0.3), rtol=SINGLE)
call(M + "normalize", A(2, 1, 4, 5, low=0), mean=0.5, std=0.2, rtol=SINGLE)
call(M + "normalize", A(3, 2, 2, low=0), mean=(0.1,), std=(0.5,), rtol=SINGLE)
for name in ["flip_left_right", "flip_top_bottom"]:
    call(M + name, I((4, 6, 3), 0, 255), dtypes=["uint8", "float32"])
    call(M + name, I((4, 2, 3), 0, 255), dtypes=["uint8", "float32"])
    call(M + name, A(2, 2, 1, grad=False))
for kw in [
    {"size": (4, 3)},
    {"size": 3},
    {"size": (2, 2), "interp": 0},
    {"size": 3, "keep_ratio": True},
]:
    call(M + "resize", I((6, 8, 3), 0, 255), dtypes=["uint8", "float32"], **kw)
call(M + "crop", A(6, 8, 3), x=1, y=2, width=4, height=3)
call(M + "crop", A(2, 6, 8, 3), x=0, y=0, width=8, height=6)
call(M + "crop", A(5, 4, 1), x=3, y=1, width=1, height=2)
call(
    M + "adjust_lighting",
    A(4, 4, 3, low=0, high=255, grad=False),
    alpha=(0.1, -0.05, 0.2),
    rtol=SINGLE,
)
for name in ["random_brightness", "random_contrast", "random_saturation", "random_hue"]:
    call(
        M + name,
        A(4, 4, 3, low=0, high=200, grad=False),
        min_factor=1.0,
        max_factor=1.0,
        dtypes=["float32"],
    )
    call(
        M + name,
        A(4, 4, 3, low=0, high=200, grad=False),
        min_factor=0.5,
        max_factor=1.5,
        dtypes=["float32"],
        values=False,
    )
call(
    M + "random_color_jitter",
    A(4, 4, 3, low=0, high=200, grad=False),
    brightness=0.1,
    contrast=0.2,
    saturation=0.1,
    hue=0.1,
    dtypes=["float32"],
    values=False,
)
call(
    M + "random_lighting",
    A(4, 4, 3, low=0, high=200, grad=False),
    alpha_std=0.1,
    dtypes=["float32"],
    values=False,
)
for name in ["random_flip_left_right", "random_flip_top_bottom"]:
    call(M + name, I((4, 6, 3), 0, 255), dtypes=["uint8", "float32"], values=False)
for interp in range(5):
    for size in [(4, 3), (9, 6), (3, 8), (7, 5)]:
        kw = {"size": size, "interp": interp}
        call(M + "resize", I((5, 7, 2), 0, 256), dtypes=["uint8", "float32"], **kw)
call(M + "resize", I((2, 6, 8, 1), 0, 256), size=(4, 3), dtypes=["uint8", "float32"])
for factor in [0.3, 2.0]:
    kw = {"min_factor": factor, "max_factor": factor, "dtypes": ["uint8", "float32"]}
    call(M + "random_brightness", I((4, 5, 3), 0, 256), **kw)
    call(M + "random_contrast", I((4, 5, 3), 0, 256), **kw)
    call(
        M + "random_saturation",
        I((4, 5, 3), 0, 256),
        fault="the gray of a pixel is made of its blue alone",
        **kw,
    )
for turn in [0.2, 0.5, 1.7]:
    call(
        M + "random_hue",
        A(6, 5, 3, low=0, high=255, grad=False),
        min_factor=turn,
        max_factor=turn,
        dtypes=["float32"],
        rtol=1e-4,
    )
call(M + "adjust_lighting", I((4, 5, 3), 0, 256), alpha=(1.0, 0.5, 0.2), dtypes=["uint8"])


def several_boxes(seed, *shape):
    """Boxes [xmin, ymin, xmax, ymax] around the unit square."""
    import numpy as np

    rng = np.random.RandomState(seed)
    low, side = rng.rand(*shape, 2), rng.rand(*shape, 2) * 0.6 + 0.05
    return np.concatenate((low, low + side), -1).round(4).tolist()


for seed, kw in enumerate(
    [
        {"overlap_threshold": 0.3},
        {"negative_mining_ratio": 3.0, "negative_mining_thresh": 0.3},
        {"overlap_threshold": 0.7, "negative_mining_ratio": 1.0, "ignore_label": -7.0},
    ]
):
    anchors = [several_boxes(seed, 25)]
    labels = [[[i, *box] for i, box in enumerate(rows)] for rows in several_boxes(seed + 9, 3, 4)]
    labels[1][2] = labels[1][3] = labels[2][0] = [-1.0] * 5
    labels[2][1:] = [[-1.0] * 5] * 3
    call(
        C + "MultiBoxTarget",
        L(anchors),
        L(labels),
        A(3, 6, 25, low=-2, high=2, grad=False),
        dtypes=["float32"],
        **kw,
    )
    call(
        C + "MultiBoxDetection",
        A(3, 4, 25, low=0, high=1, grad=False),
        A(3, 100, grad=False),
        L(anchors),
        nms_threshold=0.3 + seed / 10,
        threshold=0.5,
        force_suppress=seed == 1,
        nms_topk=[-1, 8, 3][seed],
        dtypes=["float32"],
    )
    call(
        C + "ROIAlign",
        A(2, 4, 9, 11),
        L([[i % 2, *[8 * x for x in box]] for i, box in enumerate(several_boxes(seed, 6))]),
        pooled_size=(3, 2),
        spatial_scale=[1.0, 0.5, 0.7][seed],
        aligned=seed == 1,
        sample_ratio=[-1, 3, 2][seed],
        dtypes=["float32"],
    )
for lr, wd in [(0.01, 0.0), (0.5, 0.1)]:
    states = [A(2, 2, grad=False), A(2, 2, grad=False), A(2, 2, low=0.1, grad=False)]
    call(
        C + "adamw_update", A(2, 2, grad=False), *states, L([0.5]), lr=lr, eta=1.0, wd=wd,
        clip_gradient=0.4, ignore=("in1",), dtypes=["float32"],  # MXNet clips the gradient in place
    )  # fmt: skip
call(C + "div_sqrt_dim", A(7))
call(C + "index_array", A(4, grad=False))
call(C + "index_copy", A(4, 2, 2), L([1, 2], dtype="int32"), A(2, 2, 2))
for name in ["isfinite", "isinf", "isnan"]:
    call(C + name, L([[float("nan"), 0.0], [1e30, float("inf")]]))
image = A(2, 3, 3, low=0, high=255, grad=False)
call(M + "adjust_lighting", image, alpha=(0.0, 0.0, 0.1), rtol={"float64": 1e-6})
call(M + "to_tensor", I((1, 1, 1), 0, 255), dtypes=["uint8"])
for shape in [(3, 2, 3), (1, 5, 3)]:
    image = A(*shape, low=0, high=200, grad=False)
    kw = {"dtypes": ["float32"], "values": False}
    call(M + "random_color_jitter", image, brightness=0.1, contrast=0, saturation=0, hue=0, **kw)
    call(M + "random_lighting", image, alpha_std=0.05, **kw)
    call(M + "random_flip_left_right", image, **kw)
    call(M + "random_flip_top_bottom", image, **kw)
    call(M + "random_saturation", image, min_factor=0.7, max_factor=1.2, **kw)

# -- polynomials, support vector machines ----------------------------------------------------------
call(C + "quadratic", A(2, 3), a=1.5, b=-2.0, c=0.5)
call(C + "quadratic", A(4), b=3.0)
call(C + "quadratic", A(2, 1, 3))
call("nd.SVMOutput", A(3, 4), I((3,), 0, 4))
call("nd.SVMOutput", A(3, 4), I((3,), 0, 4), margin=0.3, use_linear=True)
call("nd.SVMOutput", A(2, 5), I((2,), 0, 5), margin=0.5, regularization_coefficient=0.25)
