"""The language of the parity cases, and how a case is run: with MXNet or with ndgrad, alike.

Needs nothing but NumPy, of any version: inputs come from the frozen streams of `RandomState`.

    call("nd.FullyConnected", A(2, 3), A(4, 3), A(4), num_hidden=4)
    call("nd.take", A(5, 3), I((2, 2), 0, 5), axis=0)
    call("NDArray.reshape", A(2, 3), shape=(0, -1))        # a method of the first input
    call("nd.random.normal", shape=(2, 3), values=False)    # shape and dtype only
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

FLOATS = ("float32", "float64")


@dataclass(frozen=True)
class Input:
    """An input array: how it is made, its fixed dtype if any, and whether it is differentiated."""

    text: str
    make: Any
    dtype: str | None = None
    grad: bool = False

    def __repr__(self) -> str:
        return self.text


def _words(*parts: Any, **named: Any) -> str:
    words = [repr(p) for p in parts] + [f"{k}={v!r}" for k, v in named.items()]
    return "(" + ", ".join(words) + ")"


def A(*shape: int, low: float = -1.0, high: float = 1.0, grad: bool = True) -> Input:
    """Random floats without ties, differentiated."""

    def make(rng):
        size = int(np.prod(shape))
        strata = (rng.permutation(size) + rng.uniform(0.25, 0.75, size)) / max(size, 1)
        return (low + (high - low) * strata).reshape(shape)

    named = {} if (low, high) == (-1.0, 1.0) else {"low": low, "high": high}
    name = "A" if grad else "Fixed"
    return Input(name + _words(*shape, **named), make, None, grad)


def I(shape, low, high, dtype=None) -> Input:  # noqa: E743 - reads well in the cases
    """Random integers of [low, high), in the dtype of the case or in their own."""
    named = {} if dtype is None else {"dtype": dtype}
    make = lambda rng: rng.randint(low, high, shape)  # noqa: E731 - one line is all there is
    return Input("I" + _words(shape, low, high, **named), make, dtype)


def L(values, dtype=None, grad=False) -> Input:
    """These values, in the dtype of the case or in their own."""
    named = {} if dtype is None else {"dtype": dtype}
    name = "Leaf" if grad else "L"
    return Input(name + _words(values, **named), lambda rng: np.array(values), dtype, grad)


def SPD(*shape: int) -> Input:
    """Symmetric positive definite matrices, differentiated."""

    def make(rng):
        half = rng.uniform(-1, 1, shape)
        return np.matmul(half, np.swapaxes(half, -1, -2)) + shape[-1] * np.eye(shape[-1])

    return Input("SPD" + _words(*shape), make, None, True)


def TRI(*shape: int, lower: bool = True) -> Input:
    """Well conditioned triangular matrices, differentiated."""

    def make(rng):
        full = rng.uniform(-1, 1, shape) + 3 * np.eye(shape[-1])
        return np.tril(full) if lower else np.triu(full)

    return Input("TRI" + _words(*shape, lower=lower), make, None, True)


@dataclass(frozen=True)
class Case:
    """One call in each of its dtypes."""

    path: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    dtypes: tuple[str, ...]
    grad: bool
    train: bool
    values: bool
    rtol: dict[str, float]
    atol: float | None
    ignore: tuple[str, ...]
    fault: str | None

    @property
    def key(self) -> str:
        """The call as text: its name in the answers, in the test and for the random seed."""
        mode = "" if self.train else " predicting"
        return self.path + _words(*self.args, **self.kwargs) + mode


_cases: list[Case] = []


def call(path, *args, dtypes=FLOATS, grad=True, train=True, values=True, rtol=None, atol=None,
         ignore=(), fault=None, **kwargs):  # fmt: skip
    """Add one call of `path` to the family.

    dtypes: the call is made once in each; grad: gradients of the differentiated inputs are asked,
    with random head gradients; train: mode of recording; values: False compares shape and dtype
    only; rtol, atol: tolerances where the usual ones are too strict; ignore: names in the answer
    that are not recorded, a side effect of MXNet's alone; fault: what MXNet does wrong here, in
    which case it is not asked and the right answer is pinned in a test of its own.
    """
    default = {"float16": 4e-3, "float32": 2e-5, "float64": 1e-10}
    if rtol is not None:
        default = dict.fromkeys(default, rtol) if isinstance(rtol, float) else {**default, **rtol}
    dtypes = (dtypes,) if isinstance(dtypes, str) else tuple(dtypes)
    _cases.append(
        Case(path, args, kwargs, dtypes, grad, train, values, default, atol, tuple(ignore), fault)
    )


def collect(family_module) -> list[Case]:
    """The cases of one family, given the (freshly imported) module that calls `call`."""
    import importlib

    _cases.clear()
    importlib.reload(family_module)
    cases = list(_cases)
    keys = [f"{case.key} {dtype}" for case in cases for dtype in case.dtypes]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"described twice in {family_module.__name__}: {sorted(twice)}")
    return cases


def find(mx: Any, path: str) -> Any:
    """The function at `path`; "NDArray.name" is that method or property of the first input."""
    head, _, rest = path.partition(".")
    if head == "NDArray":

        def method(first, *args, **kwargs):
            member = getattr(first, rest)
            return member(*args, **kwargs) if callable(member) else member

        return method
    found = mx
    for name in path.split("."):
        found = getattr(found, name)
    return found


def _head_grads(heads, case: Case) -> list[np.ndarray]:
    """Random head gradients in [0.5, 1.5)."""
    rng = np.random.RandomState(zlib.crc32(("head " + case.key).encode()))
    return [rng.uniform(0.5, 1.5, head.shape).astype(head.dtype) for head in heads]


def run(mx: Any, case: Case, dtype: str) -> dict[str, np.ndarray]:
    """Make the call; returns out0, out1, ..., grad0, ... and in0, ... (inputs that it changed)."""
    rng = np.random.RandomState(zlib.crc32(case.key.encode()))
    made: list[tuple[Input, np.ndarray, Any]] = []

    def build(value):
        if isinstance(value, Input):
            raw = np.asarray(value.make(rng)).astype(value.dtype or dtype)
            array = mx.nd.array(raw, dtype=raw.dtype)
            made.append((value, raw, array))
            return array
        if isinstance(value, list):
            return [build(v) for v in value]
        return value

    args = [build(value) for value in case.args]
    kwargs = {name: build(value) for name, value in case.kwargs.items()}
    if kwargs.get("dtype") == "case":
        kwargs["dtype"] = dtype
    function = find(mx, case.path)
    leaves = [array for given, _, array in made if given.grad]
    grad = case.grad and bool(leaves) and dtype.startswith("float")
    if grad:
        for leaf in leaves:
            leaf.attach_grad()
        with mx.autograd.record(train_mode=case.train):
            outputs = function(*args, **kwargs)
            several = isinstance(outputs, (list, tuple))
            outputs = list(outputs) if several else [outputs]
            heads = [out for out in outputs if np.dtype(out.dtype).kind == "f"]
            head_grads = [mx.nd.array(h, dtype=h.dtype) for h in _head_grads(heads, case)]
        mx.autograd.backward(heads, head_grads)
    elif case.train:
        outputs = function(*args, **kwargs)
    else:
        with mx.autograd.predict_mode():
            outputs = function(*args, **kwargs)
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    answer: dict[str, np.ndarray] = {}
    for i, out in enumerate(out for out in outputs if out is not None):
        answer[f"out{i}"] = out.asnumpy() if hasattr(out, "asnumpy") else np.asarray(out)
    if grad:
        for i, leaf in enumerate(leaves):
            answer[f"grad{i}"] = leaf.grad.asnumpy()
    for i, (_, raw, array) in enumerate(made):
        after = array.asnumpy()
        if not np.array_equal(after, raw, equal_nan=after.dtype.kind == "f"):
            answer[f"in{i}"] = after
    return {name: array for name, array in answer.items() if name not in case.ignore}
