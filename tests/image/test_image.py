"""mx.image: decoding, and geometry that the transforms do not show."""

from __future__ import annotations

import builtins
import io
import random
import sys

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd

PIL = pytest.importorskip("PIL.Image")


def encoded(array, kind="PNG", **options):
    stream = io.BytesIO()
    PIL.fromarray(array).save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (4, 5, 3)).astype("uint8")


def test_imdecode(pixels):
    data = encoded(pixels)
    image = mx.image.imdecode(data)
    assert image.dtype == np.uint8
    assert np.array_equal(image.asnumpy(), pixels)
    assert np.array_equal(mx.image.imdecode(data, to_rgb=0).asnumpy(), pixels[:, :, ::-1])
    for buf in (bytearray(data), np.frombuffer(data, "uint8"), nd.array(list(data), dtype="uint8")):
        assert np.array_equal(mx.image.imdecode(buf).asnumpy(), pixels)
    out = nd.zeros((4, 5, 3), dtype="uint8")
    assert mx.image.imdecode(data, out=out) is out
    assert np.array_equal(out.asnumpy(), pixels)


def test_gray_images(pixels):
    assert mx.image.imdecode(encoded(pixels), flag=0).shape == (4, 5, 1)
    gray = mx.image.imdecode(encoded(pixels[:, :, 0]), flag=0)
    assert np.array_equal(gray.asnumpy()[:, :, 0], pixels[:, :, 0])
    colored = mx.image.imdecode(encoded(pixels[:, :, 0]))
    assert np.array_equal(colored.asnumpy(), np.repeat(pixels[:, :, :1], 3, 2))
    jpeg = encoded(np.full((8, 8, 3), 100, "uint8"), "JPEG")
    assert np.abs(mx.image.imdecode(jpeg, flag=0).asnumpy().astype(int) - 100).max() <= 1


def test_transparency_is_left_out(pixels):
    alpha = np.zeros((4, 5, 1), "uint8")
    assert np.array_equal(
        mx.image.imdecode(encoded(np.concatenate([pixels, alpha], 2))).asnumpy(), pixels
    )


def test_images_are_turned_as_the_camera_was():
    array = np.zeros((8, 16, 3), "uint8")
    exif = PIL.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    assert mx.image.imdecode(encoded(array, "JPEG", exif=exif)).shape == (16, 8, 3)


def test_imread(tmp_path, pixels):
    (tmp_path / "a.png").write_bytes(encoded(pixels))
    assert np.array_equal(mx.image.imread(str(tmp_path / "a.png")).asnumpy(), pixels)
    assert mx.img.imread is mx.image.imread
    with pytest.raises(mx.MXNetError, match="none.png"):
        mx.image.imread(str(tmp_path / "none.png"))
    (tmp_path / "b.png").write_bytes(b"no image")
    with pytest.raises(ValueError, match="b.png"):
        mx.image.imread(str(tmp_path / "b.png"))


def test_errors(pixels):
    with pytest.raises(ValueError, match="flag must be"):
        mx.image.imdecode(encoded(pixels), flag=2)
    with pytest.raises(TypeError, match="bytes or a uint8 array"):
        mx.image.imdecode("text")
    with pytest.raises(ValueError, match="empty"):
        mx.image.imdecode(b"")
    with pytest.raises(ValueError, match="corrupt"):
        mx.image.imdecode(encoded(pixels)[:-30])
    with pytest.raises(ValueError, match="not inside"):
        mx.image.fixed_crop(nd.zeros((4, 5, 3)), 3, 0, 3, 2)
    with pytest.raises(ValueError, match="interp must be"):
        mx.image.imresize(nd.zeros((4, 5, 3)), 2, 2, 7)
    with pytest.raises(ValueError, match="number of images"):
        mx.image.imrotate(nd.zeros((2, 1, 3, 3)), nd.array([1, 2, 3]))
    with pytest.raises(TypeError, match="required to be a scalar"):
        mx.image.imrotate(nd.zeros((1, 3, 3)), nd.array([1]))


def test_without_pillow_the_extra_is_named(monkeypatch, pixels):
    data = encoded(pixels)
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == "PIL":
            raise ImportError("No module named 'PIL'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"ndgrad\[image\]") as caught:
        mx.image.imdecode(data)
    assert isinstance(caught.value, mx.MXNetError)


def test_pillow_is_not_imported_before_it_is_used():
    import subprocess

    code = (
        "import sys, ndgrad as mx; mx.image; mx.recordio; mx.gluon.data; "
        "print(any(m.split('.')[0] == 'PIL' for m in sys.modules))"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "False"


def test_geometry():
    image = nd.array(np.random.rand(40, 50, 3) * 255, dtype="uint8")
    assert mx.image.resize_short(image, 20).shape == (20, 25, 3)
    assert mx.image.center_crop(image, (100, 20))[1] == (0, 15, 50, 10)
    assert mx.image.scale_down((40, 50), (100, 20)) == (40, 8)
    random.seed(5)
    places = [
        mx.image.random_size_crop(image, (8, 8), (0.08, 1), (3 / 4, 4 / 3))[1] for _ in range(3)
    ]
    assert places == [(11, 6, 39, 34), (0, 3, 44, 35), (23, 15, 14, 18)]  # MXNet's
    random.seed(5)
    assert mx.image.random_crop(image, (8, 12))[1] == (39, 8, 8, 12)
    assert mx.image.imresize(image, 100, 80, 9).shape == (80, 100, 3)
    out = nd.zeros((80, 100, 3), dtype="uint8")
    assert mx.image.imresize(image, 100, 80, interp=1, out=out) is out
    assert (out == mx.image.imresize(image, 100, 80)).asnumpy().all()
    assert mx.image.imresize(image, 100, 20, 10).shape == (20, 100, 3)
    mean = nd.array([1.0, 2.0, 3.0])
    normal = mx.image.color_normalize(nd.ones((1, 1, 3)), mean, mean)
    np.testing.assert_allclose(normal.asnumpy()[0, 0], [0, -0.5, -2 / 3], rtol=1e-6)
