"""Does reading and checking stay linear in the number of rows, and does a lookup depend on it?

For books with 1,000 to 100,000 rows in counts.csv it prints the time and peak memory of `evidence.read`, each size
in a fresh process (best of three; imports are not counted), for coherent rows, for rows of which one in 50 breaks a
rule of arithmetic, and for rows of which one in 50 names a study that does not exist. "Against linear" is the time
per row against that at 10,000 rows: 1.0 is exactly linear, 2.0 twice as slow per row. Then it prints the time of
a quantity on a small and on a large book: it must be the same, as nothing may scan a table.

Run: .venv/bin/python benchmarks/rows_scaling.py [--rows 1000 10000] [--repeats 3]
Targets: linear, and less than 1 GB at 100,000 rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic_book import FAULTS, write_book

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
REFERENCE = 10_000
LOOKUPS = 10_000
KINDS = {"none": "coherent", "arithmetic": "1 in 50 breaks a rule", "keys": "1 in 50 has an unknown key"}


def peak_memory() -> float:
    """Return the most memory this process has held, in MB (not a number where the system does not say)."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure_reading(root: Path) -> dict[str, float]:
    """Read a book once in this process: seconds, faults found, peak memory."""
    import bibtexparser  # noqa: F401  imported first, so that its time is not counted
    import frictionless
    import frictionless.resources  # noqa: F401

    from helpers.evidence.evidence import read

    start = time.perf_counter()
    _, problems = read(root)
    return {"seconds": time.perf_counter() - start, "faults": len(problems), "memory": peak_memory()}


def measure_lookups(root: Path) -> dict[str, float]:
    """Compute quantities of a book in this process: seconds of the first one, microseconds of each later one."""
    from helpers.evidence.evidence import load
    from helpers.quantities.expressions import quantity
    from helpers.quantities.vocabulary import Review

    evidence = load(root)
    review = Review(evidence)
    rows = evidence.tables["counts"]
    step = max(1, len(rows) // LOOKUPS)
    asked = [(row["study"], row["group"], row["outcome"]) for row in rows[::step]]
    asked = (asked * (LOOKUPS // len(asked) + 1))[:LOOKUPS]
    start = time.perf_counter()
    review.count(*asked[0])
    measured = {"first": time.perf_counter() - start}
    calls = {
        "count": lambda key: review.count(*key),
        "pct": lambda key: review.pct(*key),
        "{stat}": lambda key: quantity(f'pct("{key[0]}", "{key[1]}", "{key[2]}")', evidence),
    }
    for name, call in calls.items():
        start = time.perf_counter()
        for key in asked:
            call(key)
        measured[name] = (time.perf_counter() - start) / len(asked) * 1e6
    return measured


def in_fresh_process(what: str, root: Path, repeats: int) -> dict[str, float]:
    """Run a measurement of this script in new processes; return the least of each figure."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measure", what, str(root)]
    found = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(repeats)
    ]
    return {name: min(one[name] for one in found) for name in found[0]}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="rows of counts.csv, multiples of 20")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, root = options.measure
        print(json.dumps({"reading": measure_reading, "lookups": measure_lookups}[what](Path(root))))
        return
    with tempfile.TemporaryDirectory() as folder:
        books = {}
        for rows in options.rows:
            for faults in FAULTS:
                books[rows, faults] = Path(folder) / f"{rows}-{faults}"
                write_book(books[rows, faults], rows, faults)
        print(
            f"{'rows':>8}  {'kind':<28}{'seconds':>8}{'s / 1,000':>11}{'against linear':>16}{'peak MB':>9}{'faults':>8}"
        )
        for faults, words in KINDS.items():
            read = {rows: in_fresh_process("reading", books[rows, faults], options.repeats) for rows in options.rows}
            reference = REFERENCE if REFERENCE in read else max(read)
            for rows, found in read.items():
                each = found["seconds"] / rows * 1000
                ratio = each / (read[reference]["seconds"] / reference * 1000)
                print(
                    f"{rows:>8,}  {words:<28}{found['seconds']:>8.2f}{each:>11.3f}{ratio:>16.2f}"
                    f"{found['memory']:>9.0f}{found['faults']:>8,.0f}"
                )
        print(f"\nMicroseconds for one quantity (mean of {LOOKUPS:,}), and milliseconds for the first one")
        print(f"{'rows':>8}{'count':>10}{'pct':>10}{'{stat}':>10}{'first, ms':>12}")
        for rows in (min(options.rows), max(options.rows)):
            found = in_fresh_process("lookups", books[rows, "none"], options.repeats)
            print(
                f"{rows:>8,}{found['count']:>10.1f}{found['pct']:>10.1f}{found['{stat}']:>10.1f}"
                f"{1000 * found['first']:>12.1f}"
            )


if __name__ == "__main__":
    main()
