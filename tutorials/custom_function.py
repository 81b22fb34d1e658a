"""A two-layer network three ways: gradients by hand, by autograd, and with an own ReLU.

Run it: ``python tutorials/custom_function.py``
"""

import numpy as np

from ndgrad import autograd, nd
from ndgrad.test_utils import check_numeric_gradient

# 64 samples, 1000 inputs, 100 hidden units, 10 outputs
N, D_IN, HIDDEN, D_OUT = 64, 1000, 100, 10
RATE, STEPS = 1e-6, 200


def data():
    rng = np.random.default_rng(0)
    shapes = (N, D_IN), (N, D_OUT), (D_IN, HIDDEN), (HIDDEN, D_OUT)
    return [rng.standard_normal(shape).astype(np.float32) for shape in shapes]


def by_hand():
    """The gradients worked out on paper, in NumPy."""
    x, y, w1, w2 = data()
    losses = []
    for _ in range(STEPS):
        hidden = x @ w1
        active = np.maximum(hidden, 0)
        predicted = active @ w2
        losses.append(float(np.square(predicted - y).sum()))
        # Backwards, line by line.
        d_predicted = 2 * (predicted - y)
        d_w2 = active.T @ d_predicted
        d_active = d_predicted @ w2.T
        d_hidden = d_active * (hidden > 0)
        d_w1 = x.T @ d_hidden
        w1 -= RATE * d_w1
        w2 -= RATE * d_w2
    return losses


def by_autograd(relu=nd.relu):
    """The same network; nobody works anything out."""
    x, y, w1, w2 = (nd.array(values) for values in data())
    w1.attach_grad()
    w2.attach_grad()
    losses = []
    for _ in range(STEPS):
        with autograd.record():
            predicted = nd.dot(relu(nd.dot(x, w1)), w2)
            loss = ((predicted - y) ** 2).sum()
        loss.backward()
        losses.append(float(loss))
        w1 -= RATE * w1.grad
        w2 -= RATE * w2.grad
    return losses


class MyReLU(autograd.Function):
    """max(x, 0), with its own gradient."""

    def forward(self, x):
        self.save_for_backward(x)
        return nd.maximum(x, 0)

    def backward(self, dy):
        (x,) = self.saved_tensors
        return dy * (x > 0)


def main():
    losses = {
        "by hand": by_hand(),
        "by autograd": by_autograd(),
        "own ReLU": by_autograd(lambda x: MyReLU()(x)),
    }
    for name, curve in losses.items():
        print(f"{name:12s}: loss {curve[0]:.1f} -> {curve[-1]:.4f}")
    # Away from the kink at 0 the slope can be measured.
    points = np.array([[-1.5, -0.2, 0.3], [2.0, 0.7, -3.0]])
    check_numeric_gradient(lambda x: MyReLU()(x), [points], dtype=np.float64)
    print("the gradient of MyReLU agrees with finite differences")
    return losses


if __name__ == "__main__":
    main()
