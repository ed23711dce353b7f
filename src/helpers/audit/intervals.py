"""Checks of a printed estimate against its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from helpers.audit.check import SEVERITY, Check
from helpers.audit.plausibility import INTERVAL
from helpers.audit.registry import Printed, check
from helpers.stats import measures
from helpers.stats.rounding import rounding_interval, unit

NOISE = 1e-9  # of binary arithmetic, relative


def box(printed: str, rounding: str, ratio: bool, slack: int = 0) -> tuple[float, float]:
    """Return the values behind a printed number, on the scale of analysis; `slack` adds units of the last place."""
    least, most = rounding_interval(printed, rounding=rounding)
    low, high = float(least - slack * unit(printed)), float(most + slack * unit(printed))
    return (scaled(low, ratio) - NOISE, scaled(high, ratio) + NOISE)


def scaled(value: float, ratio: bool) -> float:
    """Return a value on the scale of analysis: the logarithm of a ratio."""
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
    """Return estimate and limits of a result, None unless both are printed; one limit is "" where it is one-sided."""
    estimate, low, high = (result.cells.get(name, "") for name in INTERVAL)
    return (estimate, low, high) if estimate and (low or high) else None


def possible(result: Printed) -> tuple[str, str, str] | None:
    """Return estimate and limits of a result, None where they are not printed or cannot be."""
    limits = _limits(result)
    if limits is None:
        return None
    estimate, low, high = limits
    return limits if ci_contains(estimate, low or estimate, high or estimate).verdict != "impossible" else None


def level_of(result: Printed) -> float:
    """Return the level of a result's interval, 0 to 1."""
    return float(result.cells.get("level", "95")) / 100


def scales_of(result: Printed) -> tuple[bool, ...]:
    """Return whether the measure of a result is a ratio; both where nothing says so and all its numbers are above 0."""
    if result.cells.get("measure"):
        return (measures.is_ratio(result.cells["measure"]),)
    above = all(Fraction(result.cells[name]) > 0 for name in INTERVAL if name in result.cells)
    return (True, False) if above else (False,)


@check(
    "interval holds estimate",
    columns=INTERVAL,
    question="does the estimate lie between its limits?",
    fails_as={"impossible": ""},
    sound_only=True,
)
def _holds_estimate(result: Printed) -> Iterator[Check]:
    if limits := _limits(result):
        estimate, low, high = limits
        yield ci_contains(estimate, low or estimate, high or estimate)


@check(
    "interval is symmetric",
    columns=("measure", *INTERVAL),
    question="does the estimate lie midway, on the log scale for ratios?",
    fails_as={"unexplained": ""},
    sound_only=True,
)
def _symmetric(result: Printed) -> Iterator[Check]:
    if (limits := possible(result)) and all(limits):
        found = [ci_symmetric(*limits, ratio=ratio, rounding=result.rounding) for ratio in scales_of(result)]
        yield min(found, key=lambda one: SEVERITY.get(one.verdict, -1))
