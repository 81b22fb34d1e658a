"""Elementwise functions of one array, and of arrays and scalars."""

from tests.parity.case import A, I, L, call

#: MXNet holds parameters and some constants in single precision.
SINGLE = {"float64": 1e-7}
SHAPES = [(3, 4), (7,), (2, 3, 2)]
ANYWHERE = (
    "abs arctan arcsinh cbrt ceil cos cosh degrees erf exp expm1 fix floor identity negative "
    "radians relu rint round sigmoid sign sin sinh softsign square tan tanh trunc ones_like "
    "zeros_like BlockGrad stop_gradient make_loss hard_sigmoid smooth_l1"
)
RANGES = {
    "arccos": (-0.9, 0.9), "arcsin": (-0.9, 0.9), "arctanh": (-0.9, 0.9), "arccosh": (1.2, 3),
    "erfinv": (-0.9, 0.9), "gamma": (0.3, 3), "gammaln": (0.3, 3), "log": (0.1, 3),
    "log10": (0.1, 3), "log1p": (-0.8, 3), "log2": (0.1, 3), "logical_not": (-1, 1),
    "rcbrt": (0.1, 3), "reciprocal": (0.2, 3), "rsqrt": (0.1, 3), "sqrt": (0.1, 3),
}  # fmt: skip
METHODS = (
    "abs arctan arcsinh cbrt ceil cos cosh degrees exp expm1 fix floor radians relu rint round "
    "sigmoid sign sin sinh square tan tanh trunc ones_like zeros_like arccos arcsin arctanh log "
    "log10 log1p log2 rcbrt reciprocal rsqrt sqrt"
).split()

for name in [*ANYWHERE.split(), *RANGES]:
    low, high = RANGES.get(name, (-2.0, 2.0))
    # MXNet's erf and special functions are float32 approximations.
    rtol = {"float32": 2e-4, "float64": 2e-5} if name in ("erfinv", "gammaln", "gamma") else None
    if name in ("degrees", "radians", "erf", "hard_sigmoid"):
        rtol = SINGLE
    for shape in SHAPES:
        call(f"nd.{name}", A(*shape, low=low, high=high), rtol=rtol)
    if name in METHODS:
        call(f"NDArray.{name}", A(2, 3, low=low, high=high), rtol=rtol)
call("nd.arccosh", A(3, 4, low=1.2, high=3), dtypes=["float16"], grad=False)
call("nd.tanh", A(3, 4), dtypes=["float16"])
call("nd.sqrt", A(3, 4, low=0.1), dtypes=["float16"])

call("nd.smooth_l1", A(3, 4, low=-2, high=2), scalar=2.0)
call("nd.smooth_l1", A(3, 4, low=-2, high=2), scalar=0.5)
call("nd.hard_sigmoid", A(3, 4, low=-4, high=4), alpha=0.3, beta=0.4, rtol=SINGLE)
call("nd.clip", A(3, 4), -0.5, 0.4, rtol=SINGLE)
call("nd.clip", A(7), a_min=-0.2, a_max=0.9, rtol=SINGLE)
call("nd.clip", A(2, 3, 2), a_min=0.1, a_max=0.1, rtol=SINGLE)
call("nd.clip", L([-1.0, 0.0, 0.5, 1.0, 2.0], grad=True), a_min=0.0, a_max=1.0)
call("NDArray.clip", A(3, 4), -0.3, 0.3, rtol=SINGLE)

HALVES = [-2.5, -1.5, -0.5, -0.0, 0.0, 0.5, 1.5, 2.5, 1e6]
SPECIAL = [0.0, float("inf"), float("-inf"), float("nan")]
for name in "round rint fix trunc ceil floor sign".split():
    call(f"nd.{name}", L(HALVES, grad=True))
for name in (
    "abs tanh sigmoid exp expm1 relu sign sqrt log log1p erf gammaln square cbrt softsign"
).split():
    call(f"nd.{name}", L(SPECIAL), grad=False)
for name in "abs relu sign softsign square sqrt cbrt".split():
    call(f"nd.{name}", L([0.0], grad=True))
for name in "tanh sigmoid exp expm1 softsign erf arctan arcsinh".split():
    call(f"nd.{name}", L([-80.0, 80.0, 300.0, -300.0], grad=True), rtol={"float32": 1e-4})

# Python scalars and integers: the dtype of the array stays.
INTEGERS = ["int32", "int64", "int8", "uint8"]
for name in "abs square sign negative relu exp sqrt log sin tanh sigmoid reciprocal ceil".split():
    call(f"nd.{name}", I((2, 3), 1, 5), dtypes=INTEGERS)
call("nd.clip", I((2, 3), 0, 9), 2, 6, dtypes=INTEGERS)
for dtype in ["float16", "float32", "float64", "int32", "int64", "uint8", "int8"]:
    call("nd.cast", L([-1.6, 0.0, 1.5, 2.7], dtype="float32"), dtype=dtype, dtypes=["float32"])
    call("NDArray.astype", L([0.0, 1.5, 2.7], dtype="float64"), dtype, dtypes=["float64"])
call("nd.cast", A(3, 4), dtype="float64")
call("nd.Cast", A(3, 4), dtype="float32")
call("nd.Cast", A(7), dtype="float64")
call("nd.Cast", A(2, 3, low=-9, high=9), dtype="int32", grad=False)
