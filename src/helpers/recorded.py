"""What the tables say of a study, group, outcome or definition beside its numbers: years, doses, times, thresholds."""

from __future__ import annotations

import re

from helpers.evidence.dictionary import columns_of, fields_of
from helpers.evidence.evidence import Evidence
from helpers.lookup import QuantityError, nearest
from helpers.provenance import provenance
from helpers.quantity import Quantity, call

KEYS = {"studies": ("study",), "groups": ("study", "group"), "outcomes": ("outcome",), "definitions": ("definition",)}
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def recorded(evidence: Evidence, table: str, column: str, key: str, group: str | None = None) -> Quantity:
    """Return what a cell of studies, groups, outcomes or definitions holds, in its own words, with its unit.

    Parameters: table, one of KEYS; column; key, of the row; group, with the study as key, for groups.
    Returns: a number where the cell is one, else text alone. Raises: QuantityError, also for an empty cell.
    """
    if table not in KEYS:
        raise nearest("table", table, KEYS)
    if column not in columns_of(evidence.package, table):
        raise nearest("column", column, columns_of(evidence.package, table), f" of {table}")
    wanted = tuple(part for part in (key, group) if part is not None)
    rows = {tuple(row[name] for name in KEYS[table]): row for row in evidence.tables[table]}
    if wanted not in rows:
        raise nearest("row", ", ".join(map(str, wanted)), map(", ".join, rows), f" of {table}")
    text = "" if rows[wanted][column] is None else str(rows[wanted][column])
    if not text:
        raise QuantityError(f"{column} of {', '.join(wanted)} is empty in {table}.csv")
    number = float(text) if NUMBER.match(text) else None
    unit = rows[wanted].get(f"{column}_unit", "")
    title = next(field["title"] for field in fields_of(evidence.package, table) if field["name"] == column)
    return Quantity(
        expression=call("recorded", table, column, *wanted),
        text=f"{text} {unit}" if unit else text,
        value=number,
        kind="number" if number is not None else "words",
        formula=f"{title.lower()}, as recorded in {table}.csv",
        printed={"value": text},
        **provenance(evidence, [rows[wanted]]),
    )
