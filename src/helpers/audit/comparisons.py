"""Checks of two groups' counts against the printed ratio, difference or P value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from helpers.audit.check import Check
from helpers.audit.intervals import p_span
from helpers.stats import two_groups as two_groups
from helpers.stats.rounding import events_that_give, rounding_interval, unit
from helpers.stats.two_groups import two_sided_p

PERCENTS = ("percent_1", "percent_2")
MOST_TABLES = 9  # pairs of counts that fit the printed percentages; with more, nearly any P would fit one
MOST_FOR_FISHER = 100_000  # patients
CRUDE = ("RR", "OR", "RD")


class Group(NamedTuple):
    """What is printed of one group: events and total, patients, and percent 0-100, each or None."""

    events: int | None = None
    total: int | None = None
    percent: str | None = None

    def counts(self) -> Sequence[int]:
        """Return the counts of events that it may have had; none when that is not known."""
        if self.events is not None:
            return [self.events] if self.total is not None else []
        if self.total is None or self.percent is None:
            return []
        return events_that_give(self.percent, self.total)

    def risk(self) -> tuple[Fraction, Fraction] | None:
        """Return the lowest and highest risk 0-1 behind it, None when nothing is known."""
        if self.total and (counts := self.counts()):
            return Fraction(counts[0], self.total), Fraction(counts[-1], self.total)
        if self.percent is None:
            return None
        low, high = rounding_interval(self.percent)
        return max(low, Fraction(0)) / 100, min(high, Fraction(100)) / 100


def effect_fits_groups(measure: str, estimate: str, first: Group, second: Group) -> Check:
    """Return whether a crude ratio or difference follows from two groups' counts or percentages.

    Parameters: measure, one of CRUDE; estimate, printed, percentage points for RD. Returns: verdict "" where a
    risk is not known or the ratio has no value. A printed effect may be adjusted without saying so: a misfit is
    "unexplained".
    """
    name, parts = "groups and effect", ("estimate", *PERCENTS)
    risks = first.risk(), second.risk()
    if measure not in CRUDE or None in risks:
        return Check(name, "", "", parts)
    (a1, a2), (b1, b2) = risks
    if measure == "RD":
        least, most = 100 * (a1 - b2), 100 * (a2 - b1)
    else:
        if measure == "OR":
            if 1 in (a2, b2):
                return Check(name, "", "a risk of 1 has no odds", parts)
            a1, a2, b1, b2 = (risk / (1 - risk) for risk in (a1, a2, b1, b2))
        if b1 == 0:
            return Check(name, "", "a risk of 0 gives no ratio", parts)
        least, most = a1 / b2, a2 / b1
    low, high = rounding_interval(estimate)
    shown = f"{float(least):.4g}" if least == most else f"{float(least):.4g} to {float(most):.4g}"
    words = f"the groups give a crude {measure} of {shown}"
    if low <= most and least <= high:
        return Check(name, "consistent", words, parts)
    near = low - unit(estimate) <= most and least <= high + unit(estimate)
    return Check(name, "rounding" if near else "unexplained", f"{words}, not {estimate}", ("estimate",))


def p_fits_groups(p: str, first: Group, second: Group, *, own: bool = True) -> Check:
    """Return whether any usual crude test of two groups' counts gives a printed P.

    Parameters: p, printed; first and second; own, whether the counts are printed by the same text (else they are the
    publication's). Tests: chi-square with and without continuity correction, Fisher, Wald for RR, OR and RD, each
    for every pair of counts that fits. Returns: "unexplained" where none fits; where all of them and P disagree on
    significance, "inconsistent" for the text's own counts and "differs" for those of others.
    """
    name, parts = "P and groups", ("p",)
    pairs = first.counts(), second.counts()
    if not 1 <= len(pairs[0]) * len(pairs[1]) <= MOST_TABLES:
        return Check(name, "", "the counts are not known", parts)
    tables = [(a, first.total, c, second.total) for a in pairs[0] for c in pairs[1]]
    found = []
    for test in TESTS:  # Fisher's last: it costs most
        found += [(test, value) for table in tables if (value := _p_of(test, *table)) is not None]
        if fits := _first(found, *p_span(p)):
            return Check(name, "consistent", f"{fits[0]} gives P {fits[1]:.3g}", parts)
    if not found:
        return Check(name, "", "nobody, or everybody, has the event", parts)
    values = [value for _, value in found]
    words = f"chi-square, Fisher's and Wald's tests give P {min(values):.2g} to {max(values):.2g}, not {p}"
    if _first(found, *p_span(p, slack=1)):
        return Check(name, "rounding", words, parts)
    low, high = p_span(p)
    if (low >= 0.05 and max(values) < 0.05) or (high <= 0.05 and min(values) > 0.05):
        verdict = "inconsistent" if own else "differs"
        return Check(name, verdict, words + "; they disagree on significance", parts)
    return Check(name, "unexplained", words, parts)


def _first(found: list[tuple[str, float]], low: float, high: float) -> tuple[str, float] | None:
    return next((pair for pair in found if low <= pair[1] <= high), None)


def _p_of(test: str, a: int, n: int, c: int, m: int) -> float | None:
    """Return the P value of a test, None where the table does not allow it."""
    if a + c in (0, n + m) or not (0 <= a <= n and 0 <= c <= m):
        return None
    if test.startswith("Fisher") and n + m > MOST_FOR_FISHER:
        return None  # it would say what chi-square says
    if test.startswith("Wald") and 0 in (a, n - a, c, m - c):
        return None  # half a patient added to every cell is no test of the counts
    return TESTS[test](a, n, c, m)


def yates_p(a: int, n: int, c: int, m: int) -> float:
    """Return P of the chi-square test with Yates's correction. Same as R `chisq.test(correct = TRUE)`.

    Parameters: events and patients of two groups, of whom some, and not all, have the event.
    """
    b, d, total = n - a, m - c, n + m
    excess = max(0.0, abs(a * d - b * c) - min(total / 2, abs(a * d - b * c)))
    statistic = total * excess**2 / ((a + b) * (c + d) * (a + c) * (b + d))
    return two_sided_p(math.sqrt(statistic))


TESTS: dict[str, Callable[[int, int, int, int], float]] = {
    "chi-square": lambda *table: two_groups.chi_square(*table).p,
    "chi-square with continuity correction": yates_p,
    "Wald's test of the RR": lambda *table: two_groups.risk_ratio(*table).p,
    "Wald's test of the OR": lambda *table: two_groups.odds_ratio(*table).p,
    "Wald's test of the RD": lambda *table: two_groups.risk_difference(*table).p,
    "Fisher's exact test": lambda *table: two_groups.fisher_exact(*table).p,
}
