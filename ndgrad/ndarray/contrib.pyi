"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
from .ndarray import NDArray
from .functions import allclose as allclose
from .control_flow import cond as cond
from ..context import current_context as current_context
from .control_flow import foreach as foreach
from .contrib_steps import multi_adamw_update as multi_adamw_update
from .contrib_steps import multi_lamb_update as multi_lamb_update
from .contrib_steps import multi_mp_adamw_update as multi_mp_adamw_update
from .contrib_steps import multi_mp_lamb_update as multi_mp_lamb_update
from .zipfian import rand_zipfian as rand_zipfian
from .random import uniform as uniform
from .control_flow import while_loop as while_loop

_Shape = int | Sequence[int] | None

def AdaptiveAvgPooling2D(
    data: NDArray,
    output_size: Any = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Average pooling to a given size, from an input of any size.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    output_size : int or (int, int), default ()
        Height and width of the result; one number serves for both, () means 1.

    Returns
    -------
    NDArray of shape (batch, channel, *output_size)
        Element i covers the inputs from ``floor(i * n / m)`` to ``ceil((i + 1) * n / m)``.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.contrib.AdaptiveAvgPooling2D(x, output_size=2).asnumpy()
    array([[[[ 2.5,  4.5],
             [10.5, 12.5]]]], dtype=float32)
    """

def BatchNormWithReLU(
    data: NDArray,
    gamma: NDArray,
    beta: NDArray,
    moving_mean: NDArray,
    moving_var: NDArray,
    eps: float = 0.001,
    momentum: float = 0.9,
    fix_gamma: bool = True,
    use_global_stats: bool = False,
    output_mean_var: bool = False,
    axis: _Shape = 1,
    cudnn_off: bool = False,
    min_calib_range: Any = None,
    max_calib_range: Any = None,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Batch normalization followed by ``max(y, 0)``, in one operator.

    Parameters
    ----------
    data, gamma, beta, moving_mean, moving_var : NDArray
        The layer's input, and arrays of the length of its ``axis``, as in ``BatchNorm``.
    eps, momentum, fix_gamma, use_global_stats, output_mean_var, axis
        With the meanings and defaults they have in ``BatchNorm``, as have modes and outputs.
    cudnn_off, min_calib_range, max_calib_range
        Without meaning here.

    >>> x = nd.array([[1, 10], [3, 30]])
    >>> with autograd.train_mode():
    ...     y = nd.contrib.BatchNormWithReLU(
    ...         x, nd.ones(2), nd.zeros(2), nd.zeros(2), nd.ones(2), eps=0.0)
    >>> y.asnumpy()
    array([[0., 0.],
           [1., 1.]], dtype=float32)
    """

def BilinearResize2D(
    data: NDArray,
    like: NDArray | None = None,
    height: int = 1,
    width: int = 1,
    scale_height: Any = None,
    scale_width: Any = None,
    mode: str = 'size',
    align_corners: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Images resized by bilinear interpolation.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    like : NDArray, with ``mode='like'``
        Its height and width are taken; it has no gradient.
    height, width : int, default 1
    scale_height, scale_width : float, optional
        Factors, in place of ``height`` and ``width``.
    mode : {'size', 'odd_scale', 'like', 'to_even_down', 'to_even_up', 'to_odd_down', 'to_odd_up'}
        'size' takes height and width or the factors; 'odd_scale' takes the factors and makes
        ``int((n - 1) * scale) + 1`` of an odd length; the others go to the nearest even or odd
        length.
    align_corners : bool, default True
        The centres of the corner pixels stay in place; otherwise the edges of the images do.

    >>> x = nd.array([[[[0., 2.], [4., 6.]]]])
    >>> nd.contrib.BilinearResize2D(x, height=3, width=3).asnumpy()
    array([[[[0., 1., 2.],
             [2., 3., 4.],
             [4., 5., 6.]]]], dtype=float32)
    """

def CTCLoss(
    data: NDArray,
    label: NDArray,
    data_lengths: NDArray | None = None,
    label_lengths: NDArray | None = None,
    use_data_lengths: bool = False,
    use_label_lengths: bool = False,
    blank_label: str = 'first',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Connectionist temporal classification loss (Graves et al. 2006).

    ``-log`` of the probability that the classes of all steps, with repetitions merged and blanks
    removed, spell the labels.

    Parameters
    ----------
    data : NDArray of shape (steps, batch, classes), float16, float32 or float64
        Before softmax. One class is the blank.
    label : NDArray of shape (batch, labels), any dtype
    data_lengths : NDArray of shape (batch,), optional
        How many steps of each sample count; needs ``use_data_lengths=True``.
    label_lengths : NDArray of shape (batch,), optional
        How many labels each sample has; needs ``use_label_lengths=True``. Without it the first
        padding value ends the labels.
    use_data_lengths, use_label_lengths : bool, default False
    blank_label : {'first', 'last'}, default 'first'
        Which class is the blank. With 'first' labels are 1, 2, ... and padding is 0 (or negative);
        with 'last' labels are 0, 1, ... and padding is negative.

    Returns
    -------
    NDArray of shape (batch,) and the dtype of ``data``
        0, with gradient 0, where the labels do not fit into the steps, as in MXNet.

    Raises
    ------
    MXNetError (also ValueError) for a label that is not a class or is the blank, a length out of
    range, shapes that do not fit.

    >>> x = nd.zeros((2, 1, 3))                  # two steps, three classes, all equally likely
    >>> nd.CTCLoss(x, nd.array([[1]])).asnumpy() # _1, 1_ and 11 of 9 paths: log 3
    array([1.0986123], dtype=float32)
    """

def DeformableConvolution(
    data: NDArray,
    offset: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    kernel: _Shape = ...,
    stride: _Shape = (),
    dilate: _Shape = (),
    pad: _Shape = (),
    num_filter: Any = ...,
    num_group: int = 1,
    num_deformable_group: int = 1,
    workspace: int = 1024,
    no_bias: bool = False,
    layout: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A convolution that reads under each place of its kernel where an offset points to.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, height, width)
    offset : NDArray of shape (batch, 2 * places of the kernel * num_deformable_group, *output size)
        For each place of the kernel by how many pixels it is moved down and to the right.
    weight : NDArray of shape (num_filter, channels / num_group, *kernel)
    bias : NDArray of shape (num_filter,), left out with ``no_bias=True``
    kernel : (int, int)
    stride, dilate, pad : (int, int), default 1, 1 and 0
    num_filter, num_group : int
    num_deformable_group : int, default 1
        In how many groups the channels are, each with offsets of its own.
    workspace
        Without meaning here.
    layout : None or 'NCHW'

    Returns
    -------
    NDArray of shape (batch, num_filter, *output size)

    >>> x, weight = nd.arange(9).reshape((1, 1, 3, 3)), nd.ones((1, 1, 1, 1))
    >>> half = nd.full((1, 2, 3, 3), 0.5)
    >>> nd.contrib.DeformableConvolution(x, half, weight, kernel=(1, 1), num_filter=1,
    ...                                  no_bias=True).asnumpy()[0, 0, :2]
    array([[2. , 3. , 3.5],
           [5. , 6. , 6.5]], dtype=float32)
    """

def MultiBoxDetection(
    cls_prob: NDArray,
    loc_pred: NDArray,
    anchor: NDArray,
    clip: bool = True,
    threshold: float = 0.01,
    background_id: int = 0,
    nms_threshold: float = 0.5,
    force_suppress: bool = False,
    variances: Any = (0.1, 0.1, 0.2, 0.2),
    nms_topk: int = -1,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Predictions decoded to boxes, overlapping ones suppressed.

    Parameters
    ----------
    cls_prob : NDArray of shape (batch, classes + 1, anchors)
        Probabilities of the classes and the background.
    loc_pred : NDArray of shape (batch, anchors * 4)
        Offsets from the anchors.
    anchor : NDArray of shape (1, anchors, 4)
    clip : bool, default True
        Cut boxes off at the edges of the image.
    threshold : float, default 0.01
        Least probability of a detection.
    background_id : int, default 0
        Which of the classes is the background; -1 for none.
    nms_threshold : float, default 0.5
        Overlap from which the weaker of two boxes is suppressed; outside (0, 1] nothing is.
    force_suppress : bool, default False
        Suppress across classes.
    variances : tuple of 4 floats, default (0.1, 0.1, 0.2, 0.2)
    nms_topk : int, default -1
        Keep at most so many detections before suppression.

    Returns
    -------
    NDArray of shape (batch, anchors, 6)
        Rows [class, score, xmin, ymin, xmax, ymax], by descending score. The class counts
        without the background; it is -1 in rows that are suppressed or empty.

    >>> anchor = nd.array([[[0., 0., 0.5, 0.5], [0.5, 0.5, 1., 1.]]])
    >>> prob = nd.array([[[0.2, 0.9], [0.8, 0.1]]])
    >>> nd.contrib.MultiBoxDetection(prob, nd.zeros((1, 8)), anchor, threshold=0.5).asnumpy()
    array([[[ 0. ,  0.8,  0. ,  0. ,  0.5,  0.5],
            [-1. , -1. , -1. , -1. , -1. , -1. ]]], dtype=float32)
    """

def MultiBoxPrior(
    data: NDArray,
    sizes: Any = (1.0,),
    ratios: Any = (1.0,),
    clip: bool = False,
    steps: Any = (-1.0, -1.0),
    offsets: Any = (0.5, 0.5),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Anchor boxes around each pixel of a feature map.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
        Only its shape and dtype matter.
    sizes : tuple of float, default (1,)
        Sides of the boxes, relative to the height of the image.
    ratios : tuple of float, default (1,)
        Width over height. Each size is used with the first ratio, and the first size with each
        of the other ratios.
    clip : bool, default False
        Cut the boxes off at the edges of the image.
    steps : (float, float), default (-1, -1)
        Distances of the centres along y and x; -1 for both spreads them over the image.
    offsets : (float, float), default (0.5, 0.5)
        Place of the first centre along y and x, in steps.

    Returns
    -------
    NDArray of shape (1, height * width * (len(sizes) + len(ratios) - 1), 4)

    >>> nd.contrib.MultiBoxPrior(nd.zeros((1, 3, 1, 1)), sizes=0.5).asnumpy()
    array([[[0.25, 0.25, 0.75, 0.75]]], dtype=float32)
    """

def MultiBoxTarget(
    anchor: NDArray,
    label: NDArray,
    cls_pred: NDArray,
    overlap_threshold: float = 0.5,
    ignore_label: float = -1.0,
    negative_mining_ratio: float = -1.0,
    negative_mining_thresh: float = 0.5,
    minimum_negative_samples: int = 0,
    variances: Any = (0.1, 0.1, 0.2, 0.2),
    out: Any = None,
    name: str | None = None,
) -> Any:
    """What a detector should predict for each anchor, given the true boxes.

    Parameters
    ----------
    anchor : NDArray of shape (1, anchors, 4)
    label : NDArray of shape (batch, boxes, 5 or more)
        Rows [class, xmin, ymin, xmax, ymax, ...]; rows of class -1 are padding.
    cls_pred : NDArray of shape (batch, classes + 1, anchors)
        Scores before softmax, background first; read for the choice of negatives only.
    overlap_threshold : float, default 0.5
        An anchor that overlaps a box by more is a positive one; each box has its best anchor.
    ignore_label : float, default -1
        Class target of anchors that do not count.
    negative_mining_ratio : float, default -1
        How many negatives to keep for each positive, the hardest first; -1 keeps all.
    negative_mining_thresh : float, default 0.5
        Anchors that overlap a box by this much are no candidates for negatives.
    minimum_negative_samples : int, default 0
        Keep at least so many negatives.
    variances : tuple of 4 floats, default (0.1, 0.1, 0.2, 0.2)

    Returns
    -------
    [loc_target, loc_mask, cls_target]
        Offsets and a mask of shape (batch, anchors * 4), and the classes of shape
        (batch, anchors): 0 for background, 1 + class for positives.

    >>> anchor = nd.array([[[0., 0., 0.5, 0.5], [0.5, 0.5, 1., 1.]]])
    >>> label = nd.array([[[2, 0., 0., 0.5, 0.5]]])
    >>> targets = nd.contrib.MultiBoxTarget(anchor, label, nd.zeros((1, 4, 2)))
    >>> targets[2].asnumpy()
    array([[3., 0.]], dtype=float32)
    """

def PSROIPooling(
    data: NDArray,
    rois: NDArray,
    spatial_scale: _Shape = ...,
    output_dim: Any = ...,
    pooled_size: Any = ...,
    group_size: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Averages of the bins of regions of interest, each over a feature map of its own.

    With k = ``pooled_size``, class c of the result is pooled from the ``group_size ** 2`` maps that
    follow one another from ``c * group_size ** 2`` on: bin (i, j) averages map
    (i * group_size // k, j * group_size // k) of them (Dai et al., R-FCN, 2016).

    Parameters
    ----------
    data : NDArray of shape (batch, output_dim * group_size ** 2, height, width), of floats
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]. Without a gradient.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to. Corners are rounded to
        whole pixels, and both belong to the region.
    output_dim : int
        Channels of the result.
    pooled_size : int
        Height and width of the result.
    group_size : int, default 0
        0 stands for ``pooled_size``.

    Returns
    -------
    NDArray of shape (n, output_dim, pooled_size, pooled_size); 0 in a bin that lies outside

    Raises
    ------
    MXNetError (also ValueError, or IndexError for an image that is not there).

    >>> x = nd.arange(64).reshape((1, 4, 4, 4))
    >>> rois = nd.array([[0, 0, 0, 3, 3]])
    >>> nd.contrib.PSROIPooling(x, rois, spatial_scale=1., output_dim=1, pooled_size=2).asnumpy()
    array([[[[ 2.5, 20.5],
             [42.5, 60.5]]]], dtype=float32)
    """

def ROIAlign(
    data: NDArray,
    rois: NDArray,
    pooled_size: Any = ...,
    spatial_scale: _Shape = ...,
    sample_ratio: int = -1,
    position_sensitive: bool = False,
    aligned: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Features of regions of interest in a fixed size, by bilinear interpolation.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]; a negative image gives zeros. Without a gradient.
    pooled_size : (int, int)
        Height and width of the result.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to.
    sample_ratio : int, default -1
        Samples per bin along each axis; -1 adapts them to the size of the region.
    position_sensitive : bool, default False
        Each bin reads channels of its own: the result has ``channel / (height * width)``.
    aligned : bool, default False
        Shift by half a pixel, as Detectron2 does.

    Returns
    -------
    NDArray of shape (n, channel, *pooled_size)

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> rois = nd.array([[0, 0, 0, 2, 2]])
    >>> nd.contrib.ROIAlign(x, rois, pooled_size=(1, 1), spatial_scale=1.0).asnumpy()
    array([[[[5.]]]], dtype=float32)
    """

def adamw_update(
    weight: NDArray | float,
    grad: NDArray | float,
    mean: NDArray | float,
    var: NDArray | float,
    rescale_grad: NDArray | float,
    lr: Any = ...,
    eta: Any = ...,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-08,
    wd: float = 0.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of Adam with its weight decay apart from the gradient (Loshchilov and Hutter, 2017).

    ::

        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        weight = weight - eta * (lr * mean / (sqrt(var) + epsilon) + wd * weight)

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    rescale_grad : float or NDArray of one element
        Factor of the gradient. If it is 0, infinite or NaN - an overflow in mixed-precision
        training - weight and states stay as they are.
    lr, eta : float
        Learning rate, and the factor of a schedule for the whole step.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-8
    wd : float, default 0
    clip_gradient : float, default -1
        Negative: not cut.

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.contrib.adamw_update(weight, nd.array([3., -3.]), mean, var, 1.0, lr=0.01, eta=1.0,
    ...                         wd=0.1).asnumpy().round(3)
    array([0.868, 0.932], dtype=float32)
    """

def arange_like(
    data: NDArray,
    start: float = 0.0,
    step: float = 1.0,
    repeat: int = 1,
    axis: _Shape = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Evenly spaced values, as many as an array has elements, or as one of its axes is long.

    Parameters
    ----------
    data : NDArray
        Only its shape and dtype are used.
    start, step : float, default 0 and 1
        Taken as integers where ``data`` holds integers.
    repeat : int, default 1
        How often each value comes in a row.
    axis : int or None
        None, the default: values in the shape of ``data``; otherwise one axis of that length.

    >>> nd.contrib.arange_like(nd.zeros((2, 2)), start=1).asnumpy()
    array([[1., 2.],
           [3., 4.]], dtype=float32)
    >>> nd.contrib.arange_like(nd.zeros((2, 3)), axis=1).asnumpy()
    array([0., 1., 2.], dtype=float32)
    """

def bipartite_matching(
    data: NDArray,
    is_ascend: bool = False,
    threshold: Any = ...,
    topk: int = -1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Pairs of rows and columns, best score first, each in one pair at most.

    Parameters
    ----------
    data : NDArray of shape (..., rows, columns)
        The scores.
    is_ascend : bool, default False
        Whether small scores are better than large ones.
    threshold : float
        Scores that are worse make no pair.
    topk : int, default -1
        The largest number of pairs; -1 for any.

    Returns
    -------
    Two NDArrays, (..., rows) and (..., columns): the partner of each row and column, -1 for none

    >>> scores = nd.array([[0.5, 0.6], [0.1, 0.2], [0.3, 0.4]])
    >>> rows, columns = nd.contrib.bipartite_matching(scores, threshold=1e-12)
    >>> rows.asnumpy(), columns.asnumpy()
    (array([ 1., -1.,  0.], dtype=float32), array([2., 0.], dtype=float32))
    """

def boolean_mask(
    data: NDArray,
    index: NDArray,
    axis: _Shape = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The slices of ``data`` along ``axis`` at which ``index`` is not zero.

    Parameters
    ----------
    data : NDArray
    index : NDArray of shape (data.shape[axis],)
    axis : int, default 0

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.contrib.boolean_mask(x, nd.array([0, 1, 1])).asnumpy()
    array([[3., 4.],
           [5., 6.]], dtype=float32)
    """

def box_decode(
    data: NDArray,
    anchors: NDArray,
    std0: float = 1.0,
    std1: float = 1.0,
    std2: float = 1.0,
    std3: float = 1.0,
    clip: float = -1.0,
    format: str = 'center',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Boxes from predicted offsets: the inverse of :func:`box_encode`.

    Parameters
    ----------
    data : NDArray of shape (batch, n, 4)
        Offsets of the middle in sizes of the anchor, logarithms of the ratio of sizes.
    anchors : NDArray of shape (1, n, 4)
    std0, std1, std2, std3 : float, default 1
        Factors of the offsets.
    clip : float, default -1
        If positive, the largest logarithm of a ratio of sizes.
    format : {'center', 'corner'}
        How the anchors are given: [x, y, width, height] or [xmin, ymin, xmax, ymax].

    Returns
    -------
    NDArray of shape (batch, n, 4), [xmin, ymin, xmax, ymax]

    >>> anchor, offset = nd.array([[[0., 0., 2., 2.]]]), nd.array([[[0.5, 0., 0., 0.]]])
    >>> nd.contrib.box_decode(offset, anchor, format='corner').asnumpy()
    array([[[1., 0., 3., 2.]]], dtype=float32)
    """

def box_encode(
    samples: NDArray,
    matches: NDArray,
    anchors: NDArray,
    refs: NDArray,
    means: NDArray,
    stds: NDArray,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Offsets of the matched boxes from their anchors: the targets of a detector.

    Parameters
    ----------
    samples : NDArray of shape (batch, n)
        1 where an anchor has a box; other anchors get zeros.
    matches : NDArray of shape (batch, n)
        Which of the ``m`` boxes each anchor has.
    anchors : NDArray of shape (batch, n, 4)
    refs : NDArray of shape (batch, m, 4)
        The boxes; both as [xmin, ymin, xmax, ymax].
    means, stds : NDArray of shape (4,)
        Subtracted from the offsets, and what they are divided by.

    Returns
    -------
    Two NDArrays of shape (batch, n, 4): offsets of the middle in sizes of the anchor, logarithms of
    the ratio of sizes; and 1 where an offset counts.

    >>> anchor, box = nd.array([[[0., 0., 2., 2.]]]), nd.array([[[1., 0., 3., 2.]]])
    >>> one, zeros, ones = nd.ones((1, 1)), nd.zeros(4), nd.ones(4)
    >>> nd.contrib.box_encode(one, one * 0, anchor, box, zeros, ones)[0].asnumpy()
    array([[[0.5, 0. , 0. , 0. ]]], dtype=float32)
    """

def box_iou(
    lhs: NDArray,
    rhs: NDArray,
    format: str = 'corner',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Intersection over union of every box of ``lhs`` with every box of ``rhs``.

    Parameters
    ----------
    lhs : NDArray of shape (..., 4)
    rhs : NDArray of shape (..., 4)
    format : {'corner', 'center'}, default 'corner'
        Boxes are [xmin, ymin, xmax, ymax] or [x, y, width, height].

    Returns
    -------
    NDArray of shape ``lhs.shape[:-1] + rhs.shape[:-1]``
        Zero for boxes without an area. Its derivative is taken as zero, as in MXNet.

    >>> x, y = nd.array([[0.5, 0.5, 1., 1.]]), nd.array([[0.25, 0.25, 0.75, 0.75]])
    >>> nd.contrib.box_iou(x, y).asnumpy()
    array([[0.14285715]], dtype=float32)
    """

def box_nms(
    data: NDArray,
    overlap_thresh: float = 0.5,
    valid_thresh: float = 0.0,
    topk: int = -1,
    coord_start: int = 2,
    score_index: int = 1,
    id_index: int = -1,
    background_id: int = -1,
    force_suppress: bool = False,
    in_format: str = 'corner',
    out_format: str = 'corner',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Boxes in descending order of score, without those that overlap a better one.

    Parameters
    ----------
    data : NDArray of shape (..., n, k)
        n boxes of k numbers in each batch: by default [id, score, xmin, ymin, xmax, ymax, ...].
    overlap_thresh : float, default 0.5
        Intersection over union above which the box of the lower score goes.
    valid_thresh : float, default 0
        Boxes of a score not above it go.
    topk : int, default -1
        Only that many of the best boxes take part; -1 means all. With 0 none does: the boxes come
        back as they are, in their order and ``in_format``.
    coord_start, score_index : int, defaults 2 and 1
        Where the four coordinates begin, and the score stands.
    id_index : int, default -1
        Where the class stands; -1 for none. Boxes of different classes do not suppress each other.
    background_id : int, default -1
        With ``id_index``: boxes of this class go.
    force_suppress : bool, default False
        Suppress across classes.
    in_format, out_format : {'corner', 'center'}, default 'corner'
        [xmin, ymin, xmax, ymax] or [x, y, width, height].

    Returns
    -------
    NDArray of the shape of ``data``
        The boxes that stay come first; the rows after them are -1. The gradient of a box goes to
        the row it came from.

    >>> x = nd.array([[0, 0.5, 0., 0., 1., 1.], [0, 0.9, 0., 0., 1., 1.1]])
    >>> nd.contrib.box_nms(x).asnumpy()
    array([[ 0. ,  0.9,  0. ,  0. ,  1. ,  1.1],
           [-1. , -1. , -1. , -1. , -1. , -1. ]], dtype=float32)
    """

def box_non_maximum_suppression(
    data: NDArray,
    overlap_thresh: float = 0.5,
    valid_thresh: float = 0.0,
    topk: int = -1,
    coord_start: int = 2,
    score_index: int = 1,
    id_index: int = -1,
    background_id: int = -1,
    force_suppress: bool = False,
    in_format: str = 'corner',
    out_format: str = 'corner',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Boxes in descending order of score, without those that overlap a better one.

    Parameters
    ----------
    data : NDArray of shape (..., n, k)
        n boxes of k numbers in each batch: by default [id, score, xmin, ymin, xmax, ymax, ...].
    overlap_thresh : float, default 0.5
        Intersection over union above which the box of the lower score goes.
    valid_thresh : float, default 0
        Boxes of a score not above it go.
    topk : int, default -1
        Only that many of the best boxes take part; -1 means all. With 0 none does: the boxes come
        back as they are, in their order and ``in_format``.
    coord_start, score_index : int, defaults 2 and 1
        Where the four coordinates begin, and the score stands.
    id_index : int, default -1
        Where the class stands; -1 for none. Boxes of different classes do not suppress each other.
    background_id : int, default -1
        With ``id_index``: boxes of this class go.
    force_suppress : bool, default False
        Suppress across classes.
    in_format, out_format : {'corner', 'center'}, default 'corner'
        [xmin, ymin, xmax, ymax] or [x, y, width, height].

    Returns
    -------
    NDArray of the shape of ``data``
        The boxes that stay come first; the rows after them are -1. The gradient of a box goes to
        the row it came from.

    >>> x = nd.array([[0, 0.5, 0., 0., 1., 1.], [0, 0.9, 0., 0., 1., 1.1]])
    >>> nd.contrib.box_nms(x).asnumpy()
    array([[ 0. ,  0.9,  0. ,  0. ,  1. ,  1.1],
           [-1. , -1. , -1. , -1. , -1. , -1. ]], dtype=float32)
    """

def ctc_loss(
    data: NDArray,
    label: NDArray,
    data_lengths: NDArray | None = None,
    label_lengths: NDArray | None = None,
    use_data_lengths: bool = False,
    use_label_lengths: bool = False,
    blank_label: str = 'first',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Connectionist temporal classification loss (Graves et al. 2006).

    ``-log`` of the probability that the classes of all steps, with repetitions merged and blanks
    removed, spell the labels.

    Parameters
    ----------
    data : NDArray of shape (steps, batch, classes), float16, float32 or float64
        Before softmax. One class is the blank.
    label : NDArray of shape (batch, labels), any dtype
    data_lengths : NDArray of shape (batch,), optional
        How many steps of each sample count; needs ``use_data_lengths=True``.
    label_lengths : NDArray of shape (batch,), optional
        How many labels each sample has; needs ``use_label_lengths=True``. Without it the first
        padding value ends the labels.
    use_data_lengths, use_label_lengths : bool, default False
    blank_label : {'first', 'last'}, default 'first'
        Which class is the blank. With 'first' labels are 1, 2, ... and padding is 0 (or negative);
        with 'last' labels are 0, 1, ... and padding is negative.

    Returns
    -------
    NDArray of shape (batch,) and the dtype of ``data``
        0, with gradient 0, where the labels do not fit into the steps, as in MXNet.

    Raises
    ------
    MXNetError (also ValueError) for a label that is not a class or is the blank, a length out of
    range, shapes that do not fit.

    >>> x = nd.zeros((2, 1, 3))                  # two steps, three classes, all equally likely
    >>> nd.CTCLoss(x, nd.array([[1]])).asnumpy() # _1, 1_ and 11 of 9 paths: log 3
    array([1.0986123], dtype=float32)
    """

def div_sqrt_dim(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Each element over the square root of the length of the last axis, as attention scales.

    Parameters
    ----------
    data : NDArray, at least one axis

    >>> nd.contrib.div_sqrt_dim(nd.array([[2., 4., 6., 8.]])).asnumpy()
    array([[1., 2., 3., 4.]], dtype=float32)
    """

def fft(
    data: NDArray,
    compute_size: int = 128,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The discrete Fourier transform along the last axis.

    Parameters
    ----------
    data : NDArray of shape (..., n)
    compute_size : int
        Without meaning here: all is transformed at a time.

    Returns
    -------
    NDArray of shape (..., 2 * n), [real0, imag0, real1, imag1, ...]

    >>> nd.contrib.fft(nd.array([[1., 0., -1., 0.]])).asnumpy()
    array([[0., 0., 2., 0., 0., 0., 2., 0.]], dtype=float32)
    """

def gradientmultiplier(
    data: NDArray,
    scalar: float = 1.0,
    is_int: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array itself, with ``scalar`` times its gradient; a negative one reverses gradients.

    Parameters
    ----------
    data : NDArray
    scalar : float, default 1
    is_int : bool
        Without meaning: the factor is taken as it is.

    >>> x = nd.ones(2)
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.contrib.gradientmultiplier(x, scalar=-0.5)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([-0.5, -0.5], dtype=float32)
    """

def group_adagrad_update(
    weight: NDArray,
    grad: NDArray,
    history: NDArray,
    lr: Any = ...,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    epsilon: float = 1e-05,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of AdaGrad (Duchi et al., 2011) with one learning rate per row.

    ::

        history = history + mean(g * g)    over all axes but the first
        weight  = weight - lr * g / sqrt(history + epsilon)

    Parameters
    ----------
    weight, grad : NDArray of one shape, (rows, ...)
    history : NDArray of shape (rows, 1, ..., 1) or (rows,)
        Updated in place.
    lr : float
        Learning rate.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    epsilon : float, default 1e-5

    >>> weight, grad = nd.ones((2, 2)), nd.array([[3., 3.], [0., 0.]])
    >>> history = nd.zeros((2, 1))
    >>> nd.contrib.group_adagrad_update(weight, grad, history, lr=0.5).asnumpy().round(3)
    array([[0.5, 0.5],
           [1. , 1. ]], dtype=float32)
    """

def ifft(
    data: NDArray,
    compute_size: int = 128,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The real part of the inverse Fourier transform along the last axis, times its length.

    As in MXNet ``ifft(fft(x))`` is ``n * x``: divide by n.

    Parameters
    ----------
    data : NDArray of shape (..., 2 * n)
        [real0, imag0, real1, imag1, ...]
    compute_size : int
        Without meaning here: all is transformed at a time.

    Returns
    -------
    NDArray of shape (..., n)

    >>> x = nd.array([[1., 2., 3.]])
    >>> (nd.contrib.ifft(nd.contrib.fft(x)) / 3).asnumpy().round(4)
    array([[1., 2., 3.]], dtype=float32)
    """

def index_array(
    data: NDArray,
    axes: _Shape = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """For each element its own index, as an array of int64 with one more axis.

    Parameters
    ----------
    data : NDArray
        Only its shape is used.
    axes : tuple of int, optional
        Which parts of the index, in this order; all by default.

    >>> nd.contrib.index_array(nd.zeros((2, 2))).asnumpy().tolist()
    [[[0, 0], [0, 1]], [[1, 0], [1, 1]]]
    """

def index_copy(
    old_tensor: NDArray,
    index_vector: NDArray,
    new_tensor: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``old_tensor`` with row ``index_vector[i]`` replaced by row ``i`` of ``new_tensor``.

    Where an index repeats, the last row stays, and it alone has a gradient.

    Parameters
    ----------
    old_tensor : NDArray of shape (n, ...)
    index_vector : NDArray of shape (m,)
        Rows of ``old_tensor``; others raise IndexError.
    new_tensor : NDArray of shape (m, ...)

    >>> old, new = nd.zeros((3, 2)), nd.array([[1., 2.], [3., 4.]])
    >>> nd.contrib.index_copy(old, nd.array([2, 0]), new).asnumpy()
    array([[3., 4.],
           [0., 0.],
           [1., 2.]], dtype=float32)
    """

def interleaved_matmul_encdec_qk(
    queries: NDArray,
    keys_values: NDArray,
    heads: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Scores of attention between two sequences: queries times keys, over the root of their size.

    Parameters
    ----------
    queries : NDArray of shape (length of the queries, batch, heads * size)
    keys_values : NDArray of shape (length of the keys, batch, heads * 2 * size)
        For each head its key and its value.
    heads : int

    Returns
    -------
    NDArray of shape (batch * heads, length of the queries, length of the keys)

    >>> queries, keys_values = nd.ones((3, 1, 8)), nd.ones((2, 1, 16))
    >>> nd.contrib.interleaved_matmul_encdec_qk(queries, keys_values, heads=2).shape
    (2, 3, 2)
    """

def interleaved_matmul_encdec_valatt(
    keys_values: NDArray,
    attention: NDArray,
    heads: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Values of attention between two sequences, weighted: what the heads found, side by side.

    Parameters
    ----------
    keys_values : NDArray of shape (length of the keys, batch, heads * 2 * size)
    attention : NDArray of shape (batch * heads, length of the queries, length of the keys)
    heads : int

    Returns
    -------
    NDArray of shape (length of the queries, batch, heads * size)

    >>> weights = nd.ones((2, 3, 2))
    >>> nd.contrib.interleaved_matmul_encdec_valatt(nd.ones((2, 1, 16)), weights, heads=2).shape
    (3, 1, 8)
    """

def interleaved_matmul_selfatt_qk(
    queries_keys_values: NDArray,
    heads: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Scores of self-attention: queries times keys, over the square root of their size.

    Parameters
    ----------
    queries_keys_values : NDArray of shape (length, batch, heads * 3 * size)
        For each head its query, its key and its value.
    heads : int

    Returns
    -------
    NDArray of shape (batch * heads, length, length)

    >>> x = nd.ones((2, 1, 2 * 3 * 4))
    >>> nd.contrib.interleaved_matmul_selfatt_qk(x, heads=2).asnumpy()[0]
    array([[2., 2.],
           [2., 2.]], dtype=float32)
    """

def interleaved_matmul_selfatt_valatt(
    queries_keys_values: NDArray,
    attention: NDArray,
    heads: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Values of self-attention, weighted: what the heads found, side by side.

    Parameters
    ----------
    queries_keys_values : NDArray of shape (length, batch, heads * 3 * size)
    attention : NDArray of shape (batch * heads, length, length)
        The weights, mostly a softmax of :func:`interleaved_matmul_selfatt_qk`.
    heads : int

    Returns
    -------
    NDArray of shape (length, batch, heads * size)

    >>> x, weights = nd.ones((2, 1, 2 * 3 * 4)), nd.ones((2, 2, 2))
    >>> nd.contrib.interleaved_matmul_selfatt_valatt(x, weights, heads=2).shape
    (2, 1, 8)
    """

def isfinite(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """1 where an element is neither infinite nor NaN, else 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.contrib.isfinite(nd.array([1., np.inf, np.nan])).asnumpy()
    array([1., 0., 0.], dtype=float32)
    """

def isinf(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """1 where an element is infinite, else 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.contrib.isinf(nd.array([1., -np.inf])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def isnan(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """1 where an element is NaN, else 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.contrib.isnan(nd.array([1., np.nan])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def mp_adamw_update(
    weight: NDArray | float,
    grad: NDArray | float,
    mean: NDArray | float,
    var: NDArray | float,
    weight32: NDArray | float,
    rescale_grad: NDArray | float,
    lr: Any = ...,
    eta: Any = ...,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-08,
    wd: float = 0.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`adamw_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mean, var, weight32 : NDArray, float32
        The running mean and variance, and the weight before rounding; updated in place.
    rescale_grad : float or NDArray of one element
        If it is 0, infinite or NaN - an overflow in mixed-precision training - all stays as it is.
    lr, eta, beta1, beta2, epsilon, wd, clip_gradient
        As in :func:`adamw_update`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> mean, var = nd.zeros(2), nd.zeros(2)
    >>> y = nd.contrib.mp_adamw_update(weight, weight, mean, var, weight32, 1.0, lr=0.125, eta=1.0)
    >>> y.asnumpy(), mean.asnumpy().round(3)
    (array([0.6045, 0.6045], dtype=float16), array([0.1, 0.1], dtype=float32))
    """

def quadratic(
    data: NDArray,
    a: float = 0.0,
    b: float = 0.0,
    c: float = 0.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``a * x**2 + b * x + c`` for each element.

    Parameters
    ----------
    data : NDArray
    a, b, c : float, default 0

    >>> nd.contrib.quadratic(nd.array([1., 2.]), a=1, b=2, c=3).asnumpy()
    array([ 6., 11.], dtype=float32)
    """

def round_ste(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """:func:`nd.round`, with the gradient of the identity: it passes straight through.

    Bengio et al., 2013, "Estimating or Propagating Gradients Through Stochastic Neurons".

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> x = nd.array([-1.5, 1.9])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.contrib.round_ste(x)
    >>> y.backward()
    >>> y.asnumpy(), x.grad.asnumpy()
    (array([-2.,  2.], dtype=float32), array([1., 1.], dtype=float32))
    """

def sign_ste(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """:func:`nd.sign`, with the gradient of the identity: it passes straight through.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.contrib.sign_ste(nd.array([-2., 0., 3.])).asnumpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
