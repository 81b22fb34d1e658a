"""Densities at given samples."""

from tests.parity.case import A, L, call

P = "nd.random_pdf_"
X, ABOVE = A(2, 3, low=0.6, high=1.4), A(2, low=0.5, high=2.0)
LOOSE = {"float32": 1e-4, "float64": 1e-5}  # its digamma has seven digits
COUNTS = L([[0.0, 1.0, 3.0], [2.0, 0.0, 5.0]])
for kw in [{}, {"is_log": True}]:
    call(P + "uniform", X, A(2, low=0.0, high=0.5), A(2, low=1.5, high=2.0), **kw)
    call(P + "uniform", A(2, low=0.6), A(2, low=0.0, high=0.5), A(2, low=1.5, high=2.0), **kw)
    for x in [X, A(2, 2, 2, low=0.5, high=1.5)]:
        call(P + "normal", x, A(2), ABOVE, rtol={"float64": 1e-7}, **kw)  # a float32 constant
        call(P + "gamma", x, ABOVE, A(2, low=0.5, high=1.5), rtol=LOOSE, **kw)
        call(P + "exponential", x, ABOVE, **kw)
    for x in [COUNTS, L([2.0, 0.0])]:
        call(P + "poisson", x, ABOVE, rtol=LOOSE, **kw)
        for name in ["negative_binomial", "generalized_negative_binomial"]:
            call(P + name, x, ABOVE, A(2, low=0.3, high=0.7), rtol=LOOSE, **kw)
    for alpha in [A(3, low=1.5, high=3.0), A(2, 3, low=1.5, high=3.0)]:
        call(P + "dirichlet", A(2, 2, 3, low=0.2, high=0.6), alpha, rtol=LOOSE, **kw)
