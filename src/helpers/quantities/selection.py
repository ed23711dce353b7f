"""Which members of a pooling question are asked for, each with its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Member, Synthesis
from helpers.files.tables import Row
from helpers.quantities.lookup import Counted, QuantityError, choose, counted, unknown


class Part(NamedTuple):
    """A member with its numbers: the counts of its group and comparator, or the effect as reported."""

    member: Member
    counts: tuple[Counted, ...]
    reported: Row | None

    @property
    def rows(self) -> list[Row]:
        """Return the rows that the numbers come from."""
        return [self.reported] if self.reported is not None else [row for group in self.counts for row in group.rows]


class Selection(NamedTuple):
    """Which members are pooled: without studies, of a subgroup (of a split), a source, the first, with others more."""

    without: str | None = None
    by: str | None = None
    subgroup: str | None = None
    source: str | None = None
    first: int | None = None
    including: str | None = None

    def keeps(self, member: Member) -> bool:
        """Return whether a member may be in the pool, by its names."""
        return member.study not in _studies(self.without) and self.subgroup in (None, member.subgroup)

    def pools(self, member: Member) -> bool:
        """Return whether a member is in the pool if its numbers were read: no reason keeps it out, or it is asked."""
        asked = not member.left_out or member.study in _studies(self.including)
        return self.keeps(member) and not member.absent and asked


def _studies(joined: str | None) -> list[str]:
    """Return the studies that an option names, joined by +."""
    return [] if joined is None else str(joined).split("+")


def members_of(evidence: Evidence, synthesis: Synthesis, by: str | None) -> tuple[Member, ...]:
    """Return the members of a question in its own subgroups, or in those of a split.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    synthesis : Synthesis
        The question.
    by : str or None
        A split of splits.csv.

    Returns
    -------
    tuple of Member
        In order of the question.

    Raises
    ------
    QuantityError
        For an unknown split, or one that lacks a member.
    """
    if by is None:
        return synthesis.members
    if by not in evidence.splits:
        raise unknown("split", by, evidence.splits, " of splits.csv")
    words = evidence.splits[by]
    if lacking := [member.study for member in synthesis.members if member.study not in words]:
        raise QuantityError(f"the split {by} has no subgroup for {', '.join(lacking)}: add rows to splits.csv")
    return tuple(replace(member, subgroup=words[member.study]) for member in synthesis.members)


def chosen(evidence: Evidence, synthesis: Synthesis, selection: Selection) -> list[Part]:
    """Return the members with numbers that a selection leaves.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    synthesis : Synthesis
        The question.
    selection : Selection
        Which members are pooled.

    Returns
    -------
    list of Part
        In order of the question.

    Raises
    ------
    QuantityError
        For unknown names.
    """
    without, by, subgroup, source, first, including = selection
    members = members_of(evidence, synthesis, by)
    for study in _studies(without):
        if study not in {member.study for member in members}:
            raise unknown("member", study, (member.study for member in members), f" of {synthesis.name}")
    if subgroup is not None and subgroup not in {member.subgroup for member in members}:
        raise unknown("subgroup", subgroup, (m.subgroup for m in members if m.subgroup), f" of {synthesis.name}")
    left_out = [member.study for member in members if member.left_out]
    for study in _studies(including):
        if study not in left_out:
            raise unknown("member", study, left_out, f" of {synthesis.name} that members.csv leaves out")
    if source not in (None, "primary"):
        raise unknown("source", source, ("primary",), " of a pool")
    parts = [_part(evidence, member) for member in members if selection.pools(member)]
    if source:
        parts = [part for part in parts if all(row["source"] == source for row in part.rows)]
    if first is not None and not (isinstance(first, int) and 1 <= first <= len(parts)):
        numbered = f"first counts members of {synthesis.name} that have numbers, 1 to {len(parts)}"
        raise QuantityError(f"{numbered}; got {first!r}")
    return parts[:first]


def _part(evidence: Evidence, member: Member) -> Part:
    if member.estimate:
        rows = evidence.index["estimates", member.study, member.group, member.outcome]
        rows = [row for row in rows if row["comparator"] == member.comparator and row["ci_low"]]
        filters = {"measure": member.estimate, "source": member.source or None}
        return Part(member, (), choose(rows, filters, f"{member}, {member.outcome}"))
    filters = {"source": member.source or None, "definition": member.definition or None}
    groups = filter(None, (member.group, member.comparator))
    return Part(
        member, tuple(counted(evidence, member.study, group, member.outcome, filters) for group in groups), None
    )
