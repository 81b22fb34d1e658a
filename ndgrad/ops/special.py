"""The error and gamma functions, in the full precision of float64.

First the functions on NumPy arrays, then, at the end, the operators over them. The coefficients
of each polynomial are a Chebyshev fit of the named function on the named interval, made with 50
digits, highest power first, in the variable that runs over [-1, 1] there. Formulas: NIST Digital
Library of Mathematical Functions, chapters 5 and 7.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .elementwise import real
from .registry import operator

__all__ = ["erf_of", "erfinv_of", "gamma_of", "gammaln_of", "polygamma_of"]

Array = np.ndarray


def _polynomial(coefficients: Sequence[Any], x: Array) -> Array:
    """Horner's scheme in one buffer."""
    y = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        np.multiply(y, x, out=y)
        np.add(y, c, out=y)
    return y


def _fit(coefficients: Sequence[float], x: Array, low: float, high: float) -> Array:
    """A polynomial in the variable that runs over [-1, 1] while ``x`` runs over [low, high]."""
    return _polynomial(coefficients, (x - (low + high) / 2) / ((high - low) / 2))


def _fill(y: Array, x: Array, where: Array, function: Callable[[Array], Array]) -> None:
    """``y = function(x)`` at the places of a mask, of which there are often none."""
    if where.all():
        y[...] = function(x)
    elif where.any():
        y[where] = function(x[where])


# -- the error function -----------------------------------------------------------------------

# erf(x) / x in x * x, |x| <= 1
_ERF_SMALL = (
    1.45438870794651157e-14, -3.80788240631949552e-13, 9.16761959686580632e-12,
    -2.03522840581576898e-10, 4.11580058320814911e-9, -7.51156928659172683e-8,
    1.22338273835989686e-6, -0.0000175371694411248655, 0.000217517156041599315,
    -0.0022854855611441132, 0.0198524966889837074, -0.140536089022717119, 0.965468738669867308,
)  # fmt: skip
# (1 - erf(x)) * exp(x * x) / t in t = 1 / (1 + x / 4), 1 <= x <= 6
_ERFC_TAIL = (
    -7.40367310009706309e-13, -1.7641790313938432e-12, 3.8225628061938878e-11,
    2.31212164915117644e-10, -1.22890332397169934e-9, -2.10956224742318401e-8,
    -6.55701648602307132e-8, 9.12742958376972091e-7, 0.0000147558578393069938,
    0.000123038811804779042, 0.000743865723694217274, 0.00357609003175420191,
    0.0142231601101534563, 0.0477227058046000494, 0.136287310416602377, 0.331787718323109402,
)  # fmt: skip
# atanh(erf(x)) / x in x * x itself, |x| <= 4.2: a least-squares fit, weighted so that
# tanh(x * p(x * x)) is erf(x) to 3e-7 of its value
_ERF_SINGLE = (
    1.4184745557843173e-07, -5.668386276815344e-06, 8.763673866465943e-05,
    -0.0006197829682439563, -0.0001918329259948618, 0.10276905680955366, 1.1283792741843393,
)  # fmt: skip


def erf_of(x: Array) -> Array:
    """Error function of float64 or float32, in the same dtype."""
    if x.dtype == np.float32:
        return _erf_single(x)
    y = np.empty_like(x)
    a = np.abs(x)
    small = a <= 1
    _fill(y, x, small, lambda v: v * _fit(_ERF_SMALL, v * v, 0.0, 1.0))
    # Above 6 the tail is below half a unit of the last place of 1. NaN goes this way too.
    _fill(y, x, ~small, _erf_large)
    return y


def _erf_large(x: Array) -> Array:
    v = np.minimum(np.abs(x), 6.0)
    t = 1 / (1 + 0.25 * v)
    tail = t * _fit(_ERFC_TAIL, t, 0.4, 0.8) * np.exp(-v * v)
    return np.copysign(1 - tail, x)


def _erf_single(x: Array) -> Array:
    """One tanh and a short polynomial: no branches, every pass in float32."""
    v = np.clip(x, -4.2, 4.2)  # beyond, the result rounds to 1
    y = _polynomial([np.float32(c) for c in _ERF_SINGLE], v * v)
    np.multiply(y, v, out=y)
    return np.tanh(y, out=y)


# erfinv(x) / x in w = -log(1 - x * x), 0 <= w <= 5
_ERFINV_CENTRE = (
    3.74106547112369328e-11, 2.30848297073449735e-10, -9.69363056711521259e-10,
    -1.47528570856029307e-9, 1.10253786536815466e-8, -7.39721018861743443e-9,
    -7.08794829453509944e-8, 2.00114411904174859e-7, 1.35819163670594519e-7,
    -1.85417889027877495e-6, 2.85166005419144045e-6, 8.6528280627624272e-6,
    -0.000041432073676162442, 0.0000204723950377098965, 0.00029219068554611451,
    -0.000834135640835545341, -0.000487898398367167101, 0.00852540095075622797,
    -0.0195735610595454134, -0.0261082357773930423, 0.61660069186041747, 1.50140935111079191,
)  # fmt: skip
# the same in sqrt(w), sqrt(5) to 4
_ERFINV_OUTER = (
    -2.90737741236322979e-9, 7.19664486080277085e-9, 1.2236694010178571e-8,
    -7.89256509558996355e-8, 1.26697018377174258e-7, 1.44310417249716686e-7,
    -1.2440931814913613e-6, 2.64995693095224692e-6, 3.04319788088151412e-7,
    -0.0000167964232751971435, 0.0000452732327557038533, -0.0000359579931659887589,
    -0.000134259481460148975, 0.000600836005196866573, -0.00137304041176854325,
    0.00234956245736654272, -0.00371013580345807627, 0.00556933421210990095,
    0.885158484482850701, 2.95132857834311737,
)  # fmt: skip
# and from 4 to sqrt(38), the last float64 below 1
_ERFINV_TAIL = (
    7.91297598921014959e-11, 3.92737455836800115e-11, -1.13036040829401872e-9,
    3.15397540091648782e-9, -6.13400825075891662e-9, 1.18643486059126198e-8,
    -2.1854874548172621e-8, 4.04566147110356428e-8, -9.87559625879432385e-8,
    3.51074002066611582e-7, -1.49006853510006181e-6, 6.41780489632677748e-6,
    -0.0000261009877990551139, 0.0000937457917157582558, -0.000242491282060668125,
    -0.000221088143858048715, 1.09332501446078359, 4.9329591196968984,
)  # fmt: skip


def erfinv_of(x: Array) -> Array:
    """Inverse of :func:`erf_of` on float64; infinite at -1 and 1, NaN outside."""
    # log1p of the exact square is best in the centre, the product of exact factors near the ends
    w = np.where(np.abs(x) < 0.5, -np.log1p(-x * x), -np.log((1 - x) * (1 + x)))
    y = np.full_like(x, np.nan)
    s = np.sqrt(w)
    _fill(y, w, w <= 5, lambda v: _fit(_ERFINV_CENTRE, v, 0.0, 5.0))
    _fill(y, s, (w > 5) & (w <= 16), lambda v: _fit(_ERFINV_OUTER, v, math.sqrt(5), 4.0))
    _fill(y, s, w > 16, lambda v: _fit(_ERFINV_TAIL, v, 4.0, math.sqrt(38)))
    y *= x
    ends = np.abs(x) == 1
    if ends.any():
        y[ends] = x[ends] * np.inf
    return y


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
    return r * _polynomial(terms[::-1], r * r)


def _sin_pi(x: Array) -> Array:
    """sin(pi x), with the zeros where they belong."""
    n = np.rint(x)
    s = np.sin(np.pi * (x - n))  # x - n is exact
    return np.where(np.remainder(n, 2) == 1, -s, s)


def gammaln_of(x: Array) -> Array:
    """Logarithm of the absolute value of gamma, of float64; infinite at 0, -1, -2, ..."""
    y = np.full_like(x, np.nan)
    _fill(y, x, x > 0, _gammaln_positive)
    _fill(y, x, x <= 0, _gammaln_reflected)
    return y


def _gammaln_reflected(x: Array) -> Array:
    """DLMF 5.5.3, in logarithms."""
    y = np.log(np.pi / np.abs(_sin_pi(x))) - _gammaln_positive(1 - x)
    return np.where(x == np.floor(x), np.inf, y)  # the poles, -inf among them


def _gammaln_positive(x: Array) -> Array:
    y = np.empty_like(x)
    _fill(y, x, x >= _LARGE, _gammaln_large)
    _fill(y, x, x < 0.75, lambda v: _gammaln_middle(v + 1) - np.log(v))
    _fill(y, x, (x >= 0.75) & (x < _LARGE), _gammaln_middle)
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
    _fill(y, x, x < 1.5, lambda v: (v - 1) * _fit(_GAMMALN_ONE, v, 0.75, 1.5))
    _fill(y, x, x >= 1.5, lambda v: (v - 2) * _fit(_GAMMALN_TWO, v, 1.5, 2.5))
    return y + np.log(factor)


def gamma_of(x: Array) -> Array:
    """The gamma function of float64; infinite at 0, NaN at the negative integers."""
    y = np.full_like(x, np.nan)
    _fill(y, x, x > 0, _gamma_positive)
    _fill(y, x, x < 0, _gamma_reflected)
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
    _fill(y, x, x >= 10, _gamma_large)
    _fill(y, x, x < 10, _gamma_middle)
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
    return _fit(_GAMMA, x, 2.0, 3.0) * above / below


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
    _fill(y, x, x > 0, positive)
    _fill(y, x, x <= 0, lambda v: _polygamma_reflected(order, v, positive))
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
    _fill(y, x, x >= 10, _digamma_large)
    _fill(y, x, x < 10, _digamma_middle)
    return y


def _digamma_large(x: Array) -> Array:
    terms = [b / (2 * k) for k, b in enumerate(_BERNOULLI[:8], 1)]
    r = 1 / (x * x)
    return np.log(x) - 0.5 / x - r * _polynomial(terms[::-1], r)


def _digamma_middle(x: Array) -> Array:
    """0 < x < 10, carried to [1, 2] by the recurrence."""
    change = np.zeros_like(x)
    while (up := x > 2).any():
        x = np.where(up, x - 1, x)
        change = np.where(up, change + 1 / x, change)
    if (down := x < 1).any():
        change = np.where(down, change - 1 / x, change)
        x = np.where(down, x + 1, x)
    return ((x - _ROOT[0]) - _ROOT[1]) * _fit(_DIGAMMA, x, 1.0, 2.0) + change


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


# -- the operators ----------------------------------------------------------------------------


def _in_double(function, data):
    """A function of float64 applied to an array of any dtype; floats keep theirs."""
    y = function(data.astype(np.float64, copy=False))
    return y.astype(data.dtype, copy=False) if data.dtype.kind == "f" else y


@operator(keeps_dtype=True, elementwise=True)
def erf(data):
    """The error function of each element, ``2 / sqrt(pi)`` times the integral of ``exp(-t * t)``.

    >>> nd.erf(nd.array([0., 1., -10.])).asnumpy().round(4)
    array([ 0.    ,  0.8427, -1.    ], dtype=float32)
    """
    x = real(data)
    if x.dtype == np.float16:
        return _erf_single(x.astype(np.float32)).astype(np.float16)
    return erf_of(x)


@erf.gradient
def _(F, gy, data):
    return gy * F.exp(-(data * data)) * (2 / math.sqrt(math.pi))


@operator(keeps_dtype=True, elementwise=True)
def erfinv(data):
    """The inverse of the error function; infinite at -1 and 1, NaN outside.

    >>> nd.erfinv(nd.array([0., 0.5, -1.])).asnumpy().round(4)
    array([0.    , 0.4769,   -inf], dtype=float32)
    """
    return _in_double(erfinv_of, data)


@erfinv.gradient
def _(F, gy, y):
    return gy * F.exp(y * y) * (math.sqrt(math.pi) / 2)


@operator(keeps_dtype=True, elementwise=True)
def gamma(data):
    """The gamma function of each element; infinite at 0, NaN at the negative integers.

    >>> nd.gamma(nd.array([0.5, 5.])).asnumpy().round(4)
    array([ 1.7725, 24.    ], dtype=float32)
    """
    return _in_double(gamma_of, data)


@gamma.gradient
def _(F, gy, y, data):
    return gy * y * F._polygamma(data, order=0)


@operator(keeps_dtype=True, elementwise=True)
def gammaln(data):
    """The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, ...

    >>> nd.gammaln(nd.array([0.5, 100.])).asnumpy().round(4)
    array([  0.5724, 359.1342], dtype=float32)
    """
    return _in_double(gammaln_of, data)


@gammaln.gradient
def _(F, gy, data):
    return gy * F._polygamma(data, order=0)


@operator(keeps_dtype=True, elementwise=True)
def _polygamma(data, *, order):
    """Derivative ``order`` of the digamma function, the logarithmic derivative of gamma."""
    return _in_double(lambda x: polygamma_of(order, x), data)


@_polygamma.gradient
def _(F, gy, data, order):
    return gy * F._polygamma(data, order=order + 1)
