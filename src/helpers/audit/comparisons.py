"""Checks of two groups' counts against the printed ratio, difference or P value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from helpers.audit.check import Check
from helpers.audit.p_values import p_span
from helpers.audit.percentages import OF_GROUPS, PERCENTS
from helpers.audit.registry import Printed, check
from helpers.stats import association, two_groups
from helpers.stats.measures import CRUDE, MEASURES
from helpers.stats.rounding import events_that_give, rounding_interval, unit
from helpers.stats.two_groups import two_sided_p

MOST_TABLES = 9  # pairs of counts that fit the printed percentages; with more, nearly any P would fit one
MOST_FOR_FISHER = 100_000  # patients


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


def effect_fits_groups(measure: str, estimate: str, first: Group, second: Group) -> Check:
    """Return whether a crude ratio or difference follows from two groups' counts or percentages.

    Parameters
    ----------
    measure : str
        One of `CRUDE`.
    estimate : str
        As printed; percentage points for RD.
    first, second : Group
        What is printed of each.

    Returns
    -------
    Check
        Verdict "" where a risk is not known or the ratio has no value. A printed effect may be adjusted without
        saying so: a misfit is "unexplained".
    """
    name, parts = "groups and effect", ("estimate", *PERCENTS)
    one, other = first.risk(), second.risk()
    if measure not in CRUDE or one is None or other is None:
        return Check(name, "", "", parts)
    found = MEASURES[measure]
    fractions = [found.fraction(risk, 1 - risk) for risk in (*one, *other)]
    if any(bottom == 0 for _, bottom in fractions):
        return Check(name, "", "a risk of 1 has no odds", parts)
    a1, a2, b1, b2 = (top / bottom for top, bottom in fractions)  # each rises with the risk
    if found.scale == "identity":
        least, most = int(found.factor) * (a1 - b2), int(found.factor) * (a2 - b1)
    else:
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

    Parameters
    ----------
    p : str
        As printed.
    first, second : Group
        What is printed of each.
    own : bool
        Whether the counts are printed by the same text; else they are the publication's.

    Returns
    -------
    Check
        "unexplained" where no test fits; where all of them and P disagree on significance, "inconsistent" for the
        text's own counts and "differs" for those of others.

    Notes
    -----
    The tests: chi-square with and without continuity correction, Wald's for RR, OR and RD, and Fisher's, each for
    every pair of counts that fits.
    """
    name, parts = "P and groups", ("p",)
    events, others = first.counts(), second.counts()
    if first.total is None or second.total is None or not 1 <= len(events) * len(others) <= MOST_TABLES:
        return Check(name, "", "the counts are not known", parts)
    tables = [(a, first.total, c, second.total) for a in events for c in others]
    given: list[tuple[str, float]] = []
    for test in TESTS:  # Fisher's last: it costs most
        given += [(test.name, value) for table in tables if (value := _p_of(test, *table)) is not None]
        if fits := _first(given, *p_span(p)):
            return Check(name, "consistent", f"{fits[0]} gives P {fits[1]:.3g}", parts)
    if not given:
        return Check(name, "", "nobody, or everybody, has the event", parts)
    values = [value for _, value in given]
    words = f"chi-square, Fisher's and Wald's tests give P {min(values):.2g} to {max(values):.2g}, not {p}"
    if _first(given, *p_span(p, slack=1)):
        return Check(name, "rounding", words, parts)
    low, high = p_span(p)
    if (low >= 0.05 and max(values) < 0.05) or (high <= 0.05 and min(values) > 0.05):
        verdict = "inconsistent" if own else "differs"
        return Check(name, verdict, words + "; they disagree on significance", parts)
    return Check(name, "unexplained", words, parts)


def _first(given: list[tuple[str, float]], low: float, high: float) -> tuple[str, float] | None:
    return next((pair for pair in given if low <= pair[1] <= high), None)


class CrudeTest(NamedTuple):
    """A crude test of two groups: its name, its P of events and patients, and which tables it is not for.

    Wald's tests are not for a table with an empty cell: half a patient added to every cell is no test of the counts.
    Fisher's is not for very many patients, where it says what chi-square says.
    """

    name: str
    p: Callable[[int, int, int, int], float]
    takes_empty_cells: bool = True
    most_patients: float = math.inf


def _p_of(test: CrudeTest, a: int, n: int, c: int, m: int) -> float | None:
    """Return the P value of a test, None where the table does not allow it."""
    if a + c in (0, n + m) or not (0 <= a <= n and 0 <= c <= m) or n + m > test.most_patients:
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


def _wald_p(measure: str, a: int, n: int, c: int, m: int) -> float:
    return two_groups.compare(measure, a, n, c, m).p


TESTS = (
    CrudeTest("chi-square", lambda *table: association.chi_square(*table).p),
    CrudeTest("chi-square with continuity correction", yates_p),
    *(CrudeTest(f"Wald's test of the {name}", partial(_wald_p, name), takes_empty_cells=False) for name in CRUDE),
    CrudeTest("Fisher's exact test", lambda *table: association.fisher_exact(*table).p, most_patients=MOST_FOR_FISHER),
)


def _both(result: Printed) -> tuple[Group, Group]:
    """Return what a result prints of its two groups."""
    counts, cells = result.counts, result.cells
    first, second = (
        Group(counts.get(f"events_{g}"), counts.get(f"total_{g}"), cells.get(f"percent_{g}")) for g in "12"
    )
    return first, second


@check(
    "groups and effect",
    columns=("measure", "estimate", *OF_GROUPS),
    question="do the groups give the crude effect?",
    fails_as={"unexplained": ""},
    sound_only=True,
)
def _groups_and_effect(result: Printed) -> Iterator[Check]:
    measure = result.cells.get("measure", "")
    if "estimate" in result.cells and measure in CRUDE:
        yield effect_fits_groups(measure, result.cells["estimate"], *_both(result))


@check(
    "P and groups",
    columns=("measure", "p", *OF_GROUPS),
    question="does any usual test of the counts give this P?",
    fails_as={
        "unexplained": "",
        "inconsistent": "one shows an effect and the other does not",
        "differs": "the counts are those of the publication, and that is so",
    },
    sound_only=True,
)
def _p_and_groups(result: Printed) -> Iterator[Check]:
    cells = result.cells
    if "p" in cells and cells.get("measure", "") in ("", *CRUDE) and "ci_low" not in cells:
        yield p_fits_groups(cells["p"], *_both(result), own=result.own)
