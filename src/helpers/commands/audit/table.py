"""Anyone's table of printed results, audited: read from CSV, answered as plain words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from helpers.audit import COLUMNS, Audited, audit_table, summarise
from helpers.commands.audit.cells import read_row
from helpers.commands.audit.columns import Choice, choose
from helpers.commands.foreign_table import Fault, Reader, read_foreign
from helpers.files.problems import Problem
from helpers.files.tables import Row

MOST_RESULTS = 10_000
WRONG = ("inconsistent", "impossible")  # verdicts for which the command ends with 1


class AuditedTable(NamedTuple):
    """An audited file: its name, its results, the columns that were not looked at, and those of other names."""

    file: str
    audited: list[Audited]
    ignored: list[str]
    renamed: dict[str, str]

    @property
    def wrong(self) -> bool:
        """Return whether a result contradicts itself, or cannot be."""
        return any(found.verdict in WRONG for found in self.audited)


def audit_file(path: Path, rounding: str) -> tuple[AuditedTable | None, list[Problem]]:
    """Audit a CSV file of printed results.

    Parameters: path; its header names `result` and any of the other columns of `helpers.audit.COLUMNS`, in any order;
    rounding, as in `helpers.stats.rounding`. Returns: the results, None at fault, and every fault.
    """
    table, problems = read_foreign(path, Reader("result", "results", MOST_RESULTS, choose, _faults))
    if table is None:
        return None, problems
    choice = table.choice
    used = [column for column in COLUMNS if column in choice.read.values()]
    results = [{**dict.fromkeys(used, ""), **read_row(row, choice)[0]} for row in table.rows]
    ignored = [column for column in table.header if column not in choice.read]
    return AuditedTable(table.name, audit_table(results, rounding=rounding), ignored, choice.renamed), []


def _faults(row: Row, choice: Choice) -> Iterable[Fault]:
    """Return rule, finding and remedy for each cell of a row that cannot be read."""
    return read_row(row, choice)[1]


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
    summary = summarise(table.audited)
    return {"summary": summary, "ignored": table.ignored, "renamed": table.renamed, "results": results}
