"""What stands behind a number, as a reader opens it: on a page in its popover, in a terminal by `review show`."""

from __future__ import annotations

from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.quantities.said import said


def defined_in(evidence: Evidence) -> str:
    """Return what the table of definitions defines, as the data dictionary names it."""
    resources = evidence.package["resources"]
    return next((each["defines"] for each in resources if "defines" in each), "The outcome")


def opened(quantity: dict[str, Any]) -> dict[str, Any]:
    """Return what stands behind a number for readers, all of it text. Parameters: quantity, with its `inputs`."""
    beside = "p" in quantity["printed"] and quantity["level"] is not None  # a printed P stands with its interval
    p = "" if quantity["p"] is None or beside else quantity["p_relation"]
    facts = [
        (quantity["method"], quantity["limits"] if quantity["method"] else ""),
        ("P", p),
        *quantity["details"],
        ("How", quantity["formula"]),
    ]
    return {
        "text": quantity["text"],
        "words": said(quantity),
        "expression": quantity["expression"],
        "facts": [[name, text] for name, text in facts if text],
        "rows": [{name: cell for name, cell in row.items() if cell} for row in quantity["inputs"]],
        "notes": quantity["notes"],
        "sources": quantity["sources"],
    }
