"""The errors of the library.

Everything raised for wrong use is an :class:`MXNetError`, and each concrete error is also the
built-in exception that fits, so both habits of catching work::

    MXNetError (RuntimeError)
     +-- InvalidValueError        also ValueError: a shape, size or parameter that does not fit
     |    +-- RequirementError   also AssertionError: where MXNet 1.x asserts
     +-- InvalidTypeError         also TypeError: wrong kind of argument, unknown keyword
     +-- InvalidIndexError        also IndexError: an index out of range
     +-- InvalidKeyError          also KeyError: a name that is not there
     +-- InvalidAttributeError    also AttributeError
     +-- FileFormatError          also ValueError, OSError: a file that is not what it should be
     +-- MissingFileError         also FileNotFoundError
     +-- FileWriteError           also OSError, with its errno: a file that cannot be written
     +-- GraphError               the recorded graph cannot answer (not recorded, freed, changed)
     |    +-- InplaceError        a write that would falsify a recorded gradient
     +-- NumericError             also ArithmeticError: singular matrix, NaN found by detect_anomaly
     +-- MissingExtraError        also ImportError: an optional extra is not installed
     +-- UnsupportedError         also NotImplementedError: an option this library does not have, or
                                  a method that a subclass has to define

>>> try:
...     nd.zeros(3).reshape((2, 2))
... except ValueError as error:
...     isinstance(error, mx.MXNetError)
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = [
    "FileFormatError",
    "FileWriteError",
    "GraphError",
    "InplaceError",
    "InvalidAttributeError",
    "InvalidIndexError",
    "InvalidKeyError",
    "InvalidTypeError",
    "InvalidValueError",
    "MXNetError",
    "MissingExtraError",
    "MissingFileError",
    "NumericError",
    "RequirementError",
    "UnsupportedError",
    "accepted_keywords",
    "as_mxnet_error",
    "integer_types",
    "mx_real_t",
    "nearest_name",
    "numeric_types",
    "string_types",
]

#: For ``isinstance``: programs and toolkits written for MXNet take these from here.
numeric_types = (float, int, np.generic)
integer_types = (int, np.int32, np.int64)
string_types = (str,)
#: The dtype of arrays for which none is given.
mx_real_t = np.float32


class MXNetError(RuntimeError):
    """Root of all errors that the library raises for wrong use."""


class InvalidValueError(MXNetError, ValueError):
    """A shape, size or parameter value that does not fit."""


class RequirementError(InvalidValueError, AssertionError):
    """A requirement that MXNet 1.x checks with ``assert``: programs may catch that."""


class InvalidTypeError(MXNetError, TypeError):
    """An argument of the wrong kind, or a keyword the function does not have."""


class InvalidIndexError(MXNetError, IndexError):
    """An index out of range."""


class InvalidKeyError(MXNetError, KeyError):
    """A name that is not there."""

    # KeyError prints the repr of its argument: a message of several lines would be unreadable.
    __str__ = RuntimeError.__str__


class InvalidAttributeError(MXNetError, AttributeError):
    """An attribute that is not there, or cannot be had in this state."""


class FileFormatError(MXNetError, ValueError, OSError):
    """A file that is truncated, corrupt, or of another kind."""


class MissingFileError(MXNetError, FileNotFoundError):
    """A file that is not where it was looked for."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class FileWriteError(MXNetError, OSError):
    """A file that cannot be written: the disk is full, it is a folder, ...

    ``errno`` says why, as of any ``OSError``.
    """

    def __init__(self, message: str, errno: int | None = None) -> None:
        super().__init__(message)
        self.errno = errno

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class GraphError(MXNetError):
    """The recorded graph cannot give what was asked for."""


class InplaceError(GraphError):
    """A write in place that would falsify a recorded gradient."""


class NumericError(MXNetError, ArithmeticError):
    """A computation without a finite or defined answer (singular matrix, NaN)."""


class MissingExtraError(MXNetError, ImportError):
    """A package of an optional extra is not installed."""


class UnsupportedError(MXNetError, NotImplementedError):
    """An option of MXNet that this library does not have, or a method left to subclasses."""


def as_mxnet_error(error: BaseException, message: str) -> MXNetError:
    """The :class:`MXNetError` with ``message`` that is also of the built-in kind of ``error``.

    >>> isinstance(as_mxnet_error(IndexError("far"), "take: far"), IndexError)
    True
    """
    for kind, cls in (
        (IndexError, InvalidIndexError),
        (KeyError, InvalidKeyError),
        (TypeError, InvalidTypeError),
        (NotImplementedError, UnsupportedError),
        (ArithmeticError, NumericError),
        (ValueError, InvalidValueError),
    ):
        if isinstance(error, kind):
            return cls(message)
    return MXNetError(message)


def _as_list(obj: Any) -> Any:
    """Lists and tuples as they are, anything else as a list of one. (Toolkits use it.)"""
    return obj if isinstance(obj, (list, tuple)) else [obj]


def accepted_keywords(cls: type) -> list[str]:
    """The named arguments of a class and of the classes under it, the class's own first.

    >>> accepted_keywords(mx.gluon.nn.Dropout)
    ['rate', 'axes', 'prefix', 'params']
    """
    import inspect  # only on the way to an error

    found: dict[str, None] = {}
    for base in cls.__mro__:
        if "__init__" in base.__dict__ and base is not object:
            for name, parameter in list(inspect.signature(base).parameters.items()):
                if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                    found[name] = None
    return list(found)


#: What other libraries, or other functions of this one, call an argument.
_SAME_ELSEWHERE = {
    "axis": ("dim",),
    "dim": ("axis",),
    "input": ("data",),
    "lr": ("learning_rate",),
    "momentum": ("beta1",),
    "weight_decay": ("wd",),
    "x": ("data",),
}


def closest(name: str, known: Iterable[object]) -> str | None:
    """The name among ``known`` that is spelt nearly like ``name``, or None.

    >>> from ndgrad.base import closest
    >>> closest("fc0_wieght", ["fc0_weight", "fc0_bias"])
    'fc0_weight'
    """
    import difflib  # only on the way to an error: it costs milliseconds to import

    matches = difflib.get_close_matches(str(name), [str(k) for k in known], n=1, cutoff=0.5)
    return matches[0] if matches else None


def nearest_name(name: str, known: Iterable[object]) -> str:
    """`` Did you mean 'x'?`` for the known name nearest to ``name``, or an empty string.

    >>> nearest_name("axs", ["axis", "keepdims"])
    " Did you mean 'axis'?"
    """
    names = [str(k) for k in known]
    same = (other for other in _SAME_ELSEWHERE.get(str(name), ()) if other in names)
    meant = next(same, None) or closest(name, names)
    return f" Did you mean {meant!r}?" if meant else ""
