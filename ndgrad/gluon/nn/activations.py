"""Layers that are one function of each element."""

from __future__ import annotations

from typing import Any

from ... import initializer
from ...base import InvalidTypeError, InvalidValueError, RequirementError, nearest_name
from ..block import HybridBlock

_QUARTER = initializer.Constant(0.25)

__all__ = ["ELU", "GELU", "SELU", "Activation", "LeakyReLU", "PReLU", "Swish"]


_ACTIVATIONS = ("relu", "sigmoid", "softrelu", "softsign", "tanh")


class Activation(HybridBlock):
    """An activation function by its name.

    Parameters
    ----------
    activation : {'relu', 'sigmoid', 'softrelu', 'softsign', 'tanh'}
        ``ValueError`` for another name, ``TypeError`` for a layer.

    >>> gluon.nn.Activation("relu")(nd.array([-1, 2])).asnumpy()
    array([0., 2.], dtype=float32)
    """

    def __init__(self, activation: str, **kwargs: Any) -> None:
        if not isinstance(activation, str):
            raise InvalidTypeError(
                f"activation must be a name such as 'relu', got {activation!r:.80}. "
                "Another layer is added after this one instead."
            )
        if activation not in _ACTIVATIONS:
            raise InvalidValueError(
                f"activation {activation!r} is unknown.{nearest_name(activation, _ACTIVATIONS)} "
                f"There are {', '.join(_ACTIVATIONS)}."
            )
        self._act_type = activation
        super().__init__(**kwargs)

    def _alias(self) -> str:
        return self._act_type

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._act_type})"

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return F.Activation(x, act_type=self._act_type, name="fwd")


def named_activation(name: str | None) -> Activation | None:
    """The layer that the argument ``activation`` of other layers stands for; None for none."""
    return None if name is None else Activation(name, prefix=f"{name}_")


class LeakyReLU(HybridBlock):
    """``x`` where it is positive, ``alpha * x`` elsewhere.

    Parameters
    ----------
    alpha : float
        Slope for negative values, at least 0 (``ValueError`` otherwise).

    >>> gluon.nn.LeakyReLU(0.1)(nd.array([-1, 2])).asnumpy()
    array([-0.1,  2. ], dtype=float32)
    """

    def __init__(self, alpha: float, **kwargs: Any) -> None:
        if not alpha >= 0:
            raise RequirementError("Slope coefficient for LeakyReLU must be no less than 0.")
        super().__init__(**kwargs)
        self._alpha = alpha

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._alpha})"

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return F.LeakyReLU(x, act_type="leaky", slope=self._alpha, name="fwd")


class PReLU(HybridBlock):
    """As :class:`LeakyReLU` with a slope that is learned: one for all, or one per channel.

    He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.

    Parameters
    ----------
    alpha_initializer : Initializer, default Constant(0.25)
    in_channels : int, default 1
        Number of slopes: 1, or the length of the second axis.

    >>> net = gluon.nn.PReLU()
    >>> net.initialize()
    >>> net(nd.array([[-1, 2]])).asnumpy()
    array([[-0.25,  2.  ]], dtype=float32)
    """

    def __init__(
        self,
        alpha_initializer: Any = _QUARTER,
        in_channels: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        with self.name_scope():
            self.alpha = self.params.get("alpha", shape=(in_channels,), init=alpha_initializer)

    def hybrid_forward(self, F: Any, x: Any, alpha: Any) -> Any:
        """The function of each element of ``x``, whose channels are on the second axis."""
        return F.LeakyReLU(x, gamma=alpha, act_type="prelu", name="fwd")


class ELU(HybridBlock):
    """``x`` where it is positive, ``alpha * (exp(x) - 1)`` elsewhere.

    Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by exponential linear
    units, 2015.

    Parameters
    ----------
    alpha : float, default 1.0

    >>> gluon.nn.ELU()(nd.array([-1, 2])).asnumpy().round(4)
    array([-0.6321,  2.    ], dtype=float32)
    """

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._alpha = alpha

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return F.LeakyReLU(x, act_type="elu", slope=self._alpha)


class SELU(HybridBlock):
    """ELU with the scale and slope that keep mean 0 and variance 1 through the layers.

    Klambauer, Unterthiner, Mayr, Hochreiter: Self-normalizing neural networks, 2017.

    >>> gluon.nn.SELU()(nd.array([-1, 2])).asnumpy().round(4)
    array([-1.1113,  2.1014], dtype=float32)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return F.LeakyReLU(x, act_type="selu", name="fwd")


class GELU(HybridBlock):
    """``x`` times the probability that a standard normal variable is smaller.

    Hendrycks, Gimpel: Gaussian error linear units, 2016.

    >>> gluon.nn.GELU()(nd.array([-1, 2])).asnumpy().round(4)
    array([-0.1587,  1.9545], dtype=float32)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return F.LeakyReLU(x, act_type="gelu", name="fwd")


class Swish(HybridBlock):
    """``x * sigmoid(beta * x)``.

    Ramachandran, Zoph, Le: Searching for activation functions, 2017.

    Parameters
    ----------
    beta : float, default 1.0

    >>> gluon.nn.Swish()(nd.array([-1, 2])).asnumpy().round(4)
    array([-0.2689,  1.7616], dtype=float32)
    """

    def __init__(self, beta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._beta = beta

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The function of each element of ``x``; any shape."""
        return x * F.sigmoid(self._beta * x, name="fwd")
