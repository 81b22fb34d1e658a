"""Automatic differentiation, step by step: from y = 2 x'x to second-order derivatives.

Run it: ``python tutorials/automatic_differentiation.py``
"""

import time
from pathlib import Path

import numpy as np

from ndgrad import autograd, nd

OUT = Path("automatic_differentiation.png")


def a_simple_function():
    """The gradient of y = 2 x'x with respect to the column vector x is 4 x."""
    x = nd.arange(4).reshape((4, 1))
    x.attach_grad()  # room for the gradient, zero until backward fills it
    with autograd.record():  # what is computed inside is remembered
        y = 2 * nd.dot(x.T, x)
    y.backward()
    error = (x.grad - 4 * x).norm().asscalar()
    print(f"x = {x.asnumpy().ravel()}, y = {y.asscalar()}, dy/dx = {x.grad.asnumpy().ravel()}")
    print(f"|dy/dx - 4x| = {error}")
    return {"y": y.asscalar(), "grad": x.grad.asnumpy(), "error": error}


def the_two_modes():
    """Inside ``record`` layers train; outside they predict."""
    before = autograd.is_training()
    with autograd.record():
        inside = autograd.is_training()
    print(f"training before record: {before}; inside: {inside}")
    return before, inside


def f(a):
    """A function with a loop and a branch; piecewise linear in a, so df/da = f(a) / a."""
    b = a * 2
    while b.norm().asscalar() < 1000:
        b = b * 2
    return b if b.sum().asscalar() > 0 else 100 * b


def control_flow():
    """Python's own control flow is recorded as it happens, for the value at hand."""
    found = []
    for value in (0.7, -0.3):
        a = nd.array([value])
        a.attach_grad()
        with autograd.record():
            d = f(a)
        d.backward()
        found.append((a.grad.asscalar(), (d / a).asscalar()))
        print(f"a = {value}: f(a) = {d.asscalar():.1f}, df/da = {a.grad.asscalar():.1f} = f(a) / a")
    return found


def head_gradients():
    """The gradient of whatever y is used for later is multiplied in (the chain rule)."""
    x = nd.arange(4).reshape((4, 1))
    x.attach_grad()
    with autograd.record():
        y = 2 * x * x
    y.backward(nd.array([10, 1.0, 0.1, 0.01]))  # any shape with as many elements as y
    print(f"with head gradients: {x.grad.asnumpy().ravel()}")
    return x.grad.asnumpy()


def sine_and_its_derivatives():
    """f(x) = sin(x) with three derivatives, none of them written with cos."""
    x = nd.linspace(-2 * np.pi, 2 * np.pi, 200)
    x.attach_grad()
    curves = {}
    with autograd.record():
        y = nd.sin(x)
        curves["sin"] = y
        for name in ("first", "second", "third"):
            # Each point depends on its own x alone, so ones as head gradients give all slopes.
            (y,) = autograd.grad(y, x, create_graph=True)
            curves[name] = y
    curves = {name: curve.asnumpy() for name, curve in curves.items()}
    picture(x.asnumpy(), curves)
    return x.asnumpy(), curves


def picture(x, curves):
    try:
        import matplotlib
    except ImportError:
        print('no picture: matplotlib is missing (python -m pip install "ndgrad[tutorials]")')
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    for (name, curve), style in zip(curves.items(), ("-", "--", "-.", ":"), strict=True):
        axes.plot(x, curve, style, label="sin" if name == "sin" else f"{name} derivative")
    axes.legend()
    figure.savefig(OUT, dpi=120)
    plt.close(figure)
    print(f"picture: {OUT.resolve()}")


def second_price_auction(bids, values):
    """In a second-price auction nobody gains by bidding other than the own value.

    The winner pays the second-highest bid. The winner's gain is value - price; the derivative with
    respect to the own bid is zero wherever the winner stays the winner: the price is another's bid.
    """
    bids = nd.array(bids)
    bids.attach_grad()
    with autograd.record():
        price = nd.sort(bids, is_ascend=False)[1]
        winner = int(bids.argmax(axis=0).asscalar())
        gain = values[winner] - price
    gain.backward()
    slopes = bids.grad.asnumpy()
    print(f"bidder {winner} pays {price.asscalar():.1f} and gains {gain.asscalar():.1f}; "
          f"d gain / d bids = {slopes}")  # fmt: skip
    return winner, float(price.asscalar()), float(gain.asscalar()), slopes


def cost_of_orders(repeats=200):
    """Why a second derivative costs more: the first derivative is a computation too, and the
    second goes back through that one and through the original."""
    x = nd.random.normal(shape=(1000,))
    x.attach_grad()

    def run(order):
        with autograd.record():
            y = nd.exp(nd.sin(x) * x)
            for _ in range(order):
                (y,) = autograd.grad(y, x, create_graph=True)
        return len(autograd.graph(y).nodes)

    nodes, seconds = {}, {}
    for order in range(4):
        nodes[order] = run(order)
        start = time.perf_counter()
        for _ in range(repeats):
            run(order)
        seconds[order] = (time.perf_counter() - start) / repeats
        print(f"order {order}: {nodes[order]:4d} recorded operations, "
              f"{seconds[order] * 1e6:7.0f} us")  # fmt: skip
    return nodes, seconds


def main():
    results = {
        "simple": a_simple_function(),
        "modes": the_two_modes(),
        "control_flow": control_flow(),
        "head_gradients": head_gradients(),
        "sine": sine_and_its_derivatives(),
        "auction": second_price_auction([3.0, 9.0, 7.5], [3.0, 9.0, 7.5]),
    }
    results["nodes"], results["seconds"] = cost_of_orders()
    return results


if __name__ == "__main__":
    main()
