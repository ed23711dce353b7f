"""A printed number against the answer of its expression: whether they agree, each within its rounding."""

from __future__ import annotations

import re
from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.grounds import sound_verdict
from helpers.audit.p_values import p_span
from helpers.audit.registry import Registered, register
from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities.claim_sources import source_of
from helpers.quantities.quantity import Quantity
from helpers.stats.rounding import rounding_interval, unit

PLAIN = re.compile(r"[<>≤≥]?-?\d+(\.\d+)?\Z")
FRACTION = re.compile(r"(\d+)/(\d+)\Z")
RELATIONS = "<>≤≥"
TOKEN = re.compile(r"\d+(?:\.\d+)?(?:[a-z]\d*)?")
WITH_UNIT = ("dose", "time")  # parts of a claim whose unit must be that of the answer
DATA, OWN = "against the data", "against the review's own figures"  # names of the comparison with an expression
register(
    Registered(
        DATA,
        "does the publication, or whoever quotes it, print or give the same?",
        {"differs": "", "rounding": "only the last digit is off", "unexplained": "P leads to the same decision"},
    )
)
register(Registered(OWN, "do its own counts give it?", {"inconsistent": ""}))


def compared(claim: Row, answer: bool | Quantity, used: tuple[Quantity, ...], evidence: Evidence) -> Check:
    """Return the check of a claim against the answer of its expression.

    Parameters
    ----------
    claim : Row
        Of claims.csv.
    answer : bool or Quantity
        What its expression gives: of a comparison, whether it holds.
    used : tuple of Quantity
        What the expression calls.
    evidence : Evidence
        The book's data.

    Returns
    -------
    Check
        Named `DATA`, or `OWN` where a row behind the answer is the review's own. Its verdict is empty where the answer
        was copied from the review: that they agree says nothing.
    """
    own = source_of(used, evidence) == "review"
    sound = sound_verdict(answer, used, evidence)
    counted = all(quantity.origin == "counted" for quantity in used)
    shown = "; ".join(quantity.text for quantity in used) if isinstance(answer, bool) else answer.text
    name = OWN if own else DATA
    if isinstance(answer, bool):
        verdict = sound if answer else "inconsistent" if own else "differs"
        return Check(name, verdict, f"they give {shown}", ("printed",))
    verdict = _fits(claim["printed"], answer, counted)
    if claim["part"] in WITH_UNIT and answer.unit and answer.unit != claim["unit"]:
        verdict = "differs"
    if verdict == "differs" and own:
        verdict = "inconsistent"
    return Check(name, verdict or sound, f"they give {shown}", ("printed",))


def _fits(printed: str, answer: Quantity, counted: bool) -> str:
    """Return "" when a printed number agrees with an answer, each within its rounding, else the verdict."""
    if answer.kind == "words":
        return "" if printed.lstrip(RELATIONS) in TOKEN.findall(answer.printed["value"]) else "differs"
    if answer.value is None:  # a range
        ends = {answer.digits_of(end) for end in ("low", "high") if answer.number_of(end) is not None}
        return "" if printed.lstrip(RELATIONS) in ends else "differs"
    if answer.kind == "p":
        return _p_fits(printed, answer, counted)
    if parts := FRACTION.match(printed):
        return "" if abs(answer.value - int(parts[1]) / int(parts[2])) < 1e-9 else "differs"
    digits = printed.lstrip(RELATIONS)
    if not PLAIN.match(digits):
        return "differs"
    low, high = rounding_interval(digits)
    theirs = answer.printed.get("value", "")
    if PLAIN.match(theirs):
        least, most = rounding_interval(theirs)
        return "" if _overlap((low, high), (least, most)) else "differs"
    exact = Fraction(answer.value).limit_denominator(10**9)
    if low <= exact <= high:
        return ""
    slack = unit(digits) / 2
    return "rounding" if low - slack <= exact <= high + slack else "differs"


def _overlap(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> bool:
    """Return whether what two printed numbers may stand for has more than an end in common: 1.44 is not 1.45."""
    return one[0] < other[1] and other[0] < one[1]


def _p_fits(printed: str, answer: Quantity, counted: bool) -> str:
    """Return the same for P: one that is computed may come from another test, unless significance turns over."""
    theirs = answer.printed.get("value", "")
    if theirs and theirs[0] not in RELATIONS and printed[0] not in RELATIONS:
        return "" if _overlap(rounding_interval(printed), rounding_interval(theirs)) else "differs"
    first, last = p_span(printed)
    p = answer.value or 0.0  # not None: a P that is no number is none
    low, high = p_span(theirs) if theirs else (p, p)
    if first <= high and low <= last:
        return ""
    if not counted:
        return "differs"
    flipped = (last <= 0.05 < low) or (high <= 0.05 <= first)
    return "differs" if flipped else "unexplained"
