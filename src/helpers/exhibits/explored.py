"""What a reader's browser needs to pool a question again in other ways: its members, its words, what was refused."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Member
from helpers.exhibits.explored_words import words_of
from helpers.exhibits.members import numbers_of, worst_source
from helpers.exhibits.pool_rows import detail_of, label_of
from helpers.exhibits.questions import Question
from helpers.exhibits.refused import refused
from helpers.exhibits.words import at_start, sides
from helpers.quantities import words
from helpers.quantities.opened import opened
from helpers.quantities.provenance import for_readers
from helpers.quantities.selection import Part
from helpers.stats.measures import BY_VARIANCE, MEASURES, TAU2_ESTIMATORS

CHANGEABLE = {"measure", "method", "tau2", "interval", "by"}  # options that a reader can change back and forth
SOURCE = "source"  # the one group that no split names: where the numbers were read


def explored(asked: Question, arms: tuple[str, str], pooled_as: str) -> dict[str, Any] | None:
    """Return what the explorer of a figure needs, plain JSON types; None for a figure that has none.

    Parameters
    ----------
    asked
        The question with the options of the figure.
    arms
        What treatment and comparator are called.
    pooled_as
        What the diamond is called.

    Notes
    -----
    A figure of chosen members (without a study, of one subgroup ...) has no explorer: what it leaves out is its point.
    Nor has a pool of odds ratios by a mixed model, which the browser does not compute.
    """
    model, pool = asked.model, asked.pool
    if set(asked.options) - CHANGEABLE or asked.computed is None or pool.value is None:
        return None
    comparison = MEASURES[model.measure].arms == 2
    if comparison and model.method == "glmm":
        return None
    evidence, members = asked.evidence, asked.synthesis.members
    reported = asked.parts[0].reported is not None
    parts = [*asked.parts, *(part for part, _ in asked.left_out)]
    splits = [name for name in evidence.splits if name != SOURCE and _covers(evidence, name, asked)]
    measures = _measures(model.measure, reported=reported)
    told = opened(for_readers(evidence, pool.as_dict()))
    return {
        "question": asked.name,
        "label": asked.synthesis.label,
        "arms": list(arms) if comparison else [],
        "sides": list(sides(evidence, asked.outcomes, arms) or ()) if comparison else [],
        "pooled_as": pooled_as,
        "setting": {
            **model._asdict(),
            "by": asked.options.get("by") or "",
            "off": [member.study for member in members if member.left_out],
        },
        "measures": [{"name": name, "words": at_start(MEASURES[name].label)} for name in measures],
        "methods": {name: _methods(name, reported=reported) for name in measures},
        "splits": [{"name": name, "words": at_start(name)} for name in splits],
        "own_groups": len({member.subgroup for member in members}) > 1,
        "members": sorted((_with_numbers(asked, part, splits) for part in parts), key=itemgetter("order")),
        "absent": [
            _named(evidence, member, splits) | {"why": member.absent, "order": members.index(member)}
            for member in members
            if member.absent
        ],
        "refused": refused(evidence, asked.synthesis),
        "printed": {name: told[name] for name in ("text", "facts", "notes")},
        "words": words_of(asked.synthesis.label, measures, adjusted=bool(pool.adjusted)),
    }


def _covers(evidence: Evidence, split: str, asked: Question) -> bool:
    return all(member.study in evidence.splits[split] for member in asked.synthesis.members)


def _measures(measure: str, *, reported: bool) -> list[str]:
    """Return the measures that the members' numbers give."""
    if reported or MEASURES[measure].arms != 2:
        return [measure]
    return [name for name, other in MEASURES.items() if other.arms == 2 and "mh" in other.methods]


def _methods(measure: str, *, reported: bool) -> list[list[str]]:
    """Return the models of a measure that a browser computes, each as method and estimator of tau2."""
    known = BY_VARIANCE if reported else MEASURES[measure].methods
    named = [name for name in known if name != "random" and not (name == "glmm" and MEASURES[measure].arms == 2)]
    return [*(["random", tau2] for tau2 in TAU2_ESTIMATORS), *([name, ""] for name in named)]


def _named(evidence: Evidence, member: Member, splits: list[str]) -> dict[str, Any]:
    """Return who a member is, the groups it stands in, and what is said where it is not in the pool."""
    name = evidence.studies[member.study]["label"]
    return {
        "study": member.study,
        "name": name,
        "subgroup": member.subgroup,
        "groups": {split: evidence.splits[split][member.study] for split in splits},
        "words": words.absent(name, member.not_pooled),
    }


def _with_numbers(asked: Question, part: Part, splits: list[str]) -> dict[str, Any]:
    """Return a member's numbers, its groups, and all that notes on a pool say of it."""
    evidence, members = asked.evidence, asked.synthesis.members
    order = [member.place for member in members].index(part.member.place)
    member = members[order]  # in the question's own group, whatever the figure splits by
    block = [] if member.left_out else [each for each in asked.parts if each.member.subgroup == part.member.subgroup]
    found = _named(evidence, member, splits)
    found["groups"][SOURCE] = f"Read {words.READ[worst_source(part)]}"
    return found | {
        "order": order,
        "label": label_of(asked.review, part),
        "detail": detail_of(asked.review, part, block),
        "left_out": member.left_out,
        "included": words.included(found["name"], member.left_out) if member.left_out else "",
        "year": evidence.studies[member.study]["year"],
        **numbers_of(evidence, part),
    }
