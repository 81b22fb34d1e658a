"""What is checked of every operator, given its row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

import ndgrad as mx
from ndgrad import autograd
from ndgrad.core.namespaces import raw_namespace
from ndgrad.core.sweep import sweep
from ndgrad.ndarray import NDArray, classic
from ndgrad.ops.registry import Operator, find
from ndgrad.test_utils import check_gradients

from .samples import Case, Floats, Sample, Smooth, Spec

SEED = 7


def operator(row: Sample) -> Operator:
    op = find(row.name)
    assert op is not None, f"the row {row.name!r} has no operator"
    return op.seal()


def wrap(raw: np.ndarray | None) -> Any:
    return None if raw is None else mx.nd.array(raw, dtype=raw.dtype)


def listed(outputs: Any) -> list[Any]:
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def call(row: Sample, arrays: Sequence[Any], params: dict[str, Any], **extra: Any) -> list[NDArray]:
    """The outputs for arrays of ours, in the row's mode and from the same random state."""
    mx.random.seed(SEED)
    function = classic.function(operator(row))
    with autograd.train_mode() if row.training else autograd.predict_mode():
        return listed(function(*arrays, **params, **extra))


def expected(row: Sample, raws: Sequence[Any], params: dict[str, Any]) -> list[np.ndarray] | None:
    """The reference's answer in float64, its 0-d results given one axis; None without reference."""
    if row.reference is None:
        return None
    given = list(raws)
    while given and given[-1] is None:
        given.pop()
    wide = [g.astype("float64") if g is not None and g.dtype.kind == "f" else g for g in given]
    with np.errstate(all="ignore"):
        answer = listed(row.reference(*wide, **params))
    return [np.asarray(a) if np.ndim(a) else np.reshape(a, (1,)) for a in answer]


def out_dtypes(row: Sample, dtype: str, count: int) -> list[str]:
    rule = row.out_dtype
    answer = dtype if rule is None else rule(dtype) if callable(rule) else rule
    return list(answer) if isinstance(answer, (tuple, list)) else [answer] * count


def differentiated(specs: Sequence[Spec]) -> list[int]:
    return [i for i, spec in enumerate(specs) if isinstance(spec, (Floats, Smooth))]


def close(got: np.ndarray, want: np.ndarray, rtol: float, what: str) -> None:
    """Equal to a relative tolerance, measured against the largest element too."""
    want = np.asarray(want)
    assert got.shape == want.shape, f"{what}: shape {got.shape}, expected {want.shape}"
    finite = np.abs(want[np.isfinite(want)]) if want.dtype.kind == "f" else np.abs(want)
    atol = rtol * max(float(finite.max(initial=0)), 1e-2)
    np.testing.assert_allclose(
        got.astype("float64"), want.astype("float64"), rtol=rtol, atol=atol, err_msg=what
    )


def each(row: Sample, cases: Iterable[Case] | None = None) -> Iterable[tuple[Case, str]]:
    for case in row.cases if cases is None else cases:
        shapes = [getattr(spec, "shape", "given") for spec in case.inputs]
        yield case, f"{row.name}{shapes} {case.params or ''}"


# -- the checks ----------------------------------------------------------------------------------


def values(row: Sample, dtype: str) -> None:
    """Value, number, shape and dtype of the outputs; inputs unharmed; results own their memory."""
    op = operator(row)
    for case, what in each(row):
        raws = row.arrays(case.inputs, dtype)
        arrays = [wrap(raw) for raw in raws]
        outputs = call(row, arrays, case.params)
        answer = expected(row, raws, case.params)
        got = [y.asnumpy() for y in outputs]
        kinds = out_dtypes(row, dtype, len(got))
        assert len(kinds) == len(got), f"{what}: {len(got)} outputs, dtypes {kinds}"
        for y, kind in zip(got, kinds, strict=True):
            assert y.dtype == np.dtype(kind), f"{what}: dtype {y.dtype}, expected {kind}"
        updated = list(op.updated(len(raws)))
        if answer is not None:
            states = [arrays[i].asnumpy() for i in updated]
            assert len(answer) == len(got) + len(states), f"{what}: {len(got)} outputs"
            for i, (y, want) in enumerate(zip(got + states, answer, strict=True)):
                close(y, want, row.rtol[dtype], f"{what} {dtype} output {i}")
        for i, (array, raw) in enumerate(zip(arrays, raws, strict=True)):
            if raw is not None and i not in updated:
                np.testing.assert_array_equal(
                    array.asnumpy(), raw, err_msg=f"{what} harmed input {i}"
                )
        if op.shares != "view":
            for y, array in itertools.product(outputs, arrays):
                if array is not None:
                    assert not np.shares_memory(y._raw, array._raw), f"{what}: shares memory"


def integers(row: Sample, dtype: str) -> None:
    """Integer arrays keep their dtype, and give the truncated value of the reference."""
    for case, what in each(row):
        rng = row.rng("integers")
        raws = [
            None if spec is None
            else rng.integers(1, 6, spec.shape).astype(dtype) if isinstance(spec, Floats)
            else raw
            for spec, raw in zip(case.inputs, row.arrays(case.inputs, dtype), strict=True)
        ]  # fmt: skip
        outputs = [y.asnumpy() for y in call(row, [wrap(r) for r in raws], case.params)]
        wide = [r.astype("float64") if r is not None else None for r in raws]
        answer = expected(row, wide, case.params)
        for y, kind in zip(outputs, out_dtypes(row, dtype, len(outputs)), strict=True):
            assert y.dtype == np.dtype(kind), f"{what} {dtype}: dtype {y.dtype}, expected {kind}"
        if answer is not None:
            for y, want in zip(outputs, answer, strict=True):
                # Next to an integer the last bit of the computation decides: either is right.
                near = np.where(np.abs(want - np.rint(want)) < 1e-6, np.rint(want), np.trunc(want))
                right = (y == np.trunc(want).astype(y.dtype)) | (y == near.astype(y.dtype))
                assert right.all(), f"{what} {dtype}: {y}, expected {want}"


def specials(row: Sample) -> None:
    """The special values, and their derivatives."""
    op = operator(row)
    params = row.cases[0].params
    count = len(row.cases[0].inputs)
    for dtype in ("float32", "float64"):
        points = np.array(list(itertools.product(row.special, repeat=count)), dtype)
        raws = [np.ascontiguousarray(column) for column in points.T]
        outputs = call(row, [wrap(r) for r in raws], params)
        with np.errstate(all="ignore"):
            answer = listed(row.reference(*raws, **params))
        for y, want in zip(outputs, answer, strict=True):
            want = np.broadcast_to(want, y.shape)
            close(y.asnumpy(), want, row.rtol[dtype], f"{row.name} at {row.special}")
        if row.special_gradient is not None:
            assert op.recorded, f"{row.name} is not differentiable"
            x = wrap(raws[0])
            x.attach_grad()
            with autograd.record(train_mode=row.training):
                y = call(row, [x], params)[0]
            y.backward()
            want = np.array(row.special_gradient, dtype)
            close(x.grad.asnumpy(), want, row.rtol[dtype], f"{row.name}' at {row.special}")


def _function(row: Sample, case: Case, raws: Sequence[Any], chosen: Sequence[int]) -> Callable:
    """The operator as a function of its differentiated inputs, from the same random state."""
    fixed = [wrap(raw) for raw in raws]
    function = classic.function(operator(row))

    def f(*xs: NDArray) -> Any:
        mx.random.seed(SEED)
        given = list(fixed)
        for i, x in zip(chosen, xs, strict=True):
            given[i] = x
        return function(*given, **case.params)

    return f


def gradients(row: Sample) -> None:
    """Derivatives of each order against finite differences, in float64."""
    for case, what in each(row):
        chosen = differentiated(case.inputs)
        raws = row.arrays(case.inputs)
        try:
            check_gradients(
                _function(row, case, raws, chosen), *[raws[i] for i in chosen],
                order=row.order, eps=row.eps, rtol=row.gradient_rtol, train_mode=row.training,
            )  # fmt: skip
        except AssertionError as error:
            raise AssertionError(f"{what}: {error}") from None


def _raw_gradients(
    row: Sample, case: Case, raws: Sequence[Any], recorded: bool
) -> list[np.ndarray]:
    chosen = differentiated(case.inputs)
    xs = [wrap(raws[i]) for i in chosen]
    f = _function(row, case, raws, chosen)
    for x in xs:
        x.attach_grad()
    with autograd.record(train_mode=row.training):
        heads = [y for y in listed(f(*xs)) if np.dtype(y.dtype).kind == "f"]
        rng = row.rng("heads")
        weights = [wrap(rng.uniform(0.5, 1.5, h.shape).astype(h.dtype)) for h in heads]
        zeros = [mx.nd.zeros_like(x) for x in xs]
        if recorded:
            found = autograd.grad(heads + xs, xs, weights + zeros, create_graph=True)
    if not recorded:
        autograd.backward(heads + xs, weights + zeros)
        found = [x.grad for x in xs]
    for x, i in zip(xs, chosen, strict=True):
        np.testing.assert_array_equal(x.asnumpy(), raws[i], err_msg=f"backward harmed input {i}")
    return [g.asnumpy() for g in found]


def _rule_dtypes(row: Sample, case: Case, raws: Sequence[Any]) -> list[np.dtype]:
    """The dtypes of the raw gradients, before they are written into the variables' buffers."""
    chosen = differentiated(case.inputs)
    xs = [wrap(raws[i]) for i in chosen]
    for x in xs:
        x.attach_grad()
    with autograd.record(train_mode=row.training):
        outputs = listed(_function(row, case, raws, chosen)(*xs))
    heads = [y for y in outputs if y._node is not None and np.dtype(y.dtype).kind == "f"]
    ones = [np.ones(h.shape, h.dtype) for h in heads]
    found = sweep([h._node for h in heads], ones, raw_namespace, retain_graph=False)
    return [g.dtype for g in found.values() if g is not None]


def raw_as_recorded(row: Sample, dtype: str) -> None:
    """A rule gives the same on raw and on recorded arrays, and about what it gives in float64."""
    for case, what in each(row):
        raws = row.arrays(case.inputs, dtype)
        for kind in _rule_dtypes(row, case, raws):
            assert kind == dtype, f"{what}: a rule gives {kind} for {dtype}"
        raw = _raw_gradients(row, case, raws, recorded=False)
        recorded = _raw_gradients(row, case, raws, recorded=True)
        wide = [
            r.astype("float64") if r is not None and r.dtype == np.dtype(dtype) else r for r in raws
        ]
        exact = _raw_gradients(row, case, wide, recorded=False)
        rtol = {"float16": 1e-3, "float32": 1e-6, "float64": 1e-13}[dtype]
        for i, (a, b, c) in enumerate(zip(raw, recorded, exact, strict=True)):
            assert a.dtype == b.dtype == np.dtype(dtype), (
                f"{what}: gradient {i} is {a.dtype}, {b.dtype}"
            )
            close(a, b, 20 * rtol, f"{what} {dtype}: raw rule against recorded, input {i}")
            close(
                a, c, 50 * max(rtol, row.rtol[dtype]), f"{what}: {dtype} against float64, input {i}"
            )


def strided(raw: np.ndarray | None) -> np.ndarray | None:
    """The same values in memory that is not contiguous."""
    if raw is None or raw.ndim == 0:
        return raw
    wide = np.zeros((*raw.shape[:-1], 2 * raw.shape[-1]), raw.dtype)
    view = wide[..., ::2]
    view[...] = raw
    return view


def non_contiguous(row: Sample) -> None:
    """Kernels and rules do not rely on contiguous memory."""
    op = operator(row)
    for case, what in each(row):
        raws = row.arrays(case.inputs)
        straight = call(row, [wrap(raw) for raw in raws], case.params)
        arrays = [None if raw is None else classic.wrap(strided(raw)) for raw in raws]
        chosen = differentiated(case.inputs) if op.recorded and row.order else []
        for i in chosen:
            arrays[i].attach_grad()
        mx.random.seed(SEED)
        with autograd.record(train_mode=row.training):
            outputs = listed(classic.function(op)(*arrays, **case.params))
        for y, want in zip(outputs, straight, strict=True):
            close(y.asnumpy(), want.asnumpy(), 1e-12, f"{what} not contiguous")
        heads = [y for y in outputs if np.dtype(y.dtype).kind == "f"]
        if chosen and any(y._node is not None for y in heads):
            rng = row.rng("heads")
            weights = [classic.wrap(strided(rng.uniform(0.5, 1.5, h.shape))) for h in heads]
            xs = [arrays[i] for i in chosen]
            autograd.backward(heads + xs, weights + [mx.nd.zeros_like(x) for x in xs])
            want = _raw_gradients(row, case, raws, recorded=False)
            for i, (x, g) in enumerate(zip(xs, want, strict=True)):
                close(x.grad.asnumpy(), g, 1e-11, f"{what} not contiguous, gradient {i}")


def _emptied(case: Case) -> Case:
    return Case(tuple(s and Floats((0, *s.shape[1:])) for s in case.inputs), case.params)


def zero_size(row: Sample) -> None:
    """Arrays without elements work, forward and backward."""
    op = operator(row)
    cases = row.zero_size if isinstance(row.zero_size, tuple) else map(_emptied, row.cases)
    for case, what in each(row, cases):
        raws = row.arrays(case.inputs)
        chosen = differentiated(case.inputs) if op.recorded and row.order else []
        arrays = [wrap(raw) for raw in raws]
        for i in chosen:
            arrays[i].attach_grad()
        with autograd.record(train_mode=row.training):
            outputs = call(row, arrays, case.params)
        answer = expected(row, raws, case.params)
        if answer is not None:
            for y, want in zip(outputs, answer, strict=False):
                assert y.shape == want.shape, f"{what}: shape {y.shape}, expected {want.shape}"
        heads = [y for y in outputs if y._node is not None]
        if heads:
            autograd.backward(heads)
        for i in chosen:
            assert arrays[i].grad.shape == raws[i].shape, what


BROADCAST = [
    ((3, 4), (4,)),
    ((2, 3, 4), (3, 1)),
    ((2, 1), (1, 3)),
    ((1,), (2, 3)),
    ((0, 3), (1, 3)),
]


def broadcasting(row: Sample) -> None:
    """Two inputs broadcast, and the gradients are summed back to their shapes."""
    op = operator(row)
    first, second = row.cases[0].inputs
    for shapes in BROADCAST:
        specs = [
            Floats(s, f.low, f.high, f.avoid) for s, f in zip(shapes, (first, second), strict=True)
        ]
        case = Case(tuple(specs), row.cases[0].params)
        raws = row.arrays(case.inputs)
        outputs = call(row, [wrap(raw) for raw in raws], case.params)
        for y, want in zip(outputs, expected(row, raws, case.params), strict=True):
            close(y.asnumpy(), want, row.rtol["float64"], f"{row.name} {shapes}")
        if op.recorded and row.order:
            check_gradients(_function(row, case, raws, [0, 1]), *raws, order=min(row.order, 2))


def out_argument(row: Sample) -> None:
    """`out=` receives the results and is what comes back."""
    case = row.cases[0]
    raws = row.arrays(case.inputs)
    plain = call(row, [wrap(raw) for raw in raws], case.params)
    targets = [mx.nd.zeros(y.shape, dtype=y.dtype) for y in plain]
    given = targets[0] if len(targets) == 1 else targets
    returned = call(row, [wrap(raw) for raw in raws], case.params, out=given)
    assert all(a is b for a, b in zip(returned, targets, strict=True)), f"{row.name}: another array"
    for target, want in zip(targets, plain, strict=True):
        np.testing.assert_array_equal(target.asnumpy(), want.asnumpy(), err_msg=row.name)


def memory(row: Sample) -> None:
    """Outputs have memory of their own, in C order and writable: views of them share it, and a
    write changes nothing else. (Operators that declare `shares="view"` are left out.)"""
    for case, what in each(row):
        arrays = [wrap(raw) for raw in row.arrays(case.inputs)]
        outputs = call(row, arrays, case.params)
        for i, y in enumerate(outputs):
            raw = y._raw
            if not raw.size:
                continue
            assert type(raw) is np.ndarray, f"{what}: {type(raw)}"
            assert raw.flags.c_contiguous and raw.flags.writeable, what
            for other in (*arrays, *outputs[:i]):
                assert other is None or not np.may_share_memory(raw, other._raw), what
            owner = raw if raw.base is None else raw.base
            # The rest of a larger piece of memory would stay alive with it, unseen.
            assert owner.nbytes <= 4 * raw.nbytes + 4096, f"{what}: holds {owner.nbytes} bytes"


def method(row: Sample) -> None:
    """The method of the arrays is the operator."""
    op = operator(row)
    case = row.cases[0]
    raws = row.arrays(case.inputs)
    function = call(row, [wrap(raw) for raw in raws], case.params)
    mx.random.seed(SEED)
    first, *others = [wrap(raw) for raw in raws]
    with autograd.train_mode() if row.training else autograd.predict_mode():
        result = listed(getattr(first, op.method)(*others, **case.params))
    for a, b in zip(result, function, strict=True):
        np.testing.assert_array_equal(a.asnumpy(), b.asnumpy(), err_msg=f"NDArray.{op.method}")


def wrong_calls(row: Sample) -> None:
    """Wrong calls raise MXNetError with a text that helps, at the call."""
    for bad in row.wrong:
        arrays = [wrap(raw) for raw in row.arrays(bad.inputs, "float32")]
        try:
            call(row, arrays, bad.params)
        except mx.MXNetError as error:
            text = str(error)
            assert bad.error is None or isinstance(error, bad.error), f"{row.name}: {error!r}"
            assert re.search(bad.match, text), f"{row.name}: {bad.match!r} not in {text!r}"
            assert row.name.lstrip("_") in text, f"{row.name}: the error does not name it: {text!r}"
            assert len(text.splitlines()) <= 8, f"{row.name}: a long error: {text!r}"
        else:
            raise AssertionError(f"{row.name}({bad.inputs}, {bad.params}) did not fail")
    unknown = [wrap(raw) for raw in row.arrays(row.cases[0].inputs, "float32")]
    try:
        call(row, unknown, row.cases[0].params, no_such_parameter=1)
    except mx.MXNetError as error:
        assert "no_such_parameter" in str(error) and row.name in str(error), str(error)
    else:
        raise AssertionError(f"{row.name} takes unknown keywords")
