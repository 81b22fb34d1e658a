"""The model zoo: names, options, files of trained models, training. Numbers: test_models_parity."""

from __future__ import annotations

import hashlib
import zipfile

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon.model_zoo import model_store
from tests.parity.gluon_models import MODELS

vision = gluon.model_zoo.vision


def test_every_model_by_name():
    names = {
        "inception_v3": "inceptionv3",
        "squeezenet1_0": "squeezenet1.0",
        "squeezenet1_1": "squeezenet1.1",
    }
    for factor in ("1_0", "0_75", "0_5", "0_25"):
        names[f"mobilenet{factor}"] = f"mobilenet{factor.replace('_', '.')}"
        names[f"mobilenet_v2_{factor}"] = f"mobilenetv2_{factor.replace('_', '.')}"
    for function in MODELS:
        name = names.get(function, function)
        with mx.name.NameManager():
            made = vision.get_model(name, classes=3)
        with mx.name.NameManager():
            direct = getattr(vision, function)(classes=3)
        assert list(made.collect_params()) == list(direct.collect_params())
        assert len(model_store.short_hash(name)) == 8
    assert type(vision.get_model("ResNet18_v1")) is vision.ResNetV1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: vision.get_model("resnet18"), "resnet18_v"),
        (lambda: vision.get_model("lenet"), "not supported"),
        (lambda: vision.get_resnet(3, 18), "Options are 1 and 2"),
        (lambda: vision.get_resnet(1, 19), "Invalid number of layers: 19"),
        (lambda: vision.get_vgg(12), "Invalid number of layers: 12"),
        (lambda: vision.SqueezeNet("2.0"), "Unsupported SqueezeNet version"),
        (lambda: vision.ResNetV1(vision.BasicBlockV1, [1, 1], [4, 4]), "one number more"),
        (lambda: vision.VGG([1, 1], [4]), "as many layers as filters"),
        (lambda: vision.get_mobilenet(0.3, pretrained=True), "not available"),
    ],
)
def test_unknown_models_raise(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_pretrained_files(tmp_path, monkeypatch):
    """A file of the published name must be the published one; one's own is taken as it is."""
    monkeypatch.delenv("MXNET_GLUON_REPO", raising=False)
    root = str(tmp_path)
    net = vision.mobilenet0_25(classes=4)
    net.initialize()
    x = nd.random.normal(shape=(1, 3, 32, 32))
    expected = net(x).asnumpy()
    with pytest.raises(FileNotFoundError, match=r"mobilenet0.25-9f83e440.params") as caught:
        vision.mobilenet0_25(pretrained=True, root=root)
    assert root in str(caught.value)
    assert isinstance(caught.value, mx.MXNetError)

    own = tmp_path / "mobilenet0.25.params"
    net.save_parameters(str(own))
    loaded = vision.get_model("mobilenet0.25", classes=4, pretrained=True, root=root)
    assert np.array_equal(loaded(x).asnumpy(), expected)

    published = tmp_path / "mobilenet0.25-9f83e440.params"
    own.rename(published)
    with pytest.raises(mx.MXNetError, match="SHA-1"):
        vision.mobilenet0_25(classes=4, pretrained=True, root=root)
    digest = hashlib.sha1(published.read_bytes()).hexdigest()
    monkeypatch.setitem(model_store._SHA1, "mobilenet0.25", "9f83e440" + digest[8:])
    with pytest.raises(mx.MXNetError, match="SHA-1"):
        vision.mobilenet0_25(classes=4, pretrained=True, root=root)
    monkeypatch.setitem(model_store._SHA1, "mobilenet0.25", digest)
    renamed = tmp_path / f"mobilenet0.25-{digest[:8]}.params"
    published.rename(renamed)
    loaded = vision.mobilenet0_25(classes=4, pretrained=True, root=root, ctx=mx.cpu(1))
    assert loaded.collect_params()[loaded.prefix + "conv0_weight"].list_ctx() == [mx.cpu(1)]

    with zipfile.ZipFile(renamed.with_suffix(".zip"), "w") as archive:
        archive.write(renamed, renamed.name)
    renamed.unlink()
    loaded = vision.mobilenet0_25(classes=4, pretrained=True, root=root)
    assert np.array_equal(loaded(x).asnumpy(), expected)
    assert renamed.exists()
    renamed.unlink()
    archive = renamed.with_suffix(".zip")
    archive.write_bytes(archive.read_bytes()[:100])
    with pytest.raises(mx.MXNetError, match="corrupt"):
        vision.mobilenet0_25(classes=4, pretrained=True, root=root)


def test_the_default_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MXNET_HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError) as caught:
        vision.alexnet(pretrained=True)
    assert str(tmp_path / "models") in str(caught.value)


def test_parameters_fit_into_files(tmp_path):
    net = vision.get_model("squeezenet1.1", classes=4)
    net.initialize()
    net.output[2]._kwargs.update(kernel=(1, 1), stride=(1, 1))
    x = nd.random.normal(shape=(1, 3, 32, 32))
    expected = net(x).asnumpy()
    net.save_parameters(str(tmp_path / "a.params"))
    assert list(nd.load(str(tmp_path / "a.params")))[0] == "features.0.weight"
    other = vision.get_model("squeezenet1.1", classes=4)
    other.output[2]._kwargs.update(kernel=(1, 1), stride=(1, 1))
    other.load_parameters(str(tmp_path / "a.params"))
    assert np.array_equal(other(x).asnumpy(), expected)


def test_a_small_model_learns():
    """Bright left halves against bright right halves."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 3, 16, 16)).astype("float32")
    labels = np.arange(32) % 2
    for image, label in zip(x, labels):
        image[:, :, 8 * label : 8 * label + 8] += 2
    x, y = nd.array(x), nd.array(labels)
    net = vision.ResNetV1(vision.BasicBlockV1, [1, 1], [4, 4, 8], classes=2, thumbnail=True)
    mx.random.seed(0)
    net.initialize(mx.init.Xavier())
    net.hybridize()
    loss = gluon.loss.SoftmaxCELoss()
    trainer = gluon.Trainer(net.collect_params(), "adam", {"learning_rate": 0.02})
    for _ in range(15):
        with autograd.record():
            value = loss(net(x), y)
        value.backward()
        trainer.step(32)
    assert (net(x).argmax(axis=1) == y).mean().asscalar() == 1.0


def test_summary_lists_a_block_before_its_shortcut(capsys):
    net = vision.resnet18_v1(classes=3, thumbnail=True)
    net.initialize()
    net.summary(nd.ones((1, 3, 8, 8)))
    sizes = [int(line.split()[-1]) for line in capsys.readouterr().out.splitlines()
             if line.lstrip().startswith("Conv2D-")]  # fmt: skip
    assert sizes[5:8] == [73728, 147456, 8192]  # two 3x3 convolutions, then the 1x1


def test_a_network_from_the_published_tables():
    from ndgrad.gluon.model_zoo.vision import resnet

    kind, layers, channels = resnet.resnet_spec[18]
    with mx.name.NameManager():
        net = resnet.resnet_net_versions[0](
            resnet.resnet_block_versions[0][kind], layers, channels, classes=3
        )
    with mx.name.NameManager():
        assert list(net.collect_params()) == list(vision.resnet18_v1().collect_params())
