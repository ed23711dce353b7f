"""The cohorts of a pooled proportion by a chosen definition: which count each gives, and what may be pooled.

The rule, for one question and one set of choices:

1. A count belongs to a cohort: to that of its study, or else to the study alone. Counted are the members of the
   question, and every other count of their outcomes that names a definition. Groups under treatment do not count, nor
   does what two equally good sources give.
2. A cohort remains when one of its counts fits every choice. It gives one: the member of the question, if that fits;
   else the count of most patients, then from the more direct source, then the first in the data: never by its result.
3. Cohorts are pooled when there are three of them, when some option of every choice that must be shared fits them all,
   and when no two of them share patients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple
from weakref import WeakKeyDictionary

from helpers.evidence.choices import GRADE, Choice, choices_in
from helpers.evidence.dictionary import resource_of, tables_of
from helpers.evidence.evidence import Evidence, best_source
from helpers.evidence.names import names_in
from helpers.evidence.rules.syntheses import find_overlaps
from helpers.evidence.syntheses import Member, Synthesis
from helpers.evidence.topics import grade_of
from helpers.files.tables import Row
from helpers.quantities import cohort_words as told
from helpers.quantities.lookup import Counted, QuantityError, unknown
from helpers.quantities.selection import Part, Selection, chosen
from helpers.quantities.words import READ
from helpers.stats.measures import MEASURES

COUNTS: WeakKeyDictionary[Evidence, dict[str, tuple[CohortCount, ...]]] = WeakKeyDictionary()


class CohortCount(NamedTuple):
    """One way in which a cohort counted.

    Parameters: cohort, its name; part, the member with its numbers; printed, whether it is a member of the question;
    fits, the options that its definition and group meet, each with its choice.
    """

    cohort: str
    part: Part
    printed: bool
    fits: frozenset[tuple[str, str]]

    @property
    def counted(self) -> Counted:
        """Return events and total with their rows."""
        return self.part.counts[0]

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Return what decides between the counts of a cohort: the smallest is taken."""
        order = list(READ)
        source = max(order.index(row["source"]) for row in self.counted.rows)
        return not self.printed, -self.counted.total, source


def choices_of(evidence: Evidence) -> tuple[Choice, ...]:
    """Return the choices that a book offers; none where its dictionary lists none."""
    package = evidence.package
    return choices_in(resource_of(package, "definitions")) if "definitions" in tables_of(package) else ()


def cohorts_of(evidence: Evidence, synthesis: Synthesis) -> tuple[CohortCount, ...]:
    """Return every count that a cohort may give, members of the question first, each with the options that it fits.

    Parameters
    ----------
    evidence
        The book's data.
    synthesis
        A question of proportions.

    Raises
    ------
    QuantityError
        For a question of two groups.
    """
    if MEASURES[synthesis.measure].arms != 1:
        raise QuantityError(f"{synthesis.name} compares groups: a definition is chosen among proportions")
    known = COUNTS.setdefault(evidence, {})
    if synthesis.name not in known:
        own = chosen(evidence, synthesis, Selection())
        found = [*own, *_others(evidence, synthesis, own)]
        known[synthesis.name] = tuple(
            CohortCount(_cohort(evidence, part.member.study), part, at < len(own), _fitting(evidence, part))
            for at, part in enumerate(found)
        )
    return known[synthesis.name]


def remaining(counts: Iterable[CohortCount], choices: Mapping[str, str]) -> list[CohortCount]:
    """Return the one count of each cohort that fits, in the order of the counts: step 2 of the rule.

    Parameters
    ----------
    counts
        From `cohorts_of`.
    choices
        The name of an option by the name of its choice.
    """
    best: dict[str, CohortCount] = {}
    for count in counts:
        if choices.items() <= count.fits and (
            count.cohort not in best or count.rank < best[count.cohort].rank  # of equal ones the first stays
        ):
            best[count.cohort] = count
    taken = {id(count) for count in best.values()}
    return [count for count in counts if id(count) in taken]


def why_not_pooled(evidence: Evidence, cohorts: Sequence[CohortCount]) -> str:
    """Return why cohorts are not pooled, "" where they may be: step 3 of the rule.

    Parameters
    ----------
    evidence
        The book's data.
    cohorts
        From `remaining`.
    """
    if len(cohorts) < told.FEWEST:
        return told.TOO_FEW
    if unlike := unlike_in(evidence, cohorts, shared=True):
        return told.UNLIKE.format(titles=", ".join(unlike))
    overlaps = overlaps_of(evidence, cohorts)
    return told.OVERLAPPING.format(why="; ".join(why for *_, why in overlaps)) if overlaps else ""


def unlike_in(evidence: Evidence, cohorts: Sequence[CohortCount], *, shared: bool) -> list[str]:
    """Return the titles of the choices of which no option fits all cohorts.

    Parameters
    ----------
    evidence
        The book's data.
    cohorts
        From `remaining`.
    shared
        Whether of the choices that cohorts must share to be pooled, or of the others.
    """
    return [
        choice.title
        for choice in choices_of(evidence)
        if choice.shared == shared
        and not any(all((choice.name, o.name) in count.fits for count in cohorts) for o in choice.options)
    ]


def overlaps_of(evidence: Evidence, cohorts: Iterable[CohortCount]) -> list[tuple[str, str, str]]:
    """Return pairs of studies that share patients although their cohorts have two names, each with what was found."""
    cohort = {count.part.member.study: count.cohort for count in cohorts}
    pairs = [pair for pair in combinations(cohort, 2) if cohort[pair[0]] != cohort[pair[1]]]
    return [(one, other, why) for one, other in pairs if (why := find_overlaps(evidence, one, other))]


def is_treated(evidence: Evidence, row: Row) -> bool:
    """Return whether a row's group, or a group that it is part of, is an arm under treatment."""
    group: Row | None = evidence.groups[row["study"], row["group"]]
    while group is not None:
        if group["role"] == "treated":
            return True
        group = evidence.groups.get((row["study"], group["part_of"]))
    return False


def named(evidence: Evidence, choices: Mapping[str, str | None]) -> dict[str, str]:
    """Return choices that were made, by names that exist.

    Raises
    ------
    QuantityError
        For an unknown choice or option.
    """
    known = {choice.name: [option.name for option in choice.options] for choice in choices_of(evidence)}
    for name, option in choices.items():
        if name not in known:
            raise unknown("choice", name, known, " of the data dictionary's definitions")
        if option is not None and option not in known[name]:
            raise unknown("option", option, known[name], f" of the choice {name}")
    return {name: choices[name] or "" for name in known if choices.get(name)}


def _others(evidence: Evidence, synthesis: Synthesis, own: Sequence[Part]) -> list[Part]:
    """Return the counts that are no member of the question, each once, from its best source."""
    outcomes = {synthesis.outcome, *(part.member.outcome for part in own)}
    taken = {(p.member.study, p.member.group, p.member.outcome, p.counts[0].definition) for p in own}
    found: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in evidence.tables["counts"]:
        key = (row["study"], row["group"], row["outcome"], row["definition"])
        if row["outcome"] in outcomes and row["definition"] and key not in taken and not is_treated(evidence, row):
            found.setdefault(key, []).append(row)
    members = (
        Member(study, group, "", outcome, definition, "", "", "", "", "", rows[0].place)
        for (study, group, outcome, definition), rows in found.items()
        if len(best_source(rows)) == 1
    )
    return chosen(evidence, replace(synthesis, members=tuple(members)), Selection())


def _cohort(evidence: Evidence, study: str) -> str:
    return str(evidence.studies[study]["cohort"] or study)


def _fitting(evidence: Evidence, part: Part) -> frozenset[tuple[str, str]]:
    """Return each option that a count fits, by its choice."""
    graded = {words: grade for name in names_in(evidence.package) for words, grade in name.graded.items()}
    grades = [grade_of(evidence.package, evidence.groups[part.member.study, arm]) for arm in part.member.arms]
    definition = evidence.definitions.get(part.counts[0].definition)
    cells = {column: [str(cell)] for column, cell in definition.items() if cell is not None} if definition else {}
    cells[GRADE] = [graded.get(grade, grade) for grade in grades]
    return frozenset((c.name, o.name) for c in choices_of(evidence) for o in c.options if o.fits(cells))
