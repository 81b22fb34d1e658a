"""Rows of ndgrad/ops/contrib/attention.py and straight_through.py."""

import numpy as np

from tests.ops.samples import case, sample, wrong


def part(x, heads, parts, i):
    """Projection i as (batch, heads, length, size)."""
    length, batch, _ = x.shape
    size = x.shape[2] // heads // parts
    return x.reshape(length, batch, heads, parts, size)[:, :, :, i].transpose(1, 2, 0, 3)


def scores(q, k):
    y = np.einsum("bhqd,bhkd->bhqk", q, k) / np.sqrt(q.shape[-1])
    return y.reshape(y.shape[0] * y.shape[1], *y.shape[2:])


def attended(v, weights):
    weights = weights.reshape(*v.shape[:2], *weights.shape[1:])
    y = np.einsum("bhqk,bhkd->qbhd", weights, v)
    return y.reshape(*y.shape[:2], y.shape[2] * y.shape[3])


def qk(x, heads):
    return scores(part(x, heads, 3, 0), part(x, heads, 3, 1))


ONE_HEAD, TWO_HEADS = (3, 2, 6), (3, 2, 12)
SHORT = wrong([(3, 2, 7)], "multiple of", ValueError, heads=2)
FLAT = wrong([(3, 6)], "must have shape", ValueError, heads=2)

sample(
    "interleaved_matmul_selfatt_qk", reference=qk, wrong=[SHORT, FLAT],
    cases=[case([ONE_HEAD], heads=1), case([TWO_HEADS], heads=2), case([(1, 1, 9)], heads=1)],
    zero_size=[case([(0, 2, 6)], heads=2), case([(3, 0, 6)], heads=2)],
)  # fmt: skip
sample(
    "interleaved_matmul_selfatt_valatt",
    reference=lambda x, w, heads: attended(part(x, heads, 3, 2), w),
    cases=[case([ONE_HEAD, (2, 3, 3)], heads=1), case([TWO_HEADS, (4, 3, 3)], heads=2)],
    zero_size=[case([(3, 0, 6), (0, 3, 3)], heads=2)],
    wrong=[wrong([TWO_HEADS, (2, 3, 3)], "attention must have shape", ValueError, heads=2)],
)  # fmt: skip
sample(
    "interleaved_matmul_encdec_qk",
    reference=lambda q, kv, heads: scores(part(q, heads, 1, 0), part(kv, heads, 2, 0)),
    cases=[case([(3, 2, 2), (4, 2, 4)], heads=1), case([(3, 2, 4), (4, 2, 8)], heads=2)],
    zero_size=[case([(0, 2, 2), (4, 2, 4)], heads=1)],
    wrong=[wrong([(3, 2, 2), (4, 1, 4)], "differ", ValueError, heads=1)],
)  # fmt: skip
sample(
    "interleaved_matmul_encdec_valatt",
    reference=lambda kv, w, heads: attended(part(kv, heads, 2, 1), w),
    cases=[case([(4, 2, 4), (2, 3, 4)], heads=1), case([(4, 2, 8), (4, 3, 4)], heads=2)],
    zero_size=[case([(4, 2, 4), (2, 0, 4)], heads=1)],
    wrong=[wrong([(4, 2, 8), (4, 3, 3)], "attention must have shape", ValueError, heads=2)],
)  # fmt: skip

# -- straight_through.py --------------------------------------------------------------------------

WHY = "the gradient is that of the identity, by definition; special_gradient pins it"
HALVES = (-2.5, -1.5, -0.4, 0.0, 0.5, 1.9)
sample(
    "round_ste", inputs=[(3, 4)], order=0, convention=WHY, low=-3, high=3, special=HALVES,
    reference=lambda x: np.copysign(np.floor(np.abs(x) + 0.5), x), special_gradient=(1,) * 6,
)  # fmt: skip
sample(
    "sign_ste", inputs=[(3, 4)], order=0, convention=WHY, reference=np.sign, special=HALVES,
    special_gradient=(1,) * 6,
)  # fmt: skip
sample(
    "gradientmultiplier", inputs=[(3, 4)], params=[{"scalar": -0.5}, {}, {"is_int": False}],
    reference=lambda x, scalar=1.0, is_int=True: x.copy(), special=(1.0, 2.0),
    special_gradient=(-0.5, -0.5), order=0, convention=WHY,
)  # fmt: skip
