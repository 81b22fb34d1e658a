"""What lies outside of a map adds nothing, whatever the map holds."""

import numpy as np

from ndgrad import autograd, nd

INFINITE = [[[[np.inf, 1.0], [2.0, 3.0]]]]
OUTSIDE = np.full((1, 2, 1, 1), 5.0)


def test_places_outside_read_zero_beside_an_infinite_pixel():
    data, grid = nd.array(INFINITE), nd.array(OUTSIDE)
    grid.attach_grad()
    with autograd.record():
        y = nd.BilinearSampler(data, grid)
    y.backward()
    assert y.asnumpy().item() == 0
    np.testing.assert_array_equal(grid.grad.asnumpy(), np.zeros(OUTSIDE.shape))


def test_deformed_places_outside_read_zero_beside_an_infinite_pixel():
    offset = nd.full((1, 2, 2, 2), 5.0)
    y = nd.contrib.DeformableConvolution(
        nd.array(INFINITE), offset, nd.ones((1, 1, 1, 1)), kernel=(1, 1), num_filter=1, no_bias=True
    )
    np.testing.assert_array_equal(y.asnumpy(), np.zeros((1, 1, 2, 2)))


def test_regions_of_no_image_take_nothing_at_any_order():
    data = nd.ones((1, 1, 2, 2))
    regions = nd.array([[-1, 0, 0, 1, 1], [0, 0, 0, 1, 1]])
    heads = nd.ones((2, 1, 1, 1))
    data.attach_grad()
    heads.attach_grad()
    with autograd.record():
        y = nd.ROIPooling(data, regions, pooled_size=(1, 1), spatial_scale=1.0)
        (found,) = autograd.grad(y, [data], head_grads=[heads], create_graph=True)
    found.backward(nd.array(INFINITE))
    assert heads.grad.asnumpy().ravel().tolist() == [0, np.inf]
