"""SymbolBlock: a net made from a static graph, which there is none of yet."""

from __future__ import annotations

from typing import Any

from ...base import UnsupportedError
from .hybrid import HybridBlock

__all__ = ["SymbolBlock"]

_MESSAGE = (
    "SymbolBlock needs static graphs (-symbol.json), which are not available yet. Write the net "
    "as a Block and load its values with load_parameters."
)


class SymbolBlock(HybridBlock):
    """A net from a static graph: raises :class:`UnsupportedError`, as long as there are none.

    ``outputs``, ``inputs`` and ``params`` would be symbols and their parameters.

    >>> gluon.SymbolBlock.imports("net-symbol.json", ["data"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ndgrad.base.UnsupportedError: SymbolBlock needs static graphs (-symbol.json), ...
    """

    def __init__(self, outputs: Any, inputs: Any, params: Any = None) -> None:
        raise UnsupportedError(_MESSAGE)

    @staticmethod
    def imports(
        symbol_file: str,
        input_names: Any,
        param_file: str | None = None,
        ctx: Any = None,
        allow_missing: bool = False,
        ignore_extra: bool = False,
    ) -> SymbolBlock:
        """A net from files of ``export``: raises, as long as there are no static graphs.

        Parameters as in MXNet: ``symbol_file`` and the ``input_names`` in it, ``param_file``, and
        ``ctx``, ``allow_missing``, ``ignore_extra`` as in :meth:`Block.load_parameters`.
        """
        raise UnsupportedError(_MESSAGE)
