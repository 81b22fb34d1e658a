"""A net and a file that several tests of blocks begin with."""

from __future__ import annotations

import pytest

import ndgrad as mx
from tests.gluon.nets import Net


@pytest.fixture
def net():
    with mx.name.NameManager():
        net = Net()
    net.initialize()
    return net


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "net.params")
