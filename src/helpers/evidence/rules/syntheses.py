"""What must not be pooled: rules that hold between a question and the tables, checked before any number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from helpers.evidence.syntheses import FILE, Member, Synthesis
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import Row

Tables = Mapping[str, list[Row]]


def find_synthesis_problems(syntheses: Mapping[str, Synthesis], tables: Tables) -> list[Problem]:
    """Return every reason why a question cannot be pooled as it is put.

    Parameters: syntheses by name; tables, typed rows by table, of valid schema.
    """
    facts = _Facts(tables)
    problems: list[Problem] = []
    for synthesis in syntheses.values():
        unknown = [found for member in synthesis.members for found in _unknown_names(synthesis, member, facts)]
        problems += unknown
        if not unknown:
            for rule in (_twice, _overlapping, _allocation, _adjustment, _directions, _sources):
                problems += rule(synthesis, facts)
    return problems


class _Facts:
    """The tables, looked up by key."""

    def __init__(self, tables: Tables) -> None:
        self.studies = {row["study"]: row for row in tables["studies"]}
        self.groups = {(row["study"], row["group"]): row for row in tables["groups"]}
        self.outcomes = {row["outcome"]: row for row in tables["outcomes"]}
        self.inclusions = {(row["review"], row["study"]) for row in tables["inclusions"]}
        self.counts: dict[tuple, list[Row]] = defaultdict(list)
        for row in tables["counts"]:
            self.counts[row["study"], row["group"], row["outcome"]].append(row)
        self.estimates: dict[tuple, list[Row]] = defaultdict(list)
        for row in tables["estimates"]:
            self.estimates[row["study"], row["group"], row["comparator"], row["outcome"]].append(row)

    def line_of_descent(self, study: str, group: str) -> list[str]:
        """Return a group and those that it is part of; a chain of groups in a circle is cut (another rule finds it)."""
        found: list[str] = []
        while group and group not in found:
            found.append(group)
            group = self.groups[study, group]["part_of"] if (study, group) in self.groups else ""
        return found

    def rows(self, member: Member) -> list[list[Row]]:
        """Return the rows that a member can use: one list per arm, or one for a reported effect."""
        if member.estimate:
            key = (member.study, member.group, member.comparator, member.outcome)
            found = [row for row in self.estimates[key] if row["measure"] == member.estimate and row["ci_low"]]
            return [[row for row in found if member.source in ("", row["source"])]]
        return [
            [
                row
                for row in self.counts[member.study, arm, member.outcome]
                if member.definition in ("", row["definition"]) and member.source in ("", row["source"])
            ]
            for arm in member.arms
        ]


def _problem(synthesis: Synthesis, member: Member | None, rule: str, found: str, remedy: str) -> Problem:
    line = member.line if member else synthesis.line
    return Place(FILE, line=line).fault(rule, found, remedy, synthesis.name)


def _unknown_names(synthesis: Synthesis, member: Member, facts: _Facts) -> Iterator[Problem]:
    if member.study not in facts.studies:
        yield _problem(
            synthesis, member, "a member's study is in studies.csv", f"got {quote(member.study)}", "Correct it."
        )
        return
    for arm in member.arms:
        if (member.study, arm) not in facts.groups:
            known = ", ".join(group for study, group in facts.groups if study == member.study)
            found = f"got {quote(arm)}; {member.study} has {known or 'none'}"
            yield _problem(synthesis, member, "a member's groups are in groups.csv", found, "Correct the name.")
    if member.outcome not in facts.outcomes:
        yield _problem(
            synthesis, member, "an outcome is in outcomes.csv", f"got {quote(member.outcome)}", "Correct it."
        )


def _twice(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """Patients count once: neither a group nor a part of it stands in two members, or twice in one."""
    used: list[tuple[Member, str]] = []
    for member in synthesis.members:
        for arm in member.arms:
            for other, before in used:
                if other.study != member.study:
                    continue
                if before in facts.line_of_descent(member.study, arm) or arm in facts.line_of_descent(
                    other.study, before
                ):
                    found = f"{arm} of {member.study} shares patients with {before}, already used in line {other.line}"
                    remedy = "Take the arms as one (group: first+second, one comparator), or leave one member out."
                    yield _problem(synthesis, member, "a synthesis uses a patient once", found, remedy)
            used.append((member, arm))


def _overlapping(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """Two publications of one cohort, or a review and a study inside it, tell of the same patients."""
    members = list({member.study: member for member in synthesis.members}.values())
    for number, member in enumerate(members):
        for other in members[:number]:
            cohort = facts.studies[member.study]["cohort"]
            if cohort and cohort == facts.studies[other.study]["cohort"]:
                found = f"{member.study} and {other.study} are of the cohort {cohort}"
            elif {(member.study, other.study), (other.study, member.study)} & facts.inclusions:
                found = f"one of {member.study} and {other.study} includes the other (inclusions.csv)"
            else:
                continue
            yield _problem(synthesis, member, "cohorts of a synthesis do not overlap", found, "Keep one of them.")


def _allocation(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """Randomised and observational comparisons are pooled apart; so are single groups, whose design is their own."""
    if synthesis.measure == "PLO":
        return
    kinds: dict[bool, Member] = {}
    for member in synthesis.members:
        words = {facts.groups[member.study, arm]["allocation"] for arm in member.arms}
        if len(words) > 1:
            found = f"{member} has {' and '.join(sorted(words))}"
            remedy = "Compare groups that were allocated in one way."
            yield _problem(synthesis, member, "the groups of a comparison were allocated alike", found, remedy)
        kinds.setdefault(words == {"randomised"}, member)
    if len(kinds) > 1:
        found = f"{kinds[True]} was randomised, {kinds[False]} was not"
        remedy = "Make two syntheses."
        yield _problem(
            synthesis, kinds[False], "randomised and observational comparisons are pooled apart", found, remedy
        )


def _adjustment(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """Counts give crude effects; adjusted ones answer another question."""
    kinds: dict[bool, Member] = {}
    for member in synthesis.members:
        if member.absent:
            continue
        adjusted = {row["adjusted"] for row in facts.rows(member)[0]} if member.estimate else {False}
        for kind in adjusted:
            kinds.setdefault(kind, member)
    if len(kinds) > 1:
        found = f"{kinds[True]} is adjusted, {kinds[False]} is crude"
        remedy = "Pool counts of all, or adjusted effects of all, and show the rest beside them."
        yield _problem(synthesis, kinds[True], "adjusted and crude effects are pooled apart", found, remedy)


def _directions(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """An outcome that is a benefit is not pooled with one that is a harm."""
    if synthesis.outcome not in facts.outcomes:
        return  # each member names it, and was told so
    wanted = facts.outcomes[synthesis.outcome]["direction"]
    for member in synthesis.members:
        if (got := facts.outcomes[member.outcome]["direction"]) != wanted:
            found = f"{member.outcome} is {got}, {synthesis.outcome} is {wanted}"
            yield _problem(synthesis, member, "outcomes of a synthesis point the same way", found, "Leave it out.")


def _sources(synthesis: Synthesis, facts: _Facts) -> Iterator[Problem]:
    """A member has its numbers, each once from its best source, or says why it has none."""
    for member in synthesis.members:
        found = facts.rows(member)
        table = "estimates.csv (with an interval)" if member.estimate else "counts.csv"
        lacking = [arm for arm, rows in zip(member.arms, found, strict=False) if not rows]
        if member.absent and not lacking:
            remedy = "Remove `absent`: the member can be pooled now."
            yield _problem(
                synthesis, member, "a member without numbers has none", f"{member} has them in {table}", remedy
            )
        elif lacking and not member.absent:
            what = f"{member}: no row for {', '.join(lacking)} and {member.outcome}"
            remedy = "Add the rows, or say why there are none: absent: ..."
            yield _problem(synthesis, member, f"a member has rows in {table}", what, remedy)
        definitions = [{row["definition"] for row in rows} for rows in found if rows and "definition" in rows[0]]
        if any(len(words) > 1 for words in definitions):
            words = ", ".join(sorted(set().union(*definitions)))
            remedy = "Name one: definition: ..."
            yield _problem(synthesis, member, "a member is judged by one definition", f"{member} has {words}", remedy)
