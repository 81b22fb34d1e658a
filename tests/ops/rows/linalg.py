"""Rows of ndgrad/ops/linalg."""

import numpy as np

from tests.ops.samples import case, floats, grid, integers, literal, sample, smooth, wrong

SINGULAR = literal([[1.0, 2.0], [2.0, 4.0]])
BROAD = {"float16": 2e-2, "float32": 1e-4}


def T(a, swap=True):
    return np.swapaxes(a, -1, -2) if swap else a


# -- products -------------------------------------------------------------------------------------


def dot(lhs, rhs, transpose_a=False, transpose_b=False):
    if transpose_a and lhs.ndim > 1:
        lhs = np.moveaxis(lhs, 0, -1)
    if transpose_b and rhs.ndim > 1:
        rhs = np.moveaxis(rhs, -1, 0)
    return np.tensordot(lhs, rhs, 1)


sample(
    "dot", reference=dot, integer_dtypes=("int32", "int64"), rtol={"float16": 2e-2},
    cases=[
        case([(3, 4), (4, 2)]),
        case([(4, 3), (4, 2)], transpose_a=True),
        case([(3, 4), (2, 4)], transpose_b=True),
        case([(4, 3), (2, 4)], transpose_a=True, transpose_b=True),
        case([(4,), (4,)]),
        case([(3, 4), (4,)]),
        case([(4, 3), (4,)], transpose_a=True),
        case([(4,), (4, 3)]),
        case([(4,), (3, 4)], transpose_b=True),
        case([(2, 3, 4), (4, 5)]),
        case([(2, 3, 4), (4, 2, 3)]),
        case([(4, 2, 3), (4, 5)], transpose_a=True),
        case([(2, 3, 4), (5, 2, 4)], transpose_b=True),
        case([(4, 2, 3), (3, 1, 4)], transpose_a=True, transpose_b=True),
    ],
    zero_size=[case([(0, 3), (3, 2)]), case([(2, 0), (0, 3)]), case([(2, 3, 0), (0, 2)])],
    wrong=[
        wrong([(2, 3), (4, 5)], "differ in length: 3 on the left, 4 on the right", ValueError),
        wrong([(2, 3, 4), (3, 5)], "differ in length", ValueError),
        wrong([(3,), (3,)], "vectors cannot be transposed", ValueError, transpose_a=True),
        wrong([(2, 3), (3, 2)], "dense", NotImplementedError, forward_stype="csr"),
    ],
)  # fmt: skip
sample(
    "_product",
    reference=lambda lhs, rhs, left, right, ta, tb, shape: (
        T(lhs.reshape(left), ta) @ T(rhs.reshape(right), tb)
    ).reshape(shape),
    rtol={"float16": 2e-2},
    cases=[
        case([(2, 3, 4), (4, 5)], left=(6, 4), right=(4, 5), ta=False, tb=False, shape=(2, 3, 5)),
        case([(2, 3, 4), (2, 5)], left=(2, 12), right=(2, 5), ta=True, tb=False, shape=(3, 4, 5)),
        case([(2, 3), (4, 1, 3)], left=(2, 3), right=(4, 3), ta=False, tb=True, shape=(2, 4, 1)),
        case([(3, 2), (4, 3)], left=(3, 2), right=(4, 3), ta=True, tb=True, shape=(2, 4)),
    ],
)  # fmt: skip

BATCHES = [
    ((2, 3, 4), (2, 4, 5), {}),
    ((2, 4, 3), (2, 4, 5), {"transpose_a": True}),
    ((2, 3, 4), (2, 5, 4), {"transpose_b": True}),
    ((2, 2, 4, 3), (2, 2, 5, 4), {"transpose_a": True, "transpose_b": True}),
]


def batch_dot(lhs, rhs, transpose_a=False, transpose_b=False):
    return T(lhs, transpose_a) @ T(rhs, transpose_b)


sample(
    "batch_dot", reference=batch_dot, rtol={"float16": 2e-2}, integer_dtypes=("int32",),
    cases=[case([a, b], **kw) for a, b, kw in BATCHES],
    zero_size=[case([(0, 3, 4), (0, 4, 5)]), case([(2, 3, 0), (2, 0, 5)])],
    wrong=[
        wrong([(2, 3, 4), (1, 4, 5)], "same leading axes", ValueError),
        wrong([(3, 4), (4, 5)], "at least 3 axes", ValueError),
        wrong([(2, 3, 4), (2, 3, 5)], "differ in length", ValueError),
        wrong([(2, 3, 4), (2, 4, 5)], "dense", NotImplementedError, forward_stype="csr"),
    ],
)  # fmt: skip
sample(
    "matmul", reference=np.matmul, rtol={"float16": 2e-2}, integer_dtypes=("int32",),
    cases=[
        case(pair)
        for pair in [
            [(3, 4), (4, 2)], [(4,), (4,)], [(4,), (4, 2)], [(3, 4), (4,)], [(4,), (2, 4, 3)],
            [(2, 3, 4), (4,)], [(2, 3, 4), (4, 5)], [(3, 4), (2, 4, 5)], [(2, 1, 3, 4), (5, 4, 2)],
        ]
    ],
    zero_size=[case([(0, 3), (3, 2)]), case([(2, 0), (0,)])],
    wrong=[wrong([(3, 4), (3, 4)], "", ValueError)],
)  # fmt: skip
sample(
    "_matmul", reference=batch_dot, rtol={"float16": 2e-2},
    cases=[
        case([a, b], **{"transpose_a": False, "transpose_b": False, **kw}) for a, b, kw in BATCHES
    ] + [case([(3, 4), (2, 4, 5)], transpose_a=False, transpose_b=False)],
)  # fmt: skip


def gemm2(A, B, transpose_a=False, transpose_b=False, alpha=1.0, axis=-2):
    A, B = np.swapaxes(A, axis, -2), np.swapaxes(B, axis, -2)
    return np.swapaxes(alpha * (T(A, transpose_a) @ T(B, transpose_b)), axis, -2)


sample(
    "linalg_gemm2", reference=gemm2, rtol={"float16": 2e-2},
    cases=[case([a, b], **kw) for a, b, kw in BATCHES]
    + [
        case([(3, 4), (4, 2)], alpha=-2.5),
        case([(3, 2, 4), (4, 2, 5)], axis=0),
        case([(4, 2, 2, 3), (4, 2, 2, 5)], axis=0, transpose_a=True, alpha=0.5),
    ],
    zero_size=[case([(0, 3, 4), (0, 4, 5)])],
    wrong=[
        wrong([(2, 3), (4, 5)], "differ in length: 3 in A, 4 in B", ValueError),
        wrong([(2, 3, 4), (3, 4, 5)], "must agree", ValueError),
        wrong([(3,), (3, 2)], "at least 2 axes", ValueError),
        wrong([(2, 3), (3, 2)], "axis", ValueError, axis=1),
        wrong([literal([[1]], "int32"), literal([[1]], "int32")], "float", TypeError),
    ],
)  # fmt: skip
sample(
    "linalg_gemm", rtol={"float16": 2e-2},
    reference=lambda A, B, C, beta=1.0, **kw: gemm2(A, B, **kw) + beta * C,
    cases=[
        case([(3, 4), (4, 2), (3, 2)], alpha=2.0, beta=-0.5),
        case([(2, 4, 3), (2, 5, 4), (2, 3, 5)], transpose_a=True, transpose_b=True),
        case([(3, 2, 4), (4, 2, 5), (3, 2, 5)], axis=0, beta=2.0),
    ],
    zero_size=[case([(0, 3, 4), (0, 4, 5), (0, 3, 5)])],
    wrong=[wrong([(3, 4), (4, 2), (1, 2)], r"shape \(3, 2\) of the product", ValueError)],
)  # fmt: skip
sample(
    "linalg_syrk", rtol={"float16": 2e-2},
    reference=lambda A, transpose=False, alpha=1.0: alpha * (T(A, transpose) @ T(A, not transpose)),
    inputs=[(2, 3, 4)], params=grid(transpose=[False, True], alpha=[1.0, -2.0]),
)  # fmt: skip
sample("_symmetric_sum", inputs=[(2, 3, 3)], reference=lambda A: A + T(A))

# -- diagonals and triangles ----------------------------------------------------------------------


def extractdiag(A, offset=0):
    return np.diagonal(A, offset, -2, -1)


def makediag(A, offset=0):
    return np.stack([np.diag(v, offset) for v in A.reshape(-1, A.shape[-1])]).reshape(
        *A.shape[:-1], A.shape[-1] + abs(offset), A.shape[-1] + abs(offset)
    )


def places(size, offset, lower):
    """The elements of a triangle in their order."""
    below = offset < 0 or (offset == 0 and lower)
    cells = [(i, j) for i in range(size) for j in range(size)]
    inside = [(i, j) for i, j in cells if (j - i <= offset if below else j - i >= offset)]
    return sorted(inside, key=lambda c: c if below else c[::-1])


def extracttrian(A, offset=0, lower=True):
    return np.stack([A[..., i, j] for i, j in places(A.shape[-1], offset, lower)], -1)


def maketrian(A, offset=0, lower=True):
    size = int(np.sqrt(2 * A.shape[-1])) + abs(offset)
    out = np.zeros((*A.shape[:-1], size, size))
    for k, (i, j) in enumerate(places(size, offset, lower)):
        out[..., i, j] = A[..., k]
    return out


SQUARE = wrong([(2, 3)], "square matrices", ValueError)
OUTSIDE = wrong([(2, 2)], "offset 2 lies outside", ValueError, offset=2)
sample(
    "linalg_extractdiag", inputs=[(2, 4, 4)], params=grid(offset=[0, 1, -2]),
    cases=[case([(3, 3)])], reference=extractdiag, wrong=[SQUARE, OUTSIDE], zero_size=[
        case([(0, 3, 3)])],
)  # fmt: skip
sample(
    "linalg_makediag", inputs=[(2, 3)], params=grid(offset=[0, 1, -2]), cases=[case([(3,)])],
    reference=makediag, zero_size=False,
)  # fmt: skip
sample(
    "linalg_extracttrian", inputs=[(2, 4, 4)],
    params=grid(offset=[0, 1, -2], lower=[True, False]), cases=[case([(3, 3)])],
    reference=extracttrian, wrong=[SQUARE, OUTSIDE], zero_size=[case([(0, 3, 3)])],
)  # fmt: skip
sample(
    "linalg_maketrian", inputs=[(2, 6)], params=grid(offset=[0, 1, -2], lower=[True, False]),
    cases=[case([(3,)]), case([(1,)])], reference=maketrian, zero_size=[case([(0, 3)])],
    wrong=[wrong([(5,)], r"m \* \(m \+ 1\) / 2", ValueError)],
)  # fmt: skip
sample(
    "linalg_sumlogdiag", cases=[case([(3, 3)]), case([(2, 3, 3)]), case([(2, 1, 2, 2)])], low=0.5,
    high=2.0, reference=lambda A: np.log(extractdiag(A)).sum(-1), wrong=[SQUARE],
    zero_size=[case([(0, 3, 3)])], rtol={"float16": 2e-2},
)  # fmt: skip


def triangular_part(A, lower, diagonal=1.0):
    out = np.tril(A) if lower else np.triu(A)
    return out + (diagonal - 1) * A * np.eye(A.shape[-1])


sample(
    "_triangular_part", inputs=[(2, 3, 3)], params=grid(lower=[True, False], diagonal=[1.0, 0.5]),
    reference=triangular_part,
)  # fmt: skip

# -- triangular matrices --------------------------------------------------------------------------


def triangles(*shape):
    """Well-conditioned matrices; the triangle that is not read is filled, too."""
    return smooth(lambda rng: rng.uniform(-1, 1, shape) + 3 * np.eye(shape[-1]))


def part(A, lower, transpose):
    return T(np.tril(A) if lower else np.triu(A), transpose)


def trmm(A, B, transpose=False, rightside=False, lower=True, alpha=1.0):
    triangle = part(A, lower, transpose)
    return alpha * (B @ triangle if rightside else triangle @ B)


def trsm(A, B, transpose=False, rightside=False, lower=True, alpha=1.0):
    inverse = np.linalg.inv(part(A, lower, transpose))
    return alpha * (B @ inverse if rightside else inverse @ B)


TRIANGULAR = [
    case(
        [triangles(3, 3), (2, 3) if right else (3, 2)],
        transpose=transpose, rightside=right, lower=lower, alpha=alpha,
    )
    for transpose in (False, True) for right in (False, True) for lower in (True, False)
    for alpha in (1.0, -2.0)
] + [case([triangles(2, 3, 3), (2, 3, 4)])]  # fmt: skip
for name, reference in (("linalg_trmm", trmm), ("linalg_trsm", trsm)):
    sample(
        name, cases=TRIANGULAR, reference=reference, zero_size=[case([(0, 3, 3), (0, 3, 2)])],
        rtol=BROAD,
        wrong=[
            wrong([(2, 3), (3, 2)], "square matrices", ValueError),
            wrong([(3, 3), (2, 2)], "B must have 3 rows", ValueError),
            wrong([(3, 3), (2, 2)], "B must have 3 columns", ValueError, rightside=True),
            wrong([(1, 3, 3), (2, 3, 2)], "same leading axes", ValueError),
            *([wrong([literal([[1, 0], [5, 0]]), (2, 2)], "A is singular", ArithmeticError)]
              if name == "linalg_trsm" else []),
        ],
    )  # fmt: skip


def potri(A, lower=True):
    triangle = part(A, lower, False)
    return np.linalg.inv(triangle @ T(triangle) if lower else T(triangle) @ triangle)


sample(
    "linalg_potri", reference=potri, rtol=BROAD,
    cases=[case([triangles(3, 3)]), case([triangles(2, 3, 3)], lower=False), case([(1, 1)])],
    low=1.0, high=2.0, zero_size=[case([(0, 3, 3)])],
    wrong=[SQUARE, wrong([literal([[0, 0], [1, 1]])], "A is singular", ArithmeticError)],
)  # fmt: skip

# -- factorisations -------------------------------------------------------------------------------


def definite(*shape):
    def make(rng):
        half = rng.uniform(-1, 1, shape)
        return half @ T(half) + np.eye(shape[-1])

    return smooth(make)


SYMMETRIC = "of a symmetric matrix: right along symmetric directions, see test_linalg.py"
sample(
    "linalg_potrf", order=0, convention=SYMMETRIC, rtol=BROAD,
    reference=lambda A, lower=True: T(np.linalg.cholesky(A), not lower),
    cases=[case([definite(3, 3)]), case([definite(2, 4, 4)], lower=False), case([definite(1, 1)])],
    wrong=[SQUARE, wrong([SINGULAR], "not positive definite", ArithmeticError),
           wrong([literal([[4, 1], [1, 4]], "int32")], "float", TypeError)],
)  # fmt: skip


def gelqf(A):
    Q, R = np.linalg.qr(T(A))
    return T(Q), T(R)


sample(
    "linalg_gelqf", reference=gelqf, rtol=BROAD,
    cases=[case([(2, 3)]), case([triangles(3, 3)]), case([(2, 2, 4)])],
    zero_size=[case([(0, 2, 3)])],
    wrong=[wrong([(3, 2)], "as many columns as rows", ValueError)],
)  # fmt: skip


def syevd(A):
    values, vectors = np.linalg.eigh(A)
    U = T(vectors)
    largest = np.take_along_axis(U, np.abs(U).argmax(-1)[..., None], -1)
    return U * np.sign(largest), values


sample(
    "linalg_syevd", order=0, convention=SYMMETRIC, reference=syevd,
    rtol={"float16": 5e-2, "float32": 1e-4},
    cases=[case([definite(3, 3)]), case([definite(2, 4, 4)]), case([definite(1, 1)])],
    wrong=[SQUARE],
)  # fmt: skip


def inverse_gaps(L):
    gaps = L[..., None, :] - L[..., :, None]
    return np.divide(1, gaps, out=np.zeros_like(gaps), where=gaps != 0)


sample(
    "_inverse_gaps", cases=[case([(3,)]), case([(2, 4)])], low=-4.0, high=4.0,
    reference=inverse_gaps, rtol=BROAD,
)  # fmt: skip

# -- determinants ---------------------------------------------------------------------------------

SQUARES = [case([triangles(3, 3)]), case([triangles(2, 3, 3)]), case([triangles(2, 2, 2, 2)])]


def cofactors(A):
    return np.linalg.det(A)[..., None, None] * T(np.linalg.inv(A))


sample(
    "linalg_det", cases=SQUARES, reference=np.linalg.det, wrong=[SQUARE], rtol=BROAD,
    zero_size=[case([(0, 3, 3)])],
)  # fmt: skip
sample("_cofactors", cases=SQUARES, reference=cofactors, rtol=BROAD)
sample(
    "linalg_slogdet", cases=SQUARES, reference=lambda A: tuple(np.linalg.slogdet(A)),
    wrong=[SQUARE], rtol=BROAD, zero_size=[case([(0, 3, 3)])],
)  # fmt: skip
sample(
    "linalg_inverse", cases=[*SQUARES, case([floats((1, 1), low=0.5, high=2.0)])],
    reference=np.linalg.inv, rtol=BROAD, zero_size=[case([(0, 3, 3)])],
    wrong=[SQUARE, wrong([SINGULAR], "A is singular", ArithmeticError),
           wrong([integers((2, 2), 1, 5, "int32")], "float", TypeError)],
)  # fmt: skip
