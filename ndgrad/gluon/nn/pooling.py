"""Pooling: the largest or the mean value of windows, or of everything."""

from __future__ import annotations

from typing import Any

from ..block import HybridBlock
from .convolution import Size, axes_of, check_layout, default_layout, sizes

__all__ = [
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
]


class _Pooling(HybridBlock):
    """What pooling layers share; ``_ndim`` axes."""

    _ndim: int

    def __init__(
        self,
        pool_size: Size,
        strides: Size | None,
        padding: Size,
        ceil_mode: bool,
        global_pool: bool,
        pool_type: str,
        layout: str | None,
        count_include_pad: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        ndim = axes_of(self, pool_size, layout)
        layout = default_layout(ndim) if layout is None else layout
        check_layout(layout, ndim)
        kernel = sizes(pool_size, ndim, "pool_size")
        self._kwargs: dict[str, Any] = {
            "kernel": kernel,
            "stride": kernel if strides is None else sizes(strides, ndim, "strides"),
            "pad": sizes(padding, ndim, "padding"),
            "global_pool": global_pool,
            "pool_type": pool_type,
            "layout": layout,
            "pooling_convention": "full" if ceil_mode else "valid",
        }
        if count_include_pad is not None:
            self._kwargs["count_include_pad"] = count_include_pad

    def _alias(self) -> str:
        return "pool"

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The pooled input."""
        return F.Pooling(x, name="fwd", **self._kwargs)

    def _expectation(self, x: Any) -> str:
        layout = self._kwargs["layout"]
        if len(x.shape) == len(layout):
            return ""
        return f"an input with the {len(layout)} axes {layout} is expected, got {x.shape}."

    def __repr__(self) -> str:
        kwargs = self._kwargs
        return (
            f"{type(self).__name__}(size={kwargs['kernel']}, stride={kwargs['stride']}, "
            f"padding={kwargs['pad']}, ceil_mode={kwargs['pooling_convention'] == 'full'}, "
            f"global_pool={kwargs['global_pool']}, pool_type={kwargs['pool_type']}, "
            f"layout={kwargs['layout']})"
        )


class _MaxPool(_Pooling):
    """The constructor of the layers with the largest values of windows."""

    def __init__(
        self,
        pool_size: Size = 2,
        strides: Size | None = None,
        padding: Size = 0,
        layout: str | None = None,
        ceil_mode: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, ceil_mode, False, "max", layout, **kwargs)


class _AvgPool(_Pooling):
    """The constructor of the layers with the means of windows."""

    def __init__(
        self,
        pool_size: Size = 2,
        strides: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        layout: str | None = None,
        count_include_pad: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pool_size, strides, padding, ceil_mode, False, "avg", layout, count_include_pad,
            **kwargs,
        )  # fmt: skip


class _GlobalPooling(_Pooling):
    """The constructor of the layers with one window over everything."""

    _pool_type: str

    def __init__(self, layout: str | None = None, **kwargs: Any) -> None:
        super().__init__(1, None, 0, True, True, self._pool_type, layout, **kwargs)


class MaxPool1D(_MaxPool):
    """The largest value of each window, over one axis.

    Parameters
    ----------
    pool_size : int or tuple of 1 int, default 2
    strides : int or tuple of 1 int, optional
        ``pool_size`` by default.
    padding : int or tuple of 1 int, default 0
    layout : {'NCW', 'NWC'}
        'NCW' by default.
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.

    >>> gluon.nn.MaxPool1D()(nd.array([[[1, 3, 5, 2]]])).asnumpy()
    array([[[3., 5.]]], dtype=float32)
    """

    _ndim = 1


class MaxPool2D(_MaxPool):
    """The largest value of each window, over two axes.

    Parameters
    ----------
    pool_size : int or tuple of 2 ints, default 2
    strides : int or tuple of 2 ints, optional
        ``pool_size`` by default.
    padding : int or tuple of 2 ints, default 0
    layout : {'NCHW', 'NHWC'}
        'NCHW' by default.
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.

    >>> gluon.nn.MaxPool2D()(nd.arange(4).reshape((1, 1, 2, 2))).asnumpy()
    array([[[[3.]]]], dtype=float32)
    """

    _ndim = 2


class MaxPool3D(_MaxPool):
    """The largest value of each window, over three axes.

    Parameters
    ----------
    pool_size : int or tuple of 3 ints, default 2
    strides : int or tuple of 3 ints, optional
        ``pool_size`` by default.
    padding : int or tuple of 3 ints, default 0
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.
    layout : {'NCDHW', 'NDHWC'}
        'NCDHW' by default.

    >>> gluon.nn.MaxPool3D()(nd.ones((1, 2, 4, 4, 4))).shape
    (1, 2, 2, 2, 2)
    """

    _ndim = 3

    def __init__(  # in MXNet its last two parameters have changed places
        self,
        pool_size: Size = 2,
        strides: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        layout: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, layout, ceil_mode, **kwargs)


class AvgPool1D(_AvgPool):
    """The mean of each window, over one axis.

    Parameters
    ----------
    pool_size : int or tuple of 1 int, default 2
    strides : int or tuple of 1 int, optional
        ``pool_size`` by default.
    padding : int or tuple of 1 int, default 0
    layout : {'NCW', 'NWC'}
        'NCW' by default.
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.
    count_include_pad : bool, default True
        Whether padding counts as elements of a window.

    >>> gluon.nn.AvgPool1D()(nd.array([[[1, 3, 5, 2]]])).asnumpy()
    array([[[2. , 3.5]]], dtype=float32)
    """

    _ndim = 1

    def __init__(  # in MXNet two of its parameters have changed places
        self,
        pool_size: Size = 2,
        strides: Size | None = None,
        padding: Size = 0,
        layout: str | None = None,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pool_size, strides, padding, ceil_mode, layout, count_include_pad, **kwargs
        )


class AvgPool2D(_AvgPool):
    """The mean of each window, over two axes.

    Parameters
    ----------
    pool_size : int or tuple of 2 ints, default 2
    strides : int or tuple of 2 ints, optional
        ``pool_size`` by default.
    padding : int or tuple of 2 ints, default 0
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.
    layout : {'NCHW', 'NHWC'}
        'NCHW' by default.
    count_include_pad : bool, default True
        Whether padding counts as elements of a window.

    >>> gluon.nn.AvgPool2D()(nd.arange(4).reshape((1, 1, 2, 2))).asnumpy()
    array([[[[1.5]]]], dtype=float32)
    """

    _ndim = 2


class AvgPool3D(_AvgPool):
    """The mean of each window, over three axes.

    Parameters
    ----------
    pool_size : int or tuple of 3 ints, default 2
    strides : int or tuple of 3 ints, optional
        ``pool_size`` by default.
    padding : int or tuple of 3 ints, default 0
    ceil_mode : bool, default False
        Whether the number of windows is rounded up.
    layout : {'NCDHW', 'NDHWC'}
        'NCDHW' by default.
    count_include_pad : bool, default True
        Whether padding counts as elements of a window.

    >>> gluon.nn.AvgPool3D()(nd.ones((1, 2, 4, 4, 4))).shape
    (1, 2, 2, 2, 2)
    """

    _ndim = 3


class GlobalMaxPool1D(_GlobalPooling):
    """The largest value of each channel.

    Parameters
    ----------
    layout : {'NCW', 'NWC'}
        'NCW' by default.

    >>> gluon.nn.GlobalMaxPool1D()(nd.array([[[1, 3, 5, 2]]])).asnumpy()
    array([[[5.]]], dtype=float32)
    """

    _ndim = 1
    _pool_type = "max"


class GlobalMaxPool2D(_GlobalPooling):
    """The largest value of each channel.

    Parameters
    ----------
    layout : {'NCHW', 'NHWC'}
        'NCHW' by default.

    >>> gluon.nn.GlobalMaxPool2D()(nd.ones((2, 3, 4, 4))).shape
    (2, 3, 1, 1)
    """

    _ndim = 2
    _pool_type = "max"


class GlobalMaxPool3D(_GlobalPooling):
    """The largest value of each channel.

    Parameters
    ----------
    layout : {'NCDHW', 'NDHWC'}
        'NCDHW' by default.

    >>> gluon.nn.GlobalMaxPool3D()(nd.ones((2, 3, 4, 4, 4))).shape
    (2, 3, 1, 1, 1)
    """

    _ndim = 3
    _pool_type = "max"


class GlobalAvgPool1D(_GlobalPooling):
    """The mean of each channel.

    Parameters
    ----------
    layout : {'NCW', 'NWC'}
        'NCW' by default.

    >>> gluon.nn.GlobalAvgPool1D()(nd.array([[[1, 3, 5, 3]]])).asnumpy()
    array([[[3.]]], dtype=float32)
    """

    _ndim = 1
    _pool_type = "avg"


class GlobalAvgPool2D(_GlobalPooling):
    """The mean of each channel.

    Parameters
    ----------
    layout : {'NCHW', 'NHWC'}
        'NCHW' by default.

    >>> gluon.nn.GlobalAvgPool2D()(nd.ones((2, 3, 4, 4))).shape
    (2, 3, 1, 1)
    """

    _ndim = 2
    _pool_type = "avg"


class GlobalAvgPool3D(_GlobalPooling):
    """The mean of each channel.

    Parameters
    ----------
    layout : {'NCDHW', 'NDHWC'}
        'NCDHW' by default.

    >>> gluon.nn.GlobalAvgPool3D()(nd.ones((2, 3, 4, 4, 4))).shape
    (2, 3, 1, 1, 1)
    """

    _ndim = 3
    _pool_type = "avg"
