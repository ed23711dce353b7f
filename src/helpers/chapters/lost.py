"""Roles that lost a brace or their place, so that the page would show them as text or as code."""

from __future__ import annotations

import re

from helpers.chapters.roles import ROLES
from helpers.quantities.syntax import functions_in
from helpers.quantities.vocabulary import VOCABULARY

OURS = "|".join((*ROLES, r"(?:foot)?cite(?::\w+)?"))
GAP = "\ufffc"  # stands in prose for what is no prose: roles of ours, code, pictures, formulas
RULE = "a role is read as one"
WHOLE = re.compile(rf"\{{\s*(?:{OURS})\s*\}}|(?:```|:::)\{{")  # in text: behind a blank, in a picture's words, in HTML
LEFT = re.compile(rf"(?:{WHOLE.pattern})(?:\s?`[^`]*`?)?")
PART = re.compile(rf"(?:\{{\s*({OURS})\s?|(?<![\w`{{])({OURS})(?:\s?\}}\s?)?)\Z")  # before code
SWALLOWED = re.compile(r"\{[^\s{}]+\}\s")  # a directive whose title line holds a role, between backticks
AS_CODE = "what is meant as code is written {code}`...`"
REMEDIES = {
    "alternative text": "An alternative text holds no role: say what the picture shows without numbers.",
    "raw HTML": "In HTML no role is read: write the block in Markdown.",
}
REMEDY = (
    "Write NAME`...` with both braces and without a blank, in Markdown text; escape | in tables; use ::: for a "
    f"directive with a role in its title; {AS_CODE}."
)


def is_call(text: str) -> bool:
    """Return whether a text is an expression, or words with a condition, that the vocabulary computes."""
    return "(" in text and any(set(functions_in(part.strip())) & VOCABULARY.keys() for part in text.split("::"))


def lost_as_code(before: str, code: str, ticks: str) -> str:
    """Return the words of a role that a page would show as code, "" when code is meant.

    Parameters: before, the text in front of the code; code; ticks, the backticks around it.
    """
    if WHOLE.search(before) and before.rstrip().endswith("}"):
        return ""  # found in the text
    if (part := PART.search(before)) and (part[0].strip() != (part[2] or "") or not before.endswith(" ")):
        return f"{part[0]}{ticks}{code}{ticks}"
    if (len(ticks) > 2 and SWALLOWED.match(code)) or is_call(code):
        return f"{ticks}{code}{ticks}"
    return ""


def lost_in_text(text: str) -> tuple[list[tuple[int, str]], str]:
    """Return each role that stands in a text as it is, with its place, and the text with marks in their stead."""
    found = [(left.start(), left[0]) for left in LEFT.finditer(text)]
    return found, LEFT.sub(lambda left: GAP * len(left[0]), text) if found else text
