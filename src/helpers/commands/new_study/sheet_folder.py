"""The sheet of a new study as a folder with a table a file, as any spreadsheet program saves them.

A workbook itself is not read: it keeps 46.0 as 46, and the digits that a source prints are data here. Saved as CSV a
cell is as it was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.commands.new_study.sheet import DEFAULTS, ENTRY, Rows, Sheet, asked_columns, lists_of
from helpers.evidence.dictionary import columns_of
from helpers.evidence.spreadsheets import read_saved
from helpers.files.problems import EvidenceError, Place, Problem
from helpers.files.tables import table_text
from helpers.files.text import read_bytes

ALONE = ("entry", "studies", "defaults")  # tables with one row


def read_folder(package: Mapping[str, Any], folder: Path) -> tuple[Sheet, list[Problem]]:
    """Read a sheet. Parameters: package, the data dictionary; folder. Returns: the sheet and each fault of its form."""
    sheet, problems = Sheet(name=str(folder)), list[Problem]()
    known = _with_entry(package)
    tables = {table: folder / f"{table}.csv" for table in _tables(package)}
    if not any(path.exists() for path in tables.values()):
        rule = "a folder with a sheet has a table a file"
        remedy = f"Save them as {', '.join(path.name for path in tables.values())}."
        return sheet, [Place(str(folder)).fault(rule, "it has none of them", remedy)]
    for table, path in tables.items():
        if not path.exists():
            continue
        data, faults = read_bytes(path, str(path))
        if faults:
            problems += faults
            continue
        saved = read_saved(known, table, data, str(path))
        problems += saved.problems
        sheet.doubts += saved.doubts
        rows = [Rows(dict(row), row.number, str(path)) for row in saved.rows]
        if table in ALONE and len(rows) > 1:
            place = Place(str(path), row=rows[1].line)
            problems.append(place.fault("a sheet is of one study", "this is a second row", "Remove it."))
        _take(sheet, package, table, rows)
    return sheet, problems


def write_folder(package: Mapping[str, Any], folder: Path) -> None:
    """Write empty tables to be filled. Raises: EvidenceError when there is something of that name; OSError."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        fault = Place(str(folder)).fault("empty tables are written into a new folder", "it is there", "Name another.")
        raise EvidenceError([fault]) from None
    known = _with_entry(package)
    for table in _tables(package):
        (folder / f"{table}.csv").write_text(table_text(columns_of(known, table), []), encoding="utf-8", newline="\n")


def _tables(package: Mapping[str, Any]) -> list[str]:
    return ["entry", "studies", "topics", "defaults", *lists_of(package)]


def _with_entry(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data dictionary with the two parts of a sheet that are no tables of a book."""
    parts = [
        {"name": part, "schema": {"fields": [{"name": name, "type": "string"} for name in names]}}
        for part, names in (("entry", ENTRY), ("defaults", DEFAULTS))
    ]
    return {**package, "resources": [*package["resources"], *parts]}


def _take(sheet: Sheet, package: Mapping[str, Any], table: str, rows: list[Rows]) -> None:
    """Put the rows of a table where a sheet has them."""
    if table in ("entry", "defaults"):
        setattr(sheet, table, rows[0].cells if rows else {})
    elif table == "studies":
        asked = [column["name"] for column in asked_columns(package, "studies")]
        sheet.study = {name: rows[0].cells[name] for name in asked} if rows else {}
        sheet.key = rows[0].cells["study"] if rows else ""
    elif table == "topics":
        for row in rows:
            sheet.topics.setdefault(row.cells["axis"], []).append(row.cells["topic"])
    else:
        sheet.lists[table] = rows
