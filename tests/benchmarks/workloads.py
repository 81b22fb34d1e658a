"""The names of the workloads: title, unit, and how much of PyTorch's and MXNet's time is allowed.

The shares follow from the figures of a quiet 2-core machine on which all three were measured.
"""

from __future__ import annotations

__all__ = ["WORKLOADS"]


def _share(ours: float, torch: float, mxnet: float | None = None) -> dict[str, float]:
    return {"torch": ours / torch} | ({"mxnet": ours / mxnet} if mxnet else {})


#: workload -> (title, unit, the most ours may take as a share of PyTorch's and MXNet's figure)
WORKLOADS: dict[str, tuple[str, str, dict[str, float]]] = {
    "idle": ("multiply, 10 elements, idle: over NumPy", "ns", {}),
    "recording": ("the same, recording: over NumPy", "ns", {}),
    "backward": ("the same, backward: over NumPy", "ns", {}),
    "whole": ("the same, recorded and swept, in all", "ns", _share(3.0, 5.3, 36.4)),
    "deep": ("200,000 chained operators, each", "ns", {}),
    "deeper": ("1,000,000 chained operators, each", "ns", {}),
    "deep_memory": ("peak memory at 200,000", "MiB", _share(250, 414, 972)),
    "while_loop": ("function with a while loop", "us", _share(80, 157, 707)),
    "import": ("import, over NumPy", "ms", _share(60, 1260)),
    "mlp": ("MLP 784-256-10, batch 64: one step", "ms", {}),
    "cnn": ("CNN on 8x8 digits, batch 64: one step", "ms", {}),
    "elementwise": ("sum(tanh(x)*sigmoid(x)+exp(-x*x))", "ms", _share(22, 26, 270)),
    "conv3x3": ("conv 3x3 64->64, 32x56x56", "ms", _share(125, 96, 60)),
    "conv1x1": ("conv 1x1 256->64, 32x56x56", "ms", _share(65, 155, 43)),
    "conv7x7": ("conv 7x7 stride 2 3->64, 8x224x224", "ms", _share(60, 56, 21)),
    "depthwise": ("depthwise conv 3x3 64, 32x56x56", "ms", _share(40, 35, 12)),
    "batchnorm": ("BatchNorm (64,64,56,56) training", "ms", _share(55, 53, 58)),
    "layernorm": ("LayerNorm (4096,768)", "ms", _share(5, 1.5, 55)),
    "softmax_ce": ("softmax cross-entropy (4096,10000)", "ms", _share(120, 184, 175)),
    "maxpool": ("max-pool 3x3/2 (32,64,112,112)", "ms", _share(120, 171, 55)),
    "lstm": ("LSTM hidden 256, T 35, batch 32", "ms", _share(25, 12, 37)),
    "gru": ("GRU hidden 256, T 35, batch 32", "ms", _share(28, 28, 39)),
    "embedding": ("Embedding 10,000x256, 32x35 tokens", "ms", _share(0.35, 0.20, 0.62)),
}  # fmt: skip
