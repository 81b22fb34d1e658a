"""What ``asnumpy`` gives for one element: a NumPy array that still counts as a number.

Classic arrays have no scalars: a sum has shape (1,). MXNet's books and programs print it with
``'%f' % loss.mean().asnumpy()``, which NumPy took until 2.3 and refuses since; here it goes on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["OneElement"]


class OneElement(np.ndarray):
    """A NumPy array of one element that ``float``, ``int`` and ``%f`` accept.

    What is computed from it is an ordinary NumPy array; it prints and pickles as one.

    >>> total = nd.array([1., 2.]).sum().asnumpy()
    >>> total
    array([3.], dtype=float32)
    >>> '%.1f' % total, float(total), int(total)
    ('3.0', 3.0, 3)
    """

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __complex__(self) -> complex:
        return complex(self.item())

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __reduce__(self) -> Any:
        return np.asarray(self).__reduce__()

    def __deepcopy__(self, memo: Any) -> Any:
        return np.array(self)
