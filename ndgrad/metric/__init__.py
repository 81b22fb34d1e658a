"""Metrics: how good predictions are, batch after batch.

:func:`create` makes one from its name; ``update`` takes lists of labels and predictions, ``get``
gives name and value.
"""

from .base import EvalMetric, alias, check_label_shapes, create, register
from .binary import F1, MCC, PCC
from .classification import Accuracy, TopKAccuracy
from .composite import CompositeEvalMetric, CustomMetric, np
from .likelihood import CrossEntropy, NegativeLogLikelihood, Perplexity
from .loss import Caffe, Loss, Torch
from .regression import MAE, MSE, RMSE, PearsonCorrelation

__all__ = [
    "F1",
    "MAE",
    "MCC",
    "MSE",
    "PCC",
    "RMSE",
    "Accuracy",
    "Caffe",
    "CompositeEvalMetric",
    "CrossEntropy",
    "CustomMetric",
    "EvalMetric",
    "Loss",
    "NegativeLogLikelihood",
    "PearsonCorrelation",
    "Perplexity",
    "TopKAccuracy",
    "Torch",
    "alias",
    "check_label_shapes",
    "create",
    "np",
    "register",
]
