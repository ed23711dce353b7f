"""Anyone's table of printed results, audited: read from CSV, answered as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from helpers.audit import COLUMNS, Audited, audit_table, summarise
from helpers.audit.results import WHOLE, WORDS
from helpers.commands.foreign_table import Fault, Reader, read_foreign
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row
from helpers.stats.measures import COMPARISONS, named

NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?\Z")
P_VALUE = re.compile(r"[<>]?[0-9]{0,3}(\.[0-9]{1,12})?(?<=[0-9])\Z")
COUNT = re.compile(r"[0-9]{1,9}\Z")
MOST_RESULTS = 10_000
OUTCOMES = ("binary", "ordinal", "time to event")


class AuditedTable(NamedTuple):
    """An audited file: its name, its results, and the columns that were not looked at."""

    file: str
    audited: list[Audited]
    ignored: list[str]


def audit_file(path: Path, rounding: str) -> tuple[AuditedTable | None, list[Problem]]:
    """Audit a CSV file of printed results.

    Parameters: path; its header names `result` and any of the other columns of `helpers.audit.COLUMNS`, in any order;
    rounding, as in `helpers.stats.rounding`. Returns: the results, None at fault, and every fault.
    """
    table, problems = read_foreign(path, Reader("result", "results", MOST_RESULTS, _used, _faults))
    if table is None:
        return None, problems
    used = table.choice
    results = [{column: row[column].strip() for column in used} for row in table.rows]
    ignored = [column for column in table.header if column not in used]
    return AuditedTable(table.name, audit_table(results, rounding=rounding), ignored), []


def _used(header: list[str]) -> tuple[list[str] | None, list[Fault]]:
    """Return the columns of a header that are looked at, None when it is no table of results, and why."""
    used = [column for column in header if column in COLUMNS]
    if "result" in used and len(used) > 1:
        return used, []
    rule = "the header names result and at least one of: " + ", ".join(c for c in COLUMNS if c != "result")
    return None, [(rule, f"got {quote(', '.join(header), 200)}", "Name the columns so, with commas between.")]


def _faults(row: Row, used: list[str]) -> Iterator[Fault]:
    """Yield rule, finding and remedy for each cell of a row that cannot be read."""
    for column in used:
        cell = row[column].strip()
        if not cell or column in ("result", "fact", "unit"):
            continue
        got, remedy = f"got {quote(cell)}", "Write it as printed, in plain digits, or leave the cell empty."
        if column == "measure" and named(cell) is None:
            yield (
                f"measure is one of {', '.join(COMPARISONS)}, with a before it when adjusted",
                got,
                "Correct it, or leave it empty.",
            )
        elif column == "outcome_type" and cell not in OUTCOMES:
            yield f"outcome_type is {', '.join(OUTCOMES)}", got, "Correct it, or leave it empty."
        elif column == "p" and not P_VALUE.match(cell):
            yield "p is a P value such as 0.03 or <0.001", got, remedy
        elif column in WHOLE and not COUNT.match(cell):
            yield f"{column} is a whole number", got, remedy
        elif column not in (*WORDS, "p", *WHOLE) and not NUMBER.match(cell):
            yield f"{column} is a number", got, remedy


def as_json(table: AuditedTable) -> dict[str, Any]:
    """Return an audited file as plain JSON types."""
    results = [
        {
            **found.result,
            "verdict": found.verdict,
            "checks": [
                {"check": check.name, "verdict": check.verdict, "reason": check.reason, "columns": list(check.parts)}
                for check in found.checks
                if check.verdict
            ],
            "questions": found.questions,
        }
        for found in table.audited
    ]
    return {"summary": summarise(table.audited), "ignored": table.ignored, "results": results}
