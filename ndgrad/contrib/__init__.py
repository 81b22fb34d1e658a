"""``mx.contrib``: older names that programs still use."""

from . import autograd as autograd
