"""``sys.modules["mxnet"] = ndgrad``: an MXNet program runs as it is, its imports included.

In processes of their own, so that no alias is left behind here.
"""

import subprocess
import sys

import pytest

ALIAS = "import sys, ndgrad\nsys.modules['mxnet'] = ndgrad\n"


def run(program):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


IMPORTS = [
    "import mxnet as mx; mx.nd.ones(1)",
    "from mxnet import nd, autograd, gluon, init, random, metric, optimizer, context, lr_scheduler",
    "from mxnet import ndarray as nd, image, io, kvstore, initializer, callback, test_utils",
    "import mxnet.ndarray as nd; assert nd is ndgrad.nd",
    "import mxnet.nd as nd; assert nd is ndgrad.nd",
    "from mxnet.nd import NDArray; assert NDArray is ndgrad.nd.NDArray",
    "from mxnet.ndarray.ndarray import NDArray; assert NDArray is ndgrad.nd.NDArray",
    "from mxnet.ndarray import NDArray, array, zeros, relu, random, linalg, contrib",
    "import mxnet.ndarray.random as r; assert r is ndgrad.nd.random",
    "import mxnet.autograd as ag; assert ag is ndgrad.autograd",
    "from mxnet.autograd import record, Function",
    "from mxnet.base import MXNetError; assert MXNetError is ndgrad.MXNetError",
    "from mxnet.context import cpu, gpu, Context",
    "import mxnet.gluon.nn as nn; assert nn is ndgrad.gluon.nn",
    "from mxnet.gluon import nn, rnn, loss, data, Trainer, Block, HybridBlock, Parameter",
    "from mxnet.gluon.nn import Dense, Sequential; assert Dense is ndgrad.gluon.nn.Dense",
    "from mxnet.gluon.data import DataLoader, ArrayDataset; import mxnet.gluon.data.vision",
    "from mxnet.gluon.data.vision import transforms",
    "from mxnet.gluon.data.vision.datasets import image, recordio; assert image is ndgrad.image",
    "from mxnet.gluon.model_zoo import vision",
    "from mxnet.gluon.model_zoo.vision import resnet18_v1",
    "from mxnet.gluon.loss import SoftmaxCrossEntropyLoss, L2Loss",
    "from mxnet.gluon.utils import split_and_load, clip_global_norm",
    "from mxnet.gluon.contrib import nn; from mxnet.gluon.contrib.estimator import Estimator",
    "import mxnet.optimizer as opt; assert opt.Adam is ndgrad.optimizer.Adam",
    "from mxnet.optimizer.optimizer import Optimizer",
    "from mxnet.initializer import Xavier; assert Xavier is ndgrad.init.Xavier",
    "import mxnet.init; assert mxnet.init is ndgrad.initializer",
    "from mxnet.test_utils import assert_almost_equal, same",
    "from mxnet.lr_scheduler import FactorScheduler",
    "from mxnet.metric import Accuracy",
    "import mxnet.recordio, mxnet.image, mxnet.io, mxnet.kvstore, mxnet.model, mxnet.operator",
    "import mxnet; assert mxnet.gluon.nn.Dense(2)",
    "from mxnet.contrib.ndarray import MultiBoxPrior; import mxnet; mxnet.contrib.nd.box_nms",
    "from mxnet.gluon.block import Block, HybridBlock; from mxnet.gluon.parameter import Parameter",
    "import mxnet; assert mxnet.gluon.nn.basic_layers.Dense and mxnet.gluon.nn.conv_layers.Conv2D",
    "import mxnet as mx; assert mx.image.image.imread is mx.image.imread",
    "from mxnet.gluon.nn.basic_layers import Dense; from mxnet.gluon.nn.conv_layers import Conv2D",
    "from mxnet.gluon.rnn.rnn_cell import _format_sequence, _get_begin_state, _reverse_sequences",
    "from mxnet.gluon.rnn.rnn_cell import _cells_state_info, _cells_begin_state",
    "from mxnet.gluon.nn.basic_layers import Activation, Block, HybridBlock, BatchNorm",
    "from mxnet.gluon.nn.conv_layers import Activation, HybridBlock, _Conv, _Pooling",
    "from mxnet.gluon import tensor_types; isinstance(1, tensor_types)",
    "from mxnet.gluon.parameter import tensor_types; from mxnet.gluon.utils import _indent",
    "from mxnet.gluon.rnn.rnn_cell import LSTMCell; from mxnet.gluon.rnn.rnn_layer import LSTM",
    "from mxnet.gluon.data.dataset import Dataset; from mxnet.gluon.data.sampler import Sampler",
    "from mxnet.gluon.loss import Loss, _apply_weighting, _reshape_like",
    "from mxnet.gluon.contrib.nn.basic_layers import HybridConcurrent",
    "from mxnet.io.io import NDArrayIter; assert NDArrayIter is ndgrad.io.NDArrayIter",
    "from mxnet.base import numeric_types, string_types, _as_list; isinstance(1, numeric_types)",
]


def test_every_import_finds_the_same_objects():
    checks = "".join(f"exec({line!r}, {{'ndgrad': ndgrad}})\n" for line in IMPORTS)
    unique = (
        "mods = [m for n, m in sys.modules.items() if n.split('.')[0] in ('mxnet', 'ndgrad')]\n"
        "files = {}\n"
        "for m in mods:\n"
        "    f = getattr(m, '__file__', None)\n"
        "    assert f is None or files.setdefault(f, m) is m, f\n"
        "print(len(files))\n"
    )
    assert int(run(ALIAS + checks + unique)) > 30


@pytest.mark.parametrize("missing", ["mxnet.no_such_module", "mxnet.gluon.no_such_module"])
def test_what_is_not_there_is_an_import_error(missing):
    program = f"""
try:
    import {missing}
except ModuleNotFoundError as error:
    print(error.name)
"""
    assert "no_such_module" in run(ALIAS + program)


def test_aliasing_under_another_name_and_late():
    program = """
import sys
import ndgrad.gluon.nn
import ndgrad as mx
sys.modules['incubator'] = mx
import incubator.gluon.nn as nn
from incubator.nd import NDArray
assert nn is mx.gluon.nn and NDArray is mx.nd.NDArray
"""
    run(program)


def test_an_mxnet_program_runs():
    program = """
import mxnet as mx
from mxnet import nd, autograd, gluon
from mxnet.gluon import nn

net = nn.HybridSequential()
net.add(nn.Dense(8, activation='relu'), nn.Dense(1))
net.initialize(mx.init.Xavier())
net.hybridize()
trainer = gluon.Trainer(net.collect_params(), 'adam', {'learning_rate': 0.05})
loss = gluon.loss.L2Loss()
mx.random.seed(0)
x = nd.random.normal(shape=(64, 3))
y = nd.dot(x, nd.array([[1.0], [-2.0], [0.5]]))
for _ in range(150):
    with autograd.record():
        l = loss(net(x), y)
    l.backward()
    trainer.step(64)
print(l.mean().asscalar())
"""
    assert float(run(ALIAS + program)) < 0.1


def test_without_an_alias_mxnet_is_not_found():
    program = """
import importlib.util
import ndgrad
print(importlib.util.find_spec('mxnet') is None)
"""
    if run("import importlib.util; print(importlib.util.find_spec('mxnet') is None)") != "True\n":
        pytest.skip("MXNet itself is installed here")
    assert run(program) == "True\n"
