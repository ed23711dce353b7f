"""A cell of a foreign table as a number: written by a spreadsheet, by a program, or as a paper prints it."""

from __future__ import annotations

import re

from helpers.commands.foreign_table import BLANKS

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\Z")
SPACED = re.compile(r"[0-9]{1,3}([  \u00a0\u2009\u202f'\u2019][0-9]{3})+\Z")
MINUS = dict.fromkeys(map(ord, "\u2212\u2013\u2010\u2011\uff0d\ufe63"), "-")  # printed for a minus
POINT = re.compile(r"(?<=[0-9])[\u00b7\u2219\u22c5\u2027](?=[0-9])")  # the middle dot of some journals
LIMITS = re.compile(
    r"(?P<value>[+-]?[0-9.]+)\s*[(\[]\s*(?:(?:[0-9.]+\s*%\s*)?(?:CI|CrI)\s*:?\s*)?"
    r"(?P<low>[+-]?[0-9.]+)\s*(?:to|,|;|-)\s*(?P<high>[+-]?[0-9.]+)\s*[)\]]\Z",
    re.IGNORECASE,
)


def plain(cell: str) -> str:
    """Return a cell without blanks around it, its printed minus and middle dot as keyboards write them."""
    text = cell.strip(BLANKS)
    return text if text.isascii() else POINT.sub(".", text.translate(MINUS))


def number_in(cell: str) -> float | None:
    """Return the number in a cell, None when it holds none that can mean one thing only."""
    text = plain(cell)
    return float(text) if NUMBER.match(text) else None


def why_none(cell: str) -> str:
    """Return what to do about a cell that holds no number."""
    text = plain(cell)
    if GROUPED.match(text):
        return f"Write it without the comma: it may be {text.replace(',', '')} or {text.replace(',', '.', 1)}."
    if SPACED.match(text):
        return "Write its digits without blanks."
    if text.endswith("%"):
        return "Write the number that it is a percentage of, or leave the study out."
    if text[:1] in ("<", ">", "\u2264", "\u2265"):
        return "A bound is no number: leave the study out."
    return "Write digits, or leave the study out."


def limits_in(cell: str) -> tuple[str, str, str] | None:
    """Return an estimate with its limits as written in one cell, `0.80 (0.60 to 1.07)`, or None."""
    match = LIMITS.match(plain(cell).replace("\u2212", "-"))
    found = match and (match["value"], match["low"], match["high"])
    return found if found and all(NUMBER.match(part) for part in found) else None


def half_step(cell: str) -> float:
    """Return half of the last printed place of a number: how far it may have been rounded."""
    digits = plain(cell).lower().partition("e")[0].partition(".")[2]
    return 0.5 * 10.0 ** -len(digits)
