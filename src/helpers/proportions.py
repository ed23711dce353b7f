"""Proportions of patients and their confidence intervals."""

from __future__ import annotations

import math
from typing import NamedTuple

Z95 = 1.959963984540054  # 0.975 quantile of the standard normal distribution


class Interval(NamedTuple):
    """Lower and upper limit, on the scale of the estimate."""

    low: float
    high: float


def wilson(events: int, total: int) -> Interval:
    """Return the 95% Wilson score interval of a proportion.

    Parameters: events and total, patients, 0 <= events <= total, total > 0.
    Returns: limits as proportions 0-1, exactly 0 or 1 at the ends.
    Raises: ValueError for counts that are no proportion.
    Source: Wilson 1927, score interval; same as SciPy `binomtest(...).proportion_ci(method="wilson")`,
    written out because importing SciPy's statistics costs more than everything else `review check` does.
    """
    if not 0 <= events <= total or total == 0:
        raise ValueError(f"events must lie between 0 and total, total above 0; got {events} of {total}")
    share, z2 = events / total, Z95 * Z95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Interval(0.0 if events == 0 else middle - half, 1.0 if events == total else middle + half)
