"""Known architectures, with the names and files of MXNet's models."""

from . import model_store, vision

__all__ = ["model_store", "vision"]
