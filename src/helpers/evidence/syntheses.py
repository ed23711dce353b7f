"""Pooling questions: the rows of syntheses.csv, each with its members.csv."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from helpers.files.problems import Place
from helpers.files.tables import Tables
from helpers.stats.measures import COUNTED, INTERVALS, MEASURES, METHODS, TAU2_ESTIMATORS

MODELS = {  # what an author may write; of tau2 and interval the first is what an empty cell means
    "method": tuple(METHODS),
    "tau2": tuple(TAU2_ESTIMATORS),
    "interval": tuple(INTERVALS),
}
METHODS_OF = {name: MEASURES[name].methods for name in COUNTED}  # by measure, first what an empty cell means
FROM_MEMBER = ("study", "group", "comparator", "definition", "source", "estimate", "subgroup", "absent", "left_out")


@dataclass(frozen=True)
class Member:
    """One comparison, or one group, of a synthesis.

    Parameters: study, group (arms taken as one are joined by +), comparator ("" for proportions), outcome, definition
    and source as in the tables, the last two "" unless they must be named; estimate, the measure of a reported
    effect when that is pooled and not counts; subgroup, in words; absent, why no source gives counts; left_out, why
    it is not pooled although one does; place.
    """

    study: str
    group: str
    comparator: str
    outcome: str
    definition: str
    source: str
    estimate: str
    subgroup: str
    absent: str
    left_out: str
    place: Place

    @property
    def arms(self) -> tuple[str, ...]:
        """Return the groups whose patients count, the comparator among them."""
        return (*self.group.split("+"), *filter(None, [self.comparator]))

    @property
    def not_pooled(self) -> str:
        """Return why it is not in the pool; nothing where it is."""
        return self.absent or self.left_out

    def __str__(self) -> str:
        """Return study and groups as messages name them."""
        return f"{self.study}, {self.group}" + (f" v {self.comparator}" if self.comparator else "")


@dataclass(frozen=True)
class Synthesis:
    """A named pooling question.

    Parameters: name, its key; about, the question in words; asked, which studies are asked, in words, "" where it need
    not be said; measure, RR, OR, RD or PLO; outcome; method, tau2, interval, the model; arms, what figures call
    treatment and comparator, "" where it says nothing; members, in the order of their table; reason, why these belong
    together; place.
    """

    name: str
    about: str
    asked: str
    measure: str
    outcome: str
    method: str
    tau2: str
    interval: str
    arms: tuple[str, str]
    members: tuple[Member, ...]
    reason: str
    place: Place

    @property
    def label(self) -> str:
        """Return the question in words, and which studies are asked."""
        return ", ".join(filter(None, [self.about, self.asked]))


def syntheses_of(tables: Tables) -> dict[str, Synthesis]:
    """Return the pooling questions of a book by name, in the order of their table.

    Parameters: tables, typed rows by table, of valid schema; a book without the two tables has no questions.
    """
    outcomes = {row["synthesis"]: row["outcome"] for row in tables.get("syntheses", ())}
    members: dict[str, list[Member]] = defaultdict(list)
    for row in tables.get("members", ()):
        words = {column: row[column] for column in FROM_MEMBER}
        outcome = row["outcome"] or outcomes[row["synthesis"]]
        members[row["synthesis"]].append(Member(**words, outcome=outcome, place=row.place))
    return {
        row["synthesis"]: Synthesis(
            row["synthesis"],
            row["label"],
            row["members_label"],
            row["measure"],
            row["outcome"],
            row["method"] or METHODS_OF[row["measure"]][0],
            row["tau2"] or MODELS["tau2"][0],
            row["interval"] or MODELS["interval"][0],
            arms=(row["treatment_label"], row["comparator_label"]),
            members=tuple(members[row["synthesis"]]),
            reason=row["reason"],
            place=row.place,
        )
        for row in tables.get("syntheses", ())
    }
