"""The rows of a figure with the studies behind them, and where these print what was computed from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row, RowRef

TRACED = ("study", "source", "locator", "url")  # columns that every figure gets
EXPRESSION = "expression"  # how columns end whose cells give a number


def printed_in(evidence: Evidence, quantities: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Return the rows of the data behind each expression. Parameters: quantities, as `Quantity.as_dict` gives them."""
    return {each["expression"]: [evidence.rows[RowRef(*row)] for row in each["rows"]] for each in quantities}


def with_traced(columns: Sequence[str]) -> list[str]:
    """Return the columns of a figure with those of TRACED that it has not itself."""
    return [*columns, *(name for name in TRACED if name not in columns)]


def traced(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], printed: Mapping[str, list[Row]]
) -> list[dict[str, Any]]:
    """Return a figure's rows with TRACED; several places are joined by ";". Parameters: printed, from `printed_in`."""
    asked = [column for column in columns if column.endswith(EXPRESSION)]
    found = []
    for row in rows:
        behind = [each for column in asked for each in printed.get(row.get(column) or "", ())]
        found.append({**{name: joined(each.get(name, "") for each in behind) for name in TRACED}, **row})
    return found


def joined(cells: Iterable[Any]) -> str:
    """Return cells as one, each once, without the empty ones."""
    return "; ".join(dict.fromkeys(str(cell) for cell in cells if cell))


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV by their columns: outputs of cells that were kept come with the names in each row sorted."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
