"""Proportions of patients, their differences, and confidence intervals of both."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

from helpers.stats.measures import Z95


class Interval(NamedTuple):
    """Lower and upper limit, on the scale of the estimate."""

    low: float
    high: float


def check_counts(events: float, total: float) -> None:
    """Raise ValueError when events of total are no count of patients."""
    if not 0 <= events <= total < math.inf or total == 0 or events % 1 or total % 1:
        raise ValueError(
            "events must lie between 0 and total, total above 0, both whole numbers of patients; "
            f"got {events} of {total}. Check which column each number came from."
        )


def critical_value(level: float) -> float:
    """Return the standard normal quantile that cuts off half of 1 - level above it.

    Parameters: level, confidence 0-1. Returns: `Z95` at 0.95; same as R `qnorm((1 + level) / 2)`.
    Raises: ValueError for a level that is none.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1; got {level}. Write 0.95 for a 95% interval.")
    return Z95 if level == 0.95 else NormalDist().inv_cdf((1 + level) / 2)


def wilson(events: int, total: int, *, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion.

    Parameters: events and total, patients, 0 <= events <= total, total > 0; level, confidence 0-1.
    Returns: limits as proportions 0-1, exactly 0 or 1 at the ends.
    Raises: ValueError for counts that are no proportion.
    Source: Wilson 1927, score interval; same as SciPy `binomtest(...).proportion_ci(method="wilson")`,
    written out because importing SciPy's statistics costs more than everything else `review check` does.
    """
    check_counts(events, total)
    z = critical_value(level)
    share, z2 = events / total, z * z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = z / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Interval(0.0 if events == 0 else middle - half, 1.0 if events == total else middle + half)


def clopper_pearson(events: int, total: int, *, level: float = 0.95) -> Interval:
    """Return the exact (Clopper-Pearson) interval of a proportion, which covers at least as often as it says.

    Parameters: events and total, patients, 0 <= events <= total, total > 0; level, confidence 0-1.
    Returns: limits as proportions 0-1, exactly 0 or 1 at the ends. Raises: ValueError.
    Source: quantiles of the beta distribution; same as R `binom.test(events, total)$conf.int`.
    """
    from scipy.special import betainccinv, betaincinv  # here, so that `review check` need not load SciPy

    check_counts(events, total)
    critical_value(level)  # refuses what is no level
    tail = (1 - level) / 2
    return Interval(
        0.0 if events == 0 else float(betaincinv(events, total - events + 1, tail)),
        1.0 if events == total else float(betainccinv(events + 1, total - events, tail)),
    )


def newcombe(
    events: int, total: int, control_events: int, control_total: int, *, level: float = 0.95
) -> tuple[float, Interval]:
    """Return the difference of two proportions with Newcombe's hybrid score interval.

    Parameters: counts of patients, each 0 <= events <= total, total > 0; level, confidence 0-1.
    Returns: group minus comparator and its limits, -1 to 1 (not percentage points); unlike Wald's, the interval
    has a width when nobody, or everybody, has the event. Raises: ValueError.
    Source: method 10 of Newcombe 1998 (Stat Med 17:873-890). With shares p and q, their Wilson limits and d = p - q:
    d - sqrt((p - p_low)^2 + (q_high - q)^2) to d + sqrt((p_high - p)^2 + (q - q_low)^2).
    """
    low, high = wilson(events, total, level=level)
    control_low, control_high = wilson(control_events, control_total, level=level)
    share, control = events / total, control_events / control_total
    difference = (events * control_total - control_events * total) / (total * control_total)
    below = math.hypot(share - low, control_high - control)
    above = math.hypot(high - share, control - control_low)
    return difference, Interval(difference - below, difference + above)
