"""Losses, recurrent cells and layers, and the model zoo: asked of MXNet 1.9.1 and of ndgrad.

A case makes a block from the package it is asked of, and says its inputs. `answer` fills parameters
and inputs from seeds, and gives outputs and gradients. Of the large models it keeps two numbers per
parameter: the norm of the gradient, and its product with a fixed vector.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

FAMILY = "gluon_models"
CELL_FAMILY = "gluon_convolutional_cells"
MODEL_FAMILY = "model_zoo"
STRUCTURES = Path(__file__).parent / "answers" / "model_zoo_structure.json.z"


def rng_of(text: str) -> np.random.RandomState:
    """A generator seeded by a text: the same in every Python and NumPy."""
    return np.random.RandomState(zlib.crc32(text.encode()) % 2**32)


# -- inputs ---------------------------------------------------------------------------------------


def normal(*shape: int) -> Callable[[Any], Any]:
    return lambda rng: rng.standard_normal(shape)


def probability(*shape: int) -> Callable[[Any], Any]:
    return lambda rng: rng.uniform(0.05, 0.95, shape)


def distribution(*shape: int) -> Callable[[Any], Any]:
    def make(rng: Any) -> Any:
        weights = rng.uniform(0.1, 1.0, shape)
        return weights / weights.sum(-1, keepdims=True)

    return make


def integers(high: int, *shape: int) -> Callable[[Any], Any]:
    return lambda rng: rng.randint(0, high, shape).astype("float64")


def signs(*shape: int) -> Callable[[Any], Any]:
    return lambda rng: rng.randint(0, 2, shape) * 2.0 - 1.0


def given(values: Any) -> Callable[[Any], Any]:
    return lambda rng: np.array(values, "float64")


@dataclass
class Case:
    """A block and its inputs; ``call`` runs it, by default with all inputs."""

    name: str
    make: Callable[[Any], Any]
    inputs: list[Callable[[Any], Any]]
    call: Callable[[Any, Any, list[Any]], Any]
    dtypes: tuple[str, ...] = ("float32",)
    constant: tuple[int, ...] = field(default=())  # inputs without gradient
    atol: float = 2e-6  # for float32


CASES: list[Case] = []


def case(
    name: str,
    make: Callable[[Any], Any],
    inputs: list[Callable[[Any], Any]],
    call: Callable[[Any, Any, list[Any]], Any] | None = None,
    **options: Any,
) -> None:
    CASES.append(Case(name, make, inputs, call or (lambda mx, block, x: block(*x)), **options))


def loss(text: str, *inputs: Callable[[Any], Any], **options: Any) -> None:
    """A loss of ``gluon.loss`` by its expression."""
    options.setdefault("dtypes", ("float32", "float64"))
    case(f"loss {text}", eval(f"lambda mx: mx.gluon.loss.{text}"), list(inputs), **options)


# -- losses ---------------------------------------------------------------------------------------

for kind in ("L2Loss", "L1Loss", "HuberLoss"):
    loss(f"{kind}()", normal(4, 3), normal(4, 3))
    loss(f"{kind}(batch_axis=1)", normal(2, 3, 2), normal(2, 3, 2))
    loss(f"{kind}(weight=2.5)", normal(4, 3), normal(12), probability(4, 1))
loss("HuberLoss(rho=0.3)", normal(5), normal(5))
loss("SigmoidBCELoss()", normal(4, 3), probability(4, 3))
loss("SigmoidBCELoss(weight=0.5)", normal(4, 3), probability(4, 3), probability(4, 1))
case(
    "loss SigmoidBCELoss with pos_weight",
    lambda mx: mx.gluon.loss.SigmoidBCELoss(),
    [normal(4, 3), probability(4, 3), probability(1, 3)],
    lambda mx, block, x: block(x[0], x[1], None, x[2]),
)
loss("SigmoidBCELoss(from_sigmoid=True)", probability(4, 3), probability(4, 3))
case(
    "loss SigmoidBCELoss from_sigmoid with both weights",
    lambda mx: mx.gluon.loss.SigmoidBCELoss(from_sigmoid=True, weight=3.0),
    [probability(4, 3), probability(4, 3), probability(4, 1), probability(1, 3)],
)
loss("SoftmaxCELoss()", normal(5, 4), integers(4, 5), constant=(1,))
loss("SoftmaxCELoss(axis=1)", normal(3, 4, 2), integers(4, 3, 2), constant=(1,))
loss("SoftmaxCELoss(weight=2.0)", normal(5, 4), integers(4, 5), probability(5, 1), constant=(1,))
loss("SoftmaxCELoss(sparse_label=False)", normal(5, 4), distribution(5, 4))
loss("SoftmaxCELoss(sparse_label=False, axis=1, batch_axis=2)", normal(3, 4, 2), normal(3, 4, 2))
loss("SoftmaxCELoss(from_logits=True)", normal(5, 4), integers(4, 5), constant=(1,))
loss("KLDivLoss()", normal(5, 4), distribution(5, 4))
loss("KLDivLoss(from_logits=False)", normal(5, 4), distribution(5, 4))
loss("KLDivLoss(from_logits=False, axis=1, weight=0.3)", normal(2, 4, 3), probability(2, 4, 3))
loss("KLDivLoss(weight=2.0)", normal(5, 4), distribution(5, 4), probability(5, 1))
for kind in ("HingeLoss", "SquaredHingeLoss"):
    loss(f"{kind}()", normal(5, 2), signs(5, 2))
    loss(f"{kind}(margin=0.5, weight=2.0)", normal(5, 2), signs(5, 2), probability(5, 1))
loss("LogisticLoss()", normal(5, 2), signs(5, 2))
loss("LogisticLoss(label_format='binary', weight=2.0)", normal(5), integers(2, 5), probability(5))
loss("TripletLoss()", normal(4, 3), normal(4, 3), normal(4, 3))
loss("TripletLoss(margin=3, weight=0.5)", normal(4, 3, 2), normal(4, 6), normal(24))
loss(
    "CosineEmbeddingLoss(margin=0.2)", normal(4, 3), normal(4, 3), signs(4),
    constant=(2,), dtypes=("float32",),
)  # fmt: skip
loss(
    "CosineEmbeddingLoss(weight=2.0)", normal(2, 3, 4), normal(2, 3, 4), signs(6),
    probability(6, 1), constant=(2,), dtypes=("float32",),
)  # fmt: skip
loss("PoissonNLLLoss()", normal(4, 3), integers(5, 4, 3))
loss("PoissonNLLLoss(weight=2.0)", normal(4, 3), integers(5, 12), probability(4, 1))
loss("PoissonNLLLoss(from_logits=False)", probability(4, 3), integers(5, 4, 3))
# MXNet is less exact here than float32 allows: ours is nearer to the answer in float64.
for text in ("SDMLLoss()", "SDMLLoss(smoothing_parameter=0.1)"):
    loss(text, normal(4, 3), normal(4, 3), dtypes=("float32",), atol=3e-5)
LABELS = [[1, 0, -1, -1], [2, 1, 1, -1], [0, 2, 0, 1]]
loss("CTCLoss()", normal(3, 8, 4), given(LABELS), constant=(1,), dtypes=("float32",))
case(
    "loss CTCLoss with lengths",
    lambda mx: mx.gluon.loss.CTCLoss(layout="TNC", label_layout="TN", weight=2.0),
    [normal(8, 3, 4), given(np.transpose(LABELS)), given([8, 7, 8]), given([2, 3, 4])],
    constant=(1, 2, 3),
)
case(
    "loss CTCLoss with label lengths and weights",
    lambda mx: mx.gluon.loss.CTCLoss(),
    [normal(3, 8, 4), given(LABELS), given([2, 3, 4]), probability(3)],
    lambda mx, block, x: block(x[0], x[1], None, x[2], x[3]),
    constant=(1, 2, 3),
)


# -- cells ----------------------------------------------------------------------------------------


def stack(mx: Any, kind: str, *cells: Any) -> Any:
    block = getattr(mx.gluon.rnn, kind)()
    for cell in cells:
        block.add(cell)
    return block


def step(mx: Any, cell: Any, arrays: list[Any]) -> Any:
    """One step: the first array is the input, the others are states."""
    return cell(arrays[0], arrays[1:])


def unroll(length: int, **options: Any) -> Callable[[Any, Any, list[Any]], Any]:
    """All steps from the given states; with ``valid_length`` the last array holds the lengths."""
    lengths = options.pop("lengths", False)

    def run(mx: Any, cell: Any, arrays: list[Any]) -> Any:
        if lengths:
            options["valid_length"] = arrays[-1]
        states = arrays[1:-1] if lengths else arrays[1:]
        return cell.unroll(length, arrays[0], begin_state=list(states), **options)

    return run


def cell(name: str, make: Callable[[Any], Any], states: list[tuple[int, ...]]) -> None:
    """A cell with input (2, 3): stepped, unrolled both ways, with and without lengths."""
    begin = [normal(*shape) for shape in states]
    steps = [normal(2, 5, 3), *begin]
    lengths = given([2, 5])
    last = len(begin) + 1
    if "idirectional" not in name:
        case(f"{name} step", make, [normal(2, 3), *begin], step)
    case(f"{name} unrolled", make, steps, unroll(5))
    case(
        f"{name} merged",
        make,
        [normal(5, 2, 3), *begin],
        unroll(5, layout="TNC", merge_outputs=True),
    )
    case(
        f"{name} with lengths", make, [*steps, lengths],
        unroll(5, merge_outputs=True, lengths=True), constant=(last,),
    )  # fmt: skip


cell("RNNCell", lambda mx: mx.gluon.rnn.RNNCell(4), [(2, 4)])
cell("RNNCell relu", lambda mx: mx.gluon.rnn.RNNCell(4, "relu", input_size=3), [(2, 4)])
cell("LSTMCell", lambda mx: mx.gluon.rnn.LSTMCell(4), [(2, 4)] * 2)
cell(
    "LSTMCell other activations",
    lambda mx: mx.gluon.rnn.LSTMCell(4, activation="softsign", recurrent_activation="tanh"),
    [(2, 4)] * 2,
)
cell("GRUCell", lambda mx: mx.gluon.rnn.GRUCell(4), [(2, 4)])
cell("ResidualCell", lambda mx: mx.gluon.rnn.ResidualCell(mx.gluon.rnn.GRUCell(3)), [(2, 3)])
for kind in ("SequentialRNNCell", "HybridSequentialRNNCell"):
    cell(
        kind,
        lambda mx, kind=kind: stack(mx, kind, mx.gluon.rnn.LSTMCell(4), mx.gluon.rnn.GRUCell(3)),
        [(2, 4), (2, 4), (2, 3)],
    )
cell(
    "BidirectionalCell",
    lambda mx: mx.gluon.rnn.BidirectionalCell(mx.gluon.rnn.RNNCell(4), mx.gluon.rnn.LSTMCell(3)),
    [(2, 4), (2, 3), (2, 3)],
)
cell("LSTMPCell", lambda mx: mx.gluon.contrib.rnn.LSTMPCell(4, 2), [(2, 2), (2, 4)])

for dims, extent in ((1, (6,)), (2, (6, 5)), (3, (4, 5, 4))):
    for kind, states in (("RNN", 1), ("LSTM", 2), ("GRU", 1)):
        inner = (4, *(n - 2 for n in extent))
        case(
            f"Conv{dims}D{kind}Cell",
            lambda mx, name=f"Conv{dims}D{kind}Cell", extent=extent: getattr(
                mx.gluon.contrib.rnn, name
            )((2, *extent), hidden_channels=4, i2h_kernel=3, h2h_kernel=3),
            [normal(2, 3, 2, *extent), *[normal(2, *inner)] * states],
            unroll(3, merge_outputs=True),
        )
case(
    "Conv2DLSTMCell padded",
    lambda mx: mx.gluon.contrib.rnn.Conv2DLSTMCell(
        (2, 6, 7), 3, (3, 2), (3, 5), i2h_pad=1, i2h_dilate=2, h2h_dilate=(1, 1), activation="relu"
    ),
    [normal(2, 3, 2, 6, 7), normal(2, 3, 4, 7), normal(2, 3, 4, 7)],
    unroll(3),
)


# -- layers ---------------------------------------------------------------------------------------


def layer(text: str, inputs: tuple[int, ...], *states: tuple[int, ...]) -> None:
    """A layer of ``gluon.rnn`` by its expression: without and with states."""
    make = eval(f"lambda mx: mx.gluon.rnn.{text}")
    # MXNet computes relu in float32 also for float64.
    dtypes = ("float32",) if text == "RNN(4)" else ("float32", "float64")
    case(f"layer {text}", make, [normal(*inputs)], dtypes=dtypes)
    case(
        f"layer {text} with states",
        make,
        [normal(*inputs), *[normal(*shape) for shape in states]],
        lambda mx, block, x: block(x[0], x[1:]),
    )


layer("RNN(4)", (5, 2, 3), (1, 2, 4))
layer("RNN(4, 2, 'tanh', layout='NTC', bidirectional=True)", (2, 5, 3), (4, 2, 4))
layer("GRU(4)", (5, 2, 3), (1, 2, 4))
layer("GRU(4, 2, bidirectional=True, input_size=3)", (5, 2, 3), (4, 2, 4))
layer("GRU(4, layout='NTC')", (2, 5, 3), (1, 2, 4))
layer("LSTM(4)", (5, 2, 3), (1, 2, 4), (1, 2, 4))
layer("LSTM(4, 3, layout='NTC')", (2, 5, 3), (3, 2, 4), (3, 2, 4))
layer("LSTM(4, 2, bidirectional=True)", (5, 2, 3), (4, 2, 4), (4, 2, 4))


# -- asking ---------------------------------------------------------------------------------------


def flat(value: Any) -> list[Any]:
    """The arrays in nested lists."""
    if isinstance(value, (list, tuple)):
        return [array for item in value for array in flat(item)]
    return [value]


def answer(mx: Any, case: Case, dtype: str) -> dict[str, np.ndarray]:
    """Outputs, and gradients of all inputs and parameters."""
    rng = rng_of(case.name)
    block = case.make(mx)
    arrays = [mx.nd.array(make(rng), dtype=dtype) for make in case.inputs]
    block.initialize()
    block.cast(dtype)
    case.call(mx, block, arrays)  # finds the shapes
    params = block._collect_params_with_prefix()
    for path, parameter in params.items():
        values = rng_of(path).standard_normal(parameter.shape) * 0.4
        parameter.set_data(mx.nd.array(values, dtype=dtype))
    for i, array in enumerate(arrays):
        if i not in case.constant:
            array.attach_grad()
    with mx.autograd.record():
        outputs = flat(case.call(mx, block, arrays))
        heads = [mx.nd.array(rng.standard_normal(y.shape), dtype=dtype) for y in outputs]
        total = sum((y * head).sum() for y, head in zip(outputs, heads))
    total.backward()
    found = {f"y{i}": y.asnumpy() for i, y in enumerate(outputs)}
    for i, array in enumerate(arrays):
        if i not in case.constant:
            found[f"input {i}"] = array.grad.asnumpy()
    for path, parameter in params.items():
        found[path] = parameter.grad().asnumpy()
    return found


# -- the model zoo --------------------------------------------------------------------------------

MODELS = [
    "alexnet", "densenet121", "densenet161", "densenet169", "densenet201", "inception_v3",
    "mobilenet0_25", "mobilenet0_5", "mobilenet0_75", "mobilenet1_0", "mobilenet_v2_0_25",
    "mobilenet_v2_0_5", "mobilenet_v2_0_75", "mobilenet_v2_1_0", "resnet101_v1", "resnet101_v2",
    "resnet152_v1", "resnet152_v2", "resnet18_v1", "resnet18_v2", "resnet34_v1", "resnet34_v2",
    "resnet50_v1", "resnet50_v2", "squeezenet1_0", "squeezenet1_1", "vgg11", "vgg11_bn", "vgg13",
    "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
]  # fmt: skip

#: Networks of two stages or so, small enough to train with batch statistics in float64.
SMALL_MODELS = {
    "ResNetV1 basic": "ResNetV1(vision.BasicBlockV1, [1, 2], [4, 4, 8], classes=3)",
    "ResNetV1 bottleneck": "ResNetV1(vision.BottleneckV1, [2, 1], [8, 8, 16], classes=3)",
    "ResNetV2 basic": "ResNetV2(vision.BasicBlockV2, [1, 2], [4, 4, 8], classes=3)",
    "ResNetV2 bottleneck": "ResNetV2(vision.BottleneckV2, [2, 1], [8, 8, 16], classes=3)",
    "ResNetV1 thumbnail": "ResNetV1(vision.BasicBlockV1, [1, 1], [4, 4, 8], 3, thumbnail=True)",
    "ResNetV2 thumbnail": "ResNetV2(vision.BottleneckV2, [1, 1], [8, 8, 16], 3, thumbnail=True)",
    "VGG": "VGG([1, 2], [4, 6], classes=3, batch_norm=True)",
    "DenseNet": "DenseNet(6, 4, [2, 2], bn_size=2, classes=3)",
    "MobileNet": "MobileNet(0.05, classes=3)",
    "MobileNetV2": "MobileNetV2(0.1, classes=3)",
}


def _simplify(block: Any, global_stats: bool) -> None:
    """No chance, windows that small images have, and statistics that are given."""
    kwargs = getattr(block, "_kwargs", {})
    if global_stats and "use_global_stats" in kwargs:
        kwargs["use_global_stats"] = True
    if kwargs.get("pool_type") == "avg" and not kwargs["global_pool"] and kwargs["kernel"][0] >= 7:
        kwargs.update(kernel=(1, 1), stride=(1, 1))
    if type(block).__name__ == "Dropout":
        block._rate = 0


def _model_values(path: str, shape: tuple[int, ...]) -> np.ndarray:
    """Values for a parameter under which activations neither die nor explode."""
    rng = rng_of(path)
    if path.endswith(("gamma", "running_var")):
        return rng.uniform(0.6, 1.2, shape)
    if len(shape) == 1:
        return rng.uniform(-0.2, 0.2, shape)
    fan_in = int(np.prod(shape[1:]))
    return rng.uniform(-1, 1, shape).astype("float32") * (4.0 / fan_in) ** 0.5


def answer_model(mx: Any, name: str) -> dict[str, np.ndarray]:
    """Output, input gradient, and two numbers for each parameter's gradient."""
    vision = mx.gluon.model_zoo.vision
    small = name in SMALL_MODELS
    if small:
        net = eval(f"vision.{SMALL_MODELS[name]}", {"vision": vision})
        dtype, batch, size = "float64", 3, 32
    else:
        net = getattr(vision, name)(classes=5)
        dtype, batch, size = "float32", 1, {"alexnet": 64, "inception_v3": 75}.get(name, 32)
    net.apply(lambda block: _simplify(block, global_stats=not small))
    x = mx.nd.array(rng_of(name).standard_normal((batch, 3, size, size)), dtype=dtype)
    net.initialize(mx.init.Zero())
    net.cast(dtype)
    net(x)  # finds the shapes
    params = net._collect_params_with_prefix()
    for path, parameter in params.items():
        parameter.set_data(mx.nd.array(_model_values(path, parameter.shape), dtype=dtype))
    found = {"predicted": net(x).asnumpy()} if small else {}
    x.attach_grad()
    with mx.autograd.record():
        y = net(x)
        head = mx.nd.array(rng_of("head").standard_normal(y.shape), dtype=dtype)
        total = (y * head).sum()
    total.backward()
    sums = []
    for parameter in params.values():
        if parameter.grad_req == "null":
            continue
        gradient = parameter.grad().asnumpy().astype("float64").ravel()
        direction = np.resize(np.cos(np.arange(1000)), gradient.size)
        sums.append([np.linalg.norm(gradient), gradient @ direction])
    found["trained"] = y.asnumpy()
    found["input"] = x.grad.asnumpy()[:, :, ::5, ::7]
    found["parameters"] = np.array(sums)
    if small:
        statistics = [p.data().asnumpy().ravel() for k, p in params.items() if "running" in k]
        found["statistics"] = np.concatenate(statistics)
    return found


def structure(mx: Any, name: str) -> dict[str, Any]:
    """How a model prints, and the names and shapes of its parameters."""
    with mx.name.NameManager():
        net = getattr(mx.gluon.model_zoo.vision, name)(classes=5)
    params = net.collect_params()
    return {
        "prefix": net.prefix,
        "repr": repr(net),
        "parameters": [[key, list(p.shape)] for key, p in params.items()],
        "paths": list(net._collect_params_with_prefix()),
    }
