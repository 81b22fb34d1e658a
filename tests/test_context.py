"""Contexts: equality, scopes, where arrays live, and GPUs that are not there."""

import threading

import pytest

import ndgrad as mx
from ndgrad import MXNetError, nd


def test_what_a_context_says():
    c = mx.cpu(2)
    assert c.device_type == "cpu" and c.device_id == 2 and c.device_typeid == 1
    assert repr(c) == str(c) == "cpu(2)" and mx.cpu().device_id == 0
    assert repr(mx.gpu(1)) == "gpu(1)" and mx.gpu().device_typeid == 2
    assert repr(mx.cpu_pinned()) == "cpu_pinned(0)"
    assert repr(mx.Context("cpu_shared")) == "cpu_shared(0)"
    assert mx.Context.devtype2str[2] == "gpu" and mx.Context.devstr2type["cpu_pinned"] == 3
    assert mx.Context is mx.context.Context


def test_equality_and_hash():
    assert mx.cpu() == mx.cpu(0) == mx.Context("cpu", 0) == mx.Context(mx.cpu())
    assert hash(mx.cpu(1)) == hash(mx.cpu(1)) and len({mx.cpu(), mx.cpu(0), mx.cpu(1)}) == 2
    assert mx.cpu() != mx.cpu(1) and mx.cpu() != mx.gpu() and mx.cpu() != mx.cpu_pinned()
    assert mx.cpu() != "cpu"


@pytest.mark.parametrize("wrong", ["tpu", "", "cpu0"])
def test_unknown_devices(wrong):
    with pytest.raises(ValueError, match="unknown device type") as caught:
        mx.Context(wrong)
    assert isinstance(caught.value, MXNetError)


def test_scopes():
    assert mx.current_context() == mx.cpu(0) == mx.context.current_context()
    with mx.cpu(3) as entered:
        assert entered == mx.cpu(3) == mx.current_context() == nd.zeros(2).context
        with mx.Context("cpu", 1):
            assert nd.array([1]).context == nd.random.uniform(shape=2).context == mx.cpu(1)
        assert nd.arange(2).context == mx.cpu(3)
        assert nd.zeros(1, ctx=mx.cpu(7)).context == mx.cpu(7)
    assert mx.current_context() == mx.cpu(0)


def test_scopes_restore_after_errors_and_on_one_object_twice():
    c = mx.cpu(2)
    with pytest.raises(KeyError), c:
        raise KeyError
    assert mx.current_context() == mx.cpu(0)
    with c:
        with mx.cpu(1), c:
            assert mx.current_context() == c
        assert mx.current_context() == c
    assert mx.current_context() == mx.cpu(0)


def test_scopes_are_of_one_thread():
    seen = []
    with mx.cpu(5):
        thread = threading.Thread(target=lambda: seen.append(mx.current_context()))
        thread.start()
        thread.join()
    assert seen == [mx.cpu(0)]


def test_results_live_where_the_first_operand_does():
    x = nd.ones((2, 2), ctx=mx.cpu(2))
    for made in (x + 1, x * x, x.sum(), x[0], x.T, x.reshape(-1), nd.zeros_like(x), x.copy(),
                 x.astype("int32"), nd.dot(x, x), nd.concat(x, x, dim=0), x.split(2)[1],
                 x.detach(), 1 / x):  # fmt: skip
        assert made.context == mx.cpu(2)
    assert (nd.ones(1, ctx=mx.cpu(1)) + nd.ones(1, ctx=mx.cpu(2))).context == mx.cpu(1)


def test_gradients_live_with_their_variable():
    x = nd.ones(2, ctx=mx.cpu(2))
    x.attach_grad()
    with mx.autograd.record():
        y = (x * 2).sum()
    y.backward()
    assert x.grad.context == mx.cpu(2)
    (g,) = mx.autograd.grad([_double(x)], [x])
    assert g.context == mx.cpu(2)


def _double(x):
    with mx.autograd.record():
        return (x * 2).sum()


def test_moving():
    x = nd.array([1, 2])
    assert x.as_in_context(mx.cpu(0)) is x
    there = x.as_in_context(mx.cpu(1))
    assert there.context == mx.cpu(1) and there is not x
    there[:] = 0
    assert x.asnumpy().tolist() == [1, 2]
    same = x.copyto(mx.cpu(0))
    assert same is not x and same.context == mx.cpu(0)
    target = nd.zeros(2, ctx=mx.cpu(4))
    assert x.copyto(target) is target and target.context == mx.cpu(4)
    assert target.asnumpy().tolist() == [1, 2]


def test_moving_is_recorded():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with mx.autograd.record():
        y = x.as_in_context(mx.cpu(1)) * 3
        z = x.copyto(mx.cpu(2)) * 4
        (y.sum().as_in_context(mx.cpu(0)) + z.sum().as_in_context(mx.cpu(0))).backward()
    assert x.grad.asnumpy().tolist() == [7, 7] and x.grad.context == mx.cpu(0)


def test_a_gpu_is_refused_and_the_cpu_named():
    assert mx.context.num_gpus() == mx.num_gpus() == 0
    makers = [
        lambda: nd.zeros(1, ctx=mx.gpu(0)), lambda: nd.array([1], ctx=mx.gpu()),
        lambda: nd.ones(1).as_in_context(mx.gpu()), lambda: nd.ones(1).copyto(mx.gpu()),
        lambda: nd.random.uniform(shape=1, ctx=mx.gpu()), lambda: nd.arange(3, ctx="gpu(0)"),
        lambda: mx.context.gpu_memory_info(),
    ]  # fmt: skip
    for make in makers:
        with pytest.raises(MXNetError, match=r"gpu\(0\): .*GPU") as caught:
            make()
        assert isinstance(caught.value, NotImplementedError)
    with mx.gpu(0), pytest.raises(MXNetError, match="gpu"):
        nd.zeros(1)


def test_the_usual_way_to_look_for_a_gpu():
    def try_gpu():
        try:
            ctx = mx.gpu()
            nd.zeros((1,), ctx=ctx)
        except mx.base.MXNetError:
            ctx = mx.cpu()
        return ctx

    assert try_gpu() == mx.cpu()


def test_contexts_by_name():
    assert nd.zeros(1, ctx="cpu").context == mx.cpu(0)
    assert nd.zeros(1, ctx="cpu(2)").context == mx.cpu(2)
    with pytest.raises(ValueError):
        nd.zeros(1, ctx="abacus")


def test_the_default_as_older_programs_set_it():
    before = mx.Context.default_ctx
    assert before == mx.current_context()
    try:
        mx.Context.default_ctx = mx.cpu(2)
        assert nd.zeros(2).context == mx.cpu(2) == mx.Context._default_ctx.value
        with mx.cpu(3):
            assert mx.Context.default_ctx == mx.cpu(3)
        mx.Context._default_ctx.value = mx.cpu(1)
        assert nd.zeros(2).context == mx.Context.default_ctx == mx.cpu(1)
        with pytest.raises(TypeError, match="must be a Context, got 'cpu'"):
            mx.Context.default_ctx = "cpu"
    finally:
        mx.Context.default_ctx = before
