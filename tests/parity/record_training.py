"""Ask MXNet 1.9.1 how its training loop behaves: `python -m tests.parity.record_training [PART]`.

Run it from the top folder with an interpreter that has MXNet 1.9.1.
"""

import importlib
import json
import logging
import sys
import warnings

from tests.parity.training import ANSWERS

PARTS = ("optimizers", "states", "schedules", "metrics", "iterators")


def main() -> None:
    import mxnet

    warnings.simplefilter("ignore")
    logging.disable()
    for part in sys.argv[1:] or PARTS:
        answers = importlib.import_module(f"tests.parity.training.{part}").run(mxnet)
        lines = ",\n".join(f"{json.dumps(k)}:{json.dumps(v)}" for k, v in answers.items())
        file = ANSWERS / f"{part}.json"
        file.write_text("{\n" + lines + "\n}\n")
        print(f"{part}: {len(answers)} cases, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
