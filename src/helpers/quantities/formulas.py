"""How a number was made, in words."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.files.tables import Row
from helpers.quantities import formatting
from helpers.quantities.claim_sources import SOURCES
from helpers.stats.measures import MEASURES

STUDIES = "studies in data/studies.csv that meet the filters"


def pool(label: str, measure: str, adjusted: bool | None, k: int, method: str, tau2: str) -> str:
    """Return what was pooled, and how: `Good outcome: log risk ratios of 3 studies, random effects (tau2 by REML)`.

    Parameters: label of the question; measure, RR, OR, RD or PLO; adjusted; k studies; method, in words; tau2, its
    estimator, or "".
    """
    what = MEASURES[measure].analysed_as
    how = method + (f" (tau2 by {tau2})" if tau2 else "")
    return f"{label}: {'adjusted ' if adjusted else ''}{what} of {k} studies, {how}"


def per_1000(effect: str, risk: str) -> str:
    """Return how patients per 1,000 follow from an effect, both as text."""
    return f"{effect} at a risk of {risk}, the median of the comparison groups"


def size(which: str, *, summed: bool) -> str:
    """Return what a number of patients is: those analysed or randomised, of one group or summed."""
    return f"patients {which}" + (" (sum of the groups)" if summed else "")


def count(share: str, method: str, limits: str) -> str:
    """Return what a count is, with its percentage and interval as text."""
    return f"events / patients assessed; {share} ({method}: {limits})"


def share(events: int, total: int, *, joined: bool) -> str:
    """Return how a percentage was made; joined, from arms taken as one."""
    return f"100 x {events} / {total}" + (" (arms taken as one)" if joined else "")


def statistic(statistic: str) -> str:
    """Return what a printed statistic is."""
    return f"{statistic}, as printed"


def estimate(measure: str, *, adjusted: bool) -> str:
    """Return what a printed effect is."""
    return f"{'adjusted ' if adjusted else ''}{measure}, as printed"


def cell(title: str, table: str) -> str:
    """Return what a cell of the book's tables is, by its column's title."""
    return f"{title.lower()}, as recorded in {table}.csv"


def of_standard_dose(dose: str, standard: str, unit: str) -> str:
    """Return how a dose compares with the usual intravenous one of its drug."""
    return f"100 x {dose} / {standard} {unit}, the usual intravenous dose"


def crude(measure: str, events: int, total: int, control_events: int, control_total: int) -> str:
    """Return the arithmetic of a crude RR, OR or RD."""
    return MEASURES[measure].formula.format(a=events, n=total, c=control_events, m=control_total)


def versus(one: str, other: str) -> str:
    """Return how the numbers of two groups were made."""
    return f"first group: {one}; second group: {other}"


def with_effect(sides: str, effect: str) -> str:
    """Return how the numbers of two groups and the effect between them were made."""
    return f"{sides}; effect: {effect}"


def association(test: str, events: int, total: int, control_events: int, control_total: int) -> str:
    """Return which test was done, of which counts."""
    return f"{test} of {events}/{total} versus {control_events}/{control_total}"


def studies_of_step(direction: str) -> str:
    """Return what was counted on a step of the causal chain."""
    return f"studies in data/links.csv that speak {direction} this step"


def references(verification: str | None, scope: str | None, read: str | None, results: bool) -> str:
    """Return which references were counted."""
    said = (verification, scope, read and f"read: {read}", "with results in the tables" if results else None)
    return ", ".join([f"references of {'this book' if scope else 'the source review'}", *filter(None, said)])


def span(k: int) -> str:
    """Return what the ends of a range are, of k percentages."""
    return f"lowest and highest of {k} percentages"


def claims(verdict: str | None, finding: str | None, section: str | None, kind: str | None, source: str | None) -> str:
    """Return which printed numbers were counted."""
    compared = source and f"compared with {SOURCES[source]}"
    said = (verdict, finding and f"finding: {finding}", section and f"section {section}", kind, compared)
    return ", ".join(["numbers of the source review in claims.csv", *filter(None, said)])


def grades(scale: str, rows: Iterable[Row]) -> str:
    """Return which grades of a scale were compared, from rows of outcomes.csv: `ABC 0, 1-2, 3-6`."""
    ends = ((row["from"] or 0, row["to"]) for row in rows)
    return f"{scale} " + ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ends)


def graded(patients: Iterable[int]) -> str:
    """Return how many patients of a group have each grade: `21, 15, 25 of 61`."""
    counts = list(patients)
    return f"{', '.join(map(formatting.integer, counts))} of {formatting.integer(sum(counts))}"


def common_or(scale: str, treated: str, control: str) -> str:
    """Return what a common odds ratio compares, from the words of `grades` and `graded`."""
    return f"odds of a better grade at every cut of {scale}: {treated} versus {control}, proportional odds"


def win_odds(scale: str, treated: str, control: str) -> str:
    """Return what the win odds compare, from the words of `grades` and `graded`."""
    return f"wins / losses over all pairs of patients, ties split, on {scale}: {treated} versus {control}"


def nnt_per_1000(difference: str) -> str:
    """Return how a number needed to treat follows from patients per 1,000, with how these follow from an effect."""
    return f"1,000 / the patients per 1,000 and their limits: {difference}"


def nnt(difference: str) -> str:
    """Return how a number needed to treat follows from a risk difference, as text."""
    return f"100 / the risk difference in percentage points and its limits: {difference}"
