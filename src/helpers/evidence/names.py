"""Names of the book's subject that are no statistics and no studies: scales with their grades, diseases, people.

They stand in data/datapackage.json under `names`, each entry with

- `names`: the spellings;
- `what`: what they name, which is why a number in them may be typed;
- `grades`: what may stand behind them, and join to a range ("ABC 0-2"); none by default;
- `glossary`: whether a reader needs them explained; yes by default. A name that needs it is no name of a trial.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from helpers.evidence.dictionary import PACKAGE
from helpers.files.text import read_text


@dataclass(frozen=True)
class Name:
    """One thing with its names. Parameters: as the module says."""

    names: tuple[str, ...]
    what: str
    grades: tuple[str, ...] = ()
    glossary: bool = True

    @property
    def ends(self) -> tuple[int, int] | None:
        """Return the lowest and the highest grade of a scale whose grades are whole numbers, None for other names."""
        whole = [int(grade) for grade in self.grades if grade.isascii() and grade.isdigit()]
        return (min(whole), max(whole)) if whole and len(whole) == len(self.grades) else None

    @property
    def graded(self) -> dict[str, str]:
        """Return what each spelling with a grade, or with a range of grades, names: `ABC 2b-3` is `2b-3`."""
        ranges = [f"{low}-{high}" for low, high in combinations(self.grades, 2)]
        return {f"{name} {grade}": grade for name in self.names for grade in (*self.grades, *ranges)}


def names_in(package: Mapping[str, Any]) -> tuple[Name, ...]:
    """Return the names that a data dictionary lists, none where it lists none."""
    listed = package.get("names")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return tuple(
        Name(
            tuple(map(str, entry.get("names", ()))),
            str(entry.get("what", "")),
            tuple(map(str, entry.get("grades", ()))),
            bool(entry.get("glossary", True)),
        )
        for entry in entries
    )


def names_of_book(root: Path) -> tuple[Name, ...]:
    """Return the names of a book whose data may be at fault; none where its dictionary cannot be read."""
    text, problems = read_text(root / PACKAGE, PACKAGE)
    try:
        package = {} if problems else json.loads(text)
    except (ValueError, RecursionError):
        package = {}
    return names_in(package) if isinstance(package, dict) else ()
