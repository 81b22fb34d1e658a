"""The gamma function, its logarithm and the derivatives of that, in the precision of float64.

The coefficients of each polynomial are a Chebyshev fit of the named function on the named
interval, made with 50 digits, highest power first, in the variable that runs over [-1, 1] there.
Formulas: NIST Digital Library of Mathematical Functions (DLMF), chapter 5.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .polynomials import fill, fit, polynomial

__all__ = ["gamma_of", "gammaln_of", "polygamma_of"]

Array = np.ndarray

# -- the gamma function and its logarithm -----------------------------------------------------

# log(gamma(x)) / (x - 1), 0.75 <= x <= 1.5
_GAMMALN_ONE = (
    7.75451601817979995e-12, -2.43102761788871914e-11, 3.37186289791790899e-11,
    -1.06738023757911391e-10, 4.40183301355314699e-10, -1.3970907907699159e-9,
    4.31332410411805994e-9, -1.37976811118883384e-8, 4.44459198472456422e-8,
    -1.43526902125253503e-7, 4.6618905262036871e-7, -1.52515448649441569e-6,
    5.03239843156092691e-6, -0.0000167817347564229411, 0.0000567289478487376118,
    -0.000195291812952006739, 0.000689871925981781183, -0.00253468532821556357,
    0.00994908738774503507, -0.0444102246063864838, 0.275078429137385387, -0.480185473008316665,
)  # fmt: skip
# log(gamma(x)) / (x - 2), 1.5 <= x <= 2.5
_GAMMALN_TWO = (
    2.09620590606000244e-12, -8.86730616595649139e-12, 2.82069464879219871e-11,
    -1.20502361379523117e-10, 5.35016423142659518e-10, -2.30866418825725566e-9,
    1.00127049324939544e-8, -4.38708276994605982e-8, 1.94253158049944006e-7,
    -8.71699130714559499e-7, 3.98179312228646311e-6, -0.0000186367797030985734,
    0.000090328447839559404, -0.000461596939308471544, 0.00257260105347292247,
    -0.0168380752632989097, 0.16123351671205661, 0.422784335098467136,
)  # fmt: skip
# gamma(x), 2 <= x <= 3
_GAMMA = (
    1.26996065005587578e-13, -6.34188467382212163e-13, 2.57129648461759053e-12,
    -1.27493812038746567e-11, 6.61005543415166785e-11, -3.12787015192397164e-10,
    1.77093510836412924e-9, -6.25063868861728488e-9, 5.98925672046496336e-8,
    7.6987331320573262e-9, 2.94716456240784176e-6, 0.0000125578163035920308,
    0.000162381303530235508, 0.000886274393586817395, 0.00685457712513498434,
    0.0317339058551429667, 0.163639644495334192, 0.467367260813042765, 1.32934038817913702,
)  # fmt: skip

#: B(2k), the Bernoulli numbers of the asymptotic series (DLMF 5.11.1, 5.11.2, 24.2)
_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798,
    -174611 / 330,
)  # fmt: skip
# From here on the series holds to the last place (gammaln, gamma).
_LARGE = 8.0


def _stirling_rest(x: Array) -> Array:
    """log(gamma(x)) less ``(x - 1/2) log(x) - x + log(2 pi) / 2``, x >= 8."""
    terms = [b / (2 * k * (2 * k - 1)) for k, b in enumerate(_BERNOULLI[:8], 1)]
    r = 1 / x
    return r * polynomial(terms[::-1], r * r)


def _sin_pi(x: Array) -> Array:
    """sin(pi x), with the zeros where they belong."""
    n = np.rint(x)
    s = np.sin(np.pi * (x - n))  # x - n is exact
    return np.where(np.remainder(n, 2) == 1, -s, s)


def gammaln_of(x: Array) -> Array:
    """Logarithm of the absolute value of gamma, of float64; infinite at 0, -1, -2, ..."""
    y = np.full_like(x, np.nan)
    fill(y, x, x > 0, _gammaln_positive)
    fill(y, x, x <= 0, _gammaln_reflected)
    return y


def _gammaln_reflected(x: Array) -> Array:
    """DLMF 5.5.3, in logarithms."""
    y = np.log(np.pi / np.abs(_sin_pi(x))) - _gammaln_positive(1 - x)
    return np.where(x == np.floor(x), np.inf, y)  # the poles, -inf among them


def _gammaln_positive(x: Array) -> Array:
    y = np.empty_like(x)
    fill(y, x, x >= _LARGE, _gammaln_large)
    fill(y, x, x < 0.75, lambda v: _gammaln_middle(v + 1) - np.log(v))
    fill(y, x, (x >= 0.75) & (x < _LARGE), _gammaln_middle)
    return y


def _gammaln_large(x: Array) -> Array:
    y = (x - 0.5) * np.log(x) - x + 0.5 * math.log(2 * math.pi) + _stirling_rest(x)
    return np.where(np.isinf(x), x, y)


def _gammaln_middle(x: Array) -> Array:
    """0.75 <= x < 8: carried down to a zero of the function, where a fit keeps the last place."""
    factor = np.ones_like(x)
    while True:
        above = x >= 2.5
        if not above.any():
            break
        x = np.where(above, x - 1, x)
        factor = np.where(above, factor * x, factor)
    y = np.empty_like(x)
    fill(y, x, x < 1.5, lambda v: (v - 1) * fit(_GAMMALN_ONE, v, 0.75, 1.5))
    fill(y, x, x >= 1.5, lambda v: (v - 2) * fit(_GAMMALN_TWO, v, 1.5, 2.5))
    return y + np.log(factor)


def gamma_of(x: Array) -> Array:
    """The gamma function of float64; infinite at 0, NaN at the negative integers."""
    y = np.full_like(x, np.nan)
    fill(y, x, x > 0, _gamma_positive)
    fill(y, x, x < 0, _gamma_reflected)
    zero = x == 0
    if zero.any():
        y[zero] = np.copysign(np.inf, x[zero])
    return y


def _gamma_reflected(x: Array) -> Array:
    """DLMF 5.5.3."""
    y = np.pi / (_sin_pi(x) * _gamma_positive(1 - x))
    return np.where(x == np.floor(x), np.nan, y)


def _gamma_positive(x: Array) -> Array:
    y = np.empty_like(x)
    fill(y, x, x >= 10, _gamma_large)
    fill(y, x, x < 10, _gamma_middle)
    return y


def _gamma_large(x: Array) -> Array:
    x = np.minimum(x, 180.0)  # overflows from 171.7 on
    half = np.power(x, 0.5 * x - 0.25)  # the whole power would overflow too early
    return math.sqrt(2 * math.pi) * half * (half * np.exp(-x)) * np.exp(_stirling_rest(x))


def _gamma_middle(x: Array) -> Array:
    """0 < x < 10, carried to [2, 3] by the recurrence."""
    above, below = np.ones_like(x), np.ones_like(x)
    while (up := x >= 3).any():
        x = np.where(up, x - 1, x)
        above = np.where(up, above * x, above)
    while (down := x < 2).any():
        below = np.where(down, below * x, below)
        x = np.where(down, x + 1, x)
    return fit(_GAMMA, x, 2.0, 3.0) * above / below


# -- derivatives of log(gamma) ----------------------------------------------------------------

# The root of the digamma function in two parts, and digamma(x) / (x - root), 1 <= x <= 2
_ROOT = (1.4616321449683622, 9.5499954299656977e-17)
_DIGAMMA = (
    -8.25512972008104003e-11, 2.47654744400317636e-10, -2.88936363921611136e-10,
    8.66825737376165726e-10, -3.6788868183645545e-9, 1.10370884388543002e-8,
    -3.16661807202716207e-8, 9.50092619292409624e-8, -2.86287552800386846e-7,
    8.59132422241766613e-7, -2.5781078482702169e-6, 7.74115688125370707e-6,
    -0.0000232582382843137593, 0.0000699502048416062476, -0.000210748412157330069,
    0.000636888028319074, -0.00193506666478326662, 0.00593679527843382583,
    -0.0185506153817386072, 0.0601356210601935546, -0.211813710640730252, 0.951055876031832893,
)  # fmt: skip


def polygamma_of(order: int, x: Array) -> Array:
    """Derivative ``order`` of the digamma function, of float64; NaN at 0, -1, -2, ..."""
    y = np.full_like(x, np.nan)
    positive = _digamma_positive if order == 0 else lambda v: _polygamma_positive(order, v)
    fill(y, x, x > 0, positive)
    fill(y, x, x <= 0, lambda v: _polygamma_reflected(order, v, positive))
    return y


def _polygamma_reflected(order: int, x: Array, positive: Callable[[Array], Array]) -> Array:
    """DLMF 5.15.6: the ``order``-th derivative of pi cot(pi x) makes the difference."""
    # cot' = -(1 + cot^2): the derivatives are polynomials in the cotangent, lowest power first
    derivative = np.polynomial.Polynomial([0.0, 1.0])
    for _ in range(order):
        derivative = derivative.deriv() * np.polynomial.Polynomial([-1.0, 0.0, -1.0])
    cotangent = _sin_pi(x + 0.5) / _sin_pi(x)
    y = (-1.0) ** order * positive(1 - x) - np.pi ** (order + 1) * derivative(cotangent)
    return np.where(x == np.floor(x), np.nan, y)


def _digamma_positive(x: Array) -> Array:
    y = np.empty_like(x)
    fill(y, x, x >= 10, _digamma_large)
    fill(y, x, x < 10, _digamma_middle)
    return y


def _digamma_large(x: Array) -> Array:
    terms = [b / (2 * k) for k, b in enumerate(_BERNOULLI[:8], 1)]
    r = 1 / (x * x)
    return np.log(x) - 0.5 / x - r * polynomial(terms[::-1], r)


def _digamma_middle(x: Array) -> Array:
    """0 < x < 10, carried to [1, 2] by the recurrence."""
    change = np.zeros_like(x)
    while (up := x > 2).any():
        x = np.where(up, x - 1, x)
        change = np.where(up, change + 1 / x, change)
    if (down := x < 1).any():
        change = np.where(down, change - 1 / x, change)
        x = np.where(down, x + 1, x)
    return ((x - _ROOT[0]) - _ROOT[1]) * fit(_DIGAMMA, x, 1.0, 2.0) + change


def _polygamma_positive(order: int, x: Array) -> Array:
    """Recurrence up to where the asymptotic series holds (DLMF 5.15.5, 5.15.8)."""
    total = np.zeros_like(x)
    large = 10.0 + order
    while (low := x < large).any():
        total = np.where(low, total + x ** -(order + 1.0), total)
        x = np.where(low, x + 1, x)
    total *= math.factorial(order)
    tail = math.factorial(order - 1) * x**-order + 0.5 * math.factorial(order) * x ** -(order + 1.0)
    for k, b in enumerate(_BERNOULLI, 1):
        factor = b * math.factorial(2 * k + order - 1) / math.factorial(2 * k)
        tail += factor * x ** -(2.0 * k + order)
    return (-1.0) ** (order + 1) * (total + tail)
