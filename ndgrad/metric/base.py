"""What all metrics share: sums, numbers, names and the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from ..base import (
    InvalidKeyError,
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    UnsupportedError,
    nearest_name,
)
from ..core.arguments import call_of_json, checked
from ..ndarray import NDArray

__all__ = [
    "EvalMetric", "alias", "as_numpy", "check_average", "check_label_shapes", "create", "pairs",
    "register",
]  # fmt: skip

MetricClass = TypeVar("MetricClass", bound="type[EvalMetric]")

_registry: dict[str, type[EvalMetric]] = {}


class _Total:
    """A running total that keeps its digits.

    Metrics add what ``asscalar()`` gives. To NumPy 2 a number of Python and a float32 make a
    float32, in which counts end at 2**24; so the total becomes a float64 of NumPy's.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_total_{name}"

    def __get__(self, metric: Any, owner: type | None = None) -> Any:
        return self if metric is None else getattr(metric, self.name)

    def __set__(self, metric: Any, value: Any) -> None:
        setattr(metric, self.name, np.float64(value) if isinstance(value, np.floating) else value)


class EvalMetric:
    """Base class of the metrics: a sum of values over a number of instances.

    A subclass overrides :meth:`update`, adding to ``sum_metric`` and ``num_inst``; :meth:`get`
    gives their quotient. Metrics of this package keep the same since the last full :meth:`reset`
    too, for :meth:`get_global`.

    Parameters
    ----------
    name : str
        What :meth:`get` calls the metric.
    output_names, label_names : list of str, optional
        Which predictions and labels :meth:`update_dict` takes; all by default.
    **kwargs
        Further entries of :meth:`get_config`. ``has_global_stats=True`` says that the subclass
        keeps ``global_sum_metric`` and ``global_num_inst`` as well.

    >>> class Size(mx.metric.EvalMetric):
    ...     def update(self, labels, preds):
    ...         self.sum_metric += sum(p.size for p in preds)
    ...         self.num_inst += len(preds)
    >>> metric = Size("size")
    >>> metric.update([], [nd.zeros(2), nd.zeros(4)])
    >>> metric.get()
    ('size', 3.0)
    """

    num_inst: Any = _Total()
    sum_metric: Any = _Total()
    global_num_inst: Any = _Total()
    global_sum_metric: Any = _Total()

    def __init__(
        self,
        name: str,
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.name = str(name)
        self.output_names = output_names
        self.label_names = label_names
        self._has_global_stats = kwargs.pop("has_global_stats", False)
        self._kwargs = kwargs
        self.reset()

    def __str__(self) -> str:
        return f"EvalMetric: {dict(self.get_name_value())}"

    def get_config(self) -> dict[str, Any]:
        """The arguments the metric was made with: ``create(**config)`` makes another like it.

        >>> mx.metric.create(**mx.metric.Accuracy(axis=2).get_config()).axis
        2
        """
        return {
            **self._kwargs,
            "metric": type(self).__name__,
            "name": self.name,
            "output_names": self.output_names,
            "label_names": self.label_names,
        }

    def update(self, labels: Any, preds: Any) -> None:
        """Take the labels and the predictions of a batch: lists of arrays, or one of each.

        A subclass defines it.
        """
        raise UnsupportedError(
            f"{type(self).__name__} does not define update: a subclass of EvalMetric must"
        )

    def update_dict(self, label: dict[str, Any], pred: dict[str, Any]) -> None:
        """As :meth:`update`, choosing by ``label_names`` and ``output_names`` from dicts.

        ``label`` and ``pred`` are the dicts, from names to arrays; ``KeyError`` for a missing name.
        """
        self.update(
            _chosen(label, self.label_names, "label"), _chosen(pred, self.output_names, "output")
        )

    def reset(self) -> None:
        """Forget everything."""
        self.num_inst = 0
        self.sum_metric = 0.0
        self.global_num_inst = 0
        self.global_sum_metric = 0.0

    def reset_local(self) -> None:
        """Forget what :meth:`get` tells, keep what :meth:`get_global` tells."""
        self.num_inst = 0
        self.sum_metric = 0.0

    def get(self) -> tuple[Any, Any]:
        """Name and value since the last reset of either kind; NaN if nothing was seen."""
        return self.name, self._value(self.sum_metric, self.num_inst)

    def get_global(self) -> tuple[Any, Any]:
        """Name and value since the last full reset."""
        if not self._has_global_stats:
            return self.get()
        return self.name, self._value(self.global_sum_metric, self.global_num_inst)

    def _value(self, total: float, number: float) -> float:
        return float(total) / float(number) if number else float("nan")

    def get_name_value(self) -> list[tuple[str, float]]:
        """:meth:`get` as a list of pairs."""
        return _pairs_of(self.get())

    def get_global_name_value(self) -> list[tuple[str, float]]:
        """:meth:`get_global` as a list of pairs."""
        return _pairs_of(self.get_global())

    def _add(self, total: float, number: float) -> None:
        """Add to both sums."""
        self.sum_metric += total
        self.num_inst += number
        self.global_sum_metric += total
        self.global_num_inst += number


# -- registry


def register(klass: MetricClass, name: str | None = None) -> MetricClass:
    """Make a subclass known to :func:`create` by its name, in any case; a decorator.

    ``name`` is the name, that of ``klass`` by default; ``TypeError`` for what is no metric class.

    >>> @mx.metric.register
    ... class Zero(mx.metric.EvalMetric):
    ...     def __init__(self): super().__init__("zero")
    >>> mx.metric.create("zero").get()
    ('zero', nan)
    """
    if not (isinstance(klass, type) and issubclass(klass, EvalMetric)):
        raise InvalidTypeError(f"register: {klass!r} is not a subclass of EvalMetric")
    _registry[(name or klass.__name__).lower()] = klass
    return klass


def alias(*names: str) -> Callable[[MetricClass], MetricClass]:
    """Register a metric class under further names; a decorator.

    >>> @mx.metric.alias("nothing")
    ... class Nothing(mx.metric.EvalMetric):
    ...     def __init__(self): super().__init__("nothing")
    >>> mx.metric.create("nothing").name
    'nothing'
    """

    def decorate(klass: MetricClass) -> MetricClass:
        for name in names:
            register(klass, name)
        return klass

    return decorate


def create(metric: Any, *args: Any, **kwargs: Any) -> EvalMetric:
    """A metric from its name, a function, a list of such, or a configuration.

    Parameters
    ----------
    metric : str, callable, list, dict or EvalMetric
        The name of a registered metric, or its configuration (of :meth:`EvalMetric.get_config`) as
        a dict or as JSON; a function of label and prediction (as :class:`CustomMetric`); a list of
        these (a :class:`CompositeEvalMetric`). A metric is given back as it is.
    *args, **kwargs
        Arguments of the metric.

    Raises
    ------
    MXNetError
        Also a ``ValueError``, for an unknown name; it names the nearest.

    >>> mx.metric.create("acc").name
    'accuracy'
    >>> mx.metric.create(["acc", lambda label, pred: 1.0]).get()
    (['accuracy', 'custom(<lambda>)'], [nan, nan])
    """
    if isinstance(metric, EvalMetric):
        return metric
    if isinstance(metric, dict):
        if "metric" not in metric:
            raise InvalidKeyError(f"a configuration names its 'metric', this does not: {metric}")
        return create(**{**metric, **kwargs})
    if isinstance(metric, (list, tuple)):
        from .composite import CompositeEvalMetric  # it imports this module

        return CompositeEvalMetric(list(metric), *args, **kwargs)
    if isinstance(metric, str):
        if metric.startswith(("{", "[")):
            form = "a metric is written as its configuration or as [name, arguments]"
            name, arguments = call_of_json(metric, form)
            return create(arguments) if name is None else create(name, **arguments)
        klass = _registry.get(metric.lower())
        if klass is None:
            known = sorted(_registry)
            raise RequirementError(
                f"Cannot find metric {metric}.{nearest_name(metric.lower(), known)}"
                f" Known are {', '.join(known)}"
            )
        return checked(klass)(*args, **kwargs)
    if callable(metric):
        from .composite import CustomMetric  # it imports this module

        return CustomMetric(metric, *args, **kwargs)
    raise InvalidTypeError(
        f"metric should be a name, a function, a list of these, a configuration or an EvalMetric, "
        f"got {type(metric).__name__}"
    )


# -- labels and predictions


def check_label_shapes(
    labels: Any, preds: Any, wrap: bool = False, shape: bool = False
) -> tuple[Any, Any]:
    """Compare the number of labels and predictions, or with ``shape`` their shapes.

    Returns both; with ``wrap`` an array alone becomes a list of one.
    Raises :class:`MXNetError` (a ``ValueError``) where they differ.

    >>> labels, preds = mx.metric.check_label_shapes(nd.ones(2), nd.ones(2), wrap=True)
    >>> len(labels), len(preds)
    (1, 1)
    """
    found, expected = (
        (tuple(labels.shape), tuple(preds.shape)) if shape else (len(labels), len(preds))
    )
    if found != expected:
        raise InvalidValueError(
            f"Shape of labels {found} does not match shape of predictions {expected}"
        )
    if wrap:
        labels, preds = _listed(labels), _listed(preds)
    return labels, preds


def pairs(labels: Any, preds: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The labels and predictions of a batch, two by two, as NumPy arrays."""
    labels, preds = check_label_shapes(_listed(labels), _listed(preds))
    for label, pred in zip(labels, preds):
        yield as_numpy(label), as_numpy(pred)


def as_numpy(array: Any) -> np.ndarray:
    """The array for computing a metric: float16 becomes float32, which holds its sums."""
    found = array.asnumpy() if isinstance(array, NDArray) else np.asarray(array)
    return found.astype(np.float32) if found.dtype == np.float16 else found


def check_average(average: str) -> None:
    """Raise where ``average`` is neither the mean of the batches nor one value of all together."""
    if average not in ("macro", "micro"):
        raise InvalidValueError(
            f"average must be 'macro' or 'micro', got {average!r}."
            f"{nearest_name(average, ('macro', 'micro'))}"
        )


def _listed(arrays: Any) -> Any:
    return arrays if isinstance(arrays, (list, tuple)) else [arrays]


def _chosen(arrays: dict[str, Any], names: list[str] | None, what: str) -> list[Any]:
    if names is None:
        return list(arrays.values())
    for name in names:
        if name not in arrays:
            raise InvalidKeyError(
                f"update_dict: no {what} is called {name!r}.{nearest_name(name, arrays)}"
                f" There are {', '.join(arrays)}"
            )
    return [arrays[name] for name in names]


def _pairs_of(found: tuple[Any, Any]) -> list[tuple[str, float]]:
    names, values = found
    return list(zip(names, values)) if isinstance(names, list) else [(names, values)]
