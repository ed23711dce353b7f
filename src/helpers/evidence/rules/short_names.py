"""Short names of outcomes: each says one thing, and hides no key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from helpers.evidence.dictionary import primary_key_of, tables_of
from helpers.files.problems import Problem
from helpers.files.tables import Tables


def keys_of(package: Mapping[str, Any], tables: Tables) -> dict[str, str]:
    """Return every word of a key of the book's tables, with the table in which it stands first."""
    found: dict[str, str] = {}
    for table in tables_of(package):
        for column in primary_key_of(package, table):
            for row in tables[table]:
                found.setdefault(str(row[column]), table)
    return found


def find_short_name_problems(package: Mapping[str, Any], tables: Tables) -> Iterator[Problem]:
    """Yield short names of outcomes that are given twice or are a key already."""
    named = [row for row in tables["outcomes"] if row["alias"]]
    keys = keys_of(package, tables) if named else {}
    before: dict[str, str] = {}
    for row in named:
        alias = row["alias"]
        if alias in before:
            found = f"{alias} is also that of {before[alias]}"
            yield row.fault("a short name belongs to one outcome", found, "Give one of them another.")
        elif alias in keys:
            found = f"{alias} is a key of {keys[alias]}.csv"
            yield row.fault("a short name hides no key", found, "Choose another one.")
        before.setdefault(alias, row["outcome"])
