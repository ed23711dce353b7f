"""How long does `make test` take, and which tests take longest?

Run: .venv/bin/python benchmarks/tests_speed.py [--slowest 20] [further options of pytest]
Target: under 4 minutes on two cores that do nothing else.
"""

from __future__ import annotations

import argparse
import re

from side_by_side import OUR_PYTHON, PROJECT, run, timed


def main() -> None:
    """Run every test once; print the time and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", type=int, default=20)
    options, further = parser.parse_known_args()
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    arguments = re.search(r"^PYTEST_ARGS \?= (.*)", makefile, re.MULTILINE)[1].split()
    printed: list[str] = []
    command = [OUR_PYTHON, "-m", "pytest", "-q", *arguments, f"--durations={options.slowest}", *further]
    cpu, wall = timed(lambda: printed.append(run(command, PROJECT, may_fail=True)))
    lines = printed[0].rstrip().split("\n")
    print(f"{lines[-1]}\n{wall:.0f} s by the clock, {cpu:.0f} s of CPU, pytest {' '.join(arguments)}\n")
    for line in lines:
        if re.match(r"[\d.]+s (call|setup|teardown) ", line):
            print(line[:120])


if __name__ == "__main__":
    main()
