"""The numbers of a member of a question as a reader's browser gets them, with what notes on a pool say of it."""

from __future__ import annotations

from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.quantities import words
from helpers.quantities.provenance import rival_notes
from helpers.quantities.selection import Part


def numbers_of(evidence: Evidence, part: Part) -> dict[str, Any]:
    """Return a member's counts or effect, where they were read, and who prints otherwise, plain JSON types.

    Parameters
    ----------
    evidence, part
        The book's data, and the member.
    """
    rows, rivals = part.rows, [rival for group in part.counts for rival in group.rivals]
    own = {(row["group"], words.as_printed(row)) for row in rows}
    return {
        "counts": [number for group in part.counts for number in group[:2]] or None,
        "reported": [part.reported[end] for end in ("estimate", "ci_low", "ci_high")] if part.reported else None,
        "source": worst_source(part),
        "back": any(row.get("back_calculated") for row in rows),
        "reviewed": any(row["source"] == "review" for row in rows),
        "elsewhere": any(rival["source"] != "review" for rival in rivals),
        "rows": [{"group": row["group"], "figures": words.as_printed(row)} for row in rows],
        "rivals": [
            {
                "group": rival["group"],
                "figures": words.as_printed(rival),
                "words": rival_notes(evidence, [], [rival])[0],
            }
            for rival in rivals
            if (rival["group"], words.as_printed(rival)) not in own
        ],
        "places": list(dict.fromkeys(str(row.ref) for row in rows)),
    }


def worst_source(part: Part) -> str:
    """Return the least direct source of a member's numbers: primary, secondary or review."""
    return max((str(row["source"]) for row in part.rows), key=list(words.READ).index)
