"""The sample rows: what is particular about each operator, from which its tests follow.

`tests/ops/rows/<family>.py` calls `sample` once per registered operator; `rows()` collects them.
The checks themselves are in `checks.py`, and pytest meets them in `test_operators.py`.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Maker = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Floats:
    """A differentiable input: random floats, spread so that no two of them are nearly equal."""

    shape: tuple[int, ...]
    low: float | None = None
    high: float | None = None
    avoid: tuple[float, ...] | None = None

    def make(self, rng: np.random.Generator, row: Sample) -> np.ndarray:
        low = row.low if self.low is None else self.low
        high = row.high if self.high is None else self.high
        avoid = row.avoid if self.avoid is None else self.avoid
        size = int(np.prod(self.shape))
        if size == 0:
            return np.zeros(self.shape)
        # One value in the middle half of each of `size` strata: no ties, so that max, sort and
        # pooling have a derivative, and the whole range is met even in a small array.
        strata = (rng.permutation(size) + rng.uniform(0.25, 0.75, size)) / size
        values = low + (high - low) * strata
        for point in avoid:
            near = np.abs(values - point) < 0.05
            values = np.where(near, point + np.where(values < point, -0.05, 0.05), values)
        return values.reshape(self.shape)


@dataclass(frozen=True)
class Given:
    """An input that is never perturbed: indices, labels, masks, lengths."""

    maker: Maker = field(repr=False)
    # None: takes the dtype under test, as floats do; otherwise always this dtype.
    dtype: str | None = None

    def make(self, rng: np.random.Generator, row: Sample) -> np.ndarray:
        values = np.asarray(self.maker(rng))
        return values if self.dtype is None else values.astype(self.dtype)


@dataclass(frozen=True)
class Smooth:
    """A differentiable input made by a function of the random generator."""

    maker: Maker = field(repr=False)

    def make(self, rng: np.random.Generator, row: Sample) -> np.ndarray:
        return np.asarray(self.maker(rng), dtype="float64")


Spec = Floats | Given | Smooth | None


@dataclass(frozen=True)
class Case:
    """One call: the inputs' specifications and the parameters."""

    inputs: tuple[Spec, ...]
    params: dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """A call that must raise MXNetError with a text that matches `match`."""

    inputs: tuple[Spec, ...]
    params: dict[str, Any]
    match: str
    error: type[Exception] | None


@dataclass
class Sample:
    """The row of one operator; `sample` documents the fields."""

    name: str
    cases: list[Case]
    low: float
    high: float
    avoid: tuple[float, ...]
    reference: Callable[..., Any] | None
    why_no_reference: str | None
    special: tuple[float, ...]
    special_gradient: tuple[float, ...] | None
    order: int
    dtypes: tuple[str, ...]
    integer_dtypes: tuple[str, ...]
    out_dtype: str | Callable[[str], Any] | None
    zero_size: bool | tuple[Case, ...]
    broadcast: bool
    wrong: tuple[Wrong, ...]
    rtol: dict[str, float]
    gradient_rtol: float
    eps: float
    training: bool
    convention: str | None

    def rng(self, salt: str = "") -> np.random.Generator:
        """The generator of this row: the same arrays in every run, in any order of tests."""
        return np.random.default_rng(zlib.crc32((self.name + salt).encode()))

    def arrays(self, specs: Sequence[Spec], dtype: str = "float64") -> list[np.ndarray | None]:
        """The inputs of a case as NumPy arrays; floats in `dtype`, None for omitted inputs."""
        rng = self.rng()
        made: list[np.ndarray | None] = []
        for spec in specs:
            if spec is None:
                made.append(None)
                continue
            array = spec.make(rng, self)
            fixed = isinstance(spec, Given) and spec.dtype is not None
            made.append(array if fixed else array.astype(dtype))
        return made


_rows: dict[str, Sample] = {}

RTOL = {"float16": 5e-3, "float32": 1e-5, "float64": 1e-11}


def _spec(given: Any) -> Spec:
    if given is None or isinstance(given, (Floats, Given, Smooth)):
        return given
    if isinstance(given, tuple):
        return Floats(given)
    raise TypeError(f"an input is a shape tuple, floats(...), integers(...), ...; got {given!r}")


def floats(shape, low=None, high=None, avoid=None) -> Floats:
    """A differentiable input with a range of its own."""
    return Floats(tuple(shape), low, high, None if avoid is None else tuple(avoid))


def integers(shape, low, high, dtype=None) -> Given:
    """Random integers of [low, high); not differentiated. `dtype=None`: the dtype under test."""
    return Given(lambda rng: rng.integers(low, high, tuple(shape)), dtype)


def literal(values, dtype=None) -> Given:
    """These values; not differentiated. `dtype=None`: the dtype under test."""
    return Given(lambda rng: np.array(values), dtype)


def constant(maker: Maker, dtype=None) -> Given:
    """`maker(rng)` gives the array; not differentiated. `dtype=None`: the dtype under test."""
    return Given(maker, dtype)


def smooth(maker: Maker) -> Smooth:
    """`maker(rng)` gives the array (a positive definite matrix, ...); differentiated."""
    return Smooth(maker)


def case(inputs, **params) -> Case:
    """Inputs and parameters that belong together."""
    return Case(tuple(map(_spec, inputs)), params)


def wrong(inputs, match="", error=None, **params) -> Wrong:
    """A call that must fail: with MXNetError, and `error` too (ValueError, ...) if given."""
    return Wrong(tuple(map(_spec, inputs)), params, match, error)


def grid(**choices) -> list[dict[str, Any]]:
    """Every combination: grid(axis=[0, 1], keepdims=[False, True]) is four dicts."""
    return [
        dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())
    ]


def sample(
    name: str,
    inputs: Sequence[Any] | None = None,
    *,
    params: dict[str, Any] | list[dict[str, Any]] | None = None,
    cases: Sequence[Case] = (),
    reference: Callable[..., Any] | None = None,
    why_no_reference: str | None = None,
    low: float = -1.0,
    high: float = 1.0,
    avoid: Sequence[float] = (),
    special: Sequence[float] = (),
    special_gradient: Sequence[float] | None = None,
    order: int = 2,
    dtypes: Sequence[str] = ("float16", "float32", "float64"),
    integer_dtypes: Sequence[str] = (),
    out_dtype: str | Callable[[str], Any] | None = None,
    zero_size: bool | Sequence[Case] | None = None,
    broadcast: bool = False,
    wrong: Sequence[Wrong] = (),
    rtol: dict[str, float] | None = None,
    gradient_rtol: float = 1e-5,
    eps: float = 1e-5,
    training: bool = True,
    convention: str | None = None,
) -> None:
    """Add the row of the operator registered as `name` (a second call adds its cases to the row).

    inputs: one entry per array input: a shape (random floats of [low, high], differentiated),
        `floats` with a range of its own, `smooth(maker)`, or - not differentiated - `integers`,
        `literal`, `constant`; None omits an optional input.
    params: keyword parameters of the call, or a list of such dicts (see `grid`): one case each.
    cases: further cases whose inputs and parameters belong together, see `case`.
    reference: the same function over NumPy, called `reference(*inputs, **params)` with float64
        inputs (omitted ones are left out, or None when a later one is given); returns the visible
        outputs (tuple if several). An operator that updates inputs in place (optimizer states)
        returns its outputs, then the new value of each updated input. A parameter that the case
        does not give is not passed.
    why_no_reference: a reason, where a NumPy reference makes no sense (random values, a private
        gradient operator that the check of its parent's second order covers).
    avoid: kinks; random values keep 0.05 away from them.
    special: values at which the result must equal the reference (one input: that value;
        two inputs: every pair); `special_gradient`: the expected derivatives there, one input only.
    order: orders of derivatives checked against finite differences, 3 for elementwise operators;
        0 where the operator is not differentiable. convention: why the rule of an operator is not
        its derivative (SoftmaxOutput, MakeLoss, ...), with order=0; pin it in a test of its own.
    dtypes: float dtypes tried; integer_dtypes: integer dtypes tried (values of range 1..5).
    out_dtype: None - the dtype of the inputs is kept; a name - always that dtype; a function of
        the input dtype's name giving a name, or a tuple of names for several outputs.
    zero_size: True - every array input with its first axis of length 0 works (default where all
        inputs are float arrays of one shape); False - not tried; or a list of cases to try.
    broadcast: two inputs that broadcast like NumPy's.
    wrong: calls that must raise MXNetError, see `wrong`.
    rtol: tolerance of values by dtype where RTOL is too strict; gradient_rtol, eps: tolerance and
        step of the finite differences.
    training: mode in which the operator runs.
    """
    todo = list(cases)
    if inputs is not None:
        sets = params if isinstance(params, list) else [params or {}]
        todo = [case(inputs, **chosen) for chosen in sets] + todo
    elif params is not None:
        sets = params if isinstance(params, list) else [params]
        todo = [case([], **chosen) for chosen in sets] + todo
    if not todo:
        raise ValueError(f"row {name!r} has no case: give inputs, params or cases")
    if reference is None and why_no_reference is None and name not in _rows:
        raise ValueError(f"row {name!r}: give a reference, or say why there is none")
    if zero_size is None:
        shapes = {
            getattr(spec, "shape", None) for c in todo for spec in c.inputs if spec is not None
        }
        zero_size = all(c.inputs for c in todo) and None not in shapes and () not in shapes
        zero_size = zero_size and all(len({s.shape for s in c.inputs if s}) == 1 for c in todo)
    elif not isinstance(zero_size, bool):
        zero_size = tuple(zero_size)
    if name in _rows:
        row = _rows[name]
        if reference is not None and reference is not row.reference:
            raise ValueError(f"row {name!r} exists already; a second call adds cases, no reference")
        row.cases += todo
        row.wrong += tuple(wrong)
        return
    _rows[name] = Sample(
        name, todo, low, high, tuple(avoid), reference, why_no_reference, tuple(special),
        None if special_gradient is None else tuple(special_gradient), order, tuple(dtypes),
        tuple(integer_dtypes), out_dtype, zero_size, broadcast, tuple(wrong),
        {**RTOL, **(rtol or {})}, gradient_rtol, eps, training, convention,
    )  # fmt: skip


def rows() -> dict[str, Sample]:
    """All rows by the operator's registered name."""
    package = importlib.import_module("tests.ops.rows")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"tests.ops.rows.{module.name}")
    return _rows
