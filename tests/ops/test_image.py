"""Images beyond the rows: bytes, chance, and what MXNet gets wrong."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd

I = nd.image  # noqa: E741 - as programs call it
RNG = np.random.default_rng(1)
BYTES = RNG.integers(0, 256, (5, 7, 3), dtype=np.uint8)


def bytes_image():
    return nd.array(BYTES, dtype="uint8")


def test_saturation_takes_the_gray_of_all_three_channels():
    # MXNet 1.9.1 takes that of blue alone.
    x = nd.array([[[100.0, 50.0, 20.0]]])
    gray = 0.299 * 100 + 0.587 * 50 + 0.114 * 20
    np.testing.assert_allclose(I.random_saturation(x, 0, 0).asnumpy(), gray, rtol=1e-6)


def test_colour_jitter_without_amounts_changes_nothing():
    # MXNet 1.9.1 returns unwritten memory.
    assert (I.random_color_jitter(bytes_image(), 0, 0, 0, 0).asnumpy() == BYTES).all()


def test_bytes_are_cut_off_and_lose_their_fraction():
    bright = I.random_brightness(bytes_image(), 2.3, 2.3).asnumpy()
    want = np.clip(BYTES.astype("f") * np.float32(2.3), 0, 255).astype("uint8")
    assert bright.dtype == np.uint8 and (bright == want).all()
    dark = I.adjust_lighting(bytes_image(), alpha=(8, 0, 0)).asnumpy()
    assert (dark == np.clip(BYTES - 8 * 55.46 * np.array([0.5675, 0.5808, 0.5836]), 0, 255)
            .astype("uint8")).all()  # fmt: skip


@pytest.mark.parametrize("turn", [0.0, 1.0, 2.0])
def test_a_whole_turn_of_the_hue_is_the_same_image(turn):
    x = nd.array(BYTES)
    np.testing.assert_allclose(I.random_hue(x, turn, turn).asnumpy(), BYTES, atol=1e-2)


def test_turns_of_the_hue_add_up_and_keep_grays():
    x = nd.array(BYTES, dtype="float64")
    once = I.random_hue(I.random_hue(x, 0.2, 0.2), 0.35, 0.35)
    np.testing.assert_allclose(once.asnumpy(), I.random_hue(x, 0.55, 0.55).asnumpy(), atol=1e-9)
    gray = nd.ones((2, 2, 3)) * 7
    assert (I.random_hue(gray, 0.3, 0.3).asnumpy() == 7).all()
    red = nd.array([[[9.0, 0.0, 0.0]]])
    np.testing.assert_allclose(I.random_hue(red, 1 / 3, 1 / 3).asnumpy(), [[[0, 9, 0]]], atol=1e-5)


@pytest.mark.parametrize(
    ("call", "least", "most"),
    [
        (lambda x: I.random_brightness(x, 0.5, 1.5), 0.5, 1.5),
        (lambda x: I.random_brightness(x, 1.5, 0.5), 0.5, 1.5),
    ],
)
def test_factors_are_drawn_from_their_range(call, least, most):
    drawn = np.array([call(nd.ones((1, 1, 3))).asnumpy()[0, 0, 0] for _ in range(400)])
    assert least <= drawn.min() < least + 0.05 and most - 0.05 < drawn.max() <= most
    assert abs(drawn.mean() - (least + most) / 2) < 0.05


def test_flips_happen_half_of_the_time_and_gradients_follow():
    x = nd.array([[[1.0], [2.0], [3.0]]])
    x.attach_grad()
    flipped = 0
    for _ in range(200):
        with autograd.record():
            y = I.random_flip_left_right(x)
        y.backward(nd.array([[[1.0], [0.0], [0.0]]]))
        mirrored = y.asnumpy()[0, 0, 0] == 3
        flipped += mirrored
        assert x.grad.asnumpy().ravel().tolist() == ([0, 0, 1] if mirrored else [1, 0, 0])
    assert 70 < flipped < 130


def test_the_same_seed_gives_the_same_image():
    def draw():
        mx.random.seed(3)
        x = nd.array(BYTES)
        return I.random_lighting(I.random_color_jitter(x, 0.4, 0.4, 0.4, 0.4), 0.1).asnumpy()

    assert (draw() == draw()).all()
    assert (draw() != BYTES).any()


def test_gradient_of_a_random_factor_is_that_factor():
    # MXNet 1.9.1 hands the gradient on unchanged.
    x = nd.ones((2, 2, 3))
    x.attach_grad()
    with autograd.record():
        y = I.random_brightness(x, 0.25, 0.25)
    y.backward()
    assert (x.grad.asnumpy() == 0.25).all()


def test_to_tensor_and_normalize_of_a_batch():
    batch = nd.array(np.stack([BYTES, BYTES[::-1]]), dtype="uint8")
    tensor = I.to_tensor(batch)
    assert tensor.shape == (2, 3, 5, 7) and tensor.dtype == np.float32
    np.testing.assert_allclose(tensor.asnumpy()[0], BYTES.transpose(2, 0, 1) / 255, rtol=1e-6)
    scaled = I.normalize(tensor, mean=(0.5, 0.4, 0.3), std=(0.2, 0.1, 0.3)).asnumpy()
    one = I.normalize(tensor[1], mean=(0.5, 0.4, 0.3), std=(0.2, 0.1, 0.3)).asnumpy()
    np.testing.assert_allclose(scaled[1], one)
