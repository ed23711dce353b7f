"""Choices by which a reader may narrow what counts as an outcome: the data dictionary has them under `definitions`.

Each has a name, a title and options; an option is a condition on columns of definitions.csv, and on `grade`, the grade
of the group, whatever its scale. `shared` says that counts which agree in none of its options are not pooled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GRADE = "grade"  # the one column that a condition may name beside those of definitions.csv
ANY = "any"  # what the address of a page calls a choice that is not made


@dataclass(frozen=True)
class Option:
    """One answer to a choice. Parameters: name; title, in words; where, the condition on each column."""

    name: str
    title: str
    where: Mapping[str, Any]

    def fits(self, cells: Mapping[str, Sequence[str]]) -> bool:
        """Return whether all cells, those of each group where several are taken as one, meet every condition."""
        return all(
            cells.get(column) and all(_meets(wanted, cell) for cell in cells[column])
            for column, wanted in self.where.items()
        )


@dataclass(frozen=True)
class Choice:
    """One choice. Parameters: name; title, in words; options; shared, whether what is pooled must agree in it."""

    name: str
    title: str
    options: tuple[Option, ...]
    shared: bool


def _meets(wanted: Any, cell: str) -> bool:
    """Return whether a cell is one of the words, or a number within the limits; an empty one is neither."""
    if not isinstance(wanted, Mapping):
        return cell in wanted
    try:
        number = float(cell)
    except ValueError:
        return False
    return bool(wanted.get("least", number) <= number <= wanted.get("most", number))


def choices_in(resource: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Return the choices that a dictionary lists for its table of definitions. Parameters: resource, its entry."""
    return tuple(
        Choice(
            each["name"],
            each["title"],
            tuple(Option(option["name"], option["title"], option["where"]) for option in each["options"]),
            each.get("shared", False),
        )
        for each in resource.get("choices", ())
    )


def find_choice_problems(resource: Mapping[str, Any], *, graded: bool) -> Iterator[str]:
    """Yield what is wrong with choices: names given twice, columns and words that are not there.

    Parameters: resource, the entry of the table in the dictionary; graded, whether the book records grades of groups.
    """
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    choices = choices_in(resource)
    for names in ([c.name for c in choices], *([o.name for o in c.options] for c in choices)):
        if twice := next((name for at, name in enumerate(names) if name in names[:at]), ""):
            yield f"choices of {resource['name']} have a name twice: {twice}"
        if ANY in names:
            yield f"no choice of {resource['name']} may be called {ANY!r}: that is none"
    for choice in choices:
        about = f"choice {choice.name} of {resource['name']}"
        for column, wanted in (pair for option in choice.options for pair in option.where.items()):
            if column not in fields and not (column == GRADE and graded):
                yield f"{about} speaks of a column that is not one: {column}"
            known = fields.get(column, {}).get("constraints", {}).get("enum")
            lost = [word for word in wanted if word not in known] if known and isinstance(wanted, list) else []
            if lost:
                yield f"{about} speaks of a word that {column} cannot be: {lost[0]}"
