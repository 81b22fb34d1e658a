"""Linear algebra: products of matrices and tensors, factorisations, triangles and diagonals."""

from . import (  # declares them
    determinants,
    factorisations,
    gemm,
    khatri_rao,
    products,
    triangles,
    triangular,
)
