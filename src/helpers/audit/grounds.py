"""What it says of a printed number that it agrees with data: of counts, of a source outside the review, or nothing."""

from __future__ import annotations

from helpers.evidence.evidence import Evidence
from helpers.quantities.claim_sources import source_of
from helpers.quantities.quantity import Quantity


def sound_verdict(answer: bool | Quantity, used: tuple[Quantity, ...], evidence: Evidence) -> str:
    """Return the verdict on a number that agrees with the answer of its expression.

    Parameters
    ----------
    answer : bool or Quantity
        What the expression gives.
    used : tuple of Quantity
        What it calls.
    evidence : Evidence
        The book's data.

    Returns
    -------
    str
        "reproduced" for what was computed from counts outside the review; "confirmed" for any other agreement with a
        source outside it, a number of patients that stands in one row included; "consistent" where nothing outside it
        was compared; "" where the answer was copied from the review: that they agree says nothing.
    """
    source = source_of(used, evidence)
    derived = isinstance(answer, bool) or answer.origin == "derived"
    if source == "review":
        return "consistent" if derived else ""
    if source == "none":
        return "consistent"
    counted = all(quantity.origin == "counted" for quantity in used)
    return "reproduced" if counted and (derived or _is_computed(answer)) else "confirmed"


def _is_computed(answer: bool | Quantity) -> bool:
    """Return whether an answer takes arithmetic, be it a sum: it is no number that stands in one row."""
    return isinstance(answer, bool) or answer.kind != "number" or len(answer.rows) > 1
