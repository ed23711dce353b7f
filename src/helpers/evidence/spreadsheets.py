"""A table as a spreadsheet saved it, read as what it was before, where it can have been one thing only.

Spreadsheets write other line ends, delimiters, encodings and words for true and false, and add empty rows and columns.
All this is undone. What they lose is not: trailing zeros, numbers that became dates or powers of ten, letters that an
encoding lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from helpers.evidence.dictionary import fields_of
from helpers.evidence.encodings import decoded
from helpers.files.conflicts import find_conflict_problems
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, find_repeated, lines_of, rows_from
from helpers.files.text import UNSEEN, find_letter_problems

DELIMITERS = ",;\t|"
SEP = re.compile(r"\A\"?sep=([;,\t|])\"?\n", re.IGNORECASE)  # a first line for Excel alone
BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")  # that are no blank of the keyboard
TRUE = "true wahr vrai verdadero verdadeiro vero waar sant sand prawda tosi"
FALSE = "false falsch faux falso falso onwaar falskt falsk fałsz epätosi"
TRUTHS = {**dict.fromkeys(TRUE.split(), "true"), **dict.fromkeys(FALSE.split(), "false")}
WHOLE = re.compile(r"(-?[0-9]+)[.,]0+\Z")
COMMA = re.compile(r"([<>]?-?[0-9]*),([0-9]+)\Z")
DECIMAL = re.compile(r"[<>]?-?(?:0?,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))\Z")  # others may be thousands
MOST_DOUBTS = 50


class Saved(NamedTuple):
    """A table as it was before a spreadsheet saved it.

    Parameters: rows of text, with the numbers that they have in the file; traces, what was undone, in words; doubts,
    what somebody should look at; problems, why it cannot be read: then there are no rows.
    """

    rows: list[Row]
    traces: list[str]
    doubts: list[str]
    problems: list[Problem]


def read_saved(package: Mapping[str, Any], table: str, data: bytes, name: str = "") -> Saved:
    """Return a table of a book.

    Parameters: package, the data dictionary; table, its name; data, what its file holds; name, of the file where it is
    not the book's.
    """
    name, fields = name or f"data/{table}.csv", fields_of(package, table)
    columns = [field["name"] for field in fields]
    if problems := find_conflict_problems(data, name):
        return Saved([], [], [], problems)
    text, traces, problems = decoded(data, name, columns)
    if problems:
        return Saved([], [], [], problems)
    plain = text if text.isascii() else BLANKS.sub(" ", UNSEEN.sub("", text))
    if plain != text:
        traces.append("letters that nobody sees, or that look like a blank")
    problems = find_letter_problems(plain, name)
    lines, delimiter, faults = _split(plain, name, columns, traces)
    header = next((cells for _, cells in lines if any(map(str.strip, cells))), [])
    faults += find_repeated([cell.strip() for cell in header if cell.strip()], name)
    if faults:
        return Saved([], traces, [], [*problems, *faults])
    rows, found = rows_from(_squared(lines, traces), name, _order(header, columns, traces))
    problems += found
    if problems:
        return Saved([], traces, [], problems)
    doubts = _doubts(rows, name) if any("Windows-1252" in trace for trace in traces) else []
    rows = _plain(rows, fields, delimiter, traces)
    if rows and list(rows[0]) != columns:
        rows = [_in_order(row, columns) for row in rows]
    return Saved(rows, traces, doubts, [])


def _split(
    text: str, name: str, columns: list[str], traces: list[str]
) -> tuple[list[tuple[int, list[str]]], str, list[Problem]]:
    """Return the cells of the lines by the delimiter that the header speaks for."""
    told = SEP.match(text)
    if told:
        traces.append("a line that names the delimiter")
        text = text[told.end() :]
    first = text.lstrip("\n").partition("\n")[0]

    def known(delimiter: str) -> int:
        return len(set(columns) & {cell.strip(' "') for cell in first.split(delimiter)})

    delimiter = max(DELIMITERS, key=known)  # of equals the first
    if delimiter != ",":
        traces.append({";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter] + " between cells")
    lines, problems = lines_of(text, name, delimiter)
    return lines, delimiter, problems


def _squared(lines: list[tuple[int, list[str]]], traces: list[str]) -> list[tuple[int, list[str]]]:
    """Return the lines without those that are empty, and without empty cells behind the last column."""
    found = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if len(found) < len(lines):
        traces.append(f"empty rows ({len(lines) - len(found)})")
    if not found:
        return lines
    header = [cell.strip() for cell in found[0][1]]
    while header and not header[-1]:
        header.pop()
    width = len(found[0][1])  # a row that is wider than the header has a comma too many, and nobody knows where
    if width > len(header):
        traces.append("empty columns")
    if not traces:
        return [(found[0][0], header), *found[1:]]
    squared = []
    for number, cells in found:
        cut = cells if len(cells) > width or any(cells[len(header) :]) else cells[: len(header)]
        squared.append((number, cut + [""] * (len(header) - len(cut))))
    return [(squared[0][0], header), *squared[1:]]


def _order(header: list[str], columns: list[str], traces: list[str]) -> list[str]:
    """Return the columns in the order of the header, where it has just these."""
    named = [cell.strip() for cell in header if cell.strip()]
    if named != columns and sorted(named) == sorted(columns):
        traces.append("columns in another order")
        return named
    return columns


def _in_order(row: Row, columns: list[str]) -> Row:
    return Row(row.table, row.number, {column: row[column] for column in columns}, row.file)


def _plain(rows: list[Row], fields: Iterable[Mapping[str, Any]], delimiter: str, traces: list[str]) -> list[Row]:
    """Return the rows with every cell that has a form as it was before, and count those that were not."""
    undone: Counter[str] = Counter()
    comma = delimiter != "," and any(DECIMAL.match(cell) for row in rows for cell in row.values())
    for field in fields:
        name, form = field["name"], _form_of(field)
        if form is None and not comma:
            continue
        known = {cell: _restored(cell, field, form, comma=comma) for cell in {row[name] for row in rows} if cell}
        if all(restored[0] == cell for cell, restored in known.items()):
            continue
        for row in rows:
            if (cell := row[name]) and known[cell][0] != cell:
                row[name] = known[cell][0]
                undone[known[cell][1]] += 1
    traces += [f"{kind} ({number} cell{'s' if number > 1 else ''})" for kind, number in undone.items()]
    return rows


def _form_of(field: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Return what a cell of a column looks like, None for free text."""
    rules = field.get("constraints", {})
    if field["type"] != "string":
        return re.compile("true|false" if field["type"] == "boolean" else r"-?[0-9]+")
    if "enum" in rules:
        return re.compile("|".join(map(re.escape, rules["enum"])))
    return re.compile(f"(?a:{rules['pattern']})") if "pattern" in rules else None


def _restored(cell: str, field: Mapping[str, Any], form: re.Pattern[str] | None, *, comma: bool) -> tuple[str, str]:
    """Return a cell as it was before, and what had been done to it; one that could be several things stays.

    Parameters: cell; field, its column; form, what its cells look like, None for free text; comma, whether numbers are
    written with one.
    """
    if form is None:
        return (cell.replace(",", "."), "decimal commas") if comma and DECIMAL.match(cell) else (cell, "")
    if form.fullmatch(cell):
        return cell, ""
    bare = cell.strip()
    ways = [(bare.removeprefix("'"), "an apostrophe before a cell")] if bare.startswith("'") else []
    for text in (bare, bare.removeprefix("'")):
        if field["type"] == "boolean":
            ways.append((TRUTHS.get(text.casefold(), text), "other words for true and false"))
        if field["type"] == "integer" and (whole := WHOLE.match(text)):
            ways.append((whole[1], "whole numbers with a fraction"))
        signed = text.replace("\u2212", "-")
        if signed != text:
            ways.append((signed, "minus signs"))
        if comma and (parts := COMMA.match(signed)):
            ways.append((f"{parts[1]}.{parts[2]}", "decimal commas"))
    return next(((text, done) for text, done in ways if form.fullmatch(text)), (cell, ""))


def _doubts(rows: list[Row], name: str) -> list[str]:
    """Return the cells whose letters an encoding that the file does not name has given, or may have lost."""
    cells = [(row, column, cell) for row in rows for column, cell in row.items() if "?" in cell or not cell.isascii()]
    found = [f"{name} row {row.number}, {column}: {quote(cell)}" for row, column, cell in cells[:MOST_DOUBTS]]
    return [*found, *([f"and {len(cells) - MOST_DOUBTS} more"] if len(cells) > MOST_DOUBTS else [])]
