"""What readers are told of a number beside its text: labels, figures as printed, notes, and formulas in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.files.tables import Row
from helpers.quantities import formatting

WILSON = "95% CI, Wilson"
WALD = "95% CI, Wald"
WALD_LOG = "95% CI, Wald on the log scale"
CI_AS_PRINTED = "95% CI, as printed"

PREDICTION = "95% prediction interval (t, k - 1 df)"
Q = "Q"
P_OF_Q = "P of Q"
P_BETWEEN = "P between subgroups"
CONTROL_RISK = "Median control risk"

CALCULATED_BACK = "The count was calculated back from the printed percentage."
ONLY_REVIEW = "Only the source review prints this; it was not read in the publication."
AS_REVIEW = "As the source review prints it."
CRUDE = "Crude: not adjusted for anything."
ZERO_CELL = "A zero cell: 0.5 was added to all four cells."
TWO_STUDIES = "Two studies: read both; their pool is no headline."
NOT_POOLABLE = "not poolable"
NOT_ESTIMABLE = "not estimable"
STUDIES = "studies in data/studies.csv that meet the filters"
READ = {"primary": "in the publication", "secondary": "quoted elsewhere", "review": "in the source review alone"}


def tau2_title(*, limits: bool) -> str:
    """Return what tau2 is called, with its interval or without."""
    return "tau2 (95% CI, Q-profile)" if limits else "tau2"


def i2_title(*, from_tau2: bool, limits: bool) -> str:
    """Return what I2 is called: where it comes from, and its interval or none."""
    return f"I2, {'from tau2' if from_tau2 else 'from Q'}" + (" (95% CI)" if limits else "")


def effect_label(measure: str, adjusted: bool | None) -> str:
    """Return a measure as it stands before its value: `RR`, `aRR`, `adjusted common OR`; a correlation stays `r`."""
    if not adjusted or measure == "r":
        return measure
    return f"adjusted {measure}" if " " in measure else f"a{measure}"


def as_printed(row: Row) -> str:
    """Return the figures of a row as its source printed them."""
    if row.table == "counts":
        return f"{row['events']}/{row['total']}" + (f" (printed: {row['printed']}%)" if row["printed"] else "")
    if row.table == "values":
        return value_text(row)
    if row.table == "estimates":
        return estimate_text(row)
    if row.table == "groups":
        sizes = [f"{row[c]} {w}" for c, w in (("n_randomised", "randomised"), ("n_analysed", "analysed")) if row[c]]
        return ", ".join(sizes)
    return ""


def value_text(row: Row) -> str:
    """Return a row of values.csv as text: `17 (IQR 12-21)`, `12.5-42.9%`."""
    unit = "%" if row["unit"] == "%" else f" {row['unit']}" if row["unit"] else ""
    limits = formatting.interval(row["low"], row["high"])
    if not row["value"]:
        return limits + unit
    return str(row["value"]) + unit + (f" ({row['interval']} {limits})" if row["interval"] else "")


def estimate_text(row: Row) -> str:
    """Return a row of estimates.csv as text: `aRR 1.44 (95% CI 1.06-1.95; P = .02)`."""
    label = effect_label(row["measure"], row["adjusted"])
    limits = formatting.interval(row["ci_low"], row["ci_high"]) if row["ci_low"] else ""
    return formatting.effect(label, row["estimate"], limits, formatting.printed_p(row["p"]) if row["p"] else "")


def describe(definition: Mapping[str, Any]) -> str:
    """Return a definition in one line: modality, parameter and threshold, timing."""
    return ", ".join(filter(None, (definition["modality"], criterion(definition), definition["timing"])))


def criterion(definition: Mapping[str, Any]) -> str:
    """Return what was read from the test and when it counts as met: `Tmax > 6 s`."""
    return " ".join(filter(None, (definition["parameter"], definition["threshold"])))


def quoted_by(publication: str) -> str:
    """Return the note of a number that was read in another publication."""
    return f"Quoted by {publication}; not read in the publication itself."


def at_fault(why: str) -> str:
    """Return the note of printed figures that contradict each other."""
    return f"The printed figures do not fit together: {why}"


def printed_differently(who: str, figures: str, locator: str) -> str:
    """Return the note of another source's figures for one fact."""
    return f"{who} prints it differently: {figures} ({locator})."


def too_few(k: int, of: int) -> str:
    """Return why there is no pool of k studies with numbers, of all members."""
    has = {0: "none has", 1: "one has"}[k]
    return f"Of {of} studies {has} the numbers that a pool needs; two are the fewest."


def pool_formula(label: str, measure: str, adjusted: bool | None, k: int, method: str, tau2: str) -> str:
    """Return what was pooled, and how: `Good outcome: log risk ratios of 3 studies, random effects (tau2 by REML)`.

    Parameters: label of the question; measure, RR, OR, RD or PLO; adjusted; k studies; method, in words; tau2, its
    estimator, or "".
    """
    what = {"RR": "log risk ratios", "OR": "log odds ratios", "RD": "risk differences", "PLO": "logits"}[measure]
    how = method + (f" (tau2 by {tau2})" if tau2 else "")
    return f"{label}: {'adjusted ' if adjusted else ''}{what} of {k} studies, {how}"


def where_read(sources: Iterable[str], calculated_back: int) -> str:
    """Return where the numbers of a pool were read.

    Parameters: sources, the least direct one of each study: primary, secondary or review; calculated_back, how many
    studies have counts that were.
    """
    worst = list(sources)
    mix = ", ".join(f"{worst.count(source)} {words}" for source, words in READ.items() if source in worst)
    return f"Numbers read: {mix}; {calculated_back} of {len(worst)} with counts calculated back."


def absent(study: str, why: str) -> str:
    """Return that a member is not in the pool, and why."""
    return f"{study} is not in the pool: {why}"


def zero_cells(studies: Iterable[str]) -> str:
    """Return which studies have a cell of zero, and what was done about it."""
    return f"A zero cell in {', '.join(studies)}: 0.5 was added to all cells of that study."


def per_1000_text(text: str, limits: str) -> str:
    """Return patients per 1,000 as text, from texts that have their sign."""
    return f"{text} per 1,000 (95% CI {limits})"


def per_1000_formula(effect: str, risk: str) -> str:
    """Return how patients per 1,000 follow from an effect, both as text."""
    return f"{effect} at a risk of {risk}, the median of the comparison groups"


def size_formula(which: str, *, summed: bool) -> str:
    """Return what a number of patients is: those analysed or randomised, of one group or summed."""
    return f"patients {which}" + (" (sum of the groups)" if summed else "")


def count_formula(share: str, method: str, limits: str) -> str:
    """Return what a count is, with its percentage and interval as text."""
    return f"events / patients assessed; {share} ({method}: {limits})"


def share_formula(events: int, total: int, *, joined: bool) -> str:
    """Return how a percentage was made; joined, from arms taken as one."""
    return f"100 x {events} / {total}" + (" (arms taken as one)" if joined else "")


def statistic_formula(statistic: str) -> str:
    """Return what a printed statistic is."""
    return f"{statistic}, as printed"


def estimate_formula(measure: str, *, adjusted: bool) -> str:
    """Return what a printed effect is."""
    return f"{'adjusted ' if adjusted else ''}{measure}, as printed"


def cell_formula(title: str, table: str) -> str:
    """Return what a cell of the book's tables is, by its column's title."""
    return f"{title.lower()}, as recorded in {table}.csv"


def crude_formula(measure: str, events: int, total: int, control_events: int, control_total: int) -> str:
    """Return the arithmetic of a crude RR, OR or RD."""
    a, n, c, m = events, total, control_events, control_total
    return {
        "RR": f"({a}/{n}) / ({c}/{m})",
        "OR": f"({a}/({n}-{a})) / ({c}/({m}-{c}))",
        "RD": f"100 x ({a}/{n} - {c}/{m})",
    }[measure]


def association_formula(test: str, events: int, total: int, control_events: int, control_total: int) -> str:
    """Return which test was done, of which counts."""
    return f"{test} of {events}/{total} against {control_events}/{control_total}"


def studies_of_step(direction: str) -> str:
    """Return what was counted on a step of the causal chain."""
    return f"studies in data/links.csv that speak {direction} this step"


def references(verification: str | None) -> str:
    """Return which references were counted."""
    return "references of the source review" + (f", {verification}" if verification else "")


def span_formula(k: int) -> str:
    """Return what the ends of a range are, of k percentages."""
    return f"lowest and highest of {k} percentages"


def claims(verdict: str | None, finding: str | None, section: str | None, kind: str | None) -> str:
    """Return which printed numbers were counted."""
    said = (verdict, finding and f"finding: {finding}", section and f"section {section}", kind)
    return ", ".join(["numbers of the source review in claims.csv", *filter(None, said)])
