"""What a reader of an error needs: the rule, what was found, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUOTE = 80


def quote(text: object) -> str:
    """Return untrusted text on one line, shortened, with control characters made visible.

    Parameters: text, any object. Returns: a printable string of at most 80 characters and its quotes.
    """
    shown = ascii(text) if isinstance(text, bytes) else repr(str(text))
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 4] + "..." + shown[-1]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in the book's data, bibliography or chapters.

    Parameters: file, path relative to the book; row, spreadsheet row (the header is row 1) or line,
    0 when the whole file is meant; rule, what must hold; found, what stands there; remedy, what to do;
    subject, the keys of the row, for people who look it up by name; unit, "row" or "line".
    """

    file: str
    row: int
    rule: str
    found: str
    remedy: str
    subject: str = ""
    unit: str = "row"

    def __str__(self) -> str:
        """Return place, rule, finding and remedy as one line."""
        place = self.file + (f" {self.unit} {self.row}" if self.row else "")
        subject = f" ({self.subject})" if self.subject else ""
        return f"{place}{subject}: {self.rule}; {self.found}. {self.remedy}"


class EvidenceError(Exception):
    """The data, bibliography or chapters hold faults; `problems` lists all of them in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the sorted problems."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
