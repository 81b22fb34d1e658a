"""Random numbers: one distribution for a whole array, or one per element of parameter arrays.

``random_*`` draw an array of a given shape from one distribution; ``sample_*`` take arrays of
parameters and draw ``shape`` numbers for each of their elements. As in MXNet a draw is a constant
to autograd: no gradient flows to the parameters (write ``loc + scale * noise`` for that). The
exceptions are ``sample_multinomial(get_prob=True)`` and ``shuffle``.

``rng`` is the generator that ``mx.random.seed`` seeds.
"""

from . import choose, density, per_element, whole  # each import declares its operators
