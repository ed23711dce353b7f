"""What a snapshot keeps of a quantity and of a cell, as plain JSON types."""

from __future__ import annotations

from math import isfinite
from typing import Any

from helpers.quantities.truths import no_effect


def kept(quantity: dict[str, Any]) -> dict[str, Any]:
    """Return what a comparison needs of a quantity as `Quantity.as_dict` gives it; `none` is the value of no effect."""
    found = {name: plain(quantity.get(name)) for name in ("expression", "text", "value", "low", "high", "limits")}
    found |= {
        "kind": quantity.get("kind", ""),
        "none": no_effect(quantity.get("measure", ""), quantity.get("kind", "")),
    }
    return {**found, "details": quantity.get("details") or [], "pooled": bool(quantity.get("statistics"))}


def plain(cell: Any) -> str | int | float | bool | None:
    """Return a cell of a row as a plain JSON type; numbers of NumPy become Python's."""
    cell = cell.item() if hasattr(cell, "item") else cell
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)
