"""The check of a printed P against its interval and, where that does not give it, against the counts beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from helpers.audit.check import SEVERITY, Check
from helpers.audit.comparisons import both_groups, crude_measure, interval_fits_groups
from helpers.audit.crude_tests import first_that_fits, p_values_of, tables_of
from helpers.audit.intervals import level_of, possible, scales_of
from helpers.audit.p_readings import NAME, near, p_fits_ci
from helpers.audit.p_tests import TWO_SIDED, WhichTest
from helpers.audit.p_values import Span, p_span
from helpers.audit.plausibility import INTERVAL
from helpers.audit.registry import Printed, check


@check(
    NAME,
    columns=("measure", *INTERVAL, "level", "p", "p_test", "margin"),
    question="does the interval give this P?",
    fails_as={"unexplained": "", "inconsistent": "one shows an effect and the other does not"},
    sound_only=True,
)
def _p_and_interval(result: Printed) -> Iterator[Check]:
    cells, limits = result.cells, possible(result)
    if limits is None or "p" not in cells:
        return
    tested = WhichTest(result.p_test, cells.get("margin", ""), cells.get("measure", ""))
    found = [
        p_fits_ci(cells["p"], *limits, ratio=ratio, level=level_of(result), rounding=result.rounding, tested=tested)
        for ratio in scales_of(result)
    ]
    best = min(found, key=lambda one: SEVERITY.get(one.verdict, -1))
    yield best if best.passed or result.p_test not in ("", TWO_SIDED) else _by_counts(best, result, limits)


def _by_counts(found: Check, result: Printed, limits: tuple[str, str, str]) -> Check:
    """Return what is found when a usual test of the counts gives P; else the check as it is.

    Many publications print Wald's interval beside the P of Fisher's or of a chi-square test.
    """
    cells = result.cells
    tables = tables_of(*both_groups(result)) if cells.get("outcome_type", "") in ("", "binary") else []
    given = p_span(cells["p"], rounding=result.rounding)
    fits = first_that_fits(tables, given)
    if fits is None:
        if found.verdict == "inconsistent" and near(given, [Span(one.p, one.p) for one in p_values_of(tables)]):
            return replace(
                found, verdict="unexplained", reason=f"{found.reason}; tests of the counts give nearly this P"
            )
        return found
    measure = crude_measure(cells.get("measure", ""))
    words = f"{found.reason}; {fits.test} of the counts gives P {fits.p:.3g}"
    if measure and all(limits) and interval_fits_groups(measure, *limits[1:], tables, level=level_of(result)):
        return Check(NAME, "consistent", words, found.parts)
    return replace(found, verdict="unexplained" if found.verdict != "rounding" else found.verdict, reason=words)
