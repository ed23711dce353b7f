"""The usual tests of two groups' counts, and which of them gives a printed P."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from helpers.audit.p_values import Span
from helpers.stats import association, two_groups
from helpers.stats.measures import CRUDE
from helpers.stats.rounding import events_that_give, rounding_interval
from helpers.stats.two_groups import two_sided_p

MOST_TABLES = 9  # pairs of counts that fit the printed percentages; with more, nearly any P would fit one
MOST_FOR_FISHER = 10_000  # in the smallest margin, over all pairs of counts: so many tables are enumerated


class Group(NamedTuple):
    """What is printed of one group.

    Parameters
    ----------
    events, total : int or None
        Patients; None where not printed.
    percent : str or None
        0 to 100, as printed; None where not printed.
    """

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


Table = tuple[int, int, int, int]  # events and patients of two groups


def tables_of(first: Group, second: Group) -> list[Table]:
    """Return the tables of counts that two groups may be; none when that is not known, or there are too many."""
    events, others = first.counts(), second.counts()
    if first.total is None or second.total is None or not 1 <= len(events) * len(others) <= MOST_TABLES:
        return []
    return [(a, first.total, c, second.total) for a in events for c in others]


class Given(NamedTuple):
    """A test and the P that it gives."""

    test: str
    p: float


def p_values_of(tables: Sequence[Table]) -> Iterable[Given]:
    """Yield what every test gives for every table; Fisher's, which costs most, last."""
    for test in TESTS:
        for table in tables:
            value = _p_of(test, *table, tables=len(tables))
            if value is not None:
                yield Given(test.name, value)


def first_that_fits(tables: Sequence[Table], span: Span) -> Given | None:
    """Return the first test that gives a P within a span, None when none does."""
    return next((given for given in p_values_of(tables) if span.low <= given.p <= span.high), None)


class CrudeTest(NamedTuple):
    """A crude test of two groups: its name, its P of events and patients, and which tables it is not for.

    Wald's tests are not for a table with an empty cell: half a patient added to every cell is no test of the counts.
    Fisher's is not for thousands of patients with and without the event, where it says what chi-square says.
    """

    name: str
    p: Callable[[int, int, int, int], float]
    takes_empty_cells: bool = True
    smallest_margin: float = math.inf


def _p_of(test: CrudeTest, a: int, n: int, c: int, m: int, *, tables: int = 1) -> float | None:
    """Return the P value of a test, None where the table does not allow it."""
    if a + c in (0, n + m) or not (0 <= a <= n and 0 <= c <= m):
        return None
    if min(a + c, n + m - a - c, n, m) * tables > test.smallest_margin:
        return None
    if not test.takes_empty_cells and 0 in (a, n - a, c, m - c):
        return None
    return test.p(a, n, c, m)


def yates_p(a: int, n: int, c: int, m: int) -> float:
    """Return P of the chi-square test with Yates's correction. Same as R `chisq.test(correct = TRUE)`.

    Parameters
    ----------
    a, n, c, m : int
        Events and patients of two groups, of whom some, and not all, have the event.
    """
    b, d, total = n - a, m - c, n + m
    excess = max(0.0, abs(a * d - b * c) - min(total / 2, abs(a * d - b * c)))
    statistic = total * excess**2 / ((a + b) * (c + d) * (a + c) * (b + d))
    return two_sided_p(math.sqrt(statistic))


def likelihood_ratio_p(a: int, n: int, c: int, m: int) -> float:
    """Return P of the likelihood ratio test of a 2x2 table (G). Same as R `DescTools::GTest`.

    Parameters
    ----------
    a, n, c, m : int
        Events and patients of two groups, of whom some, and not all, have the event.
    """
    total, events = n + m, a + c
    cells = ((a, n * events), (n - a, n * (total - events)), (c, m * events), (m - c, m * (total - events)))
    g = 2 * sum(cell * math.log(cell * total / expected) for cell, expected in cells if cell)
    return two_sided_p(math.sqrt(max(0.0, g)))


def _wald_p(measure: str, a: int, n: int, c: int, m: int) -> float:
    return two_groups.compare(measure, a, n, c, m).p


TESTS = (
    CrudeTest("chi-square", lambda *table: association.chi_square(*table).p),
    CrudeTest("chi-square with continuity correction", yates_p),
    CrudeTest("the likelihood ratio test", likelihood_ratio_p),
    *(CrudeTest(f"Wald's test of the {name}", partial(_wald_p, name), takes_empty_cells=False) for name in CRUDE),
    CrudeTest(
        "Fisher's exact test", lambda *table: association.fisher_exact(*table).p, smallest_margin=MOST_FOR_FISHER
    ),
)
