"""Gradients of outputs that are not scalars: backward multiplies a vector with the Jacobian.

Run it: ``python tutorials/vector_jacobian.py``
"""

import numpy as np

from ndgrad import autograd, nd


def external_gradient():
    """Q = 3 a^3 - b^2: dQ/da = 9 a^2, dQ/db = -2 b."""
    a, b = nd.array([2.0, 3.0]), nd.array([6.0, 4.0])
    a.attach_grad()
    b.attach_grad()
    with autograd.record():
        q = 3 * a**3 - b**2
    q.backward(nd.array([1.0, 1.0]))  # dQ/dQ: what backward() uses by itself
    print(f"dQ/da = {a.grad.asnumpy()} = 9 a^2, dQ/db = {b.grad.asnumpy()} = -2 b")
    return a.grad.asnumpy(), b.grad.asnumpy()


def full_jacobian(function, x):
    """The Jacobian row by row: row i is the gradient of output i alone."""
    x.attach_grad()
    with autograd.record():
        y = function(x)
    rows = []
    for i in range(y.size):
        head = nd.zeros(y.shape)
        head[i] = 1
        y.backward(head, retain_graph=True)
        rows.append(x.grad.asnumpy())
    return np.stack(rows)


def vector_times_jacobian():
    """backward(v) is v'J, without ever making J."""
    weight = nd.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]])

    def function(x):
        return nd.tanh(nd.dot(weight, x)) * x[0:2]

    x, v = nd.array([0.1, 0.2, 0.3]), nd.array([2.0, -1.0])
    jacobian = full_jacobian(function, x)
    with autograd.record():
        y = function(x)
    y.backward(v)
    print(f"J =\n{jacobian}\nv'J = {v.asnumpy() @ jacobian}, backward(v) = {x.grad.asnumpy()}")
    return jacobian, v.asnumpy() @ jacobian, x.grad.asnumpy()


def backward_twice():
    """A graph is used up by backward unless it is retained; 'write' replaces, 'add' adds up."""
    found = {}
    for req in ("write", "add"):
        inp = nd.eye(5)
        inp.attach_grad(grad_req=req)
        with autograd.record():
            out = (inp + 1) ** 2
        out.backward(nd.ones((5, 5)), retain_graph=True)
        found[req, "first"] = inp.grad.asnumpy()
        out.backward(nd.ones((5, 5)), retain_graph=True)
        found[req, "second"] = inp.grad.asnumpy()
        inp.grad[:] = 0  # start afresh
        out.backward(nd.ones((5, 5)))
        found[req, "after zeroing"] = inp.grad.asnumpy()
        for when in ("first", "second", "after zeroing"):
            print(f"grad_req={req!r}, {when:>13}: row 0 = {found[req, when][0]}")
    return found


def main():
    return {
        "external": external_gradient(),
        "jacobian": vector_times_jacobian(),
        "twice": backward_twice(),
    }


if __name__ == "__main__":
    main()
