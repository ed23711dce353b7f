"""Crude effects between two groups of patients, from a 2x2 table."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.stats.measures import CORRECTION, LEVEL, two_group_measure
from helpers.stats.proportions import check_counts, critical_value


class Effect(NamedTuple):
    """An estimate with its Wald interval and the P value of the same statistic.

    Attributes
    ----------
    estimate, low, high : float
        A ratio, or a difference in percentage points.
    p : float
        Of no effect, two-sided.
    corrected : bool
        Whether 0.5 was added to all four cells; for a difference, those of its interval alone.
    """

    estimate: float
    low: float
    high: float
    p: float
    corrected: bool


def two_sided_p(z: float) -> float:
    """Return the chance of a standard normal value at least as far from 0 as z: 0-1, NaN for NaN."""
    return math.erfc(abs(z) / math.sqrt(2))


def four_cells(events: int, total: int, control_events: int, control_total: int) -> list[int]:
    """Return the four cells: with and without the event, group and comparator."""
    check_counts(events, total)
    check_counts(control_events, control_total)
    a, n, c, m = (int(count) for count in (events, total, control_events, control_total))
    return [a, n - a, c, m - c]


def compare(
    measure: str, events: int, total: int, control_events: int, control_total: int, *, level: float = LEVEL
) -> Effect:
    """Return the crude effect of a group against its comparator.

    Parameters
    ----------
    measure : str
        One of `helpers.stats.measures.CRUDE`.
    events, total, control_events, control_total : int
        Patients, each 0 <= events <= total. A zero cell gets 0.5 in all four cells for a ratio. A difference stays
        as observed; where both risks are 0 or 1, its interval is that of the table with 0.5 in all four cells.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Effect
        A ratio with limits and P of the Wald statistic on the log scale; or a difference, in percentage points for
        RD.

    Raises
    ------
    ValueError
        For an unknown measure, or counts that are none.

    Notes
    -----
    Same as metafor `escalc(measure=, add=1/2, to="only0")`; for differences `to="none"`, times 100, and where both
    risks are 0 or 1 the variance of `to="only0"`: without patients of both kinds the observed one would be 0.
    """
    found, z = two_group_measure(measure), critical_value(level)
    cells = four_cells(events, total, control_events, control_total)
    corrected = bool(found.corrects((cells[0], cells[1]), (cells[2], cells[3])))
    a, b, c, d = more = [cell + CORRECTION for cell in cells] if corrected else cells
    error = found.factor * math.sqrt(found.variance(a, b) + found.variance(c, d))
    a, b, c, d = more if found.corrects_zero else cells
    (top, bottom), (control_top, control_bottom) = found.fraction(a, b), found.fraction(c, d)
    # Cross-multiplied: of whole numbers 30% less 20% is then 10 points, and not 9.999999999999998.
    if found.scale == "log":
        estimate = top * control_bottom / (control_top * bottom)
        centre = math.log(estimate)
        low, high = math.exp(centre - z * error), math.exp(centre + z * error)
    else:
        centre = estimate = found.factor * (top * control_bottom - control_top * bottom) / (bottom * control_bottom)
        low, high = centre - z * error, centre + z * error
    return Effect(estimate, low, high, two_sided_p(centre / error), corrected)


def risk_ratio(events: int, total: int, control_events: int, control_total: int, *, level: float = LEVEL) -> Effect:
    """Return the risk ratio of a group against its comparator: `compare` for RR."""
    return compare("RR", events, total, control_events, control_total, level=level)


def odds_ratio(events: int, total: int, control_events: int, control_total: int, *, level: float = LEVEL) -> Effect:
    """Return the odds ratio of a group against its comparator: `compare` for OR."""
    return compare("OR", events, total, control_events, control_total, level=level)


def risk_difference(
    events: int, total: int, control_events: int, control_total: int, *, level: float = LEVEL
) -> Effect:
    """Return the risk difference of a group against its comparator, in percentage points: `compare` for RD."""
    return compare("RD", events, total, control_events, control_total, level=level)
