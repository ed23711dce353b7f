"""Anyone's table of studies, pooled: read from CSV, answered as plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from helpers.commands.foreign_table import Fault, Reader, read_foreign
from helpers.commands.pool.further import Asked
from helpers.commands.terminal import visible
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row
from helpers.stats.measures import MEASURES, POOLED

NOTHING = Asked()
COLUMNS_OF = {2: ("events_1", "total_1", "events_2", "total_2"), 1: ("events", "total"), 0: ("yi", "vi")}  # by arms
FORMS = {  # what a row may hold beside the study's name, and which measures that allows, first the default
    columns: tuple(name for name in POOLED if MEASURES[name].arms == arms) for arms, columns in COLUMNS_OF.items()
}
LARGEST = 1e50  # number, and its inverse the smallest variance: their products must not leave the range of doubles
LARGEST_MODERATOR = 1e12
MOST_STUDIES = 5000  # the likelihoods are looked at over a grid: memory grows with it
MOST_PATIENTS = 10**9
WHOLE = re.compile(r"[0-9]{1,20}\Z")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")


class StudyTable(NamedTuple):
    """Studies to pool: file, names and spreadsheet rows, the columns used with their numbers, the columns not used.

    columns: the cells of subgroups, as text, and of moderators, as numbers, by name.
    """

    file: str
    studies: list[str]
    rows: list[int]
    form: tuple[str, ...]
    numbers: dict[str, list[float]]
    ignored: list[str]
    columns: dict[str, list[Any]]


class _Choice(NamedTuple):
    """The columns of a file that are read: those to pool, and those that were asked for by name."""

    form: tuple[str, ...]
    asked: Asked


def read_studies(path: Path, asked: Asked = NOTHING) -> tuple[StudyTable | None, list[Problem]]:
    """Read a CSV file of studies.

    Parameters: path; its header names `study` and one of the groups of columns in FORMS, in any order; asked, which
    names further columns that are read; others are not looked at. Returns: the table, None at fault, and every fault.
    """
    table, problems = read_foreign(path, Reader("study", "studies", MOST_STUDIES, partial(_choice, asked), _row_faults))
    if table is None:
        return None, problems
    form, rows = table.choice.form, table.rows
    numbers = {column: [float(row[column]) for row in rows] for column in form}
    columns: dict[str, list[Any]] = {column: [float(row[column]) for row in rows] for column in asked.moderators}
    if asked.subgroup:
        columns[asked.subgroup] = [visible(row[asked.subgroup].strip()) for row in rows]
    ignored = [column for column in table.header if column not in ("study", *form, *asked.columns)]
    studies = [row["study"] for row in rows]
    return StudyTable(table.name, studies, [row.number for row in rows], form, numbers, ignored, columns), []


def _choice(asked: Asked, header: list[str]) -> tuple[_Choice | None, list[Fault]]:
    """Return the columns that a header offers for pooling, None when there is no telling, and its faults."""
    faults: list[Fault] = []
    forms = [form for form in FORMS if set(form) <= set(header)]
    if len(forms) != 1 or "study" not in header:
        rule = "the header names study and one of: " + "; or ".join(", ".join(form) for form in FORMS)
        nearest = max(FORMS, key=lambda form: len(set(form) & set(header)))
        missing = [column for column in ("study", *(() if forms else nearest)) if column not in header]
        found = f"missing: {', '.join(missing)}; " if missing else "it names more than one of these; "
        found += f"got {quote(', '.join(header), 200)}"
        faults.append((rule, found, "Name the columns so, with commas between."))
    offered = [column for column in header if column != "study"]
    for option, names in (("--subgroup", asked.columns[: bool(asked.subgroup)]), ("--moderator", asked.moderators)):
        for name in dict.fromkeys(names):
            if name not in offered:
                found = f"got {quote(name)}; there are {quote(', '.join(offered), 200)}"
                faults.append((f"{option} names a column of the file", found, "Choose one of these."))
            elif names.count(name) > 1 or (option == "--moderator" and name == asked.subgroup):
                found = f"{quote(name)} was asked for more than once"
                faults.append((f"{option} takes a column once", found, "Leave one of them out."))
    return (None if faults else _Choice(forms[0], asked)), faults


def _row_faults(row: Row, choice: _Choice) -> Iterator[Fault]:
    """Yield what is wrong with the cells of one row."""
    yield from _number_faults(row, choice.form)
    if choice.asked.subgroup and not row[choice.asked.subgroup].strip():
        yield f"{choice.asked.subgroup} names a subgroup", "the cell is empty", "Name it, or leave the study out."
    for column in choice.asked.moderators:
        cell = row[column]
        if not NUMBER.match(cell) or abs(float(cell)) > LARGEST_MODERATOR:
            rule = f"{column} is a number of at most {LARGEST_MODERATOR:g}, since it is a moderator"
            yield rule, f"got {quote(cell)}", "Write digits, leave the study out, or ask for --subgroup."


def _number_faults(row: Row, form: tuple[str, ...]) -> list[Fault]:
    """Return what is wrong with the numbers that are pooled."""
    found: list[Fault] = []
    remedy = "Write digits, or leave the study out."
    sound = set()
    for column in form:
        cell = row[column]
        if column in ("yi", "vi"):
            if not NUMBER.match(cell):
                found.append((f"{column} is a number", f"got {quote(cell)}", remedy))
            elif abs(float(cell)) > LARGEST:
                found.append((f"{column} is at most {LARGEST:g}", f"got {quote(cell)}", "Choose another unit."))
            elif column == "vi" and float(cell) < 1 / LARGEST:
                found.append(("vi is above 0", f"got {quote(cell)}", "Pool counts, or leave the study out."))
        elif not WHOLE.match(cell):
            found.append((f"{column} is a whole number", f"got {quote(cell)}", remedy))
        elif int(cell) > MOST_PATIENTS:
            found.append((f"{column} is at most {MOST_PATIENTS}", f"got {quote(cell)}", "Correct it."))
        else:
            sound.add(column)
    for events, total in zip(form[::2], form[1::2], strict=True):
        if {events, total} <= sound and not 0 < int(row[total]) >= int(row[events]):
            rule = f"{events} is at most {total}, and {total} above 0"
            found.append((rule, f"got {row[events]} of {row[total]}", "Correct one of them."))
    return found
