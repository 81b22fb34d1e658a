"""Indexing: values and shapes are NumPy's, views are MXNet's, errors say which index is wrong.

Random keys with their gradients are in ``tests/fuzz/test_indexing.py``.
"""

import random

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd


def array(*shape, dtype="float32"):
    return nd.array(np.arange(np.prod(shape)).reshape(shape), dtype=dtype)


def plain(key):
    """The key as NumPy understands it: arrays are integers, never masks."""
    if isinstance(key, tuple):
        return tuple(plain(part) for part in key)
    if isinstance(key, (nd.NDArray, np.ndarray, list, range)):
        key = key.asnumpy() if isinstance(key, nd.NDArray) else np.asarray(key)
        return key.astype(np.int64)
    return key


# -- random keys ------------------------------------------------------------------------------


def draw(chance):
    """A shape, and a key of everything that a key can be made of."""
    shape = tuple(chance.randint(1, 4) for _ in range(chance.randint(1, 4)))
    lists = chance.choice([(2,), (3,), (2, 1), (1, 2), (2, 2)])
    key, axis, dots = [], 0, False
    while axis < len(shape) and len(key) < 6 and chance.random() < 0.85:
        length = shape[axis]
        kind = chance.choice(["integer", "integer", "slice", "slice", "array", "new", "dots"])
        if kind == "new":
            key.append(None)
            continue
        if kind == "dots":
            if not dots:
                dots = True
                key.append(Ellipsis)
                axis += chance.randint(0, len(shape) - axis)
            continue
        # behind an Ellipsis the axis is counted from the end only when the key is complete
        length = min(shape) if dots else length
        if kind == "integer":
            made = chance.randrange(-length, length)
            key.append(chance.choice([int, np.int32, np.int64])(made))
        elif kind == "slice":
            ends = [None, *range(-length - 1, length + 2)]
            step = chance.choice([None, 1, 2, -1, -3])
            key.append(slice(chance.choice(ends), chance.choice(ends), step))
        else:
            values = [chance.randrange(-length, length) for _ in range(int(np.prod(lists)))]
            values = np.reshape(values, lists)
            key.append(chance.choice([
                lambda v: v.tolist(), lambda v: v, lambda v: v.astype("int32"), nd.array,
                lambda v: nd.array(v, dtype="int64"), lambda v: v.astype("float64"),
            ])(values))  # fmt: skip
        axis += 1
    return shape, tuple(key)


@pytest.mark.parametrize("seed", range(8))
def test_random_keys_read_and_write_as_numpy(seed):
    chance = random.Random(seed)
    for _ in range(250):
        shape, key = draw(chance)
        given = key[0] if len(key) == 1 and chance.random() < 0.5 else key
        raw = np.arange(np.prod(shape), dtype="float32").reshape(shape)
        expected = raw[plain(key)]
        what = f"x{list(shape)}[{given}]"
        x = nd.array(raw)
        got = x[given]
        assert got.shape == (np.shape(expected) or (1,)), what
        assert np.array_equal(got.asnumpy().reshape(np.shape(expected)), expected), what
        if got.size:
            basic = not any(isinstance(p, (list, np.ndarray, nd.NDArray)) for p in key)
            contiguous = not isinstance(expected, np.ndarray) or expected.flags.c_contiguous
            assert np.shares_memory(got._raw, x._raw) == (basic and contiguous), what

        values = -1 - np.arange(np.size(expected), dtype="float32").reshape(np.shape(expected))
        written = raw.copy()
        written[plain(key)] = values
        kinds = [values, nd.array(values), values.astype("float64"), values.astype("int32")]
        if values.size:
            kinds.append(values.tolist())
        for value in kinds:
            x = nd.array(raw)
            x[given] = value
            assert np.array_equal(x.asnumpy(), written), f"{what} = {type(value).__name__}"
        written[plain(key)] = 7
        for value in (7, 7.0, np.float64(7), np.int8(7), nd.array([7]), [7] if values.ndim else 7):
            x[given] = value
            assert np.array_equal(x.asnumpy(), written), f"{what} = {value!r}"


# -- what is a view ---------------------------------------------------------------------------

#: shape, key, whether a write into the result shows in the array: asked of MXNet 1.9.1
VIEWS = [
    ((4,), slice(1, 3), True),
    ((4,), slice(None, None, 2), False),
    ((4,), slice(2, 3, 2), True),
    ((4,), slice(None, None, -1), False),
    ((4,), slice(2, 1, -1), True),
    ((4,), 2, True),
    ((4, 3), 1, True),
    ((4, 3), slice(1, 3), True),
    ((4, 3), (slice(None), 1), False),
    ((4, 3), (slice(None), slice(0, 2)), False),
    ((4, 3), (slice(None), slice(0, 3)), True),
    ((4, 3), (1, slice(1, 3)), True),
    ((4, 3), (slice(2, 3), slice(1, 3)), True),
    ((4, 3), (1, 2), True),
    ((4, 3), None, True),
    ((4, 3), (None, 1), True),
    ((4, 3), (slice(1, 2), None), True),
    ((4, 3), (Ellipsis, None), True),
    ((4, 3), Ellipsis, True),
    ((4, 3), (), True),
    ((4, 3, 1), (Ellipsis, 0), True),
    ((4, 3, 2), (Ellipsis, 0), False),
    ((2, 4, 2), (0, None, slice(None), slice(None)), True),
    ((2, 1, 4), (slice(0, 1, 2), None), True),
    ((4, 3), [0, 1], False),
    ((4, 3), ([0],), False),
    ((4, 3), (slice(None), [0, 1, 2]), False),
]


@pytest.mark.parametrize(("shape", "key", "view"), VIEWS)
def test_views(shape, key, view):
    x = nd.zeros(shape)
    part = x[key]
    part[:] = 1
    assert bool(x.asnumpy().any()) == view
    x = nd.zeros(shape)
    part = x[key]
    x[:] = 2
    assert part.asnumpy().any() == view


def test_a_view_of_a_view_reaches_the_array():
    x = nd.zeros((3, 4))
    x[1:][1][2:][0:1] = 5
    assert x.asnumpy()[2].tolist() == [0, 0, 5, 0] and x.asnumpy().sum() == 5


def test_in_place_operators_on_parts():
    x = array(2, 3)
    x[0:1] += 10
    x[:, 1] *= 2
    x[1, 2] -= 1
    x[[0, 1], [0, 0]] /= 2
    assert x.asnumpy().tolist() == [[5, 22, 12], [1.5, 8, 4]]


# -- keys that mean something else than in NumPy -----------------------------------------------


def test_masks_are_integers():
    x = nd.array([5.0, 6.0, 7.0])
    assert x[[True, False]].asnumpy().tolist() == [6, 5]
    assert x[np.array([True, False])].asnumpy().tolist() == [6, 5]
    assert x[x > 5].asnumpy().tolist() == [5, 6, 6]
    assert x[True].asnumpy().tolist() == [6]


def test_an_ndarray_of_booleans_is_refused_as_in_mxnet():
    with pytest.raises(IndexError, match="boolean_mask"):
        nd.ones(2)[nd.array([1, 0], dtype="bool")]


def test_a_new_axis_beside_arrays_is_where_numpy_puts_it():
    # MXNet puts it in front of the axes of the arrays, whatever its place.
    x = array(2, 2, 2)
    assert x[nd.array([1, 1]), None].shape == (2, 1, 2, 2)
    assert x[None, [0, 1], [1, 0], None].shape == (1, 2, 1, 2)


def test_arrays_of_floats_are_cut_to_integers():
    x = nd.array([5.0, 6.0, 7.0])
    assert x[nd.array([0.9, 2.0])].asnumpy().tolist() == [5, 7]
    assert x[[1.0, 0.0]].asnumpy().tolist() == [6, 5]


def test_integer_arrays_bound_a_slice():
    x = array(5)
    assert x[nd.array([1], dtype="int32") : np.int8(4)].asnumpy().tolist() == [1, 2, 3]


def test_scalars_have_one_axis():
    assert nd.array(5)[()].shape == (1,)
    assert array(2, 3)[1, 1].shape == (1,) and array(3)[2].shape == (1,)


# -- errors -----------------------------------------------------------------------------------

REFUSED = [
    ((2, 3), 2, IndexError, "out of bounds for axis 0 with size 2"),
    ((2, 3), -3, IndexError, "out of bounds for axis 0"),
    ((2, 3), (0, 3), IndexError, "out of bounds for axis 1 with size 3"),
    ((2, 3), (Ellipsis, 3), IndexError, "out of bounds for axis 1"),
    ((2, 3), (None, 2), IndexError, "out of bounds for axis 0"),
    ((2, 3), [0, 2], IndexError, "index 2 is out of bounds for axis 0"),
    ((2, 3), (slice(None), [-4]), IndexError, "index -4 is out of bounds for axis 1"),
    ((2, 3), (0, 0, 0), IndexError, "too many indices"),
    ((2, 3), (Ellipsis, Ellipsis), IndexError, "only one Ellipsis"),
    ((2, 3), "a", IndexError, "an index is made of"),
    ((2, 3), 1.0, IndexError, "an index is made of"),
    ((2, 3), np.float32(1), IndexError, "an index is made of"),
    ((2, 3), [np.nan], IndexError, "an index is made of"),
    ((2, 3), slice(None, None, 0), ValueError, "step cannot be zero"),
    ((2, 3), slice(1.5, None), TypeError, "a slice needs integers"),
    ((2, 3), slice("a", None), TypeError, "a slice needs integers"),
    ((2, 3), ([0, 1], [0, 1, 2]), IndexError, "shape mismatch"),
]


@pytest.mark.parametrize(("shape", "key", "kind", "text"), REFUSED)
def test_refused_keys(shape, key, kind, text):
    for write in (False, True):
        x = array(*shape)
        with pytest.raises(kind, match=text) as caught:
            if write:
                x[key] = 1
            else:
                x[key]
        assert isinstance(caught.value, MXNetError)
        assert np.array_equal(x.asnumpy(), array(*shape).asnumpy())


VALUES_REFUSED = [
    (0, [1.0, 2.0], ValueError),
    (0, np.ones((3, 1)), ValueError),
    (slice(None), np.ones((3, 3)), ValueError),
    ([0, 1], nd.ones(2), ValueError),
    (0, "abc", TypeError),
    (0, None, TypeError),
    (0, {}, TypeError),
]


@pytest.mark.parametrize(("key", "value", "kind"), VALUES_REFUSED)
def test_refused_values(key, value, kind):
    x = array(2, 3)
    with pytest.raises(kind) as caught:
        x[key] = value
    assert isinstance(caught.value, MXNetError)
    assert np.array_equal(x.asnumpy(), array(2, 3).asnumpy())


def test_elements_cannot_be_deleted():
    with pytest.raises((TypeError, AttributeError)):
        del array(2)[0]


# -- what is written --------------------------------------------------------------------------


def test_axes_of_length_one_in_front_are_dropped():
    x = nd.zeros((1, 3, 1))
    x[0, :2, 0] = [1, 2]
    x[0] = nd.array([[[7], [8], [9]]])
    assert x.asnumpy().ravel().tolist() == [7, 8, 9]
    y = nd.zeros((2, 2))
    y[0, 1] = nd.array([[5]])
    y[1] = np.ones((1, 1, 2))
    assert y.asnumpy().tolist() == [[0, 5], [1, 1]]


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32", "int64"])
def test_integers_are_exact_and_wrap(dtype):
    x = nd.zeros(4, dtype=dtype)
    top = np.iinfo(dtype).max
    x[0] = int(top)
    x[1] = int(top) + 2
    x[2] = -1
    x[3] = 2.9
    assert x.asnumpy().tolist() == [top, np.iinfo(dtype).min + 1, np.array(-1).astype(dtype), 2]


def test_floats_are_cut_when_written_into_integers():
    x = nd.zeros(3, dtype="int32")
    x[:] = nd.array([1.5, 2.5, -3.5])
    assert x.asnumpy().tolist() == [1, 2, -3]
    x[[0, 1]] = 2.7
    assert x.asnumpy().tolist() == [2, 2, -3]


def test_doubled_positions_take_the_last_value():
    x = nd.zeros(2)
    x[[1, 1]] = [3, 4]
    assert x.asnumpy().tolist() == [0, 4]


def test_an_array_is_written_into_a_part_of_itself():
    x = array(4)
    x[1:] = x[:-1]
    assert x.asnumpy().tolist() == [0, 0, 1, 2]


def test_slice_assign():
    x = nd.zeros((2, 3))
    assert x.slice_assign(nd.ones((1, 2)), (0, 0), (1, 3), (1, 2)) is x
    x.slice_assign_scalar(5, (1, None), (None, 1), (1, 1))
    assert x.asnumpy().tolist() == [[1, 0, 1], [5, 0, 0]]


# -- recording --------------------------------------------------------------------------------


def test_reading_is_differentiated():
    x = array(3, 2)
    x.attach_grad()
    with autograd.record():
        y = x[[0, 0, 2], [1, 1, 0]].sum() + (x[1:, 0] * 10).sum() + x[None, 1].sum()
    y.backward()
    assert x.grad.asnumpy().tolist() == [[0, 2], [11, 1], [11, 0]]


def test_writing_what_is_recorded_is_refused_except_as_a_whole():
    y = nd.ones((2, 2))
    y.attach_grad()
    for key in (0, (0, 0), [0], slice(0, 1)):
        x = nd.zeros((2, 2))
        with autograd.record(), pytest.raises(MXNetError, match="Inplace operations"):
            x[key] = (y * 2)[0]
    x = nd.zeros((2, 2))
    with autograd.record():
        x[:] = y * 3
        loss = (x * x).sum()
    loss.backward()
    assert y.grad.asnumpy().tolist() == [[18, 18], [18, 18]]


@pytest.mark.parametrize(
    ("shape", "key", "given"),
    [
        ((3, 2), (slice(None), slice(None)), (3, 2)),
        ((3, 2), (slice(None), slice(None)), (2,)),
        ((3, 2), (slice(None), slice(None)), (1, 3, 2)),
        ((3, 2), slice(0, 3), (3, 1)),
        ((3, 2), slice(-9, 9), (3, 2)),
        ((3, 2), (..., slice(0, 2)), (3, 2)),
        ((3, 2), (slice(None), None), (3, 1, 2)),
        ((1, 3), 0, (3,)),
        ((3, 1), (slice(None), 0), (3,)),
        ((1, 1), (0, 0), (1,)),
    ],
)
def test_a_key_that_selects_everything_writes_the_whole(shape, key, given):
    y = nd.array(np.arange(1, 1 + np.prod(given)).reshape(given))
    y.attach_grad()
    x = nd.zeros(shape)
    with autograd.record():
        x[key] = y
        loss = (x * x).sum()
    loss.backward()
    times = np.prod(shape) / y.size  # how often each element was spread
    assert y.grad.asnumpy().tolist() == (2 * times * y.asnumpy()).tolist()


@pytest.mark.parametrize("key", [slice(None, None, -1), slice(0, 2), [0, 1, 2]])
def test_a_key_that_turns_or_leaves_out_does_not(key):
    y = nd.ones(2 if key == slice(0, 2) else 3)
    y.attach_grad()
    x = nd.zeros(3)
    with autograd.record(), pytest.raises(MXNetError, match="Inplace operations"):
        x[key] = y
    assert x.asnumpy().tolist() == [0, 0, 0]


def test_writing_constants_into_what_nothing_recorded_is_allowed():
    x, y = nd.ones(2), nd.zeros(2)
    x.attach_grad()
    with autograd.record():
        y[0] = 3
        z = (x * y).sum()
    z.backward()
    assert x.grad.asnumpy().tolist() == [3, 0]
