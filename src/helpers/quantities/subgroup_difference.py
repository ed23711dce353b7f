"""Whether the subgroups of a question differ, or why that is not tested."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Synthesis
from helpers.quantities import words
from helpers.quantities.questions import Model, answer, tested_between
from helpers.quantities.selection import Selection
from helpers.stats.measures import BY_VARIANCE


class Between(NamedTuple):
    """P of no difference between subgroups, NaN where it is not tested, and what a reader must know of it, if any."""

    p: float = math.nan
    note: str = ""


def between_subgroups(evidence: Evidence, question: Synthesis, model: Model, selection: Selection) -> Between:
    """Return whether the subgroups of a question differ.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    question : Synthesis
        With members in subgroups, or none.
    model, selection
        From `model_of`, and which members are pooled.

    Returns
    -------
    Between
        P and a note; of a selection of one subgroup, or a question without any, neither.

    Notes
    -----
    Computed by `helpers.stats.meta_analysis.subgroup_difference`: one tau2 for all subgroups, and the question's own
    interval.
    """
    parts, _ = answer(evidence, question, model, selection)
    labels = [part.member.subgroup for part in parts]
    sizes = {label: labels.count(label) for label in dict.fromkeys(labels)}
    if len(sizes) < 2:
        return Between()
    if len({part.member.study for part in parts}) < len(parts):
        return Between(note=words.SAME_STUDIES)
    if alone := [label for label, size in sizes.items() if size < 2]:
        return Between(note=words.one_study_alone(alone))
    if model.method not in BY_VARIANCE:
        return Between(note=words.NO_TEST_BETWEEN)
    few = [label for label, size in sizes.items() if size == 2]
    return Between(tested_between(evidence, parts, model, labels), words.between_studies(few))
