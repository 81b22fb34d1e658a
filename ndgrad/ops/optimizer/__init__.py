"""The steps of optimizers: new weights from weights, gradients and states.

Each operator returns the new weight (give ``out=weight`` to update in place) and writes its states
in place. ``g`` in the formulas is the gradient times ``rescale_grad``, cut to
``[-clip_gradient, clip_gradient]`` unless that is negative. Nothing here is recorded.
"""

from . import (  # each import declares its operators
    adaptive,
    descent,
    lamb,
    leader,
    multi_precision,
    rmsprop,
    several,
)
