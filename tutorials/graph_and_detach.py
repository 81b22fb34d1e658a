"""What is recorded, and how to leave something out of it.

Run it: ``python tutorials/graph_and_detach.py``
"""

import numpy as np

import ndgrad as mx
from ndgrad import autograd, nd


def show_graph():
    """The graph of sum(a * b * d), as backward will walk it: from the sum to the leaves.

    MulBackward is the gradient of a product; AccumulateGrad is where a variable takes up its own:
    #1 is a, #2 is b, #3 is d. ``autograd.graph(e).draw()`` gives it as a drawing
    (python -m pip install "ndgrad[viz]").
    """
    a, b, d = (nd.array(values) for values in ([1.0, 2.0], [3.0, 4.0], [5.0, 6.0]))
    for x in (a, b, d):
        x.attach_grad()
    with autograd.record():
        c = a * b
        e = (c * d).sum()
    text = str(autograd.graph(e))
    print(text)
    e.backward()
    return text, [x.grad.asnumpy() for x in (a, b, d)]


def detach():
    """A detached array is a constant: z = u * x with u = x^2 detached has the gradient u."""
    x = nd.arange(4)
    x.attach_grad()
    with autograd.record():
        y = x * x
        u = y.detach()
        z = u * x
    z.backward()
    with autograd.record():
        whole = x * x * x
    constant = x.grad.asnumpy()
    whole.backward()
    print(f"d(u x)/dx = {constant} = u; d(x^3)/dx = {x.grad.asnumpy()} = 3 x^2")
    return constant, x.grad.asnumpy()


def shared_memory():
    """detach() shares memory with the original, copy() does not."""
    x = nd.array([1.0, 2.0, 3.0])
    x.detach()[0] = 10
    x.copy()[1] = 20
    print(f"after writing through detach() and into copy(): {x.asnumpy()}")
    return x.asnumpy()


def three_linear_models():
    """Three models in a row; the middle one's output is cut off, so the first learns nothing."""
    mx.random.seed(0)
    data = nd.random.normal(shape=(8, 3))
    weights = [nd.random.normal(shape=(3, 3)) for _ in range(3)]
    for w in weights:
        w.attach_grad()
    before = [w.asnumpy() for w in weights]
    with autograd.record():
        first = nd.dot(data, weights[0])
        second = nd.dot(first.detach(), weights[1])
        loss = (nd.dot(second, weights[2]) ** 2).mean()
    loss.backward()
    for w in weights:  # one step of stochastic gradient descent
        w[:] = w - 0.01 * w.grad
    moved = [float(np.abs(w.asnumpy() - old).max()) for w, old in zip(weights, before, strict=True)]
    with autograd.pause():
        lower = (nd.dot(nd.dot(nd.dot(data, weights[0]), weights[1]), weights[2]) ** 2).mean()
    print(f"largest change of each weight: {[round(m, 5) for m in moved]}; "
          f"loss {loss.asscalar():.6f} -> {lower.asscalar():.6f}")  # fmt: skip
    return moved, loss.asscalar(), lower.asscalar()


def main():
    return {
        "graph": show_graph(),
        "detach": detach(),
        "memory": shared_memory(),
        "models": three_linear_models(),
    }


if __name__ == "__main__":
    main()
