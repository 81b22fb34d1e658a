"""Comparing arrays and saying where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..ndarray import NDArray
from .arrays import rand_ndarray
from .settings import get_etol, get_tols


def _numpy(a: Any) -> np.ndarray:
    return a.asnumpy() if hasattr(a, "asnumpy") else np.asarray(a)


def same(a: Any, b: Any) -> bool:
    """Whether ``a`` and ``b``, arrays of NumPy or of ndgrad, have the same shape and values.

    >>> mx.test_utils.same(nd.ones(2), np.ones(2))
    True
    """
    return np.array_equal(_numpy(a), _numpy(b))


def same_array(array1: NDArray, array2: NDArray) -> bool:
    """Whether ``array1`` and ``array2`` share their memory, as seen by writing into the first.

    >>> x = nd.zeros((2, 3))
    >>> mx.test_utils.same_array(x, x.reshape((3, 2))), mx.test_utils.same_array(x, x.copy())
    (True, False)
    """
    if array1.size != array2.size:
        return False
    before = array1.copy()
    array1[:] = before + 1
    shared = same(array1.reshape((-1,)), array2.reshape((-1,)))
    array1[:] = before
    return shared and same(array1.reshape((-1,)), array2.reshape((-1,)))


def almost_equal(
    a: Any,
    b: Any,
    rtol: Any = None,
    atol: Any = None,
    equal_nan: bool = False,
    use_broadcast: bool = True,
) -> bool:
    """Whether ``|a - b| <= atol + rtol * |b|`` everywhere.

    Tolerances default by dtype (see :func:`default_rtols`) and may be dicts by dtype. With
    ``equal_nan``, nan equals nan. Without ``use_broadcast`` the shapes must agree.

    >>> mx.test_utils.almost_equal(np.array([1.0, 2.0]), np.array([1.0, 2.1]))
    False
    """
    a, b = _numpy(a), _numpy(b)
    rtol, atol = get_tols(a, b, rtol, atol)
    if not use_broadcast and a.shape != b.shape:
        return False
    return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan))


def find_max_violation(a: Any, b: Any, rtol: Any = None, atol: Any = None) -> tuple[Any, float]:
    """Where ``a`` and ``b`` differ most, and by how many tolerances: ``(index, violation)``.

    Tolerances as in :func:`almost_equal`.

    >>> index, times = mx.test_utils.find_max_violation(
    ...     np.array([1.0, 2.0]), np.array([1.0, 3.0]), rtol=0.1, atol=0.0)
    >>> [int(i) for i in index], round(times, 2)
    ([1], 3.33)
    """
    a, b = np.broadcast_arrays(_numpy(a), _numpy(b))
    rtol, atol = get_tols(a, b, rtol, atol)
    violation = _violations(a, b, rtol, atol)
    index = np.unravel_index(np.argmax(violation), violation.shape) if violation.size else ()
    return index, float(violation[index]) if violation.size else 0.0


def _violations(
    a: np.ndarray, b: np.ndarray, rtol: float, atol: float, equal_nan: bool = False
) -> np.ndarray:
    """By how many tolerances each element differs; infinite where nan or inf do not match."""
    a, b = np.broadcast_arrays(a, b)
    if a.dtype.kind not in "fc":
        a = a.astype("float64")
    if b.dtype.kind not in "fc":
        b = b.astype("float64")
    with np.errstate(all="ignore"):
        difference = np.abs(a.astype("float64") - b.astype("float64"))
        times = difference / (atol + rtol * np.abs(b.astype("float64")) + 1e-300)
    equal = (a == b) | (np.isnan(a) & np.isnan(b)) if equal_nan else a == b
    times = np.where(equal, 0.0, times)
    return np.where(np.isnan(times), np.inf, times)


def locationError(
    a: Any, b: Any, index: tuple[Any, ...], names: Sequence[str], maxError: bool = False
) -> str:
    """One line that names the place ``index`` where two arrays differ, and both values.

    ``names`` are those of the arrays; ``maxError`` says that they differ most here.

    >>> mx.test_utils.locationError(np.zeros(3), np.ones(3), (1,), ("a", "b"))
    'Location of error: (1,), a=0.00000000, b=1.00000000'
    """
    what = "maximum " if maxError else ""
    place = tuple(int(i) for i in index)
    left, right = _numpy(a)[place], _numpy(b)[place]
    return f"Location of {what}error: {place}, {names[0]}={left:.8f}, {names[1]}={right:.8f}"


def assert_almost_equal(
    a: Any,
    b: Any,
    rtol: Any = None,
    atol: Any = None,
    names: Sequence[str] = ("a", "b"),
    equal_nan: bool = False,
    use_broadcast: bool = True,
    mismatches: tuple[int, int] = (10, 10),
) -> None:
    """Raise AssertionError, saying where and by how much, unless two arrays are almost equal.

    Parameters
    ----------
    a, b : NDArray, numpy.ndarray or number
    rtol, atol : float or dict of dtype -> float, optional
        Tolerances, see :func:`almost_equal`.
    names : pair of str
        How the message calls the arrays.
    equal_nan : bool
        Whether nan equals nan.
    use_broadcast : bool
        Whether different shapes that broadcast are allowed.
    mismatches : pair of int
        How many differing places the message lists (the first number).

    >>> mx.test_utils.assert_almost_equal(nd.ones((2, 3)), np.ones(3))
    """
    a, b = _numpy(a), _numpy(b)
    if not use_broadcast and a.shape != b.shape:
        raise AssertionError(
            f"Items are not equal: {names[0]}.shape = {a.shape} and "
            f"{names[1]}.shape = {b.shape} are not equal"
        )
    if almost_equal(a, b, rtol, atol, equal_nan=equal_nan):
        return
    raise AssertionError(_difference(a, b, rtol, atol, names, equal_nan, mismatches[0]))


def _difference(
    a: np.ndarray,
    b: np.ndarray,
    rtol: Any,
    atol: Any,
    names: Sequence[str],
    equal_nan: bool,
    listed: int,
) -> str:
    rtol, atol = get_tols(a, b, rtol, atol)
    wide_a, wide_b = np.broadcast_arrays(a, b)
    violations = _violations(wide_a, wide_b, rtol, atol, equal_nan)
    worst = np.argsort(violations, axis=None)[::-1][: max(listed, 1)]
    places = [np.unravel_index(i, violations.shape) for i in worst]
    lines = [
        f"{n:3d}: Error {violations[place]:.6f}  {locationError(wide_a, wide_b, place, names)}"
        for n, place in enumerate(places, 1)
        if violations[place] > 1
    ]
    share = float(np.mean(violations > 1)) * 100
    return "\n".join(
        [
            "Items are not equal:",
            f"Error {violations[places[0]]:.6f} exceeds tolerance rtol={rtol:e}, atol={atol:e} "
            f"(mismatch {share:.6f}%).",
            locationError(wide_a, wide_b, places[0], names, maxError=True),
            *lines,
            f" {names[0]}: {a!r}",
            f" {names[1]}: {b!r}",
        ]
    )


def assert_allclose(
    a: Any, b: Any, rtol: float = 1e-07, atol: float = 0, equal_nan: bool = True
) -> None:
    """:func:`assert_almost_equal` with its parameters, and the defaults of NumPy's function.

    >>> mx.test_utils.assert_allclose(nd.ones(2), [1.0, 1.0])
    """
    assert_almost_equal(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)


def assert_almost_equal_with_err(
    a: Any,
    b: Any,
    rtol: Any = None,
    atol: Any = None,
    etol: float | None = None,
    names: Sequence[str] = ("a", "b"),
    equal_nan: bool = False,
    mismatches: tuple[int, int] = (10, 10),
) -> None:
    """Like :func:`assert_almost_equal`, but a share of at most ``etol`` elements may differ.

    The other parameters are those of :func:`assert_almost_equal`, and so is the AssertionError.

    >>> mx.test_utils.assert_almost_equal_with_err(
    ...     np.array([1.0, 2.0, 3.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0]), etol=0.25)
    """
    a, b = _numpy(a), _numpy(b)
    rtol_, atol_ = get_tols(a, b, rtol, atol)
    violations = _violations(a, b, rtol_, atol_, equal_nan)
    share = float(np.mean(violations > 1)) if violations.size else 0.0
    if share > get_etol(etol):
        message = _difference(a, b, rtol, atol, names, equal_nan, mismatches[0])
        raise AssertionError(f"a share {share:g} of the elements differs, etol={etol}\n{message}")


def almost_equal_ignore_nan(a: Any, b: Any, rtol: Any = None, atol: Any = None) -> bool:
    """:func:`almost_equal` with its parameters, leaving out the places where either array is nan.

    >>> mx.test_utils.almost_equal_ignore_nan(np.array([1.0, np.nan]), np.array([1.0, 5.0]))
    True
    """
    a, b = np.broadcast_arrays(_numpy(a), _numpy(b))
    valid = ~(np.isnan(a) | np.isnan(b))
    return almost_equal(a[valid], b[valid], rtol, atol)


def assert_almost_equal_ignore_nan(
    a: Any, b: Any, rtol: Any = None, atol: Any = None, names: Sequence[str] = ("a", "b")
) -> None:
    """:func:`assert_almost_equal` with its parameters, leaving out where either array is nan.

    >>> mx.test_utils.assert_almost_equal_ignore_nan(np.array([np.nan]), np.array([5.0]))
    """
    a, b = np.broadcast_arrays(_numpy(a), _numpy(b))
    nan = np.isnan(a) | np.isnan(b)
    assert_almost_equal(np.where(nan, 0, a), np.where(nan, 0, b), rtol, atol, names)


def assert_exception(
    f: Callable[..., Any], exception_type: type[BaseException], *args: Any, **kwargs: Any
) -> None:
    """Raise AssertionError unless ``f(*args, **kwargs)`` raises ``exception_type``.

    >>> mx.test_utils.assert_exception(int, ValueError, "no number")
    """
    try:
        f(*args, **kwargs)
    except exception_type:
        return
    name = getattr(f, "__name__", f)
    raise AssertionError(f"{name} did not raise {exception_type.__name__}")


def checkShapes(a: Any, b: Any) -> None:
    """Raise AssertionError unless ``a`` and ``b`` have the same shape.

    >>> mx.test_utils.checkShapes(nd.ones((2, 3)), np.zeros((2, 3)))
    """
    if a.shape != b.shape:
        raise AssertionError(f"a.shape = {a.shape} and b.shape = {b.shape} are not equal")


def compare_ndarray_tuple(t1: Any, t2: Any, rtol: Any = None, atol: Any = None) -> None:
    """Compare arrays, or nested tuples of arrays and None, with :func:`assert_almost_equal`.

    AssertionError where ``t1`` and ``t2`` differ, also in their nesting.

    >>> mx.test_utils.compare_ndarray_tuple((nd.ones(2), None), (np.ones(2), None))
    """
    if t1 is None or t2 is None:
        if t1 is not t2:
            raise AssertionError(f"one of the two is None: {t1!r} and {t2!r}")
    elif isinstance(t1, (tuple, list)):
        if len(t1) != len(t2):
            raise AssertionError(f"{len(t1)} arrays against {len(t2)}")
        for a, b in zip(t1, t2, strict=True):
            compare_ndarray_tuple(a, b, rtol, atol)
    else:
        assert_almost_equal(t1, t2, rtol=rtol, atol=atol)


def compare_optimizer(
    opt1: Any,
    opt2: Any,
    shape: Any,
    dtype: Any,
    w_stype: str = "default",
    g_stype: str = "default",
    rtol: Any = 1e-4,
    atol: Any = 1e-5,
    compare_states: bool = True,
    ntensors: int = 1,
) -> None:
    """Let two optimizers take one step from the same weights and states; they must agree.

    Parameters
    ----------
    opt1, opt2 : Optimizer
    shape : tuple of int or list of tuple
        Of the weight, or of each of several.
    dtype : dtype
    w_stype, g_stype : str, default 'default'
        Storage of weights and gradients; another raises MXNetError.
    rtol, atol : float
        Tolerances of the comparison, whose AssertionError says where they differ.
    compare_states : bool, default True
        Whether the optimizers' states must agree, too.
    ntensors : int, default 1
        Number of weights of ``shape``, updated one after the other.

    >>> sgd = mx.optimizer.SGD(learning_rate=0.1)
    >>> mx.test_utils.compare_optimizer(sgd, mx.optimizer.SGD(learning_rate=0.1), (3, 4), "float32")
    """
    shapes = shape if isinstance(shape, list) else [shape] * ntensors
    weights = [rand_ndarray(s, w_stype, dtype=dtype) for s in shapes]
    grads = [rand_ndarray(s, g_stype, dtype=dtype) for s in shapes]
    results = []
    for optimizer in (opt1, opt2):
        ws, gs = [w.copy() for w in weights], [g.copy() for g in grads]
        states = [optimizer.create_state_multi_precision(i, w) for i, w in enumerate(ws)]
        if ntensors == 1 and not isinstance(shape, list):
            optimizer.update_multi_precision(0, ws[0], gs[0], states[0])
        else:
            for i, (w, g, s) in enumerate(zip(ws, gs, states, strict=True)):
                optimizer.update_multi_precision(i, w, g, s)
        results.append((ws, states))
    if compare_states:
        compare_ndarray_tuple(results[0][1], results[1][1], rtol=rtol, atol=atol)
    compare_ndarray_tuple(results[0][0], results[1][0], rtol=rtol, atol=atol)
