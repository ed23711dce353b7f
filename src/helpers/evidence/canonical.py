"""The one form of data/*.csv and references.bib, so that a change shows in a diff as what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.evidence.dictionary import columns_of, is_as_written, load_schema, primary_key_of, tables_of
from helpers.evidence.spreadsheets import read_saved
from helpers.files.bibtex import FILE as BIBLIOGRAPHY
from helpers.files.bibtex_form import bibliography_text
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import table_text
from helpers.files.text import UNSEEN, read_bytes, text_of


@dataclass(frozen=True)
class Canonical:
    """A file of the book: its name, what it holds now, its canonical text, and what that undoes.

    Parameters: traces of a spreadsheet, in words; doubts, cells that somebody should look at.
    """

    name: str
    now: bytes
    text: str
    traces: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Return whether the file is not in canonical form."""
        return self.now != self.text.encode("utf-8")

    def problem(self) -> Problem:
        """Return the fault of a file that differs: its first line that is not canonical."""
        lines, right = self.now.split(b"\n"), self.text.encode("utf-8").split(b"\n")
        pairs = enumerate(zip(lines, right, strict=False), 1)
        number = next((number for number, (is_, must) in pairs if is_ != must), min(len(lines), len(right)) + 1)
        line = lines[number - 1] if number <= len(lines) else b""
        found = f"this line is not: {quote(line.decode('utf-8', 'backslashreplace'))}"
        return Place(self.name, line=number).fault("the file is in canonical form", found, "Run review format.")


def in_order(
    package: Mapping[str, Any], table: str, rows: Sequence[Mapping[str, str]], added: Iterable[Mapping[str, str]] = ()
) -> list[Mapping[str, str]]:
    """Return the rows of a table, and others added to it, in canonical order.

    Parameters: package, the data dictionary; table, its name; rows and added, text by column. A table is ordered by
    its primary key, as every table of facts was when this rule was made: nothing reads a meaning from where such a row
    stands, and two authors who add studies do not meet on the last line. A table whose rows have an order of their
    own says so in the dictionary and stays as it is written; there an added row goes behind the last one that agrees
    with it in the first column of the key, else before the first one with a greater key.
    """
    key = primary_key_of(package, table)

    def place(row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[column] for column in key)

    if not is_as_written(package, table):
        return sorted([*rows, *added], key=place)
    found = list(rows)
    for row in added:
        alike = [number for number, other in enumerate(found) if len(key) > 1 and other[key[0]] == row[key[0]]]
        if alike:
            found.insert(alike[-1] + 1, row)
            continue
        later = (number for number, other in enumerate(found) if place(other) > place(row))
        found.insert(next(later, len(found)), row)
    return found


def canonical_files(root: Path) -> tuple[list[Canonical], list[Problem]]:
    """Return every table and the bibliography in canonical form, but for those that cannot be read soundly.

    Parameters: root, the book's folder. Returns: the files, and the faults of the others. A file is read once: what it
    holds now is what its canonical text was made from, so that a save made meanwhile can be told.
    """
    found: list[Canonical] = []
    package, problems = load_schema(root)
    for name in [*(f"data/{table}.csv" for table in (tables_of(package) if package else ())), BIBLIOGRAPHY]:
        now, faults = read_bytes(root / name, name)
        file, faults = (None, faults) if faults else _canonical(package, name, now)
        problems += faults
        if file is not None:
            found.append(file)
    return found, problems


def _canonical(package: Mapping[str, Any], name: str, now: bytes) -> tuple[Canonical | None, list[Problem]]:
    """Return a file in canonical form, None at fault, and its faults.

    Parameters: package, the data dictionary; name, of a table's file or of the bibliography; now, what it holds.
    """
    if name == BIBLIOGRAPHY:
        text, problems = text_of(now, name, foreign=True)
        text, problems = ("", problems) if problems else bibliography_text(UNSEEN.sub("", text))
        return (None, problems) if problems else (Canonical(name, now, text), [])
    table = Path(name).stem
    saved = read_saved(package, table, now)
    if saved.problems:
        return None, saved.problems
    for row in saved.rows:
        row.update({column: cell.strip() for column, cell in row.items()})
    text = table_text(columns_of(package, table), in_order(package, table, saved.rows))
    return Canonical(name, now, text, tuple(saved.traces), tuple(saved.doubts)), []
