"""A typed cell of a table as its file has it."""

from __future__ import annotations


def as_in_file(cell: object) -> str:
    """Return a cell as text: empty for None, `true` and `false` for booleans, digits for whole numbers."""
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
