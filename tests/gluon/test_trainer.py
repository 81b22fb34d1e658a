"""Trainer: steps, stale gradients, learning rates, several contexts, files."""

from __future__ import annotations

import gc
import pickle
import weakref

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn

TWO = [mx.cpu(0), mx.cpu(1)]


def make(ctx=None, units=1, inputs=2, value=0):
    net = nn.Dense(units, in_units=inputs)
    net.initialize(mx.init.Constant(value), ctx=ctx)
    return net


def learn(net, x=None):
    """One backward: with the default, gradient 1 everywhere."""
    x = nd.ones((1, 2)) if x is None else x
    with autograd.record():
        loss = net(x).sum()
    loss.backward()


def weights(net, ctx=None):
    return net.weight.data(ctx).asnumpy().ravel().tolist()


# -- steps ----------------------------------------------------------------------------------------


def test_a_step_follows_the_gradient():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.5})
    array = net.weight.data()
    learn(net)
    trainer.step(2)
    assert weights(net) == [-0.25, -0.25]
    assert net.weight.data() is array


def test_rescale_grad_is_kept_as_a_factor():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1, "rescale_grad": 2})
    learn(net)
    trainer.step(4)
    assert weights(net) == [-0.5, -0.5]


def test_multipliers_of_parameters():
    net = make()
    net.weight.lr_mult = 0.5
    net.bias.lr_mult = 0
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    learn(net)
    trainer.step(1)
    assert weights(net) == [-0.5, -0.5]
    assert net.bias.data().asscalar() == 0


def test_parameters_without_gradient_are_left_alone():
    net = nn.HybridSequential()
    net.add(nn.Dense(2, in_units=2), nn.BatchNorm(in_channels=2))
    net.initialize()
    net[0].weight.grad_req = "null"
    before = net[0].weight.data().asnumpy()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    learn(net)
    trainer.step(1)
    assert (net[0].weight.data().asnumpy() == before).all()


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop", "nag"])
def test_a_line_is_found(optimizer):
    net = nn.Dense(1)
    net.initialize()
    x = nd.array(np.linspace(-1, 1, 8).reshape(8, 1))
    y = 3 * x + 1
    trainer = gluon.Trainer(net.collect_params(), optimizer, {"learning_rate": 0.1})
    for _ in range(300):
        with autograd.record():
            loss = ((net(x) - y) ** 2).mean()
        loss.backward()
        trainer.step(1)
    assert loss.asscalar() < 0.02


def test_a_parameter_used_twice_is_updated_once():
    net = nn.HybridSequential()
    net.add(nn.Dense(2, in_units=2, use_bias=False))
    net.add(net[0])
    net.initialize(mx.init.One())
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    assert len(trainer._params) == 1
    learn(net)
    trainer.step(1)
    assert net[0].weight.data().asnumpy().tolist() == [[-3, -3], [-3, -3]]


def test_the_gradient_may_be_changed_before_the_step():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    learn(net)
    gluon.utils.clip_global_norm([p.grad() for p in net.collect_params().values()], 3**0.5 / 2)
    trainer.step(1)
    np.testing.assert_allclose(weights(net), [-0.5, -0.5], rtol=1e-6)


def test_gradients_that_are_added():
    net = make()
    net.collect_params().setattr("grad_req", "add")
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    learn(net)
    learn(net)
    trainer.step(2)
    assert weights(net) == [-1, -1]
    net.collect_params().zero_grad()
    learn(net)
    trainer.step(1)
    assert weights(net) == [-2, -2]


def test_set_data_between_steps():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1, "momentum": 0.5})
    learn(net)
    trainer.step(1)
    net.weight.set_data(nd.array([[5, 6]]))
    learn(net)
    trainer.step(1)
    assert weights(net) == [3.5, 4.5]


# -- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [3, "abc", [1, 2], (1,), None])
def test_parameters_are_needed(wrong):
    with pytest.raises(ValueError, match="First argument must be a list or dict of Parameters"):
        gluon.Trainer(wrong, "sgd")


def test_parameters_may_be_a_list_or_a_dict():
    net = make()
    assert gluon.Trainer([net.bias], "sgd")._params == [net.bias]
    assert gluon.Trainer({"b": net.bias, "a": net.weight}, "sgd")._params == [net.weight, net.bias]
    # By name, so that states saved by one program fit another.
    assert gluon.Trainer(net.collect_params(), "sgd")._params == [net.bias, net.weight]


def test_never_initialized_raises_when_made_and_deferred_at_the_step():
    with pytest.raises(RuntimeError, match="has not been initialized"):
        gluon.Trainer(nn.Dense(2).collect_params(), "sgd")
    net = nn.Dense(1)
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    with pytest.raises(gluon.DeferredInitializationError):
        trainer.step(1)
    learn(net)
    trainer.step(1)
    assert net.bias.data().asscalar() == -1


def test_unknown_optimizers_and_arguments():
    net = make()
    with pytest.raises(ValueError, match="Did you mean 'adam'|adam"):
        gluon.Trainer(net.collect_params(), "adm")
    with pytest.raises(TypeError, match="learning_rat"):
        gluon.Trainer(net.collect_params(), "sgd", {"learning_rat": 1})
    with pytest.raises(AssertionError, match="optimizer_params must be None"):
        gluon.Trainer(net.collect_params(), mx.optimizer.SGD(), {"learning_rate": 1})


@pytest.mark.parametrize("ctx", [None, TWO])
def test_step_before_backward(ctx):
    net = make(ctx)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    with pytest.raises(UserWarning, match="not been updated by backward since last `step`") as e:
        trainer.step(1)
    assert isinstance(e.value, mx.MXNetError)
    assert weights(net, mx.cpu(0)) == [0, 0]
    for one in ctx or [mx.cpu()]:
        learn(net, nd.ones((1, 2), ctx=one))
    trainer.step(1)
    with pytest.raises(UserWarning):
        trainer.step(1)
    trainer.step(1, ignore_stale_grad=True)
    assert set(weights(net, mx.cpu(0))) == ({-1} if ctx is None else {-2})


def test_nothing_is_updated_if_one_gradient_is_stale():
    used, unused = make(), make()
    params = [used.weight, unused.weight]
    trainer = gluon.Trainer(params, "sgd", {"learning_rate": 1})
    learn(used)
    with pytest.raises(UserWarning, match=unused.weight.name):
        trainer.step(1)
    assert weights(used) == [0, 0]
    trainer.step(1, ignore_stale_grad=True)
    assert weights(used) == [-1, -1]
    assert weights(unused) == [0, 0]


def test_fresh_grad_can_be_set():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    for param in net.collect_params().values():
        param.grad()[:] = 1
        param.data()._fresh_grad = True
    trainer.step(1)
    assert weights(net) == [-1, -1]
    assert not net.weight.data()._fresh_grad


def test_batch_size():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    with pytest.raises(TypeError, match="batch_size"):
        trainer.step()
    with pytest.raises(ValueError, match="batch_size must not be 0"):
        trainer.step(0)


# -- learning rates -------------------------------------------------------------------------------


def test_learning_rate():
    net = make()
    optimizer = mx.optimizer.SGD(learning_rate=0.25)
    trainer = gluon.Trainer(net.collect_params(), optimizer)
    assert trainer.optimizer is trainer._optimizer is optimizer
    assert trainer.learning_rate == 0.25
    trainer.set_learning_rate(0.5)
    learn(net)
    trainer.step(1)
    assert weights(net) == [-0.5, -0.5]
    with pytest.raises(AttributeError):
        trainer.learning_rate = 3


def test_learning_rate_by_a_schedule():
    net = make()
    schedule = mx.lr_scheduler.FactorScheduler(step=1, factor=0.5, base_lr=1)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"lr_scheduler": schedule})
    with pytest.raises(UserWarning, match="LRScheduler of the optimizer has already been defined"):
        trainer.set_learning_rate(0.5)
    rates = []
    for _ in range(3):
        learn(net)
        trainer.step(1)
        rates.append(trainer.learning_rate)
    assert rates == sorted(rates, reverse=True) and rates[0] > rates[2]


# -- several contexts -----------------------------------------------------------------------------


def batches(net_or_ctx):
    x = np.arange(8, dtype="float32").reshape(4, 2)
    return gluon.utils.split_and_load(x, net_or_ctx)


@pytest.mark.parametrize("update_on_kvstore", [None, True, False])
@pytest.mark.parametrize("kvstore", ["device", "local", "store"])
@pytest.mark.parametrize(
    ("optimizer", "options"),
    [("sgd", {"learning_rate": 0.1, "momentum": 0.9}), ("adam", {"learning_rate": 0.1})],
)
def test_as_on_one_context(kvstore, update_on_kvstore, optimizer, options):
    nets = {}
    for ctx in ([mx.cpu(0)], TWO):
        net = make(ctx, value=1)
        store = mx.kv.create("device") if kvstore == "store" else kvstore
        trainer = gluon.Trainer(
            net.collect_params(), optimizer, dict(options), kvstore=store,
            update_on_kvstore=update_on_kvstore,
        )  # fmt: skip
        for _ in range(4):
            with autograd.record():
                losses = [(net(x) ** 2).sum() for x in batches(ctx)]
            autograd.backward(losses)
            trainer.step(4)
        nets[len(ctx)] = net
    one, two = nets[1].weight.data(), nets[2].weight.list_data()
    assert (two[0].asnumpy() == two[1].asnumpy()).all()
    np.testing.assert_allclose(two[0].asnumpy(), one.asnumpy(), rtol=1e-6)


def test_gradients_are_added_up_where_asked():
    net = make(TWO)
    trainer = gluon.Trainer(
        net.collect_params(), "sgd", {"learning_rate": 1}, update_on_kvstore=False
    )
    with autograd.record():
        losses = [net(x).sum() for x in batches(TWO)]
    autograd.backward(losses)
    assert [g.asnumpy().tolist() for g in net.weight.list_grad()] == [[[2, 4]], [[10, 12]]]
    trainer.allreduce_grads()
    assert [g.asnumpy().tolist() for g in net.weight.list_grad()] == [[[12, 16]]] * 2
    for grad in net.weight.list_grad():
        grad[:] = grad / 4
    trainer.update(1)
    assert weights(net, TWO[0]) == weights(net, TWO[1]) == [-3, -4]
    with pytest.raises(UserWarning):
        trainer.update(1)


def test_on_one_context_update_is_step():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    learn(net)
    trainer.allreduce_grads()
    trainer.update(1)
    assert weights(net) == [-1, -1]


def test_a_subclass_adds_up_and_updates_in_its_own_way():
    """As trainers over several machines do, which know no store."""

    class Distributed(gluon.Trainer):
        def __init__(self, *args):
            super().__init__(*args, kvstore=None)
            self._scale /= 2
            self.calls = []

        def _allreduce_grads(self):
            self.calls.append("add up")
            for param in self._params:
                param.grad()[:] *= 3

        def _update(self, ignore_stale_grad=False):
            self.calls.append("update")
            super()._update(ignore_stale_grad)

    net = make()
    trainer = Distributed(net.collect_params(), "sgd", {"learning_rate": 1})
    learn(net)
    trainer.step(1)
    assert weights(net) == [-1.5, -1.5]
    learn(net)
    trainer.allreduce_grads()
    trainer.update(3)
    assert weights(net) == [-2, -2]
    assert trainer.calls == ["add up", "update"] * 2
    with pytest.raises(UserWarning):
        trainer.step(1)
    assert len(trainer.calls) == 4 and net.weight.grad().asnumpy().tolist() == [[3, 3]]


@pytest.mark.parametrize("method", ["allreduce_grads", "update"])
def test_updates_in_the_store_are_not_taken_apart(method):
    trainer = gluon.Trainer(make(TWO).collect_params(), "sgd")
    with pytest.raises(AssertionError, match=f"{method}.* `update_on_kvstore` to False"):
        trainer.allreduce_grads() if method == "allreduce_grads" else trainer.update(1)


@pytest.mark.parametrize("update_on_kvstore", [True, False])
def test_a_context_without_a_new_gradient_takes_no_part_but_gets_the_weights(update_on_kvstore):
    net = make(TWO)
    trainer = gluon.Trainer(
        net.collect_params(), "sgd", {"learning_rate": 1}, update_on_kvstore=update_on_kvstore
    )
    for ctx in TWO:
        learn(net, nd.ones((1, 2), ctx=ctx))
    trainer.step(1)
    learn(net, nd.ones((1, 2), ctx=TWO[1]))
    with pytest.raises(UserWarning, match=r"on context cpu\(0\)"):
        trainer.step(1)
    trainer.step(1, ignore_stale_grad=True)
    assert weights(net, TWO[0]) == weights(net, TWO[1]) == [-3, -3]


@pytest.mark.parametrize("how", ["set_data", "write"])
def test_weights_written_between_steps_count(how):
    net = make(TWO)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1})
    for _ in range(2):
        for ctx in TWO:
            learn(net, nd.ones((1, 2), ctx=ctx))
        trainer.step(2)
        if how == "set_data":
            net.weight.set_data(nd.array([[7, 8]]))
        else:
            for array in net.weight.list_data():
                array[:] = nd.array([[7, 8]], ctx=array.context)
    for ctx in TWO:
        learn(net, nd.ones((1, 2), ctx=ctx))
    trainer.step(2)
    assert weights(net, TWO[0]) == weights(net, TWO[1]) == [6, 7]


def test_without_a_store_each_context_learns_alone():
    net = make(TWO)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1}, kvstore=None)
    for i, ctx in enumerate(TWO):
        learn(net, nd.ones((1, 2), ctx=ctx) * i)
    trainer.step(1)
    assert weights(net, TWO[0]) == [0, 0] and weights(net, TWO[1]) == [-1, -1]


def test_contexts_must_be_the_same():
    net, other = make(TWO), make()
    with pytest.raises(AssertionError, match="must be initialized on the same set of contexts"):
        gluon.Trainer([net.weight, other.weight], "sgd")


def test_contexts_changed_afterwards():
    net = make()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1, "momentum": 0.5})
    learn(net)
    trainer.step(1)
    net.collect_params().reset_ctx(mx.cpu(1))
    learn(net, nd.ones((1, 2), ctx=mx.cpu(1)))
    trainer.step(1)
    assert weights(net) == [-2.5, -2.5]
    net.collect_params().reset_ctx(TWO)
    with pytest.raises(AssertionError, match="make a new Trainer after reset_ctx"):
        trainer.step(1)


def test_unknown_stores_and_compression():
    trainer = gluon.Trainer(make(TWO).collect_params(), "sgd", kvstore="devise")
    with pytest.raises(ValueError, match="Did you mean 'device'"):
        trainer.step(1)
    trainer = gluon.Trainer(make(TWO).collect_params(), "sgd", compression_params={"type": "2bit"})
    with pytest.raises(mx.MXNetError, match="compression"):
        trainer.step(1)


def test_a_store_of_ones_own():
    @mx.kv.KVStoreBase.register
    class Summing(mx.kv.KVStoreBase):
        def broadcast(self, key, value, out, priority=0):
            for array in out:
                array[:] = value.asnumpy()

        def pushpull(self, key, value, out=None, priority=0):
            total = sum(array.asnumpy() for array in value)
            for array in value if out is None else out:
                array[:] = total

    net = make(TWO)
    net.weight.list_data()[1][:] = 9  # the first copy is handed to all at the beginning
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 1}, kvstore="summing")
    for ctx in TWO:
        learn(net, nd.ones((1, 2), ctx=ctx))
    trainer.step(2)
    assert weights(net, TWO[0]) == weights(net, TWO[1]) == [-1, -1]
    strict = gluon.Trainer(net.collect_params(), "sgd", kvstore="summing", update_on_kvstore=True)
    with pytest.raises(ValueError, match="Cannot set update_on_kvstore=True"):
        strict.step(1)


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ctx", [[mx.cpu(0)], TWO])
@pytest.mark.parametrize("update_on_kvstore", [None, False])
def test_states_saved_and_loaded_go_on_exactly(tmp_path, ctx, update_on_kvstore):
    file = str(tmp_path / "states")

    def run(net, trainer, steps):
        for _ in range(steps):
            for one in ctx:
                learn(net, nd.array([[1, 2]], ctx=one))
            trainer.step(1)

    def trainer_of(net, rate):
        return gluon.Trainer(
            net.collect_params(), "adam", {"learning_rate": rate},
            update_on_kvstore=update_on_kvstore,
        )  # fmt: skip

    net = make(ctx)
    trainer = trainer_of(net, 0.125)
    run(net, trainer, 3)
    trainer.save_states(file)
    middle = net.weight.data(ctx[0]).asnumpy()
    run(net, trainer, 3)
    other = make(ctx)
    later = trainer_of(other, 99)
    other.weight.set_data(nd.array(middle))
    later.load_states(file)
    assert later.learning_rate == 0.125
    run(other, later, 3)
    for one in ctx:
        assert weights(other, one) == weights(net, one)
    assert later.optimizer.param_dict[1] is other.weight


def test_states_before_the_first_step(tmp_path):
    file = str(tmp_path / "states")
    trainer = gluon.Trainer(make().collect_params(), "adam")
    trainer.save_states(file)
    trainer.load_states(file)
    assert trainer._updaters[0].states == {}


def test_wrong_state_files(tmp_path):
    trainer = gluon.Trainer(make().collect_params(), "adam")
    with pytest.raises(FileNotFoundError) as caught:
        trainer.load_states(str(tmp_path / "nothing"))
    assert isinstance(caught.value, mx.MXNetError)
    file = tmp_path / "states"
    for content in (b"", b"nonsense", pickle.dumps(print)):
        file.write_bytes(content)
        with pytest.raises(mx.MXNetError):
            trainer.load_states(str(file))


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "states"
    trainer = gluon.Trainer(make().collect_params(), "adam")
    trainer.save_states(str(file))
    before = file.read_bytes()
    monkeypatch.setattr(type(trainer._updaters[0]), "get_states", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        trainer.save_states(str(file))
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["states"]


def test_trainer_and_net_are_freed_without_the_collector():
    gc.collect()
    gc.disable()
    try:
        net = make()
        trainer = gluon.Trainer(net.collect_params(), "adam")
        learn(net)
        trainer.step(1)
        gone = weakref.ref(net), weakref.ref(trainer), weakref.ref(net.weight.data())
        del net, trainer
        assert [reference() for reference in gone] == [None, None, None]
    finally:
        gc.enable()


def test_a_hundred_steps_leave_nothing(without_collector):
    net = nn.HybridSequential()
    net.add(nn.Dense(4, activation="relu"), nn.BatchNorm(), nn.Dropout(0.2), nn.Dense(1))
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), "adam")
    x = nd.array(np.random.rand(5, 3))
    for _ in range(100):
        with autograd.record():
            loss = (net(x) ** 2).sum()
        loss.backward()
        trainer.step(5)
    del loss


def test_a_step_that_a_subclass_written_for_mxnet_puts_together():
    class Local(gluon.Trainer):
        """Updates first and lets the workers agree afterwards, as local descent does."""

        def step(self, batch_size, ignore_stale_grad=False):
            self._check_and_rescale_grad(self._scale / batch_size)
            if not self._kv_initialized:
                self._init_kvstore()
            if self._params_to_init:
                self._init_params()
            self._update(ignore_stale_grad)
            self._allreduce_grads()

        def _allreduce_grads(self):
            for i, param in enumerate(self._params):
                assert self._param2idx[param.name] == i
                param.list_data()[0][:] -= self._updaters[0].states[i]

    net = make()
    trainer = Local(net.collect_params(), "sgd", {"learning_rate": 1, "momentum": 1}, kvstore=None)
    learn(net)
    trainer.step(2)
    assert weights(net) == [0, 0]  # -1/2 by the update, the momentum of -1/2 taken back
