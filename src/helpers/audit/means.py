"""Checks of printed means: whether whole numbers give them (GRIM), and whether two groups give difference and P."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from helpers.audit.check import Check
from helpers.audit.p_tests import ONE_SIDED, TWO_SIDED
from helpers.audit.p_values import Span, in_words, one_tail, p_span
from helpers.audit.registry import Printed, check
from helpers.stats.measures import MEASURES, printed_name
from helpers.stats.rounding import rounding_interval, unit

OF_MEANS = ("mean_1", "sd_1", "total_1", "mean_2", "sd_2", "total_2")


class Sample(NamedTuple):
    """Mean and standard deviation of a group as printed, and its patients."""

    mean: str
    sd: str
    total: int


def grim_mean(printed: str, total: int, *, items: int = 1, part: str = "mean_1", rounding: str = "half") -> Check:
    """Return whether whole numbers can have a printed mean.

    Parameters
    ----------
    printed : str
        The mean.
    total : int
        Patients, above 0.
    items : int
        Whole numbers that are averaged for each patient.
    part : str
        The column of the mean.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.

    Returns
    -------
    Check
        "unexplained" where no sum of whole numbers gives it; verdict "" where one gives any mean.

    Notes
    -----
    Brown and Heathers 2017, 10.1177/1948550616673876.
    """
    numbers = total * items
    if numbers * unit(printed) >= 1:
        return Check("GRIM, means", "", f"{numbers} whole numbers can have any such mean", (part,))
    low, high = (end * numbers for end in rounding_interval(printed, rounding=rounding))
    if math.ceil(low) <= high:
        return Check("GRIM, means", "consistent", f"a sum of {math.ceil(low)} of {numbers} gives {printed}", (part,))
    places = len(printed.partition(".")[2])
    near = " and ".join(f"{float(Fraction(math.floor(low) + more, numbers)):.{places + 1}f}" for more in (0, 1))
    return Check("GRIM, means", "unexplained", f"no {numbers} whole numbers have a mean of {printed}: {near}", (part,))


def difference_fits_means(estimate: str, first: str, second: str) -> Check:
    """Return whether a crude mean difference follows from two means; an adjusted one need not: "unexplained"."""
    name = "means and difference"
    (a1, a2), (b1, b2), (low, high) = map(rounding_interval, (first, second, estimate))
    words = f"the means differ by {float(Fraction(first) - Fraction(second)):.4g}"
    if low <= a2 - b1 and a1 - b2 <= high:
        return Check(name, "consistent", words, ("estimate", "mean_1", "mean_2"))
    near = low - unit(estimate) <= a2 - b1 and a1 - b2 <= high + unit(estimate)
    return Check(name, "rounding" if near else "unexplained", f"{words}, not {estimate}", ("estimate",))


def t_test_p(first: Sample, second: Sample) -> tuple[Span, Span]:
    """Return the P values of Student's and of Welch's test that two printed samples imply within rounding.

    Parameters
    ----------
    first, second : Sample
        Each of two patients or more.

    Returns
    -------
    tuple of Span
        Student's and Welch's. Same as R `t.test` at the printed values.
    """
    from scipy.special import stdtr

    (a1, a2), (b1, b2) = (map(float, rounding_interval(one.mean)) for one in (first, second))
    spread = [[max(0.0, float(end)) ** 2 for end in rounding_interval(one.sd)] for one in (first, second)]
    n, m = first.total, second.total
    near = 0.0 if a1 <= b2 and b1 <= a2 else min(abs(a1 - b2), abs(a2 - b1))
    far = max(abs(a1 - b2), abs(a2 - b1))

    def span(errors: list[float], freedom: float) -> Span:
        t = [near / errors[1] if errors[1] else math.inf, far / errors[0] if errors[0] else math.inf]
        return Span(*(2 * float(stdtr(freedom, -value)) for value in reversed(t)))

    pooled = [((n - 1) * one + (m - 1) * other) / (n + m - 2) for one, other in zip(*spread, strict=True)]
    student = [math.sqrt(variance * (1 / n + 1 / m)) for variance in pooled]
    parts = [(one / n, other / m) for one, other in zip(*spread, strict=True)]
    ones, others = (sum(pair[at] for pair in parts) / 2 for at in (0, 1))
    divisor = ones**2 / (n - 1) + others**2 / (m - 1)
    freedom = (ones + others) ** 2 / divisor if divisor else n + m - 2.0
    return span(student, n + m - 2), span([math.sqrt(sum(pair)) for pair in parts], freedom)


def p_fits_means(p: str, first: Sample, second: Sample, *, test: str = "") -> Check:
    """Return whether a t test of two printed samples gives a printed P; a test of ranks or a model gives another one.

    Parameters
    ----------
    p : str
        As printed.
    first, second : Sample
        Each of two patients or more.
    test : str
        A key of `P_TESTS`; "" where nobody says which test it is.
    """
    name, parts = "P and means", ("p",)
    if test not in ("", TWO_SIDED, ONE_SIDED):
        return Check(name, "", f"P is for {test}", parts)
    spans = t_test_p(first, second)
    given, words = p_span(p), f"t tests give P {' or '.join(dict.fromkeys(map(in_words, spans)))}"
    wanted = [tail for span in spans for tail in one_tail(span)] if test == ONE_SIDED else list(spans)
    if any(given.meets(span) for span in wanted):
        return Check(name, "consistent", words, parts)
    near = any(p_span(p, slack=1).meets(span) for span in wanted)
    return Check(name, "rounding" if near else "unexplained", f"{words}, not {p}", parts)


@check(
    "GRIM, means",
    columns=("mean_1", "total_1", "mean_2", "total_2", "items"),
    question="can whole numbers have this mean (granularity)?",
    fails_as={"unexplained": ""},
)
def _granularity(result: Printed) -> Iterator[Check]:
    items = Fraction(result.cells.get("items", "0"))
    for group in "12" if items >= 1 and items.denominator == 1 else "":
        mean, total = result.cells.get(f"mean_{group}"), result.counts.get(f"total_{group}")
        if mean and total:
            yield grim_mean(mean, total, items=int(items), part=f"mean_{group}", rounding=result.rounding)


@check(
    "means and difference",
    columns=("measure", "estimate", "mean_1", "mean_2"),
    question="do the means give the crude difference?",
    fails_as={"unexplained": ""},
    sound_only=True,
)
def _difference(result: Printed) -> Iterator[Check]:
    cells, named = result.cells, printed_name(result.cells.get("measure", ""))
    if named and named.measure is MEASURES["MD"] and named.crude and {"estimate", "mean_1", "mean_2"} <= cells.keys():
        yield difference_fits_means(cells["estimate"], cells["mean_1"], cells["mean_2"])


@check(
    "P and means",
    columns=("p", "p_test", *OF_MEANS),
    question="does a t test of means and standard deviations give this P?",
    fails_as={"unexplained": ""},
    sound_only=True,
)
def _p_and_means(result: Printed) -> Iterator[Check]:
    cells, counts = result.cells, result.counts
    if "p" in cells and set(OF_MEANS) <= cells.keys() and not {"ci_low", "ci_high"} & cells.keys():
        samples = [Sample(cells[f"mean_{g}"], cells[f"sd_{g}"], counts[f"total_{g}"]) for g in "12"]
        if min(samples[0].total, samples[1].total) > 1 and all(Fraction(one.sd) >= 0 for one in samples):
            yield p_fits_means(cells["p"], *samples, test=result.p_test)
