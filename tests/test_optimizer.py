"""Optimizers: the registry, rates and decay of each weight, counts, precision, updaters, files."""

import copy
import pickle

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, lr_scheduler, nd, optimizer
from ndgrad.optimizer import Optimizer

NAMES = (
    "SGD NAG Signum FTML LARS LBSGD LAMB DCASGD SGLD Adam AdaGrad AdaDelta RMSProp Ftrl Adamax "
    "Nadam ccSGD Test"
).split()


@pytest.fixture
def registered():
    before = dict(Optimizer.opt_registry)
    yield
    Optimizer.opt_registry.clear()
    Optimizer.opt_registry.update(before)


@pytest.mark.parametrize("name", NAMES)
def test_created_by_name_in_any_case(name):
    made = optimizer.create(name.swapcase(), learning_rate=0.125, wd=0.5)
    assert type(made) is getattr(optimizer, name)
    assert (made.lr, made.wd) == (0.125, 0.5)
    assert getattr(optimizer.optimizer, name) is type(made)


@pytest.mark.parametrize("name", NAMES)
def test_defaults(name):
    defaults = {
        **dict.fromkeys(("Adam", "LAMB", "RMSProp", "Nadam"), 0.001),
        "Adamax": 0.002,
        "Ftrl": 0.1,
    }
    assert optimizer.create(name).learning_rate == defaults.get(name, 0.01)


def test_instances_pass():
    made = optimizer.SGD()
    assert optimizer.create(made) is made


def test_register_own(registered):
    @optimizer.register
    class Half(Optimizer):
        def create_state(self, index, weight):
            return nd.zeros(weight.shape)

        def update(self, index, weight, grad, state):
            self._update_count(index)
            state[:] = self._get_wd(index)
            weight -= self._get_lr(index) * grad

    made = mx.optimizer.create("HALF", learning_rate=0.5, wd=0.25)
    updater = optimizer.get_updater(made)
    weight = nd.ones(2)
    updater([0, 1], [nd.ones(2), nd.ones(2)], [weight, nd.ones(2)])
    assert weight.asnumpy().tolist() == [0.5, 0.5]
    assert updater.states[0].asnumpy().tolist() == [0.25, 0.25]
    optimizer.register(Half)  # the same class again

    with pytest.warns(UserWarning, match=r"overriding existing optimizer ndgrad.optimizer.sgd.SGD"):

        @optimizer.register
        class SGD(Optimizer):
            pass

    assert type(optimizer.create("sgd")) is SGD


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: optimizer.create("adm"),
            ValueError,
            "Cannot find optimizer adm. Did you mean 'adam'",
        ),
        (lambda: optimizer.create(3), TypeError, "got int"),
        (
            lambda: optimizer.create("sgd", momentm=0.9),
            TypeError,
            "SGD has no argument 'momentm'. Did you mean 'momentum'",
        ),
        (
            lambda: optimizer.create("adam", learning_rat=1),
            TypeError,
            "Adam has no argument 'learning_rat'. Did you mean 'learning_rate'",
        ),
        (lambda: optimizer.create(optimizer.SGD(), wd=1), ValueError, "takes no arguments, got wd"),
        (lambda: optimizer.SGD(param_idx2name=[1]), TypeError, "a dict of indices to names"),
        (lambda: optimizer.LBSGD(warmup_strategy="sqr"), ValueError, "Did you mean 'sqrt'"),
        (lambda: optimizer.register(int), TypeError, "not a subclass"),
        (lambda: optimizer.get_updater("sgd"), TypeError, "must be an Optimizer, got str"),
        (
            lambda: Optimizer().update(0, nd.ones(1), nd.ones(1), None),
            NotImplementedError,
            "does not define update",
        ),
    ],
)
def test_errors(call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert isinstance(caught.value, mx.MXNetError)


# -- rates


def test_multipliers_by_index_and_name():
    made = optimizer.SGD(
        learning_rate=1.0,
        wd=1.0,
        param_idx2name={0: "a_weight", 1: "b_bias", 2: "c_gamma", 3: "d_beta"},
    )
    assert made._get_wds(range(5)) == [1, 0, 1, 0, 1]
    made.set_lr_mult({"a_weight": 0.5, 3: 2.0})
    assert made._get_lrs(range(4)) == [0.5, 1, 1, 2]
    made.set_wd_mult({"b_bias": 3.0, 2: 0.25})
    assert made._get_wds(range(4)) == [1, 3, 0.25, 0]
    assert made.wd_mult == {"b_bias": 3.0, "d_beta": 0.0, 2: 0.25}


def test_multipliers_of_parameters_win():
    parameter = gluon.Parameter("p_weight", shape=(1,))
    parameter.lr_mult, parameter.wd_mult = 0.1, 0.2
    made = optimizer.SGD(
        learning_rate=1.0, wd=1.0, param_dict={0: parameter}, param_idx2name={0: "p_bias"}
    )
    made.set_lr_mult({0: 5.0})
    assert (made._get_lr(0), made._get_wd(0)) == (0.1, 0.2)


def test_multipliers_of_a_symbol():
    class Symbol:
        def attr_dict(self):
            return {"a": {"__lr_mult__": "2.0"}, "b": {"__wd_mult__": "0.5"}}

        def list_arguments(self):
            return ["a", "b", "c"]

    made = optimizer.SGD(sym=Symbol(), param_idx2name={0: "a", 1: "b"}, learning_rate=1.0, wd=1.0)
    assert (made.lr_mult, made.wd_mult) == ({"a": 2.0}, {"a": 0.0, "b": 0.5})


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("Test", "SGLD", "AdaDelta")])
def test_a_learning_rate_of_zero_stands_still(name):
    if name in ("FTML", "Ftrl"):
        return  # they divide by the rate: its multiplier cannot be 0
    made = optimizer.create(name, learning_rate=0.5)
    made.set_lr_mult({0: 0.0})
    weight = nd.ones(3)
    made.update(0, weight, nd.array([1.0, -2.0, 3.0]), made.create_state(0, weight))
    assert weight.asnumpy().tolist() == [1, 1, 1]


def test_learning_rate_can_be_set_without_a_schedule_only():
    made = optimizer.SGD(learning_rate=0.5)
    made.set_learning_rate(0.25)
    assert made.learning_rate == 0.25
    made = optimizer.SGD(lr_scheduler=lr_scheduler.FactorScheduler(1, base_lr=0.3))
    with pytest.raises(UserWarning, match="LRScheduler of the optimizer has already been defined"):
        made.set_learning_rate(0.1)
    with pytest.raises(DeprecationWarning, match="set_lr_mult"):
        made.set_lr_scale({})


def test_counts_start_where_they_are_told_and_are_per_device():
    made = optimizer.SGD(begin_num_update=10)
    made._update_count([0, 1])
    made._update_count(0)
    assert (made.num_update, made._index_update_count) == (12, {0: 12, 1: 11})
    made._set_current_context(1)
    made._update_count(0)
    assert (made.num_update, made._index_update_count) == (12, {0: 11})
    made._set_current_context(0)
    assert made._index_update_count == {0: 12, 1: 11}


def test_clip_of_none_and_zero_clip_nothing():
    for clip in (None, 0):
        for name in ("sgd", "adagrad", "nadam"):
            made = optimizer.create(name, clip_gradient=clip)
            weight = nd.ones(1)
            made.update(0, weight, nd.array([100.0]), made.create_state(0, weight))
            assert float(weight) < 1


# -- precision


@pytest.mark.parametrize("name", [n for n in NAMES if n != "SGLD"])
def test_states_have_the_dtype_and_place_of_the_weight(name):
    weight = nd.ones((2, 3), ctx=mx.cpu(1), dtype="float64")
    made = optimizer.create(name)

    def check(state):
        for part in state if isinstance(state, tuple) else (state,):
            if part is not None:
                assert (part.shape, part.dtype, part.context) == ((2, 3), np.float64, mx.cpu(1))

    state = made.create_state_multi_precision(0, weight)
    check(state)
    made.update_multi_precision(0, weight, nd.ones((2, 3), ctx=mx.cpu(1), dtype="float64"), state)
    check(state)
    check(weight)


@pytest.mark.parametrize("name", NAMES)
def test_float16_is_updated_through_float32(name):
    made = optimizer.create(name, multi_precision=True)
    weight, grad = nd.ones(3, dtype="float16"), nd.array([0.1, -0.2, 0.3], dtype="float16")
    state = made.create_state_multi_precision(0, weight)
    master = state[0] if made._master_first else state[1]
    assert master.dtype == np.float32
    for _ in range(3):
        made.update_multi_precision(0, weight, grad, state)
    assert weight.dtype == np.float16
    np.testing.assert_array_equal(weight.asnumpy(), master.asnumpy().astype("float16"))


def test_small_steps_are_not_lost_with_multi_precision():
    made = optimizer.SGD(learning_rate=1e-4, multi_precision=True)
    weight, grad = nd.ones(1, dtype="float16"), nd.ones(1, dtype="float16")
    state = made.create_state_multi_precision(0, weight)
    for _ in range(20):
        made.update_multi_precision(0, weight, grad, state)
    assert abs(float(weight) - 0.998) < 5e-4  # without the copy every step rounds away


def test_float16_without_multi_precision_warns():
    made = optimizer.SGD(momentum=0.9)
    with pytest.warns(UserWarning, match="Accumulating with float16"):
        state = made.create_state_multi_precision(0, nd.ones(1, dtype="float16"))
    assert state.dtype == np.float16


# -- steps on what autograd watches


def test_weights_are_changed_in_place_between_recordings():
    weight = nd.ones(2)
    weight.attach_grad()
    alias = weight
    made = optimizer.Nadam(learning_rate=0.1)
    state = made.create_state(0, weight)
    for _ in range(2):
        with autograd.record():
            loss = (weight * weight).sum()
        loss.backward()
        made.update(0, weight, weight.grad, state)
    assert alias is weight and float(weight[0]) < 0.9


@pytest.mark.parametrize("name", ["SGD", "Nadam", "AdaGrad"])
def test_the_gradient_is_not_changed(name):
    made = optimizer.create(name, rescale_grad=0.5, clip_gradient=0.1, wd=0.1)
    weight, grad = nd.ones(2), nd.array([1.0, -1.0])
    made.update(0, weight, grad, made.create_state(0, weight))
    assert grad.asnumpy().tolist() == [1, -1]


def test_lists_update_one_after_the_other():
    for name in ("sgd", "adam", "adadelta"):
        alone, listed = (optimizer.create(name, multi_precision=True) for _ in range(2))
        weights = [[nd.ones(2), nd.ones(3, dtype="float16")] for _ in range(2)]
        grads = [nd.ones(2), nd.ones(3, dtype="float16")]
        states = [alone.create_state_multi_precision(i, w) for i, w in enumerate(weights[0])]
        for i in range(2):
            alone.update_multi_precision(i, weights[0][i], grads[i], states[i])
        states = [listed.create_state_multi_precision(i, w) for i, w in enumerate(weights[1])]
        listed.update_multi_precision([0, 1], weights[1], grads, states)
        for one, two in zip(*weights):
            np.testing.assert_array_equal(one.asnumpy(), two.asnumpy())


# -- updaters and their states


@pytest.mark.filterwarnings("ignore:learning_rate=")
@pytest.mark.parametrize("name", [n for n in NAMES if n != "SGLD"])
def test_updaters_of_several_devices_share_an_optimizer(name):
    def make():
        schedule = lr_scheduler.FactorScheduler(1, 0.5, base_lr=0.1)
        options = {"momentum": 0.9} if name in ("LARS", "LBSGD", "SGD") else {}
        if name == "LBSGD":
            options["batch_scale"] = 2
        return optimizer.create(name, lr_scheduler=schedule, wd=0.1, **options)

    alone, shared = make(), make()
    updater = optimizer.get_updater(alone)
    updaters = [optimizer.get_updater(shared) for _ in range(2)]
    weight = nd.ones(2)
    copies = [nd.ones(2, ctx=mx.cpu(i)) for i in range(2)]
    for step in range(3):
        grad = nd.array([1.0, -2.0]) * (step + 1)
        updater(0, grad, weight)
        for i in range(2):
            updaters[i](0, grad.as_in_context(mx.cpu(i)), copies[i])
    assert shared.num_update == alone.num_update == 3
    for copied in copies:
        np.testing.assert_array_equal(copied.asnumpy(), weight.asnumpy())


def _train(updater, weights, steps):
    random = np.random.RandomState(steps)
    for _ in range(steps):
        for index, weight in enumerate(weights):
            updater(index, nd.array(random.randn(*weight.shape), dtype=weight.dtype), weight)


@pytest.mark.parametrize("dump_optimizer", [False, True])
@pytest.mark.parametrize("name", [n for n in NAMES if n != "SGLD"])
def test_saved_updaters_go_on_exactly(name, dump_optimizer):
    def make():
        schedule = lr_scheduler.FactorScheduler(2, 0.5, base_lr=0.1)
        options = {"lr_scheduler": schedule} if dump_optimizer and name in ("SGD", "NAG") else {}
        return optimizer.create(name, wd=0.01, multi_precision=True, **options)

    updater = optimizer.get_updater(make())
    weights = [nd.ones((2, 2)), nd.ones(3, dtype="float16")]
    _train(updater, weights, 3)
    saved = updater.get_states(dump_optimizer=dump_optimizer)
    twins = [weight.copy() for weight in weights]
    _train(updater, weights, 4)

    other = optimizer.get_updater(make())
    other.set_states(saved)
    if not dump_optimizer:
        # Counts and Nadam's schedule are the optimizer's, not the states'.
        other.optimizer = pickle.loads(pickle.dumps(updater.optimizer))
        again = optimizer.get_updater(make())
        _train(again, [nd.ones((2, 2)), nd.ones(3, dtype="float16")], 3)
        other.optimizer = again.optimizer
    _train(other, twins, 4)
    for weight, twin in zip(weights, twins):
        np.testing.assert_array_equal(weight.asnumpy(), twin.asnumpy())


def test_states_follow_the_weight_to_its_context():
    updater = optimizer.get_updater(optimizer.SGD(momentum=0.9))
    updater(0, nd.ones(2), nd.ones(2))
    saved = updater.get_states()
    updater.set_states(saved)
    assert updater.states_synced == {0: False}
    weight = nd.ones(2, ctx=mx.cpu(1))
    updater(0, nd.ones(2, ctx=mx.cpu(1)), weight)
    assert updater.states[0].context == mx.cpu(1)
    assert updater.states_synced == {0: True}


def test_parameters_are_not_saved():
    made = optimizer.SGD(param_dict={0: gluon.Parameter("p", shape=(1,))})
    assert pickle.loads(pickle.dumps(made)).param_dict == {}
    assert copy.deepcopy(made).param_dict == {}


class _Evil:
    def __reduce__(self):
        return print, ("this must not be printed",)


def _own_schedule(num_update):
    return 0.1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"abc", "not saved optimizer states"),
        (b"", "not saved optimizer states"),
        (pickle.dumps([1, 2]), "expected a dict of states"),
        (pickle.dumps(({}, 3)), "not saved optimizer states"),
        (pickle.dumps({0: _Evil()}), "name builtins.print"),
        (b"cos\nsystem\n(S'true'\ntR.", "name os.system"),
        (b"cndgrad.optimizer.states\npickle.loads\n.", "which is neither an optimizer"),
        (b"cmxnet.base\nos\n.", "which is neither an optimizer"),
    ],
)
def test_harmful_and_broken_states_are_refused(data, message, capsys):
    updater = optimizer.get_updater(optimizer.SGD())
    updater(0, nd.ones(1), nd.ones(1))
    with pytest.raises(mx.MXNetError, match=message):
        updater.set_states(data)
    assert updater.states == {0: None}
    assert capsys.readouterr().out == ""


def test_a_function_as_schedule_is_refused_with_the_remedy():
    updater = optimizer.get_updater(optimizer.SGD(lr_scheduler=_own_schedule))
    with pytest.raises(mx.MXNetError, match="LRScheduler that is known here"):
        updater.set_states(updater.get_states(dump_optimizer=True))
    with pytest.raises(TypeError, match="states must be bytes, got str"):
        updater.set_states("text")


def test_states_cut_anywhere_are_refused():
    updater = optimizer.get_updater(optimizer.Adam())
    updater(0, nd.ones(2), nd.ones(2))
    saved = updater.get_states(dump_optimizer=True)
    for end in range(0, len(saved) - 1, 7):
        with pytest.raises(mx.MXNetError):
            updater.set_states(saved[:end])


def test_own_classes_are_read(registered):
    updater = optimizer.get_updater(_Own(lr_scheduler=_OwnSchedule(base_lr=0.5)))
    updater(0, nd.ones(1), nd.ones(1))
    twin = optimizer.get_updater(optimizer.SGD())
    twin.set_states(updater.get_states(dump_optimizer=True))
    assert type(twin.optimizer) is _Own
    assert twin.optimizer.learning_rate == 0.25


class _Own(Optimizer):
    def update(self, index, weight, grad, state):
        self._update_count(index)


class _OwnSchedule(lr_scheduler.LRScheduler):
    def __call__(self, num_update):
        return self.base_lr / 2**num_update


def test_lars_corrects_the_momentum_of_every_weight():
    """MXNet 1.9.1 corrects all weights when they are given in one list, but only the first weight
    of each step when they come one by one (which is what its ``Trainer`` does)."""

    def train(together):
        lars = optimizer.LARS(learning_rate=0.1, momentum=0.9, eta=0.1)
        update = mx.optimizer.get_updater(lars)
        weights = [nd.array([1.0, 2]), nd.array([3.0, -1]), nd.array([0.5, 4])]
        for rate in (0.1, 0.2, 0.05):
            lars.lr = rate
            grads = [w * w + 1 for w in weights]
            if together:
                update([0, 1, 2], grads, weights)
            else:
                for index in range(3):
                    update(index, grads[index], weights[index])
        return [w.asnumpy() for w in weights]

    np.testing.assert_array_equal(train(together=True), train(together=False))


def test_sgld_takes_a_rate_of_zero():
    """MXNet 1.9.1 refuses: its noise is drawn with the scale 0. A schedule may begin there."""
    weight = nd.array([1.0, 2])
    optimizer.SGLD(learning_rate=0.0).update(0, weight, nd.ones(2), None)
    np.testing.assert_array_equal(weight.asnumpy(), [1, 2])


def test_ftml_says_that_it_divides_by_the_rate():
    """MXNet 1.9.1 makes every weight nan from then on."""
    ftml, weight = optimizer.FTML(learning_rate=0.0), nd.array([1.0, 2])
    with pytest.raises(ValueError, match="lr must not be 0"):
        ftml.update(0, weight, nd.ones(2), ftml.create_state(0, weight))
    np.testing.assert_array_equal(weight.asnumpy(), [1, 2])


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("base", [optimizer.SGD, optimizer.NAG])
def test_the_update_that_a_subclass_written_for_mxnet_defines(base, dtype):
    """SGD with layer-wise rates, say, is written so; its update must not be passed over."""

    class Halving(base):
        def _update_impl(self, index, weight, grad, state, multi_precision=False):
            seen.append((index, multi_precision))
            super()._update_impl(index, weight, grad * 0.5, state, multi_precision)

    seen: list = []
    weight, expected = nd.ones(2, dtype=dtype), nd.ones(2, dtype=dtype)
    grad = nd.array([1, -2], dtype=dtype)
    for optim, w, g in ((Halving, weight, grad), (base, expected, grad / 2)):
        update = optimizer.get_updater(optim(learning_rate=0.5, momentum=0.9, multi_precision=True))
        for _ in range(2):
            update(3, g, w)
    assert weight.asnumpy().tolist() == expected.asnumpy().tolist()
    assert seen == [(3, dtype == "float16")] * 2


def test_an_update_of_a_subclass_without_multi_precision():
    class Opposite(optimizer.Signum):
        def _update_impl(self, index, weight, grad, state):  # its four arguments in MXNet
            super()._update_impl(index, weight, -grad, state)

    weight = nd.zeros(2, dtype="float16")
    update = optimizer.get_updater(Opposite(learning_rate=0.5, momentum=0, multi_precision=True))
    update(0, nd.array([1, -2], dtype="float16"), weight)
    assert weight.asnumpy().tolist() == [0.5, -0.5]
