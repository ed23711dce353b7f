"""Checks of a printed estimate against its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.plausibility import INTERVAL
from helpers.audit.registry import Printed, check
from helpers.stats import measures
from helpers.stats.rounding import rounding_interval, unit

NOISE = 1e-9  # of binary arithmetic, relative


def box(printed: str, rounding: str, ratio: bool, slack: int = 0) -> tuple[float, float]:
    """Return the values behind a printed number, on the scale of analysis; `slack` adds units of the last place."""
    least, most = rounding_interval(printed, rounding=rounding)
    low, high = float(least - slack * unit(printed)), float(most + slack * unit(printed))
    return (_scaled(low, ratio) - NOISE, _scaled(high, ratio) + NOISE)


def _scaled(value: float, ratio: bool) -> float:
    if not ratio:
        return value
    return math.log(value) if value > 0 else -math.inf


def ci_contains(estimate: str, low: str, high: str) -> Check:
    """Return whether an interval, its limits in order, holds its estimate; else no analysis could give it.

    Parameters
    ----------
    estimate, low, high : str
        As printed, on one scale. The limits may equal the estimate.
    """
    words = f"{low} to {high} around {estimate}"
    if Fraction(low) > Fraction(high):
        return Check("interval holds estimate", "impossible", f"{words}: the limits are reversed", INTERVAL)
    beyond = rounding_interval(estimate)[1] < rounding_interval(low)[0]
    if beyond or rounding_interval(high)[1] < rounding_interval(estimate)[0]:
        return Check("interval holds estimate", "impossible", f"{words}: the estimate lies outside", INTERVAL)
    return Check("interval holds estimate", "consistent", words, INTERVAL)


def ci_symmetric(estimate: str, low: str, high: str, *, ratio: bool = True, rounding: str = "half") -> Check:
    """Return whether the estimate lies midway between its limits, on the log scale for ratios, within rounding.

    Parameters
    ----------
    estimate, low, high : str
        As printed.
    ratio : bool
        False for differences.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.

    Returns
    -------
    Check
        Verdict "" where a limit at zero leaves no middle.

    Notes
    -----
    Profile, exact and bootstrapped intervals are lopsided: "unexplained" is not an error.
    """
    (e1, e2), (l1, l2), (h1, h2) = (box(text, rounding, ratio) for text in (estimate, low, high))
    name = "interval is symmetric"
    if not all(map(math.isfinite, (e1, l1, h1))):
        return Check(name, "", "a limit of zero has no logarithm", INTERVAL)
    middle = [(l1 + h1) / 2, (l2 + h2) / 2]
    shown = [math.exp(end) if ratio else end for end in middle]
    words = f"the middle of {low} to {high} is {shown[0]:.4g} to {shown[1]:.4g}"
    if middle[0] <= e2 and e1 <= middle[1]:
        return Check(name, "consistent", words, INTERVAL)
    l1, l2, h1, h2 = *box(low, rounding, ratio, 1), *box(high, rounding, ratio, 1)
    near = (l1 + h1) / 2 <= e2 and e1 <= (l2 + h2) / 2
    return Check(name, "rounding" if near else "unexplained", f"{words}, not {estimate}", INTERVAL)


def _limits(result: Printed) -> tuple[str, str, str] | None:
    """Return estimate and limits of a result, None unless all are printed."""
    cells = result.cells
    return (cells["estimate"], cells["ci_low"], cells["ci_high"]) if cells.keys() >= set(INTERVAL) else None


def possible(result: Printed) -> tuple[str, str, str] | None:
    """Return estimate and limits of a result, None where they are not printed or cannot be."""
    limits = _limits(result)
    return limits if limits and ci_contains(*limits).verdict != "impossible" else None


def is_ratio(result: Printed) -> bool:
    """Return whether the measure of a result is a ratio."""
    return measures.is_ratio(result.cells.get("measure", ""))


@check(
    "interval holds estimate",
    columns=INTERVAL,
    question="does the estimate lie between its limits?",
    fails_as={"impossible": ""},
    sound_only=True,
)
def _holds_estimate(result: Printed) -> Iterator[Check]:
    if limits := _limits(result):
        yield ci_contains(*limits)


@check(
    "interval is symmetric",
    columns=("measure", *INTERVAL),
    question="does the estimate lie midway, on the log scale for ratios?",
    fails_as={"unexplained": ""},
    sound_only=True,
)
def _symmetric(result: Printed) -> Iterator[Check]:
    if limits := possible(result):
        yield ci_symmetric(*limits, ratio=is_ratio(result), rounding=result.rounding)
