"""Boxes as targets of detectors, and matchings."""

from tests.parity.case import A, L, call

C = "nd.contrib."
ANCHORS = L([[[0.0, 0.0, 1.0, 2.0], [0.5, 0.0, 1.5, 0.5], [0.0, 0.25, 1.0, 1.0]]])
BOXES = L([[[0.5, 0.0, 1.0, 1.0], [0.0, 0.5, 2.0, 1.5]]])
for samples, matches in [([1, -1, 1], [0, 0, 1]), ([0, 1, 1], [1, 1, 0]), ([-1] * 3, [0] * 3)]:
    group = [L([samples]), L([matches]), ANCHORS, BOXES]
    call(C + "box_encode", *group, L([0.0, 0.1, 0.0, 0.2]), L([0.1, 0.1, 0.2, 0.2]))
for args in [(), (0.1, 0.1, 0.2, 0.2), (0.5, 0.25, 0.5, 2.0, 0.1, "corner")]:
    boxes, anchors = A(2, 3, 4, grad=False), A(1, 3, 4, grad=False)
    call(C + "box_decode", boxes, anchors, *args, rtol={"float64": 1e-7})  # float32 parameters
for shape, kw in [
    ((4, 3), {"threshold": -0.5}),
    ((2, 3, 4), {"threshold": 0.5, "is_ascend": True}),
    ((2, 2, 4, 3), {"threshold": -2.0}),
    ((2, 2, 4, 3), {"threshold": -2.0, "topk": 2, "fault": "gives topk + 1 pairs"}),
]:
    call(C + "bipartite_matching", A(*shape, grad=False), **kw)
call(C + "bipartite_matching", L([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]), threshold=0.1)
