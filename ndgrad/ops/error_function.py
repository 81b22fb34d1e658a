"""The error function and its inverse on NumPy arrays, in the full precision of float64.

The coefficients of each polynomial are a Chebyshev fit of the named function on the named
interval, made with 50 digits, highest power first, in the variable that runs over [-1, 1] there.
Formulas: NIST Digital Library of Mathematical Functions, chapter 7.
"""

from __future__ import annotations

import math

import numpy as np

from .polynomials import fill, fit, polynomial

__all__ = ["erf_of", "erf_single", "erfinv_of"]

Array = np.ndarray

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
        return erf_single(x)
    y = np.empty_like(x)
    a = np.abs(x)
    small = a <= 1
    fill(y, x, small, lambda v: v * fit(_ERF_SMALL, v * v, 0.0, 1.0))
    # Above 6 the tail is below half a unit of the last place of 1. NaN goes this way too.
    fill(y, x, ~small, _erf_large)
    return y


def _erf_large(x: Array) -> Array:
    v = np.minimum(np.abs(x), 6.0)
    t = 1 / (1 + 0.25 * v)
    tail = t * fit(_ERFC_TAIL, t, 0.4, 0.8) * np.exp(-v * v)
    return np.copysign(1 - tail, x)


def erf_single(x: Array) -> Array:
    """One tanh and a short polynomial: no branches, every pass in float32."""
    v = np.clip(x, -4.2, 4.2)  # beyond, the result rounds to 1
    y = polynomial([np.float32(c) for c in _ERF_SINGLE], v * v)
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
    fill(y, w, w <= 5, lambda v: fit(_ERFINV_CENTRE, v, 0.0, 5.0))
    fill(y, s, (w > 5) & (w <= 16), lambda v: fit(_ERFINV_OUTER, v, math.sqrt(5), 4.0))
    fill(y, s, w > 16, lambda v: fit(_ERFINV_TAIL, v, 4.0, math.sqrt(38)))
    y *= x
    ends = np.abs(x) == 1
    if ends.any():
        y[ends] = x[ends] * np.inf
    return y
