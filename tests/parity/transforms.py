"""Transforms of images, asked of MXNet 1.9.1 and of ndgrad. `python tests/parity/transforms.py`
records MXNet's answers."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import numpy as np

FAMILY = "transforms"


def answers(mx: Any) -> dict[str, np.ndarray]:
    """The results of all transforms whose numbers do not come from ``mx.random``."""
    T = mx.gluon.data.vision.transforms
    rng = np.random.RandomState(0)
    image = mx.nd.array(rng.randint(0, 256, (9, 12, 3)), dtype="uint8")
    images = mx.nd.stack(image, image[::-1])
    tensor = mx.nd.array(rng.rand(3, 5, 7))
    tensors = mx.nd.array(rng.rand(2, 1, 5, 4))
    found = {
        "Cast": T.Cast("float16")(image),
        "ToTensor": T.ToTensor()(image),
        "ToTensor of a batch": T.ToTensor()(images),
        "Normalize": T.Normalize((0.1, 0.2, 0.3), (1, 2, 3))(tensor),
        "Normalize of a batch": T.Normalize(0.5, 0.2)(tensors),
        "Resize of the shorter edge": T.Resize(6, True)(image),
        "Resize to a square": T.Resize(6)(image),
        "Resize of a batch": T.Resize((4, 3))(images),
        "CropResize": T.CropResize(2, 1, 5, 4)(image),
        "CropResize with size": T.CropResize(2, 1, 5, 4, (3, 6), 1)(images),
        "CenterCrop": T.CenterCrop((5, 4))(image),
        "CenterCrop odd": T.CenterCrop((6, 7))(image),
        "CenterCrop larger": T.CenterCrop((20, 4))(image),
        "Compose": T.Compose([T.Resize(6), T.CenterCrop(4), T.ToTensor(), T.Normalize(0.5, 2)])(
            image
        ),
        "Rotate of a batch": T.Rotate(20)(tensors),
    }
    for interpolation in (0, 1, 2, 3):
        found[f"Resize {interpolation}"] = T.Resize((5, 7), False, interpolation)(image)
        if interpolation != 3:
            found[f"enlarged {interpolation}"] = T.Resize((20, 11), False, interpolation)(image)
    for angle in (30, -75, 180):
        found[f"Rotate {angle}"] = T.Rotate(angle)(tensor)
        found[f"Rotate {angle} zoomed in"] = T.Rotate(angle, zoom_in=True)(tensor)
        found[f"Rotate {angle} zoomed out"] = T.Rotate(angle, zoom_out=True)(tensor)
    for seed in range(4):
        random.seed(seed)
        found[f"RandomResizedCrop {seed}"] = T.RandomResizedCrop((4, 5))(image)
        found[f"RandomApply {seed}"] = T.RandomApply(T.Rotate(90), 0.6)(tensor)
        np.random.seed(seed)
        found[f"RandomRotation {seed}"] = T.RandomRotation((-50, 50), rotate_with_proba=0.7)(tensor)
        found[f"RandomRotation of a batch {seed}"] = T.RandomRotation((5, 50), True)(tensors)
    random.seed(9)
    found["RandomResizedCrop with bounds"] = T.RandomResizedCrop(
        6, scale=(0.3, 0.4), ratio=(0.9, 1.1), interpolation=0
    )(image)
    found["RandomResizedCrop that never fits"] = T.RandomResizedCrop(4, scale=(2.0, 3.0))(image)
    return {name: array.asnumpy() for name, array in found.items()}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import mxnet

    from tests.parity import store

    file = store.write(FAMILY, {"all": answers(mxnet)})
    print(f"{file}: {file.stat().st_size} bytes")
