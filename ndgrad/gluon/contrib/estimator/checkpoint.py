"""Saving a training from time to time, and taking it up again where it was."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable
from typing import Any

from ....base import FileFormatError, InvalidValueError
from .events import BatchEnd, EpochBegin, EpochEnd, TrainBegin
from .monitor import better, check_monitor, value_of, worst
from .random_state import get_random_state, is_random_state, set_random_state

__all__ = ["CheckpointHandler"]


class CheckpointHandler(TrainBegin, EpochBegin, BatchEnd, EpochEnd):
    """Saves the training from time to time; a later one can go on from there, exactly.

    A checkpoint is three files ``<prefix>-epoch<e>batch<b>``: ``b`` is how many batches were done
    when an epoch ended, and the index of the last batch, from 0 on, within an epoch. Their endings
    are ``.params`` (the net's parameters), ``.states`` (the optimizer's states and the
    learning-rate schedule) and ``.json`` (counters, random states, states of handlers). Each
    appears whole, the last one last: a training that is killed at any moment leaves no broken
    checkpoint. One that goes on from a checkpoint computes the same numbers as one that was never
    interrupted, even in the middle of an epoch.

    Parameters
    ----------
    model_dir : str
        The folder, made if it is not there.
    model_prefix : str, default 'model'
        Begin of the names of the files.
    monitor : EvalMetric, optional
        The metric by which ``save_best`` decides.
    verbose : int, default 0
        1 logs each checkpoint.
    save_best : bool, default False
        Whether the best net so far is kept as ``<prefix>-best``.
    mode : {'auto', 'min', 'max'}, default 'auto'
        Whether a smaller or a greater value is better; 'auto' goes by the metric's name.
    epoch_period : int or None, default 1
        After how many epochs to save.
    batch_period : int, optional
        After how many batches to save.
    max_checkpoints : int, default 5
        How many are kept; older ones are deleted.
    resume_from_checkpoint : bool, default False
        Whether to go on from the newest checkpoint in the folder, if there is one; the training
        then does what is left of its epochs or batches, and raises ``ValueError`` if nothing is.

    >>> data = gluon.data.ArrayDataset(nd.array([[0.], [1.]]), nd.array([0., 2.]))
    >>> loader = gluon.data.DataLoader(data, batch_size=2)
    >>> net = gluon.nn.Dense(1)
    >>> net.initialize()
    >>> trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    >>> estimator = gluon.contrib.estimator.Estimator(net, gluon.loss.L2Loss(), trainer=trainer)
    >>> estimator.logger.setLevel("ERROR")
    >>> save = gluon.contrib.estimator.CheckpointHandler("folder", max_checkpoints=1)
    >>> estimator.fit(loader, epochs=3, event_handlers=save)
    >>> sorted(os.listdir("folder"))
    ['model-epoch2batch3.json', 'model-epoch2batch3.params', 'model-epoch2batch3.states']
    """

    def __init__(
        self,
        model_dir: str,
        model_prefix: str = "model",
        monitor: Any = None,
        verbose: int = 0,
        save_best: bool = False,
        mode: str = "auto",
        epoch_period: int | None = 1,
        batch_period: int | None = None,
        max_checkpoints: int = 5,
        resume_from_checkpoint: bool = False,
    ) -> None:
        self.model_dir = os.fspath(model_dir)
        self.model_prefix = model_prefix
        self.monitor = monitor
        self.verbose = verbose
        self.save_best = save_best
        self.epoch_period = epoch_period
        self.batch_period = batch_period
        self.max_checkpoints = max_checkpoints
        self.resume_from_checkpoint = resume_from_checkpoint
        self.current_batch = 0
        self.current_epoch = 0
        self.saved_checkpoints: list[str] = []
        if save_best:
            check_monitor(monitor, "To save best model only")
            self.monitor_op = better(monitor, mode)
            self.best = worst(self.monitor_op)
        self._batch_of_epoch = 0
        self._random_at_epoch: dict[str, Any] = {}
        self._loader_epoch: int | None = None

    # -- events -----------------------------------------------------------------------------------

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        os.makedirs(self.model_dir, exist_ok=True)
        self.current_batch = 0
        self.current_epoch = 0
        self._batch_of_epoch = 0
        self.saved_checkpoints = []
        if self.save_best:
            self.best = worst(self.monitor_op)
        found = self._find_checkpoints()
        if self.resume_from_checkpoint:
            self.saved_checkpoints = found
            if found:
                self._resume(estimator, found[-1])
            else:
                estimator.logger.info(
                    "CheckpointHandler: no checkpoint found, training from scratch"
                )

    def epoch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        # The order of the data is drawn after this, so it follows from the states as they are now.
        self._random_at_epoch = get_random_state()
        self._loader_epoch = getattr(estimator.train_data, "_epoch", None)

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_batch += 1
        self._batch_of_epoch += 1
        if self.batch_period and self.current_batch % self.batch_period == 0:
            self._save(estimator, self._batch_of_epoch)

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._batch_of_epoch = 0
        if self.epoch_period and (self.current_epoch + 1) % self.epoch_period == 0:
            self._save(estimator, 0)
        self.current_epoch += 1

    # -- saving -----------------------------------------------------------------------------------

    def _save(self, estimator: Any, batch_of_epoch: int) -> None:
        """Save a checkpoint; ``batch_of_epoch`` is 0 when the epoch is complete."""
        # As in MXNet: after an epoch the number of batches so far, else the index of the last one.
        batch = self.current_batch - (1 if batch_of_epoch else 0)
        name = f"{self.model_prefix}-epoch{self.current_epoch}batch{batch}"
        log = estimator.logger.info if self.verbose else _say_nothing
        log(
            "[Epoch %d] CheckpointHandler: trained total %d batches, saving model at %s with "
            "prefix: %s", self.current_epoch, self.current_batch, self.model_dir, name,
        )  # fmt: skip
        improved = self.save_best and self._improves(log)
        self._write_checkpoint(estimator, name, batch_of_epoch)
        if name not in self.saved_checkpoints:
            self.saved_checkpoints.append(name)
        while len(self.saved_checkpoints) > self.max_checkpoints:
            self._delete(self.saved_checkpoints.pop(0))
        if improved:
            self._write_checkpoint(estimator, f"{self.model_prefix}-best", batch_of_epoch)

    def _improves(self, log: Callable[..., Any]) -> bool:
        name, value = value_of(self.monitor)
        if math.isnan(value):
            raise InvalidValueError(
                f"CheckpointHandler: {name} has no value yet. A metric of the validation has one "
                "only if the estimator validates before it saves (see ValidationHandler)."
            )
        if not self.monitor_op(value, self.best):
            log(
                "[Epoch %d] CheckpointHandler: %s did not improve from %.5f, skipping updating "
                "best model", self.current_epoch, name, self.best,
            )  # fmt: skip
            return False
        log(
            "[Epoch %d] CheckpointHandler: %s improved from %.5f to %.5f, updating best model at "
            "%s with prefix: %s-best", self.current_epoch, name, self.best, value,
            self.model_dir, self.model_prefix,
        )  # fmt: skip
        self.best = value
        return True

    def _path(self, name: str, ending: str) -> str:
        return os.path.join(self.model_dir, name + ending)

    def _write_checkpoint(self, estimator: Any, name: str, batch_of_epoch: int) -> None:
        """Write the three files; the last one makes the checkpoint valid."""
        state = {
            "epoch": self.current_epoch,
            "batch": self.current_batch,
            "batch_of_epoch": batch_of_epoch,
            "loader_epoch": self._epoch_of_loader(estimator, batch_of_epoch),
            "random": get_random_state(),
            "random_at_epoch": self._random_at_epoch if batch_of_epoch else None,
            "best": self.best if self.save_best else None,
            "handlers": _states_of_handlers(estimator),
        }
        _replace(self._path(name, ".params"), estimator.net.save_parameters)
        _replace(self._path(name, ".states"), estimator.trainer.save_states)

        def write(path: str) -> None:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(state, file)

        _replace(self._path(name, ".json"), write)

    def _epoch_of_loader(self, estimator: Any, batch_of_epoch: int) -> int | None:
        """How many epochs the data loader had begun before the one to be taken up again."""
        if batch_of_epoch:
            return self._loader_epoch
        return getattr(estimator.train_data, "_epoch", None)

    def _delete(self, name: str) -> None:
        for ending in (".json", ".states", ".params"):  # first what makes it valid
            path = self._path(name, ending)
            if os.path.exists(path):
                os.remove(path)

    # -- resuming ---------------------------------------------------------------------------------

    def _find_checkpoints(self) -> list[str]:
        """Names of the checkpoints in the folder, oldest first; also MXNet's, without ``.json``."""
        pattern = re.compile(re.escape(self.model_prefix) + r"-epoch(\d+)batch(\d+)\.params$")
        found = []
        for file in os.listdir(self.model_dir):
            match = pattern.match(file)
            name = file[: -len(".params")]
            if match and os.path.exists(self._path(name, ".states")):
                found.append((int(match[1]), int(match[2]), name))
        # Without its last file one of ours was interrupted while it was saved.
        ours = [f for f in found if os.path.exists(self._path(f[2], ".json"))]
        return [name for _, _, name in sorted(ours or found)]

    def _resume(self, estimator: Any, name: str) -> None:
        epoch, batch = (int(n) for n in re.findall(r"\d+", name[len(self.model_prefix) :]))
        state: dict[str, Any] = {"epoch": epoch, "batch": batch, "batch_of_epoch": 0}
        if os.path.exists(self._path(name, ".json")):
            state = self._read_state(name)
        estimator.net.load_parameters(self._path(name, ".params"), ctx=estimator.context)
        estimator.trainer.load_states(self._path(name, ".states"))
        self._take_up(estimator, state)
        left, kind = estimator.max_epoch, "epochs"
        if left is None:
            left, kind = estimator.max_batch, "batches"
        estimator.logger.info(
            "CheckpointHandler: Checkpoint resumed from epoch %d batch %d, continue to train for "
            "%d %s ", epoch, batch, left, kind,
        )  # fmt: skip

    def _read_state(self, name: str) -> dict[str, Any]:
        path = self._path(name, ".json")
        try:
            with open(path, encoding="utf-8") as file:
                state = json.load(file)
            counts = {k: int(state[k]) for k in ("epoch", "batch", "batch_of_epoch")}
            needed = "random_at_epoch" if counts["batch_of_epoch"] else "random"
            for which in ("random", needed) if "random" in state else ():
                if not is_random_state(state[which]):
                    raise ValueError(f"{which} is no state of the random generators")
            if not isinstance(state.get("handlers", {}), dict):
                raise ValueError("handlers is no dict")
            return {**state, **counts}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FileFormatError(f"CheckpointHandler: {path!r} is corrupt: {error}") from error

    def _take_up(self, estimator: Any, state: dict[str, Any]) -> None:
        """Set counters and states so that the training goes on after ``state``."""
        skip = state["batch_of_epoch"]
        done_epochs = state["epoch"] + (0 if skip else 1)
        self.current_epoch = done_epochs
        self.current_batch = state["batch"]
        self._batch_of_epoch = skip
        for attribute, done in (("max_epoch", done_epochs), ("max_batch", state["batch"])):
            wanted = getattr(estimator, attribute)
            if wanted is not None:
                if done >= wanted:
                    kind = "epochs" if attribute == "max_epoch" else "batches"
                    raise InvalidValueError(
                        f"Found checkpoint with maximum number of {kind} {wanted} reached, please "
                        "specify resume_from_checkpoint=False (default value) if you want to "
                        "train from scratch."
                    )
                setattr(estimator, attribute, wanted - done)
        if self.save_best and state.get("best") is not None:
            self.best = state["best"]
        if state.get("loader_epoch") is not None and hasattr(estimator.train_data, "_epoch"):
            estimator.train_data._epoch = state["loader_epoch"]
        if "random" in state:
            set_random_state(state["random_at_epoch"] if skip else state["random"])
        estimator.resume_after(
            skip_batches=skip,
            then=(lambda: set_random_state(state["random"])) if skip else None,
            handler_states=state.get("handlers", {}),
        )


def _say_nothing(*_: Any) -> None:
    pass


def _states_of_handlers(estimator: Any) -> dict[str, Any]:
    """The states of handlers that have some to keep, by class and position."""
    return {
        f"{type(handler).__name__}:{position}": handler.checkpoint_state()
        for position, handler in enumerate(estimator.event_handlers)
        if hasattr(handler, "checkpoint_state")
    }


def _replace(path: str, write: Callable[[str], Any]) -> None:
    """Let ``write`` make a file beside ``path``, which then gets its name in one step.

    Nets and trainers of one's own may write their files piece by piece.
    """
    part = path + ".part"
    try:
        write(part)
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        if os.path.exists(part):
            os.remove(part)
        raise
