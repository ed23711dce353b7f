"""Every number that is kept twice is kept alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from helpers.evidence.dictionary import fields_of, primary_key_of, tables_of
from helpers.files.bibtex import Entry
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, as_in_file

NUMBER = re.compile(r"([<>≤≥]?)\s?(-?(?:\d+(?:\.\d+)?|\.\d+))\Z", re.ASCII)
BIBLIOGRAPHY = "references"


def find_reading_problems(
    package: Mapping[str, Any], tables: Mapping[str, list[Row]], entries: Mapping[str, Entry]
) -> Iterator[Problem]:
    """Yield second readings that differ from the first, or belong to no cell.

    Parameters: package, the data dictionary; typed rows by table; entries of references.bib by key.
    """
    cells: dict[str, Mapping[str, Mapping[str, Any]]] = {BIBLIOGRAPHY: {k: e.fields for k, e in entries.items()}}
    for row in tables["readings"]:
        table = row["table"]
        if table not in cells:
            names = primary_key_of(package, table)
            cells[table] = {name_of(each, names): each for each in tables[table]}
        own = cells[table].get(row["key"])
        if own is None or row["column"] not in own:
            found = f"{table} has no {quote(row['key'])} with {quote(row['column'])}"
            yield row.fault("a second reading belongs to a cell", found, "Follow the row that it was made of.")
            continue
        first = as_in_file(own[row["column"]])
        if (differing := difference_of(own[row["column"]], row["read"])) is not None:
            rule, remedy = differing
            place = f"{own.table}.csv row {own.number}" if isinstance(own, Row) else "references.bib"
            found = f"{row['key']}, {row['column']}: {quote(first)} in {place}, {quote(row['read'])} here"
            yield row.fault(rule, found, remedy)


def difference_of(value: object, read: str) -> tuple[str, str] | None:
    """Return the rule that a second reading of a cell breaks, and what to do; None where both agree.

    Parameters: value, of the cell, text where the decimals of a printed number count; read, the second reading.
    """
    first = as_in_file(value)
    if not _alike(first, read):
        return "two readings of a number agree", "Read the source again; correct the one that is wrong."
    if isinstance(value, str) and _decimals(first) != _decimals(read):
        rule = "two readings of a number have the same decimals, as printed"
        return rule, "Spreadsheets drop trailing zeros: look at the source, and write the number as it is printed."
    return None


def name_of(row: Mapping[str, Any], key: Iterable[str]) -> str:
    """Return how readings.csv names a row: the filled cells of its key. Parameters: key, the columns of it."""
    return " / ".join(as_in_file(row[column]) for column in key if row[column] not in ("", None))


def _alike(first: str, second: str) -> bool:
    """Return whether two readings are the same number with the same sign before it, or else the same words."""
    one, other = NUMBER.match(first), NUMBER.match(second)
    if one is None or other is None:
        return first == second
    return one[1] == other[1] and Decimal(one[2]) == Decimal(other[2])


def _decimals(number: str) -> int:
    """Return how many decimals a number is printed with: the audit rounds by them. A count has none to lose."""
    return len(number.partition(".")[2])


class Unread(NamedTuple):
    """A number that nobody has read a second time: its row, how readings.csv names the row, and its column."""

    row: Row
    name: str
    column: str

    def __str__(self) -> str:
        """Return where it stands and what it is."""
        return f"{self.row.place} ({self.name}): {self.column} {as_in_file(self.row[self.column])}"


def find_unread(package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> list[Unread]:
    """Return the numbers that nobody has read a second time.

    Parameters: package, the data dictionary, which says of a column that its numbers are read twice; typed rows by
    table.
    """
    read = {(row["table"], row["key"], row["column"]) for row in tables["readings"]}
    unread = []
    for table in tables_of(package):
        columns = [field["name"] for field in fields_of(package, table) if field.get("readTwice")]
        key = primary_key_of(package, table) if columns else []
        named = [(row, name_of(row, key)) for row in tables[table]] if columns else []
        unread += [
            Unread(row, name, column)
            for row, name in named
            for column in columns
            if NUMBER.match(as_in_file(row[column])) and (table, name, column) not in read
        ]
    return unread
