"""A printed number against the answer of its expression: whether they agree, each within its rounding."""

from __future__ import annotations

import re
from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.p_values import p_span
from helpers.audit.registry import Registered, register
from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities.quantity import Quantity
from helpers.stats.rounding import rounding_interval, unit

PLAIN = re.compile(r"[<>≤≥]?-?\d+(\.\d+)?\Z")
FRACTION = re.compile(r"(\d+)/(\d+)\Z")
TOKEN = re.compile(r"\d+(?:\.\d+)?(?:[a-z]\d*)?")
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
    rows = [evidence.rows[ref] for quantity in used for ref in quantity.rows]
    own = any(_is_own(evidence, row) for row in rows)
    counted = all(quantity.origin == "counted" for quantity in used)
    derived = isinstance(answer, bool) or answer.origin == "derived"
    sound = "reproduced" if counted and not own else "consistent"
    if own and not derived:
        sound = ""  # the row was copied from the review: that it agrees says nothing
    shown = "; ".join(quantity.text for quantity in used) if isinstance(answer, bool) else answer.text
    name = OWN if own else DATA
    if isinstance(answer, bool):
        verdict = sound if answer else "inconsistent" if own else "differs"
        return Check(name, verdict, f"they give {shown}", ("printed",))
    verdict = _fits(claim["printed"], answer, counted)
    if claim["part"] == "dose" and answer.unit and answer.unit != claim["unit"]:
        verdict = "differs"
    if verdict == "differs" and own:
        verdict = "inconsistent"
    return Check(name, verdict or sound, f"they give {shown}", ("printed",))


def _is_own(evidence: Evidence, row: Row) -> bool:
    """Return whether only the source review says what a row holds."""
    if row.get("source"):
        return bool(row["source"] == "review")
    if "study" not in row:  # what an endpoint is says no source
        return False
    return all(found["source"] == "review" for found in evidence.index.get(("groups", row["study"]), ()))


def _fits(printed: str, answer: Quantity, counted: bool) -> str:
    """Return "" when a printed number agrees with an answer, each within its rounding, else the verdict."""
    if answer.kind == "words":
        return "" if printed.lstrip("<>≤≥") in TOKEN.findall(answer.printed["value"]) else "differs"
    if answer.value is None:  # a range
        ends = {answer.digits_of(end) for end in ("low", "high") if answer.number_of(end) is not None}
        return "" if printed.lstrip("<>≤≥") in ends else "differs"
    if answer.kind == "p":
        return _p_fits(printed, answer, counted)
    if parts := FRACTION.match(printed):
        return "" if abs(answer.value - int(parts[1]) / int(parts[2])) < 1e-9 else "differs"
    digits = printed.lstrip("<>≤≥")
    if not PLAIN.match(digits):
        return "differs"
    low, high = rounding_interval(digits)
    theirs = answer.printed.get("value", "")
    if PLAIN.match(theirs):
        least, most = rounding_interval(theirs)
    else:
        least = most = Fraction(answer.value).limit_denominator(10**9)
    if low <= most and least <= high:
        return ""
    near = low - unit(digits) / 2 <= most and least <= high + unit(digits) / 2
    return "rounding" if near and not PLAIN.match(theirs) else "differs"


def _p_fits(printed: str, answer: Quantity, counted: bool) -> str:
    """Return the same for P: one that is computed may come from another test, unless significance turns over."""
    theirs = answer.printed.get("value", "")
    first, last = p_span(printed)
    p = answer.value or 0.0  # not None: a P that is no number is none
    low, high = p_span(theirs) if theirs else (p, p)
    if first <= high and low <= last:
        return ""
    if not counted:
        return "differs"
    flipped = (last <= 0.05 < low) or (high <= 0.05 <= first)
    return "differs" if flipped else "unexplained"
