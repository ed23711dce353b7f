"""What the data call things: the words that exhibits write beside numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import commonprefix

from helpers.evidence.evidence import Evidence
from helpers.evidence.topics import grade_of
from helpers.figures import Axis
from helpers.files.tables import Row
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import MEASURES

ROUND = (1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 1000)  # ends of an axis of ratios


def the_book(review: Review | None) -> Review:
    """Return the vocabulary that was given, or else that of the book of the working folder."""
    if review is not None:
        return review
    import helpers

    return helpers.review


def within_sentence(words: str) -> str:
    """Return words as they stand within a sentence: `Death` as `death`, `ICU stay` as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def at_start(words: str) -> str:
    """Return words as they begin a line: `death` as `Death`, `eGFR` as it is."""
    return words if words[1:2].isupper() else words[:1].upper() + words[1:]


def enumerated(words: Iterable[str], last: str = "and") -> str:
    """Return words in a row: `a, b and c`."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def study_label(evidence: Evidence, study: str) -> str:
    """Return a study with its year."""
    label, year = evidence.studies[study]["label"], str(evidence.studies[study]["year"] or "")
    return label if year in label else f"{label} {year}"


def row_words(evidence: Evidence, row: Row) -> str:
    """Return the study and group of a row, as figures and tables name them."""
    return f"{evidence.studies[row['study']]['label']}, {group_words(evidence, row)}"


def group_words(evidence: Evidence, row: Row) -> str:
    """Return the grade of a row's group, with its label where that says more or there is no grade."""
    group = evidence.groups[row["study"], row["group"]]
    label, grade = group["label"], grade_of(evidence.package, group)
    if group["allocation"] == "observational" and grade:
        return grade
    return label if grade in label else f"{label}, {grade}"


def arm_words(evidence: Evidence, study: str, group: str) -> str:
    """Return the label of a group, or of arms taken as one."""
    return " + ".join(evidence.groups[study, arm]["label"] for arm in group.split("+"))


def outcome_words(evidence: Evidence, outcomes: Iterable[str]) -> str:
    """Return the label of an outcome, or of several that differ in their end: `Death within 24 h or 48 h`."""
    labels = list(dict.fromkeys(evidence.outcomes[outcome]["label"] for outcome in sorted(outcomes)))
    if len(labels) == 1:
        return labels[0]
    shared = commonprefix(labels)  # noqa: RUF071 - of letters, as it is meant
    shared = shared[: shared.rfind(" ") + 1]
    first, *others = (label.removeprefix(shared) for label in labels)
    return shared + enumerated([first, *map(within_sentence, others)], "or")


def measured(measure: str, outcome: str) -> str:
    """Return what an axis measures: `Risk ratio, death`, `Patients with fever, %`."""
    if MEASURES[measure].arms == 2:
        return f"{at_start(MEASURES[measure].label)}, {within_sentence(outcome)}"
    return f"Patients with {within_sentence(outcome)}, %"


def sides(evidence: Evidence, outcomes: Iterable[str], arms: tuple[str, str]) -> tuple[str, str] | None:
    """Return what values below and above no effect favour, None where outcomes are neither good nor bad.

    Parameters
    ----------
    evidence
        The book's data.
    outcomes
        Keys of outcomes.csv whose direction decides.
    arms
        What treatment and comparator are called.
    """
    directions = {evidence.outcomes[outcome]["direction"] for outcome in outcomes}
    treatment, comparator = (f"favours {within_sentence(arm)}" for arm in arms)
    if directions == {"benefit"}:
        return comparator, treatment
    return (treatment, comparator) if directions == {"harm"} else None


def ratio_axis(
    label: str, ends: tuple[float, float] | None, values: Sequence[float], favours: tuple[str, str] | None
) -> Axis:
    """Return an axis of ratios between two ends, or the narrowest even one that shows every value."""
    if ends is None:
        most = max((max(value, 1 / value) for value in values if value > 0), default=2)
        end = next((end for end in ROUND[2:] if end >= most), ROUND[-1])
        ends = (1 / end, end)
    return Axis.ratio(label, *ends, favours)
