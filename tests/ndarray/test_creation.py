"""Making arrays: float32 by default, dtypes and contexts kept where MXNet keeps them."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import MXNetError, nd

SOURCES = {
    "list": [[1, 2], [3, 4]],
    "tuple": ((1, 2), (3, 4)),
    "range": range(3),
    "number": 5,
    "NumPy integers": np.arange(4),
    "NumPy float64": np.array([1.5, 2.5]),
    "NumPy booleans": np.array([True, False]),
    "booleans": [True, False],
    "list of NumPy arrays": [np.array([1, 2]), np.array([3, 4])],
    "NumPy scalar": np.float64(2.5),
    "Fortran order": np.arange(6).reshape(2, 3).T,
    "empty": [],
    "list of NDArrays": [nd.array([1, 2]), nd.array([3, 4])],
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_everything_but_an_array_becomes_float32(source):
    x = nd.array(source)
    expected = np.array([s.asnumpy() if isinstance(s, nd.NDArray) else s for s in source]
                        if isinstance(source, list) else source, np.float32)  # fmt: skip
    assert x.dtype is np.float32 and x.shape == expected.shape
    assert np.array_equal(x.asnumpy(), expected)
    assert x._raw.flags.c_contiguous


def test_only_an_array_hands_its_dtype_on():
    x = nd.array([1, 2], dtype="int8")
    assert nd.array(x).dtype is np.int8
    assert nd.array(x, dtype="float16").dtype is np.float16
    copy = nd.array(x)
    copy[:] = 0
    assert x.asnumpy().tolist() == [1, 2]


def test_a_number_has_no_axes():
    x = nd.array(5)
    assert x.shape == () and x.size == 1 and x.asscalar() == 5


def test_integers_do_not_pass_through_a_float():
    big = 2**53 + 1
    assert nd.array([big], dtype="int64").asnumpy()[0] == big
    assert nd.full(1, big, dtype="int64").asnumpy()[0] == big
    assert nd.array([2**31 - 1], dtype="int32").asnumpy()[0] == 2**31 - 1


def test_casts_are_those_of_c():
    assert nd.array([1.7, -1.7], dtype="int32").asnumpy().tolist() == [1, -1]
    assert nd.array([300], dtype="uint8").asnumpy().tolist() == [44]
    assert nd.array([1e39]).asnumpy()[0] == np.inf


@pytest.mark.parametrize("wrong", ["abc", None, {1: 2}, [1, [2, 3]], [1 + 2j], object()])
def test_what_is_no_array_of_numbers(wrong):
    with pytest.raises(TypeError, match="array like"):
        nd.array(wrong)


@pytest.mark.parametrize("dtype", ["uint16", "int16", "complex64", "O", "no such"])
def test_dtypes_that_do_not_exist(dtype):
    for make in (lambda: nd.array([1], dtype=dtype), lambda: nd.zeros(1, dtype=dtype)):
        with pytest.raises(TypeError, match="not supported"):
            make()


def test_filled_arrays():
    assert nd.zeros((2, 3)).asnumpy().tolist() == [[0, 0, 0], [0, 0, 0]]
    assert nd.ones(2, dtype="int32").asnumpy().tolist() == [1, 1]
    assert nd.full((1, 2), 7).asnumpy().tolist() == [[7, 7]]
    assert nd.full(2, 7.9, dtype="int32").asnumpy().tolist() == [7, 7]
    assert nd.full(2, nd.array([3])).asnumpy().tolist() == [3, 3]
    assert nd.empty((2, 3), dtype="int8").shape == (2, 3)
    assert nd.empty(2).dtype is np.float32
    assert nd.ones((2,), dtype=bool).dtype is np.bool_


def test_shapes_are_integers_of_any_kind():
    for shape in (3, (3,), [3], np.int64(3), (np.int32(3),)):
        assert nd.zeros(shape).shape == nd.ones(shape).shape == nd.empty(shape).shape == (3,)
    assert nd.zeros(()).shape == () and nd.zeros((2, 0)).shape == (2, 0)
    for wrong in ("ab", (2.5,), (2, None)):
        with pytest.raises(TypeError, match="integers"):
            nd.zeros(wrong)
    with pytest.raises(ValueError, match="negative"):
        nd.ones((2, -1))


def test_likes():
    x = nd.array([[1, 2]], dtype="int32")
    for made, value in ((nd.zeros_like(x), 0), (x.ones_like(), 1), (nd.ones_like(x), 1)):
        assert made.dtype is np.int32 and made.asnumpy().tolist() == [[value, value]]


def test_out_is_filled_and_returned():
    out = nd.empty((2, 2))
    assert nd.ones((2, 2), out=out) is out and out.asnumpy().all()
    assert nd.zeros((2, 2), out=out) is out and not out.asnumpy().any()
    nd.full((2, 2), 3, out=out)
    nd.arange(4, out=out.reshape(-1))
    assert out.asnumpy().tolist() == [[0, 1], [2, 3]]
    with pytest.raises(ValueError, match="shape"):
        nd.ones(3, out=out)


ARANGES = [
    ((5,), {}, [0, 1, 2, 3, 4]),
    ((1, 5), {}, [1, 2, 3, 4]),
    ((1, 5, 2), {}, [1, 3]),
    ((5, 0, -2), {}, [5, 3, 1]),
    ((2, 6), {"step": 2, "repeat": 3}, [2, 2, 2, 4, 4, 4]),
    ((0, 1, 0.25), {}, [0, 0.25, 0.5, 0.75]),
    ((), {"start": 1, "stop": 3}, [1, 2]),
    ((3, 3), {}, []),
]


@pytest.mark.parametrize(("args", "named", "expected"), ARANGES)
def test_arange(args, named, expected):
    x = nd.arange(*args, **named)
    assert x.dtype is np.float32 and x.asnumpy().tolist() == expected
    assert nd.arange(*args, **named, dtype="float64").dtype is np.float64


def test_arange_is_exact_or_refused():
    assert nd.arange(2**24 - 2, 2**24).asnumpy().tolist() == [2**24 - 2, 2**24 - 1]
    assert nd.arange(2**40, 2**40 + 2, dtype="int64").asnumpy().tolist() == [2**40, 2**40 + 1]
    with pytest.raises(MXNetError, match="dtype"):
        nd.arange(2**24, 2**24 + 4)


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8"])
def test_ranges_of_integers_go_in_whole_steps_as_in_mxnet(dtype):
    assert nd.arange(1.3, 6.6, 1.3, dtype=dtype).asnumpy().tolist() == [1, 2, 3, 4, 5]
    assert nd.arange(5, 0, -1.5, dtype=dtype).asnumpy().tolist() == [5, 4, 3, 2]
    assert nd.arange(0.9, 4, dtype=dtype).asnumpy().tolist() == [0, 1, 2, 3]
    like = nd.contrib.arange_like(nd.zeros(3, dtype=dtype), start=1.5, step=1.5)
    assert like.asnumpy().tolist() == [1, 2, 3]
    with pytest.raises(MXNetError, match=f"a step of 0.5 is 0 in {dtype}"):
        nd.arange(0, 3, 0.5, dtype=dtype)


def test_linspace_and_eye():
    assert nd.linspace(0, 1, 5).asnumpy().tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert nd.linspace(0, 1, 4, endpoint=False).asnumpy().tolist() == [0, 0.25, 0.5, 0.75]
    assert nd.linspace(1, 5, num=1).asnumpy().tolist() == [1]
    for n, m, k in ((3, 0, 0), (2, 4, 1), (4, 2, -1), (2, 2, 5)):
        assert np.array_equal(nd.eye(n, m, k).asnumpy(), np.eye(n, m or None, k))
    assert nd.eye(2, dtype="int32").dtype is np.int32


def test_contexts():
    for make in (nd.zeros, nd.ones, nd.empty, nd.arange, nd.eye):
        assert make(2, ctx=mx.cpu(1)).context == mx.cpu(1)
    assert nd.array([1], mx.cpu(2)).context == mx.cpu(2)
    assert nd.array([1], ctx="cpu(3)").context == mx.cpu(3)
    with mx.cpu(1):
        assert nd.array(nd.ones(1, ctx=mx.cpu(2))).context == mx.cpu(1)
        assert nd.full(2, 1).context == nd.linspace(0, 1, 2).context == mx.cpu(1)
    with pytest.raises(TypeError, match="ctx"):
        nd.zeros(1, ctx=5)


def test_unknown_keywords():
    for make in (nd.zeros, nd.ones):
        with pytest.raises(TypeError, match="unknown keyword 'colour'"):
            make(2, colour="red")
        with pytest.raises(NotImplementedError):
            make(2, stype="csr")


def test_concatenate():
    x, y = nd.ones((1, 2)), nd.zeros((2, 2))
    assert nd.concatenate([x, y]).shape == (3, 2)
    assert nd.concatenate((x, x), axis=1).shape == (1, 4)
    assert nd.concatenate([x], always_copy=False) is x
    with pytest.raises(ValueError, match="at least one"):
        nd.concatenate([])
    with pytest.raises(MXNetError):
        nd.concatenate([x, nd.zeros((1, 3))])


MOVED = [
    (0, 1, (2, 1, 3, 4)), (1, -1, (1, 3, 4, 2)), ([0, 1], [2, 3], (3, 4, 1, 2)),
    ([0, 1, 2], [2, 3, 0], (3, 4, 1, 2)), (range(4), range(4), (1, 2, 3, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("source", "destination", "shape"), MOVED)
def test_moveaxis(source, destination, shape):
    x = nd.random.normal(shape=(1, 2, 3, 4))
    y = nd.moveaxis(x, source, destination)
    assert y.shape == shape
    assert np.array_equal(y.asnumpy(), np.moveaxis(x.asnumpy(), source, destination))


@pytest.mark.parametrize("wrong", [(4, 0), (-5, 0), (0, 4), ([0, 0], [0, 1]), (0, [0, 1]),
                                   ([0, 1], [1, 1])])  # fmt: skip
def test_moveaxis_refuses(wrong):
    with pytest.raises(ValueError, match="moveaxis"):
        nd.moveaxis(nd.zeros((1, 2, 3, 4)), *wrong)


def test_from_numpy_shares_the_memory_and_locks_the_source():
    source = np.arange(6.0).reshape(2, 3)
    x = nd.from_numpy(source)
    assert x.dtype is np.float64 and not source.flags.writeable
    x[0, 0] = 9
    assert source[0, 0] == 9
    with pytest.raises(ValueError):
        source[0, 0] = 1


def test_from_numpy_refuses_what_it_cannot_share():
    for wrong in (np.zeros((2, 3)).T, np.arange(4.0)[::2]):
        with pytest.raises(ValueError, match="contiguous"):
            nd.from_numpy(wrong)
        assert nd.from_numpy(wrong, zero_copy=False).shape == wrong.shape
        assert wrong.flags.writeable
    with pytest.raises(TypeError, match="dtype"):
        nd.from_numpy(np.arange(3, dtype="uint16"))
    with pytest.raises(TypeError, match=r"numpy\.ndarray"):
        nd.from_numpy([1, 2])


@pytest.mark.parametrize("source", [np.array(5.0), np.zeros((1, 0, 2))])
def test_from_numpy_of_no_axes_and_no_elements(source):
    for zero_copy in (True, False):
        assert nd.from_numpy(source.copy(), zero_copy=zero_copy).shape == source.shape


def test_from_numpy_of_read_only_memory_stays_read_only():
    source = np.arange(3.0)
    source.flags.writeable = False
    x = nd.from_numpy(source)
    assert not x.writable
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 1


def test_onehot_encode_writes_into_out():
    out = nd.full((2, 3), 9)
    assert nd.onehot_encode(nd.array([2, 0]), out) is out
    assert out.asnumpy().tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    "make",
    [
        lambda ctx: nd.arange(0, 4, 1, 1, False, ctx, "float64"),
        lambda ctx: nd.eye(2, 2, 0, ctx, "float64"),
        lambda ctx: nd.linspace(0, 1, 3, True, ctx, "float64"),
        lambda ctx: nd.random_normal(0, 1, (2,), ctx, "float64"),
        lambda ctx: nd.random_uniform(0, 1, (2,), ctx, "float64"),
        lambda ctx: nd.random_gamma(1, 1, (2,), ctx=ctx, dtype="float64"),
    ],
)
def test_the_context_comes_before_the_dtype(make):
    made = make(mx.cpu(1))
    assert made.context == mx.cpu(1) and made.dtype == np.float64


@pytest.mark.parametrize("make", [nd.zeros, nd.ones, nd.empty, lambda shape: nd.full(shape, 1)])
def test_more_axes_than_numpy_has_are_refused(make):
    assert make((1,) * 64).ndim == 64
    with pytest.raises(MXNetError, match="at most 64 axes, got 65"):
        make((1,) * 65)
