"""Tables for chapters, whose numbers are quantities that a reader can open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.figures.figure import MIME_TYPE
from helpers.quantities.quantity import Quantity


@dataclass(frozen=True)
class Citation:
    """A key of references.bib in a cell, which the page shows as a citation."""

    key: str

    def __str__(self) -> str:
        """Return the key as plain text has it."""
        return f"[{self.key}]"


Part = str | Quantity | Citation
Cell = Part | tuple[Part, ...]


@dataclass(frozen=True)
class Table:
    """A table of text, quantities and citations.

    Parameters: name, lower-case words joined by hyphens; caption, Markdown with roles; columns, headings;
    cells, rows of text, Quantity or Citation, or of several of them one after the other; notes, sentences after the
    caption in which the table says what its columns hold.
    """

    name: str
    caption: str
    columns: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a table without caption or rows, rows that do not fit, and numbers without provenance."""
        for part in ("caption", "columns", "cells"):
            if not getattr(self, part):
                raise ValueError(f"table {self.name!r} has no {part}")
        for number, row in enumerate(self.cells, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}, row {number}: {len(row)} cells for {len(self.columns)} columns")
            for part in (part for cell in row for part in parts_of(cell)):
                if not isinstance(part, Part):
                    raise ValueError(f"table {self.name}, row {number}: a cell is text or a quantity; got {part!r}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = [" | ".join("".join(map(str, parts_of(cell))) for cell in row) for row in (self.columns, *self.cells)]
        content = {
            "kind": "table",
            "name": self.name,
            "caption": self.caption,
            "notes": list(self.notes),
            "columns": list(self.columns),
            "cells": [[_as_json(cell) for cell in row] for row in self.cells],
        }
        return {MIME_TYPE: content, "text/plain": "\n".join(plain)}


def parts_of(cell: Cell) -> tuple[Part, ...]:
    """Return the parts of a cell, in their order."""
    return cell if isinstance(cell, tuple) else (cell,)


def _as_json(cell: Cell) -> Any:
    """Return a cell as plain JSON types: text, a quantity, a citation, or a list of these."""
    if isinstance(cell, tuple):
        return [_as_json(part) for part in cell]
    if isinstance(cell, Quantity):
        return cell.as_dict()
    return {"cite": cell.key} if isinstance(cell, Citation) else cell
