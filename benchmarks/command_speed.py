"""How long does `review --help` take, and how long the completion of a word in a shell?

In turns, in fresh processes; beside them the start of Python itself, and with `--other` the same of another checkout.

Run: .venv/bin/python benchmarks/command_speed.py [--repeats 9] [--other ../before]
Target: at most half of the checkout before the package was put in order.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from side_by_side import PROJECT, in_turns, python_of, run, show

COMPLETION = {"_REVIEW_COMPLETE": "complete_bash", "COMP_WORDS": "review ch", "COMP_CWORD": "1"}


def main() -> None:
    """Print the times of each command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--other", type=Path, help="another checkout, with a .venv")
    options = parser.parse_args()
    checkouts = {"": PROJECT} | ({", the other checkout": options.other.resolve()} if options.other else {})
    works = {"start of Python": lambda: run([python_of(PROJECT), "-c", "pass"], PROJECT)}
    for words, checkout in checkouts.items():
        review = shutil.which("review", path=python_of(checkout).parent)
        works[f"review --help{words}"] = lambda review=review, at=checkout: run([review, "--help"], at)
        works[f"completion{words}"] = lambda review=review, at=checkout: run([review], at, may_fail=True, **COMPLETION)
    show(in_turns(works, options.repeats), "review --help, the other checkout")


if __name__ == "__main__":
    main()
