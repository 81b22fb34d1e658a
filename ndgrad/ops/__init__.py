"""The operators: pure functions on arrays, each with its gradient under it.

Importing this package declares them all, family by family.
"""

import importlib
import importlib.util

import pkgutil

for _module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
    _family = _module.name
    if importlib.util.find_spec(f"{__name__}.{_family}") is not None:
        try:
            importlib.import_module(f"{__name__}.{_family}")
        except Exception as error:  # while families are being written; replaced by plain imports
            import sys

            print(f"ops.{_family} is not loadable yet: {error!r}", file=sys.stderr)
