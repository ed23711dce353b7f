"""The rows of data as text, and which of them, and of the bibliography, differ: the cause of what pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from helpers.commands.correct.found import NAMED
from helpers.evidence.dictionary import columns_of, primary_key_of, tables_of
from helpers.evidence.evidence import Evidence
from helpers.files.tables import as_in_file


def plain_data(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return every table.

    Parameters: evidence. Returns: by name, `file`, `key` (the columns whose cells are unique together), `columns`, and
    `rows` of text as the file has it.
    """
    return {table: _table(evidence, table) for table in tables_of(evidence.package)}


def _table(evidence: Evidence, table: str) -> dict[str, Any]:
    columns, key = columns_of(evidence.package, table), primary_key_of(evidence.package, table)
    rows = [[as_in_file(row[column]) for column in columns] for row in evidence.tables[table]]
    return {"file": f"data/{table}.csv", "key": key, "columns": columns, "rows": rows}


def compare_data(old: dict[str, dict], new: dict[str, dict]) -> Iterator[dict[str, Any]]:
    """Yield what differs in the tables: a row or table that came or went, and each cell that changed.

    Parameters: old and new, tables as `plain_data` gives them.
    Yields: `file`, `table`, `row` (its key), `named` (the same in words for readers), `column`, `old` and `new`;
    `column` is "" for a whole row, `row` for a whole table or column.
    """
    labels = _labels(old) | _labels(new)
    for table in dict.fromkeys((*new, *old)):
        place = {"file": (new.get(table) or old[table])["file"], "table": table}
        before, after = old.get(table), new.get(table)
        if before is None or after is None:
            sizes = [None if side is None else f"{len(side['rows'])} rows" for side in (before, after)]
            if (before and before["rows"]) or (after and after["rows"]):
                yield {**place, "row": "", "named": "", "column": "", "old": sizes[0], "new": sizes[1]}
        else:
            yield from ({**place, **found} for found in _compare_table(before, after, labels))


def _labels(tables: dict[str, dict]) -> dict[tuple[str, str, str], str]:
    """Return what readers call a study, group, outcome or definition by column, study (of a group) and key."""
    found = {}
    for column, table in NAMED.items():
        for cells in tables.get(table, {}).get("rows", ()):
            row = dict(zip(tables[table]["columns"], cells, strict=True))
            study = row.get("study", "") if column == "group" else ""
            found[column, study, row.get(column, "")] = row.get("label", "")
    return found


def _compare_table(old: dict, new: dict, labels: dict[tuple[str, str, str], str]) -> Iterator[dict[str, Any]]:
    if old["rows"] and new["rows"]:
        for column in dict.fromkeys((*new["columns"], *old["columns"])):
            states = ["a column" if column in side["columns"] else None for side in (old, new)]
            if None in states:
                yield {"row": "", "named": "", "column": column, "old": states[0], "new": states[1]}
    shared = [column for column in new["columns"] if column in old["columns"]]
    key = [column for column in new["key"] if column in shared]
    for before, after in _paired_rows(old, new, key):
        row = after or before
        cells = [(column, row[column]) for column in key if row[column]]
        study = row.get("study", "")
        said = [labels.get((column, study if column == "group" else "", cell)) or cell for column, cell in cells]
        name = {"row": ", ".join(cell for _, cell in cells), "named": ", ".join(said)}
        if before is None or after is None:
            whole = ", ".join(f"{column} {cell}" for column, cell in row.items() if cell)
            ends = {"old": None, "new": whole} if before is None else {"old": whole, "new": None}
            yield {**name, "column": "", **ends}
            continue
        for column in shared:
            if before[column] != after[column]:
                yield {**name, "column": column, "old": before[column], "new": after[column]}


def _paired_rows(old: dict, new: dict, key: list[str]) -> list[tuple[Any, Any]]:
    """Pair the rows of one key, the first with the first: by an earlier dictionary's key they may be several."""
    sides: list[dict] = []
    for table in (old, new):
        seen: Counter[tuple] = Counter()
        found = {}
        for cells in table["rows"]:
            row = dict(zip(table["columns"], cells, strict=True))
            same = tuple(row[column] for column in key) or tuple(cells)
            seen[same] += 1
            found[same, seen[same]] = row
        sides.append(found)
    return [(sides[0].get(same), sides[1].get(same)) for same in dict.fromkeys((*sides[1], *sides[0]))]


def compare_entries(old: dict[str, dict], new: dict[str, dict]) -> Iterator[dict[str, Any]]:
    """Yield what differs in the bibliography: `key`, `field` ("" for a whole entry), `old` and `new`."""
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            said = [None if entry is None else entry.get("title", key) for entry in (before, after)]
            yield {"key": key, "field": "", "old": said[0], "new": said[1]}
            continue
        for field in dict.fromkeys((*after, *before)):
            if before.get(field) != after.get(field):
                yield {"key": key, "field": field, "old": before.get(field), "new": after.get(field)}
