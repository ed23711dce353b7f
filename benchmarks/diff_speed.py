"""How long a reviewer waits for `review diff` on the real book, and how long one snapshot takes.

Prints the times of fresh processes, by the clock (median and least) and of both cores together: one snapshot of the
folder; the whole command against HEAD, and against the first commit, where almost everything differs; and what the time
of a snapshot goes into. Nothing is drawn or built.

Run: .venv/bin/python benchmarks/diff_speed.py [--repeats 5]
Target: less than 10 seconds for a diff.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BOOK = Path(__file__).resolve().parents[1]


def times(*arguments: str) -> tuple[float, float]:
    """Return the seconds that `python -m` takes with these arguments: by the clock, and of both cores together."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", *arguments], cwd=BOOK, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, worked


def measure_stages() -> dict[str, float]:
    """Take a snapshot in this process; return the seconds of its stages."""
    from helpers.audit import claims
    from helpers.chapters import cells
    from helpers.commands.diff import snapshot as module

    seconds: dict[str, float] = {}

    def timed(owner: object, name: str, stage: str) -> None:
        inner = getattr(owner, name)

        def outer(*arguments: object) -> object:
            start = time.perf_counter()
            try:
                return inner(*arguments)
            finally:
                seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start

        setattr(owner, name, outer)

    timed(module, "load", "data, checked")
    timed(module, "outline", "chapters, as blocks")
    timed(module, "quantity", "numbers in prose and captions")
    timed(module, "holds", "words that depend on data")
    timed(cells, "_run", "cells")
    timed(claims, "judge", "verdicts on claims")
    module.snapshot(BOOK)
    return seconds


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure_stages()))
        return
    git = ["git", "-C", str(BOOK), "rev-list", "--max-parents=0", "HEAD"]
    first = subprocess.run(git, capture_output=True, text=True, check=True).stdout.split()[0]
    commands = {
        "one snapshot": ("helpers.commands.diff.snapshot", str(BOOK)),
        "review diff": ("helpers", "diff"),
        "review diff, first commit": ("helpers", "diff", first),
        "the same with --markdown": ("helpers", "diff", first, "--markdown"),
        "two revisions": ("helpers", "diff", first, "HEAD"),
    }
    for name, command in commands.items():
        clock, worked = zip(*(times(*command) for _ in range(options.repeats)), strict=True)
        shown = f"median {statistics.median(clock):.2f} s, least {min(clock):.2f} s, of {len(clock)}"
        print(f"{name:<28}{shown}; both cores together {statistics.median(worked):.2f} s")
    print("\nInside a snapshot")
    command = [sys.executable, str(Path(__file__).resolve()), "--measure"]
    runs = [
        json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        for _ in range(options.repeats)
    ]
    for stage in runs[0]:
        print(f"{stage:<34}{statistics.median(run[stage] for run in runs):>7.3f} s")


if __name__ == "__main__":
    main()
