"""What must not be pooled: rules that hold between a question and the tables, checked before any number is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.evidence.syntheses import METHODS_OF, Member, Synthesis
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row
from helpers.stats.measures import MEASURES

if TYPE_CHECKING:
    from helpers.evidence.evidence import Evidence


def find_synthesis_problems(evidence: Evidence) -> list[Problem]:
    """Return every reason why a question cannot be pooled as it is put. Parameters: evidence, of valid schema."""
    return [problem for synthesis in evidence.syntheses.values() for problem in find_problems_of(synthesis, evidence)]


def find_problems_of(synthesis: Synthesis, evidence: Evidence) -> list[Problem]:
    """Return every reason why one question cannot be pooled as it is put. Parameters: evidence, of valid schema."""
    faults = [*_form(synthesis), *_unknown_groups(synthesis, evidence)]
    if not faults:
        for rule in (_twice, _overlapping, _allocation, _adjustment, _directions, _sources, _widths):
            faults += rule(synthesis, evidence)
    return faults


def _form(synthesis: Synthesis) -> Iterator[Problem]:
    """Measure, method and members fit each other."""
    name, measure = synthesis.name, synthesis.measure
    if synthesis.method not in METHODS_OF[measure]:
        rule = f"method is one of {', '.join(METHODS_OF[measure])} for {measure}"
        yield synthesis.place.fault(rule, f"got {quote(synthesis.method)}", "Correct the word.", name)
    if not synthesis.members:
        yield synthesis.place.fault("a synthesis has members", "it has none", "Add its rows to members.csv.", name)
    for member in synthesis.members:
        if MEASURES[measure].arms == 1 and member.comparator:
            found, remedy = f"got {quote(member.comparator)}", "Empty the cell, or correct the measure."
            yield member.place.fault("a proportion has no comparator", found, remedy, name)
        elif MEASURES[measure].arms == 2 and not member.comparator:
            rule, remedy = f"a member for {measure} has a comparator", "Name the group it is compared with."
            yield member.place.fault(rule, "it has none", remedy, name)
        if member.estimate not in ("", measure):
            found = f"got {member.estimate} in a synthesis of {measure}"
            yield member.place.fault("reported effects of one measure are pooled", found, "Leave it out.", name)


def _unknown_groups(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    for member in synthesis.members:
        for arm in member.arms:
            if (member.study, arm) not in evidence.groups:
                known = ", ".join(group for study, group in evidence.groups if study == member.study)
                found = f"got {quote(arm)}; {member.study} has {known or 'none'}"
                rule = "a member's groups are in groups.csv"
                yield member.place.fault(rule, found, "Correct the name.", synthesis.name)


def _line_of_descent(evidence: Evidence, study: str, group: str) -> list[str]:
    """Return a group and those that it is part of; a chain of groups in a circle is cut (another rule finds it)."""
    found: list[str] = []
    while group and group not in found:
        found.append(group)
        group = evidence.groups[study, group]["part_of"] if (study, group) in evidence.groups else ""
    return found


def _rows(evidence: Evidence, member: Member) -> list[list[Row]]:
    """Return the rows that a member can use: one list per arm, or one for a reported effect."""
    if member.estimate:
        rows = evidence.index.get(("estimates", member.study, member.group, member.outcome), [])
        wanted = {"comparator": member.comparator, "measure": member.estimate}
        found = [row for row in rows if row["ci_low"] and wanted.items() <= row.items()]
        return [[row for row in found if member.source in ("", row["source"])]]
    return [
        [
            row
            for row in evidence.index.get(("counts", member.study, arm, member.outcome), [])
            if member.definition in ("", row["definition"]) and member.source in ("", row["source"])
        ]
        for arm in member.arms
    ]


def _twice(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Patients count once: neither a group nor a part of it stands in two members, or twice in one."""
    used: list[tuple[Member, str]] = []
    for member in synthesis.members:
        for arm in member.arms:
            for other, before in used:
                if other.study != member.study:
                    continue
                if before in _line_of_descent(evidence, member.study, arm) or arm in _line_of_descent(
                    evidence, other.study, before
                ):
                    found = (
                        f"{arm} of {member.study} shares patients with {before}, already used in row {other.place.row}"
                    )
                    remedy = "Take the arms as one (group first+second, one comparator), or leave one member out."
                    yield member.place.fault("a synthesis uses a patient once", found, remedy, synthesis.name)
            used.append((member, arm))


def _overlapping(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Two publications of one cohort, or a review and a study inside it, tell of the same patients."""
    members = list({member.study: member for member in synthesis.members}.values())
    for number, member in enumerate(members):
        for other in members[:number]:
            if found := find_overlaps(evidence, member.study, other.study):
                rule = "cohorts of a synthesis do not overlap"
                yield member.place.fault(rule, found, "Keep one of them.", synthesis.name)


def find_overlaps(evidence: Evidence, study: str, other: str) -> str:
    """Return why two studies tell of the same patients, "" where nothing in the data says that they do."""
    cohort = evidence.studies[study]["cohort"]
    if cohort and cohort == evidence.studies[other]["cohort"]:
        return f"{study} and {other} are of the cohort {cohort}"
    pairs = ((study, other), (other, study))
    if any(row["review"] == review for one, review in pairs for row in evidence.index.get(("inclusions", one), ())):
        return f"one of {study} and {other} includes the other (inclusions.csv)"
    return ""


def _allocation(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Randomised and observational comparisons are pooled apart; so are single groups, whose design is their own."""
    if MEASURES[synthesis.measure].arms == 1:
        return
    kinds: dict[bool, Member] = {}
    for member in synthesis.members:
        words = {evidence.groups[member.study, arm]["allocation"] for arm in member.arms}
        if len(words) > 1:
            found = f"{member} has {' and '.join(sorted(words))}"
            remedy = "Compare groups that were allocated in one way."
            yield member.place.fault("the groups of a comparison were allocated alike", found, remedy, synthesis.name)
        kinds.setdefault(words == {"randomised"}, member)
    if len(kinds) > 1:
        found = f"{kinds[True]} was randomised, {kinds[False]} was not"
        remedy = "Make two syntheses."
        yield kinds[False].place.fault(
            "randomised and observational comparisons are pooled apart", found, remedy, synthesis.name
        )


def _adjustment(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Yield what pools adjusted effects with crude ones: they answer different questions."""
    kinds: dict[bool, Member] = {}
    for member in synthesis.members:
        if member.absent:
            continue
        adjusted = {row["adjusted"] for row in _rows(evidence, member)[0]} if member.estimate else {False}
        for kind in adjusted:
            kinds.setdefault(kind, member)
    if len(kinds) > 1:
        found = f"{kinds[True]} is adjusted, {kinds[False]} is crude"
        remedy = "Pool counts of all, or adjusted effects of all, and show the rest beside them."
        yield kinds[True].place.fault("adjusted and crude effects are pooled apart", found, remedy, synthesis.name)


def _directions(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Yield members whose outcome is a benefit where that of the question is a harm, or the other way round."""
    wanted = evidence.outcomes[synthesis.outcome]["direction"]
    for member in synthesis.members:
        if (got := evidence.outcomes[member.outcome]["direction"]) != wanted:
            found = f"{member.outcome} is {got}, {synthesis.outcome} is {wanted}"
            yield member.place.fault(
                "outcomes of a synthesis point the same way", found, "Leave it out.", synthesis.name
            )


def _sources(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Yield members that neither have their numbers, each once from its best source, nor say why there are none."""
    for member in synthesis.members:
        found = _rows(evidence, member)
        table = "estimates.csv (with an interval)" if member.estimate else "counts.csv"
        lacking = [arm for arm, rows in zip(member.arms, found, strict=False) if not rows]
        if member.absent and member.left_out:
            remedy = "Keep `absent` where no source gives numbers, and `left_out` where one does."
            rule = "a member that is left out has numbers"
            yield member.place.fault(rule, f"{member} has both reasons", remedy, synthesis.name)
        elif member.absent and not lacking:
            remedy = "Empty `absent`: the member can be pooled now. Or say in `left_out` why it must not be."
            yield member.place.fault(
                "a member without numbers has none", f"{member} has them in {table}", remedy, synthesis.name
            )
        elif lacking and not member.absent:
            what = f"{member}: no row for {', '.join(lacking)} and {member.outcome}"
            remedy = "Add the rows, or say in `absent` why there are none."
            yield member.place.fault(f"a member has rows in {table}", what, remedy, synthesis.name)
        definitions = [{row["definition"] for row in rows} for rows in found if rows and "definition" in rows[0]]
        if any(len(words) > 1 for words in definitions):
            words = ", ".join(sorted(set().union(*definitions)))
            remedy = "Name one in `definition`."
            yield member.place.fault(
                "a member is judged by one definition", f"{member} has {words}", remedy, synthesis.name
            )


def _widths(synthesis: Synthesis, evidence: Evidence) -> Iterator[Problem]:
    """Yield reported effects that have no weight: their interval has no width, or a ratio is not above 0."""
    for member in synthesis.members:
        for row in _rows(evidence, member)[0] if member.estimate and not member.absent else ():
            low, value, high = (float(row[column]) for column in ("ci_low", "estimate", "ci_high"))
            found = f"got {row['estimate']} ({row['ci_low']} to {row['ci_high']}) for {synthesis.name}"
            remedy = "Correct the number, or leave the member out."
            if MEASURES[synthesis.measure].scale == "log" and min(low, value, high) <= 0:
                yield row.fault("a ratio that is pooled lies above 0, with its limits", found, remedy)
            elif not low < high:
                yield row.fault("an effect that is pooled has an interval with a width", found, remedy)
