"""The key-value store: sums gradients of several devices and keeps weights, in one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from . import ndarray as nd
from . import optimizer as opt
from .base import (
    InvalidKeyError,
    InvalidTypeError,
    InvalidValueError,
    MXNetError,
    UnsupportedError,
    nearest_name,
)
from .core.whole_files import read_bytes, write_atomically

__all__ = ["KVStore", "KVStoreBase", "KVStoreServer", "create"]

StoreClass = TypeVar("StoreClass", bound="type[KVStoreBase]")

# Names of one and the same store here: all devices are parts of this process's memory.
_LOCAL = (
    "local",
    "device",
    "local_update_cpu",
    "local_allreduce_cpu",
    "local_allreduce_device",
)
_DISTRIBUTED = (
    "nccl",
    "dist",
    "dist_sync",
    "dist_async",
    "dist_device_sync",
    "dist_sync_device",
    "dist_async_device",
    "p3",
    "horovod",
    "byteps",
)


class KVStoreBase:
    """What a store must offer to ``gluon.Trainer``; :func:`create` makes registered subclasses.

    >>> @mx.kv.KVStoreBase.register
    ... class Silent(mx.kv.KVStoreBase):
    ...     def broadcast(self, key, value, out, priority=0): pass
    ...     def pushpull(self, key, value, out=None, priority=0): pass
    >>> type(mx.kv.create("silent")).__name__
    'Silent'
    """

    OPTIMIZER = "optimizer"
    kv_registry: dict[str, type[KVStoreBase]] = {}

    @staticmethod
    def register(klass: StoreClass) -> StoreClass:
        """Make a subclass known to :func:`create` by its name, in any case; a decorator.

        ``klass`` is the class; ``TypeError`` for what is no subclass.
        """
        if not (isinstance(klass, type) and issubclass(klass, KVStoreBase)):
            raise InvalidTypeError(f"register: {klass!r} is not a subclass of KVStoreBase")
        KVStoreBase.kv_registry[klass.__name__.lower()] = klass
        return klass

    @staticmethod
    def is_capable(capability: str) -> bool:
        """Whether the store can do this; the one capability asked for is ``"optimizer"``.

        ``ValueError`` for others.
        """
        if capability.lower() == KVStoreBase.OPTIMIZER:
            return False
        raise InvalidValueError(f"Unknown capability: {capability}")

    def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
        """Keep a first value for each key and write it to all of ``out``."""
        raise self._missing("broadcast")

    def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> None:
        """Sum the values of each key and write the sums to ``out``, or back to the values."""
        raise self._missing("pushpull")

    def set_optimizer(self, optimizer: opt.Optimizer) -> None:
        """Let the store update its weights with an optimizer."""
        raise self._missing("set_optimizer")

    def save_optimizer_states(self, fname: str, dump_optimizer: bool = False) -> None:
        """Write the optimizer's states to ``fname``, with ``dump_optimizer`` itself, too."""
        raise self._missing("save_optimizer_states")

    def load_optimizer_states(self, fname: str) -> None:
        """Read the optimizer's states from ``fname``."""
        raise self._missing("load_optimizer_states")

    def _missing(self, method: str) -> MXNetError:
        return UnsupportedError(f"{type(self).__name__} does not define {method}")

    @property
    def type(self) -> str:
        """The name the store was made by."""
        return type(self).__name__.lower()

    @property
    def rank(self) -> int:
        """The number of this worker: 0."""
        return 0

    @property
    def num_workers(self) -> int:
        """The number of workers: 1."""
        return 1


class KVStore(KVStoreBase):
    """A store in the memory of this process.

    ``name`` is that of :func:`create`. Keys are integers or strings, one key or a list of them. To
    one key belong one array or a list of arrays, one for each device. ``priority`` is accepted
    everywhere and has no effect: nothing waits for anything here.

    Methods raise ``KeyError`` for a key that was not given a first value, or is given another one,
    ``ValueError`` for arrays of another shape, and ``TypeError`` for what is no array.

    >>> store = mx.kv.create("local")
    >>> store.init("weight", nd.ones(2))
    >>> store.push("weight", [nd.array([1, 2]), nd.array([3, 4])])
    >>> out = nd.zeros(2)
    >>> store.pull("weight", out=out)
    >>> out.asnumpy()
    array([4., 6.], dtype=float32)
    """

    def __init__(self, name: str = "local") -> None:
        self._type = name
        self._values: dict[Any, nd.NDArray] = {}
        self._updater: Callable[[Any, nd.NDArray, nd.NDArray], Any] | None = None

    @property
    def type(self) -> str:
        return self._type

    @staticmethod
    def is_capable(capability: str) -> bool:
        """True for ``"optimizer"``.

        >>> mx.kv.create("device").is_capable("optimizer")
        True
        """
        return not KVStoreBase.is_capable(capability)

    def init(self, key: Any, value: Any) -> None:
        """Give each key its first value, once."""
        for one, arrays in _grouped(key, value, "init"):
            if len(arrays) > 1:
                raise InvalidValueError(
                    f"init: key {one!r} takes one value, got {len(arrays)} arrays"
                )
            self._init(one, arrays[0], "init")

    def _init(self, key: Any, value: nd.NDArray, method: str) -> None:
        if key in self._values:
            raise InvalidKeyError(
                f"duplicate init of key {key!r}. Please double check if you called kv.init or "
                "kv.broadcast with this key multiple times"
            )
        for other in self._values:
            if type(other) is not type(key):
                raise InvalidTypeError(
                    f"{method}: Mixed key types are not allowed: {key!r} beside {other!r}"
                )
            break
        self._values[key] = value.copy()

    def push(self, key: Any, value: Any, priority: int = 0) -> None:
        """Sum the arrays of each key; the sum replaces its value, or goes to the updater."""
        for one, arrays in _grouped(key, value, "push"):
            stored = self._stored(one)
            merged = self._merged(one, arrays, stored, "push")
            if self._updater is not None:
                self._updater(one, merged, stored)
            else:
                stored[:] = merged

    def pull(
        self, key: Any, out: Any = None, priority: int = 0, ignore_sparse: bool = True
    ) -> None:
        """Write the value of each key into ``out``, all of its arrays.

        ``ignore_sparse`` has no meaning here: arrays are dense.
        """
        if out is None:
            raise InvalidTypeError("pull: out must be given, an NDArray or a list of them")
        for one, arrays in _grouped(key, out, "pull"):
            self._write(one, self._stored(one), arrays, "pull")

    def pushpull(self, key: Any, value: Any, out: Any = None, priority: int = 0) -> None:
        """:meth:`push`, then :meth:`pull` into ``out``, or into the values themselves.

        >>> store = mx.kv.create("device")
        >>> store.init(0, nd.zeros(2))
        >>> gradients = [nd.array([1, 2]), nd.array([3, 4])]
        >>> store.pushpull(0, gradients)
        >>> gradients[1].asnumpy()
        array([4., 6.], dtype=float32)
        """
        self.push(key, value, priority)
        self.pull(key, value if out is None else out, priority)

    def broadcast(self, key: Any, value: Any, out: Any, priority: int = 0) -> None:
        """:meth:`init`, then :meth:`pull` into ``out``.

        >>> store, copies = mx.kv.create("device"), [nd.zeros(2), nd.zeros(2)]
        >>> store.broadcast("weight", nd.ones(2), out=copies)
        >>> copies[1].asnumpy()
        array([1., 1.], dtype=float32)
        """
        self.init(key, value)
        self.pull(key, out, priority)

    def row_sparse_pull(
        self, key: Any, out: Any = None, priority: int = 0, row_ids: Any = None
    ) -> None:
        """Rows ``row_ids`` of row-sparse arrays, which there are none of: raises."""
        raise UnsupportedError(
            "row_sparse_pull: row_sparse storage is not supported; pull gives the dense value"
        )

    def set_optimizer(self, optimizer: opt.Optimizer) -> None:
        """Update the values with an optimizer: what is pushed from now on are gradients.

        >>> store, weight = mx.kv.create(), nd.ones(2)
        >>> store.init(0, weight)
        >>> store.set_optimizer(mx.optimizer.SGD(learning_rate=0.5))
        >>> store.push(0, nd.array([1, -1]))
        >>> store.pull(0, out=weight)
        >>> weight.asnumpy()
        array([0.5, 1.5], dtype=float32)
        """
        self.set_updater(opt.get_updater(optimizer))

    def set_updater(self, updater: Callable[[Any, nd.NDArray, nd.NDArray], Any]) -> None:
        """Call ``updater(key, pushed, stored)``, which changes ``stored``, at each push."""
        if not callable(updater):
            raise InvalidTypeError(f"set_updater: {type(updater).__name__} is not callable")
        self._updater = updater

    _set_updater = set_updater

    def set_gradient_compression(self, compression_params: dict[str, Any]) -> None:
        """Gradients never leave this process: raises, as MXNet does for ``local`` stores.

        ``compression_params`` are not looked at.
        """
        raise UnsupportedError("Gradient compression is not supported for this type of kvstore")

    def save_optimizer_states(self, fname: str, dump_optimizer: bool = False) -> None:
        """Write the optimizer's states, with ``dump_optimizer`` the optimizer too, to a file.

        The file appears whole or not at all.
        """
        states = self._optimizer_updater("save").get_states(dump_optimizer)
        write_atomically(fname, lambda file: file.write(states))

    def load_optimizer_states(self, fname: str) -> None:
        """Read what :meth:`save_optimizer_states` wrote."""
        updater = self._optimizer_updater("load")
        updater.set_states(read_bytes(fname, "load_optimizer_states"))

    def _optimizer_updater(self, what: str) -> opt.Updater:
        if not isinstance(self._updater, opt.Updater):
            raise InvalidValueError(
                f"Cannot {what} optimizer states: set_optimizer was not called on this store"
            )
        return self._updater

    def _barrier(self) -> None:
        """Wait for all workers: there is one."""

    # -- values

    def _stored(self, key: Any) -> nd.NDArray:
        if key not in self._values:
            raise InvalidKeyError(
                f"key {key!r} has not been inited.{nearest_name(str(key), self._values)}"
            )
        return self._values[key]

    def _merged(
        self, key: Any, arrays: list[nd.NDArray], stored: nd.NDArray, method: str
    ) -> nd.NDArray:
        for array in arrays:
            if array.shape != stored.shape:
                raise InvalidValueError(
                    f"{method}: key {key!r} has shape {stored.shape}, got {array.shape}"
                )
        total = arrays[0].as_in_context(stored.context)
        if len(arrays) > 1:
            # One after the other in the given order: the same sum bit for bit, whoever asks.
            total = total.copy()
            for array in arrays[1:]:
                total += array.as_in_context(stored.context)
        return total

    def _write(self, key: Any, value: nd.NDArray, arrays: list[nd.NDArray], method: str) -> None:
        for array in arrays:
            if array.shape != value.shape:
                raise InvalidValueError(
                    f"{method}: key {key!r} has shape {value.shape}, out has {array.shape}"
                )
            value.copyto(array)


class KVStoreServer:
    """The server of ``kvstore``, which this library does not have: raises when made.

    >>> mx.kv.KVStoreServer(mx.kv.create())
    Traceback (most recent call last):
        ...
    ndgrad.base.UnsupportedError: KVStoreServer: training runs in one process here, without servers
    """

    def __init__(self, kvstore: KVStoreBase) -> None:
        raise UnsupportedError("KVStoreServer: training runs in one process here, without servers")


def create(name: str = "local") -> KVStoreBase:
    """A store by its name.

    Parameters
    ----------
    name : str, default "local"
        ``"local"`` or ``"device"``, which are the same in one process, or a registered class. The
        names of MXNet's distributed stores raise :class:`MXNetError`, others one that is also a
        ``ValueError`` and names the nearest.

    >>> store = mx.kv.create("device")
    >>> store.type, store.rank, store.num_workers
    ('device', 0, 1)
    """
    if not isinstance(name, str):
        raise InvalidTypeError(f"name must be a string, got {type(name).__name__}")
    lowered = name.lower()
    if lowered in KVStoreBase.kv_registry:
        return KVStoreBase.kv_registry[lowered]()
    if lowered in _LOCAL:
        return KVStore(lowered)
    if lowered in _DISTRIBUTED:
        raise UnsupportedError(
            f"kv.create: {name!r} needs several processes or GPUs, which this library does not "
            "use. 'device' sums over the contexts of this process."
        )
    known = [*_LOCAL, *KVStoreBase.kv_registry]
    raise InvalidValueError(f"kv.create: unknown store {name!r}.{nearest_name(lowered, known)}")


def _grouped(key: Any, value: Any, method: str) -> list[tuple[Any, list[nd.NDArray]]]:
    """Each key once, with all its arrays, in the order of the keys."""
    if isinstance(key, (list, tuple)):
        if not isinstance(value, (list, tuple)) or len(value) != len(key):
            found = len(value) if isinstance(value, (list, tuple)) else type(value).__name__
            raise InvalidValueError(f"{method}: {len(key)} keys need as many values, got {found}")
        pairs = list(zip(key, value))
    else:
        pairs = [(key, value)]
    groups: dict[Any, list[nd.NDArray]] = {}
    for one, arrays in pairs:
        if not isinstance(one, (int, str)):
            raise InvalidTypeError(
                f"{method}: a key is an integer or a string, got {type(one).__name__}"
            )
        arrays = arrays if isinstance(arrays, (list, tuple)) else [arrays]
        for array in arrays:
            if not isinstance(array, nd.NDArray):
                raise InvalidTypeError(
                    f"{method}: the value of key {one!r} must be an NDArray or a list of them, "
                    f"got {type(array).__name__}"
                )
        groups.setdefault(one, []).extend(arrays)
    return list(groups.items())
