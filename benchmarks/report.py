"""Runs the benchmarks and writes benchmarks/README.md from what they print: nobody types a figure.

Run: make benchmarks [OTHER=../before], or .venv/bin/python benchmarks/report.py [--other ../before] [--without
tests_speed] on a computer that does nothing else; it takes about ten minutes. `--other` is another checkout with its
own `.venv`, such as a `git worktree` of an earlier commit in which `make lint` was run: what is compared runs in turns
with it.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from side_by_side import OUR_PYTHON, PROJECT, run

HERE = Path(__file__).parent
MEASURED = {  # script: options, and whether it can be compared with another checkout
    "check_speed": ([], True),
    "command_speed": ([], True),
    "book_speed": ([], True),
    "tests_speed": ([], False),
    "rows_scaling": (["--rows", "1000", "10000", "100000", "--repeats", "1"], False),
    "pooling": ([], False),
    "page_weight": ([], False),
    "diff_speed": (["--repeats", "3"], False),
    "markup": ([], False),
}
ON_DEMAND = ("serve_speed", "chapter_speed", "audit_fairness", "fuzz")  # long, or no speeds, or part of another
HEAD = """# Benchmarks

Scripts that print figures; none of them passes or fails. Each says in its first lines what it measures, and takes
`--help`. `make benchmarks` runs them on a computer that does nothing else and writes this page from what they print.
CPU seconds are those of the user and of the system, child processes included; times are medians of runs in turns.
`synthetic_book.py` writes invented books of any size, `stock_book.py` a copy of this book for an unmodified Jupyter
Book, and `side_by_side.py` times things in turns.
"""


def question_of(script: str) -> str:
    """Return the first line of a script."""
    return (HERE / f"{script}.py").read_text(encoding="utf-8").split('"""')[1].split("\n")[0]


def commit_of(checkout: Path) -> str:
    """Return the commit of a checkout, and whether its files are those of the commit."""

    def git(*words: str) -> str:
        asked = subprocess.run(["git", "-C", checkout, *words], capture_output=True, text=True, check=False)
        return asked.stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "no commit") + (", changed" if git("status", "--porcelain") else "")


def load() -> str:
    """Return how busy the computer has been, where the system says so."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main() -> None:
    """Run each script and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--other", type=Path, help="another checkout, with a .venv")
    parser.add_argument("--without", nargs="*", default=[], choices=list(MEASURED), help="scripts to leave out")
    options = parser.parse_args()
    compared = f" Compared with {commit_of(options.other)}." if options.other else ""
    where = f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    busy = f"load {load()} before the first script"
    parts = [HEAD]
    parts.append(f"Run on {datetime.now(UTC):%Y-%m-%d} at {commit_of(PROJECT)}; {where}; {busy}.{compared}\n")
    for script, (further, comparable) in MEASURED.items():
        if script in options.without:
            continue
        print(script, flush=True)
        begun = time.perf_counter()
        more = ["--other", options.other.resolve()] if comparable and options.other else []
        printed = run([OUR_PYTHON, HERE / f"{script}.py", *further, *more], PROJECT)
        took = f"`{' '.join([f'{script}.py', *further])}`, {time.perf_counter() - begun:.0f} s"
        parts.append(f"## {question_of(script)}\n\n{took}:\n\n```text\n{printed.rstrip()}\n```\n")
    parts.append("## Not run for this page\n")
    parts.append(
        "\n".join(f"- `{script}.py`: {question_of(script)}" for script in (*options.without, *ON_DEMAND)) + "\n"
    )
    (HERE / "README.md").write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
