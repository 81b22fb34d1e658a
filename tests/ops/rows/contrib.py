"""Rows of ndgrad/ops/contrib."""

import math

import numpy as np

from tests.ops.samples import case, constant, floats, literal, sample, smooth, wrong

# -- rows.py --------------------------------------------------------------------------------------


def boolean_mask(data, index, axis=0):
    return np.compress(index != 0, data, axis)


def boolean_mask_backward(g, index, shape, axis):
    out = np.zeros(shape)
    np.moveaxis(out, axis, 0)[index != 0] = np.moveaxis(g, axis, 0)
    return out


sample(
    "boolean_mask", reference=boolean_mask, integer_dtypes=("int32",),
    cases=[
        case([(3, 2), literal([0, 1, 1])]),
        case([(3, 2), literal([0, 0, 0])]),
        case([(2, 3, 2), literal([0.5, 0, -1])], axis=1),
        case([(4,), literal([1, 0, 2, 0], "int32")]),
    ],
    zero_size=[case([(0, 2), literal(np.zeros(0))])],
    wrong=[wrong([(3, 2), literal([0, 1])], r"shape \(3,\)", ValueError),
           wrong([(3, 2), literal([[1], [0], [0]])], r"shape \(3,\)", ValueError),
           wrong([(3, 2), literal([1, 0, 0])], "axis", ValueError, axis=2)],
)  # fmt: skip
sample(
    "_boolean_mask_backward", reference=boolean_mask_backward,
    cases=[
        case([(2, 2), literal([0, 1, 1])], shape=(3, 2), axis=0),
        case([(2, 1, 3), literal([0, 1])], shape=(2, 2, 3), axis=1),
    ],
)  # fmt: skip


def index_copy(old_tensor, index_vector, new_tensor):
    out = old_tensor.copy()
    out[np.trunc(index_vector).astype(int)] = new_tensor
    return out


sample(
    "index_copy", reference=index_copy,
    cases=[
        case([(4, 2), literal([3, 0]), (2, 2)]),
        case([(4, 2), literal([1, 1, 2], "int64"), (3, 2)]),
        case([(3,), literal([2], "int32"), (1,)]),
    ],
    zero_size=[case([(4, 2), literal(np.zeros(0)), (0, 2)])],
    wrong=[
        wrong([(4, 2), literal([3, 4]), (2, 2)], "row 4 is out of bounds", IndexError),
        wrong([(4, 2), literal([-1, 0]), (2, 2)], "row -1 is out of bounds", IndexError),
        wrong([(4, 2), literal([3]), (2, 2)], r"new_tensor must have shape \(1, 2\)", ValueError),
        wrong([(4, 2), literal([[3]]), (1, 2)], "index_vector must have one", ValueError),
    ],
)  # fmt: skip
sample(
    "_without_rows", cases=[case([(4, 2), literal([3, 0, 3])])],
    reference=lambda data, index: index_copy(data, index, np.zeros((len(index), 2))),
)  # fmt: skip
sample(
    "quadratic", inputs=[(3, 4)], params=[{"a": 2.0, "b": -1.0, "c": 0.5}, {"a": 1}], order=3,
    reference=lambda x, a=0.0, b=0.0, c=0.0: a * x * x + b * x + c,
)  # fmt: skip

# -- resample.py ----------------------------------------------------------------------------------


def adaptive(data, output_size=()):
    size = np.broadcast_to(output_size if np.size(output_size) else 1, 2)
    high, wide = data.shape[2:]
    out = np.zeros((*data.shape[:2], *size))
    for i, j in np.ndindex(*size):
        rows = slice(i * high // size[0], math.ceil((i + 1) * high / size[0]))
        columns = slice(j * wide // size[1], math.ceil((j + 1) * wide / size[1]))
        out[..., i, j] = data[:, :, rows, columns].mean(axis=(2, 3))
    return out


def places(size, wanted, corners):
    if wanted == 1:
        return np.zeros(1)
    if corners:
        return np.linspace(0, size - 1, wanted)
    return np.clip((np.arange(wanted) + 0.5) * size / wanted - 0.5, 0, size - 1)


def bilinear(data, like=None, height=1, width=1, scale_height=None, scale_width=None, mode="size",
             align_corners=True):  # fmt: skip
    old = data.shape[2:]
    scales = (scale_height, scale_width)
    new = {
        "size": lambda: [n if s is None else int(m * s)
                         for m, n, s in zip(old, (height, width), scales, strict=True)],
        "like": lambda: like.shape[2:],
        "odd_scale": lambda: [int((n - 1) * s) + 1 if n % 2 else int(n * s)
                              for n, s in zip(old, scales, strict=True)],
        "to_even_down": lambda: [n // 2 * 2 for n in old],
        "to_even_up": lambda: [(n + 1) // 2 * 2 for n in old],
        "to_odd_down": lambda: [(n - 1) // 2 * 2 + 1 for n in old],
        "to_odd_up": lambda: [n // 2 * 2 + 1 for n in old],
    }[mode]()  # fmt: skip
    if not data.size:
        return np.zeros((*data.shape[:2], *new))
    for axis, n in zip((2, 3), new, strict=True):
        at = places(data.shape[axis], n, align_corners)
        moved = np.moveaxis(data, axis, -1)
        grid = np.arange(data.shape[axis])
        data = np.moveaxis(
            np.apply_along_axis(lambda v, at=at, grid=grid: np.interp(at, grid, v), -1, moved),
            -1, axis,
        )  # fmt: skip
    return data


sample(
    "AdaptiveAvgPooling2D", reference=adaptive,
    cases=[
        case([(2, 2, 5, 6)], output_size=(2, 4)),
        case([(1, 2, 4, 7)], output_size=3),
        case([(1, 2, 2, 3)], output_size=(3, 5)),
        case([(1, 2, 4, 3)]),
    ],
    zero_size=[case([(0, 2, 4, 4)], output_size=2)],
    wrong=[wrong([(2, 4, 4)], "4 axes", ValueError),
           wrong([(1, 1, 4, 4)], "output_size", ValueError, output_size=(1, 2, 3)),
           wrong([(1, 1, 4, 4)], "output_size", ValueError, output_size=(0, 2)),
           wrong([literal(np.ones((1, 1, 2, 2)), "int32")], "float", TypeError)],
)  # fmt: skip
MODES = ("to_even_down", "to_even_up", "to_odd_down", "to_odd_up")
sample(
    "BilinearResize2D", reference=bilinear, rtol={"float16": 1e-2},
    cases=[
        case([(2, 2, 3, 4)], height=5, width=7),
        case([(1, 2, 3, 4)], height=5, width=2, align_corners=False),
        case([(1, 2, 3, 4)]),
        case([(1, 1, 4, 4)], scale_height=1.7, scale_width=0.5),
        case([(1, 1, 5, 4)], scale_height=1.5, scale_width=2.0, mode="odd_scale"),
        case([(1, 1, 3, 4), constant(lambda rng: np.zeros((1, 1, 2, 6)))], mode="like"),
        *[case([(1, 1, 3, 4)], mode=mode) for mode in MODES],
    ],
    zero_size=[case([(0, 2, 4, 4)], height=2, width=3)],
    wrong=[wrong([(2, 4, 4)], "4 axes", ValueError),
           wrong([(1, 1, 4, 4)], "mode must be one of", ValueError, mode="nearest"),
           wrong([(1, 1, 4, 4)], "mode='like'", ValueError, mode="like"),
           wrong([(1, 1, 4, 4), (1, 1, 2, 2)], "mode='like'", ValueError),
           wrong([(1, 1, 4, 4)], "needs scale_height", ValueError, mode="odd_scale")],
)  # fmt: skip


def resample(data, kind, size, wanted, backward):
    rows, columns = (
        np.stack([adaptive(np.eye(n)[None, None, i][..., None], (m, 1)).ravel() for i in range(n)])
        for n, m in zip(size, wanted, strict=True)
    )
    return rows @ data @ columns.T if backward else rows.T @ data @ columns


sample(
    "_resample", reference=resample,
    cases=[
        case([(2, 5, 4)], kind="average", size=(5, 4), wanted=(2, 3), backward=False),
        case([(2, 2, 3)], kind="average", size=(5, 4), wanted=(2, 3), backward=True),
    ],
)  # fmt: skip

# -- boxes ----------------------------------------------------------------------------------------


def corners(box, box_format):
    if box_format == "corner":
        return box
    x, y, w, h = box
    return (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def iou(a, b):
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    common = max(w, 0) * max(h, 0)
    union = sum(max(c[2] - c[0], 0) * max(c[3] - c[1], 0) for c in (a, b)) - common
    return common / union if union > 0 else 0.0


def box_iou(lhs, rhs, format="corner"):
    out = [
        iou(corners(a, format), corners(b, format))
        for a in lhs.reshape(-1, 4) for b in rhs.reshape(-1, 4)
    ]  # fmt: skip
    return np.reshape(out, lhs.shape[:-1] + rhs.shape[:-1])


def boxes(*shape):
    """Boxes of positive size around the unit square."""

    def make(rng):
        low, side = rng.uniform(0, 1, (*shape, 2)), rng.uniform(0.3, 1, (*shape, 2))
        return np.concatenate((low, low + side), -1)

    return constant(make)


sample(
    "box_iou", reference=box_iou, order=0,
    cases=[
        case([boxes(2, 3), boxes(4)]),
        case([boxes(3), boxes(2, 1)], format="center"),
        case([literal([[0, 0, 0, 0], [1, 1, 0, 0]]), literal([[0, 0, 1, 1], [0, 0, 0, 0]])]),
    ],
    zero_size=[case([literal(np.zeros((0, 4))), boxes(2)])],
    wrong=[wrong([(2, 3), (2, 3)], "of length 4", ValueError),
           wrong([(4,), (2, 4)], "at least 2 axes", ValueError),
           wrong([(2, 4), (2, 4)], "format", ValueError, format="middle")],
    rtol={"float16": 2e-2},
)  # fmt: skip


def nms(data, overlap_thresh=0.5, valid_thresh=0.0, topk=-1, coord_start=2, score_index=1,
        id_index=-1, background_id=-1, force_suppress=False, in_format="corner",
        out_format="corner"):  # fmt: skip
    if topk == 0:
        return data.copy()
    out = np.full(data.shape, -1.0)
    place = slice(coord_start, coord_start + 4)
    for batch in np.ndindex(data.shape[:-2]):
        rows = [r for r in data[batch] if r[score_index] > valid_thresh]
        if id_index >= 0:
            rows = [r for r in rows if int(r[id_index]) != background_id]
        rows = sorted(rows, key=lambda r: -r[score_index])[: topk if topk > 0 else None]
        kept = []
        for r in rows:
            rivals = [k for k in kept if force_suppress or id_index < 0
                      or int(k[id_index]) == int(r[id_index])]  # fmt: skip
            box = corners(r[place], in_format)
            if all(iou(corners(k[place], in_format), box) <= overlap_thresh for k in rivals):
                kept.append(r)
        for i, r in enumerate(kept):
            out[batch][i] = r
            if in_format != out_format:
                a, b, c, d = r[place]
                out[batch][i][place] = (
                    ((a + c) / 2, (b + d) / 2, c - a, d - b)
                    if out_format == "center" else corners(r[place], "center")
                )  # fmt: skip
    return out


def detections(*shape):
    """Rows [class, score, xmin, ymin, xmax, ymax] with scores well apart."""

    def make(rng):
        n = int(np.prod(shape))
        rows = np.empty((n, 6))
        rows[:, 0] = rng.integers(0, 3, n) + 0.25
        rows[:, 1] = (rng.permutation(n) - 1) / n + 0.01
        low, side = rng.uniform(0, 1, (n, 2)), rng.uniform(0.3, 1, (n, 2))
        rows[:, 2:] = np.concatenate((low, low + side), 1)
        return rows.reshape(*shape, 6)

    return smooth(make)


sample(
    "box_nms", reference=nms, dtypes=("float32", "float64"),
    cases=[
        case([detections(2, 8)]),
        case([detections(2, 8)], overlap_thresh=0.2, id_index=0),
        case([detections(8)], overlap_thresh=0.2, id_index=0, background_id=1),
        case([detections(8)], overlap_thresh=0.2, id_index=0, force_suppress=True),
        case([detections(8)], topk=3, valid_thresh=0.3),
        case([detections(8)], topk=0, out_format="center"),
        case([detections(8)], in_format="center"),
        case([detections(8)], out_format="center"),
    ],
    zero_size=[case([floats((0, 6))]), case([floats((0, 3, 6))])],
    wrong=[wrong([(6,)], "at least 2 axes", ValueError),
           wrong([(2, 5)], "coord_start must be 0 to 1", ValueError),
           wrong([(2, 6)], "id_index", ValueError, id_index=6),
           wrong([(2, 6)], "in_format", ValueError, in_format="middle")],
)  # fmt: skip
SOURCE = literal([[3, 0, -1, -1], [1, 2, 3, -1]], "int64")


def take_boxes(data, source, coord_start, in_format, out_format):
    out = np.zeros(data.shape)
    for b, i in np.ndindex(source.shape):
        if source[b, i] >= 0:
            row = data[b, source[b, i]].copy()
            place = slice(coord_start, coord_start + 4)
            if out_format == "corner" and in_format == "center":
                row[place] = corners(row[place], "center")
            elif in_format != out_format:
                a, b_, c, d = row[place]
                row[place] = ((a + c) / 2, (b_ + d) / 2, c - a, d - b_)
            out[b, i] = row
    return out


FORMATS = [("corner", "corner"), ("corner", "center"), ("center", "corner")]
NMS = [
    {"coord_start": 1, "in_format": given, "out_format": wanted} for given, wanted in FORMATS
]  # fmt: skip
sample("_take_boxes", inputs=[(2, 4, 5), SOURCE], params=NMS, reference=take_boxes)
sample(
    "_put_boxes", inputs=[(2, 4, 5), SOURCE], params=NMS,
    why_no_reference="the transpose of _take_boxes; their second orders check each other",
)  # fmt: skip

# -- multibox.py ----------------------------------------------------------------------------------


def prior(data, sizes=(1.0,), ratios=(1.0,), clip=False, steps=(-1, -1), offsets=(0.5, 0.5)):
    sizes, ratios = np.atleast_1d(sizes), np.atleast_1d(ratios)
    high, wide = data.shape[2:]
    steps = (1 / high, 1 / wide) if steps[0] < 0 else steps
    rows = []
    for i, j in np.ndindex(high, wide):
        y, x = (i + offsets[0]) * steps[0], (j + offsets[1]) * steps[1]
        for s, r in [(s, ratios[0]) for s in sizes] + [(sizes[0], r) for r in ratios[1:]]:
            w, h = s * high / wide * np.sqrt(r) / 2, s / np.sqrt(r) / 2
            rows.append([x - w, y - h, x + w, y + h])
    return np.clip(rows, 0, 1)[None] if clip else np.array(rows)[None]


MAP = constant(lambda rng: np.zeros((1, 3, 2, 3)))
sample(
    "MultiBoxPrior", reference=prior, order=0, zero_size=False, rtol={"float16": 2e-2},
    cases=[
        case([MAP]),
        case([MAP], sizes=(0.5, 0.25), ratios=(4, 2, 0.5)),
        case([MAP], sizes=0.9, ratios=(1, 3), clip=True),
        case([MAP], sizes=(0.5,), steps=(0.4, 0.3), offsets=(0.25, 0.75)),
    ],
    wrong=[wrong([(3, 2, 3)], "4 axes", ValueError),
           wrong([MAP], "steps", ValueError, steps=(0.4, -1)),
           wrong([MAP], "sizes", ValueError, sizes=())],
)  # fmt: skip
ANCHORS = [[[0.1, 0.1, 0.5, 0.9], [0.1, 0.2, 0.6, 0.9], [0.2, 0.3, 0.6, 0.9], [0.6, 0.2, 0.9, 0.9],
            [0.7, 0.7, 0.75, 0.8]]]  # fmt: skip
LABELS = [[[0, 0.1, 0.1, 0.5, 0.9], [1, 0.5, 0.2, 0.9, 0.9]], [[2, 0, 0, 1, 1], [-1] * 5]]
SCORES = np.random.default_rng(0).uniform(-1, 1, (2, 4, 5))


def target(anchor, label, cls_pred, overlap_threshold=0.5, ignore_label=-1.0,
           negative_mining_ratio=-1.0, negative_mining_thresh=0.5, minimum_negative_samples=0,
           variances=(0.1, 0.1, 0.2, 0.2)):  # fmt: skip
    batch, count = len(label), anchor.shape[1]
    loc, mask = np.zeros((2, batch, count, 4))
    classes = np.full((batch, count), ignore_label)
    for b in range(batch):
        truth = [r for r in label[b] if r[0] != -1]
        if not truth:
            continue
        table = np.array([[iou(a, r[1:5]) for r in truth] for a in anchor[0]])
        match, left = {}, table.copy()
        while (left > 1e-6).any():
            a, t = np.unravel_index(left.argmax(), left.shape)
            match[a] = t
            left[a], left[:, t] = -1, -1
        for a in range(count):
            if a not in match and 0 < overlap_threshold < table[a].max():
                match[a] = table[a].argmax()
        rest = [a for a in range(count) if a not in match]
        if negative_mining_ratio > 0:
            odds = np.exp(cls_pred[b])
            odds = odds[0] / odds.sum(0)
            rest = sorted((a for a in rest if table[a].max() < negative_mining_thresh),
                          key=odds.__getitem__)  # fmt: skip
            number = int(len(match) * negative_mining_ratio)
            rest = rest[: max(number, minimum_negative_samples)]
        classes[b, rest] = 0
        for a, t in match.items():
            x0, y0, x1, y1 = anchor[0, a]
            u0, v0, u1, v1 = truth[t][1:5]
            moved = [
                ((u0 + u1) - (x0 + x1)) / 2 / (x1 - x0), ((v0 + v1) - (y0 + y1)) / 2 / (y1 - y0),
                np.log((u1 - u0) / (x1 - x0)), np.log((v1 - v0) / (y1 - y0)),
            ]  # fmt: skip
            loc[b, a] = np.array(moved) / variances
            mask[b, a] = 1
            classes[b, a] = truth[t][0] + 1
    return loc.reshape(batch, -1), mask.reshape(batch, -1), classes


GIVEN = [literal(ANCHORS), literal(LABELS), literal(SCORES)]
sample(
    "MultiBoxTarget", reference=target, order=0, dtypes=("float32", "float64"), zero_size=False,
    cases=[
        case(GIVEN),
        case(GIVEN, overlap_threshold=0.9, ignore_label=-7.0, negative_mining_ratio=0.6,
             negative_mining_thresh=0.8),
        case(GIVEN, negative_mining_ratio=0.1, minimum_negative_samples=1),
        case(GIVEN, overlap_threshold=0.0, variances=(1, 1, 1, 1)),
        case([GIVEN[0], literal(-np.ones((1, 2, 6))), literal(SCORES[:1])]),
    ],
    rtol={"float32": 1e-4},
    wrong=[wrong([(2, 5, 4), (2, 2, 5), (2, 4, 5)], r"anchor must have shape", ValueError),
           wrong([(1, 5, 4), (2, 2, 4), (2, 4, 5)], "5 or more", ValueError),
           wrong([(1, 5, 4), (2, 2, 5), (2, 4, 6)], "cls_pred must have shape", ValueError),
           wrong(GIVEN, "variances", ValueError, variances=(1, 1))],
)  # fmt: skip


def detection(cls_prob, loc_pred, anchor, clip=True, threshold=0.01, background_id=0,
              nms_threshold=0.5, force_suppress=False, variances=(0.1, 0.1, 0.2, 0.2),
              nms_topk=-1):  # fmt: skip
    out = []
    for prob, loc in zip(cls_prob, loc_pred, strict=True):
        if background_id >= 0:
            prob = np.delete(prob, background_id, 0)
        rows = []
        for a, (x0, y0, x1, y1) in enumerate(anchor[0]):
            moved = loc.reshape(-1, 4)[a] * variances
            x, y = moved[:2] * (x1 - x0, y1 - y0) + ((x0 + x1) / 2, (y0 + y1) / 2)
            w, h = np.exp(moved[2:]) * (x1 - x0, y1 - y0) / 2
            box = np.array([x - w, y - h, x + w, y + h])
            if prob[:, a].max() >= threshold:
                rows.append([prob[:, a].argmax(), prob[:, a].max(),
                             *(np.clip(box, 0, 1) if clip else box)])  # fmt: skip
        if 0 < nms_threshold <= 1:
            keep = len(rows) if nms_topk <= 0 else min(nms_topk, len(rows))
            best = [list(r) for r in sorted(rows, key=lambda r: -r[1])[:keep]]
            rows = best + [[-1, *r[1:]] for r in rows[keep:]]
            for i, r in enumerate(best):
                for k in best[:i]:
                    rival = k[0] >= 0 and (force_suppress or k[0] == r[0])
                    if rival and iou(k[2:], r[2:]) >= nms_threshold:
                        rows[i][0] = -1
        out.append(rows + [[-1] * 6] * (anchor.shape[1] - len(rows)))
    return np.array(out, float)


PROBABLE = np.exp(SCORES) / np.exp(SCORES).sum(1, keepdims=True)
PREDICTED = [
    literal(PROBABLE), constant(lambda rng: rng.uniform(-1, 1, (2, 20))), literal(ANCHORS),
]  # fmt: skip
sample(
    "MultiBoxDetection", reference=detection, order=0, dtypes=("float32", "float64"),
    zero_size=False, rtol={"float32": 1e-4},
    cases=[
        case(PREDICTED),
        case(PREDICTED, nms_threshold=0.3, force_suppress=True, threshold=0.3),
        case(PREDICTED, nms_topk=2, variances=(0.2, 0.2, 0.3, 0.3)),
        case(PREDICTED, nms_threshold=0.0, clip=False),
        case(PREDICTED, background_id=2),
        case(PREDICTED, background_id=-1),
    ],
    wrong=[wrong([(2, 4, 5), (2, 16), (1, 5, 4)], r"loc_pred must have shape", ValueError),
           wrong([(2, 4, 5), (2, 20), (1, 4, 4)], "anchor", ValueError),
           wrong(PREDICTED, "background_id", ValueError, background_id=4)],
)  # fmt: skip

# -- roi_align.py ---------------------------------------------------------------------------------


def interpolated(image, y, x):
    high, wide = image.shape[-2:]
    if not (-1 <= y <= high and -1 <= x <= wide):
        return np.zeros(image.shape[:-2])
    y, x = np.clip(y, 0, high - 1), np.clip(x, 0, wide - 1)
    i, j = int(y), int(x)
    k, m = min(i + 1, high - 1), min(j + 1, wide - 1)
    u, v = y - i, x - j
    top = image[..., i, j] * (1 - v) + image[..., i, m] * v
    return top * (1 - u) + (image[..., k, j] * (1 - v) + image[..., k, m] * v) * u


def roi_align(data, rois, pooled_size, spatial_scale, sample_ratio=-1, position_sensitive=False,
              aligned=False):  # fmt: skip
    high, wide = pooled_size
    channels = data.shape[1] // (high * wide if position_sensitive else 1)
    out = np.zeros((len(rois), channels, high, wide))
    for r, (image, *box) in enumerate(rois):
        if image < 0:
            continue
        x0, y0, x1, y1 = np.array(box) * spatial_scale - (0.5 if aligned else 0)
        h, w = (y1 - y0, x1 - x0) if aligned else (max(y1 - y0, 1), max(x1 - x0, 1))
        n = sample_ratio if sample_ratio > 0 else math.ceil(h / high)
        m = sample_ratio if sample_ratio > 0 else math.ceil(w / wide)
        for i, j in np.ndindex(high, wide):
            values = [
                interpolated(data[int(image)], y0 + (i + (a + 0.5) / n) * h / high,
                             x0 + (j + (b + 0.5) / m) * w / wide)
                for a in range(n) for b in range(m)
            ]  # fmt: skip
            mean = np.mean(values, axis=0)
            if position_sensitive:
                mean = mean.reshape(channels, high * wide)[:, i * wide + j]
            out[r, :, i, j] = mean
    return out


ROIS = literal(
    [[0, 0.0, 0.1, 4.0, 4.2], [1, 1.3, 2.1, 5.7, 5.2], [0, -2.2, -2.1, 9.3, 9.1],
     [-1, 3.0, 3.0, 4.0, 3.5], [1, 3.0, 3.0, 4.0, 3.5]]
)  # fmt: skip
ALIGN = [
    {"pooled_size": (2, 3), "spatial_scale": 1.0},
    {"pooled_size": (2, 2), "spatial_scale": 0.5, "sample_ratio": 2},
    {"pooled_size": (2, 2), "spatial_scale": 0.5, "sample_ratio": 2, "aligned": True},
    {"pooled_size": (2, 2), "spatial_scale": 1.0, "position_sensitive": True},
]
sample(
    "ROIAlign", inputs=[(2, 4, 6, 7), ROIS], params=ALIGN, reference=roi_align,
    dtypes=("float32", "float64"), rtol={"float32": 1e-4},
    zero_size=[case([(2, 4, 6, 7), literal(np.zeros((0, 5)))], **ALIGN[0])],
    wrong=[
        wrong([(2, 4, 6, 7), literal([[2, 0, 0, 1, 1]])], "image 2", IndexError, **ALIGN[0]),
        wrong([(2, 4, 6, 7), literal([[0, 0, 1, 1]])], r"shape \(n, 5\)", ValueError, **ALIGN[0]),
        wrong([(4, 6, 7), ROIS], "4 axes", ValueError, **ALIGN[0]),
        wrong([(2, 4, 6, 7), ROIS], "pooled_size", ValueError, pooled_size=(2,),
              spatial_scale=1.0),
        wrong([(2, 4, 6, 7), ROIS], "spatial_scale", TypeError, pooled_size=(2, 2)),
        wrong([(2, 3, 6, 7), ROIS], "multiple of the 4 bins", ValueError, **ALIGN[3]),
        wrong([(2, 4, 6, 7), literal([[0, 4, 4, 1, 1]])], "end before it begins", ValueError,
              **ALIGN[2]),
    ],
)  # fmt: skip
sample(
    "_roi_align_backward", dtypes=("float32", "float64"),
    cases=[
        case([(5, 1 if kw.get("position_sensitive") else 4, *kw["pooled_size"]), ROIS],
             shape=(2, 4, 6, 7),
             **{"sample_ratio": -1, "position_sensitive": False, "aligned": False, **kw})
        for kw in ALIGN
    ],
    why_no_reference="the transpose of ROIAlign; their second orders check each other",
)  # fmt: skip
