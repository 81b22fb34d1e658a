"""The steps of optimizers: new weights from weights, gradients and states.

Each operator returns the new weight (give ``out=weight`` to update in place) and writes its states
in place. ``g`` in the formulas is the gradient times ``rescale_grad``, cut to
``[-clip_gradient, clip_gradient]`` unless that is negative. Nothing here is recorded.
"""

from . import adaptive, descent, lamb, leader, rmsprop  # each import declares its operators
