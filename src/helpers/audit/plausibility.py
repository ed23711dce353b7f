"""Checks of single printed numbers: ranges that cannot be left, doses and measures that a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.registry import ASKS, Printed, check
from helpers.stats.measures import MEASURES, is_ratio, named

RANGES: dict[str, tuple[int, int | Fraction | None]] = {  # part: lowest and highest number that it can be
    "percent": (0, 100),
    "p": (0, 1),
    "events": (0, None),
    "total": (1, None),
    "level": (50, Fraction("99.99")),
}
INTERVAL = ("estimate", "ci_low", "ci_high")
RANGED = ("p", "level", "percent_1", "percent_2", "events_1", "events_2", "total_1", "total_2", "total")
MINUTES = {"min": 1440, "h": 24, "day": 1}  # how many there are of it in a day
GRAMS = {  # milligrams of one unit
    "g": Fraction(1000),
    "mg": Fraction(1),
    "ug": Fraction(1, 1000),
    "µg": Fraction(1, 1000),
    "μg": Fraction(1, 1000),
}
RATE = re.compile(r"(?P<mass>g|mg|ug|µg|μg)(/kg/|/\(kg[·*. ]|/kg per )(?P<time>min|h|day)\)?\Z")
MOST_PER_DAY = 1000  # mg per kg of body weight: a gram of a drug per kilogram and day is a misprint


def in_range(part: str, printed: str, *, column: str = "") -> Check:
    """Return whether a number lies where numbers of its kind must lie.

    Parameters
    ----------
    part : str
        A key of `RANGES`.
    printed : str
        The number, with a relation before it where one is printed.
    column : str
        Where it stands; by default the part.

    Returns
    -------
    Check
        "impossible" outside the range; a pass says nothing, so its verdict is "".
    """
    low, high = RANGES[part]
    number = Fraction(printed.lstrip("<>≤≥"))
    parts = (column or part,)
    if part == "p" and (words := _no_p(printed, number)):
        return Check("range", "impossible", f"{printed}: {words}", parts)
    if number < low or (high is not None and number > high):
        limits = f"at least {low}" if high is None else f"{low} to {float(high):g}"
        return Check("range", "impossible", f"{printed}: a {part} is {limits}", parts)
    return Check("range", "", "", parts)


def _no_p(printed: str, number: Fraction) -> str:
    """Return why no test gives a printed P, "" where one may; `0.000` is one that was rounded."""
    if not 0 <= number <= 1:
        return "a P is 0 to 1"
    if printed.lstrip("-") == "0":
        return "no test gives a P of exactly 0; a spreadsheet makes this of 0.000, which stands for less than 0.0005"
    if (number == 0 and printed[0] == "<") or (number == 1 and printed[0] == ">"):
        return "no P lies there"
    return ""


def ratio_above_zero(measure: str, *printed: str) -> Check:
    """Return whether a ratio and its limits are above 0, or round to 0 from above.

    Parameters
    ----------
    measure : str
        Such as RR or aOR; a difference always passes.
    *printed : str
        Estimate and limits, as far as they are printed.
    """
    parts = INTERVAL[: len(printed)]
    if is_ratio(measure) and any(Fraction(text) < 0 for text in printed):
        return Check("range", "impossible", f"a ratio lies above 0; got {', '.join(printed)}", parts)
    return Check("range", "", "", parts)


@check(
    "range",
    columns=(*RANGED, "measure", *INTERVAL),
    question="does the number lie where numbers of its kind can lie?",
    fails_as={"impossible": ""},
)
def _range(result: Printed) -> Iterator[Check]:
    cells = result.cells
    for column in RANGED:
        if column in cells:
            yield in_range(column.partition("_")[0], cells[column], column=column)
    yield ratio_above_zero(cells.get("measure", ""), *(cells[name] for name in INTERVAL if name in cells))


def measure_fits_outcome(measure: str, outcome_type: str) -> Check:
    """Return a question where a hazard ratio stands for an outcome that is read once, at a fixed time.

    Parameters
    ----------
    measure : str
        Such as aHR.
    outcome_type : str
        "binary" (read at a fixed time), "ordinal", "time to event" or "".
    """
    if named(measure) is MEASURES["HR"] and outcome_type in ("binary", "ordinal"):
        question = "a hazard ratio needs times to an event; this outcome is read once. Is it a risk or odds ratio?"
        return Check("measure and outcome", "", "", ("measure", "estimate"), question)
    return Check("measure and outcome", "", "", ("measure", "estimate"))


@check(
    "measure and outcome",
    columns=("measure", "outcome_type"),
    question="can an outcome that is read once have a hazard ratio?",
    fails_as={ASKS: ""},
)
def _measure_and_outcome(result: Printed) -> Iterator[Check]:
    yield measure_fits_outcome(result.cells.get("measure", ""), result.cells.get("outcome_type", ""))


def dose_rate(printed: str, unit: str) -> Check:
    """Return a question where a dose by weight and time adds up to more than a gram per kilogram a day.

    Parameters
    ----------
    printed : str
        A number.
    unit : str
        Such as mg/(kg·min) or mg/kg per day; other units are not looked at.
    """
    rate = RATE.match(unit)
    if rate is None:
        return Check("dose", "", "", ("dose",))
    per_day = Fraction(printed) * GRAMS[rate["mass"]] * MINUTES[rate["time"]]
    if per_day > MOST_PER_DAY:
        question = f"{printed} {unit} is {float(per_day):,.0f} mg/kg a day. Is the unit of time right?"
        return Check("dose", "", "", ("dose",), question)
    return Check("dose", "", f"{float(per_day):,.3g} mg/kg a day", ("dose",))


@check(
    "dose",
    columns=("dose", "unit"),
    question="can a patient be given this dose in a day?",
    fails_as={ASKS: ""},
)
def _dose(result: Printed) -> Iterator[Check]:
    if "dose" in result.cells:
        yield dose_rate(result.cells["dose"], result.cells.get("unit", ""))
