"""Steps of optimizers that work in place give what they give in memory of their own."""

import numpy as np
import pytest

from ndgrad import MXNetError, nd

#: Operator -> how many states it has, its parameters.
STEPS = {
    "sgd_update": (0, {"lr": 0.1, "wd": 0.01, "clip_gradient": 1.5}),
    "sgd_mom_update": (1, {"lr": 0.1, "momentum": 0.9, "wd": 0.01}),
    "nag_mom_update": (1, {"lr": 0.1, "momentum": 0.9, "wd": 0.01}),
    "signsgd_update": (0, {"lr": 0.1}),
    "signum_update": (1, {"lr": 0.1, "momentum": 0.9, "wd_lh": 0.1}),
    "adam_update": (2, {"lr": 0.1, "wd": 0.01}),
    "rmsprop_update": (1, {"lr": 0.1, "clip_weights": 2}),
    "rmspropalex_update": (3, {"lr": 0.1}),
    "ftrl_update": (2, {"lr": 0.1}),
    "ftml_update": (3, {"lr": 0.1, "t": 3}),
    "lamb_update_phase1": (2, {"t": 2, "wd": 0.01}),
}
#: One block, several blocks, and a size that ends within a block.
SHAPES = [(40, 50), (700, 300), (3, 70_001)]


def arrays(shape, states, dtype="float32"):
    rng = np.random.default_rng(3)
    made = [nd.array(rng.normal(size=shape), dtype=dtype) for _ in range(2)]
    return made + [nd.array(rng.uniform(0.5, 1, shape), dtype=dtype) for _ in range(states)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", STEPS)
def test_in_place_is_what_new_memory_would_hold(name, shape, dtype):
    count, params = STEPS[name]
    step = getattr(nd, name)
    weight, grad, *states = arrays(shape, count, dtype)
    apart = step(weight, grad, *states, **params)
    new_states = [s.asnumpy() for s in states]

    weight, grad, *states = arrays(shape, count, dtype)
    given = grad.asnumpy()
    assert step(weight, grad, *states, **params, out=weight) is weight
    np.testing.assert_array_equal(weight.asnumpy(), apart.asnumpy())
    np.testing.assert_array_equal(grad.asnumpy(), given)
    for state, expected in zip(states, new_states, strict=True):
        np.testing.assert_array_equal(state.asnumpy(), expected)


@pytest.mark.parametrize("same", ["grad is weight", "mom is weight", "mom is grad", "overlap"])
def test_arrays_that_share_memory(same):
    memory = nd.array(np.random.default_rng(0).normal(size=500_000))
    weight, grad, mom = memory[:200_000], memory[200_000:400_000], nd.ones(200_000)
    if same == "grad is weight":
        grad = weight
    elif same == "mom is weight":
        mom = weight.reshape((-1,))
    elif same == "mom is grad":
        mom = grad
    else:
        grad = memory[100_000:300_000]
    w, g, m = weight.asnumpy(), grad.asnumpy(), mom.asnumpy()
    nd.sgd_mom_update(weight, grad, mom, lr=0.5, momentum=0.9, out=weight)
    new_mom = np.float32(0.9) * m - np.float32(0.5) * g
    np.testing.assert_array_equal(weight.asnumpy(), w + new_mom)
    if same != "mom is weight":  # there the weight is what was written last
        np.testing.assert_array_equal(mom.asnumpy(), new_mom)


def test_a_refused_step_changes_nothing():
    weight, grad, mom = arrays((700, 300), 1)
    before = [a.asnumpy() for a in (weight, grad, mom)]
    for wrong in (
        lambda: nd.sgd_mom_update(weight, grad, mom, lr=0.1, out=nd.zeros((2, 2))),
        lambda: nd.sgd_mom_update(weight, grad[:5], mom, lr=0.1, out=weight),
        lambda: nd.sgd_mom_update(weight, grad, mom[:5], lr=0.1, out=weight),
        lambda: nd.sgd_mom_update(weight, grad, mom, lr=0.1, out=[weight, mom]),
        lambda: nd.sgd_mom_update(weight, grad, mom, lr=0.1, out="weight"),
    ):
        with pytest.raises(MXNetError):
            wrong()
    for array, old in zip((weight, grad, mom), before, strict=True):
        np.testing.assert_array_equal(array.asnumpy(), old)


def test_a_warning_that_is_an_error_does_not_repeat_half_a_step():
    """An overflow in the last block: the first ones have been written by then."""
    weight, grad, mom = arrays((700, 300), 1)
    grad[-1, -1] = 1e38
    expected = 0.9 * mom.asnumpy() - 1e3 * grad.asnumpy().astype(np.float64)
    with np.errstate(all="raise"):
        nd.sgd_mom_update(weight, grad, mom, lr=1e3, momentum=0.9, out=weight)
    np.testing.assert_allclose(mom.asnumpy()[0], expected[0], rtol=1e-6)
    assert mom[-1, -1].asscalar() == -np.inf


@pytest.mark.parametrize("size", [5, 300_000])
@pytest.mark.parametrize("name", STEPS)
def test_dtypes_stay_beside_a_gradient_of_another(name, size):
    count, params = STEPS[name]
    weight, _, *states = arrays((size,), count, "float16")
    states = [s.astype("float32") for s in states]
    y = getattr(nd, name)(weight, weight.astype("float64") * 1e-3, *states, **params)
    assert y.dtype == np.float16
    assert [s.dtype for s in states] == [np.float32] * count
    for state in states:  # not rounded to the dtype of the weight on the way
        assert (state.asnumpy() != state.astype("float16").asnumpy()).any()
