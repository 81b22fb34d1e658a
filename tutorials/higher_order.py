"""Gradients of gradients: gradient penalties, Hessian-vector products, and Newton's method.

Run it: ``python tutorials/higher_order.py``

``autograd.grad(y, x, create_graph=True)`` gives dy/dx as something that was recorded itself, so
that it can be part of a loss, or be differentiated again.
"""

from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn

OUT = Path("higher_order.png")


# --- a gradient penalty


def make_critic():
    net = nn.Sequential()
    net.add(
        nn.Dense(64, activation="tanh", in_units=1), nn.Dense(64, activation="tanh", in_units=64)
    )
    net.add(nn.Dense(1, in_units=64))
    mx.random.seed(0)
    net.initialize(mx.init.Xavier(magnitude=6))
    return net


def train_critic(penalty, steps=300):
    """A critic f tells samples around +1 from samples around -1: it makes E f(real) - E f(fake) as
    large as it can. Without limits it grows and grows. With the penalty (|f'(x)| - 1)^2 between the
    samples, it becomes a function of slope 1, and the difference of the means the distance (the
    Wasserstein distance, here 2).

    I. Gulrajani et al., "Improved Training of Wasserstein GANs", 2017.
    """
    net, rng = make_critic(), np.random.default_rng(0)
    trainer = gluon.Trainer(net.collect_params(), "adam", {"learning_rate": 0.005, "beta1": 0.5})
    for _ in range(steps):
        real = nd.array(rng.normal(1, 0.1, (64, 1)))
        fake = nd.array(rng.normal(-1, 0.1, (64, 1)))
        mixture = nd.array(rng.random((64, 1)))
        between = mixture * real + (1 - mixture) * fake
        between.attach_grad()
        with autograd.record():
            distance = net(real).mean() - net(fake).mean()
            # Each f(x) depends on its own x alone: the gradient of the sum has all slopes.
            (slope,) = autograd.grad(net(between).sum(), between, create_graph=True)
            loss = penalty * ((slope.abs() - 1) ** 2).mean() - distance
        loss.backward()  # goes through the slope, too
        trainer.step(1)
    points = nd.linspace(-0.9, 0.9, 50).reshape((-1, 1))
    points.attach_grad()
    with autograd.record():
        values = net(points)
    values.backward()
    slopes = points.grad.abs().asnumpy()
    return distance.asscalar(), float(slopes.min()), float(slopes.max()), values.asnumpy().ravel()


def gradient_penalty():
    found = {}
    for penalty in (0, 10):
        distance, low, high, _ = found[penalty] = train_critic(penalty)
        print(f"critic with {penalty:2d} x penalty: says {distance:6.2f} (the distance is 2.00); "
              f"slopes {low:.2f} to {high:.2f}")  # fmt: skip
    return found


# --- products with the Hessian


def rosenbrock(x):
    """A banana-shaped valley; the lowest point is (1, 1, ..., 1)."""
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def gradient(f, x):
    x.attach_grad()
    with autograd.record():
        y = f(x)
    y.backward()
    return x.grad


def hessian_times(f, x, v):
    """The Hessian of f at x times v, as d(g . v)/dx with g = df/dx.

    The Hessian itself, n x n, is never made. B. Pearlmutter, "Fast Exact Multiplication by the
    Hessian", 1994.
    """
    x.attach_grad()
    with autograd.record():
        (g,) = autograd.grad(f(x), x, create_graph=True)
        along = (g * v).sum()
    along.backward()
    return x.grad


def hessian(f, x):
    """Row by row: the product with each unit vector."""
    return nd.stack(*[hessian_times(f, x, unit) for unit in nd.eye(x.size, dtype=x.dtype)])


def hessian_vector_products():
    rng = np.random.default_rng(0)
    x = nd.array(rng.normal(size=6), dtype="float64")
    v = nd.array(rng.normal(size=6), dtype="float64")
    product = hessian_times(rosenbrock, x, v)

    by_matrix = nd.dot(hessian(rosenbrock, x), v)
    h = 1e-5
    ahead, behind = (gradient(rosenbrock, x + s * h * v) for s in (1, -1))
    by_difference = (ahead - behind) / (2 * h)
    exact, measured = (
        float(((product - other).norm() / product.norm()).asscalar())
        for other in (by_matrix, by_difference)
    )
    print(f"Hessian times v: differs from the whole matrix by {exact:.0e}, from a difference of "
          f"gradients by {measured:.0e}")  # fmt: skip

    # The largest eigenvalue needs nothing but products.
    direction = v / v.norm()
    for _ in range(200):
        product = hessian_times(rosenbrock, x, direction)
        largest = (direction * product).sum().asscalar()
        direction = product / product.norm()
    all_of_them = np.linalg.eigvalsh(hessian(rosenbrock, x).asnumpy())
    expected = all_of_them[np.abs(all_of_them).argmax()]
    print(f"largest eigenvalue by 200 products: {largest:.4f}; from the matrix: {expected:.4f}")
    return exact, measured, float(largest), float(expected)


# --- Newton's method on a small net


def small_net():
    """One input, four tanh units, one output: 13 parameters, in float64."""
    net = nn.Sequential()
    net.add(nn.Dense(4, activation="tanh", in_units=1), nn.Dense(1, in_units=4))
    net.cast("float64")
    mx.random.seed(0)
    net.initialize(mx.init.Normal(0.7))
    return net


def data():
    """Points of a bump."""
    x = np.linspace(-2, 2, 40).reshape(-1, 1)
    return nd.array(x, dtype="float64"), nd.array(np.exp(-x * x), dtype="float64")


def loss_of(net, x, y):
    """Half the mean squared error, and weight decay, without which the floor would be flat."""
    decay = sum((p.data() ** 2).sum() for p in net.collect_params().values())
    return 0.5 * ((net(x) - y) ** 2).mean() + 0.001 * decay


def flat(arrays):
    return nd.concat(*[a.reshape((-1,)) for a in arrays], dim=0)


def gradient_and_hessian(net, x, y):
    """Of the loss, with respect to all parameters in one row: (n,) and (n, n)."""
    weights = [p.data() for p in net.collect_params().values()]
    with autograd.record():
        loss = loss_of(net, x, y)
        g = flat(autograd.grad(loss, weights, create_graph=True))
        rows = []
        for i in range(g.size):
            rows.append(flat(autograd.grad(g[i], weights, retain_graph=True)))
    return loss.asscalar(), g.detach().asnumpy(), nd.stack(*rows).asnumpy()


def move(net, step):
    """Add a row of numbers to the parameters."""
    start = 0
    for p in net.collect_params().values():
        size = int(np.prod(p.shape))
        p.set_data(
            p.data() + nd.array(step[start : start + size].reshape(p.shape), dtype="float64")
        )
        start += size


def newton(steps=40):
    """Solve (H + m) step = -g. A large m makes a short, careful step downhill; it grows with every
    step that does not help and shrinks with every one that does, and must lift all eigenvalues
    above zero. Near the goal nothing of it is left, and the number of right digits doubles with
    every step."""
    net, (x, y) = small_net(), data()
    losses, lengths, lowest, m = [], [], [], 0.1
    loss, g, h = gradient_and_hessian(net, x, y)
    for _ in range(steps):
        values, vectors = np.linalg.eigh(h)
        losses.append(loss)
        lengths.append(float(np.linalg.norm(g)))
        lowest.append(float(values[0]))
        if lengths[-1] < 1e-13:
            break
        for _ in range(20):
            lifted = values + m + max(0.0, -2 * values[0])
            step = -vectors @ ((vectors.T @ g) / lifted)
            move(net, step)
            if loss_of(net, x, y).asscalar() <= loss + 1e-15:
                m /= 10
                break
            move(net, -step)
            m *= 4
        loss, g, h = gradient_and_hessian(net, x, y)
    return losses, lengths, lowest


def gradient_descent(steps=2000, rate=0.3):
    net, (x, y) = small_net(), data()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": rate, "momentum": 0.9})
    losses = []
    for _ in range(steps):
        with autograd.record():
            loss = loss_of(net, x, y)
        loss.backward()
        trainer.step(1)
        losses.append(loss.asscalar())
    lengths = float(flat([p.grad() for p in net.collect_params().values()]).norm().asscalar())
    return losses, lengths


def newton_on_a_small_net():
    losses, lengths, lowest = newton()
    descent, still = gradient_descent()
    for i in sorted({0, len(losses) // 2, *range(len(losses) - 5, len(losses))}):
        print(f"Newton, step {i:2d}: loss {losses[i]:.9f}, length of the gradient {lengths[i]:.0e},"
              f" smallest eigenvalue {lowest[i]:9.1e}")  # fmt: skip
    print(f"gradient descent, {len(descent)} steps: loss {descent[-1]:.9f}, length of the gradient "
          f"{still:.0e}")  # fmt: skip
    picture(lengths, losses, descent)
    return losses, lengths, lowest, descent


def picture(lengths, losses, descent):
    try:
        import matplotlib
    except ImportError:
        print('no picture: matplotlib is missing (python -m pip install "ndgrad[tutorials]")')
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    left.plot(np.arange(1, len(losses) + 1), losses, "o-", label="Newton")
    left.plot(np.arange(1, len(descent) + 1), descent, label="gradient descent")
    left.set(xscale="log", yscale="log", xlabel="step", title="loss")
    left.legend()
    right.plot(lengths, "o-")
    right.set(yscale="log", xlabel="step of Newton", title="length of the gradient")
    figure.savefig(OUT, dpi=120)
    plt.close(figure)
    print(f"picture: {OUT.resolve()}")


def main():
    return {
        "penalty": gradient_penalty(),
        "products": hessian_vector_products(),
        "newton": newton_on_a_small_net(),
    }


if __name__ == "__main__":
    main()
