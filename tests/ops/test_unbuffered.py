"""NumPy's buffers are left out of work on long rows, and there alone."""

import numpy as np

from ndgrad.ops.unbuffered import LONG, unbuffered


def test_the_buffer_is_small_for_long_rows_only():
    before = np.getbufsize()
    assert unbuffered(np.getbufsize, LONG) < before
    assert unbuffered(np.getbufsize, LONG - 1) == before
    assert np.getbufsize() == before


def test_the_callers_error_state_holds_within():
    with np.errstate(divide="raise"):
        assert unbuffered(np.geterr, LONG)["divide"] == "raise"


def test_results_are_the_same():
    rng = np.random.RandomState(0)
    x, c = rng.standard_normal((7, 3 * LONG)), rng.standard_normal((7, 1))
    np.testing.assert_array_equal(unbuffered(np.multiply, 3 * LONG, x, c), x * c)
    assert unbuffered(lambda a, b: a + b, LONG, 1, 2) == 3
