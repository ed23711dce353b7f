"""From a pooling question to the rows of its figures: the quantities of the text, study by study and pool by pool."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpers.exhibits.studies import group_words
from helpers.figures import ForestRow
from helpers.quantities.comparisons import crude
from helpers.quantities.provenance import describe
from helpers.quantities.quantity import Quantity
from helpers.quantities.questions import Part, answer, model_of
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import MEASURES

STANDARD_DOSES = {"tenecteplase": 0.25, "alteplase": 0.9}  # intravenous, mg/kg; the source review: 0.225 is a quarter
FINDINGS_COLUMNS = (
    "Outcome",
    "Trials with counts",
    "Relative effect",
    "Risk without",
    "Difference",
    "Risk of bias",
    "Certainty",
)
MODELS: dict[str, dict[str, str]] = {
    "Default: REML, HKSJ never narrower than Wald": {},
    "REML, Wald": {"interval": "wald"},
    "DerSimonian-Laird, Wald": {"tau2": "DL", "interval": "wald"},
    "Common effect, inverse variance": {"method": "common"},
    "Mantel-Haenszel": {"method": "mh"},
}


def synthesis_rows(review: Review, synthesis: str, pooled_as: str = "Pooled", **options: Any) -> list[ForestRow]:
    """Return a forest plot's rows for a question: its studies with their weights, and the pool as a diamond.

    Parameters: review; synthesis; pooled_as, what the diamond is called; options as for `pooled`, but `subgroup`.
    Where the question has subgroups each is a block with its own diamond, and the pool of all comes last. A pool
    that does not exist is a row that says so. Raises: QuantityError.
    """
    members = review.evidence.syntheses[synthesis].members if synthesis in review.evidence.syntheses else ()
    subgroups = list(dict.fromkeys(member.subgroup for member in members))
    whole = ForestRow(pooled_as, review.pooled(synthesis, **options), summary=True)
    if len(subgroups) < 2:
        return [*_studies(review, synthesis, **options), whole]
    rows: list[ForestRow] = []
    for subgroup in subgroups:
        block = _studies(review, synthesis, **options, subgroup=subgroup)
        if not block:
            continue
        found = review.pooled(synthesis, **options, subgroup=subgroup)
        block += [ForestRow(pooled_as, found, summary=True)] if len(block) > 1 else []
        rows += [replace(block[0], heading=subgroup or "Others"), *block[1:]]
    return [*rows, replace(whole, heading="All")]


def findings_cells(review: Review, questions: Mapping[str, str]) -> list[list[str | Quantity]]:
    """Return a summary of findings: a row per outcome that fits FINDINGS_COLUMNS.

    Parameters: review; questions, words for the outcome to synthesis. Nobody has judged the certainty of these
    pools, and this project does not: it says so.
    """
    cells: list[list[str | Quantity]] = []
    for outcome, synthesis in questions.items():
        found = review.pooled(synthesis)
        members = review.evidence.syntheses[synthesis].members
        judged = dict.fromkeys(review.evidence.studies[member.study]["risk_of_bias"] for member in members)
        without = found.attribute("control_risk")
        row = [outcome, found.attribute("k"), found, without, review.per_1000(synthesis), ", ".join(judged)]
        cells.append([*row, "not assessed"])
    return cells


def model_rows(review: Review, questions: Mapping[str, tuple[str, str]]) -> list[ForestRow]:
    """Return the pool of each question under several models, and that of the trials of a second question.

    Parameters: review; questions, heading to a synthesis of risk ratios and to one of fewer trials, or "".
    """
    rows = []
    for heading, (synthesis, fewer) in questions.items():
        found = [(words, review.pooled(synthesis, **options)) for words, options in MODELS.items()]
        found += [("Trials cited by the source review, default", review.pooled(fewer))] if fewer else []
        rows += [ForestRow(words, pool, heading=heading if n == 0 else "") for n, (words, pool) in enumerate(found)]
    return rows


def dose_points(review: Review, synthesis: str) -> list[tuple[str, float, str, Quantity, int]]:
    """Return each arm of a question whose dose per kg has an intravenous standard, for `dose_response_plot`.

    Parameters: review; synthesis; arms taken as one come apart. The dose is a share of the intravenous dose; the
    quantity is the crude effect against the comparator; the size, the patients of the arm.
    """
    found = []
    for part in _answer(review, synthesis)[1]:
        member = part.member
        for arm in member.group.split("+"):
            group = review.evidence.groups[member.study, arm]
            standard = STANDARD_DOSES.get(group["agent"])
            if standard is None or group["dose_unit"] != "mg/kg":
                continue
            outcome = member.outcome or review.evidence.syntheses[synthesis].outcome
            share = float(group["dose"]) / standard
            label = f"{review.evidence.studies[member.study]['label']}, {group['agent']} {group['dose']} mg/kg"
            quantity = review.rr(member.study, arm, member.comparator, outcome)
            size = review.count(member.study, arm, outcome).total
            found.append((label, share, f"1/{1 / share:.0f}" if share < 1 else "1", quantity, size))
    return sorted(found, key=lambda point: point[1])


def leave_one_out_rows(review: Review, synthesis: str, **options: Any) -> list[tuple[str, Quantity]]:
    """Return, for each study that has numbers, its label and the pool of the others."""
    parts = _answer(review, synthesis, **options)[1]
    return [(_label(review, part), review.pooled(synthesis, **options, without=part.member.study)) for part in parts]


def cumulative_rows(review: Review, synthesis: str, **options: Any) -> list[tuple[str, Quantity]]:
    """Return, for each study from the second on, its label and the pool of it with all before it."""
    parts = _answer(review, synthesis, **options)[1]
    return [
        (_label(review, part), review.pooled(synthesis, **options, first=number))
        for number, part in enumerate(parts, 1)
        if number > 1
    ]


def funnel_points(review: Review, synthesis: str, **options: Any) -> list[tuple[str, Quantity, float]]:
    """Return, for each study, its label, effect, and standard error (of the log ratio, or in percentage points).

    Raises: ValueError when the question is not pooled by inverse variance.
    """
    model, parts, pool = _answer(review, synthesis, **options)
    if pool is None or pool.studies is None:
        raise ValueError(f"{synthesis} has no standard errors of its own: a funnel needs a pool by inverse variance")
    scale = MEASURES[model.measure].factor
    errors = [scale * math.sqrt(variance) for variance in pool.studies.vi[0]]
    return [
        (_label(review, part), _effect(review, part, model.measure), error)
        for part, error in zip(parts, errors, strict=True)
    ]


def _answer(review: Review, synthesis: str, **options: Any) -> tuple[Any, tuple[Part, ...], Any]:
    words = {name: options[name] for name in ("measure", "method", "tau2", "interval") if name in options}
    choices = {name: option for name, option in options.items() if name not in words}
    review.pooled(synthesis, **options)  # says what is wrong with a name or an option
    model = model_of(review.evidence.syntheses[synthesis], **words)
    return model, *answer(review.evidence, synthesis, model, **choices)


def _studies(review: Review, synthesis: str, **options: Any) -> list[ForestRow]:
    model, parts, pool = _answer(review, synthesis, **options)
    mixed = len({part.member.outcome for part in parts}) > 1
    weights = pool.weights.tolist() if pool is not None and len(pool.weights) else [None] * len(parts)
    return [
        ForestRow(
            label=_label(review, part),
            quantity=_effect(review, part, model.measure),
            detail=_detail(review, part, mixed),
            groups=_groups(review, part),
            weight=weight,
        )
        for part, weight in zip(parts, weights, strict=True)
    ]


def _label(review: Review, part: Part) -> str:
    """Return the study and its year, and of a proportion the group."""
    study = review.evidence.studies[part.member.study]
    label, year = study["label"], str(study["year"] or "")
    label = label if year in label else f"{label} {year}"
    return label if part.member.comparator else f"{label}, {group_words(review.evidence, part.rows[0])}"


def _detail(review: Review, part: Part, mixed: bool) -> str:
    """Return what a reader must see beside a study: its definition, the time of mixed outcomes, arms taken as one."""
    member, evidence = part.member, review.evidence
    words = []
    if part.counts and part.counts[0].definition:
        words.append(describe(evidence.definitions[part.counts[0].definition]))
    if mixed:
        words.append(evidence.outcomes[member.outcome]["timepoint"])
    if "+" in member.group:
        words.append(" + ".join(evidence.groups[member.study, arm]["label"] for arm in member.group.split("+")))
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
    compute = getattr(review, crude[measure].__name__)
    return compute(member.study, member.group, member.comparator, member.outcome, **_filters(part))
