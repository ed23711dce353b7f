"""A number that somebody types as a source prints it: with a per cent sign, or with a comma for the point."""

from __future__ import annotations

import re

from helpers.evidence.rules.readings import NUMBER
from helpers.stats.printed import DECIMAL_COMMA, plain

RELATIONS = {"<=": "\u2264", "=<": "\u2264", ">=": "\u2265", "=>": "\u2265"}
PER_CENT = re.compile(r"\s*(?:%|per ?cent|pct)\Z", re.IGNORECASE)
WHOLE = "a whole number, digits only"
ANY = "one number, with a point for decimals, `<` or `>` before it where the source prints that"


def number_in(answer: str) -> str:
    """Return the number that an answer is, as tables hold one, with its decimals; empty when it is no number.

    Parameters: answer, as typed. A comma that may stand for thousands or for decimals makes it none.
    """
    text = DECIMAL_COMMA.sub(r"\1.\2", PER_CENT.sub("", plain(answer)))
    for typed, sign in RELATIONS.items():
        text = text.replace(typed, sign)
    return text if NUMBER.match(text) else ""
