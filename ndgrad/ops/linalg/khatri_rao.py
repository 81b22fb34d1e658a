"""The Khatri-Rao product: Kronecker products column by column."""

from __future__ import annotations

from ..registry import operator


@operator(promotes=True)
def khatri_rao(*args):
    """The Khatri-Rao product: each column is the Kronecker product of the matrices' columns.

    Parameters
    ----------
    *args : NDArray of shapes (rows of its own, columns)
        At least one.

    Returns
    -------
    NDArray of shape (product of the numbers of rows, columns)

    >>> a, b = nd.array([[1., -1.], [2., -3.]]), nd.array([[1., 4.], [2., 5.]])
    >>> nd.khatri_rao(a, b).asnumpy()
    array([[  1.,  -4.],
           [  2.,  -5.],
           [  2., -12.],
           [  4., -15.]], dtype=float32)
    """
    if not args:
        raise ValueError("at least one matrix is needed")
    for matrix in args:
        if matrix.ndim != 2 or matrix.shape[1] != args[0].shape[-1]:
            shapes = ", ".join(str(m.shape) for m in args)
            raise ValueError(f"the matrices must have equally many columns, got shapes {shapes}")
    product = args[0].copy()
    for matrix in args[1:]:
        rows = len(product) * len(matrix)
        product = (product[:, None] * matrix).reshape(rows, matrix.shape[1])
    return product


@khatri_rao.gradient
def _(F, gy, args, needs):
    found: list = []
    for i, matrix in enumerate(args):
        if not needs[i]:
            found.append(None)
            continue
        rows, columns = matrix.shape
        before = F.khatri_rao(*args[:i]) if i else None
        behind = F.khatri_rao(*args[i + 1 :]) if i + 1 < len(args) else None
        outer = 1 if before is None else before.shape[0]
        inner = 1 if behind is None else behind.shape[0]
        g = F._view(gy, shape=(outer, rows, inner, columns))
        if before is not None:
            g = g * F._view(before, shape=(outer, 1, 1, columns))
        if behind is not None:
            g = g * F._view(behind, shape=(1, 1, inner, columns))
        found.append(F.sum(g, axis=(0, 2)))
    return tuple(found)
