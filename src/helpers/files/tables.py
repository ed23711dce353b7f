"""From text to rows: what must be true of a table's file before its content can be judged."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from helpers.files.problems import EvidenceError, Place, Problem, quote
from helpers.files.text import read_bytes, read_text, text_of

LONGEST_CELL = 2000
MOST_FAULTS = 1000  # of one kind in one file: nobody reads more, and a hostile file must not take hours
SUBJECT = ("synthesis", "study", "group", "comparator", "outcome")


class RowRef(NamedTuple):
    """Where a row stands: its table, and its number in a spreadsheet (header = 1)."""

    table: str
    number: int

    def __str__(self) -> str:
        """Return the address as people read it: `data/counts.csv row 17`."""
        return f"data/{self.table}.csv row {self.number}"


class Row(dict[str, Any]):
    """One row of a table: column name to value.

    Parameters: table, its name; number, the row in a spreadsheet (the header is row 1); cells; file, how messages call
    the table's file when it is not one of data/.
    """

    __slots__ = ("file", "number", "table")

    def __init__(self, table: str, number: int, cells: Mapping[str, Any], file: str = "") -> None:
        """Keep the cells and where they stand."""
        super().__init__(cells)
        self.table, self.number, self.file = table, number, file or f"data/{table}.csv"

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a row be pickled although it has slots."""
        return Row, (self.table, self.number, dict(self), self.file)

    @property
    def place(self) -> Place:
        """Return where the row stands."""
        return Place(self.file, row=self.number)

    def fault(self, rule: str, found: str, remedy: str, *, subject: str | None = None) -> Problem:
        """Return a fault of the row, named by the keys a person would search for, or by another subject."""
        if subject is None:
            keys = [str(self[column]) for column in SUBJECT if self.get(column)]
            subject = ", ".join(keys) or str(next(iter(self.values())))
        return self.place.fault(rule, found, remedy, subject)

    @property
    def ref(self) -> RowRef:
        """Return where the row stands."""
        return RowRef(self.table, self.number)


Tables = Mapping[str, list[Row]]  # by name


def header_of(text: str, name: str) -> tuple[list[str], list[Problem]]:
    """Return the columns that a CSV text names, and what is wrong with them.

    Parameters: text, from `read_text`; name, how messages call its file.
    """
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return [], [Place(name, row=1).fault("the file is CSV", f"the header is not: {error}", "Close the quote.")]
    return header, find_repeated(header, name)


def find_repeated(header: Iterable[str], name: str) -> list[Problem]:
    """Return the fault of columns that share a name. Parameters: header; name, how messages call its file."""
    if twice := [column for column, times in Counter(header).items() if times > 1]:
        found = f"more than once: {quote(', '.join(twice), 200)}"
        return [Place(name, row=1).fault("a column has a name of its own", found, "Rename or remove the others.")]
    return []


def read_table(path: Path, name: str, columns: list[str], *, foreign: bool = False) -> tuple[list[Row], list[Problem]]:
    """Read a CSV file as rows of strings.

    Parameters: path, the file; name, how messages call it; columns, the header it must have, in order; foreign, as
    for `read_text`.
    Returns: rows (none when the file as a whole is at fault) and every fault of its form.
    """
    text, problems = read_text(path, name, foreign=foreign)
    return ([], problems) if problems else rows_of(text, name, columns)


def rows_of(text: str, name: str, columns: list[str]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a CSV text, none when it is at fault as a whole, and every fault of its form.

    Parameters: text, from `read_text`; name, how messages call its file; columns, the header it must have, in order.
    """
    lines, problems = lines_of(text, name)
    rows, faults = rows_from(lines, name, columns)
    return ([] if problems else rows), [*faults, *problems]


def saved_rows(path: Path, name: str, columns: list[str]) -> tuple[bytes, list[Row]]:
    """Return what a table's file holds at one moment, as bytes and as rows, so that a save since then can be told.

    Parameters: as for `read_table`. Raises: EvidenceError with every fault of its form.
    """
    data, problems = read_bytes(path, name)
    text, faults = ("", []) if problems else text_of(data, name)
    rows, others = ([], []) if problems or faults else rows_of(text, name, columns)
    if problems := [*problems, *faults, *others]:
        raise EvidenceError(problems)
    return data, rows


def lines_of(text: str, name: str, delimiter: str = ",") -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the cells of each line of a CSV text with its number, as far as it is CSV, and the fault where it is not.

    Parameters: text; name, how messages call its file; delimiter, one letter.
    """
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter):
            lines.append((len(lines) + 1, cells))
    except csv.Error as error:
        rule, found = "the file is CSV", f"from here on it is not: {error}"
        remedy = "Close the quote, and double quotes inside a cell."
        return lines, [Place(name, row=len(lines) + 1).fault(rule, found, remedy)]
    return lines, []


def rows_from(lines: Iterable[tuple[int, list[str]]], name: str, columns: list[str]) -> tuple[list[Row], list[Problem]]:
    """Return the rows of numbered lines, the header first, as `rows_of` does. Parameters: lines; others as there."""
    problems: list[Problem] = []
    table, rows = Path(name).stem, []
    for place, (number, cells) in enumerate(lines):
        if len(problems) == MOST_FAULTS:
            break
        if place == 0:
            if cells != columns:
                problems.append(_header_problem(name, cells, columns))
                break
        elif fault := _row_problem(name, number, cells, columns):
            problems.append(fault)
        else:
            rows.append(Row(table, number, dict(zip(columns, cells, strict=True)), name))
    return ([] if problems else rows), problems


def _row_problem(name: str, number: int, cells: list[str], columns: list[str]) -> Problem | None:
    if len(cells) != len(columns):
        found = f"this one has {len(cells)}" + (" (a blank line)" if not cells else "")
        remedy = "Add or remove commas, or quote a cell that holds one."
        return Place(name, row=number).fault(f"a row has {len(columns)} cells", found, remedy)
    for column, cell in zip(columns, cells, strict=True):
        if "\n" in cell:  # most often a quote left open, which would swallow the rows below it
            found = f"{column} has one: {quote(cell)}"
            return Place(name, row=number).fault(
                "a cell holds no line break", found, "Close its quote, or join the lines."
            )
        if len(cell) > LONGEST_CELL:
            found = f"{column} has {len(cell)}: {quote(cell)}"
            return Place(name, row=number).fault(
                f"a cell holds at most {LONGEST_CELL} characters", found, "Shorten it."
            )
    return None


def _header_problem(name: str, found: list[str], columns: list[str]) -> Problem:
    missing = [column for column in columns if column not in found]
    extra = [column for column in found if column not in columns]
    parts = []
    if missing:
        parts.append("missing: " + ", ".join(missing))
    if extra:
        parts.append("not known: " + ", ".join(map(quote, extra[:5])))
    if not parts:
        parts.append("a column stands twice" if len(found) != len(columns) else "the order differs")
    return Place(name, row=1).fault(
        "the header is the one that datapackage.json describes",
        "; ".join(parts),
        "Write it as " + ",".join(columns) + ".",
    )


def as_in_file(cell: object) -> str:
    """Return a cell as text: empty for None, `true` and `false` for booleans, digits for whole numbers."""
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def table_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a table as CSV: a header, quotes only where they are needed, line feeds, the last line ended.

    Parameters: columns, in order; rows, text by column, in order.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return text.getvalue()
