"""Callbacks of training loops: speed, metrics, progress and checkpoints, through :mod:`logging`.

A callback of a batch is called with an object that has ``epoch``, ``nbatch``, ``eval_metric`` (an
:class:`~ndgrad.metric.EvalMetric` or None) and ``locals``: ``mx.model.BatchEndParam`` is one.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Any

from .model import save_checkpoint

__all__ = [
    "LogValidationMetricsCallback",
    "ProgressBar",
    "Speedometer",
    "do_checkpoint",
    "log_train_metric",
    "module_checkpoint",
    "save_checkpoint",
]


class Speedometer:
    """Logs samples per second and the metrics after every ``frequent`` batches.

    Parameters
    ----------
    batch_size : int
    frequent : int, default 50
    auto_reset : bool, default True
        Begin the metrics (their local part) anew after each line.

    >>> metric = mx.metric.create("acc")
    >>> speed = mx.callback.Speedometer(batch_size=32, frequent=10)
    >>> for batch in range(21):
    ...     speed(mx.model.BatchEndParam(epoch=0, nbatch=batch, eval_metric=metric, locals=None))

    logs ``Epoch[0] Batch [0-10]  Speed: 5120.00 samples/sec  accuracy=0.900000`` and so on.
    """

    def __init__(self, batch_size: int, frequent: int = 50, auto_reset: bool = True) -> None:
        self.batch_size = batch_size
        self.frequent = frequent
        self.auto_reset = auto_reset
        self.init = False
        self.tic = 0.0
        self.last_count = 0

    def __call__(self, param: Any) -> None:
        count = param.nbatch
        if count < self.last_count:
            self.init = False  # a new epoch
        self.last_count = count
        if not self.init:
            self.init = True
            self.tic = time.time()
            return
        if count % self.frequent:
            return
        passed = time.time() - self.tic
        speed = self.frequent * self.batch_size / passed if passed else float("inf")
        if param.eval_metric is None:
            logging.info("Iter[%d] Batch [%d]\tSpeed: %.2f samples/sec", param.epoch, count, speed)
        else:
            values = param.eval_metric.get_name_value()
            if self.auto_reset:
                param.eval_metric.reset_local()
            logging.info(
                "Epoch[%d] Batch [%d-%d]\tSpeed: %.2f samples/sec" + "\t%s=%f" * len(values),
                param.epoch,
                count - self.frequent if self.auto_reset else 0,
                count,
                speed,
                *(part for pair in values for part in pair),
            )
        self.tic = time.time()


class ProgressBar:
    """Logs a bar that shows how much of the epoch is done.

    Parameters
    ----------
    total : int
        Batches of an epoch.
    length : int, default 80
        Characters of the whole bar.

    >>> bar = mx.callback.ProgressBar(total=4, length=8)
    >>> bar(mx.model.BatchEndParam(epoch=0, nbatch=1, eval_metric=None, locals=None))

    logs ``[==------] 25%``.
    """

    def __init__(self, total: int, length: int = 80) -> None:
        self.bar_len = length
        self.total = total

    def __call__(self, param: Any) -> None:
        part = param.nbatch / self.total
        filled = round(self.bar_len * part)
        bar = "=" * filled + "-" * (self.bar_len - filled)
        logging.info("[%s] %s%s\r", bar, math.ceil(100 * part), "%")


class LogValidationMetricsCallback:
    """Logs the metrics of an epoch as those of validation.

    >>> log = mx.callback.LogValidationMetricsCallback()
    >>> param = mx.model.BatchEndParam(0, 0, mx.metric.create("acc"), None)
    >>> log(param)

    logs ``Epoch[0] Validation-accuracy=nan``.
    """

    def __call__(self, param: Any) -> None:
        if param.eval_metric is None:
            return
        for name, value in param.eval_metric.get_name_value():
            logging.info("Epoch[%d] Validation-%s=%f", param.epoch, name, value)


def log_train_metric(period: int, auto_reset: bool = False) -> Callable[[Any], None]:
    """A callback of batches that logs the metrics at every ``period``-th batch.

    ``auto_reset`` begins their local part anew after each time.

    >>> log = mx.callback.log_train_metric(100)
    >>> log(mx.model.BatchEndParam(0, 100, mx.metric.create("acc"), None))

    logs ``Iter[0] Batch[100] Train-accuracy=nan``.
    """

    def callback(param: Any) -> None:
        if param.nbatch % period or param.eval_metric is None:
            return
        for name, value in param.eval_metric.get_name_value():
            logging.info("Iter[%d] Batch[%d] Train-%s=%f", param.epoch, param.nbatch, name, value)
        if auto_reset:
            param.eval_metric.reset_local()

    return callback


def do_checkpoint(prefix: str, period: int = 1) -> Callable[..., None]:
    """A callback of epochs, ``callback(epoch, symbol, arg_params, aux_params)``, that saves them.

    After every ``period``-th epoch it calls :func:`save_checkpoint` with ``prefix`` and the number
    of epochs done.

    >>> save = mx.callback.do_checkpoint("net", period=5)
    >>> save(0, None, {"w": nd.ones(1)}, {})  # one epoch is done: nothing is saved yet
    """
    period = max(1, int(period))

    def callback(iter_no: int, sym: Any = None, arg: Any = None, aux: Any = None) -> None:
        if (iter_no + 1) % period == 0:
            save_checkpoint(prefix, iter_no + 1, sym, arg or {}, aux or {})

    return callback


def module_checkpoint(
    mod: Any, prefix: str, period: int = 1, save_optimizer_states: bool = False
) -> Callable[..., None]:
    """A callback of epochs that calls ``mod.save_checkpoint`` after every ``period``-th epoch.

    That gets ``prefix``, the number of epochs done, and ``save_optimizer_states``.

    >>> class Module:
    ...     def save_checkpoint(self, prefix, epoch, save_optimizer_states):
    ...         print(prefix, epoch, save_optimizer_states)
    >>> mx.callback.module_checkpoint(Module(), "net")(0)
    net 1 False
    """
    period = max(1, int(period))

    def callback(iter_no: int, sym: Any = None, arg: Any = None, aux: Any = None) -> None:
        if (iter_no + 1) % period == 0:
            mod.save_checkpoint(prefix, iter_no + 1, save_optimizer_states)

    return callback
