"""Anyone's CSV file: read once, its columns chosen by its header, its rows judged one by one, all faults at once."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from helpers.commands.foreign_text import foreign_text
from helpers.commands.terminal import visible
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import LONGEST_CELL, MOST_FAULTS, Row
from helpers.files.text import read_bytes

Choice = TypeVar("Choice")
Fault = tuple[str, str, str]  # rule, finding and remedy
MOST_COLUMNS = 2000
COMMA = re.compile(r"[+\-\u2212]?[0-9]*,[0-9]+\Z")
DECIMAL = re.compile(r"[+\-\u2212]?(0?,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,}))\Z")
POINTED = re.compile(r"[+\-\u2212]?[0-9]*\.[0-9]+\Z")
BLANKS = " \t\u00a0\u2007\u2009\u202f\ufeff"  # around the digits of a cell, whatever program put them there


class Reader(NamedTuple, Generic[Choice]):
    """How a kind of file is read.

    key: the column that names a row, whose word messages use, each name once. many: its word for several rows. most:
    rows. choose: from the header to what is read of it, None when there is no telling, and the faults of the header.
    judge: faults of one row. name: what names a row, where more than the column of the key does.
    """

    key: str
    many: str
    most: int
    choose: Callable[[list[str]], tuple[Choice | None, list[Fault]]]
    judge: Callable[[Row, Choice], Iterable[Fault]]
    name: Callable[[Row, Choice], str] | None = None


class ForeignTable(NamedTuple, Generic[Choice]):
    """A sound file: its name as messages call it, its header, what was chosen of it, its rows, and how it was read."""

    name: str
    header: list[str]
    choice: Choice
    rows: list[Row]
    remarks: tuple[str, ...]


def read_foreign(path: Path, reader: Reader[Choice]) -> tuple[ForeignTable[Choice] | None, list[Problem]]:
    """Return a file that is not of the book, None at fault, and every fault.

    Rows without any letter, and columns without name and cells, are no part of it.
    """
    name = visible(str(path))
    data, problems = read_bytes(path, name)
    if problems:
        return None, problems
    found, problems = foreign_text(data, name)
    records, faults = _records(found.text, found.delimiter, name, reader.most) if not problems else ([], [])
    problems += faults
    if not records and not problems:
        problems.append(
            Place(name).fault("the file must not be empty", "no cell holds anything", "Restore its content.")
        )
    header, faults = _header(records, name) if records else ([], [])
    problems += faults
    if not header:
        return None, problems
    choice, wrong = reader.choose(header)
    problems += (Place(name, row=records[0][0]).fault(*fault) for fault in wrong)
    rows, faults = _rows(records[1:], header, name) if choice is not None and not problems else ([], [])
    if choice is None or problems or faults:
        return None, sorted([*problems, *faults])
    commas = _with_points(rows)
    name_of = reader.name or (lambda row, _: str(row[reader.key]))
    seen: dict[str, int] = {}
    for row in rows:
        label = name_of(row, choice).strip()
        problems += (row.place.fault(*fault, subject=label) for fault in reader.judge(row, choice))
        first = seen.setdefault(label, row.number)
        if not label:
            problems.append(row.place.fault(f"a {reader.key} has a name", "the cell is empty", "Name it."))
        elif first != row.number:
            same = f"{quote(label)} also stands in row {first}"
            problems.append(row.place.fault(f"a {reader.key} has one row", same, "Join the rows, or rename one."))
        if len(problems) >= MOST_FAULTS:
            break
    if not 1 <= len(rows) <= reader.most:
        rule = f"the file has 1 to {reader.most} {reader.many}"
        remedy = f"Give each {reader.key} a row below the header."
        problems.append(Place(name).fault(rule, f"it has {len(rows)}", remedy))
    if problems:
        return None, sorted(problems)
    return ForeignTable(name, header, choice, rows, (*found.remarks, *commas)), []


def _with_points(rows: list[Row]) -> list[str]:
    """Write points for decimal commas where that is what they are in all numbers of a table, and return that it was.

    A comma before three digits may part thousands: another number must show what commas are here, by other than three
    digits behind it or a 0 before it, and no number has a decimal point.
    """
    cells = [(row, column, str(cell).strip(BLANKS)) for row in rows for column, cell in row.items() if "," in cell]
    commas = [each for each in cells if COMMA.match(each[2])]
    sure = any(DECIMAL.match(cell) for _, _, cell in commas)
    if not sure or any(POINTED.match(str(cell).strip(BLANKS)) for row in rows for cell in row.values()):
        return []
    for row, column, cell in commas:
        row[column] = cell.replace(",", ".")
    return ["Decimal commas were read as points."]


def _records(text: str, delimiter: str, name: str, most: int) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the rows that hold anything, each with its number in a spreadsheet, and what is wrong with the form."""
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip(BLANKS) for cell in cells):
                found.append((number, cells))
                if len(found) > most + 1:
                    break
    except csv.Error as error:
        place = Place(name, row=number + 1)
        if not found:
            return [], [place.fault("the file is CSV", f"the header is not: {error}", "Close the quote.")]
        remedy = "Close the quote, and double quotes inside a cell."
        return [], [place.fault("the file is CSV", f"from here on it is not: {error}", remedy)]
    return found, []


def _header(records: list[tuple[int, list[str]]], name: str) -> tuple[list[str], list[Problem]]:
    """Return the names of the columns, as many as have a name or a cell, and what is wrong with them."""
    header = [cell.strip(BLANKS) for cell in records[0][1]]
    while header and not header[-1]:
        last = len(header) - 1
        if any(len(cells) > last and cells[last].strip(BLANKS) for _, cells in records[1:]):
            break
        header.pop()
    place = Place(name, row=records[0][0])
    if len(header) > MOST_COLUMNS:
        found = f"this one has {len(header)}"
        return [], [place.fault(f"a table has at most {MOST_COLUMNS} columns", found, "Leave out what is not needed.")]
    header = [cell or f"(column {at})" for at, cell in enumerate(header, 1)]
    twice = [column for column, often in Counter(header).items() if often > 1]
    if twice:
        found = f"more than once: {quote(', '.join(twice), 200)}"
        return header, [place.fault("a column has a name of its own", found, "Rename or remove the others.")]
    return header, []


def _rows(records: list[tuple[int, list[str]]], header: list[str], name: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows below the header, none when one is at fault, and every fault of their form."""
    problems: list[Problem] = []
    table, rows = Path(name).stem, []
    for number, cells in records:
        while len(cells) > len(header) and not cells[-1].strip(BLANKS):
            cells.pop()
        place = Place(name, row=number)
        if len(cells) != len(header):
            found, remedy = f"this one has {len(cells)}", "Add or remove commas, or quote a cell that holds one."
            problems.append(place.fault(f"a row has {len(header)} cells", found, remedy))
        for column, cell in zip(header, cells, strict=False):
            if "\n" in cell:  # most often a quote left open, which would swallow the rows below it
                found, remedy = f"{column} has one: {quote(cell)}", "Close its quote, or join the lines."
                problems.append(place.fault("a cell holds no line break", found, remedy))
            elif len(cell) > LONGEST_CELL:
                found = f"{column} has {len(cell)}: {quote(cell)}"
                problems.append(place.fault(f"a cell holds at most {LONGEST_CELL} characters", found, "Shorten it."))
        if len(problems) >= MOST_FAULTS:
            break
        if not problems:
            rows.append(Row(table, number, dict(zip(header, cells, strict=True)), name))
    return ([] if problems else rows), problems
