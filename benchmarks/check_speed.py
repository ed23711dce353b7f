"""How long an author waits for `review check` on the real data, and what the time goes into.

Prints the wall time of the whole command in a fresh process (median and least of seven), then the time of its stages,
each the median of as many fresh processes. The stages add up to less than the whole: leaving Python takes time, too.

Run: .venv/bin/python benchmarks/check_speed.py [--repeats 7]
Target: less than 2 seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BOOK = Path(__file__).resolve().parents[1]


def wall_time(command: list[str]) -> float:
    """Return the seconds a command takes; faults it reports (exit code 1) are no concern here."""
    start = time.perf_counter()
    finished = subprocess.run(command, cwd=BOOK, capture_output=True, check=False)
    if finished.returncode > 1:
        raise SystemExit(finished.stderr.decode())
    return time.perf_counter() - start


def measure_stages() -> dict[str, float]:
    """Run the stages of the check one by one in this process; return the seconds of each."""
    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        result = work(*arguments)
        seconds[stage] = time.perf_counter() - start
        return result

    def import_own() -> None:
        import helpers.commands.check
        import helpers.commands.cli  # noqa: F401

    def import_checkers() -> None:
        import bibtexparser  # noqa: F401
        import frictionless.resources  # noqa: F401

    timed("imports: helpers, Typer", import_own)
    timed("imports: Frictionless, bibtexparser", import_checkers)
    from helpers.chapters.reading import read_chapters
    from helpers.evidence.bibliography import load_bibliography
    from helpers.evidence.cells import find_schema_problems
    from helpers.evidence.dictionary import TABLES, columns_of, load_schema
    from helpers.evidence.evidence import read
    from helpers.evidence.rules.registry import find_domain_problems
    from helpers.files.tables import read_table

    entries, _ = timed("bibliography", load_bibliography, BOOK)
    package, _ = timed("data dictionary", load_schema, BOOK)

    def read_tables() -> dict[str, list]:
        return {
            table: read_table(BOOK / f"data/{table}.csv", f"data/{table}.csv", columns_of(package, table))[0]
            for table in TABLES
        }

    tables = timed("tables, from bytes to rows", read_tables)
    timed("schema, by Frictionless", find_schema_problems, package, tables)
    evidence, _ = read(BOOK)  # not counted: the stages above, once more
    if evidence is None:
        raise SystemExit("The data are at fault, so that the later stages cannot run: see `review check`.")
    timed("domain rules", lambda: list(find_domain_problems(evidence.tables, entries)))
    timed("chapters", read_chapters, BOOK, evidence)
    return seconds


def main() -> None:
    """Print the whole and its parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure_stages()))
        return
    whole, start, stages = [], [], []
    for _ in range(options.repeats):
        whole.append(wall_time([sys.executable, "-m", "helpers", "check"]))
        start.append(wall_time([sys.executable, "-c", "pass"]))
        command = [sys.executable, str(Path(__file__).resolve()), "--measure"]
        finished = subprocess.run(command, cwd=BOOK, stdout=subprocess.PIPE, text=True, check=True)
        stages.append(json.loads(finished.stdout))
    print(f"review check: median {statistics.median(whole):.2f} s, least {min(whole):.2f} s, of {len(whole)}\n")
    print(f"{'start of Python':<38}{statistics.median(start):>7.3f} s")
    for stage in stages[0]:
        print(f"{stage:<38}{statistics.median(one[stage] for one in stages):>7.3f} s")


if __name__ == "__main__":
    main()
