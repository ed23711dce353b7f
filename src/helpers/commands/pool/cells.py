"""A cell of a foreign table as a number: written by a spreadsheet, by a program, or as a paper prints it."""

from __future__ import annotations

import re

from helpers.stats.printed import effect, plain

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\Z")
SPACED = re.compile(r"[0-9]{1,3}([ '\u2019][0-9]{3})+\Z")


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
    if text[:1] in ("<", ">"):
        return "A bound is no number: leave the study out."
    return "Write digits, or leave the study out."


def limits_in(cell: str) -> tuple[str, str, str] | None:
    """Return an estimate with its limits as written in one cell, `0.80 (0.60 to 1.07)`, or None."""
    found = effect(cell)
    if found is None or found.measure or not (found.interval.low and found.interval.high):
        return None
    return found.estimate, found.interval.low, found.interval.high


def half_step(cell: str) -> float:
    """Return half of the last printed place of a number: how far it may have been rounded."""
    digits = plain(cell).lower().partition("e")[0].partition(".")[2]
    return 0.5 * 10.0 ** -len(digits)
