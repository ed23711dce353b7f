"""What tables of trials share: a row for each trial of a question, its name, its arms and their patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from helpers.evidence.syntheses import Member
from helpers.exhibits.questions import Question
from helpers.figures import Citation
from helpers.figures.table import Cell
from helpers.files.tables import Row
from helpers.quantities.expressions import quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

ALL = "all"  # the group of everybody, whose parts are the arms

Columns = Mapping[str, Callable[[Sequence[Member]], Cell]]


def trial_rows(book: Review, question: str, columns: Columns) -> list[list[Cell]]:
    """Return a row for each trial of a question, in its order, also those without numbers: its name, and its cells.

    Parameters
    ----------
    book, question
        The vocabulary of a book, and the name of the question.
    columns
        By heading, what makes a cell of a trial's members.
    """
    own: dict[str, list[Member]] = {}
    for member in Question(book, question, {}).synthesis.members:
        own.setdefault(member.study, []).append(member)
    return [[name_of(book, study), *(make(members) for make in columns.values())] for study, members in own.items()]


def name_of(book: Review, study: str) -> Cell:
    """Return a study with its citation."""
    label = book.evidence.studies[study]["label"]
    return (f"{label} ", Citation(study)) if study in book.evidence.entries else label


def arms_of(book: Review, study: str) -> list[Row]:
    """Return the arms of a study, in their order: groups that are part of no other but the group `all`."""
    rows = book.evidence.index.get(("groups", study), [])
    arms = [row for row in rows if row["group"] != ALL and row["part_of"] in ("", ALL)]
    return arms or rows


def size_of(book: Review, study: str, groups: Iterable[str], which: str = "analysed") -> Quantity | None:
    """Return how many patients groups of a study have together; None where that was not read of each."""
    option = "" if which == "analysed" else f', which="{which}"'
    return first_known(book, " + ".join(f'n("{study}", "{group}"{option})' for group in groups))


def patients_of(book: Review, study: str, which: str = "analysed") -> Quantity | None:
    """Return how many patients a trial analysed, or randomised: those of its randomised arms, or else of all."""
    groups = [row["group"] for row in arms_of(book, study) if row["allocation"] == "randomised"]
    option = "" if which == "analysed" else f', which="{which}"'
    return size_of(book, study, groups, which) or first_known(book, f'n("{study}"{option})')


def first_known(book: Review, *expressions: str) -> Quantity | None:
    """Return the first of some expressions that the data answer, or None."""
    for expression in filter(None, expressions):
        try:
            return quantity(expression, book.evidence)
        except QuantityError:
            continue
    return None
