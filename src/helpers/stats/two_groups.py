"""Crude effects between two groups of patients, from a 2x2 table, and what they mean for patients."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.stats.measures import two_group_measure
from helpers.stats.proportions import Interval, check_counts, critical_value

TIE = 1e-7  # tables as likely as this, relatively, are equally likely
FEW = 5  # an expected count below it is too small for chi-square


class Effect(NamedTuple):
    """An estimate with its Wald interval and the P value of the same statistic."""

    estimate: float
    low: float
    high: float
    p: float
    corrected: bool


class Association(NamedTuple):
    """A test of whether two groups differ: its name, its statistic (NaN for Fisher's, which has none) and P."""

    method: str
    statistic: float
    p: float


class PerThousand(NamedTuple):
    """Patients more, or below 0 fewer, of 1,000 who have the event, with the limits of the effect behind it."""

    estimate: float
    low: float
    high: float


class NumberNeeded(NamedTuple):
    """Patients to treat for one more to benefit (NNTB) or to be harmed (NNTH), with the interval on either side.

    kind is empty and patients infinite when the risks are equal. benefit and harm hold the part of the interval
    on that side, fewest patients first, or None; where both stand, each reaches infinity and they meet there.
    """

    kind: str
    patients: float
    benefit: Interval | None
    harm: Interval | None


def two_sided_p(z: float) -> float:
    """Return the chance of a standard normal value at least as far from 0 as z. Returns: 0-1, NaN for NaN."""
    return math.erfc(abs(z) / math.sqrt(2))


def _table(events: int, total: int, control_events: int, control_total: int) -> list[int]:
    """Return the four cells: with and without the event, group and comparator."""
    check_counts(events, total)
    check_counts(control_events, control_total)
    a, n, c, m = (int(count) for count in (events, total, control_events, control_total))
    return [a, n - a, c, m - c]


def compare(
    measure: str, events: int, total: int, control_events: int, control_total: int, *, level: float = 0.95
) -> Effect:
    """Return the crude effect of a group against its comparator.

    Parameters
    ----------
    measure : str
        One of `helpers.stats.measures.CRUDE`.
    events, total, control_events, control_total : int
        Patients, each 0 <= events <= total. A zero cell gets 0.5 in all four cells for a ratio; nothing is added
        for a difference.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Effect
        A ratio with limits and P of the Wald statistic on the log scale; or a difference, in percentage points for
        RD, whose interval has no width, and whose P is NaN, when both risks are 0 or 1.

    Raises
    ------
    ValueError
        For an unknown measure, or counts that are none.

    Notes
    -----
    Same as metafor `escalc(measure=, add=1/2, to="only0")`; for differences `to="none"`, times 100.
    """
    found, z = two_group_measure(measure), critical_value(level)
    cells = _table(events, total, control_events, control_total)
    corrected = found.corrects_zero and 0 in cells
    a, b, c, d = (cell + 0.5 for cell in cells) if corrected else cells
    (top, bottom), (control_top, control_bottom) = found.fraction(a, b), found.fraction(c, d)
    error = found.factor * math.sqrt(found.variance(a, b) + found.variance(c, d))
    # Cross-multiplied: of whole numbers 30% less 20% is then 10 points, and not 9.999999999999998.
    if found.scale == "log":
        estimate = top * control_bottom / (control_top * bottom)
        centre = math.log(estimate)
        low, high = math.exp(centre - z * error), math.exp(centre + z * error)
    else:
        centre = estimate = found.factor * (top * control_bottom - control_top * bottom) / (bottom * control_bottom)
        low, high = centre - z * error, centre + z * error
    return Effect(estimate, low, high, two_sided_p(centre / error) if error else math.nan, corrected)


def risk_ratio(events: int, total: int, control_events: int, control_total: int, *, level: float = 0.95) -> Effect:
    """Return the risk ratio of a group against its comparator: `compare` for RR."""
    return compare("RR", events, total, control_events, control_total, level=level)


def odds_ratio(events: int, total: int, control_events: int, control_total: int, *, level: float = 0.95) -> Effect:
    """Return the odds ratio of a group against its comparator: `compare` for OR."""
    return compare("OR", events, total, control_events, control_total, level=level)


def risk_difference(events: int, total: int, control_events: int, control_total: int, *, level: float = 0.95) -> Effect:
    """Return the risk difference of a group against its comparator, in percentage points: `compare` for RD."""
    return compare("RD", events, total, control_events, control_total, level=level)


def number_needed_to_treat(difference: Effect, *, direction: str = "benefit") -> NumberNeeded:
    """Return how many patients are treated for one of them to benefit, or to be harmed.

    Parameters: difference, a risk difference in percentage points; direction, "benefit" when the event is wanted
    (functional independence), "harm" when it is not (bleeding). Returns: numbers of patients, 1 to infinity, not
    rounded; a Wald limit beyond 100 points counts as 100. Raises: ValueError.
    Source: the reciprocal of difference and limits, in the words of Altman (BMJ 1998;317:1309): an interval of
    the difference that holds 0 gives one that passes through infinity.
    """
    if direction not in ("benefit", "harm"):
        raise ValueError(f"direction is benefit or harm; got {direction!r}. Say what the event means to a patient.")
    estimate, low, high = difference[:3]
    _check_limits(estimate, low, high)
    if abs(estimate) > 100:
        raise ValueError(
            f"a risk difference lies between -100 and 100 percentage points; got {estimate:g}. "
            "Give the result of risk_difference(), not a ratio or a count."
        )
    if direction == "harm":
        estimate, low, high = -estimate, -high, -low
    return NumberNeeded(
        kind="NNTB" if estimate > 0 else "NNTH" if estimate < 0 else "",
        patients=_patients(abs(estimate)),
        benefit=Interval(_patients(high), _patients(low)) if high > 0 else None,
        harm=Interval(_patients(-low), _patients(-high)) if low < 0 else None,
    )


def _patients(points: float) -> float:
    return 100 / min(points, 100) if points > 0 else math.inf


def per_1000(measure: str, estimate: float, low: float, high: float, control_risk: float) -> PerThousand:
    """Return how many more, or fewer, of 1,000 patients have the event, at a given risk without treatment.

    Parameters: measure, "RR" or "OR", of estimate, low and high, ratios above 0; control_risk, proportion 0-1,
    taken as known. Returns: patients per 1,000 treated, above 0 for more events; a limit of RR that would take
    the risk above 1 stops there. Raises: ValueError, also when the RR itself would take it above 1.
    Source: the risk with treatment is RR x risk, or OR x risk / (1 - risk + OR x risk).
    """
    if measure not in ("RR", "OR"):
        raise ValueError(f"an absolute effect comes from an RR or an OR; got {measure!r}. Show the ratio alone.")
    if not 0 <= control_risk <= 1:
        raise ValueError(
            f"control_risk is a proportion between 0 and 1; got {control_risk}. Divide a percentage by 100."
        )
    _check_limits(estimate, low, high, ratio=True)
    treated = [ratio * control_risk for ratio in (estimate, low, high)]
    if measure == "OR":
        treated = [risk / (1 - control_risk + risk) for risk in treated]
    elif treated[0] > 1 + 1e-12:  # more than rounding
        raise ValueError(
            f"a risk cannot exceed 1; got RR {estimate:g} at a control risk of {control_risk:g}. "
            "Use the OR, or a control risk such as the studies had."
        )
    return PerThousand(*(1000 * (min(risk, 1.0) - control_risk) for risk in treated))


def chi_square(events: int, total: int, control_events: int, control_total: int) -> Association:
    """Return Pearson's chi-square test of a 2x2 table, without continuity correction, 1 degree of freedom.

    Parameters: counts of patients, each 0 <= events <= total. Returns: statistic and P; both are NaN when nobody,
    or everybody, has the event. Raises: ValueError. Same as R `chisq.test(correct = FALSE)`.
    """
    a, b, c, d = _table(events, total, control_events, control_total)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    statistic = (a + b + c + d) * (a * d - b * c) ** 2 / margins if margins else math.nan
    return Association("chi-square", statistic, two_sided_p(math.sqrt(statistic)))


def fisher_exact(events: int, total: int, control_events: int, control_total: int) -> Association:
    """Return Fisher's exact test of a 2x2 table, two-sided.

    Parameters: counts of patients, each 0 <= events <= total. Returns: P, the chance of all tables no likelier
    than this one with its margins. Raises: ValueError. Same as R `fisher.test(...)$p.value`, with its tolerance for
    ties; written out because `scipy.stats` takes several times as long to import as `scipy.special`.
    """
    a, b, c, d = _table(events, total, control_events, control_total)
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

    Parameters: counts of patients, each 0 <= events <= total. Raises: ValueError.
    """
    a, b, c, d = _table(events, total, control_events, control_total)
    smallest = min(a + b, c + d) * min(a + c, b + d)  # expected count, times all patients
    test = fisher_exact if smallest < FEW * (a + b + c + d) else chi_square
    return test(events, total, control_events, control_total)


def _check_limits(estimate: float, low: float, high: float, *, ratio: bool = False) -> None:
    got = f"got {estimate} ({low} to {high})"
    if not -math.inf < low <= estimate <= high < math.inf:
        raise ValueError(f"an interval holds its estimate, all finite numbers; {got}. Check the order of the limits.")
    if ratio and low <= 0:
        raise ValueError(f"a ratio and its limits lie above 0; {got}. Check the limits, and that it is no difference.")
