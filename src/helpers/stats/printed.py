"""Numbers as journals and programs print them, turned into plain digits: `−1·4`, `P < .001`, `0.73 (0.54–1.13)`.

What cannot be read one way only is None: `1,234` is a thousand or a decimal comma, but as a count it is a thousand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

MINUS = dict.fromkeys(map(ord, "−–—‐‑‒﹣－"), "-")
POINTS = dict.fromkeys(map(ord, "·∙⋅‧・"), ".")
BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\ufeff"), " ")
PLAIN = MINUS | POINTS | BLANKS | {ord("∞"): "inf", ord("≤"): "<=", ord("≥"): ">=", ord("⩽"): "<=", ord("⩾"): ">="}
NOTHING = {
    "",
    "-",
    "--",
    ".",
    "..",
    "...",
    "na",
    "n/a",
    "nr",
    "nan",
    "none",
    "null",
    "ne",
    "not reported",
    "not available",
    "not estimable",
}
LONGEST = 12  # digits before the point
LONGEST_CELL = 200
NUMBER = re.compile(r"([+-]?) ?([0-9]*)(?:\.([0-9]*))?(?<=[0-9.])([eE][+-]?[0-9]{1,3})?\Z")
DECIMAL_COMMA = re.compile(r"(?<![0-9.,])([+-]?(?:0|[0-9]*)),([0-9]{1,2}|(?<=0,)[0-9]+|[0-9]{4,})(?![0-9.,])")
THOUSANDS = re.compile(r"[0-9]{1,3}([, '][0-9]{3})+(\.0*)?\Z")
ONE = r"[+-]? ?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+) ?%?"
BETWEEN = rf"(?P<low>{ONE}|-? ?inf) ?(?:to|,|;|-|and|through) ?(?P<high>{ONE}|\+? ?inf\w*)"
NAMED = r"(?:CI|CrI|(?:confidence|credible) interval)"
LEVEL = rf"(?:(?P<level>[0-9]{{2}}(?:\.[0-9]+)?) ?%? ?{NAMED}?|CI)?(?: ?[(\[]CI[)\]])?[:,=]?"
INTERVAL = re.compile(rf"[(\[]? ?(?:1-sided |one-sided )?{LEVEL} ?[(\[]? ?{BETWEEN} ?[)\]]{{0,2}}\Z", re.IGNORECASE)
EFFECT = re.compile(
    rf"(?P<measure>[^\W\d][^\d=:]*?)?[ =:,]*(?P<estimate>{ONE})(?![0-9.]) ?[,;]? ?(?P<rest>[(\[,;0-9+-].*)\Z"
)
P_VALUE = re.compile(
    r"(?:p(?:[ -]?values?)?)?(?P<before> for [a-z -]+?)? ?(?P<relation><=|>=|=|<|>)? ?"
    r"(?P<number>[0-9.]+(?:e[+-]?[0-9]{1,3})?|-[0-9.]+) ?[*†‡§]*(?P<behind>.*)\Z",
    re.IGNORECASE,
)
WHOLE = "[0-9][0-9 ,']*?"
EVENTS = rf"(?P<events>{WHOLE})(?: ?(?:/|of) ?(?P<total>{WHOLE}))?"
COUNTS = re.compile(rf"{EVENTS} ?(?:[(\[] ?(?P<percent>[0-9.]+) ?%? ?[)\]])?\Z")
SHARE = re.compile(rf"(?P<percent>[0-9.]+) ?% ?[(\[] ?{EVENTS} ?[)\]]\Z")


class Interval(NamedTuple):
    """The limits of an interval, "" for one that is infinite, and its level in percent, "" where none is said."""

    low: str
    high: str
    level: str = ""


class Effect(NamedTuple):
    """An effect printed in one cell: the name of its measure, "" where none is said, estimate and interval."""

    measure: str
    estimate: str
    interval: Interval


class Counted(NamedTuple):
    """Events, total and percentage of a group printed in one cell, each "" where it is not there."""

    events: str = ""
    total: str = ""
    percent: str = ""


def plain(text: str) -> str:
    """Return text with the minus signs, points and blanks of printers as those of a keyboard, blanks outside cut off.

    Parameters
    ----------
    text : str
        A cell, as printed; one of more than 200 letters prints no number, and is "?".
    """
    return " ".join(text.translate(PLAIN).split()) if len(text) <= LONGEST_CELL else "?"


def is_nothing(text: str) -> bool:
    """Return whether a cell says that nothing is printed: it is empty, or a dash, or `NA`."""
    return plain(text).casefold() in NOTHING


def number(text: str) -> str | None:
    """Return a printed number as plain digits with an optional minus and point, None when it is none.

    Parameters
    ----------
    text : str
        Such as `−1·4`, `.71`, `28.7%`, `0,73` or `1.5e-05`; the decimals stay as many as were printed.
    """
    cell = DECIMAL_COMMA.sub(r"\1.\2", plain(text)).removesuffix("%").rstrip()
    found = NUMBER.match(cell)
    if found is None or not (found[2] or found[3]):
        return None
    if found[4]:
        cell = format(Decimal(cell.replace(" ", "")), "f") if abs(int(found[4][1:])) < 30 else "x"  # no printed number
        found = NUMBER.match(cell)
        if found is None:
            return None
    whole, decimals = found[2].lstrip("0") or "0", found[3] or ""
    if len(whole) > LONGEST or len(decimals) > 3 * LONGEST:
        return None
    sign = "-" if found[1] == "-" else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def count(text: str) -> str | None:
    """Return a printed whole number as digits, None when it is none.

    Parameters
    ----------
    text : str
        Such as `55`, `1,234`, `1 234` or, as spreadsheets write it, `4.0`.
    """
    cell = plain(text)
    if THOUSANDS.match(cell):
        cell = re.sub(r"[, ']", "", cell)
    found = number(cell) if "e" not in cell.casefold() and "%" not in cell else None
    whole, _, decimals = (found or "x").partition(".")
    return whole if whole.lstrip("-").isdecimal() and not decimals.strip("0") else None


def p_value(text: str) -> tuple[str, str] | None:
    """Return a printed P as plain text and the words behind it, None when it is none.

    Parameters
    ----------
    text : str
        Such as `P = .03`, `< 0.01`, `≤0.05`, `0.04 for noninferiority` or `NS`.

    Returns
    -------
    tuple of str
        Digits, behind one of `<>≤≥` where a relation is printed, and the words, such as "for noninferiority".
        `NS` is read as `>0.05`.
    """
    cell = plain(text)
    if cell.casefold().replace(".", "").strip(" p=") in ("ns", "not significant", "nonsignificant", "non-significant"):
        return ">0.05", ""
    cell = DECIMAL_COMMA.sub(r"\1.\2", re.sub(r"(?<=[<>=]) (?=[0-9,])", "", cell))
    found = P_VALUE.match(cell)
    digits = number(found["number"]) if found else None
    if found is None or digits is None or re.match(r"[0-9.,]", found["behind"]):
        return None
    words = f"{found['before'] or ''} {found['behind']}".strip(" ()[],;.")
    relation = {"<=": "≤", ">=": "≥", "=": "", None: ""}.get(found["relation"], found["relation"])
    return relation + digits, words


def interval(text: str) -> Interval | None:
    """Return a printed interval, None when it is none.

    Parameters
    ----------
    text : str
        Such as `0.54 to 1.13`, `[0.54; 1.13]`, `95% CI 0·54–1·13` or `−5.1% to ∞`.
    """
    found = INTERVAL.match(DECIMAL_COMMA.sub(r"\1.\2", plain(text)))
    if found is None:
        return None
    low, high = ("" if "inf" in found[end].casefold() else number(found[end]) for end in ("low", "high"))
    return None if low is None or high is None or not (low or high) else Interval(low, high, found["level"] or "")


def effect(text: str) -> Effect | None:
    """Return an effect with its interval printed in one cell, None when it is none.

    Parameters
    ----------
    text : str
        Such as `0·73 (0·54–1·13)`, `aOR 1.07; 95% CI, 0.81 to 1.40` or `18.4 [0.3, 36.4]`.
    """
    found = EFFECT.match(DECIMAL_COMMA.sub(r"\1.\2", plain(text)))
    between = interval(found["rest"].strip(" ,;")) if found else None
    estimate = number(found["estimate"]) if found else None
    if found is None or between is None or estimate is None:
        return None
    return Effect((found["measure"] or "").strip(" ,"), estimate, between)


def counted(text: str) -> Counted | None:
    """Return events, total and percentage of a group printed in one cell, None when they are not.

    Parameters
    ----------
    text : str
        Such as `55/192 (28.6%)`, `55 of 192`, `55 (28.6)` or `28.6% (55/192)`.
    """
    cell = plain(text)
    found = COUNTS.match(cell) or SHARE.match(cell)
    if found is None:
        return None
    numbers = [count(found[name]) if found[name] else "" for name in ("events", "total")]
    percent = number(found["percent"]) if found["percent"] else ""
    if None in (*numbers, percent):
        return None
    return Counted(numbers[0] or "", numbers[1] or "", percent or "")
