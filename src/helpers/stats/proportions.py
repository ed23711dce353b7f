"""Proportions of patients and their confidence intervals."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

from helpers.stats.measures import LEVEL, Z95


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

    Parameters
    ----------
    level : float
        Confidence, 0-1.

    Returns
    -------
    float
        `Z95` at 0.95; same as R `qnorm((1 + level) / 2)`.

    Raises
    ------
    ValueError
        For a level that is none.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1; got {level}. Write 0.95 for a 95% interval.")
    return Z95 if level == 0.95 else NormalDist().inv_cdf((1 + level) / 2)


def wilson(events: int, total: int, *, level: float = LEVEL) -> Interval:
    """Return the Wilson score interval of a proportion.

    Parameters
    ----------
    events, total : int
        Patients, 0 <= events <= total, total > 0.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Interval
        Limits as proportions 0-1, exactly 0 or 1 at the ends.

    Raises
    ------
    ValueError
        For counts that are no proportion.

    Notes
    -----
    Wilson 1927, the score interval; same as SciPy `binomtest(...).proportion_ci(method="wilson")`. Written out
    because `scipy.stats` takes several times as long to import as `scipy.special`, which is all that a check of the
    data needs.
    """
    check_counts(events, total)
    z = critical_value(level)
    share, z2 = events / total, z * z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = z / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Interval(0.0 if events == 0 else middle - half, 1.0 if events == total else middle + half)
