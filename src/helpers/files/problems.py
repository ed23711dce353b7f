"""What a reader of an error needs: the rule, what was found, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUOTE = 80
LONGEST_PART = 400


def quote(text: object, longest: int = LONGEST_QUOTE) -> str:
    """Return untrusted text on one line, shortened, with control characters made visible.

    Parameters: text, any object; longest, characters. Returns: a printable string with its quotes.
    """
    shown = ascii(text) if isinstance(text, bytes) else repr(str(text))
    return shown if len(shown) <= longest else shown[: longest - 4] + "..." + shown[-1]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in the book's data, bibliography or chapters.

    Parameters: file, path relative to the book; row, spreadsheet row (the header is row 1) or line,
    0 when the whole file is meant; rule, what must hold; found, what stands there; remedy, what to do;
    subject, the keys of the row, for people who look it up by name; unit, "row" or "line"; column, of a line, from 1.
    """

    file: str
    row: int
    rule: str
    found: str
    remedy: str
    subject: str = ""
    unit: str = "row"
    column: int = 0

    def __str__(self) -> str:
        """Return place, rule, finding and remedy as one line of printable text."""
        place = self.file + (f" {self.unit} {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        subject = f" ({_one_line(self.subject)})" if self.subject else ""
        return f"{place}{subject}: {_one_line(self.rule)}; {_one_line(self.found)}. {_one_line(self.remedy)}"


def _one_line(text: str) -> str:
    text = text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 3] + "..."
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class EvidenceError(Exception):
    """The data, bibliography or chapters hold faults; `problems` lists all of them in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the sorted problems."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
