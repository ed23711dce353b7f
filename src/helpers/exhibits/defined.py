"""What a reader's browser needs to ask a question of proportions by other definitions: the counts of each cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.exhibits.members import numbers_of
from helpers.exhibits.pool_rows import detail_of, label_of
from helpers.exhibits.questions import Question
from helpers.quantities import cohort_words as told
from helpers.quantities.cohorts import choices_of, cohorts_of, named, overlaps_of
from helpers.quantities.opened import opened
from helpers.quantities.provenance import for_readers


def defined_data(asked: Question, chosen: Mapping[str, str], beside: Iterable[str]) -> dict[str, Any]:
    """Return what the choice of a definition under a figure needs, plain JSON types.

    Parameters
    ----------
    asked
        The question of the figure.
    chosen
        The choices by which the figure's own rate is made, options by choice.
    beside
        Other questions whose pools stand on the page.

    Raises
    ------
    QuantityError
        For an unknown choice, option or question, and for a question of two groups.
    """
    evidence, review = asked.evidence, asked.review
    made, counts = named(evidence, chosen), cohorts_of(evidence, asked.synthesis)
    printed = opened(for_readers(evidence, review.defined(asked.name, **made).as_dict()))
    return {
        "chosen": made,
        "choices": [
            {
                "name": choice.name,
                "title": choice.title,
                "shared": choice.shared,
                "options": [[option.name, option.title] for option in choice.options],
            }
            for choice in choices_of(evidence)
        ],
        "members": [
            {
                "cohort": count.cohort,
                "printed": count.printed,
                "fits": {choice: [o for c, o in sorted(count.fits) if c == choice] for choice, _ in sorted(count.fits)},
                "study": count.part.member.study,
                "name": evidence.studies[count.part.member.study]["label"],
                "label": label_of(review, count.part),
                "detail": detail_of(review, count.part),
                "order": order,
                **numbers_of(evidence, count.part),
            }
            for order, count in enumerate(counts)
        ],
        "overlaps": [list(found) for found in overlaps_of(evidence, counts)],
        "printed": {name: printed[name] for name in ("text", "facts", "notes")},
        "beside": [[one.synthesis.label, one.pool.text] for one in (Question(review, name, {}) for name in beside)],
        "reason": asked.synthesis.reason,
        "words": told.templates(),
    }
