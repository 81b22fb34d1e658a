"""Detection beyond the rows: parameters that MXNet reads and ignores, memory it does not write."""

from __future__ import annotations

import numpy as np

from ndgrad import autograd, nd
from ndgrad.test_utils import check_gradients

C = nd.contrib
ANCHORS = nd.array([[[0, 0, 0.4, 0.4], [0, 0, 0.4, 0.2], [0.5, 0.5, 0.9, 0.9], [0.6, 0, 1, 0.4]]])


def test_least_number_of_negatives():
    label = nd.array([[[0, 0, 0, 0.4, 0.4]]])
    scores = nd.array([[[0, 0, 3, 1.0], [0, 0, 0, 0]]])
    options = {"overlap_threshold": 0.9, "negative_mining_ratio": 0.1}
    none = C.MultiBoxTarget(ANCHORS, label, scores, **options)[2]
    assert none.asnumpy().tolist() == [[1, -1, -1, -1]]
    one = C.MultiBoxTarget(ANCHORS, label, scores, minimum_negative_samples=1, **options)[2]
    assert one.asnumpy().tolist() == [[1, -1, -1, 0]]  # the one least like background


def test_which_class_is_the_background():
    prob = nd.array([[[0.1, 0.2, 0.3, 0.1], [0.8, 0.1, 0.1, 0.2], [0.1, 0.7, 0.6, 0.7]]])
    offsets = nd.zeros((1, 16))

    def classes(background):
        found = C.MultiBoxDetection(
            prob, offsets, ANCHORS, background_id=background, nms_threshold=0
        )
        return found.asnumpy()[0, :, 0].tolist()

    assert classes(0) == [0, 1, 1, 1]
    assert classes(1) == [0, 1, 1, 1]
    assert classes(2) == [1, 0, 0, 1]
    assert classes(-1) == [1, 2, 2, 2]


def test_padding_may_stand_anywhere_among_the_labels():
    label = [[0, 0, 0, 0.4, 0.4], [1, 0.5, 0.5, 0.9, 0.9]]
    scores = nd.zeros((1, 3, 4))
    plain = C.MultiBoxTarget(ANCHORS, nd.array([label]), scores)
    padded = C.MultiBoxTarget(ANCHORS, nd.array([[label[0], [-1] * 5, label[1]]]), scores)
    for a, b in zip(plain, padded, strict=True):
        assert (a.asnumpy() == b.asnumpy()).all()


def test_training_targets_stop_no_gradient_elsewhere():
    scores = nd.array(np.random.default_rng(0).normal(size=(1, 3, 4)))
    scores.attach_grad()
    label = nd.array([[[0, 0, 0, 0.4, 0.4]]])
    with autograd.record():
        boxes, mask, classes = C.MultiBoxTarget(ANCHORS, label, scores)
        y = (scores.sum(axis=1) * classes).sum() + (boxes * mask).sum()
    y.backward()
    want = np.broadcast_to(classes.asnumpy()[:, None], (1, 3, 4))
    assert (scores.grad.asnumpy() == want).all()


def test_gradient_through_a_change_of_the_box_format():
    boxes = np.random.default_rng(2).uniform(0.1, 1, (3, 6))
    boxes[:, 1] = [0.9, 0.5, 0.7]
    for given, wanted in (("corner", "center"), ("center", "corner")):
        check_gradients(
            lambda x, a=given, b=wanted: C.box_nms(
                x, overlap_thresh=1.0, in_format=a, out_format=b
            ),
            boxes,
            order=2,
        )


def test_region_of_no_image_and_of_no_size():
    x = nd.ones((1, 2, 4, 4))
    rois = nd.array([[-1, 0, 0, 3, 3], [0, 1, 1, 1, 1]])
    y = C.ROIAlign(x, rois, pooled_size=(2, 2), spatial_scale=1.0)
    assert (y.asnumpy()[0] == 0).all() and (y.asnumpy()[1] == 1).all()
    aligned = C.ROIAlign(x, rois, pooled_size=(2, 2), spatial_scale=1.0, aligned=True)
    assert np.isfinite(aligned.asnumpy()).all()


def test_no_boxes_at_all():
    assert C.box_nms(nd.zeros((2, 0, 6))).shape == (2, 0, 6)
    assert C.box_iou(nd.zeros((0, 4)), nd.zeros((3, 4))).shape == (0, 3)
    empty = C.ROIAlign(nd.ones((1, 2, 4, 4)), nd.zeros((0, 5)), pooled_size=(2, 2),
                       spatial_scale=1.0)  # fmt: skip
    assert empty.shape == (0, 2, 2, 2)


def test_adaptive_pooling_to_one_is_the_mean():
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 7)).astype("f")
    y = C.AdaptiveAvgPooling2D(nd.array(x)).asnumpy()
    np.testing.assert_allclose(y[:, :, 0, 0], x.mean((2, 3)), rtol=1e-5, atol=1e-6)


def test_resizing_to_the_same_size_is_exact():
    x = nd.array(np.random.default_rng(0).normal(size=(1, 2, 5, 7)))
    for corners in (True, False):
        y = C.BilinearResize2D(x, height=5, width=7, align_corners=corners)
        np.testing.assert_allclose(y.asnumpy(), x.asnumpy(), rtol=1e-6)


def test_matchings_are_what_their_parameters_say():
    """MXNet drops a score that equals the threshold, and makes a pair more than ``topk``."""
    scores = nd.array([[0.5, 0.75], [0.25, 0.0]])
    for topk, pairs in ((-1, [1, 0]), (2, [1, 0]), (1, [1, -1])):
        rows, _ = nd.contrib.bipartite_matching(scores, threshold=0.25, topk=topk)
        assert rows.asnumpy().tolist() == pairs
    rows, _ = nd.contrib.bipartite_matching(-scores, threshold=-0.25, is_ascend=True)
    assert rows.asnumpy().tolist() == [1, 0]
