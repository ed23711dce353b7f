"""A number that somebody types as a source prints it: with a per cent sign, or with a comma for the point."""

from __future__ import annotations

import re

from helpers.evidence.rules.readings import NUMBER

SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u00b7": ".", "\u2019": "'"})
SIGNS |= {ord("\u00a0"): " ", ord("\u2009"): " ", ord("\u202f"): " "}
RELATIONS = {"<=": "\u2264", "=<": "\u2264", ">=": "\u2265", "=>": "\u2265"}
PER_CENT = re.compile(r"\s*(?:%|per ?cent|pct)\Z", re.IGNORECASE)
COMMA = re.compile(r"(?P<before>\D*\d+),(?P<after>\d+)\Z", re.ASCII)
UNCLEAR = re.compile(r"\D*[1-9]\d{0,2},\d{3}\Z", re.ASCII)  # 1,234: thousands, or decimals
WHOLE = "a whole number, digits only"
ANY = "one number, with a point for decimals, `<` or `>` before it where the source prints that"


def number_in(answer: str) -> str:
    """Return the number that an answer is, as tables hold one, with its decimals; empty when it is no number.

    Parameters: answer, as typed. A comma that may stand for thousands or for decimals makes it none.
    """
    text = PER_CENT.sub("", answer.translate(SIGNS).strip())
    for typed, sign in RELATIONS.items():
        text = text.replace(typed, sign)
    if UNCLEAR.match(text):
        return ""
    if comma := COMMA.match(text):
        text = f"{comma['before']}.{comma['after']}"
    return text if NUMBER.match(text) else ""
