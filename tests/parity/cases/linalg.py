"""nd.linalg, batched, with gradients."""

from tests.parity.case import SPD, TRI, A, call

BATCHES = [(), (2,), (2, 2)]
for b in BATCHES:
    for space in ["nd.linalg.", "nd.linalg_"]:
        call(f"{space}gemm", A(*b, 2, 3), A(*b, 3, 4), A(*b, 2, 4), alpha=2.0, beta=3.0)
        call(f"{space}gemm2", A(*b, 2, 3), A(*b, 3, 4), alpha=2.0)
        call(f"{space}potrf", SPD(*b, 3, 3))
        call(f"{space}potri", TRI(*b, 3, 3))
        call(f"{space}trmm", TRI(*b, 3, 3), A(*b, 3, 4))
        call(f"{space}trsm", TRI(*b, 3, 3), A(*b, 3, 4))
        call(f"{space}sumlogdiag", SPD(*b, 3, 3))
        call(f"{space}syrk", A(*b, 2, 3), alpha=2.0)
        call(f"{space}gelqf", A(*b, 2, 3))
        call(f"{space}det", SPD(*b, 3, 3))
        call(f"{space}slogdet", SPD(*b, 3, 3))
        call(f"{space}inverse", SPD(*b, 3, 3))
        call(f"{space}extractdiag", A(*b, 3, 3))
        call(f"{space}makediag", A(*b, 3))
        call(f"{space}extracttrian", A(*b, 3, 3))
        call(f"{space}maketrian", A(*b, 6))
    call(
        "nd.linalg.gemm", A(*b, 3, 2), A(*b, 4, 3), A(*b, 2, 4), transpose_a=True, transpose_b=True
    )
    call("nd.linalg.gemm2", A(*b, 3, 2), A(*b, 3, 4), transpose_a=True)
    call("nd.linalg.gemm2", A(*b, 2, 3), A(*b, 4, 3), transpose_b=True)
    call("nd.linalg.syrk", A(*b, 2, 3), transpose=True)
    for kw in [{"transpose": True}, {"rightside": True, "alpha": 0.5}]:
        right = kw.get("rightside")
        other = (4, 3) if right else (3, 4)
        call("nd.linalg.trmm", TRI(*b, 3, 3), A(*b, *other), **kw)
        call("nd.linalg.trsm", TRI(*b, 3, 3), A(*b, *other), **kw)
    call("nd.linalg.trmm", TRI(*b, 3, 3, lower=False), A(*b, 3, 2), lower=False)
    call("nd.linalg.trsm", TRI(*b, 3, 3, lower=False), A(*b, 3, 2), lower=False, alpha=2.0)
    call("nd.linalg.potrf", SPD(*b, 3, 3), lower=False)
    call("nd.linalg.potri", TRI(*b, 3, 3, lower=False), lower=False)
    call("nd.linalg.syevd", SPD(*b, 3, 3), grad=False, values=False)
    for offset in [1, -1]:
        call("nd.linalg.extractdiag", A(*b, 3, 3), offset=offset)
        call("nd.linalg.makediag", A(*b, 2), offset=offset)
        call("nd.linalg.extracttrian", A(*b, 3, 3), offset=offset)
        call("nd.linalg.maketrian", A(*b, 3), offset=offset)
    call("nd.linalg.extracttrian", A(*b, 3, 3), lower=False)
    call("nd.linalg.maketrian", A(*b, 6), lower=False)
call("nd.linalg.gemm", A(2, 2, 3), A(2, 3, 4), A(2, 2, 4), axis=-2)
