"""Recorded facts that are no results, as quantities: a cell, or words made of one, with its row."""

from __future__ import annotations

import re

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities import formulas
from helpers.quantities.lookup import QuantityError, unknown
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity

NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
LONG_UNITS = {"d": ("day", "days"), "h": ("hour", "hours"), "min": ("minute", "minutes")}
SHORT_UNIT = re.compile(rf"(\d) ({'|'.join(LONG_UNITS)})\b")


def row_of(evidence: Evidence, table: str, column: str, key: str) -> Row:
    """Return the row of a table by its key. Raises: QuantityError with the nearest keys."""
    rows = {row[column]: row for row in evidence.tables[table]}
    if key not in rows:
        raise unknown(f"{column} of {table}.csv", key, rows)
    return rows[key]


def cell_of(evidence: Evidence, expression: str, what: str, row: Row, column: str, unit: str) -> Quantity:
    """Return a cell, with its unit from another column, as a quantity. Raises: as `words_of`."""
    return words_of(
        evidence, expression, what, row, with_unit(row[column], row[unit]), unit=row[unit], number=row[column]
    )


def words_of(
    evidence: Evidence, expression: str, what: str, row: Row, text: str, *, unit: str = "", number: str = ""
) -> Quantity:
    """Return a recorded fact as a quantity. Raises: QuantityError when its cell is empty."""
    if not text:
        raise QuantityError(f"{expression}: no {what} is recorded in {row.table}.csv row {row.number}")
    digits = number or text.removesuffix(unit).strip()
    value = float(digits) if NUMBER.match(digits) else None
    return Quantity(
        expression=expression,
        text=text,
        value=value,
        kind="words" if value is None else "number",
        formula=formulas.cell(what, row.table),
        printed={"value": digits} if value is not None else {},
        unit=unit,
        origin="recorded",
        **provenance(evidence, [row]),
    )


def with_unit(text: str, unit: str) -> str:
    """Return a printed number with its unit; a percent sign stands close to it."""
    return text + (unit if unit == "%" else f" {unit}" if unit else "") if text else ""


def spelt(text: str) -> str:
    """Return a time with its unit as a word: `90 days`."""
    return SHORT_UNIT.sub(lambda found: f"{found[1]} {LONG_UNITS[found[2]][text[:2] != '1 ']}", text)


def in_a_sentence(label: str) -> str:
    """Return a label as it stands within a sentence: in small letters unless an abbreviation or a name begins it."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
