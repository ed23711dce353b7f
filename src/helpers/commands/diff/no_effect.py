"""Whether an interval, as it is printed, comes to hold no effect, or to leave it out: what readers conclude from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.quantities.kinds import TEXT_OF_KIND

HOLDS, REACHES, ABOVE, BELOW = "holds no effect", "ends at no effect", "lies above no effect", "lies below no effect"


def moved_over_no_effect(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    """Return what an interval now does that it did not do, as printed; empty when nothing.

    Parameters: old and new, quantities with `low`, `high`, `kind`, and `none`, the value of no effect; an earlier
    program gave none, and the newer one then stands for both.
    """
    if old is None or new is None:
        return ""
    known = next((side for side in (new, old) if side.get("none") is not None), None)
    if known is None or known["kind"] not in TEXT_OF_KIND:
        return ""
    before, now = (_where(side, known["none"], known["kind"]) for side in (old, new))
    text = _printed(known["none"], known["kind"])
    return f"its interval now {now} ({text}), and before {before}" if before and now and before != now else ""


def _where(side: Mapping[str, Any], none: float, kind: str) -> str:
    low, high = side["low"], side["high"]
    if not all(isinstance(limit, int | float) for limit in (low, high)):
        return ""
    if _printed(none, kind) in (_printed(low, kind), _printed(high, kind)):
        return REACHES
    return ABOVE if low > none else BELOW if high < none else HOLDS


def _printed(number: float, kind: str) -> str:
    """Return a number as printed, zero without a sign."""
    text = TEXT_OF_KIND[kind](number)
    return text.lstrip("-\u2212+") if not any(digit in text for digit in "123456789") else text
