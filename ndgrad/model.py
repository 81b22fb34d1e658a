"""Checkpoints in MXNet's two files: ``prefix-symbol.json`` and ``prefix-0001.params``."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from . import ndarray as nd
from .base import FileFormatError, UnsupportedError

__all__ = ["BatchEndParam", "load_checkpoint", "load_params", "save_checkpoint"]

Arrays = dict[str, nd.NDArray]


class BatchEndParam(NamedTuple):
    """What callbacks of a batch are called with."""

    epoch: int
    nbatch: int
    eval_metric: Any
    locals: Any


def save_checkpoint(
    prefix: str,
    epoch: int,
    symbol: Any,
    arg_params: Arrays,
    aux_params: Arrays,
    remove_amp_cast: bool = True,
) -> None:
    """Write the parameters, and the symbol unless it is None.

    Parameters
    ----------
    prefix : str
        Beginning of the file names.
    epoch : int
        Goes into the name of the parameters, with four digits.
    symbol : Symbol or None
        Saved with its own ``save``.
    arg_params, aux_params : dict of str to NDArray
        Parameters, and auxiliary states such as running means.
    remove_amp_cast : bool, default True
        Handed on to the symbol.

    >>> import os, tempfile
    >>> prefix = os.path.join(tempfile.mkdtemp(), "net")
    >>> mx.model.save_checkpoint(prefix, 3, None, {"w": nd.ones(2)}, {"mean": nd.zeros(2)})
    >>> arguments, auxiliary = mx.model.load_params(prefix, 3)
    >>> arguments["w"].asnumpy(), list(auxiliary)
    (array([1., 1.], dtype=float32), ['mean'])
    """
    if symbol is not None:
        symbol.save(f"{prefix}-symbol.json", remove_amp_cast=remove_amp_cast)
    arrays = {f"arg:{name}": array for name, array in arg_params.items()}
    arrays |= {f"aux:{name}": array for name, array in aux_params.items()}
    file = _parameter_file(prefix, epoch)
    nd.save(file, arrays)
    logging.info('Saved checkpoint to "%s"', file)


def load_params(prefix: str, epoch: int) -> tuple[Arrays, Arrays]:
    """The parameters and auxiliary states of ``prefix-<epoch>.params``, by name.

    Raises :class:`MXNetError` (also FileNotFoundError) for a missing file, and (also ValueError)
    for a damaged one, or one whose arrays have no names.

    >>> mx.model.save_checkpoint("net", 1, None, {"w": nd.ones(2)}, {"mean": nd.zeros(2)})
    >>> arguments, auxiliary = mx.model.load_params("net", 1)
    >>> list(arguments), list(auxiliary)
    (['w'], ['mean'])
    """
    file = _parameter_file(prefix, epoch)
    arrays = nd.load(file)
    if not isinstance(arrays, dict):
        if not arrays:
            return {}, {}  # a file without arrays does not say whether they had names
        raise FileFormatError(f"load_params: the arrays of {file} have no names")
    parts: tuple[Arrays, Arrays] = ({}, {})
    for name, array in arrays.items():
        kind, _, rest = name.partition(":")
        if kind in ("arg", "aux"):
            parts[kind == "aux"][rest] = array
    return parts


def load_checkpoint(prefix: str, epoch: int) -> tuple[Any, Arrays, Arrays]:
    """The symbol, the parameters and the auxiliary states of checkpoint ``prefix``, ``epoch``.

    Raises ``NotImplementedError`` while this version has no symbols; :func:`load_params` reads the
    rest.

    >>> mx.model.load_checkpoint("net", 1)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ndgrad.base.UnsupportedError: load_checkpoint: mx.sym is not part of this version. ...
    """
    try:
        from . import symbol
    except ImportError as error:
        raise UnsupportedError(
            "load_checkpoint: mx.sym is not part of this version. mx.model.load_params reads the "
            "parameters of a checkpoint."
        ) from error
    return symbol.load(f"{prefix}-symbol.json"), *load_params(prefix, epoch)


def _parameter_file(prefix: str, epoch: int) -> str:
    return "%s-%04d.params" % (prefix, epoch)
