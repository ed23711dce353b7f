"""Tables for chapters, whose numbers are quantities that a reader can open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.figures import MIME_TYPE
from helpers.quantities.quantity import Quantity


@dataclass(frozen=True)
class Table:
    """A table of text and quantities.

    Parameters: name, lower-case words joined by hyphens; caption, Markdown with roles; columns, headings;
    cells, rows of text or Quantity.
    """

    name: str
    caption: str
    columns: Sequence[str]
    cells: Sequence[Sequence[str | Quantity]]

    def __post_init__(self) -> None:
        """Refuse a table without caption or rows, rows that do not fit, and numbers without provenance."""
        for part in ("caption", "columns", "cells"):
            if not getattr(self, part):
                raise ValueError(f"table {self.name!r} has no {part}")
        for number, row in enumerate(self.cells, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}, row {number}: {len(row)} cells for {len(self.columns)} columns")
            for cell in row:
                if not isinstance(cell, str | Quantity):
                    raise ValueError(f"table {self.name}, row {number}: a cell is text or a quantity; got {cell!r}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        cells = [[cell.as_dict() if isinstance(cell, Quantity) else cell for cell in row] for row in self.cells]
        plain = [" | ".join(map(str, row)) for row in (self.columns, *self.cells)]
        content = {
            "kind": "table",
            "name": self.name,
            "caption": self.caption,
            "columns": list(self.columns),
            "cells": cells,
        }
        return {MIME_TYPE: content, "text/plain": "\n".join(plain)}
