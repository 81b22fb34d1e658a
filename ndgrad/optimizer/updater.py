"""The updater: one optimizer, and the states of all weights it has seen."""

from __future__ import annotations

import pickle
from typing import Any

from .. import ndarray as nd
from ..base import InvalidTypeError
from .base import Optimizer
from .states import read_states

__all__ = ["Updater", "get_updater"]


class Updater:
    """Applies an optimizer to weights by index, making and keeping their states.

    ``updater(index, grad, weight)`` makes one step in place; lists of the three make one step each.

    Attributes
    ----------
    optimizer : Optimizer
        ``TypeError`` for what is none.
    states : dict
        State of each index: None, an array, or a tuple of such.
    states_synced : dict
        Whether the state of an index lives where its weight does: False after :meth:`set_states`.

    >>> updater = mx.optimizer.get_updater(mx.optimizer.SGD(learning_rate=0.5))
    >>> weight = nd.ones(2)
    >>> updater(0, nd.array([1.0, -1.0]), weight)
    >>> weight.asnumpy()
    array([0.5, 1.5], dtype=float32)
    """

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise InvalidTypeError(
                f"Updater: optimizer must be an Optimizer, got {type(optimizer).__name__}. "
                "mx.optimizer.create makes one from its name."
            )
        self.optimizer = optimizer
        self.states: dict[Any, Any] = {}
        self.states_synced: dict[Any, bool] = {}
        self.aggregate_updates = optimizer.aggregate_num > 0

    def __call__(self, index: Any, grad: Any, weight: Any) -> None:
        if isinstance(index, (list, tuple)):
            for one in zip(index, grad, weight):
                self(*one)
            return
        optimizer = self.optimizer
        # Copies of a weight on several devices are one update each, not several of one. It is set
        # before the state is made, too: optimizers keep things of their own by device.
        optimizer._set_current_context(weight.context.device_id)
        if index not in self.states:
            self.states[index] = optimizer.create_state_multi_precision(index, weight)
            self.states_synced[index] = True
        elif not self.states_synced[index]:
            self.states[index] = self.sync_state_context(self.states[index], weight.context)
            self.states_synced[index] = True
        optimizer.update_multi_precision(index, weight, grad, self.states[index])

    def sync_state_context(self, state: Any, context: Any) -> Any:
        """The state with its arrays in ``context``."""
        if isinstance(state, nd.NDArray):
            return state.as_in_context(context)
        if isinstance(state, (tuple, list)):
            return type(state)(self.sync_state_context(part, context) for part in state)
        return state

    def get_states(self, dump_optimizer: bool = False) -> bytes:
        """The states as bytes, with ``dump_optimizer`` the optimizer, too (rates, counts, ...)."""
        return pickle.dumps((self.states, self.optimizer) if dump_optimizer else self.states)

    def set_states(self, states: bytes) -> None:
        """Take states from :meth:`get_states`, or from a file of MXNet's ``Trainer.save_states``.

        Only arrays, plain values, optimizers and schedulers are read; bytes that would run anything
        else raise :class:`MXNetError`, and nothing is changed then.
        """
        loaded = read_states(states)
        if isinstance(loaded, tuple) and len(loaded) == 2:
            loaded, self.optimizer = loaded
        self.states = loaded
        self.states_synced = dict.fromkeys(loaded, False)


def get_updater(optimizer: Optimizer) -> Updater:
    """An :class:`Updater` of the optimizer, as a kvstore takes it.

    >>> mx.optimizer.get_updater(mx.optimizer.create("adam")).states
    {}
    """
    return Updater(optimizer)
