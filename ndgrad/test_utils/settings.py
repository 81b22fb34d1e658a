"""Default tolerances, device and dtype of tests; environment variables; retrying."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import random
from ..base import InvalidTypeError, InvalidValueError
from ..context import Context, current_context, num_gpus

_EXACT = ("bool", "int8", "uint8", "int32", "uint32", "int64", "uint64")


def default_context() -> Context:
    """The device tests run on: the current context.

    >>> mx.test_utils.default_context()
    cpu(0)
    """
    return current_context()


def set_default_context(ctx: Context) -> None:
    """Set the current context of this thread: arrays are made there where no ``ctx`` is given.

    >>> mx.test_utils.set_default_context(mx.cpu(0))
    """
    Context.default_ctx = ctx


def default_dtype() -> type:
    """The dtype of tests that choose none: ``numpy.float32``.

    >>> mx.test_utils.default_dtype().__name__
    'float32'
    """
    return np.float32


def default_rtols() -> dict[np.dtype, float]:
    """Relative tolerance by dtype.

    >>> mx.test_utils.default_rtols()[np.dtype("float32")]
    0.0001
    """
    floats: dict[np.dtype, float] = {
        np.dtype("float16"): 1e-2,
        np.dtype("float32"): 1e-4,
        np.dtype("float64"): 1e-5,
    }
    return {**floats, **{np.dtype(name): 0 for name in _EXACT}}


def default_atols() -> dict[np.dtype, float]:
    """Absolute tolerance by dtype.

    >>> mx.test_utils.default_atols()[np.dtype("float16")]
    0.1
    """
    floats: dict[np.dtype, float] = {
        np.dtype("float16"): 1e-1,
        np.dtype("float32"): 1e-3,
        np.dtype("float64"): 1e-20,
    }
    return {**floats, **{np.dtype(name): 0 for name in _EXACT}}


def default_numeric_eps() -> dict[np.dtype, float]:
    """Step of finite differences by dtype, powers of two so that steps are exact.

    >>> mx.test_utils.default_numeric_eps()[np.dtype("float32")]
    0.001953125
    """
    return {
        np.dtype("float16"): 2.0**-6,
        np.dtype("float32"): 2.0**-9,
        np.dtype("float64"): 2.0**-14,
    }


def effective_dtype(dat: Any) -> np.dtype:
    """The dtype whose tolerances suit ``dat`` (an array).

    >>> mx.test_utils.effective_dtype(nd.zeros(2, dtype="float16"))
    dtype('float16')
    """
    return np.dtype(dat.dtype) if hasattr(dat, "dtype") else np.asarray(dat).dtype


def get_tolerance(dat: Any, tol: Any, default_tol: dict[np.dtype, float]) -> float:
    """The tolerance for the array ``dat``: ``tol`` (a number, or a dict by dtype), or the default.

    ``default_tol`` has the default of each dtype.

    >>> t = mx.test_utils
    >>> t.get_tolerance(np.zeros(2, "float32"), None, t.default_rtols())
    0.0001
    """
    if isinstance(tol, (int, float, np.number)):
        return float(tol)
    dtype = effective_dtype(dat)
    chosen = {np.dtype(key): value for key, value in (tol or {}).items()}
    return chosen.get(dtype, default_tol.get(dtype, 0.0))


def get_tols(x: Any, y: Any, rtol: Any = None, atol: Any = None) -> tuple[float, float]:
    """``(rtol, atol)`` for comparing ``x`` and ``y``: those of the coarser of the two.

    >>> mx.test_utils.get_tols(np.zeros(2, "float32"), np.zeros(2, "float16"), None, None)
    (0.01, 0.1)
    """
    rtols, atols = default_rtols(), default_atols()
    return (
        max(get_tolerance(x, rtol, rtols), get_tolerance(y, rtol, rtols)),
        max(get_tolerance(x, atol, atols), get_tolerance(y, atol, atols)),
    )


def get_rtol(rtol: float | None = None, dtype: Any = np.float64) -> float:
    """``rtol``, or the default one of ``dtype``.

    >>> mx.test_utils.get_rtol()
    1e-05
    """
    return default_rtols()[np.dtype(dtype)] if rtol is None else rtol


def get_atol(atol: float | None = None, dtype: Any = np.float64) -> float:
    """``atol``, or the default one of ``dtype``.

    >>> mx.test_utils.get_atol(dtype="float32")
    0.001
    """
    return default_atols()[np.dtype(dtype)] if atol is None else atol


def get_etol(etol: float | None = None) -> float:
    """``etol`` (the share of elements that may differ), or 0.

    >>> mx.test_utils.get_etol()
    0
    """
    return 0 if etol is None else etol


def getenv(name: str) -> str | None:
    """The value of the environment variable ``name``, or None.

    >>> mx.test_utils.getenv("NDGRAD_NO_SUCH_VARIABLE") is None
    True
    """
    return os.environ.get(name)


def setenv(name: str, value: str | None) -> None:
    """Set the environment variable ``name`` to ``value``; ``None`` removes it.

    >>> mx.test_utils.setenv("NDGRAD_EXAMPLE", None)
    """
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


@contextlib.contextmanager
def environment(*args: Any) -> Iterator[None]:
    """``with environment(name, value):`` or ``with environment({name: value, ...}):``.

    The variables have these values inside (``None``: not set) and their former ones afterwards.
    ``TypeError`` for arguments of another form.

    >>> with mx.test_utils.environment("NDGRAD_EXAMPLE", "1"):
    ...     mx.test_utils.getenv("NDGRAD_EXAMPLE")
    '1'
    """
    if len(args) == 1 and isinstance(args[0], dict):
        wanted = args[0]
    elif len(args) == 2:
        wanted = {args[0]: args[1]}
    else:
        raise InvalidTypeError("environment takes a name and a value, or one dict.")
    before = {name: os.environ.get(name) for name in wanted}
    try:
        for name, value in wanted.items():
            setenv(name, value)
        yield
    finally:
        for name, value in before.items():
            setenv(name, value)


@contextlib.contextmanager
def discard_stderr() -> Iterator[None]:
    """Discard what is written to the error stream inside, by compiled code too.

    >>> import sys
    >>> with mx.test_utils.discard_stderr():
    ...     print("gone", file=sys.stderr)
    """
    with open(os.devnull, "w") as nothing:
        saved = os.dup(2)
        os.dup2(nothing.fileno(), 2)
        try:
            with contextlib.redirect_stderr(nothing):
                yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def retry(n: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: a test of something random may fail ``n - 1`` times before it counts.

    Each try but the first starts from another seed, drawn from NumPy's global generator. Raises
    ValueError unless ``n`` is positive.

    >>> @mx.test_utils.retry(3)
    ... def test_mean():
    ...     assert abs(np.random.normal(size=10000).mean()) < 0.1
    >>> test_mean()
    """
    if n < 1:
        raise InvalidValueError(f"retry: n must be positive, got {n}.")

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(test)
        def tried(*args: Any, **kwargs: Any) -> Any:
            for left in range(n - 1, -1, -1):
                try:
                    return test(*args, **kwargs)
                except AssertionError:
                    if not left:
                        raise
                    random.seed(int(np.random.randint(0, 2**31)))

        return tried

    return decorate


def list_gpus() -> range:
    """The numbers of the GPUs that can be used: ``range(0, mx.context.num_gpus())``.

    >>> mx.test_utils.list_gpus()
    range(0, 0)
    """
    return range(num_gpus())


def is_cd_run() -> bool:
    """Whether the environment variable ``CD_JOB`` says that this is a delivery build.

    >>> mx.test_utils.is_cd_run()
    False
    """
    return os.environ.get("CD_JOB", "0") == "1"


def is_aarch64_run() -> bool:
    """Whether the processor is an aarch64 one.

    >>> isinstance(mx.test_utils.is_aarch64_run(), bool)
    True
    """
    return platform.machine().lower() in ("aarch64", "arm64")
