"""Trainer: applies an optimizer to a set of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import kvstore as kvs
from .. import ndarray as nd
from .. import optimizer as opt
from ..base import (
    FileFormatError,
    InvalidTypeError,
    InvalidValueError,
    MXNetError,
    RequirementError,
)
from ..context import Context
from ..core.arguments import checked, require_number
from ..core.whole_files import read_bytes, write_atomically
from .parameter import Parameter, ParameterDict

__all__ = ["Trainer"]


class StaleGradientError(MXNetError, UserWarning):
    """``step`` was called, but ``backward`` did not compute the gradient of a parameter.

    Also a ``UserWarning``: that is what MXNet raises here.
    """


class Trainer:
    """Applies an optimizer to parameters, once per ``step``.

    Parameters
    ----------
    params : ParameterDict, dict or list of Parameter
        What is trained: ``net.collect_params()``.
    optimizer : str or Optimizer
        Name, as for ``mx.optimizer.create``, or an optimizer.
    optimizer_params : dict, optional
        Arguments of the optimizer, if it is given by name: ``{'learning_rate': 0.1}``.
    kvstore : str, KVStore or None, default 'device'
        Adds up the gradients where parameters live on several contexts; on one it is not used.
        None adds up nothing: each context learns from its own gradients.
    compression_params : dict, optional
        Compression of gradients between machines: raises where a kvstore is used, none can.
    update_on_kvstore : bool, optional
        With several contexts: True updates one copy of a weight and hands it to the others (the
        default), False adds up the gradients on all contexts and updates each copy, so that
        ``allreduce_grads`` and ``update`` can be called apart.

    >>> net = gluon.nn.Dense(1)
    >>> net.initialize(mx.init.Zero())
    >>> trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.5})
    >>> x, y = nd.array([[1], [2]]), nd.array([[3], [5]])
    >>> for _ in range(100):
    ...     with autograd.record():
    ...         loss = ((net(x) - y) ** 2).sum()
    ...     loss.backward()
    ...     trainer.step(batch_size=4)
    >>> net.weight.data().asnumpy().round(2), net.bias.data().asnumpy().round(2)
    (array([[2.]], dtype=float32), array([1.], dtype=float32))
    """

    @checked
    def __init__(
        self,
        params: ParameterDict | Mapping[str, Parameter] | Iterable[Parameter],
        optimizer: str | opt.Optimizer,
        optimizer_params: dict[str, Any] | None = None,
        kvstore: str | kvs.KVStoreBase | None = "device",
        compression_params: dict[str, Any] | None = None,
        update_on_kvstore: bool | None = None,
    ) -> None:
        if not isinstance(optimizer_params, (Mapping, type(None))):
            raise InvalidTypeError(
                "Trainer: optimizer_params must be a dict such as {'learning_rate': 0.1}, "
                f"got {optimizer_params!r:.60}."
            )
        self._params = _as_list(params)
        self._param2idx = {param.name: i for i, param in enumerate(self._params)}
        for param in self._params:
            param._set_trainer(self)
        self._compression_params = compression_params
        self._contexts = self._check_contexts()
        self._init_optimizer(optimizer, dict(optimizer_params or {}))
        self._scale = self._optimizer.rescale_grad
        self._kvstore_params = {"kvstore": kvstore, "update_on_kvstore": update_on_kvstore}
        self._kv_initialized = False
        self._kvstore: Any = None
        self._update_on_kvstore: bool | None = None
        self._params_to_init = list(self._params)

    def _check_contexts(self) -> list[Context]:
        contexts: list[Context] | None = None
        for param in self._params:
            own = param.list_ctx()
            if contexts is not None and contexts != own:
                raise RequirementError(
                    "All Parameters must be initialized on the same set of contexts, but Parameter "
                    f"{param.name} is initialized on {own} while previous Parameters are "
                    f"initialized on {contexts}."
                )
            contexts = own
        return contexts or []

    def _init_optimizer(
        self, optimizer: str | opt.Optimizer, optimizer_params: dict[str, Any]
    ) -> None:
        if isinstance(optimizer, opt.Optimizer):
            if optimizer_params:
                raise RequirementError(
                    "optimizer_params must be None if optimizer is an instance of Optimizer "
                    "instead of str"
                )
            self._optimizer = optimizer
        else:
            self._optimizer = opt.create(optimizer, **optimizer_params)
        self._optimizer.param_dict = dict(enumerate(self._params))
        # One per context: each keeps the states of its own copies of the weights.
        self._updaters = [opt.get_updater(self._optimizer) for _ in self._contexts]

    def _init_kvstore(self) -> None:
        """Decide, before the first step, who adds up gradients and who updates."""
        store: Any = self._kvstore_params["kvstore"]
        wanted = self._kvstore_params["update_on_kvstore"]
        if isinstance(store, str):
            store = kvs.create(store) if len(self._contexts) > 1 else None
        if store is not None and self._compression_params:
            store.set_gradient_compression(self._compression_params)
        self._kvstore = store
        self._update_on_kvstore = store is not None and wanted is not False
        if self._update_on_kvstore and not store.is_capable(kvs.KVStoreBase.OPTIMIZER):
            if wanted:
                raise InvalidValueError(
                    f"Cannot set update_on_kvstore=True: the kvstore {store.type!r} has no "
                    "optimizer."
                )
            self._update_on_kvstore = False
        if self._updates_in_foreign_store():
            store.set_optimizer(self._optimizer)
        self._kv_initialized = True

    def _updates_in_foreign_store(self) -> bool:
        """Whether the weights live in a store of somebody else.

        Our own would only keep a second copy of each, deaf to what is written into a parameter.
        """
        return bool(self._update_on_kvstore) and not isinstance(self._kvstore, kvs.KVStore)

    def _init_params(self) -> None:
        """Make the store know the parameters whose shapes have become known."""
        if self._kvstore is not None:
            for param in self._params_to_init:
                if not param._deferred_init:
                    arrays = param.list_data()
                    index = self._param2idx[param.name]
                    self._kvstore.broadcast(index, arrays[0], out=arrays)
        self._params_to_init = [param for param in self._params_to_init if param._deferred_init]

    def _prepare(self) -> None:
        if not self._kv_initialized:
            self._init_kvstore()
        if self._params_to_init:
            self._init_params()

    def _weights_were_set(self, param: Parameter) -> None:
        """A parameter was given new values: a store that holds weights must learn them."""
        if self._updates_in_foreign_store() and param not in self._params_to_init:
            index = self._param2idx[param.name]
            self._kvstore.broadcast(index, param.list_data()[0], out=param.list_data())

    # -- learning rate -----------------------------------------------------------------------------

    @property
    def optimizer(self) -> opt.Optimizer:
        """The optimizer.

        >>> net = gluon.nn.Dense(1)
        >>> net.initialize()
        >>> type(gluon.Trainer(net.collect_params(), "adam").optimizer).__name__
        'Adam'
        """
        return self._optimizer

    @property
    def learning_rate(self) -> float:
        """The current learning rate.

        >>> net = gluon.nn.Dense(1)
        >>> net.initialize()
        >>> gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1}).learning_rate
        0.1
        """
        return self._optimizer.learning_rate

    def set_learning_rate(self, lr: float) -> None:
        """Set the learning rate to ``lr``; raises ``UserWarning`` where a scheduler sets it.

        >>> net = gluon.nn.Dense(1)
        >>> net.initialize()
        >>> trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
        >>> trainer.set_learning_rate(trainer.learning_rate / 2)
        >>> trainer.learning_rate
        0.05
        """
        self._optimizer.set_learning_rate(lr)

    # -- steps -------------------------------------------------------------------------------------

    @checked
    def step(self, batch_size: float, ignore_stale_grad: bool = False) -> None:
        """Update all parameters by their gradients, divided by ``batch_size``.

        Parameters
        ----------
        batch_size : float
            Gradients of a sum of losses become those of the mean.
        ignore_stale_grad : bool, default False
            Whether to leave alone parameters whose gradient ``backward`` did not compute since the
            last step; otherwise that raises (a ``UserWarning``, as in MXNet), before any update.

        >>> net = gluon.nn.Dense(1, in_units=1)
        >>> net.initialize()
        >>> trainer = gluon.Trainer(net.collect_params(), "sgd")
        >>> trainer.step(1)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ndgrad.gluon.trainer.StaleGradientError: Gradient of Parameter `...
        """
        self._set_rescale(batch_size)
        self._prepare()
        self._fresh(ignore_stale_grad)  # raises before anything is changed
        self._allreduce_grads()
        self._update(ignore_stale_grad)

    def allreduce_grads(self) -> None:
        """Add up the gradients over the contexts, before ``update``: to clip them in between.

        Needs ``update_on_kvstore=False``; does nothing on a single context.

        >>> net = gluon.nn.Dense(1, in_units=1)
        >>> net.initialize(ctx=[mx.cpu(0), mx.cpu(1)])
        >>> trainer = gluon.Trainer(net.collect_params(), "sgd", update_on_kvstore=False)
        >>> trainer.allreduce_grads()
        """
        self._prepare()
        self._refuse_store_updates("allreduce_grads")
        self._allreduce_grads()

    def _allreduce_grads(self) -> None:
        """Add up the gradients, where the weights are not updated in the store.

        A subclass that adds them up over several machines defines this anew, as for MXNet.
        """
        if self._kvstore is not None and not self._update_on_kvstore:
            self._add_up(self._fresh(ignore_stale_grad=True))

    @checked
    def update(self, batch_size: float, ignore_stale_grad: bool = False) -> None:
        """As :meth:`step`, without adding up gradients over the contexts first.

        Needs ``update_on_kvstore=False`` on several contexts (``ValueError`` otherwise).
        ``batch_size`` and ``ignore_stale_grad`` as in :meth:`step`.

        >>> net = gluon.nn.Dense(1, in_units=1)
        >>> net.initialize()
        >>> trainer = gluon.Trainer(net.collect_params(), "sgd")
        >>> with autograd.record():
        ...     loss = net(nd.ones((1, 1))).sum()
        >>> loss.backward()
        >>> trainer.allreduce_grads()
        >>> trainer.update(1)
        """
        self._set_rescale(batch_size)
        self._prepare()
        self._refuse_store_updates("update")
        self._update(ignore_stale_grad)

    def _update(self, ignore_stale_grad: bool = False) -> None:
        """Update the weights by gradients that are added up; also for subclasses to define."""
        self._apply(self._fresh(ignore_stale_grad))

    def _refuse_store_updates(self, method: str) -> None:
        if self._kvstore is not None and self._update_on_kvstore:
            raise RequirementError(
                f"{method}() when parameters are updated on kvstore is not supported. Try setting "
                "`update_on_kvstore` to False when creating trainer."
            )

    def _set_rescale(self, batch_size: float) -> None:
        require_number("Trainer", batch_size=batch_size)
        if not batch_size:
            raise InvalidValueError(f"batch_size must not be {batch_size!r}.")
        self._check_and_rescale_grad(self._scale / batch_size)

    def _check_and_rescale_grad(self, scale: float) -> None:
        # As in MXNet, where subclasses with a `step` of their own call it.
        self._optimizer.rescale_grad = scale

    def _fresh(self, ignore_stale_grad: bool) -> list[tuple[int, Parameter, list[int]]]:
        """Parameters that learn: index, parameter, and the contexts with a new gradient."""
        trained = [
            (i, p, p.list_data()) for i, p in enumerate(self._params) if p.grad_req != "null"
        ]
        learning = []
        for i, param, arrays in trained:
            if len(arrays) != len(self._contexts):
                raise RequirementError(
                    f"Parameter {param.name} is on {param.list_ctx()}, but the Trainer was made "
                    f"for {self._contexts}: make a new Trainer after reset_ctx."
                )
            fresh = [k for k, array in enumerate(arrays) if array._fresh_grad]
            if not ignore_stale_grad and len(fresh) < len(arrays):
                stale = next(a.context for k, a in enumerate(arrays) if k not in fresh)
                raise StaleGradientError(
                    f"Gradient of Parameter `{param.name}` on context {stale} has not been updated "
                    "by backward since last `step`. This could mean a bug in your model that made "
                    "it only use a subset of the Parameters (Blocks) for this iteration. If you "
                    "are intentionally only using a subset, call step with ignore_stale_grad=True "
                    "to suppress this warning and skip updating of Parameters with stale gradient"
                )
            if fresh:
                learning.append((i, param, fresh))
        return learning

    def _add_up(self, learning: list[tuple[int, Parameter, list[int]]]) -> None:
        """Put the sum of the new gradients on every context (old ones do not take part)."""
        for i, param, fresh in learning:
            grads = param.list_grad()
            self._kvstore.pushpull(i, [grads[k] for k in fresh], out=grads, priority=-i)
            for array in param.list_data():
                array._fresh_grad = True
            fresh[:] = range(len(grads))

    def _apply(self, learning: list[tuple[int, Parameter, list[int]]]) -> None:
        """Update the weights in place, and mark their gradients as used."""
        for i, param, fresh in learning:
            arrays, grads = param.list_data(), param.list_grad()
            if not self._update_on_kvstore:
                for k in fresh:
                    self._updaters[k](i, grads[k], arrays[k])
            elif self._updates_in_foreign_store():
                self._kvstore.pushpull(i, [grads[k] for k in fresh], out=arrays, priority=-i)
            else:
                total = nd.empty(arrays[0].shape, ctx=arrays[0].context, dtype=arrays[0].dtype)
                self._kvstore.pushpull(i, [grads[k] for k in fresh], out=total, priority=-i)
                self._updaters[0](i, total, arrays[0])
                for array in arrays[1:]:
                    arrays[0].copyto(array)
            for k in fresh:
                arrays[k]._fresh_grad = False

    # -- files -------------------------------------------------------------------------------------

    def save_states(self, fname: str) -> None:
        """Save to ``fname`` what the optimizer has gathered (momentum, counts, rates).

        The file appears whole or not at all.

        >>> net = gluon.nn.Dense(1, in_units=1)
        >>> net.initialize()
        >>> trainer = gluon.Trainer(net.collect_params(), "adam")
        >>> trainer.save_states("adam.states")
        >>> trainer.load_states("adam.states")
        """
        self._prepare()
        if self._updates_in_foreign_store():
            self._kvstore.save_optimizer_states(fname, dump_optimizer=True)
            return
        states = self._updaters[0].get_states(dump_optimizer=True)
        write_atomically(fname, lambda file: file.write(states), "Trainer.save_states")

    def load_states(self, fname: str) -> None:
        """Load what :meth:`save_states` saved, here or in MXNet; the optimizer comes from the file.

        Raises ``FileNotFoundError`` where ``fname`` is not there, and ``ValueError`` where it is
        damaged or asks for anything to be run.

        >>> net = gluon.nn.Dense(1, in_units=1)
        >>> net.initialize()
        >>> trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.5})
        >>> other = gluon.Trainer(net.collect_params(), "sgd")
        >>> trainer.save_states("sgd.states")
        >>> other.load_states("sgd.states")
        >>> other.learning_rate
        0.5
        """
        self._prepare()
        if self._updates_in_foreign_store():
            self._kvstore.load_optimizer_states(fname)
            return
        states = read_bytes(fname, "Trainer.load_states")
        for updater in self._updaters:
            try:
                updater.set_states(states)
            except FileFormatError as error:
                raise FileFormatError(f"Trainer.load_states: {str(fname)!r}: {error}") from None
            updater.optimizer = self._updaters[0].optimizer
        if self._updaters:
            self._optimizer = self._updaters[0].optimizer
        self._optimizer.param_dict = dict(enumerate(self._params))


def _as_list(params: Any) -> list[Parameter]:
    """The parameters in a fixed order: sorted by name where they come from a dict."""
    if isinstance(params, (dict, ParameterDict)):
        params = [params[key] for key in sorted(params.keys())]
    if not isinstance(params, (list, tuple)):
        raise InvalidValueError(
            f"First argument must be a list or dict of Parameters, got {type(params)}. "
            "A net's are net.collect_params()."
        )
    for param in params:
        if not isinstance(param, Parameter):
            raise InvalidValueError(
                f"First argument must be a list or dict of Parameters, got list of {type(param)}."
            )
    return list(params)
