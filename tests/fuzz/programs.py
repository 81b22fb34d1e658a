"""Random operator programs: how they are drawn, and the same operators for ndgrad and PyTorch.

A program is data: leaves, then steps (operator, positions of its inputs, parameters). It is drawn
step by step while ndgrad runs it, so that values stay moderate and no derivative is taken at a kink
or a tie, where conventions differ and finite differences lie.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ndgrad import nd

SHAPES = [(3,), (2, 3), (3, 1), (1, 3), (2, 3, 2), (4, 2), (2, 1, 2), (1,)]
MARGIN = 1e-3  # distance from kinks and ties
LARGEST = 30.0


@dataclass
class Step:
    name: str
    inputs: tuple[int, ...]
    params: dict[str, Any]


@dataclass
class Program:
    leaves: list[np.ndarray]
    steps: list[Step] = field(default_factory=list)
    weights: list[np.ndarray] = field(default_factory=list)  # of the heads
    heads: list[int] = field(default_factory=list)

    def run(self, table: dict[str, Callable[..., Any]], leaves: list[Any]) -> list[Any]:
        """The heads, computed by the operators of a table."""
        values = list(leaves)
        for step in self.steps:
            values.append(table[step.name](*[values[i] for i in step.inputs], **step.params))
        return [values[i] for i in self.heads]

    def __str__(self) -> str:
        lines = [f"v{i} = leaf {leaf.shape}" for i, leaf in enumerate(self.leaves)]
        for n, s in enumerate(self.steps, len(lines)):
            lines.append(f"v{n} = {s.name}({', '.join(f'v{i}' for i in s.inputs)}, {s.params})")
        return "\n".join([*lines, f"heads {self.heads}"])


# -- the operators -------------------------------------------------------------------------------

UNARY = [
    "tanh", "sigmoid", "sin", "cos", "exp", "square", "negative", "softsign", "arctan", "relu",
    "abs", "erf", "log1p_of_square",
]  # fmt: skip
BINARY = ["add", "subtract", "multiply", "divide_by_positive", "maximum", "minimum", "hypot"]
REDUCE = ["sum", "mean", "max", "min", "prod", "norm"]
SHAPE = ["transpose", "reshape", "expand_dims", "flip", "slice", "tile", "repeat", "broadcast_to"]
OTHER = [
    "softmax", "log_softmax", "dot", "concat", "stack", "take", "clip", "where", "add_scalar",
    "multiply_scalar", "power_scalar", "index", "cumsum", "sort", "pick",
]  # fmt: skip

ND: dict[str, Callable[..., Any]] = {
    name: getattr(nd, name)
    for name in (*UNARY[:-1], "add", "subtract", "multiply", "maximum", "minimum", *REDUCE, *SHAPE)
    if name not in ("slice", "reshape")
}
ND.update(
    log1p_of_square=lambda x: nd.log1p(x * x),
    divide_by_positive=lambda a, b: a / (b * b + 1),
    hypot=lambda a, b: nd.broadcast_hypot(a, b),
    reshape=lambda x, shape: x.reshape(shape),
    slice=lambda x, begin, end, step: nd.slice(x, begin=begin, end=end, step=step),
    softmax=nd.softmax,
    log_softmax=nd.log_softmax,
    dot=nd.dot,
    concat=lambda *xs, dim: nd.concat(*xs, dim=dim),
    stack=lambda *xs, axis: nd.stack(*xs, axis=axis),
    take=lambda x, indices, axis: nd.take(x, nd.array(indices), axis=axis),
    clip=lambda x, low, high: nd.clip(x, low, high),
    where=lambda a, b, mask: nd.where(nd.array(mask, dtype="float64"), a, b),
    add_scalar=lambda x, value: value + x,
    multiply_scalar=lambda x, value: x * value,
    power_scalar=lambda x, value: (x * x + 1) ** value,
    index=lambda x, key: x[key],
    cumsum=lambda x, axis: nd.cumsum(x, axis=axis),
    sort=lambda x, axis: nd.sort(x, axis=axis),
    pick=lambda x, index, axis: nd.pick(x, nd.array(index), axis=axis),
)


def torch_table(torch: Any) -> dict[str, Callable[..., Any]]:
    """The same operators in PyTorch, with the conventions of classic arrays (no 0-d results)."""

    def reduce(function):
        def reduced(x, axis, keepdims):
            y = function(x, tuple(range(x.ndim)) if axis is None else axis, keepdims)
            return y.reshape(1) if y.ndim == 0 else y

        return reduced

    def product(x, axes, keepdims):
        for axis in sorted(axes if isinstance(axes, tuple) else (axes,), reverse=True):
            x = torch.prod(x, dim=axis, keepdim=keepdims)
        return x

    def at(x, key):
        y = x[key]
        return y.reshape(1) if y.ndim == 0 else y

    def dot(a, b):
        y = torch.tensordot(a, b, dims=([a.ndim - 1], [0]))
        return y.reshape(1) if y.ndim == 0 else y

    def cut(x, begin, end, step):
        for axis, (b, e, s) in enumerate(zip(begin, end, step, strict=True)):
            n = x.shape[axis]
            chosen = list(range(n))[slice(b, e, s)]
            x = torch.index_select(x, axis, torch.tensor(chosen))
        return x

    def repeated(x, repeats, axis):
        return torch.repeat_interleave(x, repeats, dim=axis)

    def picked(x, index, axis):
        places = torch.tensor(index).unsqueeze(axis)
        y = torch.gather(x, axis, places).squeeze(axis)
        return y.reshape(1) if y.ndim == 0 else y

    table = {n: getattr(torch, n) for n in ("tanh", "sigmoid", "sin", "cos", "exp", "square",
             "negative", "arctan", "relu", "abs", "erf", "add", "subtract", "multiply", "maximum",
             "minimum", "hypot")}  # fmt: skip
    table.update(
        softsign=torch.nn.functional.softsign,
        log1p_of_square=lambda x: torch.log1p(x * x),
        divide_by_positive=lambda a, b: a / (b * b + 1),
        sum=reduce(lambda x, axis, keep: torch.sum(x, dim=axis, keepdim=keep)),
        mean=reduce(lambda x, axis, keep: torch.mean(x, dim=axis, keepdim=keep)),
        max=reduce(lambda x, axis, keep: torch.amax(x, dim=axis, keepdim=keep)),
        min=reduce(lambda x, axis, keep: torch.amin(x, dim=axis, keepdim=keep)),
        prod=reduce(product),
        norm=reduce(lambda x, axis, keep: torch.linalg.vector_norm(x, dim=axis, keepdim=keep)),
        transpose=lambda x, axes: x.permute(axes),
        reshape=lambda x, shape: x.reshape(shape),
        expand_dims=lambda x, axis: x.unsqueeze(axis),
        flip=lambda x, axis: torch.flip(x, dims=(axis,)),
        slice=cut,
        tile=lambda x, reps: torch.tile(x, reps),
        repeat=repeated,
        broadcast_to=lambda x, shape: torch.broadcast_to(x, shape),
        softmax=lambda x, axis: torch.softmax(x, dim=axis),
        log_softmax=lambda x, axis: torch.log_softmax(x, dim=axis),
        dot=dot,
        concat=lambda *xs, dim: torch.cat(xs, dim=dim),
        stack=lambda *xs, axis: torch.stack(xs, dim=axis),
        take=lambda x, indices, axis: torch.index_select(x, axis, torch.tensor(indices)),
        clip=lambda x, low, high: torch.clamp(x, low, high),
        where=lambda a, b, mask: torch.where(torch.tensor(mask) != 0, a, b),
        add_scalar=lambda x, value: value + x,
        multiply_scalar=lambda x, value: x * value,
        power_scalar=lambda x, value: (x * x + 1) ** value,
        index=at,
        cumsum=lambda x, axis: torch.cumsum(x, dim=axis),
        sort=lambda x, axis: torch.sort(x, dim=axis).values,
        pick=picked,
    )
    return table


# -- drawing -------------------------------------------------------------------------------------


def draw(seed: int) -> Program:
    """The program of a seed: 2 or 3 leaves, 4 to 12 steps."""
    chance, rng = random.Random(seed), np.random.default_rng(seed)
    leaves = [rng.uniform(-1, 1, chance.choice(SHAPES)) for _ in range(chance.choice((2, 3)))]
    program = Program(leaves)
    values = [nd.array(leaf, dtype="float64") for leaf in leaves]
    wanted = chance.randint(4, 12)
    for _ in range(10 * wanted):
        if len(program.steps) == wanted:
            break
        step = _step(chance, values)
        if step is None or not _smooth(step, [values[i].asnumpy() for i in step.inputs]):
            continue
        y = ND[step.name](*[values[i] for i in step.inputs], **step.params)
        if 0 < y.size <= 200 and y.ndim <= 4 and np.abs(y.asnumpy()).max() <= LARGEST:
            program.steps.append(step)
            values.append(y)
    used = {i for step in program.steps for i in step.inputs}
    ends = [i for i in range(len(leaves), len(values)) if i not in used]
    program.heads = ends or [len(values) - 1]
    program.weights = [rng.uniform(0.5, 1.5, values[i].shape) for i in program.heads]
    return program


def _step(chance: random.Random, values: list[Any]) -> Step | None:
    kind = chance.choices([UNARY, BINARY, REDUCE, SHAPE, OTHER], [3, 4, 2, 3, 4])[0]
    name = chance.choice(kind)
    # Newer values are taken more often: chains grow deep, and sharing still happens.
    i = min(chance.randrange(len(values)) + chance.randrange(3), len(values) - 1)
    shape = values[i].shape
    axis = chance.randrange(len(shape))
    if kind is UNARY:
        return Step(name, (i,), {})
    if kind is REDUCE:
        axes = chance.choice([None, axis, tuple(sorted({axis, 0}))])
        return Step(name, (i,), {"axis": axes, "keepdims": chance.random() < 0.5})
    if kind is SHAPE:
        return Step(name, (i,), _shape_params(name, shape, axis, chance))
    if kind is BINARY or name in ("dot", "concat", "stack", "where"):
        return _with_partner(name, i, axis, values, chance)
    return Step(name, (i,), _other_params(name, shape, axis, chance))


def _shape_params(name: str, shape: tuple[int, ...], axis: int, chance: random.Random) -> dict:
    n = len(shape)
    if name == "transpose":
        return {"axes": tuple(chance.sample(range(n), n))}
    if name == "reshape":
        return {"shape": chance.choice([(-1,), shape[::-1], (1, -1), (*shape, 1)])}
    if name == "expand_dims":
        return {"axis": chance.randint(0, n)}
    if name == "flip":
        return {"axis": axis}
    if name == "tile":
        return {"reps": tuple(chance.choice((1, 2)) for _ in range(n))}
    if name == "repeat":
        return {"repeats": chance.choice((1, 2, 3)), "axis": axis}
    if name == "broadcast_to":
        return {"shape": tuple(chance.choice((2, 3)) if m == 1 else m for m in shape)}
    begin = [chance.randrange(m) for m in shape]
    down = [chance.random() < 0.3 for _ in shape]
    end = [
        None if d else chance.randint(b + 1, m) for b, m, d in zip(begin, shape, down, strict=True)
    ]
    step = [-1 if d else chance.choice((1, 2)) for d in down]
    return {"begin": tuple(begin), "end": tuple(end), "step": tuple(step)}


def _other_params(name: str, shape: tuple[int, ...], axis: int, chance: random.Random) -> dict:
    if name in ("softmax", "log_softmax", "cumsum", "sort"):
        return {"axis": axis}
    if name == "take":
        return {"indices": [chance.randrange(shape[axis]) for _ in range(3)], "axis": axis}
    if name == "clip":
        return {"low": -chance.uniform(0.1, 1), "high": chance.uniform(0.1, 1)}
    if name == "index":
        part = slice(chance.randrange(shape[0]), None)
        return {"key": chance.choice([chance.randrange(shape[0]), part, (Ellipsis, -1)])}
    if name == "pick":
        rest = shape[:axis] + shape[axis + 1 :]
        draws = [chance.randrange(shape[axis]) for _ in range(int(np.prod(rest)))]
        return {"index": np.reshape(np.array(draws, "int64"), rest), "axis": axis}
    return {"value": chance.choice([-1.5, 0.5, 2.0, 3.0])}


def _with_partner(
    name: str, i: int, axis: int, values: list[Any], chance: random.Random
) -> Step | None:
    shape = values[i].shape
    fits = [j for j, v in enumerate(values) if _fit(name, shape, v.shape, axis)]
    if not fits:
        return None
    j = chance.choice(fits)
    if name == "concat":
        return Step(name, (i, j), {"dim": axis})
    if name == "stack":
        return Step(name, (i, j, i), {"axis": chance.randint(0, len(shape))})
    if name == "where":
        mask = [chance.randrange(2) for _ in range(int(np.prod(shape)))]
        return Step(name, (i, j), {"mask": np.array(mask, "float64").reshape(shape)})
    return Step(name, (i, j), {})


def _fit(name: str, a: tuple[int, ...], b: tuple[int, ...], axis: int) -> bool:
    if name in ("stack", "where"):
        return a == b
    if name == "concat":
        return len(a) == len(b) and all(
            m == n or k == axis for k, (m, n) in enumerate(zip(a, b, strict=True))
        )
    if name == "dot":
        return a[-1] == b[0] and len(a) + len(b) <= 5
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        return False
    return True


def _smooth(step: Step, inputs: list[np.ndarray]) -> bool:
    """Whether the step is differentiable here, with a margin."""
    x, name = inputs[0], step.name
    if name in ("relu", "abs"):
        return bool(np.abs(x).min() > MARGIN)
    if name == "clip":
        bounds = (step.params["low"], step.params["high"])
        return all(np.abs(x - bound).min() > MARGIN for bound in bounds)
    if name in ("maximum", "minimum"):
        return bool(np.abs(np.subtract(*inputs)).min() > MARGIN)
    if name in ("hypot", "norm"):
        return all(np.abs(v).min() > 0.05 for v in inputs)
    if name in ("max", "min", "sort"):
        ordered = np.sort(x, axis=None)
        return x.size == 1 or bool(np.diff(ordered).min() > MARGIN)
    return True
