"""Rows of ndgrad/ops/dropout.py."""

from tests.ops.samples import case, grid, integers, sample, wrong

sample(
    "Dropout", [(3, 4)], zero_size=True,
    params=[{"p": 0.0}, *grid(p=[0.5, 0.3, 0.001, 1.0], mode=["training", "always"])],
    why_no_reference="random; test_dropout.py checks what it draws",
    wrong=[wrong([(3, 4)], r"p must be in \[0, 1\]", ValueError, p=1.5),
           wrong([(3, 4)], "mode must be", ValueError, mode="never"),
           wrong([(3, 4)], "axes=2 is out of range", ValueError, axes=(2,)),
           wrong([integers((3, 4), 0, 5, "int32")], "float", TypeError)],
)  # fmt: skip
sample("Dropout", cases=[case([(3, 4)], axes=(1,)), case([(2, 3, 2)], axes=(0, -1))])
sample(
    "Dropout", cases=[case([(3, 4)], p=0.5, cudnn_off=True)],
)  # fmt: skip
