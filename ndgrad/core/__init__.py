"""The engine. It knows operators and raw arrays, and of the front ends only what they share.

In the order in which a program meets them:

- :mod:`.state` - is anything recorded? The scopes of ``record``, ``pause`` and the modes.
- :mod:`.dispatch` - what calling an operator means; :mod:`.codegen` compiles the common case,
  :mod:`.literals` and :mod:`.held` take parameters and numbers as MXNet does, :mod:`.errors` says
  what was wrong with a call (:mod:`.arguments` that of a function that is no operator),
  :mod:`.generator` is where random numbers come from.
- :mod:`.tape` - what a recorded call leaves behind: nodes linked to nodes; :mod:`.tying` makes
  several arrays the outputs of one.
- :mod:`.writes` - which memory was changed in place, and when; :mod:`.inplace` does it,
  :mod:`.destinations` saves optimizers the copy.
- :mod:`.differentiate` - ``backward`` and ``grad``: arguments, a sweep, results.
- :mod:`.sweep` - the rules, newest node first; :mod:`.blockwise` for large elementwise runs,
  :mod:`.landing` for what becomes of the gradients.
- :mod:`.higher_order` - the same sweep, itself recorded; :mod:`.namespaces` - the two ``F``.
- :mod:`.function` - gradients that users write.
- :mod:`.anomaly`, :mod:`.display` - looking for a NaN, looking at the graph.
- :mod:`.whole_files` - reading and writing files; :mod:`.published` - those of data and models.
"""
