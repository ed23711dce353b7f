"""Checks of two groups' counts against the printed ratio, difference or P value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from helpers.audit.check import Check
from helpers.audit.crude_tests import Group, Table, first_that_fits, p_values_of, tables_of, yates_p
from helpers.audit.p_readings import near
from helpers.audit.p_tests import ONE_SIDED, POINT_MARGINS, TWO_SIDED, vague
from helpers.audit.p_values import Span, in_words, one_tail, p_span, two_sided, upper
from helpers.audit.percentages import OF_GROUPS, PERCENTS
from helpers.audit.registry import Printed, check
from helpers.stats import two_groups
from helpers.stats.measures import CRUDE, MEASURES, Z95, printed_name
from helpers.stats.rounding import rounding_interval, unit

__all__ = ["Group", "effect_fits_groups", "interval_fits_groups", "p_fits_groups", "yates_p"]


def crude_measure(printed: str) -> str:
    """Return the measure of `CRUDE` that a printed name stands for, "" for none, or one that is not crude."""
    found = printed_name(printed)
    return found.measure.name if found and found.crude and found.measure.name in CRUDE else ""


def effect_fits_groups(measure: str, estimate: str, first: Group, second: Group) -> Check:
    """Return whether a crude ratio or difference follows from two groups' counts or percentages.

    Parameters
    ----------
    measure : str
        As printed; only RR, OR and RD are looked at.
    estimate : str
        As printed; percentage points or a proportion for RD.
    first, second : Group
        What is printed of each.

    Returns
    -------
    Check
        Verdict "" where a risk is not known or the ratio has no value. A printed effect may be adjusted without
        saying so: a misfit is "unexplained".
    """
    name, parts = "groups and effect", ("estimate", *PERCENTS)
    one, other, measure = first.risk(), second.risk(), crude_measure(measure)
    if not measure or one is None or other is None:
        return Check(name, "", "", parts)
    found = MEASURES[measure]
    fractions = [found.fraction(risk, 1 - risk) for risk in (*one, *other)]
    if any(bottom == 0 for _, bottom in fractions):
        return Check(name, "", "a risk of 1 has no odds", parts)
    a1, a2, b1, b2 = (top / bottom for top, bottom in fractions)  # each rises with the risk
    scales = [1]
    if found.scale == "identity":
        least, most = a1 - b2, a2 - b1
        scales = [int(found.factor), 1] if abs(float(estimate)) <= 1 else [int(found.factor)]
    else:
        if b1 == 0:
            return Check(name, "", "a risk of 0 gives no ratio", parts)
        least, most = a1 / b2, a2 / b1
    low, high = rounding_interval(estimate)
    shown = [f"{float(scales[0] * end):.4g}" for end in (least, most)]
    words = f"the groups give a crude {measure} of {shown[0] if shown[0] == shown[1] else ' to '.join(shown)}"
    if any(low <= scale * most and scale * least <= high for scale in scales):
        return Check(name, "consistent", words, parts)
    near = any(low - unit(estimate) <= scale * most and scale * least <= high + unit(estimate) for scale in scales)
    words += f", not {estimate}"
    if near:
        return Check(name, "rounding", words, ("estimate",))
    return Check(name, "unexplained", f"{words}; an adjusted or pooled one need not follow from them", ("estimate",))


def interval_fits_groups(measure: str, low: str, high: str, tables: Sequence[Table], *, level: float = 0.95) -> bool:
    """Return whether a crude interval is Wald's of the counts, within rounding.

    Parameters
    ----------
    measure : str
        One of `CRUDE`.
    low, high : str
        As printed.
    tables : sequence of Table
        What the counts may be.
    level : float
        Confidence, 0 to 1.
    """
    found = MEASURES[measure]
    for table in tables:
        effect = two_groups.compare(measure, *table, level=level)
        for scale in (1.0, found.factor) if found.factor > 1 and abs(float(high)) <= 1 else (1.0,):
            spans = zip(map(rounding_interval, (low, high)), (effect.low, effect.high), strict=True)
            if all(least <= end / scale <= most for (least, most), end in spans):
                return True
    return False


def p_fits_groups(p: str, first: Group, second: Group, *, own: bool = True, test: str = "") -> Check:
    """Return whether any usual crude test of two groups' counts gives a printed P.

    Parameters
    ----------
    p : str
        As printed.
    first, second : Group
        What is printed of each.
    own : bool
        Whether the counts are printed by the same text; else they are the publication's.
    test : str
        A key of `P_TESTS`; "" where nobody says which test it is.

    Returns
    -------
    Check
        "unexplained" where no test fits; where all of them and P disagree on significance, "inconsistent" for the
        text's own counts and "differs" for those of others, unless P would fit a one-sided test or a margin.

    Notes
    -----
    The tests: chi-square with and without continuity correction, the likelihood ratio, Wald's for RR, OR and RD, and
    Fisher's, each for every pair of counts that fits.
    """
    name, parts = "P and groups", ("p",)
    tables = tables_of(first, second)
    if not tables or test not in ("", TWO_SIDED, ONE_SIDED):
        reason = f"P is for {test}: counts alone do not give it" if tables else "the counts are not known"
        return Check(name, "", reason, parts)
    given = p_span(p)
    if test != ONE_SIDED and (fits := first_that_fits(tables, given)):
        return Check(name, "consistent", f"{fits.test} gives P {fits.p:.3g}", parts)
    found = list(p_values_of(tables))
    if not found:
        return Check(name, "", "nobody, or everybody, has the event", parts)
    tails = [tail for one in found for tail in one_tail(Span(one.p, one.p))]
    if test == ONE_SIDED and any(given.meets(tail) for tail in tails):
        return Check(name, "consistent", "a usual test, one-sided, gives such a P", parts)
    over_all = Span(min(one.p for one in found), max(one.p for one in found))
    words = f"chi-square, Fisher's and Wald's tests give P {in_words(over_all)}, not {p}"
    if test == ONE_SIDED:
        return Check(name, "unexplained", f"{words}, nor is it half of one", parts)
    widened = p_span(p, slack=1)
    if any(widened.low <= one.p <= widened.high for one in found):
        return Check(name, "rounding", words, parts)
    other = "" if test else _other_reading(given, tails, tables)
    exact = given.low > 0 and given.high < 1
    if exact and near(given, [Span(one.p, one.p) for one in found]):
        other = other or "an adjusted analysis may give it"
    turns = (given.low >= 0.05 > over_all.high) or (given.high <= 0.05 < over_all.low)
    if turns and not other:
        words += "; they disagree on significance"
        return Check(name, "inconsistent" if own else "differs", words, parts)
    return Check(name, "unexplained", f"{words}; {other}" if other else words, parts)


def _other_reading(given: Span, tails: Sequence[Span], tables: Sequence[Table]) -> str:
    """Return in words which test but a two-sided one of no effect would give P, "" for none."""
    if vague(given):
        return ""
    if any(given.meets(tail) for tail in tails):
        return "P would fit a one-sided test"
    for table in tables:
        effect = two_groups.risk_difference(*table)
        error = (effect.high - effect.low) / (2 * Z95)
        for margin in POINT_MARGINS if error else ():
            for side in (-1, 1):
                z = (effect.estimate + side * margin) / error * side
                if z > 0 and (given.meets(upper(Span(z, z))) or given.meets(two_sided(Span(z, z)))):
                    return f"P may be for non-inferiority: it would fit a margin of {margin:g} percentage points"
    return ""


def both_groups(result: Printed) -> tuple[Group, Group]:
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
    if "estimate" in result.cells and crude_measure(measure):
        yield effect_fits_groups(measure, result.cells["estimate"], *both_groups(result))


@check(
    "P and groups",
    columns=("measure", "outcome_type", "p", "p_test", *OF_GROUPS),
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
    of_counts = cells.get("outcome_type", "") in ("", "binary")  # else P is of a shift, or of times
    crude = not cells.get("measure") or crude_measure(cells["measure"])
    if "p" in cells and crude and of_counts and not {"ci_low", "ci_high"} & cells.keys():
        yield p_fits_groups(cells["p"], *both_groups(result), own=result.own, test=result.p_test)
