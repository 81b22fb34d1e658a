"""What MXNet has and this version has not: asking for it says so, instead of guessing a name."""

from __future__ import annotations

import sys

__all__ = ["absent"]

#: Module -> names. Private names, and what MXNet's modules only happen to import, are left out.
_OF_MXNET = {
    "ndgrad": """
        AttrScope attribute engine executor is_np_array is_np_shape library libinfo log mod module
        mon monitor np np_array np_shape npx numpy numpy_extension onnx profiler registry rnn rtc
        runtime set_np_shape sym symbol th torch tvmop use_np use_np_array use_np_shape util
        visualization viz
    """,
    "ndgrad.ndarray": """
        BatchNorm_v1 CachedOp Convolution_v1 IdentityAttachKLSparseReg Pooling_v1 csr_matrix
        imdecode np npx numpy row_sparse_array sparse
    """,
    "ndgrad.image": """
        Augmenter BrightnessJitterAug CastAug CenterCropAug ColorJitterAug ColorNormalizeAug
        ContrastJitterAug CreateAugmenter CreateDetAugmenter CreateMultiRandCropAugmenter
        DetAugmenter DetBorrowAug DetHorizontalFlipAug DetRandomCropAug DetRandomPadAug
        DetRandomSelectAug ForceResizeAug HorizontalFlipAug HueJitterAug ImageDetIter ImageIter
        LightingAug RandomCropAug RandomGrayAug RandomOrderAug RandomSizedCropAug ResizeAug
        SaturationJitterAug SequentialAug copyMakeBorder detection
    """,
    "ndgrad.io": """
        ImageDetRecordIter ImageRecordInt8Iter ImageRecordIter ImageRecordIter_v1
        ImageRecordUInt8Iter ImageRecordUInt8Iter_v1 LibSVMIter MNISTIter MXDataIter
    """,
    "ndgrad.contrib": "amp io onnx quant quantization sym symbol tensorboard",
}


def absent(module: str, name: str, hint: str = "") -> AttributeError:
    """The error of a name that a module does not have.

    ``hint`` is added where the name is none of MXNet's either.

    >>> str(absent("ndgrad", "sym"))
    "module 'ndgrad' has no attribute 'sym' (not part of this version)"
    """
    if name in _OF_MXNET.get(module, "").split():
        hint = " (not part of this version)"
    text = f"module {module!r} has no attribute {name!r}{hint}"
    return AttributeError(text, name=name, obj=sys.modules[module])
