"""Tables of results: what came out in each trial of some questions, or in one study, and what its sources print."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.evidence.conduct import NOT_READ
from helpers.evidence.syntheses import Member
from helpers.exhibits.pool_rows import EFFECTS
from helpers.exhibits.questions import Question
from helpers.exhibits.trial_rows import name_of
from helpers.exhibits.words import arm_words, at_start, the_book
from helpers.figures import Table
from helpers.figures.table import Cell, Part
from helpers.quantities.lookup import find_study
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import MEASURES

TREATED, COMPARED = ("treated", "exposed"), ("control", "unexposed")  # roles of groups


def results(
    questions: Sequence[str] | str,
    outcomes: Sequence[str] = (),
    *,
    name: str,
    caption: str,
    arms: tuple[str, str] | None = None,
    review: Review | None = None,
) -> Table:
    """Return a table of results: for each trial and outcome the counts of both groups, the effect, and as printed.

    Parameters
    ----------
    questions
        Names of questions about two groups, whose trials come in the order of the first; or the key of one study.
    outcomes
        Keys of outcomes.csv, of one study.
    name, caption
        Of the table; the caption is Markdown with roles.
    arms
        What treatment and comparator are called, default as the first question says, or the groups of the study.
    review
        Another book than that of the working folder.

    Raises
    ------
    QuantityError
        For an unknown question, study or outcome.
    ValueError
        When a study has not one treated and one comparison group.

    Notes
    -----
    The effect is crude, computed from the counts; what sources print stands beside it. A percentage that no count
    gives is shown as printed. Where a question says why a trial has no numbers, the table says so.
    """
    book = the_book(review)
    if isinstance(questions, str):
        found = [("RR", member) for member in _members_of(book, questions, outcomes, name)]
        called = arms or tuple(book.evidence.groups[questions, g]["label"] for g in found[0][1].arms)
    else:
        asked = [Question(book, question, {}) for question in questions]
        order = list(dict.fromkeys(member.study for one in asked for member in one.synthesis.members))
        found = [(one.synthesis.measure, member) for one in asked for member in one.synthesis.members]
        found.sort(key=lambda pair: order.index(pair[1].study))
        called = asked[0].arms(arms)
    cells: list[list[Cell]] = []
    for number, (measure, member) in enumerate(found):
        again = number and found[number - 1][1].study == member.study
        label = book.evidence.studies[member.study]["label"]
        cells.append([label if again else name_of(book, member.study), *_result(book, measure, member)])
    measures = {measure for measure, _ in found}
    computed = at_start(MEASURES[measures.pop()].label) if len(measures) == 1 else "Effect"
    columns = ("Trial", "Outcome", *called, computed, "As printed")
    notes = (
        f"{computed}: crude, from the counts. As printed: crude too, but adjusted where the measure begins with a.",
    )
    return Table(name, caption, columns, cells, notes)


def _members_of(book: Review, study: str, outcomes: Sequence[str], table: str) -> list[Member]:
    """Return one study's comparison of its two groups on each outcome."""
    place = find_study(book.evidence, study).place
    rows = [row for row in book.evidence.index.get(("groups", study), []) if row["role"]]
    sides = [[row["group"] for row in rows if row["role"] in roles] for roles in (TREATED, COMPARED)]
    if any(len(groups) != 1 for groups in sides) or not outcomes:
        counted = (
            f"{len(sides[0])} treated and {len(sides[1])} comparison groups, and {len(outcomes)} outcomes are asked"
        )
        raise ValueError(f"table {table!r}: a study has one treated and one comparison group; {study} has {counted}")
    keys = {"definition": "", "source": "", "estimate": "", "subgroup": "", "absent": "", "left_out": ""}
    ((group,), (comparator,)) = sides
    return [Member(study, group, comparator, outcome=outcome, place=place, **keys) for outcome in outcomes]


def _result(book: Review, measure: str, member: Member) -> list[Cell]:
    """Return outcome, counts of both groups, computed and printed effect of one member."""
    label = book.evidence.outcomes[member.outcome]["label"]
    printed = _printed_by_arm(book, member)
    filters = {"source": member.source or None, "definition": member.definition or None}
    counts: list[Cell] = []
    for group in (member.group, member.comparator):
        keys = (member.study, group, member.outcome)
        if all(("counts", member.study, arm, member.outcome) in book.evidence.index for arm in group.split("+")):
            counts.append((book.count(*keys, **filters), " (", book.pct(*keys, **filters), ")"))
        else:
            statistics = {row["statistic"] for row in book.evidence.index.get(("values", *keys), ())}
            counts.append(book.value(*keys, "percentage") if "percentage" in statistics else NOT_READ)
    if member.absent:
        return [label, *counts, at_start(member.absent), printed]
    if not all(isinstance(cell, tuple) for cell in counts):
        return [label, *counts, NOT_READ, printed]
    compute = getattr(book, EFFECTS[measure])
    effect = compute(member.study, member.group, member.comparator, member.outcome, **filters)
    apart = (effect, f"; not pooled: {member.left_out}") if member.left_out else effect
    return [label, *counts, apart, printed]


def _printed_by_arm(book: Review, member: Member) -> Cell:
    """Return what sources print of the groups of a member, or else of each arm where arms are taken as one."""
    keys = (member.comparator, member.outcome)
    printed = _printed(book, (member.study, member.group, *keys))
    arms = member.group.split("+")
    if printed or len(arms) == 1:
        return printed or NOT_READ
    by_arm = {arm: _printed(book, (member.study, arm, *keys)) for arm in arms}
    parts: list[Part] = []
    for arm in filter(by_arm.get, arms):
        parts += ["; " if parts else "", f"{arm_words(book.evidence, member.study, arm)} ", *by_arm[arm]]
    return tuple(parts) or NOT_READ


def _printed(book: Review, keys: tuple[str, str, str, str]) -> tuple[Part, ...]:
    """Return every effect that sources print for a comparison, one of each measure, crude and adjusted.

    The source review's copy of a number that another source prints is left out: it may say wrongly what that is.
    """
    study, group, comparator, outcome = keys
    rows = book.evidence.index.get(("estimates", study, group, outcome), ())
    rows = [row for row in rows if row["comparator"] == comparator]
    elsewhere = {(row["measure"], row["estimate"]) for row in rows if row["source"] != "review"}
    shown = [row for row in rows if row["source"] != "review" or (row["measure"], row["estimate"]) not in elsewhere]
    parts: list[Part] = []
    for measure, adjusted in dict.fromkeys((row["measure"], row["adjusted"]) for row in shown):
        parts += ["; " if parts else "", book.reported(*keys, measure=measure, adjusted=adjusted)]
        parts += [" percentage points"] if MEASURES[measure].kind == "points" else []
    return tuple(parts)
