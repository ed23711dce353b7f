"""What cells have lost since the last commit: decimals and letters that spreadsheets do not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from helpers.evidence.dictionary import primary_key_of, tables_of
from helpers.evidence.rules.readings import name_of
from helpers.evidence.spreadsheets import read_saved
from helpers.files.committed import committed
from helpers.files.problems import quote
from helpers.files.tables import Row, as_in_file

NUMBER = re.compile(r"([<>≤≥]?)\s?(-?[0-9]+)\.([0-9]+)\Z")


def find_lost(root: Path, package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> list[str]:
    """Return the cells that hold less than in the last commit and mean the same, each with both, by file, row and key.

    Parameters: root, the book's folder; package, the data dictionary; tables, rows by table, of those that can be read.
    """
    names = {table: f"data/{table}.csv" for table in tables_of(package) if table in tables}
    earlier = committed(root, names.values())
    found = []
    for table, name in names.items():
        if name in earlier and earlier[name] != _bytes_of(root / name):
            key = primary_key_of(package, table)
            before = {name_of(row, key): row for row in read_saved(package, table, earlier[name]).rows}
            found += [said for row in tables[table] for said in _lost_of(row, before.get(name_of(row, key)), key)]
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _lost_of(row: Row, before: Row | None, key: list[str]) -> Iterator[str]:
    for column, cell in row.items():
        was, is_ = (before.get(column, "") if before else ""), as_in_file(cell)
        if was != is_ and (_is_shortened(was, is_) or _is_without_letters(was, is_)):
            yield f"{row.place} ({name_of(row, key)}): {column} is {quote(is_)}; it was {quote(was)}"


def _is_shortened(was: str, is_: str) -> bool:
    """Return whether a number has lost trailing zeros, or its point became a comma."""
    number = NUMBER.match(was)
    if number and is_ == was.replace(".", ","):
        return True
    if not number or not is_.startswith(number[1]):
        return False
    short = is_[len(number[1]) :].strip()
    fits = re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", short) is not None
    return (
        fits and len(short) < len(f"{number[2]}.{number[3]}") and Decimal(short) == Decimal(f"{number[2]}.{number[3]}")
    )


def _is_without_letters(was: str, is_: str) -> bool:
    """Return whether letters that an encoding lacks became question marks."""
    pairs = zip(was, is_, strict=False)
    return len(was) == len(is_) and all(old == new or (new == "?" and not old.isascii()) for old, new in pairs)
