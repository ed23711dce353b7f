"""How long the book takes to build: without a change, from nothing, and from nothing against a stock Jupyter Book.

1. No change: the command of `make book` on a book that was just built. From its time the start-up is taken off, that
   is, the time in which the same Python imports Jupyter Book and this book's extension and does nothing.
2. Cold: everything is built from nothing, all cells run. The same chapters with the same cells are built by an
   unmodified Jupyter Book (see stock_book.py, which says what it leaves out), in turns, so that a computer that is
   busy with something else is busy for both.

Prints medians and least times. CPU seconds include all child processes; they suffer less from other programs.

Run: .venv/bin/python benchmarks/book_speed.py [--repeats 5] [--copies 3]
`--copies` adds so many copies of the chapter with most cells to both books: Sphinx reads pages side by side only where
there are more than five.
Targets: no change, within 3 s after start-up; cold, no slower than stock.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stock_book import add_copies, build, copy_book, copy_stock_book

START_UP = "import jupyter_book.cli.main, jupyter_book.sphinx, helpers.book"


def cpu_of_children() -> float:
    """Return the CPU seconds of all finished child processes (not a number where the system does not say)."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of some work."""
    wall, cpu = time.perf_counter(), cpu_of_children()
    work()
    return time.perf_counter() - wall, cpu_of_children() - cpu


def start_up() -> None:
    """Start Python and import what a build needs."""
    subprocess.run([sys.executable, "-c", START_UP], check=True)


def show(what: str, found: list[tuple[float, float]]) -> float:
    """Print one line; return the median of the wall times."""
    wall, cpu = zip(*found, strict=True)
    median = statistics.median(wall)
    print(f"{what:<34}{median:>7.2f} s{min(wall):>9.2f} s{statistics.median(cpu):>9.2f} s")
    return median


def main() -> None:
    """Print both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--copies", type=int, default=0, help="more chapters with cells")
    options = parser.parse_args()
    repeats = options.repeats

    def new_own(name: str) -> Path:
        return add_copies(copy_book(Path(folder) / name), options.copies)

    def new_stock(name: str) -> Path:
        return add_copies(copy_stock_book(Path(folder) / name), options.copies)

    with tempfile.TemporaryDirectory() as folder:
        unchanged = new_own("unchanged")
        build(unchanged)  # also warms the caches of the disk, for both
        build(new_stock("warm"), stock=True)
        starts, again, ours, stock = [], [], [], []
        for turn in range(repeats):
            starts.append(timed(start_up))
            again.append(timed(lambda: build(unchanged)))
            own = new_own(f"own{turn}")
            other = new_stock(f"stock{turn}")
            ours.append(timed(lambda own=own: build(own)))
            stock.append(timed(lambda other=other: build(other, stock=True)))
    print(f"{repeats} turns{'median':>37}{'least':>11}{'CPU':>11}")
    after = show("no change, whole", again) - show("start-up", starts)
    print(f"{'no change, after start-up':<34}{after:>7.2f} s")
    ratio = show("cold, this book", ours) / show("cold, stock Jupyter Book", stock)
    print(f"{'this book / stock':<34}{ratio:>7.2f}   {min(ours)[0] / min(stock)[0]:>8.2f}")


if __name__ == "__main__":
    main()
