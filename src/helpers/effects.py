"""Crude effects between two groups of patients, from a 2x2 table."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.proportions import Z95

RATIOS = ("RR", "OR", "HR", "common OR")  # measures above 0, whose scale is the logarithm


class Effect(NamedTuple):
    """An estimate with its 95% Wald interval and the P value of the same statistic."""

    estimate: float
    low: float
    high: float
    p: float
    corrected: bool


def _check(events: int, total: int, control_events: int, control_total: int) -> None:
    for found, size in ((events, total), (control_events, control_total)):
        if not 0 <= found <= size or size == 0:
            raise ValueError(f"events must lie between 0 and total, total above 0; got {found} of {size}")


def _two_sided_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _ratio(estimate: float, variance: float, corrected: bool) -> Effect:
    centre, error = math.log(estimate), math.sqrt(variance)
    low, high = math.exp(centre - Z95 * error), math.exp(centre + Z95 * error)
    return Effect(estimate, low, high, _two_sided_p(centre / error), corrected)


def _cells(events: int, total: int, control_events: int, control_total: int) -> tuple[list[float], bool]:
    _check(events, total, control_events, control_total)
    cells = [events, total - events, control_events, control_total - control_events]
    corrected = 0 in cells
    return [cell + 0.5 * corrected for cell in cells], corrected


def risk_ratio(events: int, total: int, control_events: int, control_total: int) -> Effect:
    """Return the risk ratio of a group against its comparator.

    Parameters: counts of patients, each 0 <= events <= total. A zero cell gets 0.5 in all four cells.
    Returns: ratio, 95% limits and P from the Wald statistic on the log scale. Raises: ValueError.
    Same as metafor `escalc(measure="RR", add=1/2, to="only0")`.
    """
    (a, b, c, d), corrected = _cells(events, total, control_events, control_total)
    return _ratio(a * (c + d) / (c * (a + b)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), corrected)


def odds_ratio(events: int, total: int, control_events: int, control_total: int) -> Effect:
    """Return the odds ratio of a group against its comparator.

    Parameters: counts of patients, each 0 <= events <= total. A zero cell gets 0.5 in all four cells.
    Returns: ratio, 95% limits and P from the Wald statistic on the log scale. Raises: ValueError.
    Same as metafor `escalc(measure="OR", add=1/2, to="only0")`.
    """
    (a, b, c, d), corrected = _cells(events, total, control_events, control_total)
    return _ratio(a * d / (b * c), 1 / a + 1 / b + 1 / c + 1 / d, corrected)


def risk_difference(events: int, total: int, control_events: int, control_total: int) -> Effect:
    """Return the risk difference of a group against its comparator, in percentage points.

    Parameters: counts of patients, each 0 <= events <= total; nothing is added to the counts.
    Returns: difference, 95% limits (percentage points) and P from the Wald statistic; the interval has no
    width when both risks are 0 or 1, and P is then not a number. Raises: ValueError.
    Same as metafor `escalc(measure="RD", to="none")`, times 100.
    """
    _check(events, total, control_events, control_total)
    risk, control_risk = events / total, control_events / control_total
    difference = 100 * (events * control_total - control_events * total) / (total * control_total)
    error = 100 * math.sqrt(risk * (1 - risk) / total + control_risk * (1 - control_risk) / control_total)
    p = _two_sided_p(difference / error) if error else math.nan
    return Effect(difference, difference - Z95 * error, difference + Z95 * error, p, False)
