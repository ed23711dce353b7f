"""Finding the rows behind a fact: by names that exist, from the best source, or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from helpers.evidence.dictionary import said_of
from helpers.evidence.evidence import Evidence, best_source
from helpers.evidence.names import names_in
from helpers.evidence.syntheses import Synthesis
from helpers.evidence.topics import grade_of, topics_by_axis
from helpers.files.tables import Row


class QuantityError(ValueError):
    """A quantity cannot be computed; the message says why and what to write instead."""


def unknown(kind: str, given: object, known: Iterable[str], where: str = "") -> QuantityError:
    """Return an error that names what is unknown and the nearest names that exist."""
    names = sorted(set(known))
    near = difflib.get_close_matches(str(given), names, n=3, cutoff=0.4) or names[:5]
    hint = "nearest: " + ", ".join(near) if near else "there is none"
    return QuantityError(f"unknown {kind} {str(given)[:60]!r}{where}; {hint}")


def names_like(evidence: Evidence, name: str) -> list[str]:
    """Return the keys, and short names of outcomes, that are nearest to a name: three at most, the nearest first."""
    keys = {*evidence.studies, *evidence.outcomes, *evidence.outcome_keys, *evidence.syntheses, *evidence.definitions}
    return difflib.get_close_matches(name, sorted(keys | {group for _, group in evidence.groups}), n=3, cutoff=0.6)


def allowed_words(evidence: Evidence, table: str, column: str) -> list[str]:
    """Return the words that the data dictionary allows in a column."""
    words: list[str] = said_of(evidence.package, table, column).get("constraints", {}).get("enum", [])
    return words


def find_study(evidence: Evidence, study: str) -> Row:
    """Return the row of a study. Raises: QuantityError with the nearest keys."""
    if study not in evidence.studies:
        raise unknown("study", study, evidence.studies)
    return evidence.studies[study]


def whole_of(evidence: Evidence, study: str) -> list[Row]:
    """Return the groups that make up a study: the group `all`, or else those that are part of no other."""
    if (study, "all") in evidence.groups:
        return [evidence.groups[study, "all"]]
    return [row for row in evidence.index.get(("groups", study), ()) if not row["part_of"]]


def studies_on(evidence: Evidence, axis: str, topic: str) -> set[str]:
    """Return the keys of the studies on a topic of an axis of topics.csv. Raises: QuantityError."""
    topics = topics_by_axis(evidence.package)[axis]
    if topic not in topics:
        raise unknown(axis, topic, topics)
    return {row["study"] for row in evidence.tables["topics"] if (row["axis"], row["topic"]) == (axis, topic)}


def find_group(evidence: Evidence, study: str, group: str) -> Row:
    """Return the row of a group. Raises: QuantityError with the study's groups."""
    find_study(evidence, study)
    if (study, group) not in evidence.groups:
        known = (row["group"] for row in evidence.index.get(("groups", study), ()))
        raise unknown("group", group, known, f" of {study}")
    return evidence.groups[study, group]


def find_outcome(evidence: Evidence, outcome: str) -> Row:
    """Return the row of an outcome. Raises: QuantityError with the nearest keys."""
    if outcome not in evidence.outcomes:
        raise unknown("outcome", outcome, {*evidence.outcomes, *evidence.outcome_keys})
    return evidence.outcomes[outcome]


def find_rows(evidence: Evidence, table: str, study: str, group: str, outcome: str) -> list[Row]:
    """Return every source's row of a table for one fact.

    Raises
    ------
    QuantityError
        When a name is unknown, or there is no row.
    """
    find_group(evidence, study, group)
    find_outcome(evidence, outcome)
    rows = evidence.index.get((table, study, group, outcome), [])
    if not rows:
        known = {row["outcome"] for row in evidence.index.get((table, study), ()) if row["group"] == group}
        what = f"outcome with a row in {table}.csv"
        raise unknown(what, outcome, known, f" for {study}, {group}")
    return rows


def find_synthesis(evidence: Evidence, name: str) -> Synthesis:
    """Return a pooling question. Raises: QuantityError with the nearest names."""
    if name not in evidence.syntheses:
        raise unknown("synthesis", name, evidence.syntheses)
    return evidence.syntheses[name]


def choose(rows: list[Row], filters: Mapping[str, Any], what: str) -> Row:
    """Return the row that the filters and then the order of sources leave; a tie is an error."""
    given = {name: wanted for name, wanted in filters.items() if wanted is not None}
    kept = [row for row in rows if all(row[name] == wanted for name, wanted in given.items())]
    if not kept:
        for name, wanted in given.items():
            if wanted not in {row[name] for row in rows}:
                raise unknown(name, wanted, (row[name] or "none" for row in rows), f" for {what}")
        raise QuantityError(f"no row of {what} has {' and '.join(f'{name} {w!r}' for name, w in given.items())}")
    best = best_source(kept)
    if len(best) > 1:
        places = "; ".join(f"row {row.number}" for row in best)
        raise QuantityError(f"{len(best)} rows give {what} ({places}): say which, by {', '.join(filters)}")
    return best[0]


class Counted(NamedTuple):
    """Events and total of one group, or of several arms taken as one, with the rows and their rivals."""

    events: int
    total: int
    definition: str
    rows: list[Row]
    rivals: list[Row]


def counted(evidence: Evidence, study: str, group: str, outcome: str, filters: Mapping[str, Any]) -> Counted:
    """Return the events and total of a group; `group` may join arms that share no patients by +.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    study, group, outcome : str
        Keys; of group, several joined by +.
    filters : mapping
        Source and definition, or None.

    Raises
    ------
    QuantityError
        As `find_rows` and `choose`, and for arms that share patients or were judged by different definitions.
    """
    chosen, rivals = [], []
    arms = str(group).split("+")
    for arm in arms:
        rows = find_rows(evidence, "counts", study, arm, outcome)
        chosen.append(choose(rows, filters, f"{study}, {arm}, {outcome}"))
        rivals += [rival for rival in rows if rival["definition"] == chosen[-1]["definition"]]
    if len(set(arms)) < len(arms) or any(evidence.groups[study, arm]["part_of"] in arms for arm in arms):
        raise QuantityError(f"{group} of {study}: arms taken as one must not share patients")
    if len({row["definition"] for row in chosen}) > 1:
        raise QuantityError(f"{group} of {study}: the arms were judged by different definitions")
    events, total = (sum(row[name] for row in chosen) for name in ("events", "total"))
    return Counted(events, total, chosen[0]["definition"], chosen, rivals)


def facts(
    evidence: Evidence,
    outcome: str,
    *,
    scope: str | None = None,
    causes_excluded: int | None = None,
    modality: str | None = None,
    grade: str | None = None,
    source: str | None = None,
    reported_by: str | None = None,
) -> list[Row]:
    """Return the counts of an outcome that meet every filter, each fact once, from its best source.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    outcome : str
        Key of outcomes.csv.
    scope : str, optional
        Of the study, as in studies.csv.
    causes_excluded, modality : optional
        Of the definition, as in definitions.csv.
    grade : str, optional
        Of the group's grade, whatever the scale: "3" for ABC 3 and mABC 3.
    source : {"primary", "secondary", "review"}, optional
        Instead of the best.
    reported_by : str, optional
        The publication that quotes the count.

    Returns
    -------
    list of Row
        In order of study, group and definition; at least one.

    Raises
    ------
    QuantityError
        For an unknown word, when no count is left, and when two equally good sources give one fact.
    """
    find_outcome(evidence, outcome)
    given = {"scope": scope, "causes_excluded": causes_excluded, "modality": modality, "grade": grade}
    given |= {"source": source, "reported_by": reported_by}
    wanted = {name: option for name, option in given.items() if option is not None}
    grades = {words: grade for name in names_in(evidence.package) for words, grade in name.graded.items()}
    traits = [(row, _traits(evidence, row, grades)) for row in evidence.tables["counts"] if row["outcome"] == outcome]
    for name, option in wanted.items():
        known = {found[name] for _, found in traits} - {None, ""}
        if option not in known:
            raise unknown(name, option, map(str, known), f" among the counts of {outcome}")
    by_fact: dict[tuple[str, str, str], list[Row]] = {}
    for row, found in traits:
        if all(found[name] == option for name, option in wanted.items()):
            by_fact.setdefault((row["study"], row["group"], row["definition"]), []).append(row)
    if not by_fact:
        raise QuantityError(f"no count of {outcome} meets these filters together: {wanted}")
    quoted = {"source": source, "reported_by": reported_by}
    return [choose(rows, quoted, ", ".join(filter(None, fact))) for fact, rows in sorted(by_fact.items())]


def _traits(evidence: Evidence, row: Row, grades: Mapping[str, str]) -> dict[str, Any]:
    """Return what a count can be chosen by. Of a grade that the dictionary does not name, all its words."""
    none: Mapping[str, Any] = {}
    graded = grade_of(evidence.package, evidence.groups[row["study"], row["group"]])
    definition = evidence.definitions.get(row["definition"], none)
    return {
        "scope": evidence.studies[row["study"]]["scope"],
        "modality": definition.get("modality"),
        "causes_excluded": definition.get("causes_excluded"),
        "grade": grades.get(graded, graded),
        "source": row["source"],
        "reported_by": row["reported_by"],
    }
