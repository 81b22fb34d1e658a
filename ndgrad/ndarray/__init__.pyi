"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
from .ndarray import NDArray as NDArray
from .creation import array as array
from .functions import concatenate as concatenate
from . import contrib as contrib
from .creation import empty as empty
from .dlpack import from_dlpack as from_dlpack
from .creation import from_numpy as from_numpy
from .creation import full as full
from . import image as image
from . import linalg as linalg
from .files import load as load
from .files import load_frombuffer as load_frombuffer
from .functions import moveaxis as moveaxis
from .functions import onehot_encode as onehot_encode
from .creation import ones as ones
from . import op as op
from . import random as random
from .files import save as save
from .functions import to_dlpack_for_read as to_dlpack_for_read
from .functions import to_dlpack_for_write as to_dlpack_for_write
from .creation import waitall as waitall
from .creation import zeros as zeros

_Shape = int | Sequence[int] | None

def Activation(
    data: NDArray,
    act_type: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """An activation function, element by element.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    act_type : {'relu', 'sigmoid', 'softrelu', 'softsign', 'tanh'}
        ``relu`` is max(x, 0), ``sigmoid`` 1 / (1 + exp(-x)), ``softrelu`` log(1 + exp(x)),
        ``softsign`` x / (1 + abs(x)). The derivative of relu at 0 is 0.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an unknown ``act_type``, (also TypeError) for integer data.

    >>> x = nd.array([-1., 0., 2.])
    >>> nd.Activation(x, act_type='relu').asnumpy()
    array([0., 0., 2.], dtype=float32)
    """

def BatchNorm(
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
    """Batch normalization: ``gamma * (data - mean) / sqrt(var + eps) + beta`` for each channel.

    In training mode mean and variance (the biased one) are those of the batch, and the running
    statistics move towards them in place: ``moving = momentum * moving + (1 - momentum) * own``.
    Otherwise, and with ``use_global_stats``, the running statistics are used, also by the gradient.
    After Ioffe and Szegedy, "Batch Normalization", 2015.

    Parameters
    ----------
    data : NDArray
        Floats of any shape; channels lie along ``axis``.
    gamma, beta : NDArray
        Shape (channels,). Beside float16 data all four of these are float32.
    moving_mean, moving_var : NDArray
        Shape (channels,); the running statistics, written in place.
    eps : float, default 1e-3
        Added to the variance.
    momentum : float, default 0.9
        How much of the running statistics stays.
    fix_gamma : bool, default True
        Whether gamma is taken as 1, with a gradient of zero.
    use_global_stats : bool, default False
        Whether the running statistics are used in training, too.
    output_mean_var : bool, default False
        Whether mean and ``1 / sqrt(var + eps)`` are returned as well; no gradient flows back
        through them.
    axis : int, default 1
        The axis of the channels.
    cudnn_off, min_calib_range, max_calib_range
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray, or a list of three with ``output_mean_var=True``
        The shape of data.

    Raises
    ------
    ValueError
        Where gamma, beta or the statistics do not have one number per channel.

    >>> x = nd.array([[1, 10], [3, 30]])
    >>> mean, var = nd.zeros(2), nd.ones(2)
    >>> with autograd.train_mode():
    ...     y = nd.BatchNorm(x, nd.ones(2), nd.zeros(2), mean, var, eps=0.0)
    >>> y.asnumpy()
    array([[-1., -1.],
           [ 1.,  1.]], dtype=float32)
    >>> mean.asnumpy()
    array([0.2, 2. ], dtype=float32)
    """

def BilinearSampler(
    data: NDArray,
    grid: NDArray,
    cudnn_off: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Feature maps read at the places of a grid, by bilinear interpolation; zeros lie outside.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    grid : NDArray of shape (batch, 2, new height, new width)
        Places between -1 and 1, x before y; see :func:`GridGenerator`.
    cudnn_off : bool
        Without meaning here.

    Returns
    -------
    NDArray of shape (batch, channel, new height, new width)

    >>> data = nd.array([[[[1., 2.], [3., 4.]]]])
    >>> nd.BilinearSampler(data, nd.zeros((1, 2, 1, 1))).asnumpy()
    array([[[[2.5]]]], dtype=float32)
    """

def BlockGrad(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """A copy that is a constant to the gradient: nothing flows back through it.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> x = nd.array([3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.stop_gradient(x) * x
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([3.], dtype=float32)
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

def Cast(
    data: NDArray,
    dtype: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array in another dtype.

    Parameters
    ----------
    data : NDArray
    dtype : str or numpy.dtype
        'float16', 'float32', 'float64', 'uint8', 'int8', 'int32', 'int64' or 'bool'. Floats lose
        their fraction on the way to integers; in 8 bits what does not fit wraps around, in more
        it gives the smallest integer, as NaN does.

    Returns
    -------
    NDArray of this dtype; always a copy. The gradient is cast back.

    >>> nd.cast(nd.array([300., 11.1, -1.9]), dtype='uint8').asnumpy()
    array([ 44,  11, 255], dtype=uint8)
    """

def Concat(
    *data: NDArray | Sequence[NDArray],
    dim: int = 1,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Arrays joined along an axis.

    Parameters
    ----------
    *data : NDArray
        Of equal shapes but for that axis; different dtypes promote.
    dim : int, default 1

    >>> nd.concat(nd.array([[1.], [2.]]), nd.array([[3., 4.], [5., 6.]]), dim=1).asnumpy()
    array([[1., 3., 4.],
           [2., 5., 6.]], dtype=float32)
    """

def Convolution(
    data: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    kernel: _Shape = ...,
    stride: _Shape = (),
    dilate: _Shape = (),
    pad: _Shape = (),
    num_filter: Any = ...,
    num_group: int = 1,
    workspace: int = 1024,
    no_bias: bool = False,
    cudnn_tune: Any = None,
    cudnn_off: bool = False,
    layout: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Convolution in one, two or three dimensions (a cross-correlation, as in all deep learning).

    ``out[n, i, y, x] = bias[i] + sum over j, k, l of
    data[n, j, y*stride + k*dilate - pad, x*stride + l*dilate - pad] * weight[i, j, k, l]``

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, width), (batch, channels, height, width) or
        (batch, channels, depth, height, width); in other layouts the channels come last.
    weight : NDArray
        Shape (num_filter, channels / num_group, \\*kernel); with the channels last,
        (num_filter, \\*kernel, channels / num_group).
    bias : NDArray, optional
        Shape (num_filter,); to be left out with ``no_bias=True``.
    kernel : tuple of int
        Size of the window along each spatial axis. An integer stands for all axes here and below.
    stride, dilate : tuple of int, default 1 along each axis
        Step between windows, and between the elements of a window.
    pad : tuple of int, default 0 along each axis
        Zeros put at both ends.
    num_filter : int
        Channels of the output.
    num_group : int, default 1
        Channels and filters are cut into that many groups that do not see each other.
    no_bias : bool, default False
        Whether there is no bias.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    workspace, cudnn_tune, cudnn_off
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray
        Shape (batch, num_filter, ...), along each axis
        ``floor((size + 2*pad - dilate*(kernel-1) - 1) / stride) + 1``.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.Convolution(x, nd.ones((1, 1, 3, 3)), kernel=(3, 3), num_filter=1, no_bias=True)
    <BLANKLINE>
    [[[[45. 54.]
       [81. 90.]]]]
    <NDArray 1x1x2x2 @cpu(0)>
    """

def Correlation(
    data1: NDArray,
    data2: NDArray,
    kernel_size: int = 1,
    max_displacement: int = 1,
    stride1: int = 1,
    stride2: int = 1,
    pad_size: int = 0,
    is_multiply: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """How well patches of one feature map match displaced patches of another.

    Both maps are padded with ``pad_size`` zeros on each side. Centres of patches lie ``stride1``
    apart, and each patch of ``data1`` is compared with those of ``data2`` that are displaced by up
    to ``max_displacement`` in steps of ``stride2``, down and to the right: with r =
    ``max_displacement // stride2`` there are (2r + 1)**2 displacements, and as many channels.
    A comparison is the mean over the pixels and channels of a patch.

    Parameters
    ----------
    data1, data2 : NDArray of shape (batch, channels, height, width), float16, float32 or float64
    kernel_size : int, default 1
        Height and width of a patch, odd.
    max_displacement : int, default 1
    stride1, stride2 : int, default 1
    pad_size : int, default 0
    is_multiply : bool, default True
        Compare two pixels by their product; otherwise by the absolute value of their difference.

    Returns
    -------
    NDArray of shape (batch, (2r + 1)**2, height', width')
        A length n becomes ``ceil((n + 2 * pad_size - 2 * border) / stride1)`` with the border
        ``max_displacement + (kernel_size - 1) / 2``.

    Raises
    ------
    MXNetError (also ValueError) for maps of different shapes or not of 4 axes, an even
    ``kernel_size``, or where no patch fits.

    >>> x = nd.arange(9).reshape((1, 1, 3, 3))
    >>> y = nd.Correlation(x, x, max_displacement=1, is_multiply=False)
    >>> y.shape, y[0, :, 0, 0].asnumpy()
    ((1, 9, 1, 1), array([4., 3., 2., 1., 0., 1., 2., 3., 4.], dtype=float32))
    """

def Crop(
    *data: NDArray | Sequence[NDArray],
    num_args: Any = None,
    offset: Any = (0, 0),
    h_w: Any = (0, 0),
    center_crop: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A window of the last two axes; :func:`slice` is the newer name for it.

    Parameters
    ----------
    *data : NDArray of shape (batch, channel, height, width)
        The array, and optionally a second one whose height and width the window has.
    num_args : int
        How many arrays there are; it may be left out.
    offset : (int, int), default (0, 0)
        Upper and left edge of the window.
    h_w : (int, int)
        Height and width of the window, without a second array.
    center_crop : bool, default False
        Take the window from the middle.

    >>> nd.Crop(nd.arange(9).reshape((1, 1, 3, 3)), h_w=(2, 1), offset=(1, 0)).asnumpy()
    array([[[[3.],
             [6.]]]], dtype=float32)
    """

def Deconvolution(
    data: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    kernel: _Shape = ...,
    stride: _Shape = (),
    dilate: _Shape = (),
    pad: _Shape = (),
    adj: _Shape = (),
    target_shape: _Shape = (),
    num_filter: Any = ...,
    num_group: int = 1,
    workspace: int = 512,
    no_bias: bool = True,
    cudnn_tune: Any = None,
    cudnn_off: bool = False,
    layout: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Transposed convolution: what the gradient of a convolution does to its output's gradient.

    Every element of ``data`` adds a multiple of the kernel to the output, ``stride`` apart.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, ...) with one to three spatial axes; in other layouts
        the channels come last.
    weight : NDArray
        Shape (channels, num_filter / num_group, \\*kernel); with the channels last,
        (channels, \\*kernel, num_filter / num_group).
    bias : NDArray, optional
        Shape (num_filter,); to be given with ``no_bias=False`` only.
    kernel : tuple of int
        Size of the kernel along each spatial axis. An integer stands for all axes here and below.
    stride, dilate : tuple of int, default 1 along each axis
        Of the convolution that is turned around.
    pad : tuple of int, default 0 along each axis
        How much of the output is cut at both ends.
    adj : tuple of int, default 0 along each axis
        How much longer the output is at its end; less than ``stride``.
    target_shape : tuple of int, optional
        Spatial shape of the output; ``pad`` and ``adj`` are ignored and chosen to give it.
    num_filter : int
        Channels of the output.
    num_group : int, default 1
        Channels and filters are cut into that many groups that do not see each other.
    no_bias : bool, default True
        Whether there is no bias.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    workspace, cudnn_tune, cudnn_off
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray
        Shape (batch, num_filter, ...), along each axis
        ``stride*(size-1) + dilate*(kernel-1) + 1 - 2*pad + adj``.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.array([[[[1, 2], [3, 4]]]])
    >>> nd.Deconvolution(x, nd.ones((1, 1, 2, 2)), kernel=(2, 2), num_filter=1)
    <BLANKLINE>
    [[[[ 1.  3.  2.]
       [ 4. 10.  6.]
       [ 3.  7.  4.]]]]
    <NDArray 1x1x3x3 @cpu(0)>
    """

def Dropout(
    data: NDArray,
    p: float = 0.5,
    mode: str = 'training',
    axes: _Shape = (),
    cudnn_off: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Elements set to zero at random, the rest scaled up so that the expected sum stays.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    p : float of [0, 1], default 0.5
        Probability of each element to become zero; the others are divided by ``1 - p``.
    mode : {'training', 'always'}, default 'training'
        Whether it works only while training (``autograd.is_training()``) or in prediction too.
    axes : tuple of int, default ()
        Axes along which one decision is shared: with ``axes=(1,)`` all of a row is dropped or kept
        (variational dropout).
    cudnn_off : bool
        Without meaning here.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for ``p`` outside of [0, 1], an unknown mode or a wrong axis.

    >>> x = nd.ones((2, 3))
    >>> nd.Dropout(x, p=0.5).asnumpy()          # not training
    array([[1., 1., 1.],
           [1., 1., 1.]], dtype=float32)
    >>> with autograd.train_mode():
    ...     y = nd.Dropout(nd.ones((100, 100)), p=0.75)
    >>> sorted(set(y.asnumpy().ravel().tolist()))
    [0.0, 4.0]
    """

def ElementWiseSum(
    *args: NDArray | Sequence[NDArray],
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sum of any number of arrays of one shape.

    Parameters
    ----------
    *args : NDArray
        At least one. ``ElementWiseSum`` is the same operator.

    >>> nd.add_n(nd.array([1., 2.]), nd.array([3., 4.]), nd.array([5., 6.])).asnumpy()
    array([ 9., 12.], dtype=float32)
    """

def Embedding(
    data: NDArray,
    weight: NDArray,
    input_dim: Any = ...,
    output_dim: Any = ...,
    dtype: Any = 'float32',
    sparse_grad: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Rows of ``weight`` for the integers in ``data``: a table of word vectors.

    Parameters
    ----------
    data : NDArray of any shape
        Indices, in any dtype; those outside ``[0, input_dim)`` take the nearest row.
    weight : NDArray of shape (input_dim, output_dim)
    input_dim, output_dim : int
        Size of the vocabulary and of a vector.
    dtype : str
        Of no effect: the result has the dtype of ``weight``, as in MXNet.
    sparse_grad : bool
        Of no effect: gradients are dense.

    Returns
    -------
    NDArray of shape ``data.shape + (output_dim,)``

    >>> weight = nd.array([[0., 1.], [2., 3.], [4., 5.]])
    >>> nd.Embedding(nd.array([2, 0]), weight, input_dim=3, output_dim=2)
    <BLANKLINE>
    [[4. 5.]
     [0. 1.]]
    <NDArray 2x2 @cpu(0)>
    """

def Flatten(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """All axes of ``data`` behind the first joined into one: shape (n, the rest).

    >>> nd.flatten(nd.zeros((2, 3, 4))).shape
    (2, 12)
    """

def FullyConnected(
    data: NDArray,
    weight: NDArray,
    bias: NDArray | None = None,
    num_hidden: Any = ...,
    no_bias: bool = False,
    flatten: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Linear transformation ``data . weight^T + bias``.

    Parameters
    ----------
    data : NDArray
        Floats. Of shape (batch, ...), whose further axes are taken as one with ``flatten=True``;
        of shape (..., features) with ``flatten=False``.
    weight : NDArray
        Shape (num_hidden, features).
    bias : NDArray, optional
        Shape (num_hidden,); to be left out with ``no_bias=True``.
    num_hidden : int
        Number of outputs.
    no_bias : bool, default False
        Whether there is no bias.
    flatten : bool, default True
        Whether all axes of ``data`` but the first are taken as one.

    Returns
    -------
    NDArray
        Shape (batch, num_hidden), or (..., num_hidden) with ``flatten=False``.

    Raises
    ------
    ValueError
        Where the shapes do not fit each other, or a bias is missing or too many.

    >>> x = nd.array([[1, 2], [3, 4]])
    >>> nd.FullyConnected(x, nd.array([[1, 1], [0, 2], [1, 0]]), nd.array([0, 1, 0]), num_hidden=3)
    <BLANKLINE>
    [[3. 5. 1.]
     [7. 9. 3.]]
    <NDArray 2x3 @cpu(0)>
    """

def GridGenerator(
    data: NDArray,
    transform_type: Any = ...,
    target_shape: _Shape = (0, 0),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A grid for :func:`BilinearSampler`, from affine maps or from displacements.

    Parameters
    ----------
    data : NDArray
        ``'affine'``: shape (batch, 6), the maps ``[[a, b, c], [d, e, f]]`` of the places (x, y, 1).
        ``'warp'``: shape (batch, 2, height, width), by how many pixels each place is moved.
    transform_type : {'affine', 'warp'}
    target_shape : (int, int)
        Height and width of the grid, for ``'affine'``.

    Returns
    -------
    NDArray of shape (batch, 2, height, width)

    >>> same = nd.array([[1., 0., 0., 0., 1., 0.]])
    >>> nd.GridGenerator(same, transform_type='affine', target_shape=(2, 2)).asnumpy()[0, 0]
    array([[-1.,  1.],
           [-1.,  1.]], dtype=float32)
    """

def GroupNorm(
    data: NDArray,
    gamma: NDArray,
    beta: NDArray,
    num_groups: int = 1,
    eps: float = 1e-05,
    output_mean_var: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Group normalization (Wu and He 2018): groups of channels to mean 0 and variance 1.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...), float16, float32 or float64
    gamma, beta : NDArray of shape (num_groups,)
        One scale and offset per group, as in MXNet 1.9. Shape (channels,), one per channel as in
        the paper, is taken too.
    num_groups : int, default 1
    eps : float, default 1e-5
    output_mean_var : bool, default False
        Give mean and standard deviation ``sqrt(variance + eps)`` too, each of shape
        (batch, num_groups). No gradient flows through these two.

    Returns
    -------
    NDArray of the shape and dtype of ``data``, or a list of three

    Raises
    ------
    MXNetError (also ValueError) where the channels do not divide into groups, or for gamma or beta
    of another shape.

    >>> x = nd.array([[[1., 3.], [2., 4.], [0., 0.], [0., 1.]]])
    >>> nd.GroupNorm(x, nd.ones(2), nd.zeros(2), num_groups=2).asnumpy().round(3)
    array([[[-1.342,  0.447],
            [-0.447,  1.342],
            [-0.577, -0.577],
            [-0.577,  1.732]]], dtype=float32)
    """

def InstanceNorm(
    data: NDArray,
    gamma: NDArray,
    beta: NDArray,
    eps: float = 0.001,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Instance normalization (Ulyanov et al. 2016): each channel of each sample standardized.

    ``(data - mean) / sqrt(variance + eps) * gamma + beta`` over all places of a channel, the same
    in training and prediction.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...) with at least 3 axes
        float16, float32 or float64 (MXNet: float32 only).
    gamma, beta : NDArray of shape (channels,)
    eps : float, default 1e-3

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for fewer than 3 axes, gamma or beta of another shape.

    >>> x = nd.array([[[1.1, 2.2]], [[3.3, 4.4]]])
    >>> nd.InstanceNorm(x, nd.array([1.5]), nd.array([0.5])).asnumpy().round(4)
    array([[[-0.9975,  1.9975]],
    <BLANKLINE>
           [[-0.9975,  1.9975]]], dtype=float32)
    """

def L2Normalization(
    data: NDArray,
    eps: float = 1e-10,
    mode: str = 'instance',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Data divided by its L2 norm, ``sqrt(sum(data * data) + eps)``.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    eps : float, default 1e-10
    mode : {'instance', 'channel', 'spatial'}, default 'instance'
        What a sum runs over: everything behind the first axis (of a vector: all of it), axis 1,
        or all axes from the third on.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another mode, or fewer than 3 axes where it needs them.

    >>> x = nd.array([[3., 4.], [0., 5.]])
    >>> nd.L2Normalization(x).asnumpy()
    array([[0.6, 0.8],
           [0. , 1. ]], dtype=float32)
    """

def LRN(
    data: NDArray,
    alpha: float = 0.0001,
    beta: float = 0.75,
    knorm: float = 2.0,
    nsize: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Local response normalization (Krizhevsky et al. 2012) across neighbouring channels.

    ``data / (knorm + alpha / nsize * s) ** beta``, where s is the sum of squares over the channels
    up to ``(nsize - 1) // 2`` away, cut off at the first and the last one.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...), float16, float32 or float64
        MXNet: 4 axes and float32 only.
    alpha, beta, knorm : float, defaults 1e-4, 0.75, 2
    nsize : int
        Width of the window of channels; an odd number (an even one counts as one less).

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for ``nsize`` below 1 or fewer than 2 axes.

    >>> x = nd.ones((1, 3, 1, 1))
    >>> nd.LRN(x, nsize=3, alpha=3., beta=1., knorm=1.).asnumpy().ravel()
    array([0.33333334, 0.25      , 0.33333334], dtype=float32)
    """

def LayerNorm(
    data: NDArray,
    gamma: NDArray,
    beta: NDArray,
    axis: _Shape = -1,
    eps: float = 1e-05,
    output_mean_var: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Layer normalization (Ba et al. 2016): each sample to mean 0 and variance 1 along an axis.

    ``(data - mean) / sqrt(variance + eps) * gamma + beta``

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    gamma, beta : NDArray of shape (data.shape[axis],)
    axis : int, default -1
    eps : float, default 1e-5
    output_mean_var : bool, default False
        Give mean and standard deviation ``sqrt(variance + eps)`` too, with length 1 along the
        axis. No gradient flows through these two.

    Returns
    -------
    NDArray of the shape and dtype of ``data``, or a list of three

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, gamma or beta of another shape.

    >>> x = nd.array([[1., 2., 3., 4.]])
    >>> nd.LayerNorm(x, nd.ones(4), nd.zeros(4)).asnumpy().round(3)
    array([[-1.342, -0.447,  0.447,  1.342]], dtype=float32)
    """

def LeakyReLU(
    data: NDArray,
    gamma: NDArray | None = None,
    act_type: str = 'leaky',
    slope: float = 0.25,
    lower_bound: float = 0.125,
    upper_bound: float = 0.334,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Rectifiers with something left of negative values, element by element.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    gamma : NDArray, optional
        The slopes of ``prelu``: of shape (1,), or one per channel (axis 1 of ``data``), or of two
        and more axes, each the length of the axis of ``data`` at its place or 1: (batch, channels)
        gives each sample slopes of its own.
    act_type : {'leaky', 'prelu', 'rrelu', 'elu', 'selu', 'gelu'}, default 'leaky'
        For x > 0 all but ``selu`` and ``gelu`` give x, for x <= 0

        - ``leaky``: slope * x, ``prelu``: gamma * x;
        - ``rrelu``: the slope of each element is drawn from [lower_bound, upper_bound) in training
          and is their mean otherwise;
        - ``elu``: slope * (exp(x) - 1);
        - ``selu``: 1.0507 times elu of slope 1.6733 (Klambauer et al. 2017), for x > 0 1.0507 x;
        - ``gelu``: x * Phi(x) everywhere, Phi the normal distribution function.
    slope : float, default 0.25
        For ``leaky`` and ``elu``.
    lower_bound, upper_bound : float, defaults 0.125 and 0.334
        For ``rrelu``.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an unknown ``act_type``, a missing or unfitting ``gamma``.

    >>> x = nd.array([-2., 0., 3.])
    >>> nd.LeakyReLU(x, act_type='leaky', slope=0.1).asnumpy()
    array([-0.2,  0. ,  3. ], dtype=float32)
    >>> nd.LeakyReLU(x, nd.array([0.5]), act_type='prelu').asnumpy()
    array([-1.,  0.,  3.], dtype=float32)
    """

def LinearRegressionOutput(
    data: NDArray,
    label: NDArray,
    grad_scale: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``data`` itself, with the gradient of half its squared distance to the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[1., 2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.LinearRegressionOutput(x, nd.array([[0., 4.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.5, -1. ]], dtype=float32)
    """

def LogisticRegressionOutput(
    data: NDArray,
    label: NDArray,
    grad_scale: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Sigmoid of ``data``, with the gradient of the cross entropy between it and the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
        Probabilities.
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[0., 0.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.LogisticRegressionOutput(x, nd.array([[0., 1.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.25, -0.25]], dtype=float32)
    """

def MAERegressionOutput(
    data: NDArray,
    label: NDArray,
    grad_scale: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``data`` itself, with the gradient of its absolute distance to the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored. Where data and label agree it is -1 times that,
        as in MXNet.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[1., 2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.MAERegressionOutput(x, nd.array([[0., 4.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.5, -0.5]], dtype=float32)
    """

def MakeLoss(
    data: NDArray,
    grad_scale: float = 1.0,
    valid_thresh: float = 0.0,
    normalization: str = 'null',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``data`` itself, as a loss: its gradient is a constant, whatever arrives from above.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    grad_scale : float, default 1
        The gradient of each element.
    valid_thresh : float, default 0
    normalization : {'null', 'batch', 'valid'}, default 'null'
        Divide the gradient by nothing, by the length of the first axis, or by the number of
        elements above ``valid_thresh``.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another normalization.

    >>> x = nd.array([2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.MakeLoss(x * x, grad_scale=0.5)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([2., 3.], dtype=float32)
    """

def Pad(
    data: NDArray,
    mode: Any = ...,
    pad_width: _Shape = ...,
    constant_value: float = 0.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array with margins.

    Parameters
    ----------
    data : NDArray
        Any number of axes (MXNet pads the last axes of 4 or 5 only).
    mode : {'constant', 'edge', 'reflect'}
        Fill with ``constant_value``, with the element at the edge, or with a mirror image in which
        the edge itself is not repeated.
    pad_width : tuple of int
        Before and behind, for each axis from the first: (before_0, behind_0, before_1, ...).
    constant_value : float, default 0

    Raises
    ------
    ValueError
        For an unknown mode, widths that do not fit the axes, or a reflection wider than what there
        is to reflect.

    >>> x = nd.array([[1., 2., 3.]])
    >>> nd.pad(x, mode='constant', pad_width=(0, 1, 0, 0), constant_value=9).asnumpy()
    array([[1., 2., 3.],
           [9., 9., 9.]], dtype=float32)
    >>> nd.pad(x, mode='reflect', pad_width=(0, 0, 2, 1)).asnumpy()
    array([[3., 2., 1., 2., 3., 2.]], dtype=float32)
    """

def Pooling(
    data: NDArray,
    kernel: _Shape = (),
    pool_type: str = 'max',
    global_pool: bool = False,
    cudnn_off: bool = False,
    pooling_convention: str = 'valid',
    stride: _Shape = (),
    pad: _Shape = (),
    p_value: Any = None,
    count_include_pad: Any = None,
    layout: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The maximum, average, sum or p-norm of each window, in one, two or three dimensions.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, ...) with one to three spatial axes; in other layouts
        the channels come last.
    kernel : tuple of int
        Size of the window along each spatial axis; not needed with ``global_pool=True``. An
        integer stands for all axes here and below.
    pool_type : str, default 'max'
        ``max``, ``avg``, ``sum`` or ``lp``, the p-th root of the sum of p-th powers.
    global_pool : bool, default False
        Whether the window is the whole image; kernel, stride and pad are then ignored.
    pooling_convention : str, default 'valid'
        How many windows there are along an axis: ``valid`` rounds
        ``(size + 2*pad - kernel) / stride + 1`` down, ``full`` rounds it up, ``same`` gives
        ``size / stride`` rounded up and chooses the padding, which is then not to be given.
    stride : tuple of int, default 1 along each axis
        Step between windows.
    pad : tuple of int, default 0 along each axis
        Padding at both ends. It is never a maximum, and adds nothing to a sum.
    p_value : int, optional
        1, 2 or 3, for ``lp``. The powers keep their sign.
    count_include_pad : bool, optional, default True
        Whether averages divide by the number of elements with the padding, or without.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    cudnn_off
        Tunes other implementations; nothing here depends on it.

    Returns
    -------
    NDArray
        Shape (batch, channels, ...), or with the channels last. A maximum over no element, of a
        window wholly in the padding, is -inf, and an average 0. NaN is passed on. Of equal
        maxima the first, row by row, receives the gradient.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.Pooling(x, kernel=(2, 2), stride=(2, 2))
    <BLANKLINE>
    [[[[ 5.  7.]
       [13. 15.]]]]
    <NDArray 1x1x2x2 @cpu(0)>
    >>> nd.Pooling(x, pool_type='avg', global_pool=True)
    <BLANKLINE>
    [[[[7.5]]]]
    <NDArray 1x1x1x1 @cpu(0)>
    """

def RNN(
    data: NDArray,
    parameters: NDArray,
    state: NDArray,
    state_cell: NDArray | None = None,
    sequence_length: NDArray | None = None,
    state_size: Any = ...,
    num_layers: Any = ...,
    bidirectional: bool = False,
    mode: Any = ...,
    p: float = 0.0,
    state_outputs: bool = False,
    projection_size: Any = None,
    lstm_state_clip_min: Any = None,
    lstm_state_clip_max: Any = None,
    lstm_state_clip_nan: bool = False,
    use_sequence_length: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Recurrent layers over a sequence: plain (Elman 1990), LSTM (1997) or GRU (Cho et al. 2014).

    With x the input of a step, h the state before it, W, R, b and d the weights and biases of
    input and state, s the logistic sigmoid, the new state is

    - ``rnn_tanh``, ``rnn_relu``: the function of W x + b + R h + d;
    - ``lstm``: o * tanh(c), where the cell c becomes f * c + i * tanh(W x + b + R h + d) with the
      input, forget and output gates i, f, o = s(W x + b + R h + d), each with parameters of its
      own; with a projection P (Sak et al. 2014) the state is P (o * tanh(c));
    - ``gru``: (1 - z) * n + z * h, where n = tanh(W x + b + r * (R h + d)) with the reset and
      update gates r, z = s(W x + b + R h + d).

    Parameters
    ----------
    data : NDArray of shape (steps, batch, inputs), float16, float32 or float64
    parameters : NDArray, one axis
        All weights - layer by layer, direction by direction: input weights (gates * state_size,
        inputs), state weights (gates * state_size, outputs), projection (outputs, state_size) -
        and then all biases, of input and state. Gates are ordered i, f, c, o and r, z, n.
    state : NDArray of shape (num_layers * directions, batch, outputs)
        The states before the first step; outputs is ``projection_size`` or ``state_size``.
    state_cell : NDArray of shape (num_layers * directions, batch, state_size)
        The cells before the first step; ``lstm`` only.
    sequence_length : NDArray of shape (batch,), optional
        How many steps each sample has; needs ``use_sequence_length=True``. Each sample is computed
        as if alone: the backward direction begins at its end, the outputs behind it are zero, and
        the last states are those at its end. (MXNet ignores it on the CPU.)
    state_size, num_layers : int
    bidirectional : bool, default False
        Run each layer in both directions; outputs are joined along the last axis.
    mode : {'rnn_relu', 'rnn_tanh', 'lstm', 'gru'}
    p : float, default 0
        Dropout of the input of each layer but the first, while training.
    state_outputs : bool, default False
        Give the last states (and cells) too.
    projection_size : int, optional
        ``lstm`` only.
    lstm_state_clip_min, lstm_state_clip_max : float, optional
        The cells are clipped to this range at each step. (MXNet ignores it on the CPU.)
    lstm_state_clip_nan : bool, default False
        Clipping turns a NaN into a bound instead of keeping it.
    use_sequence_length : bool, default False

    Returns
    -------
    NDArray of shape (steps, batch, outputs * directions); with ``state_outputs=True`` a list of it,
    the last states and (``lstm``) the last cells, in the shapes of the first ones

    Raises
    ------
    MXNetError (also ValueError) for a missing or unfitting input, naming the shape that fits.

    >>> x, h = nd.ones((3, 1, 2)), nd.zeros((1, 1, 1))
    >>> w = nd.array([0.5, 0.5, 1., 0., 0.])     # two input weights, a state weight, two biases
    >>> nd.RNN(x, w, h, state_size=1, num_layers=1, mode='rnn_relu').asnumpy().ravel()
    array([1., 2., 3.], dtype=float32)
    """

def ROIPooling(
    data: NDArray,
    rois: NDArray,
    pooled_size: Any = ...,
    spatial_scale: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The largest features in a fixed number of bins of regions of interest (Girshick, 2015).

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]; a negative image gives zeros, one that the batch
        does not have raises IndexError. Without a gradient.
    pooled_size : (int, int)
        Height and width of the result.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to. Corners are rounded
        to whole pixels, and both belong to the region.

    Returns
    -------
    NDArray of shape (n, channel, *pooled_size); 0 in a bin that lies outside

    >>> x = nd.arange(48).reshape((1, 1, 8, 6))
    >>> rois = nd.array([[0, 0, 0, 4, 4]])
    >>> nd.ROIPooling(x, rois, pooled_size=(2, 2), spatial_scale=1.0).asnumpy()[0, 0]
    array([[14., 16.],
           [26., 28.]], dtype=float32)
    """

def Reshape(
    data: NDArray,
    shape: _Shape = (),
    reverse: bool = False,
    target_shape: _Shape = (),
    keep_highest: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The same elements in another shape.

    Parameters
    ----------
    data : NDArray
    shape : tuple of int
        Sizes, or codes: 0 takes over the axis at this place, -1 (once) is inferred, -2 takes over
        all axes that remain, -3 joins the next two axes, -4 splits the next axis into the two
        sizes behind it, one of which may be -1.
    reverse : bool, default False
        Read the codes and the axes from the right.
    target_shape, keep_highest : tuple of int, bool
        The older form: ``target_shape`` with one 0 to be inferred; ``keep_highest`` keeps the
        first axis. Without ``shape`` only.

    Returns
    -------
    A copy; the method ``x.reshape`` shares memory with ``x``.

    Raises
    ------
    ValueError
        If the number of elements differs.

    >>> x = nd.zeros((2, 3, 4))
    >>> nd.reshape(x, shape=(-1, 0)).shape, nd.reshape(x, shape=(-3, 0)).shape
    ((8, 3), (6, 4))
    >>> nd.reshape(x, shape=(-4, 1, 2, -2)).shape
    (1, 2, 3, 4)
    >>> nd.reshape(x, shape=(-1, 0), reverse=True).shape
    (6, 4)
    """

def SVMOutput(
    data: NDArray,
    label: NDArray,
    margin: float = 1.0,
    regularization_coefficient: float = 1.0,
    use_linear: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``data`` itself, with the gradient of a support vector machine's loss, one against all.

    With t = 1 for the label's class and -1 for the others, the loss of an element is c h * h, or
    c h with ``use_linear``, where h = max(0, margin - t * data). The gradient that arrives from
    above is ignored.

    Parameters
    ----------
    data : NDArray of shape (batch, classes), float16, float32 or float64
    label : NDArray of shape (batch,)
    margin : float, default 1
    regularization_coefficient : float, default 1
        The c above.
    use_linear : bool, default False

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for other shapes, or a label that is not a class.

    >>> x = nd.array([[0.5, 0., -2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.SVMOutput(x, nd.array([0]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[-1.,  2., -0.]], dtype=float32)
    """

def SequenceLast(
    data: NDArray,
    sequence_length: NDArray | None = None,
    use_sequence_length: bool = False,
    axis: _Shape = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The last element of each sequence.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        Lengths of 1 to ``time``.
    use_sequence_length : bool, default False
        False takes the last element of the array.
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    Returns
    -------
    NDArray of shape (batch, ...)

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.SequenceLast(x, nd.array([1, 3]), use_sequence_length=True).asnumpy()
    array([1., 6.], dtype=float32)
    """

def SequenceMask(
    data: NDArray,
    sequence_length: NDArray | None = None,
    use_sequence_length: bool = False,
    value: float = 0.0,
    axis: _Shape = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Elements after the end of each sequence replaced by ``value``.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        A length of 0 or less masks the whole sequence, one beyond the array nothing.
    use_sequence_length : bool, default False
        False returns ``data`` unchanged.
    value : float, default 0
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    >>> x = nd.ones((3, 2))
    >>> nd.SequenceMask(x, nd.array([1, 2]), use_sequence_length=True).asnumpy()
    array([[1., 1.],
           [0., 1.],
           [0., 0.]], dtype=float32)
    """

def SequenceReverse(
    data: NDArray,
    sequence_length: NDArray | None = None,
    use_sequence_length: bool = False,
    axis: _Shape = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Each sequence in reverse order; what lies after its end stays where it is.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        Lengths of 0 to ``time``.
    use_sequence_length : bool, default False
        False reverses along the whole axis.
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.SequenceReverse(x, nd.array([2, 3]), use_sequence_length=True).asnumpy()
    array([[3., 6.],
           [1., 4.],
           [5., 2.]], dtype=float32)
    """

def SliceChannel(
    data: NDArray,
    num_outputs: Any = ...,
    axis: _Shape = 1,
    squeeze_axis: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The array cut into equal parts along an axis.

    Parameters
    ----------
    data : NDArray
    num_outputs : int
        How many parts; it divides the length of the axis.
    axis : int, default 1
    squeeze_axis : bool, default False
        Drop the axis from parts of length 1.

    Returns
    -------
    list of NDArray, or one NDArray where ``num_outputs`` is 1

    >>> a, b = nd.split(nd.array([[1., 2.], [3., 4.]]), num_outputs=2, axis=0)
    >>> a.asnumpy(), b.shape
    (array([[1., 2.]], dtype=float32), (1, 2))
    """

def Softmax(
    data: NDArray,
    label: NDArray,
    grad_scale: float = 1.0,
    ignore_label: float = -1.0,
    multi_output: bool = False,
    use_ignore: bool = False,
    preserve_shape: bool = False,
    normalization: str = 'null',
    out_grad: bool = False,
    smooth_alpha: float = 0.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Softmax, with the gradient of the cross entropy between it and the labels.

    The gradient is ``softmax(data) - onehot(label)``, scaled as told below; the gradient that
    arrives from above is ignored unless ``out_grad=True``, which multiplies by it: it comes also
    where the result is used behind ``BlockGrad`` alone.

    Parameters
    ----------
    data : NDArray of shape (batch, ...), float16, float32 or float64
    label : NDArray
        Classes, one per softmax; or probabilities, of the shape of ``data``, and then
        ``use_ignore``, ``normalization`` and ``smooth_alpha`` have no effect.
    grad_scale : float, default 1
    ignore_label : float, default -1
        With ``use_ignore=True`` the gradient is zero where the label is this one.
    multi_output : bool, default False
        Softmax along axis 1, labels of shape (batch, ...) for the places behind it. The gradient is
        divided by the number of places, unless ``normalization='valid'``.
    use_ignore : bool, default False
    preserve_shape : bool, default False
        Softmax along the last axis, labels of shape ``data.shape[:-1]``. Without it and
        ``multi_output`` softmax runs over everything behind the first axis.
    normalization : {'null', 'batch', 'valid'}, default 'null'
        Divide by nothing, by the number of samples (with ``preserve_shape`` of all rows), or by the
        number of labels that are not ``ignore_label``.
    out_grad : bool, default False
    smooth_alpha : float, default 0
        Label smoothing: taken from the label's class and given in equal parts to the others.

    Returns
    -------
    NDArray of the shape and dtype of ``data``: the probabilities

    Raises
    ------
    MXNetError (also ValueError) for a label of another shape, or one that is not a class.

    >>> x = nd.array([[1., 2., 3.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.SoftmaxOutput(x, nd.array([2]))
    >>> y.backward()
    >>> x.grad.asnumpy().round(4)
    array([[ 0.09  ,  0.2447, -0.3348]], dtype=float32)
    """

def SoftmaxActivation(
    data: NDArray,
    mode: str = 'instance',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Softmax of each instance, or over the channels at each place of each instance.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    mode : {'instance', 'channel'}, default 'instance'
        ``instance``: over everything behind the first axis; ``channel``: along axis 1.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another mode, or mode 'channel' with fewer than 3 axes.

    >>> x = nd.zeros((1, 2, 2))
    >>> nd.SoftmaxActivation(x).asnumpy()
    array([[[0.25, 0.25],
            [0.25, 0.25]]], dtype=float32)
    >>> nd.SoftmaxActivation(x, mode='channel').asnumpy()
    array([[[0.5, 0.5],
            [0.5, 0.5]]], dtype=float32)
    """

SoftmaxOutput = Softmax

def SpatialTransformer(
    data: NDArray,
    loc: NDArray,
    target_shape: _Shape = (0, 0),
    transform_type: Any = ...,
    sampler_type: Any = ...,
    cudnn_off: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Feature maps under affine maps: :func:`GridGenerator`, then :func:`BilinearSampler`.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    loc : NDArray of shape (batch, 6)
        The affine map of each image, mostly the result of a small net.
    target_shape : (int, int)
        Height and width of the result.
    transform_type : {'affine'}
    sampler_type : {'bilinear'}
    cudnn_off : bool
        Without meaning here.

    >>> data, same = nd.array([[[[1., 2.], [3., 4.]]]]), nd.array([[1., 0., 0., 0., 1., 0.]])
    >>> nd.SpatialTransformer(data, same, target_shape=(2, 2), transform_type='affine',
    ...                       sampler_type='bilinear').asnumpy()[0, 0]
    array([[1., 2.],
           [3., 4.]], dtype=float32)
    """

def SwapAxis(
    data: NDArray,
    dim1: int = 0,
    dim2: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array with two axes exchanged.

    Parameters
    ----------
    data : NDArray
    dim1, dim2 : int, default 0

    >>> nd.swapaxes(nd.zeros((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """

def UpSampling(
    *data: NDArray | Sequence[NDArray],
    scale: Any = ...,
    num_filter: int = 0,
    sample_type: Any = ...,
    multi_input_mode: str = 'concat',
    num_args: Any = None,
    workspace: int = 512,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Make images larger by an integer factor.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, y, x). With ``nearest`` any number of them: the first
        grows by ``scale``, the others to the same size, which must be a multiple of theirs.
        With ``bilinear`` an array of images and a weight of shape (channels, 1, k, k) with
        ``k = 2*scale - scale % 2``, see ``init.Bilinear``.
    scale : int
        The factor.
    num_filter : int
        With ``bilinear``, the number of channels.
    sample_type : str
        ``nearest`` repeats numbers, ``bilinear`` is a transposed convolution with the weight.
    multi_input_mode : str, default 'concat'
        Whether several inputs are put together along the channels (``concat``) or added (``sum``).
    num_args : int, optional
        The number of arrays, if given.
    workspace
        Tunes other implementations; nothing here depends on it.

    Returns
    -------
    NDArray
        Shape (batch, channels, y*scale, x*scale).

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> nd.UpSampling(nd.array([[[[1, 2]]]]), scale=2, sample_type='nearest')
    <BLANKLINE>
    [[[[1. 1. 2. 2.]
       [1. 1. 2. 2.]]]]
    <NDArray 1x1x2x4 @cpu(0)>
    """

def abs(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Absolute value of each element. The derivative at 0 is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.abs(nd.array([-2., 0., 3.])).asnumpy()
    array([2., 0., 3.], dtype=float32)
    """

def adam_update(
    weight: NDArray,
    grad: NDArray,
    mean: NDArray,
    var: NDArray,
    lr: Any = ...,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-08,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    lazy_update: bool = True,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of Adam (Kingma and Ba, 2014), without its bias correction, which is up to ``lr``.

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        weight = weight - lr * mean / (sqrt(var) + epsilon)

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    lr : float
        Learning rate, times ``sqrt(1 - beta2 ** t) / (1 - beta1 ** t)`` in step t.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-8
    wd : float, default 0
        Weight decay, as part of the gradient.
    rescale_grad, clip_gradient : float, default 1 and -1
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.adam_update(weight, nd.array([3., -3.]), mean, var, lr=0.01).asnumpy().round(3)
    array([0.968, 1.032], dtype=float32)
    """

def add(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs + rhs``, elementwise with broadcasting.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.add(nd.array([[1.], [2.]]), nd.array([10., 20.])).asnumpy()
    array([[11., 21.],
           [12., 22.]], dtype=float32)
    """

add_n = ElementWiseSum

def all_finite(
    data: NDArray,
    init_output: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 if all elements are finite, 0 if one is infinite or NaN.

    Parameters
    ----------
    data : NDArray of floats
    init_output : True

    Returns
    -------
    NDArray of shape (1,), float32

    >>> nd.all_finite(nd.array([1., np.inf])).asnumpy()
    array([0.], dtype=float32)
    """

def amp_cast(
    data: NDArray,
    dtype: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``cast`` for float16 and float32; other dtypes stay as they are (mixed-precision training).

    Parameters
    ----------
    data : NDArray
    dtype : str
        'float16', 'float32' or 'float64'.

    >>> nd.amp_cast(nd.array([1, 2], dtype='int32'), dtype='float16').dtype
    <class 'numpy.int32'>
    >>> nd.amp_cast(nd.array([1., 2.]), dtype='float16').dtype
    <class 'numpy.float16'>
    """

def amp_multicast(
    *data: NDArray | Sequence[NDArray],
    num_outputs: Any = ...,
    cast_narrow: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Arrays of float16 and float32 in one dtype, others as they are (mixed-precision training).

    Parameters
    ----------
    *data : NDArray
    num_outputs : int
        How many they are.
    cast_narrow : bool, default False
        Cast to the narrowest dtype among them, not to the widest.

    Returns
    -------
    list of NDArray, or one NDArray where ``num_outputs`` is 1

    >>> a, b = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> [x.dtype for x in nd.amp_multicast(a, b, num_outputs=2)]
    [<class 'numpy.float32'>, <class 'numpy.float32'>]
    """

def arange(
    start: int = 0,
    stop: Any = None,
    step: float = 1.0,
    repeat: int = 1,
    infer_range: Any = None,
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Evenly spaced values of the half-open interval ``[start, stop)``.

    Parameters
    ----------
    start : number, default 0
    stop : number, optional
        Left out, ``start`` is the end and the values begin at 0.
    step : number, default 1
        Negative steps count down. Values of an integer dtype count from ``int(start)`` in steps of
        ``int(step)``; there are as many as without it.
    repeat : int, default 1
        How often each value comes in a row.
    infer_range : bool, optional
        Meant for graphs whose shapes are not known yet; nothing is left to infer here.
    dtype : str, default float32

    Raises
    ------
    ValueError
        For a step of 0 (for integers: of less than 1), or where the dtype cannot hold every integer
        of the range exactly (float32 beyond 2**24).

    >>> nd.arange(3).asnumpy()
    array([0., 1., 2.], dtype=float32)
    >>> nd.arange(2, 6, step=2, repeat=2, dtype='int32').asnumpy()
    array([2, 2, 4, 4], dtype=int32)
    """

def arccos(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The angle in [0, pi] whose cosine is the element; NaN outside [-1, 1].

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arccos(nd.array([0., 1.])).asnumpy().round(4)
    array([1.5708, 0.    ], dtype=float32)
    """

def arccosh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The number that is not negative and whose hyperbolic cosine is the element; NaN below 1.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arccosh(nd.array([1., 2.])).asnumpy().round(4)
    array([0.   , 1.317], dtype=float32)
    """

def arcsin(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The angle in [-pi/2, pi/2] whose sine is the element; NaN outside [-1, 1].

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arcsin(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 1.5708], dtype=float32)
    """

def arcsinh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The number whose hyperbolic sine is the element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arcsinh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.8814], dtype=float32)
    """

def arctan(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The angle in (-pi/2, pi/2) whose tangent is the element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arctan(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.7854], dtype=float32)
    """

def arctanh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The number whose hyperbolic tangent is the element; infinite at -1 and 1, NaN outside.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.arctanh(nd.array([0., 0.5])).asnumpy().round(4)
    array([0.    , 0.5493], dtype=float32)
    """

def argmax(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The index of the largest element along an axis, in the dtype of the array.

    The first of several equal ones; NaN counts as the largest. Where the dtype cannot hold every
    index exactly (float32 beyond 2**24), a ValueError says so.

    Parameters
    ----------
    data : NDArray
    axis : int or None
        None, the default: the index into the flattened array.
    keepdims : bool, default False

    >>> nd.argmax(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([1., 0.], dtype=float32)
    """

def argmax_channel(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The index of the largest element along axis 1: the class of each row of scores.

    Parameters
    ----------
    data : NDArray of at least two axes

    >>> nd.argmax_channel(nd.array([[1., 5.], [3., 2.]])).asnumpy()
    array([1., 0.], dtype=float32)
    """

def argmin(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The index of the smallest element along an axis, in the dtype of the array.

    The first of several equal ones; NaN counts as the smallest. Where the dtype cannot hold every
    index exactly (float32 beyond 2**24), a ValueError says so.

    Parameters
    ----------
    data : NDArray
    axis : int or None
        None, the default: the index into the flattened array.
    keepdims : bool, default False

    >>> nd.argmin(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([0., 1.], dtype=float32)
    """

def argsort(
    data: NDArray,
    axis: _Shape = -1,
    is_ascend: bool = True,
    dtype: Any = 'float32',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The indices that sort ``data`` along ``axis``; equal elements keep their order.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None orders the flattened array.
    is_ascend : bool, default True
    dtype : {'float32', 'float64', 'float16', 'int32', 'int64', 'uint8'}, default 'float32'
        Dtype of the indices; refused if it cannot hold them exactly.

    >>> nd.argsort(nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]]))
    <BLANKLINE>
    [[1. 0. 2.]
     [0. 2. 1.]]
    <NDArray 2x3 @cpu(0)>
    """

def batch_dot(
    lhs: NDArray,
    rhs: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    forward_stype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Products of the matrices in the last two axes, one for each place in the leading axes.

    Parameters
    ----------
    lhs : NDArray of shape (..., n, k), at least 3 axes
    rhs : NDArray of shape (..., k, m), with the same leading axes
    transpose_a, transpose_b : bool, default False
        Transpose the matrices of ``lhs``, of ``rhs``, first.
    forward_stype : {None, 'default'}
        Storage of the result; it is always dense.

    Returns
    -------
    NDArray of shape (..., n, m)

    >>> x, y = nd.ones((2, 3, 4)), nd.ones((2, 5, 4))
    >>> nd.batch_dot(x, y, transpose_b=True).shape
    (2, 3, 5)
    """

def batch_take(
    a: NDArray,
    indices: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """One element of each row along the last axis: ``y[i] = a[i, indices[i]]``, clipped.

    The result has the shape of ``indices``, whose size must be that of ``a`` without its last
    axis. New programs use :func:`pick`.

    Parameters
    ----------
    a : NDArray of at least one axis
    indices : NDArray
        Integers, of an integer or a float dtype.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.batch_take(x, nd.array([0, 1, 0])).asnumpy()
    array([1., 4., 5.], dtype=float32)
    """

broadcast_add = add

def broadcast_axes(
    data: NDArray,
    axis: _Shape = (),
    size: Any = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array repeated along some axes of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int or tuple of int
        Axes of length 1.
    size : int or tuple of int
        As many new lengths.

    >>> nd.broadcast_axis(nd.array([[1.], [2.]]), axis=1, size=3).asnumpy()
    array([[1., 1., 1.],
           [2., 2., 2.]], dtype=float32)
    """

broadcast_axis = broadcast_axes

def broadcast_div(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs / rhs``, elementwise with broadcasting.

    Integers give integers, rounded towards zero, and 0 for a division by zero.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype; for integers the result is cut to an integer.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.divide(nd.array([3., 8.]), nd.array([2., 0.])).asnumpy()
    array([1.5, inf], dtype=float32)
    >>> nd.divide(nd.array([7, -7], dtype='int32'), 2).asnumpy()
    array([ 3, -3], dtype=int32)
    """

def broadcast_equal(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where the elements are equal, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.equal(nd.array([1., 2.]), nd.array([1., 3.])).asnumpy()
    array([1., 0.], dtype=float32)
    """

def broadcast_greater(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where ``lhs > rhs``, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.greater(nd.array([1., 2.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """

def broadcast_greater_equal(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where ``lhs >= rhs``, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.greater_equal(nd.array([0., 1.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """

def broadcast_hypot(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``sqrt(lhs ** 2 + rhs ** 2)`` without overflow, elementwise. The derivative at (0, 0) is 0.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype; for integers the result is cut to an integer.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.broadcast_hypot(nd.array([3., 0.]), nd.array([4., 0.])).asnumpy()
    array([5., 0.], dtype=float32)
    """

def broadcast_lesser(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where ``lhs < rhs``, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.lesser(nd.array([0., 1.]), 1).asnumpy()
    array([1., 0.], dtype=float32)
    """

def broadcast_lesser_equal(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where ``lhs <= rhs``, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.lesser_equal(nd.array([1., 2.]), 1).asnumpy()
    array([1., 0.], dtype=float32)
    """

def broadcast_like(
    lhs: NDArray,
    rhs: NDArray,
    lhs_axes: Any = None,
    rhs_axes: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs`` repeated to the shape of ``rhs``.

    Parameters
    ----------
    lhs : NDArray
    rhs : NDArray
        Only its shape is used.
    lhs_axes, rhs_axes : int or tuple of int, optional
        Only these axes of ``lhs`` are repeated, to the lengths of these axes of ``rhs``.

    >>> nd.broadcast_like(nd.array([[1.], [2.]]), nd.zeros((2, 3))).shape
    (2, 3)
    >>> nd.broadcast_like(nd.array([[1.], [2.]]), nd.zeros(5), lhs_axes=(1,), rhs_axes=(0,)).shape
    (2, 5)
    """

def broadcast_logical_and(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where both elements are not 0, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.logical_and(nd.array([0., 2.]), nd.array([1., 1.])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def broadcast_logical_or(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where an element is not 0, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.logical_or(nd.array([0., 0.]), nd.array([0., 1.])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def broadcast_logical_xor(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where exactly one element is not 0, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.logical_xor(nd.array([0., 2.]), nd.array([1., 1.])).asnumpy()
    array([1., 0.], dtype=float32)
    """

def broadcast_maximum(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The larger of each two elements, NaN if one is NaN.

    Of two equal ones ``lhs`` has the derivative, or the array where the other is a number.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.maximum(nd.array([1., 5.]), 3).asnumpy()
    array([3., 5.], dtype=float32)
    """

def broadcast_minimum(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The smaller of each two elements, NaN if one is NaN.

    Of two equal ones ``lhs`` has the derivative, or the array where the other is a number.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.minimum(nd.array([1., 5.]), 3).asnumpy()
    array([1., 3.], dtype=float32)
    """

def broadcast_minus(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs - rhs``, elementwise with broadcasting.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.subtract(5, nd.array([1., 2.])).asnumpy()
    array([4., 3.], dtype=float32)
    """

def broadcast_mod(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The remainder of ``lhs / rhs`` with the sign of ``rhs``, elementwise with broadcasting.

    The remainder of a division by zero is 0.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.modulo(nd.array([5., -5., 5.]), nd.array([3., 3., 0.])).asnumpy()
    array([2., 1., 0.], dtype=float32)
    """

def broadcast_mul(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs * rhs``, elementwise with broadcasting.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.multiply(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([3., 8.], dtype=float32)
    """

def broadcast_not_equal(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 where the elements differ, else 0, in the dtype of the operands.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.not_equal(nd.array([1., 2.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """

broadcast_plus = add

def broadcast_power(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs ** rhs``, elementwise with broadcasting; ``base`` and ``exp`` are their other names.

    A negative base with a fractional exponent gives NaN, and ``0 ** 0`` is 1. Where base and
    exponent make the textbook derivative a product of zero and infinity, it is 0.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.power(nd.array([2., 3.]), 2).asnumpy()
    array([4., 9.], dtype=float32)
    >>> nd.power(2, nd.array([1., -1.])).asnumpy()
    array([2. , 0.5], dtype=float32)
    """

broadcast_sub = broadcast_minus

def broadcast_to(
    data: NDArray,
    shape: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array repeated along its axes of length 1 to a given shape.

    Parameters
    ----------
    data : NDArray
    shape : tuple of int
        0 keeps the length of the array's own axis. A longer shape adds axes in front.

    >>> nd.broadcast_to(nd.array([[1.], [2.]]), shape=(0, 3)).asnumpy()
    array([[1., 1., 1.],
           [2., 2., 2.]], dtype=float32)
    """

cast = Cast

def cast_storage(
    data: NDArray,
    stype: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A copy in a storage type; arrays are dense here, so ``'default'`` is all there is.

    Parameters
    ----------
    data : NDArray
    stype : {'default'}

    >>> nd.cast_storage(nd.ones(2), stype='default').stype
    'default'
    """

def cbrt(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The cube root of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.cbrt(nd.array([-8., 27.])).asnumpy().round(4)
    array([-2.,  3.], dtype=float32)
    """

def ceil(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The smallest integer not below each element. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.ceil(nd.array([-1.5, 1.2])).asnumpy()
    array([-1.,  2.], dtype=float32)
    """

def choose_element_0index(
    data: NDArray,
    index: NDArray,
    axis: _Shape = -1,
    keepdims: bool = False,
    mode: str = 'clip',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """One element of each row of ``data`` along ``axis``: ``y[i] = data[i, index[i]]``.

    Parameters
    ----------
    data : NDArray
    index : NDArray
        Of the shape of ``data`` without ``axis``, or with length 1 there; any dtype.
    axis : int or None, default -1
        None picks from the flattened ``data``; the result then has the shape of ``index``.
    keepdims : bool, default False
        Leave ``axis`` in the result with length 1.
    mode : {'clip', 'wrap', 'raise'}, default 'clip'
        What becomes of an index out of range, as in :func:`take`.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.pick(x, nd.array([0, 1, 0])).asnumpy()
    array([1., 4., 5.], dtype=float32)
    """

def clip(
    data: NDArray,
    a_min: Any = ...,
    a_max: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Each element, or the nearer bound where it lies outside ``[a_min, a_max]``.

    NaN stays. The derivative is 1 inside and at the bounds, 0 outside.

    Parameters
    ----------
    data : NDArray
    a_min, a_max : float
        For integer arrays the bounds lose their fraction; beyond the dtype they bound nothing.

    >>> nd.clip(nd.array([-2., 0.5, 3.]), 0, 1).asnumpy()
    array([0. , 0.5, 1. ], dtype=float32)
    """

def col2im(
    data: NDArray,
    output_size: Any = ...,
    kernel: _Shape = ...,
    stride: _Shape = (),
    dilate: _Shape = (),
    pad: _Shape = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sum of the blocks in the columns, each at its place: the transpose of :func:`im2col`.

    Parameters
    ----------
    data : NDArray of shape (batch, channel * elements of the kernel, number of blocks)
    output_size : int or tuple of int
        Size along each spatial axis.
    kernel, stride, dilate, pad
        As in :func:`im2col`.

    Returns
    -------
    NDArray of shape (batch, channel, *output_size)

    >>> nd.col2im(nd.ones((1, 2, 2)), output_size=(3,), kernel=(2,)).asnumpy()
    array([[[1., 2., 1.]]], dtype=float32)
    """

concat = Concat

def cos(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The cosine of each element, in radians.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.cos(nd.array([0., np.pi])).asnumpy()
    array([ 1., -1.], dtype=float32)
    """

def cosh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The hyperbolic cosine of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.cosh(nd.array([0., 1.])).asnumpy().round(4)
    array([1.    , 1.5431], dtype=float32)
    """

def crop(
    data: NDArray,
    begin: _Shape = ...,
    end: _Shape = ...,
    step: _Shape = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The part between ``begin`` and ``end`` along the first axes.

    Parameters
    ----------
    data : NDArray
    begin, end : tuple of int or None
        One entry per axis from the first on; None is the start or the end of the axis, negative
        entries count from the end, and what lies beyond is cut off, as in Python.
    step : tuple of int or None, optional
        Negative steps walk backwards.

    >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
    >>> nd.slice(x, begin=(0, 1), end=(2, 3)).asnumpy()
    array([[2., 3.],
           [5., 6.]], dtype=float32)
    >>> nd.slice(x, begin=(None, None), end=(None, None), step=(-1, 2)).asnumpy()
    array([[4., 6.],
           [1., 3.]], dtype=float32)
    """

ctc_loss = CTCLoss

def cumsum(
    a: NDArray,
    axis: _Shape = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sums of the elements up to each place.

    Parameters
    ----------
    a : NDArray
    axis : int or None
        None, the default: along the flattened array, and the result has one axis.
    dtype : str, optional
        Of the result and of the sums; by default that of ``a``.

    >>> nd.cumsum(nd.array([[1., 2.], [3., 4.]]), axis=0).asnumpy()
    array([[1., 2.],
           [4., 6.]], dtype=float32)
    """

def degrees(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Radians as degrees, elementwise.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.degrees(nd.array([0., np.pi])).asnumpy()
    array([  0., 180.], dtype=float32)
    """

def depth_to_space(
    data: NDArray,
    block_size: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Blocks of channels laid out as squares of pixels.

    Parameters
    ----------
    data : NDArray of shape (n, c * block_size ** 2, h, w)
    block_size : int

    Returns
    -------
    NDArray of shape (n, c, h * block_size, w * block_size)

    >>> nd.depth_to_space(nd.arange(4).reshape((1, 4, 1, 1)), 2).asnumpy()
    array([[[[0., 1.],
             [2., 3.]]]], dtype=float32)
    """

def diag(
    data: NDArray,
    k: int = 0,
    axis1: int = 0,
    axis2: int = 1,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The diagonal of a matrix, or a matrix with a given diagonal.

    Parameters
    ----------
    data : NDArray
        With one axis: the diagonal of the square matrix that is returned. With more: the matrices
        spanned by ``axis1`` and ``axis2``, whose diagonals come last in the result.
    k : int, default 0
        0 is the main diagonal, positive ones lie above it, negative ones below.
    axis1, axis2 : int, default 0 and 1

    The diagonal that begins in the corner outside the matrix is empty, one farther out is a
    ValueError.

    >>> nd.diag(nd.array([1., 2.])).asnumpy()
    array([[1., 0.],
           [0., 2.]], dtype=float32)
    >>> nd.diag(nd.array([[1., 2., 3.], [4., 5., 6.]]), k=1).asnumpy()
    array([2., 6.], dtype=float32)
    """

divide = broadcast_div

def dot(
    lhs: NDArray,
    rhs: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    forward_stype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Product of matrices; of tensors over the last axis of ``lhs`` and the first of ``rhs``.

    Parameters
    ----------
    lhs, rhs : NDArray of at least one axis
        Two vectors give their inner product, of shape (1,).
    transpose_a : bool, default False
        Sum over the first axis of ``lhs`` instead of its last.
    transpose_b : bool, default False
        Sum over the last axis of ``rhs`` instead of its first.
    forward_stype : {None, 'default'}
        Storage of the result; it is always dense.

    Returns
    -------
    NDArray
        The remaining axes of ``lhs``, then those of ``rhs``.

    Raises
    ------
    ValueError
        If the axes summed over differ in length.

    >>> x = nd.array([[1., 2.], [3., 4.]])
    >>> nd.dot(x, x, transpose_b=True)
    <BLANKLINE>
    [[ 5. 11.]
     [11. 25.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.dot(nd.ones((2, 3, 4)), nd.ones((4, 5))).shape
    (2, 3, 5)
    """

def elemwise_add(
    lhs: NDArray,
    rhs: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs + rhs`` of arrays of one shape.

    Parameters
    ----------
    lhs, rhs : NDArray
        Of one shape. Of different dtypes the wider float wins, and a float over an integer.

    Returns
    -------
    NDArray of this shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes differ.

    >>> nd.elemwise_add(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([4., 6.], dtype=float32)
    """

def elemwise_div(
    lhs: NDArray,
    rhs: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs / rhs`` of arrays of one shape; integers as in :func:`divide`.

    Parameters
    ----------
    lhs, rhs : NDArray
        Of one shape. Of different dtypes the wider float wins, and a float over an integer.

    Returns
    -------
    NDArray of this shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes differ.

    >>> nd.elemwise_div(nd.array([1., 2.]), nd.array([4., 4.])).asnumpy()
    array([0.25, 0.5 ], dtype=float32)
    """

def elemwise_mul(
    lhs: NDArray,
    rhs: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs * rhs`` of arrays of one shape.

    Parameters
    ----------
    lhs, rhs : NDArray
        Of one shape. Of different dtypes the wider float wins, and a float over an integer.

    Returns
    -------
    NDArray of this shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes differ.

    >>> nd.elemwise_mul(nd.array([1., 2.]), nd.array([3., 4.])).asnumpy()
    array([3., 8.], dtype=float32)
    """

def elemwise_sub(
    lhs: NDArray,
    rhs: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs - rhs`` of arrays of one shape.

    Parameters
    ----------
    lhs, rhs : NDArray
        Of one shape. Of different dtypes the wider float wins, and a float over an integer.

    Returns
    -------
    NDArray of this shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes differ.

    >>> nd.elemwise_sub(nd.array([1., 2.]), nd.array([3., 5.])).asnumpy()
    array([-2., -3.], dtype=float32)
    """

equal = broadcast_equal

def erf(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The error function of each element, ``2 / sqrt(pi)`` times the integral of ``exp(-t * t)``.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.erf(nd.array([0., 1., -10.])).asnumpy().round(4)
    array([ 0.    ,  0.8427, -1.    ], dtype=float32)
    """

def erfinv(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The inverse of the error function; infinite at -1 and 1, NaN outside.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.erfinv(nd.array([0., 0.5, -1.])).asnumpy().round(4)
    array([0.    , 0.4769,   -inf], dtype=float32)
    """

def exp(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``e ** x`` of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.exp(nd.array([0., 1.])).asnumpy().round(4)
    array([1.    , 2.7183], dtype=float32)
    """

def expand_dims(
    data: NDArray,
    axis: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array with a new axis of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int
        Place of the new axis in the result, -1 being the last.

    >>> nd.expand_dims(nd.array([1., 2.]), axis=0).shape
    (1, 2)
    """

def expm1(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``e ** x - 1`` of each element, exact also where ``x`` is small.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.expm1(nd.array([0., 1e-8])).asnumpy()
    array([0.e+00, 1.e-08], dtype=float32)
    """

def eye(
    N: Any = ...,
    M: int = 0,
    k: int = 0,
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A matrix with ones on a diagonal and zeros elsewhere.

    Parameters
    ----------
    N, M : int
        Rows and columns; ``M=0`` means as many columns as rows.
    k : int, default 0
        0 is the main diagonal, positive ones lie above it, negative ones below.
    dtype : str, default float32

    >>> nd.eye(2, 3, k=1).asnumpy()
    array([[0., 1., 0.],
           [0., 0., 1.]], dtype=float32)
    """

def fill_element_0index(
    lhs: NDArray,
    mhs: NDArray,
    rhs: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs`` with one element of each row replaced: ``y[i, rhs[i]] = mhs[i]``.

    Parameters
    ----------
    lhs : NDArray of shape (rows, columns)
    mhs : NDArray of shape (rows,)
        The new elements.
    rhs : NDArray of shape (rows,)
        Their columns, integers of any dtype. One that is out of range is an IndexError.

    >>> x = nd.zeros((2, 3))
    >>> nd.fill_element_0index(x, nd.array([7., 8.]), nd.array([0, 2])).asnumpy()
    array([[7., 0., 0.],
           [0., 0., 8.]], dtype=float32)
    """

def fix(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The next integer towards zero, as :func:`trunc`. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.fix(nd.array([-1.5, 1.8])).asnumpy()
    array([-1.,  1.], dtype=float32)
    """

flatten = Flatten

def flip(
    data: NDArray,
    axis: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array with the order of its elements reversed along axes.

    Parameters
    ----------
    data : NDArray
    axis : int or tuple of int
        ``()`` reverses nothing.

    >>> nd.flip(nd.array([[1., 2.], [3., 4.]]), axis=1).asnumpy()
    array([[2., 1.],
           [4., 3.]], dtype=float32)
    """

def floor(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The largest integer not above each element. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.floor(nd.array([-1.5, 1.2])).asnumpy()
    array([-2.,  1.], dtype=float32)
    """

def floor_divide(
    lhs: NDArray | float,
    rhs: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs / rhs`` rounded down, elementwise with broadcasting; the derivative is 0.

    Integers give 0 for a division by zero. MXNet has neither this function nor ``x // y``.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype; for integers the result is cut to an integer.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.floor_divide(nd.array([7., -7.]), 2).asnumpy()
    array([ 3., -4.], dtype=float32)
    """

def ftml_update(
    weight: NDArray,
    grad: NDArray,
    d: NDArray,
    v: NDArray,
    z: NDArray,
    lr: Any = ...,
    beta1: float = 0.6,
    beta2: float = 0.999,
    epsilon: float = 1e-08,
    t: Any = ...,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_grad: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of FTML, "follow the moving leader" (Zheng and Kwok, 2017).

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        v      = beta2 * v + (1 - beta2) * g * g
        d'     = (1 - beta1 ** t) / lr * (sqrt(v / (1 - beta2 ** t)) + epsilon)
        z      = beta1 * z + (1 - beta1) * g - (d' - beta1 * d) * weight
        weight = -z / d',  d = d'

    Parameters
    ----------
    weight, grad, d, v, z : NDArray of one shape
        ``d``, ``v`` and ``z`` are updated in place.
    lr : float
        Learning rate, not 0.
    beta1, beta2 : float, default 0.6 and 0.999
    epsilon : float, default 1e-8
    t : int
        The number of this step, from 1 on.
    wd : float, default 0
    rescale_grad, clip_grad : float, default 1 and -1
        As ``clip_gradient`` elsewhere.

    >>> weight, states = nd.array([1.]), [nd.zeros(1) for _ in range(3)]
    >>> nd.ftml_update(weight, nd.array([2.]), *states, lr=0.1, t=1).asnumpy()
    array([0.9], dtype=float32)
    """

def ftrl_update(
    weight: NDArray,
    grad: NDArray,
    z: NDArray,
    n: NDArray,
    lr: Any = ...,
    lamda1: float = 0.01,
    beta: float = 1.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of FTRL-proximal (McMahan et al., 2013), which makes many weights exactly 0.

    ::

        z      = z + g - (sqrt(n + g * g) - sqrt(n)) * weight / lr
        n      = n + g * g
        weight = -(z - sign(z) * lamda1) / ((beta + sqrt(n)) / lr + wd)  where |z| > lamda1, else 0

    Parameters
    ----------
    weight, grad, z, n : NDArray of one shape
        ``z`` and ``n`` are updated in place.
    lr : float
        Learning rate.
    lamda1 : float, default 0.01
        Weight of the 1-norm.
    beta : float, default 1
    wd : float, default 0
        Weight of the squared 2-norm.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    >>> weight, z, n = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.ftrl_update(weight, nd.array([0.001, 1.]), z, n, lr=0.5).asnumpy()
    array([0.    , 0.2475], dtype=float32)
    """

def full_like(
    data: NDArray,
    fill_value: Any = ...,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """One value in the shape of an array.

    Parameters
    ----------
    data : NDArray
    fill_value : number
    dtype : str, optional
        By default that of ``data``.

    >>> nd.full_like(nd.array([1., 2.]), 7).asnumpy()
    array([7., 7.], dtype=float32)
    """

def gamma(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The gamma function of each element; infinite at 0, NaN at the negative integers.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.gamma(nd.array([0.5, 5.])).asnumpy().round(4)
    array([ 1.7725, 24.    ], dtype=float32)
    """

def gammaln(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, ...

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.gammaln(nd.array([0.5, 100.])).asnumpy().round(4)
    array([  0.5724, 359.1342], dtype=float32)
    """

def gather_nd(
    data: NDArray,
    indices: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Elements or slices of ``data`` at whole coordinates.

    Parameters
    ----------
    data : NDArray of shape (X_0, ..., X_{N-1})
    indices : NDArray of shape (M, Y_0, ..., Y_{K-1}), M <= N
        ``indices[:, y...]`` is a coordinate in the first M axes; negative ones count from the end.

    Returns
    -------
    NDArray of shape (Y_0, ..., Y_{K-1}, X_M, ..., X_{N-1})

    Raises
    ------
    IndexError
        For a coordinate out of range.

    >>> x = nd.array([[0., 1.], [2., 3.]])
    >>> nd.gather_nd(x, nd.array([[1, 1, 0], [0, 1, 0]])).asnumpy()
    array([2., 3., 0.], dtype=float32)
    """

greater = broadcast_greater

greater_equal = broadcast_greater_equal

def hard_sigmoid(
    data: NDArray,
    alpha: float = 0.2,
    beta: float = 0.5,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``alpha * x + beta``, cut to [0, 1]. The derivative is 0 at the corners.

    Parameters
    ----------
    data : NDArray of floats
    alpha, beta : float, default 0.2 and 0.5
        Slope and value at 0.

    >>> nd.hard_sigmoid(nd.array([-4., 0., 1.])).asnumpy()
    array([0. , 0.5, 0.7], dtype=float32)
    """

def histogram(
    a: NDArray,
    bins: int = 10,
    range: Any = None,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """How many elements of the flattened array fall into each bin.

    Parameters
    ----------
    a : NDArray
    bins : int or NDArray, default 10
        Number of bins of equal width, or their edges, the last one included.
    range : (float, float), optional
        Lower and upper end for a number of bins; the least and greatest element by default.
        What lies outside is not counted.

    Returns
    -------
    [counts, edges]
        Counts are int64 (float32 if neither edges nor range are given, as in MXNet), edges of the
        dtype of ``a``.

    >>> counts, edges = nd.histogram(nd.array([1, 2, 3, 4]), bins=2, range=(0, 4))
    >>> counts.asnumpy(), edges.asnumpy()
    (array([1, 3]), array([0., 2., 4.], dtype=float32))
    """

hypot = broadcast_hypot

def identity(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """A copy, through which gradients pass unchanged.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.identity(nd.array([1., 2.])).asnumpy()
    array([1., 2.], dtype=float32)
    """

def im2col(
    data: NDArray,
    kernel: _Shape = ...,
    stride: _Shape = (),
    dilate: _Shape = (),
    pad: _Shape = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The blocks of the data under a sliding kernel, one column each: a convolution is a product.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, 1 to 3 spatial axes)
    kernel : int or tuple of int
        Size of the kernel along each spatial axis.
    stride, dilate : int or tuple of int, default 1
        Steps between blocks, and between the elements under the kernel.
    pad : int or tuple of int, default 0
        Zeros in front of and behind each spatial axis.

    Returns
    -------
    NDArray of shape (batch, channel * elements of the kernel, number of blocks)

    >>> nd.im2col(nd.array([[[1., 2., 3.]]]), kernel=(2,)).asnumpy()
    array([[[1., 2.],
            [2., 3.]]], dtype=float32)
    """

def khatri_rao(
    *args: NDArray | Sequence[NDArray],
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The Khatri-Rao product: each column is the Kronecker product of the matrices' columns.

    Parameters
    ----------
    *args : NDArray of shapes (rows of its own, columns)
        At least one.

    Returns
    -------
    NDArray of shape (product of the numbers of rows, columns)

    >>> a, b = nd.array([[1., -1.], [2., -3.]]), nd.array([[1., 4.], [2., 5.]])
    >>> nd.khatri_rao(a, b).asnumpy()
    array([[  1.,  -4.],
           [  2.,  -5.],
           [  2., -12.],
           [  4., -15.]], dtype=float32)
    """

def lamb_update_phase1(
    weight: NDArray,
    grad: NDArray,
    mean: NDArray,
    var: NDArray,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-06,
    t: Any = ...,
    bias_correction: bool = True,
    wd: Any = ...,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The direction of a step of LAMB (You et al., 2019); :func:`lamb_update_phase2` goes it.

    ::

        mean      = beta1 * mean + (1 - beta1) * g
        var       = beta2 * var + (1 - beta2) * g * g
        direction = mean' / (sqrt(var') + epsilon) + wd * weight

    with ``mean' = mean / (1 - beta1 ** t)`` and ``var' = var / (1 - beta2 ** t)`` if
    ``bias_correction``, otherwise ``mean`` and ``var`` themselves.

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-6
    t : int
        The number of this step, from 1 on.
    bias_correction : bool, default True
    wd : float
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    Returns
    -------
    NDArray : the direction

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.lamb_update_phase1(weight, nd.array([3., -3.]), mean, var, t=1, wd=0.).asnumpy().round(3)
    array([ 1., -1.], dtype=float32)
    """

def lamb_update_phase2(
    weight: NDArray,
    g: NDArray,
    r1: NDArray,
    r2: NDArray,
    lr: Any = ...,
    lower_bound: float = -1.0,
    upper_bound: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A step of LAMB along its direction: ``weight - lr * r1 / r2 * g``.

    Parameters
    ----------
    weight : NDArray
    g : NDArray
        The direction, of :func:`lamb_update_phase1`.
    r1, r2 : NDArray of one element
        The norms of the weight and of the direction; where one is 0, the ratio is taken as 1.
    lr : float
        Learning rate.
    lower_bound, upper_bound : float, default -1
        If not negative, bounds of ``r1``.

    >>> weight, g = nd.array([3., 4.]), nd.array([0., 1.])
    >>> nd.lamb_update_phase2(weight, g, weight.norm(), g.norm(), lr=0.1).asnumpy()
    array([3. , 3.5], dtype=float32)
    """

lesser = broadcast_lesser

lesser_equal = broadcast_lesser_equal

def linalg_det(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The determinant of each square matrix in the last two axes.

    Singular matrices have their gradient too: the matrix of cofactors exists for all.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    NDArray of shape ``A.shape[:-2]``; (1,) for one matrix

    >>> nd.linalg.det(nd.array([[1., 4.], [2., 3.]])).asnumpy()
    array([-5.], dtype=float32)
    """

def linalg_extractdiag(
    A: NDArray,
    offset: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The diagonal of each square matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
    offset : int, default 0
        Above (positive) or below (negative) the main diagonal.

    Returns
    -------
    NDArray of shape (..., n - abs(offset))

    >>> nd.linalg.extractdiag(nd.array([[1., 2.], [3., 4.]])).asnumpy()
    array([1., 4.], dtype=float32)
    """

def linalg_extracttrian(
    A: NDArray,
    offset: int = 0,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A triangle of each square matrix in the last two axes, as a vector.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
    offset : int, default 0
        The triangle on and above that diagonal if positive, on and below it if negative.
    lower : bool, default True
        For offset 0: the lower triangle or the upper one.

    Returns
    -------
    NDArray of shape (..., m * (m + 1) / 2), m = n - abs(offset)
        Lower triangles row by row, upper ones column by column.

    >>> nd.linalg.extracttrian(nd.array([[1., 2.], [3., 4.]])).asnumpy()
    array([1., 3., 4.], dtype=float32)
    """

def linalg_gelqf(A: NDArray, out: Any = None, name: str | None = None) -> Any:
    """The LQ factorisation ``A = L @ Q`` of each matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, m), n <= m, of full rank

    Returns
    -------
    [Q, L]
        Q of shape (..., n, m) with orthonormal rows, L of shape (..., n, n), a lower triangle.

    >>> Q, L = nd.linalg.gelqf(nd.array([[3., 4.]]))
    >>> Q.asnumpy(), L.asnumpy()
    (array([[-0.6, -0.8]], dtype=float32), array([[-5.]], dtype=float32))
    """

def linalg_gemm(
    A: NDArray,
    B: NDArray,
    C: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    alpha: float = 1.0,
    beta: float = 1.0,
    axis: _Shape = -2,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``alpha * op(A) @ op(B) + beta * C`` for each matrix of a batch.

    Parameters
    ----------
    A, B, transpose_a, transpose_b, alpha, axis
        As in :func:`gemm2 <nd.linalg.gemm2>`.
    C : NDArray of the shape of the product
    beta : float, default 1

    >>> A, C = nd.ones((2, 2)), nd.ones((2, 2))
    >>> nd.linalg.gemm(A, A, C, alpha=2.0, beta=10.0).asnumpy()
    array([[14., 14.],
           [14., 14.]], dtype=float32)
    """

def linalg_gemm2(
    A: NDArray,
    B: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    alpha: float = 1.0,
    axis: _Shape = -2,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``alpha * op(A) @ op(B)`` for each matrix of a batch; ``op`` transposes where asked.

    Parameters
    ----------
    A : NDArray of shape (..., n, k)
    B : NDArray of shape (..., k, m), with the same leading axes
    transpose_a, transpose_b : bool, default False
    alpha : float, default 1
    axis : int, default -2
        The axis along which the rows of the matrices lie; columns lie along the last.

    Returns
    -------
    NDArray of shape (..., n, m)

    >>> A = nd.array([[1., 1.], [1., 1.]])
    >>> nd.linalg.gemm2(A, A, alpha=2.0).asnumpy()
    array([[4., 4.],
           [4., 4.]], dtype=float32)
    """

def linalg_inverse(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The inverse of each square matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Raises
    ------
    ArithmeticError
        If a matrix is singular.

    >>> nd.linalg.inverse(nd.array([[1., 4.], [2., 3.]])).asnumpy()
    array([[-0.6,  0.8],
           [ 0.4, -0.2]], dtype=float32)
    """

def linalg_makediag(
    A: NDArray,
    offset: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Square matrices that are zero but for the vectors of the last axis on a diagonal.

    Parameters
    ----------
    A : NDArray of shape (..., n)
    offset : int, default 0
        Above (positive) or below (negative) the main diagonal.

    Returns
    -------
    NDArray of shape (..., m, m), m = n + abs(offset)

    >>> nd.linalg.makediag(nd.array([1., 2.])).asnumpy()
    array([[1., 0.],
           [0., 2.]], dtype=float32)
    """

def linalg_maketrian(
    A: NDArray,
    offset: int = 0,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Square matrices with the vectors of the last axis as a triangle: undoes extracttrian.

    Parameters
    ----------
    A : NDArray of shape (..., m * (m + 1) / 2)
    offset : int, default 0
    lower : bool, default True
        As in :func:`extracttrian <nd.linalg.extracttrian>`.

    Returns
    -------
    NDArray of shape (..., n, n), n = m + abs(offset)

    >>> nd.linalg.maketrian(nd.array([1., 2., 3.])).asnumpy()
    array([[1., 0.],
           [2., 3.]], dtype=float32)
    """

def linalg_potrf(
    A: NDArray,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The Cholesky factor of each symmetric positive definite matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only its lower triangle is read (the upper one with ``lower=False``).
    lower : bool, default True
        Return L with ``A = L @ L.T``; otherwise U with ``A = U.T @ U``.

    Raises
    ------
    ArithmeticError
        If a matrix is not positive definite.

    >>> nd.linalg.potrf(nd.array([[4., 1.], [1., 4.25]])).asnumpy()
    array([[2. , 0. ],
           [0.5, 2. ]], dtype=float32)
    """

def linalg_potri(
    A: NDArray,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The inverse of a positive definite matrix, from its Cholesky factor A.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        As :func:`potrf <nd.linalg.potrf>` gives it; only its triangle is read.
    lower : bool, default True
        A is a lower triangle and the matrix ``A @ A.T``; otherwise ``A.T @ A``.

    Raises
    ------
    ArithmeticError
        If A is singular.

    >>> nd.linalg.potri(nd.array([[2., 0.], [0.5, 2.]])).asnumpy()
    array([[ 0.265625, -0.0625  ],
           [-0.0625  ,  0.25    ]], dtype=float32)
    """

def linalg_slogdet(A: NDArray, out: Any = None, name: str | None = None) -> Any:
    """Sign and logarithm of the magnitude of the determinant of each square matrix.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    [sign, logabsdet], each of shape ``A.shape[:-2]``; (1,) for one matrix
        A singular matrix has sign 0 and logarithm -inf, and no gradient: backward raises. The
        sign has derivative zero.

    >>> sign, logabsdet = nd.linalg.slogdet(nd.array([[2., 3.], [1., 4.]]))
    >>> sign.asnumpy(), logabsdet.asnumpy()
    (array([1.], dtype=float32), array([1.609438], dtype=float32))
    """

def linalg_sumlogdiag(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Sum of the logarithms of the diagonal of each square matrix in the last two axes.

    Of the Cholesky factor of a matrix it is half the logarithm of its determinant.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    NDArray of shape ``A.shape[:-2]``; (1,) for one matrix. NaN below 0, -inf at 0.

    >>> nd.linalg.sumlogdiag(nd.array([[1., 5.], [5., 1.]])).asnumpy()
    array([0.], dtype=float32)
    """

def linalg_syevd(A: NDArray, out: Any = None, name: str | None = None) -> Any:
    """Eigenvectors and eigenvalues of each symmetric matrix: ``A = U.T @ diag(L) @ U``.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only its lower triangle is read.

    Returns
    -------
    [U, L]
        U of shape (..., n, n): each row an eigenvector of length 1, whose largest element in
        magnitude is positive; L of shape (..., n): the eigenvalues, ascending.

    The gradient of U is defined where the eigenvalues are distinct; equal ones make it infinite.

    >>> U, L = nd.linalg.syevd(nd.array([[2., 0.], [0., 1.]]))
    >>> L.asnumpy()
    array([1., 2.], dtype=float32)
    """

def linalg_syrk(
    A: NDArray,
    transpose: bool = False,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``alpha * A @ A.T`` (``alpha * A.T @ A`` with ``transpose``) for each matrix of a batch.

    Parameters
    ----------
    A : NDArray of shape (..., n, m)
    transpose : bool, default False
    alpha : float, default 1

    Returns
    -------
    NDArray of shape (..., n, n); (..., m, m) with ``transpose``

    >>> nd.linalg.syrk(nd.array([[1., 2., 3.], [4., 5., 6.]])).asnumpy()
    array([[14., 32.],
           [32., 77.]], dtype=float32)
    """

def linalg_trmm(
    A: NDArray,
    B: NDArray,
    transpose: bool = False,
    rightside: bool = False,
    lower: bool = True,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``alpha * op(A) @ B`` with triangular A; ``alpha * B @ op(A)`` with ``rightside``.

    Parameters
    ----------
    A, B, transpose, rightside, lower, alpha
        As in :func:`trsm <nd.linalg.trsm>`.

    >>> A, B = nd.array([[1., 0.], [1., 1.]]), nd.ones((2, 3))
    >>> nd.linalg.trmm(A, B, alpha=2.0).asnumpy()
    array([[2., 2., 2.],
           [4., 4., 4.]], dtype=float32)
    """

def linalg_trsm(
    A: NDArray,
    B: NDArray,
    transpose: bool = False,
    rightside: bool = False,
    lower: bool = True,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Solves ``op(A) @ X = alpha * B`` for X, with triangular A.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only the triangle that ``lower`` names is read.
    B : NDArray of shape (..., n, m); (..., m, n) with ``rightside``
    transpose : bool, default False
        ``op(A)`` is A transposed.
    rightside : bool, default False
        Solve ``X @ op(A) = alpha * B`` instead.
    lower : bool, default True
        A is a lower triangle.
    alpha : float, default 1

    Raises
    ------
    ArithmeticError
        If A is singular.

    >>> A, B = nd.array([[1., 0.], [1., 1.]]), nd.array([[2.], [4.]])
    >>> nd.linalg.trsm(A, B, alpha=0.5).asnumpy()
    array([[1.],
           [1.]], dtype=float32)
    """

def linspace(
    start: Any = ...,
    stop: Any = ...,
    num: Any = ...,
    endpoint: bool = True,
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A number of evenly spaced values from ``start`` to ``stop``.

    Parameters
    ----------
    start, stop : number
    num : int
        How many, not negative.
    endpoint : bool, default True
        Whether ``stop`` is the last value, or the one that would come next.
    dtype : str, default float32

    >>> nd.linspace(0, 1, 5).asnumpy()
    array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """

def log(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The natural logarithm of each element; -inf at 0, NaN below.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.log(nd.array([1., 10.])).asnumpy().round(4)
    array([0.    , 2.3026], dtype=float32)
    """

def log10(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The logarithm to base 10 of each element; -inf at 0, NaN below.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.log10(nd.array([1., 1000.])).asnumpy().round(4)
    array([0., 3.], dtype=float32)
    """

def log1p(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``log(1 + x)`` of each element, exact also where ``x`` is small; -inf at -1, NaN below.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.log1p(nd.array([0., 1e-8])).asnumpy()
    array([0.e+00, 1.e-08], dtype=float32)
    """

def log2(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The logarithm to base 2 of each element; -inf at 0, NaN below.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.log2(nd.array([1., 8.])).asnumpy()
    array([0., 3.], dtype=float32)
    """

def log_softmax(
    data: NDArray,
    axis: _Shape = -1,
    temperature: Any = None,
    dtype: Any = None,
    use_length: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Logarithm of softmax, exact also where softmax is near zero.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False
        There is no length input, as in MXNet: True is an error.

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

    >>> nd.log_softmax(nd.array([[1., 2., .1]])).asnumpy().round(4)
    array([[-1.417, -0.417, -2.317]], dtype=float32)
    """

logical_and = broadcast_logical_and

def logical_not(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """1 where an element is 0, else 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.logical_not(nd.array([0., 2.])).asnumpy()
    array([1., 0.], dtype=float32)
    """

logical_or = broadcast_logical_or

logical_xor = broadcast_logical_xor

def make_loss(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``data`` itself, as a loss: its gradient is 1, whatever arrives from above.

    Parameters
    ----------
    data : NDArray

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    >>> x = nd.array([2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.make_loss(x * x)
    >>> y.backward(nd.array([100., 100.]))
    >>> x.grad.asnumpy()
    array([4., 6.], dtype=float32)
    """

def max(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The largest element along axes; NaN if one is NaN.

    Each of several equal largest elements gets the whole gradient, as in MXNet.

    Parameters
    ----------
    data : NDArray, at least one element along the axes
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.max(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([5., 3.], dtype=float32)
    """

max_axis = max

maximum = broadcast_maximum

def mean(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The mean of the elements along axes; NaN of no elements.

    Parameters
    ----------
    data : NDArray
        The mean of integers is cut to an integer.
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.mean(nd.array([[1., 2.], [3., 6.]]), axis=0).asnumpy()
    array([2., 4.], dtype=float32)
    """

def min(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The smallest element along axes; NaN if one is NaN.

    Each of several equal smallest elements gets the whole gradient, as in MXNet.

    Parameters
    ----------
    data : NDArray, at least one element along the axes
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.min(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([1., 2.], dtype=float32)
    """

min_axis = min

minimum = broadcast_minimum

modulo = broadcast_mod

def moments(
    data: NDArray,
    axes: _Shape = None,
    keepdims: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Mean and variance of the elements along axes.

    Parameters
    ----------
    data : NDArray
    axes : int, tuple of int or None
        None, the default: all axes (MXNet refuses that).
    keepdims : bool, default False

    Returns
    -------
    list of two NDArray : the mean, and the mean of the squared distances from it

    >>> mean, var = nd.moments(nd.array([[1., 2., 3.], [4., 5., 6.]]), axes=1)
    >>> mean.asnumpy(), var.asnumpy()
    (array([2., 5.], dtype=float32), array([0.6666667, 0.6666667], dtype=float32))
    """

def mp_lamb_update_phase1(
    weight: NDArray,
    grad: NDArray,
    mean: NDArray,
    var: NDArray,
    weight32: NDArray,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-06,
    t: Any = ...,
    bias_correction: bool = True,
    wd: Any = ...,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The direction of :func:`lamb_update_phase1` in mixed precision, as float32.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mean, var, weight32 : NDArray, float32
        ``mean`` and ``var`` are updated in place.
    beta1, beta2, epsilon, t, bias_correction, wd, rescale_grad, clip_gradient
        As in :func:`lamb_update_phase1`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> mean, var = nd.zeros(2), nd.zeros(2)
    >>> nd.mp_lamb_update_phase1(weight, weight, mean, var, weight32, t=1, wd=0.).asnumpy().round(3)
    array([1., 1.], dtype=float32)
    """

def mp_lamb_update_phase2(
    weight: NDArray,
    g: NDArray,
    r1: NDArray,
    r2: NDArray,
    weight32: NDArray,
    lr: Any = ...,
    lower_bound: float = -1.0,
    upper_bound: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`lamb_update_phase2` in mixed precision.

    Parameters
    ----------
    weight : NDArray, float16
    g : NDArray, float32
        The direction, of :func:`mp_lamb_update_phase1`.
    r1, r2 : NDArray of one element
        The norms of the weight and of the direction.
    weight32 : NDArray, float32
        The weight before rounding; updated in place.
    lr, lower_bound, upper_bound : float
        As in :func:`lamb_update_phase2`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> one = nd.ones(1)
    >>> nd.mp_lamb_update_phase2(weight, nd.ones(2), one, one, weight32, lr=0.25).asnumpy()
    array([0.75, 0.75], dtype=float16)
    """

def mp_nag_mom_update(
    weight: NDArray,
    grad: NDArray,
    mom: NDArray,
    weight32: NDArray,
    lr: Any = ...,
    momentum: float = 0.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`nag_mom_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mom, weight32 : NDArray, float32
        The momentum, and the weight before rounding; updated in place.
    lr : float
        Learning rate.
    momentum, wd, rescale_grad, clip_gradient
        As in :func:`nag_mom_update`.

    >>> weight, mom, weight32 = nd.ones(2, dtype='float16'), nd.zeros(2), nd.ones(2)
    >>> nd.mp_nag_mom_update(weight, weight, mom, weight32, lr=0.5, momentum=0.5).asnumpy()
    array([0.25, 0.25], dtype=float16)
    """

def mp_sgd_mom_update(
    weight: NDArray,
    grad: NDArray,
    mom: NDArray,
    weight32: NDArray,
    lr: Any = ...,
    momentum: float = 0.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    lazy_update: bool = True,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`sgd_mom_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mom, weight32 : NDArray, float32
        The momentum, and the weight before rounding; updated in place.
    lr : float
        Learning rate.
    momentum, wd, rescale_grad, clip_gradient, lazy_update
        As in :func:`sgd_mom_update`.

    >>> weight, mom, weight32 = nd.ones(2, dtype='float16'), nd.zeros(2), nd.ones(2)
    >>> nd.mp_sgd_mom_update(weight, weight, mom, weight32, lr=0.5, momentum=0.9).asnumpy()
    array([0.5, 0.5], dtype=float16)
    """

def mp_sgd_update(
    weight: NDArray,
    grad: NDArray,
    weight32: NDArray,
    lr: Any = ...,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    lazy_update: bool = True,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`sgd_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    weight32 : NDArray, float32
        The weight before rounding; updated in place.
    lr : float
        Learning rate.
    wd, rescale_grad, clip_gradient, lazy_update
        As in :func:`sgd_update`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> nd.mp_sgd_update(weight, weight, weight32, lr=1e-4, out=weight).asnumpy()
    array([1., 1.], dtype=float16)
    >>> weight32.asnumpy()
    array([0.9999, 0.9999], dtype=float32)
    """

def multi_all_finite(
    *data: NDArray | Sequence[NDArray],
    num_arrays: int = 1,
    init_output: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """1 if all elements of all arrays are finite, 0 if one is infinite or NaN.

    Parameters
    ----------
    *data : NDArray of floats
    num_arrays : int, default 1
        How many they are.
    init_output : True

    Returns
    -------
    NDArray of shape (1,), float32

    >>> nd.multi_all_finite(nd.ones(2), nd.array([np.nan]), num_arrays=2).asnumpy()
    array([0.], dtype=float32)
    """

def multi_lars(
    lrs: NDArray,
    weights_sum_sq: NDArray,
    grads_sum_sq: NDArray,
    wds: NDArray,
    eta: Any = ...,
    eps: Any = ...,
    rescale_grad: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Learning rates of layers by the norms of their weights and gradients (You et al., 2017).

    ::

        lr * eta * |w| / (|g| * rescale_grad + wd * |w| + eps)

    where neither norm is 0, and ``lr`` itself elsewhere.

    Parameters
    ----------
    lrs, wds : NDArray of one shape
        Learning rate and weight decay of each layer.
    weights_sum_sq, grads_sum_sq : NDArray of this shape
        Squares of the norms, of :func:`multi_sum_sq`.
    eta, eps : float
    rescale_grad : float, default 1

    >>> four = nd.array([4.])
    >>> nd.multi_lars(nd.array([0.5]), four, four, nd.array([0.]), eta=0.25, eps=0.).asnumpy()
    array([0.125], dtype=float32)
    """

def multi_mp_sgd_mom_update(
    *data: NDArray | Sequence[NDArray],
    lrs: Any = ...,
    wds: Any = ...,
    momentum: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`mp_sgd_mom_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient (float16), momentum and weight in float32 of each; the last two are updated
        in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    momentum : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, mom, w32 = nd.ones(1, dtype='float16'), nd.zeros(1), nd.ones(1)
    >>> nd.multi_mp_sgd_mom_update(w, w, mom, w32, lrs=(0.5,), wds=(0.,), momentum=0.9).asnumpy()
    array([0.5], dtype=float16)
    """

def multi_mp_sgd_update(
    *data: NDArray | Sequence[NDArray],
    lrs: Any = ...,
    wds: Any = ...,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`mp_sgd_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient (float16) and weight in float32 of each; the last is updated in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, w32 = nd.ones(1, dtype='float16'), nd.ones(1)
    >>> nd.multi_mp_sgd_update(w, w, w32, lrs=(0.5,), wds=(0.,)).asnumpy()
    array([0.5], dtype=float16)
    """

def multi_sgd_mom_update(
    *data: NDArray | Sequence[NDArray],
    lrs: Any = ...,
    wds: Any = ...,
    momentum: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`sgd_mom_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient, momentum of each; the momenta are updated in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    momentum : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, mom = nd.ones(1), nd.zeros(1)
    >>> nd.multi_sgd_mom_update(w, nd.ones(1), mom, lrs=(0.5,), wds=(0.,), momentum=0.9).asnumpy()
    array([0.5], dtype=float32)
    >>> mom.asnumpy()
    array([-0.5], dtype=float32)
    """

def multi_sgd_update(
    *data: NDArray | Sequence[NDArray],
    lrs: Any = ...,
    wds: Any = ...,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of :func:`sgd_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient of each.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, v = nd.ones(1), nd.ones(1)
    >>> nd.multi_sgd_update(w, nd.ones(1), v, nd.ones(1), lrs=(0.5, 0.25), wds=(0., 0.),
    ...                     num_weights=2, out=[w, v])[1].asnumpy()
    array([0.75], dtype=float32)
    """

def multi_sum_sq(
    *data: NDArray | Sequence[NDArray],
    num_arrays: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sum of the squares of each array.

    Parameters
    ----------
    *data : NDArray, of any shapes
    num_arrays : int
        How many they are.

    Returns
    -------
    NDArray of shape (num_arrays,), float32

    >>> nd.multi_sum_sq(nd.array([3., 4.]), nd.array([[1.]]), num_arrays=2).asnumpy()
    array([25.,  1.], dtype=float32)
    """

multiply = broadcast_mul

def nag_mom_update(
    weight: NDArray,
    grad: NDArray,
    mom: NDArray,
    lr: Any = ...,
    momentum: float = 0.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of Nesterov's accelerated gradient.

    ::

        step   = lr * (g + wd * weight)
        mom    = momentum * mom - step
        weight = weight + momentum * mom - step

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    >>> weight, mom = nd.array([1.]), nd.zeros(1)
    >>> nd.nag_mom_update(weight, nd.array([1.]), mom, lr=0.1, momentum=0.9, out=weight).asnumpy()
    array([0.81], dtype=float32)
    """

def nanprod(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The product along axes with NaN counted as 1.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.nanprod(nd.array([2., np.nan, 3.])).asnumpy()
    array([6.], dtype=float32)
    """

def nansum(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sum along axes with NaN counted as 0.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.nansum(nd.array([1., np.nan, 2.])).asnumpy()
    array([3.], dtype=float32)
    """

def negative(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The negative of each element; unsigned integers wrap around.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.negative(nd.array([1., -2.])).asnumpy()
    array([-1.,  2.], dtype=float32)
    """

def norm(
    data: NDArray,
    ord: int = 2,
    axis: _Shape = None,
    out_dtype: Any = None,
    keepdims: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The 2-norm (root of the sum of squares) or 1-norm (sum of absolute values) along axes.

    The gradient of the 2-norm of zeros is 0.

    Parameters
    ----------
    data : NDArray
    ord : int, 1 or 2, default 2
    axis : int, tuple of int or None
    out_dtype : str, optional
        Of the result; by default that of ``data``.
    keepdims : bool, default False

    >>> x = nd.array([[3., 4.], [6., 8.]])
    >>> nd.norm(x, axis=1).asnumpy()
    array([ 5., 10.], dtype=float32)
    >>> nd.norm(x, ord=1).asnumpy()
    array([21.], dtype=float32)
    """

def normal(
    loc: float = 0.0,
    scale: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Normal numbers of mean ``loc`` and standard deviation ``scale``.

    Parameters
    ----------
    loc, scale : float, default 0 and 1
        ``scale`` is positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_normal(0, 2, shape=(2, 3)).shape
    (2, 3)
    """

not_equal = broadcast_not_equal

def one_hot(
    indices: NDArray,
    depth: Any = ...,
    on_value: float = 1.0,
    off_value: float = 0.0,
    dtype: Any = 'float32',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Rows of ``off_value`` with ``on_value`` at each index.

    Parameters
    ----------
    indices : NDArray of any shape and dtype
        An index outside ``[0, depth)`` gives a row of ``off_value`` alone.
    depth : int
        Length of the new last axis.
    on_value, off_value : float, defaults 1 and 0
    dtype : str, default 'float32'

    Returns
    -------
    NDArray of shape ``indices.shape + (depth,)``

    >>> nd.one_hot(nd.array([1, 0, 2]), 3)
    <BLANKLINE>
    [[0. 1. 0.]
     [1. 0. 0.]
     [0. 0. 1.]]
    <NDArray 3x3 @cpu(0)>
    """

def ones_like(
    data: NDArray,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Ones in the shape and dtype of an array.

    Parameters
    ----------
    data : NDArray
    dtype : str, optional
        Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

    >>> nd.ones_like(nd.array([1., 2.])).asnumpy()
    array([1., 1.], dtype=float32)
    """

pad = Pad

pick = choose_element_0index

def power(
    base: NDArray | float,
    exp: NDArray | float,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs ** rhs``, elementwise with broadcasting; ``base`` and ``exp`` are their other names.

    A negative base with a fractional exponent gives NaN, and ``0 ** 0`` is 1. Where base and
    exponent make the textbook derivative a product of zero and infinity, it is 0.

    Parameters
    ----------
    lhs, rhs : NDArray or number
        Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
        number takes the dtype of the array.

    Returns
    -------
    NDArray of the broadcast shape and the common dtype.

    Raises
    ------
    InvalidValueError
        If the shapes do not broadcast.

    >>> nd.power(nd.array([2., 3.]), 2).asnumpy()
    array([4., 9.], dtype=float32)
    >>> nd.power(2, nd.array([1., -1.])).asnumpy()
    array([2. , 0.5], dtype=float32)
    """

def preloaded_multi_mp_sgd_mom_update(
    *data: NDArray | Sequence[NDArray],
    momentum: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """:func:`multi_mp_sgd_mom_update` with learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_mp_sgd_mom_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    momentum, rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, mom, w32 = nd.ones(1, dtype='float16'), nd.zeros(1), nd.ones(1)
    >>> lrs, wds = nd.array([0.5]), nd.array([0.])
    >>> nd.preloaded_multi_mp_sgd_mom_update(w, w, mom, w32, lrs, wds, momentum=0.9).asnumpy()
    array([0.5], dtype=float16)
    """

def preloaded_multi_mp_sgd_update(
    *data: NDArray | Sequence[NDArray],
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """:func:`multi_mp_sgd_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_mp_sgd_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, w32 = nd.ones(1, dtype='float16'), nd.ones(1)
    >>> nd.preloaded_multi_mp_sgd_update(w, w, w32, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float16)
    """

def preloaded_multi_sgd_mom_update(
    *data: NDArray | Sequence[NDArray],
    momentum: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """:func:`multi_sgd_mom_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_sgd_mom_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    momentum, rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, mom = nd.ones(1), nd.zeros(1)
    >>> nd.preloaded_multi_sgd_mom_update(w, w, mom, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float32)
    """

def preloaded_multi_sgd_update(
    *data: NDArray | Sequence[NDArray],
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    num_weights: int = 1,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """:func:`multi_sgd_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_sgd_update`, then ``lrs`` and ``wds`` of shape (num_weights,).
    rescale_grad, clip_gradient, num_weights
        As there.

    >>> w = nd.ones(1)
    >>> nd.preloaded_multi_sgd_update(w, w, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float32)
    """

def prod(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The product of the elements along axes. The gradient is right where elements are 0, too.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> x = nd.array([0., 2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.prod(x)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([6., 0., 0.], dtype=float32)
    """

def radians(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Degrees as radians, elementwise.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.radians(nd.array([0., 180.])).asnumpy().round(4)
    array([0.    , 3.1416], dtype=float32)
    """

def random_exponential(
    lam: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Exponential numbers of rate ``lam``: mean ``1 / lam``.

    Parameters
    ----------
    lam : float, default 1
        Positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_exponential(4, shape=(2,)).shape
    (2,)
    """

def random_gamma(
    alpha: float = 1.0,
    beta: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Gamma numbers of shape ``alpha`` and scale ``beta``: mean ``alpha * beta``.

    Parameters
    ----------
    alpha, beta : float, default 1
        Positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_gamma(9, 0.5, shape=(2,)).shape
    (2,)
    """

def random_generalized_negative_binomial(
    mu: float = 1.0,
    alpha: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Counts of mean ``mu`` and variance ``mu + alpha * mu ** 2``, as floats.

    Parameters
    ----------
    mu, alpha : float, default 1
        Not negative; ``alpha=0`` is the Poisson distribution.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_generalized_negative_binomial(2.0, 0.3, shape=(2,)).shape
    (2,)
    """

def random_negative_binomial(
    k: int = 1,
    p: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Failures before the ``k``-th success, as floats: mean ``k * (1 - p) / p``.

    Parameters
    ----------
    k : int, default 1
        Positive.
    p : float, default 1
        Probability of a success, of (0, 1]. (MXNet's texts call success what fails here.)
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_negative_binomial(3, 0.4, shape=(2,)).shape
    (2,)
    """

random_normal = normal

def random_pdf_dirichlet(
    sample: NDArray,
    alpha: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The density of Dirichlet distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats, (..., n)
        Positive numbers with sum 1 along the last axis.
    alpha : NDArray, (..., n)
        The concentrations, with leading axes of ``sample``.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_dirichlet(nd.array([0.2, 0.3, 0.5]), nd.array([1., 2., 3.])).asnumpy()
    array([4.5], dtype=float32)
    """

def random_pdf_exponential(
    sample: NDArray,
    lam: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The density of exponential distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    lam : NDArray
        Rates.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_exponential(nd.array([[2.]]), nd.array([0.5])).asnumpy().round(4)
    array([[0.1839]], dtype=float32)
    """

def random_pdf_gamma(
    sample: NDArray,
    alpha: NDArray,
    beta: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The density of gamma distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    alpha, beta : NDArray
        Shapes and rates.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_gamma(nd.array([[2.]]), nd.array([2.]), nd.array([0.5])).asnumpy().round(4)
    array([[0.1839]], dtype=float32)
    """

def random_pdf_generalized_negative_binomial(
    sample: NDArray,
    mu: NDArray,
    alpha: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The probability of each count, their mean ``mu``, their variance ``mu + alpha * mu ** 2``.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    mu, alpha : NDArray
        Means and dispersions.
    is_log : bool, default False
        Give the logarithm.

    >>> mu, alpha = nd.array([2.]), nd.array([0.3])
    >>> nd.random_pdf_generalized_negative_binomial(nd.array([[0.]]), mu, alpha).asnumpy().round(4)
    array([[0.2087]], dtype=float32)
    """

def random_pdf_negative_binomial(
    sample: NDArray,
    k: NDArray,
    p: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The probability of each number of failures before success ``k`` of probability ``p``.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    k, p : NDArray
        Numbers of successes, not necessarily whole, and probabilities of success.
    is_log : bool, default False
        Give the logarithm.

    >>> one, half = nd.array([1.]), nd.array([0.5])
    >>> nd.random_pdf_negative_binomial(nd.array([[0., 1.]]), one, half).asnumpy()
    array([[0.5 , 0.25]], dtype=float32)
    """

def random_pdf_normal(
    sample: NDArray,
    mu: NDArray,
    sigma: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The density of normal distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    mu, sigma : NDArray
        Means and standard deviations.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_normal(nd.array([[0.]]), nd.array([0.]), nd.array([1.])).asnumpy().round(4)
    array([[0.3989]], dtype=float32)
    """

def random_pdf_poisson(
    sample: NDArray,
    lam: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The probability of Poisson distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    lam : NDArray
        Means.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_poisson(nd.array([[0., 1.]]), nd.array([1.])).asnumpy().round(4)
    array([[0.3679, 0.3679]], dtype=float32)
    """

def random_pdf_uniform(
    sample: NDArray,
    low: NDArray,
    high: NDArray,
    is_log: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The density of uniform distributions on ``[low, high)`` at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    low, high : NDArray
        Bounds of the intervals.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_uniform(nd.array([[1., 2., 12.]]), nd.array([0.]), nd.array([10.])).asnumpy()
    array([[0.1, 0.1, 0. ]], dtype=float32)
    """

def random_poisson(
    lam: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Poisson counts of mean ``lam``, as floats.

    Parameters
    ----------
    lam : float, default 1
        Not negative.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_poisson(4, shape=(2,)).shape
    (2,)
    """

def random_randint(
    low: Any = ...,
    high: Any = ...,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Integers of ``[low, high)``, all equally likely.

    Parameters
    ----------
    low, high : int
    shape : int or tuple of int
    dtype : {'int32', 'int64'}, default 'int32'

    Raises
    ------
    ValueError
        For an empty interval, or one that the dtype does not hold.

    >>> nd.random_randint(0, 10, shape=(2,)).dtype
    <class 'numpy.int32'>
    """

def random_uniform(
    low: float = 0.0,
    high: float = 1.0,
    shape: _Shape = (),
    ctx: Context | None = None,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Uniform numbers of ``[low, high)``.

    Parameters
    ----------
    low, high : float, default 0 and 1
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_uniform(2, 3, shape=(2, 3)).shape
    (2, 3)
    """

def ravel_multi_index(
    data: NDArray,
    shape: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Flat positions of coordinates in an array of ``shape``.

    Parameters
    ----------
    data : NDArray of shape (len(shape), n)
        One coordinate per column.
    shape : tuple of int
        The first length may be -1 (unknown): it is not needed.

    Returns
    -------
    NDArray of shape (n,) and the dtype of ``data``

    Raises
    ------
    IndexError
        For a coordinate outside ``shape``.

    >>> nd.ravel_multi_index(nd.array([[3, 6], [4, 5]]), shape=(7, 6)).asnumpy()
    array([22., 41.], dtype=float32)
    """

def rcbrt(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """One over the cube root of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.rcbrt(nd.array([-8., 64.])).asnumpy()
    array([-0.5 ,  0.25], dtype=float32)
    """

def reciprocal(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """One over each element; infinite at 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.reciprocal(nd.array([4., -2.])).asnumpy()
    array([ 0.25, -0.5 ], dtype=float32)
    """

def relu(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Each element where it is positive, else 0. NaN stays. The derivative at 0 is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.relu(nd.array([-1., 2.])).asnumpy()
    array([0., 2.], dtype=float32)
    """

def repeat(
    data: NDArray,
    repeats: Any = ...,
    axis: _Shape = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Each element, or each slice along an axis, several times in a row.

    Parameters
    ----------
    data : NDArray
    repeats : int
    axis : int or None
        None, the default: the elements of the flattened array.

    >>> nd.repeat(nd.array([[1., 2.]]), repeats=2, axis=1).asnumpy()
    array([[1., 1., 2., 2.]], dtype=float32)
    """

def reset_arrays(
    *data: NDArray | Sequence[NDArray],
    num_arrays: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Fill arrays with zeros, in place.

    Parameters
    ----------
    *data : NDArray
    num_arrays : int
        How many they are.

    >>> x = nd.ones(2)
    >>> nd.reset_arrays(x, num_arrays=1)
    []
    >>> x.asnumpy()
    array([0., 0.], dtype=float32)
    """

reshape = Reshape

def reshape_like(
    lhs: NDArray,
    rhs: NDArray,
    lhs_begin: Any = None,
    lhs_end: Any = None,
    rhs_begin: Any = None,
    rhs_end: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """``lhs`` in the shape of ``rhs``, or with some axes in a row reshaped to axes of ``rhs``.

    Parameters
    ----------
    lhs : NDArray
    rhs : NDArray
        Only its shape is used.
    lhs_begin, lhs_end, rhs_begin, rhs_end : int, optional
        ``lhs.shape[lhs_begin:lhs_end]`` becomes ``rhs.shape[rhs_begin:rhs_end]``.

    >>> nd.reshape_like(nd.zeros((6, 4)), nd.zeros((2, 3, 4))).shape
    (2, 3, 4)
    >>> nd.reshape_like(nd.zeros((30, 7)), nd.zeros((15, 2, 4)), lhs_begin=0, lhs_end=1,
    ...                 rhs_begin=0, rhs_end=2).shape
    (15, 2, 7)
    """

reverse = flip

def rint(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The nearest integer; halves go down, 1.5 to 1 and -2.5 to -3. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.rint(nd.array([-2.5, 0.4, 1.5])).asnumpy()
    array([-3.,  0.,  1.], dtype=float32)
    """

def rmsprop_update(
    weight: NDArray,
    grad: NDArray,
    n: NDArray,
    lr: Any = ...,
    gamma1: float = 0.95,
    epsilon: float = 1e-08,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    clip_weights: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of RMSProp (Tieleman and Hinton, 2012).

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        n      = gamma1 * n + (1 - gamma1) * g * g
        weight = weight - lr * g / sqrt(n + epsilon)

    Parameters
    ----------
    weight, grad, n : NDArray of one shape
        ``n`` is updated in place.
    lr : float
        Learning rate.
    gamma1 : float, default 0.95
        Decay of the running mean.
    epsilon : float, default 1e-8
    wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
    clip_weights : float, default -1
        If not negative, the weights are cut to ``[-clip_weights, clip_weights]``.

    >>> weight, n = nd.array([1., 1.]), nd.zeros(2)
    >>> nd.rmsprop_update(weight, nd.array([3., -3.]), n, lr=0.01, gamma1=0.75).asnumpy()
    array([0.98, 1.02], dtype=float32)
    """

def rmspropalex_update(
    weight: NDArray,
    grad: NDArray,
    n: NDArray,
    g: NDArray,
    delta: NDArray,
    lr: Any = ...,
    gamma1: float = 0.95,
    gamma2: float = 0.9,
    epsilon: float = 1e-08,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    clip_weights: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of RMSProp with the running mean taken off, and momentum (Graves, 2013).

    ::

        grad   = clip(rescale_grad * grad + wd * weight)
        n      = gamma1 * n + (1 - gamma1) * grad * grad
        g      = gamma1 * g + (1 - gamma1) * grad
        delta  = gamma2 * delta - lr * grad / sqrt(n - g * g + epsilon)
        weight = weight + delta

    Parameters
    ----------
    weight, grad, n, g, delta : NDArray of one shape
        ``n``, ``g`` and ``delta`` are updated in place.
    lr : float
        Learning rate.
    gamma1, gamma2 : float, default 0.95 and 0.9
    epsilon : float, default 1e-8
    wd : float, default 0
    rescale_grad, clip_gradient, clip_weights : float, default 1, -1 and -1
        As in :func:`rmsprop_update`.

    >>> weight, states = nd.array([1.]), [nd.zeros(1) for _ in range(3)]
    >>> nd.rmspropalex_update(weight, nd.array([3.]), *states, lr=0.01, gamma1=0.5).asnumpy()
    array([0.98], dtype=float32)
    """

def round(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The nearest integer; halves go away from zero, 1.5 to 2 and -2.5 to -3. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.round(nd.array([-2.5, 0.4, 1.5])).asnumpy()
    array([-3.,  0.,  2.], dtype=float32)
    """

def rsqrt(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """One over the square root of each element; infinite at 0, NaN below.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.rsqrt(nd.array([4., 16.])).asnumpy()
    array([0.5 , 0.25], dtype=float32)
    """

def sample_exponential(
    lam: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Exponential numbers, ``shape`` of them for each rate ``lam``.

    Parameters
    ----------
    lam : NDArray
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``lam.shape + shape``

    >>> nd.sample_exponential(nd.array([1., 2.]), shape=3).shape
    (2, 3)
    """

def sample_gamma(
    alpha: NDArray,
    beta: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Gamma numbers, ``shape`` of them for each pair of shape ``alpha`` and scale ``beta``.

    Parameters
    ----------
    alpha, beta : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``alpha.shape + shape``

    >>> nd.sample_gamma(nd.array([1., 2.]), nd.array([1., 3.])).shape
    (2,)
    """

def sample_generalized_negative_binomial(
    mu: NDArray,
    alpha: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Counts of mean ``mu`` and dispersion ``alpha``, ``shape`` of them for each pair, as floats.

    Parameters
    ----------
    mu, alpha : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``mu.shape + shape``

    >>> nd.sample_generalized_negative_binomial(nd.array([2.]), nd.array([0.3]), shape=2).shape
    (1, 2)
    """

def sample_multinomial(
    data: NDArray,
    shape: _Shape = (),
    get_prob: bool = False,
    dtype: Any = 'int32',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Indices drawn with given probabilities, ``shape`` of them for each row.

    Parameters
    ----------
    data : NDArray of shape (k,) or (..., k), floats
        The last axis holds the probabilities of 0 to k - 1. They add up to 1.
    shape : int or tuple of int, default ()
    get_prob : bool, default False
        Return the logarithm of the probability of each draw too. It is differentiable: the gradient
        of the log-likelihood is what policy gradients (REINFORCE) need.
    dtype : str, default 'int32'
        Of the indices.

    Returns
    -------
    NDArray of shape ``data.shape[:-1] + shape``; with ``get_prob`` a list of two of that shape

    Raises
    ------
    ValueError
        For probabilities that are negative, or do not add up to 1.

    >>> nd.sample_multinomial(nd.array([[0., 1.], [1., 0.]]), shape=3).asnumpy()
    array([[1, 1, 1],
           [0, 0, 0]], dtype=int32)
    """

def sample_negative_binomial(
    k: NDArray,
    p: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Failures before the ``k``-th success of probability ``p``, ``shape`` of them for each pair.

    Parameters
    ----------
    k, p : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``k.shape + shape``

    >>> nd.sample_negative_binomial(nd.array([3., 9.]), nd.array([0.4, 0.5]), shape=2).shape
    (2, 2)
    """

def sample_normal(
    mu: NDArray,
    sigma: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Normal numbers, ``shape`` of them for each pair of mean and standard deviation.

    Parameters
    ----------
    mu, sigma : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``mu.shape + shape``

    >>> nd.sample_normal(nd.array([0., 10.]), nd.array([1., 2.]), shape=(3, 4)).shape
    (2, 3, 4)
    """

def sample_poisson(
    lam: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Poisson counts, ``shape`` of them for each mean ``lam``, as floats.

    Parameters
    ----------
    lam : NDArray
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``lam.shape + shape``

    >>> nd.sample_poisson(nd.array([1., 20.]), shape=3).shape
    (2, 3)
    """

def sample_uniform(
    low: NDArray,
    high: NDArray,
    shape: _Shape = (),
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Uniform numbers, ``shape`` of them for each pair ``[low, high)``.

    Parameters
    ----------
    low, high : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``low.shape + shape``

    >>> nd.sample_uniform(nd.array([0., 10.]), nd.array([1., 11.]), shape=3).shape
    (2, 3)
    """

def scatter_nd(
    data: NDArray,
    indices: NDArray,
    shape: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Zeros of ``shape`` with ``data`` written at whole coordinates: the reverse of gather_nd.

    Where coordinates repeat, the last one written stays, and it alone has a gradient.

    Parameters
    ----------
    data : NDArray of shape (Y_0, ..., Y_{K-1}, X_M, ..., X_{N-1})
    indices : NDArray of shape (M, Y_0, ..., Y_{K-1})
        Coordinates in the first M axes; negative ones count from the end.
    shape : tuple of int
        (X_0, ..., X_{N-1}), the shape of the result.

    >>> nd.scatter_nd(nd.array([2., 3.]), nd.array([[1, 1], [0, 1]]), shape=(2, 2))
    <BLANKLINE>
    [[0. 0.]
     [2. 3.]]
    <NDArray 2x2 @cpu(0)>
    """

def sgd_mom_update(
    weight: NDArray,
    grad: NDArray,
    mom: NDArray,
    lr: Any = ...,
    momentum: float = 0.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    lazy_update: bool = True,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step of gradient descent with momentum.

    ::

        mom    = momentum * mom - lr * (g + wd * weight)
        weight = weight + mom

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
        Share of the last step that is kept; weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, mom = nd.array([1.]), nd.array([-0.1])
    >>> nd.sgd_mom_update(weight, nd.array([2.]), mom, lr=0.1, momentum=0.9, out=weight)
    <BLANKLINE>
    [0.71000004]
    <NDArray 1 @cpu(0)>
    >>> mom.asnumpy()
    array([-0.29], dtype=float32)
    """

def sgd_update(
    weight: NDArray,
    grad: NDArray,
    lr: Any = ...,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    lazy_update: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A step of gradient descent: ``weight - lr * (g + wd * weight)``.

    Parameters
    ----------
    weight, grad : NDArray of one shape
    lr : float
        Learning rate.
    wd : float, default 0
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, grad = nd.array([1., 2.]), nd.array([0.5, 1.])
    >>> nd.sgd_update(weight, grad, lr=0.1, out=weight).asnumpy()
    array([0.95, 1.9 ], dtype=float32)
    """

def shape_array(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The shape of ``data`` as an array of int64.

    >>> nd.shape_array(nd.zeros((2, 3))).asnumpy()
    array([2, 3])
    """

def shuffle(data: NDArray, out: Any = None, name: str | None = None) -> Any:
    """A copy with its slices along the first axis in random order. Gradients follow them back.

    Parameters
    ----------
    data : NDArray, at least one axis

    >>> sorted(nd.shuffle(nd.array([1., 2., 3.])).asnumpy().tolist())
    [1.0, 2.0, 3.0]
    """

def sigmoid(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``1 / (1 + exp(-x))`` of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.sigmoid(nd.array([-100., 0., 2.])).asnumpy().round(4)
    array([0.    , 0.5   , 0.8808], dtype=float32)
    """

def sign(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """-1, 0 or 1 by the sign of each element; 0 for NaN.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.sign(nd.array([-2., 0., 3.])).asnumpy()
    array([-1.,  0.,  1.], dtype=float32)
    """

def signsgd_update(
    weight: NDArray,
    grad: NDArray,
    lr: Any = ...,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A step by the signs of the gradient: ``(1 - lr * wd) * weight - lr * sign(g)``.

    Parameters
    ----------
    weight, grad : NDArray of one shape
    lr : float
        Learning rate.
    wd : float, default 0
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        ``rescale_grad`` as in :mod:`ndgrad.ops.optimizer`. Clipping does not change a sign:
        ``clip_gradient`` does nothing.

    >>> nd.signsgd_update(nd.array([1., 1.]), nd.array([-3., 0.1]), lr=0.5).asnumpy()
    array([1.5, 0.5], dtype=float32)
    """

def signum_update(
    weight: NDArray,
    grad: NDArray,
    mom: NDArray,
    lr: Any = ...,
    momentum: float = 0.0,
    wd: float = 0.0,
    rescale_grad: float = 1.0,
    clip_gradient: float = -1.0,
    wd_lh: float = 0.0,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """A step by the signs of the momentum.

    ::

        mom    = momentum * mom - (1 - momentum) * (g + wd * weight)
        weight = (1 - lr * wd_lh) * weight + lr * sign(mom)

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    wd_lh : float, default 0
        Weight decay that stays out of the momentum.

    >>> weight, mom = nd.array([1., 1.]), nd.zeros(2)
    >>> nd.signum_update(weight, nd.array([-3., 0.1]), mom, lr=0.5, momentum=0.9).asnumpy()
    array([1.5, 0.5], dtype=float32)
    """

def sin(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The sine of each element, in radians.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.sin(nd.array([0., np.pi / 2])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def sinh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The hyperbolic sine of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.sinh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 1.1752], dtype=float32)
    """

def size_array(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The number of elements of ``data`` as an array of one int64.

    >>> nd.size_array(nd.zeros((2, 3))).asnumpy()
    array([6])
    """

slice = crop

def slice_axis(
    data: NDArray,
    axis: _Shape = ...,
    begin: _Shape = ...,
    end: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The part between ``begin`` and ``end`` along one axis.

    Parameters
    ----------
    data : NDArray
    axis : int
    begin, end : int; ``end`` may be None for the end of the axis
        Negative numbers count from the end of the axis.

    Raises
    ------
    ValueError
        For bounds outside the axis, or ``begin`` behind ``end``.

    >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
    >>> nd.slice_axis(x, axis=1, begin=0, end=-1).asnumpy()
    array([[1., 2.],
           [4., 5.]], dtype=float32)
    """

def slice_like(
    data: NDArray,
    shape_like: NDArray,
    axes: _Shape = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The first part of ``data`` that has the lengths of another array.

    Parameters
    ----------
    data : NDArray
    shape_like : NDArray
        Only its shape is used; not longer than ``data`` along any axis in question.
    axes : tuple of int
        Along these axes; by default along all, and then both have as many.

    >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3))).shape
    (2, 3)
    >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3)), axes=(1,)).shape
    (4, 3)
    """

def smooth_l1(
    data: NDArray,
    scalar: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A square that goes on as an absolute value, elementwise.

    ``(scalar * x) ** 2 / 2`` where ``|x| < 1 / scalar ** 2``, else ``|x| - 1 / (2 * scalar ** 2)``.

    Parameters
    ----------
    data : NDArray
    scalar : float, default 1.0

    >>> nd.smooth_l1(nd.array([-3., 0.5, 1.]), scalar=1.0).asnumpy()
    array([2.5  , 0.125, 0.5  ], dtype=float32)
    """

def softmax(
    data: NDArray,
    length: NDArray | None = None,
    axis: _Shape = -1,
    temperature: Any = None,
    dtype: Any = None,
    use_length: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Exponentials along an axis, divided by their sum.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    length : NDArray of integers, optional
        How many elements along ``axis`` count, of the shape of ``data`` without that axis; needs
        ``use_length=True``. Behind them the result is zero.
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, a length that is missing, of another
    shape, negative or beyond the axis; (also TypeError) for integer data.

    >>> nd.softmax(nd.array([[1., 1., 1., 1.], [0., 0., 0., -1000.]])).asnumpy().round(4)
    array([[0.25  , 0.25  , 0.25  , 0.25  ],
           [0.3333, 0.3333, 0.3333, 0.    ]], dtype=float32)
    >>> nd.softmax(nd.zeros((2, 4)), nd.array([2, 4], dtype='int32'), use_length=True).asnumpy()
    array([[0.5 , 0.5 , 0.  , 0.  ],
           [0.25, 0.25, 0.25, 0.25]], dtype=float32)
    """

def softmax_cross_entropy(
    data: NDArray,
    label: NDArray,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Sum over the batch of the cross entropies between softmax of ``data`` and the labels.

    Parameters
    ----------
    data : NDArray of shape (batch, classes), float16, float32 or float64
    label : NDArray of shape (batch,), any dtype
        Classes, counted from 0; fractions are cut off.

    Returns
    -------
    NDArray of shape (1,) and the dtype of ``data``: ``-sum(log_softmax(data)[i, label[i]])``

    Raises
    ------
    MXNetError (also ValueError) for another shape, or a label that is not a class.

    >>> x = nd.array([[1., 2., 3.], [11., 7., 5.]])
    >>> nd.softmax_cross_entropy(x, nd.array([2, 0])).asnumpy().round(4)
    array([0.4282], dtype=float32)
    """

def softmin(
    data: NDArray,
    axis: _Shape = -1,
    temperature: Any = None,
    dtype: Any = None,
    use_length: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Softmax of ``-data``: the smallest elements get the largest part.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False
        There is no length input, as in MXNet: True is an error.

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

    >>> nd.softmin(nd.array([[1., 2., 3.]])).asnumpy().round(4)
    array([[0.6652, 0.2447, 0.09  ]], dtype=float32)
    """

def softsign(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """``x / (1 + |x|)`` of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.softsign(nd.array([-1., 0., 3.])).asnumpy()
    array([-0.5 ,  0.  ,  0.75], dtype=float32)
    """

def sort(
    data: NDArray,
    axis: _Shape = -1,
    is_ascend: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A sorted copy of ``data``.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None sorts the flattened array; the result then has one axis.
    is_ascend : bool, default True
        NaN comes last in either direction.

    >>> nd.sort(nd.array([[1, 4], [3, 1]])).asnumpy()
    array([[1., 4.],
           [1., 3.]], dtype=float32)
    """

def space_to_depth(
    data: NDArray,
    block_size: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Squares of pixels laid out as blocks of channels: the inverse of :func:`depth_to_space`.

    Parameters
    ----------
    data : NDArray of shape (n, c, h * block_size, w * block_size)
    block_size : int

    Returns
    -------
    NDArray of shape (n, c * block_size ** 2, h, w)

    >>> nd.space_to_depth(nd.arange(4).reshape((1, 1, 2, 2)), 2).shape
    (1, 4, 1, 1)
    """

split = SliceChannel

def split_v2(
    ary: NDArray,
    indices_or_sections: _Shape = ...,
    axis: _Shape = 0,
    squeeze_axis: bool = False,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The array cut into parts along an axis, equal ones or at given places.

    Parameters
    ----------
    ary : NDArray
    indices_or_sections : int or tuple of int
        A number of equal parts, or the ascending indices at which to cut.
    axis : int, default 0
    squeeze_axis : bool, default False
        Drop the axis from parts of length 1.

    Returns
    -------
    list of NDArray, or one NDArray where there is one part

    >>> [part.shape for part in nd.split_v2(nd.zeros((5, 2)), (1, 3))]
    [(1, 2), (2, 2), (2, 2)]
    """

def sqrt(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The square root of each element; NaN below 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.sqrt(nd.array([4., 9.])).asnumpy()
    array([2., 3.], dtype=float32)
    """

def square(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The square of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.square(nd.array([-2., 3.])).asnumpy()
    array([4., 9.], dtype=float32)
    """

def squeeze(
    data: NDArray,
    axis: _Shape = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array without axes of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
        Which ones; all by default, none with ``()``. Where no axis is left, the shape is (1,).

    Raises
    ------
    ValueError
        For an axis of another length.

    >>> nd.squeeze(nd.zeros((1, 3, 1))).shape
    (3,)
    """

def stack(
    *data: NDArray | Sequence[NDArray],
    axis: _Shape = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Arrays of one shape joined along a new axis.

    Parameters
    ----------
    *data : NDArray
        Of one shape; one that differs by axes of length 1 only is read in that of the first.
    axis : int, default 0
        Place of the new axis in the result.

    >>> nd.stack(nd.array([1., 2.]), nd.array([3., 4.]), axis=1).asnumpy()
    array([[1., 3.],
           [2., 4.]], dtype=float32)
    """

stop_gradient = BlockGrad

subtract = broadcast_minus

def sum(
    data: NDArray,
    axis: _Shape = None,
    keepdims: bool = False,
    exclude: bool = False,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The sum of the elements along axes.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False
        See the head of :mod:`ndgrad.ops.reduce`: keep the axes with length 1; mean all other axes.

    >>> x = nd.array([[1., 2.], [3., 4.]])
    >>> nd.sum(x, axis=1).asnumpy()
    array([3., 7.], dtype=float32)
    >>> nd.sum(x, axis=1, keepdims=True).shape
    (2, 1)
    """

sum_axis = sum

swapaxes = SwapAxis

def take(
    a: NDArray,
    indices: NDArray,
    axis: _Shape = 0,
    mode: str = 'clip',
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Elements of ``a`` along ``axis`` at ``indices``.

    Parameters
    ----------
    a : NDArray, at least one axis
    indices : NDArray of any shape and dtype
        Fractions are cut off.
    axis : int, default 0
        Negative axes count from the end.
    mode : {'clip', 'wrap', 'raise'}, default 'clip'
        What becomes of an index outside ``[0, size)``: the nearest valid one, the remainder
        (so that -1 is the last), or an IndexError.

    Returns
    -------
    NDArray of shape ``a.shape[:axis] + indices.shape + a.shape[axis+1:]`` and the dtype of ``a``

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.take(x, nd.array([0, 2]))
    <BLANKLINE>
    [[1. 2.]
     [5. 6.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.take(x, nd.array([-1]), axis=1, mode='wrap').asnumpy().ravel()
    array([2., 4., 6.], dtype=float32)
    """

def tan(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The tangent of each element, in radians.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.tan(nd.array([0., np.pi / 4])).asnumpy()
    array([0., 1.], dtype=float32)
    """

def tanh(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The hyperbolic tangent of each element.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``; for integers the result is cut to an integer.

    >>> nd.tanh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.7616], dtype=float32)
    """

def tile(
    data: NDArray,
    reps: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array laid side by side with itself.

    Parameters
    ----------
    data : NDArray
    reps : int or tuple of int
        How often along each axis, from the last axis on; more entries than axes add axes in front.

    >>> nd.tile(nd.array([[1., 2.]]), reps=(2, 2)).asnumpy()
    array([[1., 2., 1., 2.],
           [1., 2., 1., 2.]], dtype=float32)
    """

def topk(
    data: NDArray,
    axis: _Shape = -1,
    k: int = 1,
    ret_typ: str = 'indices',
    is_ascend: bool = False,
    dtype: Any = 'float32',
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The ``k`` largest (or smallest) elements along ``axis``, in order.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None takes the flattened array.
    k : int, default 1
        How many; less than 1 means all of them.
    ret_typ : {'indices', 'value', 'both', 'mask'}, default 'indices'
        Indices of the elements, their values, the list [values, indices], or an array of the
        shape of ``data`` with 1 at their places and 0 elsewhere.
    is_ascend : bool, default False
        True takes the smallest.
    dtype : str, default 'float32'
        Dtype of indices; refused if it cannot hold them exactly.

    Values are differentiable; indices and masks have derivative zero.

    >>> x = nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]])
    >>> nd.topk(x, k=2)
    <BLANKLINE>
    [[2. 0.]
     [1. 2.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.topk(x, k=2, ret_typ='value').asnumpy()
    array([[0.4, 0.3],
           [0.3, 0.2]], dtype=float32)
    """

def transpose(
    data: NDArray,
    axes: _Shape = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The array with its axes in another order.

    Parameters
    ----------
    data : NDArray
    axes : tuple of int, optional
        Which axis comes to which place; by default (or with ``()``) the order is reversed.

    >>> nd.transpose(nd.zeros((2, 3, 4))).shape
    (4, 3, 2)
    >>> nd.transpose(nd.zeros((2, 3, 4)), axes=(1, 0, 2)).shape
    (3, 2, 4)
    """

true_divide = broadcast_div

def trunc(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Each element without its fraction: the next integer towards zero. The derivative is 0.

    Parameters
    ----------
    data : NDArray
        Of any shape and dtype.

    Returns
    -------
    NDArray of the shape and dtype of ``data``.

    >>> nd.trunc(nd.array([-1.5, 1.8])).asnumpy()
    array([-1.,  1.], dtype=float32)
    """

uniform = random_uniform

def unravel_index(
    data: NDArray,
    shape: _Shape = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Coordinates in an array of ``shape`` of flat positions: the reverse of ravel_multi_index.

    Parameters
    ----------
    data : NDArray of any shape
    shape : tuple of int
        The first length may be -1 (unknown).

    Returns
    -------
    NDArray of shape ``(len(shape),) + data.shape`` and the dtype of ``data``

    Raises
    ------
    IndexError
        For a position outside the array.

    >>> nd.unravel_index(nd.array([22, 41]), shape=(7, 6))
    <BLANKLINE>
    [[3. 6.]
     [4. 5.]]
    <NDArray 2x2 @cpu(0)>
    """

def where(
    condition: NDArray,
    x: NDArray,
    y: NDArray,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Elements of ``x`` where ``condition`` is not zero, of ``y`` elsewhere.

    Parameters
    ----------
    condition : NDArray
        Of the shape of ``x`` (or one that broadcasts), or a vector of ``x.shape[0]`` elements that
        chooses whole rows. NaN counts as true.
    x, y : NDArray
        Of one shape (or shapes that broadcast).

    >>> x, y = nd.array([[1., 2.], [3., 4.]]), nd.array([[5., 6.], [7., 8.]])
    >>> nd.where(nd.array([[0, 1], [1, 0]]), x, y)
    <BLANKLINE>
    [[5. 2.]
     [3. 8.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.where(nd.array([1, 0]), x, y).asnumpy()
    array([[1., 2.],
           [7., 8.]], dtype=float32)
    """

def zeros_like(
    data: NDArray,
    dtype: Any = None,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Zeros in the shape and dtype of an array.

    Parameters
    ----------
    data : NDArray
    dtype : str, optional
        Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

    >>> nd.zeros_like(nd.array([1., 2.])).asnumpy()
    array([0., 0.], dtype=float32)
    """
