"""``nd.image``: images of shape (height, width, channel), alone or in batches."""

from . import colors, layout, resize  # declares the operators
