"""What readers are told of a number beside its text: labels, figures as printed, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.files.tables import Row
from helpers.quantities import formatting
from helpers.stats.absolute import NumberNeeded

CONFIDENCE = "95% CI"  # as values.csv names it
WILSON = "Wilson"
WALD = "Wald"
WALD_LOG = "Wald on the log scale"
RECIPROCAL = "the reciprocals of Wald's limits"
AS_PRINTED = "as printed"

PREDICTION = "95% prediction interval (t, k - 1 df)"
Q = "Q"
P_OF_Q = "P of Q"
P_BETWEEN = "P between subgroups"
CONTROL_RISK = "Median control risk"

CALCULATED_BACK = "The count was calculated back from the printed percentage."
ONLY_REVIEW = "Only the source review prints this; it was not read in the publication."
AS_REVIEW = "As the source review prints it."
CRUDE = "Crude: not adjusted for anything."
PROPORTIONAL = "One odds ratio is assumed for every cut of the scale; that was not tested."
ZERO_CELL = "A zero cell: 0.5 was added to all four cells."
CERTAIN = "Both risks are 0 or 1: 0.5 was added to all four cells, for the interval alone."
BEYOND = "A limit lies beyond what any ratio or difference could be: nothing is known of the size of this effect."
TWO_STUDIES = "Two studies: read both; their pool is no headline."
SAME_STUDIES = "No test between subgroups: a study stands in several, and its patients would count twice."
NO_TEST_BETWEEN = "No test between subgroups: this model gives none."
ANY_SHARE = (
    "This pool is no rate: a new study could find almost any share, or too few studies tell (prediction interval)."
)
NO_VARIANCE = (
    "A prediction interval that is the confidence interval: no variance between studies was found, which so few "
    "studies cannot rule out."
)
PART = {  # of a number, in what is said of how it was made; others are called as an expression calls them
    "value": "the estimate",
    "low": "the lower limit",
    "high": "the upper limit",
    "p": "P",
    "k": "the number of studies",
    "events": "the events",
    "total": "the total",
    "i2": "I2",
    "q": "Q",
    "control_risk": "the median risk of the comparison groups",
    "pi_low": "the lower limit of the prediction interval",
    "pi_high": "the upper limit of the prediction interval",
    "between_p": "P between the subgroups",
}
NOT_POOLABLE = "not poolable"
NOT_ESTIMABLE = "not estimable"
WHERE_READ = "Numbers read: {mix}; {back} of {k} with counts calculated back."
MARKS = {"primary": "read in the publication", "secondary": "quoted elsewhere", "review": "only in the source review"}
READ = {"primary": "in the publication", "secondary": "quoted elsewhere", "review": "in the source review alone"}


def interval(level: int | None, how: str) -> str:
    """Return what two limits are: a confidence interval of a level in percent, and how it was made, or else `how`."""
    return ", ".join(filter(None, (f"{level}% CI" if level else "", how)))


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


def versus(one: str, other: str) -> str:
    """Return two groups' numbers side by side: `59.0% versus 40.4%`."""
    return f"{one} versus {other}"


def with_effect(sides: str, effect: str, unit: str) -> str:
    """Return two groups' numbers and the effect between them, with a unit that its text does not show."""
    return f"{sides}, {effect}" + (f" {unit}" if unit and not unit.startswith("%") else "")


def describe(definition: Mapping[str, Any]) -> str:
    """Return a definition in one line: modality, parameter and threshold, timing."""
    return ", ".join(filter(None, (definition["modality"], criterion(definition), definition["timing"])))


def criterion(definition: Mapping[str, Any]) -> str:
    """Return what was read from the test and when it counts as met: `delay > 6 s`."""
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


def one_study_alone(subgroups: Iterable[str]) -> str:
    """Return why subgroups are not tested against each other: some hold one study."""
    return f"No test between subgroups: one study does not show how its like vary ({'; '.join(subgroups)})."


def between_studies(few: Iterable[str]) -> str:
    """Return what the test between subgroups is worth. Parameters: few, the subgroups that hold two studies."""
    rests = f", and rests on two studies in: {'; '.join(few)}" if few else ""
    return f"P between subgroups is exploratory: it compares studies, not patients{rests}."


def where_read(sources: Iterable[str], calculated_back: int) -> str:
    """Return where the numbers of a pool were read.

    Parameters: sources, the least direct one of each study: primary, secondary or review; calculated_back, how many
    studies have counts that were.
    """
    worst = list(sources)
    mix = ", ".join(f"{worst.count(source)} {words}" for source, words in READ.items() if source in worst)
    return WHERE_READ.format(mix=mix, back=calculated_back, k=len(worst))


def absent(study: str, why: str) -> str:
    """Return that a member is not in the pool, and why."""
    return f"{study} is not in the pool: {why}"


def included(study: str, why: str) -> str:
    """Return that a member is in the pool that other pools leave out, and why they do."""
    return f"{study} is in this pool only to see what it changes; else it is left out: {why}"


def zero_cells(studies: Iterable[str], *, variance_alone: bool) -> str:
    """Return which studies have cells of zero, and what was done about it: for a difference, to its variance alone."""
    names = ", ".join(studies)
    if variance_alone:
        return f"Risks of 0 or 1 in both groups of {names}: 0.5 was added to all cells, for the variance alone."
    return f"A zero cell in {names}: 0.5 was added to all cells of that study."


def narrow(wald: str) -> str:
    """Return that an interval is narrower than Wald's, which is given as text."""
    return f"The interval is narrower than Wald's ({wald}): by chance the studies differ less than their errors say."


def per_1000_text(text: str, limits: str) -> str:
    """Return patients per 1,000 as text, from texts that have their sign."""
    return f"{text} per 1,000 (95% CI {limits})"


def number_needed(needed: NumberNeeded) -> str:
    """Return a number needed to treat in Altman's words, rounded up: `NNTB 10 (95% CI NNTH 20 to ∞ to NNTB 4)`."""
    sides = [("NNTH", needed.harm), ("NNTB", needed.benefit)]
    if needed.kind == "NNTH":
        sides.reverse()
    there = [(kind, side) for kind, side in sides if side]
    ends = [f"{kind} {formatting.rounded_up(side.low)}" for kind, side in there]
    if len(there) == 1:
        ends.append(formatting.rounded_up(there[0][1].high))
    else:
        ends.insert(1, formatting.INFINITE)
    return formatting.effect(needed.kind, formatting.rounded_up(needed.patients), " to ".join(ends))
