"""Linear algebra: products of matrices and tensors, factorisations, triangles and diagonals."""

from . import determinants, factorisations, gemm, products, triangles, triangular  # declares them
