"""Checks of single printed numbers: ranges that cannot be left, doses and measures that a person should look at."""

from __future__ import annotations

import re
from fractions import Fraction

from helpers.audit.check import Check

RANGES = {  # part: lowest and highest number that it can be
    "percent": (0, 100),
    "p": (0, 1),
    "events": (0, None),
    "total": (1, None),
    "level": (50, Fraction("99.99")),
}
RATIO = re.compile(r"a?(RR|OR|HR)\Z|(adjusted )?common OR\Z")
HAZARD = re.compile(r"a?HR\Z")
MINUTES = {"min": 1440, "h": 24, "day": 1}
GRAMS = {"g": 1000, "mg": 1, "ug": Fraction(1, 1000), "µg": Fraction(1, 1000), "μg": Fraction(1, 1000)}
RATE = re.compile(r"(?P<mass>g|mg|ug|µg|μg)(/kg/|/\(kg[·*. ]|/kg per )(?P<time>min|h|day)\)?\Z")
MOST_PER_DAY = 1000  # mg per kg of body weight: a gram of a drug per kilogram and day is a misprint


def in_range(part: str, printed: str, *, column: str = "") -> Check:
    """Return whether a number lies where numbers of its kind must lie; a pass says nothing, so its verdict is "".

    Parameters: part, a key of RANGES; printed; column, where it stands, default the part.
    """
    low, high = RANGES[part]
    number = Fraction(printed.lstrip("<>"))
    parts = (column or part,)
    if number < low or (high is not None and number > high):
        limits = f"at least {low}" if high is None else f"{low} to {float(high):g}"
        return Check("range", "impossible", f"{printed}: a {part} is {limits}", parts)
    return Check("range", "", "", parts)


def ratio_above_zero(measure: str, *printed: str) -> Check:
    """Return whether a ratio and its limits are above 0, or round to 0 from above."""
    parts = ("estimate", "ci_low", "ci_high")[: len(printed)]
    if RATIO.match(measure) and any(Fraction(text) < 0 for text in printed):
        return Check("range", "impossible", f"a ratio lies above 0; got {', '.join(printed)}", parts)
    return Check("range", "", "", parts)


def measure_fits_outcome(measure: str, outcome_type: str) -> Check:
    """Return a question where a hazard ratio stands for an outcome that is read once, at a fixed time.

    Parameters: measure, such as aHR; outcome_type, "binary" (read at a fixed time), "ordinal", "time to event" or "".
    """
    if HAZARD.match(measure) and outcome_type in ("binary", "ordinal"):
        question = "a hazard ratio needs times to an event; this outcome is read once. Is it a risk or odds ratio?"
        return Check("measure and outcome", "", "", ("measure", "estimate"), question)
    return Check("measure and outcome", "", "", ("measure", "estimate"))


def dose_rate(printed: str, unit: str) -> Check:
    """Return a question where a dose by weight and time adds up to more than a gram per kilogram a day.

    Parameters: printed, number; unit, such as mg/(kg·min) or mg/kg per day; other units are not looked at.
    """
    found = RATE.match(unit)
    if found is None:
        return Check("dose", "", "", ("dose",))
    per_day = Fraction(printed) * GRAMS[found["mass"]] * MINUTES[found["time"]]
    if per_day > MOST_PER_DAY:
        question = f"{printed} {unit} is {float(per_day):,.0f} mg/kg a day. Is the unit of time right?"
        return Check("dose", "", "", ("dose",), question)
    return Check("dose", "", f"{float(per_day):,.3g} mg/kg a day", ("dose",))
