"""Does any of the book's readers stumble, grow or leave half a file behind, whatever it is given?

Every door through which a file of somebody else comes in is given sound inputs changed at random (`mutations.py`), each
door in a process of its own whose memory is limited. An input must end in an answer or in faults for people; what
ends in anything else, takes over 20 s, or is told in letters that a terminal would act on is printed with its number.
Input number n of a door is the same for the same seed, so it can be run again alone: --doors pool --first n --inputs 1.

Run: .venv/bin/python benchmarks/fuzz.py [--inputs 1000000] [--seed 1] [--first 0] [--doors table pool ...]
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from random import Random
from typing import Any

from doors import DOORS
from mutations import mutate
from side_by_side import OUR_PYTHON, PROJECT

SECONDS = 20  # for one input
MEGABYTES = 2_000  # of address space for one door
SHOWN = 12  # different failures of a door


class TooLong(BaseException):
    """An input took too long; nothing catches this by chance."""


def give(name: str, first: int, inputs: int, seed: int) -> dict[str, Any]:
    """Give one door its inputs and return what came of them. Parameters: name; first, number of the first input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    signal.signal(signal.SIGALRM, _too_long)
    warnings.simplefilter("ignore")
    counts = {"answered": 0, "faulted": 0, "failed": 0}
    failures: dict[str, list[Any]] = {}
    slowest = (0.0, 0)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        door = DOORS[name].open(Path(folder))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        for number in range(first, first + inputs):
            chance = Random(f"{seed} {name} {number}")
            data = mutate(chance.choice(door.seeds), door.kind, chance)
            start = time.perf_counter()
            signal.alarm(SECONDS)
            try:
                told = door.take(data, chance)
                counts["faulted" if told else "answered"] += 1
                if raw := next((line for line in told if not line.isprintable()), ""):
                    raise AssertionError(f"a fault is told in raw letters: {raw[:200]!a}")
            except (Exception, TooLong) as error:
                counts["failed"] += 1
                where = traceback.extract_tb(error.__traceback__)[-1]
                key = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
                if key in failures or len(failures) < SHOWN:
                    failures.setdefault(key, [number, 0, ascii(str(error))[:200], ascii(data[:300])])[1] += 1
            finally:
                signal.alarm(0)
            slowest = max(slowest, (time.perf_counter() - start, number))
    return {
        **counts,
        "seconds": time.perf_counter() - begun,
        "slowest": slowest,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before": before / 1024,
        "failures": failures,
    }


def _too_long(*_: object) -> None:
    raise TooLong(f"more than {SECONDS} s")


def main() -> None:
    """Give each door its share of the inputs and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="in all; each door has its share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input of each door")
    parser.add_argument("--doors", nargs="+", choices=list(DOORS), default=list(DOORS))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(give(options.doors[0], options.first, options.inputs, options.seed)))
        return
    shares = sum(DOORS[name].share for name in options.doors)
    head = f"{'door':14}{'inputs':>10}{'answered':>10}{'faults':>10}{'failed':>8}{'ms each':>9}{'slowest, s':>12}"
    print(f"{head}{'peak MB':>9}{'of that at start':>18}", flush=True)
    found: dict[str, dict[str, Any]] = {}
    dead = 0
    for name in options.doors:
        inputs = max(1, round(options.inputs * DOORS[name].share / shares))
        command = [OUR_PYTHON, __file__, "--one", "--doors", name, "--inputs", str(inputs)]
        command += ["--seed", str(options.seed), "--first", str(options.first)]
        ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        try:
            one = found[name] = json.loads(ran.stdout)
        except ValueError:
            print(f"{name:14}{inputs:>10,}  its process ended with {ran.returncode}: {ran.stderr[-500:]!a}")
            dead += inputs
            continue
        print(
            f"{name:14}{inputs:>10,}{one['answered']:>10,}{one['faulted']:>10,}{one['failed']:>8,}"
            f"{1000 * one['seconds'] / inputs:>9.2f}{one['slowest'][0]:>12.2f}{one['peak']:>9.0f}"
            f"{one['before']:>18.0f}",
            flush=True,
        )
    every = [one["answered"] + one["faulted"] + one["failed"] for one in found.values()]
    print(
        f"{'in all':14}{sum(every):>10,}, {sum(one['failed'] for one in found.values()):,} failed; seed {options.seed}"
    )
    for name, one in found.items():
        for failure, (number, times, said, data) in one["failures"].items():
            print(f"{name} {number} and {times - 1} more: {failure}: {said}\n    {data}")


if __name__ == "__main__":
    sys.exit(main())
