"""One library's side of the benchmarks: answers requests on standard input, a line of JSON each.

``[workload, "check"]`` gives numbers computed from fixed inputs (compared between libraries),
``[workload, "time"]`` the best time of a few runs in the workload's unit, null where this library
has no such workload. Runs under the interpreter of the library, so it imports nothing of ours.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path

UNITS = {"ns": 1e9, "us": 1e6, "ms": 1e3}


def best(run, seconds=0.4, least=3):
    """The shortest time of one run, repeated for a while."""
    run()
    times, end = [], time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def load(library):
    path = Path(__file__).with_name(f"with_{library}.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    sys.path.insert(0, str(Path(__file__).parent))
    module = load(sys.argv[1])
    made = {}
    answers = sys.stdout
    sys.stdout = sys.stderr  # libraries print; the answers are ours alone
    for line in sys.stdin:
        name, what = json.loads(line)
        if name not in made:
            made.clear()  # the last workload's arrays
            maker = getattr(module, name, None)
            made[name] = maker() if maker else None
        workload = made[name]
        if workload is None:
            answer = None
        elif what == "check":
            answer = [float(v) for v in workload.get("check", list)()]
        elif "measure" in workload:
            answer = float(workload["measure"]())
        else:
            count = workload.get("count", 1)
            answer = best(workload["run"]) * UNITS[workload.get("unit", "ms")] / count
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
