"""One file per family, one `sample(...)` call per operator (more calls add cases to the row).

The row says what is particular about the operator; the checks of tests/ops follow from it.

    from tests.ops.samples import sample, grid, case, floats, integers, literal, wrong

    sample("tanh", inputs=[(3, 4)], special=[0.0, 300.0, -300.0],
           special_gradient=[1.0, 0.0, 0.0], reference=np.tanh, order=3)
    sample("log", inputs=[(3, 4)], low=0.1, high=3.0, special=[1.0], reference=np.log, order=3)
    sample("abs", inputs=[(3, 4)], avoid=[0.0], reference=np.abs, integer_dtypes=["int32"])
    sample("sum", inputs=[(2, 3, 4)], reference=lambda data, axis, keepdims: ...,
           params=grid(axis=[None, 0, -1, (0, 2)], keepdims=[False, True]))
    sample("broadcast_mul", inputs=[(3, 4), (3, 4)], broadcast=True, reference=np.multiply, order=3)
    sample("take", reference=...,                       # inputs and parameters that belong together
           cases=[case([(5, 3), integers((2, 2), 0, 5)], axis=0),
                  case([(5, 3), integers((4,), -3, 9)], axis=1, mode="wrap")],
           wrong=[wrong([(5, 3), integers((2,), 0, 5)], axis=7, match="axis")])

Run one row with `python -m pytest tests/ops -q -k tanh`.
"""
