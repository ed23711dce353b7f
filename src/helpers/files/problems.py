"""What a reader of an error needs: the rule, what was found, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_QUOTE = 80
LONGEST_PART = 400


def quote(text: object, longest: int = LONGEST_QUOTE) -> str:
    """Return untrusted text on one line, shortened, with control characters made visible.

    Parameters: text, any object; longest, characters. Returns: a printable string with its quotes.
    """
    shown = ascii(text) if isinstance(text, bytes) else repr(str(text))
    return shown if len(shown) <= longest else shown[: longest - 4] + "..." + shown[-1]


def visible(text: str) -> str:
    """Return text without letters that a terminal would act on."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: in a whole file, on a line of text, or in a row of a table.

    Parameters: file, path relative to the book; line, 0 when none is meant; row, of a spreadsheet (the header is row
    1), 0 when none is meant; column, of the line, from 1, 0 when none is meant.
    """

    file: str
    line: int = 0
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return the place in words, on one line and without letters that a terminal would act on."""
        line, row = f" line {self.line}" if self.line else "", f" row {self.row}" if self.row else ""
        file = visible(self.file)
        if file.startswith("::"):  # where a workflow would read a command
            file = f"./{file}"
        return file + line + row + (f", column {self.column}" if self.column else "")

    def fault(self, rule: str, found: str, remedy: str, subject: str = "") -> Problem:
        """Return a fault at this place. Parameters: as of `Problem`."""
        return Problem(self, rule, found, remedy, subject)


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in the book's data, bibliography or chapters.

    Parameters: place; rule, what must hold; found, what stands there; remedy, what to do; subject, the keys of the
    row, for people who look it up by name.
    """

    place: Place
    rule: str
    found: str
    remedy: str
    subject: str = ""

    @property
    def file(self) -> str:
        """Return the file in which it is."""
        return self.place.file

    def __str__(self) -> str:
        """Return place, rule, finding and remedy as one line of printable text."""
        subject = f" ({_shortened(self.subject)})" if self.subject else ""
        return f"{self.place}{subject}: {_shortened(self.rule)}; {_shortened(self.found)}. {_shortened(self.remedy)}"


def problem_from(found: Mapping[str, Any]) -> Problem:
    """Return a fault from the plain types that `dataclasses.asdict` makes of it."""
    return Problem(**{**found, "place": Place(**found["place"])})


def _shortened(text: str) -> str:
    return visible(text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 3] + "...")


class EvidenceError(Exception):
    """The data, bibliography or chapters hold faults; `problems` lists all of them in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the sorted problems."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
