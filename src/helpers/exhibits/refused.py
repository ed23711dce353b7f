"""Comparisons that share patients or kind with a question's members, and that the rules of the data keep out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from helpers.evidence.evidence import Evidence
from helpers.evidence.rules.syntheses import find_problems_of
from helpers.evidence.syntheses import Member, Synthesis
from helpers.exhibits.words import arm_words, at_start
from helpers.files.problems import Place
from helpers.stats.measures import MEASURES

NOWHERE = Place("members.csv")


def refused(evidence: Evidence, synthesis: Synthesis) -> list[dict[str, str]]:
    """Return what must not join the members of a question, each with the rule that refuses it.

    Parameters
    ----------
    evidence
        The book's data.
    synthesis
        The question.

    Notes
    -----
    Tried are the comparisons of its outcome, by counts or as reported, in the studies of its members, in other
    publications of their cohorts and in reviews that include them. The rules are those that refuse a row of
    members.csv; what none of them refuses is not listed: whether it belongs is the author's to say.
    """
    found = []
    for candidate in _candidates(evidence, synthesis):
        tried = replace(synthesis, members=(*synthesis.members, candidate))
        problems = {p.rule: p.found for p in find_problems_of(tried, evidence) if p.place == NOWHERE}
        if problems:
            found.append(
                {
                    "name": evidence.studies[candidate.study]["label"],
                    "what": _what(evidence, candidate),
                    "why": " ".join(f"{at_start(rule)} ({why})." for rule, why in problems.items()),
                }
            )
    return found


def _what(evidence: Evidence, member: Member) -> str:
    """Return what a candidate compares, and how its number was made."""
    arms = " versus ".join(arm_words(evidence, member.study, arm) for arm in (member.group, member.comparator) if arm)
    return f"{arms}; {member.estimate} as reported" if member.estimate else arms


def _candidates(evidence: Evidence, synthesis: Synthesis) -> Iterator[Member]:
    """Yield comparisons that are no members, of the question's outcomes and of studies that share patients with it."""
    outcomes = {member.outcome for member in synthesis.members}
    taken = {(member.study, member.group, member.comparator, member.estimate) for member in synthesis.members}
    studies = _relatives(evidence, {member.study for member in synthesis.members})
    pairs = MEASURES[synthesis.measure].arms == 2
    for row in evidence.tables["counts"]:
        if row["study"] not in studies or row["outcome"] not in outcomes:
            continue
        key = (row["study"], row["group"])
        comparators = [
            group for study, group in evidence.groups if study == key[0] and _is_control(evidence, key, group)
        ]
        for comparator in comparators if pairs else [""]:
            if comparator and not evidence.index.get(("counts", row["study"], comparator, row["outcome"])):
                continue
            if (*key, comparator, "") not in taken:
                taken.add((*key, comparator, ""))
                yield _member(row["study"], row["group"], comparator, row["outcome"], row["definition"])
    for row in evidence.tables["estimates"] if pairs else ():
        key = (row["study"], row["group"], row["comparator"], synthesis.measure)
        fits = row["study"] in studies and row["outcome"] in outcomes and row["measure"] == synthesis.measure
        if fits and row["ci_low"] and key not in taken:
            taken.add(key)
            yield _member(*key[:3], row["outcome"], "", row["measure"])


def _relatives(evidence: Evidence, members: set[str]) -> set[str]:
    """Return the studies of members, the other publications of their cohorts, and reviews that include them."""
    cohorts = {evidence.studies[study]["cohort"] for study in members} - {""}
    kin = {key for key, row in evidence.studies.items() if row["cohort"] in cohorts}
    return members | kin | {row["review"] for row in evidence.tables["inclusions"] if row["study"] in members}


def _is_control(evidence: Evidence, key: tuple[str, str], group: str) -> bool:
    """Return whether a group of the same study is what a treated or exposed group is compared with."""
    opposite = {"treated": "control", "exposed": "unexposed"}
    return evidence.groups[key[0], group]["role"] == opposite.get(evidence.groups[key]["role"], "none")


def _member(study: str, group: str, comparator: str, outcome: str, definition: str, estimate: str = "") -> Member:
    return Member(study, group, comparator, outcome, definition, "", estimate, "", "", "", NOWHERE)
