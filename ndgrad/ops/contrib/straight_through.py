"""Operators whose gradient is not their derivative: straight through, or times a factor."""

from __future__ import annotations

from ..elementwise import sign as signs
from ..registry import operator
from ..rounding import round as nearest


@operator(namespace="contrib", aliases=("_contrib_round_ste",))
def round_ste(data):
    """:func:`nd.round`, with the gradient of the identity: it passes straight through.

    Bengio et al., 2013, "Estimating or Propagating Gradients Through Stochastic Neurons".

    >>> x = nd.array([-1.5, 1.9])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.contrib.round_ste(x)
    >>> y.backward()
    >>> y.asnumpy(), x.grad.asnumpy()
    (array([-2.,  2.], dtype=float32), array([1., 1.], dtype=float32))
    """
    return nearest(data)


@round_ste.gradient
def _(F, gy):
    return gy


@operator(namespace="contrib", aliases=("_contrib_sign_ste",))
def sign_ste(data):
    """:func:`nd.sign`, with the gradient of the identity: it passes straight through.

    >>> nd.contrib.sign_ste(nd.array([-2., 0., 3.])).asnumpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
    return signs(data)


@sign_ste.gradient
def _(F, gy):
    return gy


@operator(namespace="contrib", aliases=("_contrib_gradientmultiplier",))
def gradientmultiplier(data, *, scalar=1.0, is_int=True):
    """The array itself, with ``scalar`` times its gradient; a negative one reverses gradients.

    Parameters
    ----------
    data : NDArray
    scalar : float, default 1
    is_int : bool
        Without meaning: the factor is taken as it is.

    >>> x = nd.ones(2)
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.contrib.gradientmultiplier(x, scalar=-0.5)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([-0.5, -0.5], dtype=float32)
    """
    return data.copy()


@gradientmultiplier.gradient
def _(F, gy, scalar):
    return gy * scalar
