"""Connectionist temporal classification: labels without an alignment to the frames."""

from __future__ import annotations

from typing import Any

from ...base import RequirementError
from .base import Loss, _apply_weighting

__all__ = ["CTCLoss"]


class CTCLoss(Loss):
    """Minus the log probability of a label sequence, summed over all its alignments.

    Graves et al., "Connectionist Temporal Classification", ICML 2006. The last class of the
    alphabet is the blank. Labels are numbered from 0 and padded with -1.

    Parameters
    ----------
    layout : {'NTC', 'TNC'}, default 'NTC'
        Axes of ``pred``: samples, time steps, classes.
    label_layout : {'NT', 'TN'}, default 'NT'
        Axes of ``label``. Another layout raises ``ValueError``.
    weight : float or None, default None
        Number the loss is multiplied by.

    Inputs: ``pred`` scores before softmax, ``label``, optionally ``pred_lengths`` and
    ``label_lengths`` of shape ``(batch_size,)`` and ``sample_weight``. Output: shape
    ``(batch_size,)``.

    >>> loss = gluon.loss.CTCLoss()
    >>> loss(nd.zeros((2, 20, 4)), nd.array([[1, 0, -1, -1], [2, 1, 1, -1]])).asnumpy().round(4)
    array([18.8282, 16.5058], dtype=float32)
    """

    def __init__(
        self,
        layout: str = "NTC",
        label_layout: str = "NT",
        weight: float | None = None,
        **kwargs: Any,
    ) -> None:
        if layout not in ("NTC", "TNC"):
            raise RequirementError(
                f"Only 'NTC' and 'TNC' layouts for pred are supported. Got: {layout}"
            )
        if label_layout not in ("NT", "TN"):
            raise RequirementError(
                f"Only 'NT' and 'TN' layouts for label are supported. Got: {label_layout}"
            )
        super().__init__(weight, label_layout.find("N"), **kwargs)
        self._layout = layout
        self._label_layout = label_layout

    def hybrid_forward(
        self,
        F: Any,
        pred: Any,
        label: Any,
        pred_lengths: Any = None,
        label_lengths: Any = None,
        sample_weight: Any = None,
    ) -> Any:
        if self._layout == "NTC":
            pred = F.swapaxes(pred, dim1=0, dim2=1)
        if self._batch_axis == 1:
            label = F.swapaxes(label, dim1=0, dim2=1)
        loss = F.CTCLoss(
            pred,
            label,
            pred_lengths,
            label_lengths,
            use_data_lengths=pred_lengths is not None,
            use_label_lengths=label_lengths is not None,
            blank_label="last",
        )
        return _apply_weighting(F, loss, self._weight, sample_weight)
