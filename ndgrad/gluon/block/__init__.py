"""Blocks: layers and nets, their names, parameters, files and hooks."""

from ..hooks import HookHandle
from ..parameter import DeferredInitializationError, Parameter, ParameterDict
from .block import Block
from .hybrid import HybridBlock
from .symbol_block import SymbolBlock

__all__ = [
    "Block",
    "DeferredInitializationError",
    "HookHandle",
    "HybridBlock",
    "Parameter",
    "ParameterDict",
    "SymbolBlock",
]
