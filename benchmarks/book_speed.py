"""How long does the book take to build: without a change, after an edit of prose, and from nothing?

In turns: `make book` when nothing has changed; the build that it then spares; a build after a sentence was added to a
chapter; a build from nothing, all cells run. Beside them the start-up, in which Python imports Jupyter Book and this
book's extension and does nothing; the same chapters built from nothing by an unmodified Jupyter Book (stock_book.py
says what it leaves out); and with `--other` the builds of another checkout, whose `make book` always builds.

Run: .venv/bin/python benchmarks/book_speed.py [--repeats 3] [--cold 2] [--copies 0] [--other ../before] [--no-stock]
`--copies` adds so many copies of the chapter with most cells: Sphinx reads pages side by side only where there are more
than five. Targets: no change, at most half of the other checkout; from nothing, at most two thirds of it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from itertools import count
from pathlib import Path

from side_by_side import PROJECT, in_turns, python_of, run, show
from stock_book import STRICT, add_copies, build, copy_book, copy_stock_book

START_UP = "import jupyter_book.cli.main, jupyter_book.sphinx, helpers.book"


class Books:
    """A book of one checkout in a folder of its own, built once."""

    def __init__(self, folder: Path, checkout: Path, copies: int) -> None:
        """Copy and build it."""
        self.book = add_copies(copy_book(folder, checkout), copies)
        self.folder, self.python, self.turn = folder, python_of(checkout), count(1)
        self.build()

    def build(self) -> None:
        """Build as `jupyter-book` does."""
        build(self.book, python=self.python)

    def make(self) -> None:
        """Do what `make book` does: ask whether anything has changed, and build if so."""
        if "nothing to build" not in run([self.python, "-m", "helpers.commands.built"], self.book, may_fail=True):
            raise SystemExit("Nothing was changed, and yet it is to be built.")

    def edit_and_build(self) -> None:
        """Add a sentence to a chapter, and build."""
        with (self.book / "chapters/imaging.md").open("a", encoding="utf-8") as chapter:
            chapter.write(f"\nA sentence is added{', and again' * next(self.turn)}.\n")
        self.build()

    def build_from_nothing(self) -> None:
        """Build without anything built before."""
        shutil.rmtree(self.book / "_build")
        self.build()


def main() -> None:
    """Print the builds that are short, then those from nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cold", type=int, default=2, help="builds from nothing")
    parser.add_argument("--copies", type=int, default=0, help="more chapters with cells")
    parser.add_argument("--other", type=Path, help="another checkout, with a .venv")
    parser.add_argument("--no-stock", action="store_true", help="without the unmodified Jupyter Book")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ours = Books(Path(name) / "ours", PROJECT, options.copies)
        short = {
            "start-up": lambda: run([ours.python, "-c", START_UP], PROJECT),
            "make book, no change": ours.make,
            "jupyter-book build, no change": ours.build,
        }
        edits = {"one edit of prose": ours.edit_and_build}
        cold = {"from nothing": ours.build_from_nothing}
        if options.other:
            theirs = Books(Path(name) / "theirs", options.other.resolve(), options.copies)
            short["no change, the other checkout"] = theirs.build
            edits["one edit of prose, the other checkout"] = theirs.edit_and_build
            cold["from nothing, the other checkout"] = theirs.build_from_nothing
        if not options.no_stock:
            stock = add_copies(copy_stock_book(Path(name) / "stock"), options.copies)

            def build_stock() -> None:
                shutil.rmtree(stock / "_build", ignore_errors=True)
                build(stock, stock=True)

            cold["from nothing, stock Jupyter Book"] = build_stock
        show(in_turns(short, options.repeats), "no change, the other checkout")
        show(in_turns(edits, options.repeats), "one edit of prose, the other checkout")
        show(in_turns(cold, options.cold), "from nothing, the other checkout")
    print(f"built with {' '.join(STRICT)}")


if __name__ == "__main__":
    main()
