"""Tests of whether two groups of patients differ: Pearson's chi-square and Fisher's exact test of a 2x2 table."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.stats.two_groups import four_cells, two_sided_p

TIE = 1e-7  # tables as likely as this, relatively, are equally likely
FEW = 5  # an expected count below it is too small for chi-square


class Association(NamedTuple):
    """A test of whether two groups differ.

    Attributes
    ----------
    method : str
        Its name.
    statistic : float
        NaN for Fisher's, which has none.
    p : float
    """

    method: str
    statistic: float
    p: float


def chi_square(events: int, total: int, control_events: int, control_total: int) -> Association:
    """Return Pearson's chi-square test of a 2x2 table, without continuity correction, 1 degree of freedom.

    Parameters
    ----------
    events, total, control_events, control_total : int
        Patients, each 0 <= events <= total.

    Returns
    -------
    Association
        Statistic and P are NaN when nobody, or everybody, has the event.

    Raises
    ------
    ValueError
        For counts that are none.

    Notes
    -----
    Same as R `chisq.test(correct = FALSE)`.
    """
    a, b, c, d = four_cells(events, total, control_events, control_total)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    statistic = (a + b + c + d) * (a * d - b * c) ** 2 / margins if margins else math.nan
    return Association("chi-square", statistic, two_sided_p(math.sqrt(statistic)))


def fisher_exact(events: int, total: int, control_events: int, control_total: int) -> Association:
    """Return Fisher's exact test of a 2x2 table, two-sided.

    Parameters
    ----------
    events, total, control_events, control_total : int
        Patients, each 0 <= events <= total.

    Returns
    -------
    Association
        P is the chance of all tables no likelier than this one with its margins.

    Raises
    ------
    ValueError
        For counts that are none.

    Notes
    -----
    Same as R `fisher.test(...)$p.value`, with its tolerance for ties; written out because `scipy.stats` takes several
    times as long to import as `scipy.special`.
    """
    a, b, c, d = four_cells(events, total, control_events, control_total)
    with_event, n, m = a + c, a + b, c + d
    tables = range(max(0, with_event - m), min(with_event, n) + 1)
    logs = [_log_choose(n, k) + _log_choose(m, with_event - k) for k in tables]
    largest = max(logs)
    weights = [math.exp(log - largest) for log in logs]
    observed = weights[a - tables[0]] * (1 + TIE)
    p = math.fsum(weight for weight in weights if weight <= observed) / math.fsum(weights)
    return Association("Fisher's exact test", math.nan, min(1.0, p))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def association_test(events: int, total: int, control_events: int, control_total: int) -> Association:
    """Return Fisher's exact test when an expected count is below 5, else Pearson's chi-square, named.

    Parameters
    ----------
    events, total, control_events, control_total : int
        Patients, each 0 <= events <= total.

    Returns
    -------
    Association

    Raises
    ------
    ValueError
        For counts that are none.
    """
    a, b, c, d = four_cells(events, total, control_events, control_total)
    smallest = min(a + b, c + d) * min(a + c, b + d)  # expected count, times all patients
    test = fisher_exact if smallest < FEW * (a + b + c + d) else chi_square
    return test(events, total, control_events, control_total)
