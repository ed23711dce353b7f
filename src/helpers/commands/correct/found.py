"""Which row of a table an author means: by its key, by short names, or by words of its labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from helpers.evidence.dictionary import columns_of, primary_key_of, tables_of
from helpers.evidence.evidence import Evidence
from helpers.evidence.rules.readings import name_of
from helpers.files.problems import EvidenceError, Place, quote
from helpers.files.tables import Row, as_in_file

MOST = 12  # rows that are listed
NAMED = {"study": "studies", "outcome": "outcomes", "definition": "definitions", "group": "groups"}
SHORT, LONG = ("alias",), ("alias", "label")  # columns of a named thing that stand for its key


def rows_meant(evidence: Evidence, table: str, words: list[str]) -> list[Row]:
    """Return the rows of a table that words may mean: those whose key they name, else those whose labels hold them.

    Parameters: evidence, of the book; table, its name; words, keys or short names in any order, or parts of labels.
    Raises: EvidenceError when there is no such table or row.
    """
    if table not in tables_of(evidence.package):
        found = f"got {quote(table)}; the tables are {', '.join(tables_of(evidence.package))}"
        raise EvidenceError([Place("data").fault("a row stands in a table", found, "Name one of them.")])
    rows = evidence.tables[table]
    names = {id(row): set(_names(evidence, table, row, SHORT)) for row in rows}
    if meant := [row for row in rows if names[id(row)].issuperset(words)]:
        key = primary_key_of(evidence.package, table)
        whole = [row for row in meant if len(words) == sum(bool(as_in_file(row[column])) for column in key)]
        return whole if len(whole) == 1 else meant
    sought = [word.casefold() for word in words]
    told = {id(row): " ".join(_names(evidence, table, row, LONG)).casefold() for row in rows}
    if meant := [row for row in rows if all(word in told[id(row)] for word in sought)]:
        return meant
    key = ", ".join(primary_key_of(evidence.package, table))
    found = f"no row of {table} has {quote(' '.join(words), 200)}"
    remedy = f"Name its {key}; `review complete` lists keys, and parts of labels are searched, too."
    raise EvidenceError([Place(f"data/{table}.csv").fault("a row is found by its key", found, remedy)])


def listed(evidence: Evidence, rows: list[Row]) -> Iterator[str]:
    """Yield a line for each row, the first of many, as an author names it. Parameters: rows, of one table."""
    for row in rows[:MOST]:
        yield f"{row.place}: {name_of(row, primary_key_of(evidence.package, row.table))}"
    if len(rows) > MOST:
        yield f"and {len(rows) - MOST} more"


def one_of(evidence: Evidence, rows: list[Row]) -> Row:
    """Return the only row. Raises: EvidenceError, which lists them, when there are several."""
    if len(rows) == 1:
        return rows[0]
    found = f"these words fit {len(rows)}: {'; '.join(listed(evidence, rows))}"
    raise EvidenceError([Place(rows[0].file).fault("one row is corrected", found, "Name more of its key.")])


def _names(evidence: Evidence, table: str, row: Mapping[str, Any], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield what may stand for each cell of a row's key: the cell, and what the table that describes it calls it."""
    for column in primary_key_of(evidence.package, table):
        cell = as_in_file(row[column])
        if not cell:
            continue
        yield cell
        other = NAMED.get(column, "")
        if other in evidence.tables:
            has = [name for name in columns if name in columns_of(evidence.package, other)]
            for named in evidence.tables[other]:
                if named[column] == row[column] and named.get("study") in (None, row.get("study")):
                    yield from (named[name] for name in has if named[name])
