"""Which row of a table an author means: by its key, by short names, or by words of its labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from helpers.evidence.dictionary import primary_key_of, tables_of
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
    if meant := rows_named(evidence, table, words):
        return meant
    if meant := rows_holding(evidence, [table], words):
        return meant
    unknown = [word for word in words if not rows_holding(evidence, [table], [word])]
    near = nearest(evidence, [table], unknown)
    what = ", ".join(quote(word, 200) for word in unknown) or f"all of {quote(' '.join(words), 200)}"
    found = f"no row of {table} has {what}" + (f"; nearest: {', '.join(near)}" if near else "")
    key = ", ".join(primary_key_of(evidence.package, table))
    remedy = f"Name its {key}; `review complete` lists keys, and parts of labels are searched, too."
    raise EvidenceError([Place(f"data/{table}.csv").fault("a row is found by its key", found, remedy)])


def rows_named(evidence: Evidence, table: str, words: list[str]) -> list[Row]:
    """Return the rows that words name by keys or short names: one where they are a whole key. Parameters: as above."""
    meant = [row for row, names in _called(evidence, table, SHORT) if set(names).issuperset(words)]
    key = primary_key_of(evidence.package, table)
    whole = [row for row in meant if len(words) == sum(bool(as_in_file(row[column])) for column in key)]
    return whole if len(whole) == 1 else meant


def rows_holding(evidence: Evidence, tables: Iterable[str], words: list[str]) -> list[Row]:
    """Return the rows whose keys and labels hold words; one that is a whole name leaves out those that go on after it.

    Parameters: evidence, of the book; tables, their names; words, in any order; capitals do not count.
    """
    sought = [word.casefold() for word in words]
    called = ((row, [*map(str.casefold, names)]) for table in tables for row, names in _called(evidence, table, LONG))
    meant = [(row, names) for row, names in called if all(word in " ".join(names) for word in sought)]
    for word in sought:
        meant = [(row, names) for row, names in meant if word in names] or meant
    return [row for row, _ in meant]


def nearest(evidence: Evidence, tables: Iterable[str], words: list[str]) -> list[str]:
    """Return the keys, labels and words of labels that are nearest to words that no row has.

    Parameters: evidence, of the book; tables, their names; words.
    """
    spelt: dict[str, str] = {}
    for table in tables:
        for _, names in _called(evidence, table, LONG):
            for name in names:
                for part in (name, *name.replace(",", " ").split()):
                    spelt.setdefault(part.casefold(), part)
    found = (spelt[name] for word in words for name in get_close_matches(word.casefold(), spelt, n=3, cutoff=0.7))
    return list(dict.fromkeys(found))


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


def _called(evidence: Evidence, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Row, list[str]]]:
    """Yield each row of a table with what may stand for the cells of its key.

    Those are the cells, and what the tables that describe them call them. Parameters: columns, of these tables.
    """
    key = primary_key_of(evidence.package, table)
    things: dict[str, dict[str, list[Row]]] = {}
    for column in key:
        for thing in evidence.tables.get(NAMED.get(column, ""), ()):
            things.setdefault(column, {}).setdefault(thing[column], []).append(thing)
    for row in evidence.tables[table]:
        names = []
        for column in key:
            cell = as_in_file(row[column])
            own = [
                each for each in things.get(column, {}).get(cell, ()) if each.get("study") in (None, row.get("study"))
            ]
            names += [cell, *(each[name] for each in own for name in columns if each.get(name))] if cell else []
        yield row, names
