"""Anyone's CSV file: read once, its columns chosen by its header, its rows judged one by one, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from helpers.commands.terminal import visible
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import MOST_FAULTS, Row, header_of, rows_of
from helpers.files.text import read_text

Choice = TypeVar("Choice")
Fault = tuple[str, str, str]  # rule, finding and remedy


class Reader(NamedTuple, Generic[Choice]):
    """How a kind of file is read.

    key: the column that names a row, whose word messages use, each name once. most: rows. choose: from the header to
    what is read of it, None when there is no telling, and the faults of the header. judge: faults of one row.
    """

    key: str
    many: str
    most: int
    choose: Callable[[list[str]], tuple[Choice | None, list[Fault]]]
    judge: Callable[[Row, Choice], Iterable[Fault]]


class ForeignTable(NamedTuple, Generic[Choice]):
    """A sound file: its name as messages call it, its header, what was chosen of it, and its rows."""

    name: str
    header: list[str]
    choice: Choice
    rows: list[Row]


def read_foreign(path: Path, reader: Reader[Choice]) -> tuple[ForeignTable[Choice] | None, list[Problem]]:
    """Return a file that is not of the book, None at fault, and every fault."""
    name = visible(str(path))
    text, problems = read_text(path, name, foreign=True)
    header, faults = ([], []) if problems else header_of(text, name)
    problems += faults
    if not header:
        return None, problems
    choice, wrong = reader.choose(header)
    problems += (Place(name, row=1).fault(*fault) for fault in wrong)
    rows, faults = rows_of(text, name, header) if choice is not None and not problems else ([], [])
    if choice is None or problems or faults:
        return None, sorted([*problems, *faults])
    seen: dict[str, int] = {}
    for row in rows:
        label = row[reader.key].strip()
        problems += (row.place.fault(*fault, subject=row[reader.key]) for fault in reader.judge(row, choice))
        first = seen.setdefault(label, row.number)
        if not label:
            problems.append(row.place.fault(f"a {reader.key} has a name", "the cell is empty", "Name it."))
        elif first != row.number:
            found = f"{quote(row[reader.key])} also stands in row {first}"
            problems.append(row.place.fault(f"a {reader.key} has one row", found, "Join the rows, or rename one."))
        if len(problems) >= MOST_FAULTS:
            break
    if not 1 <= len(rows) <= reader.most:
        rule, remedy = (
            f"the file has 1 to {reader.most} {reader.many}",
            f"Give each {reader.key} a row below the header.",
        )
        problems.append(Place(name).fault(rule, f"it has {len(rows)}", remedy))
    return (None, sorted(problems)) if problems else (ForeignTable(name, header, choice, rows), [])
