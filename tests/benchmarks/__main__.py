"""``python -m tests.benchmarks [--torch PYTHON] [--mxnet PYTHON] [WORKLOAD ...]``

Every library runs in a process of its own with two threads; the measurements of one workload
alternate between them, so that a noisy moment hits all, and the best of each is shown. What the
libraries compute is compared before anything is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from .workloads import WORKLOADS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Library:
    """A process that measures workloads of one library on request."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "2",
            "OPENBLAS_NUM_THREADS": "2",
            "MKL_NUM_THREADS": "2",
            "PYTHONPATH": str(ROOT) if name == "ndgrad" else "",
        }
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def ask(self, workload: str, what: str) -> object:
        """The answer of the process to ``what`` ('check' or 'time'); None if it has none."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([workload, what]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the {self.name} process died in {workload}")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def agree(answers: dict[str, object]) -> str:
    """Where the libraries' values (name -> list of numbers) differ, in words."""
    numbers = {n: a for n, a in answers.items() if isinstance(a, list)}
    ours = numbers.get("ndgrad")
    for name, theirs in numbers.items():
        for i, (a, b) in enumerate(zip(ours or [], theirs, strict=True)):
            if abs(a - b) > 2e-3 * max(1.0, abs(a), abs(b)):
                return f"VALUES DIFFER from {name}: number {i} is {a:.6g} here, {b:.6g} there"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.benchmarks")
    parser.add_argument("--torch", help="a Python interpreter that has PyTorch")
    parser.add_argument("--mxnet", help="a Python interpreter that has MXNet 1.9.1")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each (5)")
    parser.add_argument("workload", nargs="*", help=f"of: {', '.join(WORKLOADS)}")
    options = parser.parse_args()
    pythons = {"ndgrad": sys.executable, "torch": options.torch, "mxnet": options.mxnet}
    names = options.workload or list(WORKLOADS)
    unknown = [n for n in names if n not in WORKLOADS]
    if unknown:
        parser.error(f"no workload {unknown[0]!r}; there are {', '.join(WORKLOADS)}")
    libraries = {n: Library(n, p) for n, p in pythons.items() if p}
    heads = "".join(f"{n:>12}" for n in libraries)
    print(f"{'':46}{heads}   at most (share of torch, mxnet)")
    for name in names:
        title, unit, limits = WORKLOADS[name]
        answers = {n: library.ask(name, "check") for n, library in libraries.items()}
        difference = agree(answers)
        figures: dict[str, float] = {}
        for _ in range(options.rounds):
            for n, library in libraries.items():
                seconds = library.ask(name, "time")
                if isinstance(seconds, float):
                    figures[n] = min(seconds, figures.get(n, seconds))
        row = "".join(f"{figures[n]:12.3g}" if n in figures else f"{'-':>12}" for n in libraries)
        print(
            f"{f'{title} ({unit})':46}{row}   {_verdict(figures, limits)} {difference}", flush=True
        )
    for library in libraries.values():
        library.close()


def _verdict(figures: dict[str, float], limits: dict[str, float]) -> str:
    parts = []
    for other, limit in limits.items():
        if other in figures and "ndgrad" in figures:
            share = figures["ndgrad"] / figures[other]
            parts.append(
                f"{other} {share:.2f} <= {limit:.2f} {'ok' if share <= limit else 'MISSED'}"
            )
    return ", ".join(parts)


if __name__ == "__main__":
    main()
