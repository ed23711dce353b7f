"""Coverage of a text by claims, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from helpers.audit.coverage import Coverage


def as_text(coverage: Iterable[Coverage]) -> str:
    """Return the coverage for people: a line per paragraph, its leftovers, and the sums."""
    lines, claims, excused, left, lost = [], 0, 0, 0, 0
    for found in coverage:
        claimed = sum(1 for token in found.tokens if token.claim)
        reasons = [token.why for token in found.tokens if token.why]
        claims, excused, left, lost = (
            claims + claimed,
            excused + len(reasons),
            left + len(found.left),
            lost + len(found.lost),
        )
        if not found.tokens and not found.lost:
            continue
        named = ", ".join(f"{reasons.count(reason)} {reason}" for reason in dict.fromkeys(reasons))
        name = found.paragraph.section or "(outside)"
        lines.append(f"{name:10} {len(found.tokens):3} numbers, {claimed:3} claimed" + (f"; {named}" if named else ""))
        for token in found.left:
            around = found.paragraph.text[max(0, token.start - 12) : token.start + len(token.digits) + 12]
            lines.append(f"{'':10} LEFT OVER {token.digits}: ...{around}...")
        lines += [f"{'':10} NOT FOUND here in this order: claim {name}" for name in found.lost]
    lines.append(f"{claims} numbers claimed, {excused} excused, {left} left over; {lost} claims not found")
    return "\n".join(lines)


def as_json(coverage: Iterable[Coverage]) -> list[dict[str, Any]]:
    """Return the coverage as plain JSON types, one object per paragraph that has numbers or lost claims."""
    return [
        {
            "section": found.paragraph.section,
            "numbers": [{"printed": t.digits, "claim": t.claim, "excused": t.why} for t in found.tokens],
            "claims_not_found": found.lost,
        }
        for found in coverage
        if found.tokens or found.lost
    ]
