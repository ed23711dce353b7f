"""How long does an author wait for `review check` on the real data?

In turns, in fresh processes, on copies of the book: with the results that earlier checks have kept in `_build/cache`
(an author's every day), with nothing kept (a fresh clone, or CI), and, with `--other`, another checkout with its own
`.venv` and its own book. The share is of the other checkout's CPU seconds.

Run: .venv/bin/python benchmarks/check_speed.py [--repeats 7] [--other ../before]
Target: at most 40% of the CPU seconds of the checkout before package and tables were put in order.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from side_by_side import PROJECT, in_turns, python_of, run, show
from stock_book import copy_book


def main() -> None:
    """Print the times of each state."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--other", type=Path, help="another checkout, with a .venv")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        book = copy_book(Path(name) / "book")
        (book / "_build").mkdir()
        command = [python_of(PROJECT), "-m", "helpers", "check"]

        def nothing_kept() -> None:
            shutil.rmtree(book / "_build/cache", ignore_errors=True)
            run(command, book, may_fail=True)

        works = {"nothing kept": nothing_kept, "tables and pools kept": lambda: run(command, book, may_fail=True)}
        if options.other:
            other = options.other.resolve()
            theirs = copy_book(Path(name) / "other", other)
            their_command = [python_of(other), "-m", "helpers", "check"]
            works["the other checkout"] = lambda: run(their_command, theirs, may_fail=True)
        show(in_turns(works, options.repeats), "the other checkout")


if __name__ == "__main__":
    main()
