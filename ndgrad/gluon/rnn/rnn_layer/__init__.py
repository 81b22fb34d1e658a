"""Recurrent layers: whole sequences through one operator, all layers and directions at once."""

from .base import _RNNLayer
from .layers import GRU, LSTM, RNN

__all__ = ["GRU", "LSTM", "RNN"]
