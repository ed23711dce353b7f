"""From a pooling question to the rows of its figures: the quantities of the text, study by study and pool by pool."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from keyword import iskeyword

from helpers.exhibits.questions import Question
from helpers.exhibits.words import arm_words, group_words, study_label
from helpers.figures import ForestRow
from helpers.quantities.quantity import Quantity
from helpers.quantities.selection import Part
from helpers.quantities.vocabulary import Review
from helpers.quantities.words import SAME_STUDIES, describe
from helpers.stats.measures import CRUDE, MEASURES

MODELS: dict[str, dict[str, str]] = {
    "Default: REML, HKSJ never narrower than Wald": {},
    "REML, Wald": {"interval": "wald"},
    "DerSimonian-Laird, Wald": {"tau2": "DL", "interval": "wald"},
    "Common effect, inverse variance": {"method": "common"},
    "Mantel-Haenszel": {"method": "mh"},
}
LEFT_OUT = "Left out of the pool"
EFFECTS = {name: name.lower() + "_" * iskeyword(name.lower()) for name in CRUDE}  # calls of the vocabulary


def synthesis_rows(asked: Question, pooled_as: str = "Pooled") -> list[ForestRow]:
    """Return a forest plot's rows for a question: its studies with their weights, and the pool as a diamond."""
    whole = ForestRow(pooled_as, asked.pool, summary=True)
    if len(asked.subgroups) < 2:
        return [*_studies(asked), whole, *_left_out(asked)]
    rows: list[ForestRow] = []
    for subgroup in asked.subgroups:
        part = asked.again(subgroup=subgroup)
        block = _studies(part)
        if not block:
            continue
        block += (
            [ForestRow(pooled_as, part.pool, summary=True)] if len(block) > 1 and not part.foretells_nothing else []
        )
        rows += [replace(block[0], heading=subgroup or "Others"), *block[1:]]
    apart = asked.foretells_nothing or asked.pool.statistics.untested == SAME_STUDIES
    together = [] if apart else [replace(whole, heading="All")]
    return [*rows, *together, *_left_out(asked)]


def _left_out(asked: Question) -> list[ForestRow]:
    """Return, for each member that is kept out of the pool, its numbers with the reason, and the pool with it."""
    rows = []
    for part, including in asked.left_out:
        label = asked.evidence.studies[part.member.study]["label"]
        detail = "; ".join(filter(None, [detail_of(asked.review, part), part.member.left_out]))
        effect, groups = _effect(asked.review, part, asked.model.measure), _groups(asked.review, part)
        rows.append(ForestRow(label_of(asked.review, part), effect, detail, groups=groups, beside=True))
        rows.append(ForestRow(f"Pooled with {label}", including.pool, summary=True, beside=True))
    return [replace(rows[0], heading=LEFT_OUT), *rows[1:]] if rows else []


def model_rows(review: Review, questions: Sequence[str | tuple[str, ...]]) -> list[ForestRow]:
    """Return the pool of each question under several models, and those of the other questions of its block."""
    rows = []
    for each in questions:
        first, *others = (each,) if isinstance(each, str) else each
        found = [(words, review.pooled(first, **options)) for words, options in MODELS.items()]
        found += [(f"Default, {_asked(review, other)}", review.pooled(other)) for other in others]
        heading = Question(review, first, {}).outcome
        rows += [ForestRow(words, pool, heading=heading if n == 0 else "") for n, (words, pool) in enumerate(found)]
    return rows


def _asked(review: Review, synthesis: str) -> str:
    """Return which studies a question asks, or else all its words."""
    question = Question(review, synthesis, {}).synthesis
    return question.asked or question.label


def leave_one_out_rows(asked: Question) -> list[tuple[str, Quantity]]:
    """Return, for each study that has numbers, its label and the pool of the others."""
    return [(label_of(asked.review, part), asked.again(without=part.member.study).pool) for part in asked.parts]


def cumulative_rows(asked: Question) -> list[tuple[str, Quantity]]:
    """Return, for each study from the second on, its label and the pool of it with all before it."""
    parts = list(enumerate(asked.parts, 1))[1:]
    return [(label_of(asked.review, part), asked.again(first=number).pool) for number, part in parts]


def funnel_points(asked: Question) -> list[tuple[str, Quantity, float]]:
    """Return, for each study, its label, effect, and standard error (of the log ratio, or in percentage points)."""
    review, pool = asked.review, asked.computed
    if pool is None or pool.studies is None:
        raise ValueError(f"{asked.name} has no standard errors of its own: a funnel needs a pool by inverse variance")
    scale = MEASURES[asked.model.measure].factor
    errors = [scale * math.sqrt(variance) for variance in pool.studies.vi[0]]
    return [
        (label_of(review, part), _effect(review, part, asked.model.measure), error)
        for part, error in zip(asked.parts, errors, strict=True)
    ]


def _studies(asked: Question) -> list[ForestRow]:
    review, pool = asked.review, asked.computed
    weights = pool.weights.tolist() if pool is not None and len(pool.weights) else [None] * len(asked.parts)
    return [
        ForestRow(
            label=label_of(review, part),
            quantity=_effect(review, part, asked.model.measure),
            detail=detail_of(review, part, asked.parts),
            groups=_groups(review, part),
            weight=weight,
        )
        for part, weight in zip(asked.parts, weights, strict=True)
    ]


def label_of(review: Review, part: Part) -> str:
    """Return the study and its year, and of a proportion the group, or the groups that are taken as one.

    Parameters
    ----------
    review, part
        The vocabulary of a book, and the member.
    """
    label = study_label(review.evidence, part.member.study)
    groups = dict.fromkeys(group_words(review.evidence, row) for row in part.rows)
    return label if part.member.comparator else f"{label}, {' + '.join(groups)}"


def detail_of(review: Review, part: Part, block: Sequence[Part] = ()) -> str:
    """Return what a reader must see beside a study: its definition, the time of mixed outcomes, arms taken as one.

    Parameters
    ----------
    review, part
        The vocabulary of a book, and the member.
    block
        The members that it stands with, whose outcomes may be mixed.
    """
    member, evidence = part.member, review.evidence
    words = []
    if part.counts and part.counts[0].definition:
        words.append(describe(evidence.definitions[part.counts[0].definition]))
    if len({other.member.outcome for other in block}) > 1:
        words.append(evidence.outcomes[member.outcome]["timepoint"])
    if "+" in member.group and member.comparator:  # a proportion's label names its groups
        words.append(arm_words(evidence, member.study, member.group))
    return "; ".join(filter(None, words))


def _filters(part: Part) -> dict[str, str | None]:
    return {"source": part.member.source or None, "definition": part.member.definition or None}


def _groups(review: Review, part: Part) -> tuple[Quantity, ...]:
    """Return the counts of both groups; a proportion shows its own."""
    member = part.member
    if not part.counts or not member.comparator:
        return ()
    arms = (member.group, member.comparator)
    return tuple(review.count(member.study, arm, member.outcome, **_filters(part)) for arm in arms)


def _effect(review: Review, part: Part, measure: str) -> Quantity:
    member = part.member
    if part.reported is not None:
        keys = (member.study, member.group, member.comparator, member.outcome)
        return review.reported(*keys, measure=member.estimate, source=member.source or None)
    if MEASURES[measure].arms == 1:
        return review.pct(member.study, member.group, member.outcome, **_filters(part))
    compute = getattr(review, EFFECTS[measure])
    return compute(member.study, member.group, member.comparator, member.outcome, **_filters(part))
