"""The rows of data as plain text, with the columns that tell them apart."""

from __future__ import annotations

from typing import Any

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
