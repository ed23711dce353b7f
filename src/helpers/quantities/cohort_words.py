"""What readers are told of cohorts that fit chosen definitions, and why they are not pooled."""

from __future__ import annotations

FEWEST = 3  # independent cohorts that are pooled
NO_COHORT = "no cohort"
NONE = "No cohort that was read fits these choices. That is an answer, too."
ONE = "One cohort fits: {events} of {total} patients."
SEVERAL = "{k} cohorts fit; single cohorts found {range}."
TOO_FEW = "Not pooled: three cohorts are the fewest."
UNLIKE = "Not pooled: these cohorts do not agree in: {titles}. Choose there first."
OVERLAPPING = "Not pooled: {why}."
MIXED = "They are pooled although they differ in: {titles}."
UNKNOWN_OVERLAP = "Whether cohorts share patients is not known, unless the data say so."
NOT_ESTIMABLE = "Not pooled: these counts give no rate."
NO_RATE = "No rate to quote: the pool would be {pool}, but a new cohort could find anything from {low} to {high}."
NOTHING_FORETOLD = "No rate to quote: too few cohorts tell what a new one would find."
TWICE = "{label} also counts {events}/{total} so. These patients stand in the row of their cohort, and count once."
FORMULA = "{label}: percentages of {k} cohorts"


def templates() -> dict[str, str | int]:
    """Return every sentence as a template, for a browser that fills them with its numbers."""
    return {
        "fewest": FEWEST,
        "no_cohort": NO_COHORT,
        "none": NONE,
        "one": ONE,
        "several": SEVERAL,
        "too_few": TOO_FEW,
        "unlike": UNLIKE,
        "overlapping": OVERLAPPING,
        "mixed": MIXED,
        "unknown_overlap": UNKNOWN_OVERLAP,
        "not_estimable": NOT_ESTIMABLE,
        "no_rate": NO_RATE,
        "nothing_foretold": NOTHING_FORETOLD,
        "twice": TWICE,
        "formula": FORMULA,
    }
