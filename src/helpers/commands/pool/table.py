"""Anyone's table of studies, pooled: read from CSV, answered as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from helpers.commands.foreign_table import Fault, ForeignTable, Reader, read_foreign
from helpers.commands.pool.cells import number_in, plain, why_none
from helpers.commands.pool.choice import Choice, choose
from helpers.commands.pool.column_names import ROLES
from helpers.commands.pool.forms import COLUMNS_OF
from helpers.commands.pool.further import Asked
from helpers.commands.pool.numbers import lopsided, numbers_of
from helpers.commands.pool.totals import named_as_total, sums_among
from helpers.commands.terminal import shortened, visible
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import Row

NOTHING = Asked()
LARGEST_MODERATOR = 1e12
MOST_STUDIES = 5000  # the likelihoods are looked at over a grid: memory grows with it


class StudyTable(NamedTuple):
    """Studies to pool.

    file: its name. studies, rows: names, and numbers in a spreadsheet. form: what is pooled, columns of FORMS, with
    their numbers. measure: that the columns name, or their default. measures: that they allow. read: what was read,
    by column of the file, in words. ignored: the other columns. remarks: how the file was read. columns: the cells of
    subgroups, as text, and of moderators, as numbers, by name.
    """

    file: str
    studies: list[str]
    rows: list[int]
    form: tuple[str, ...]
    numbers: dict[str, list[float]]
    measure: str
    measures: tuple[str, ...]
    read: dict[str, str]
    ignored: list[str]
    remarks: list[str]
    columns: dict[str, list[Any]]


def read_studies(
    path: Path, asked: Asked = NOTHING, measure: str | None = None, *, every_row: bool = False
) -> tuple[StudyTable | None, list[Problem]]:
    """Read a CSV file of studies.

    Parameters: path; its header names studies and what is pooled, in the words of `column_names`, in any order; asked,
    which names further columns that are read; measure, when one was asked for; every_row, whether totals are pooled as
    well. Returns: the table, None at fault, and every fault.
    """
    faults = partial(_row_faults, every_row=every_row)
    chosen = partial(choose, asked, measure)
    reader = Reader("study", "studies", MOST_STUDIES, chosen, faults, lambda row, choice: choice.name_of(row))
    table, problems = read_foreign(path, reader)
    if table is None:
        return None, problems
    choice, rows = table.choice, [row for row in table.rows if not table.choice.is_heading(row)]
    form = COLUMNS_OF[choice.form.kind]
    numbers = [numbers_of(row, choice.form, choice.measure)[0] for row in rows]
    if not rows:
        found, remedy = "no row has any", "Give each study its numbers."
        return None, [Place(table.name).fault("studies have numbers", found, remedy)]
    if not every_row:
        sums = sums_among(form, numbers, [row.number for row in rows])
        problems = [rows[at].place.fault(*fault, subject=choice.name_of(rows[at])) for at, fault in sums.items()]
        if problems:
            return None, problems
    columns: dict[str, list[Any]] = {name: [number_in(row[name]) for row in rows] for name in asked.moderators}
    if asked.subgroup:
        columns[asked.subgroup] = [visible(row[asked.subgroup].strip()) for row in rows]
    return (
        StudyTable(
            table.name,
            [choice.name_of(row) for row in rows],
            [row.number for row in rows],
            form,
            dict(zip(form, map(list, zip(*numbers, strict=True)), strict=True)),
            choice.measure,
            choice.form.measures or (choice.measure,),
            {column: ROLES[role] for role, column in choice.form.columns.items()},
            [column for column in table.header if column not in (*choice.used, *asked.columns)],
            [*table.remarks, *_remarks(table, rows, measure)],
            columns,
        ),
        [],
    )


def _remarks(table: ForeignTable[Choice], rows: list[Row], measure: str | None) -> Iterator[str]:
    """Yield what a reader must know of how the columns were read."""
    choice = table.choice
    words = [f"{shortened(column)} as {ROLES[role]}" for role, column in choice.form.columns.items() if column != role]
    if choice.names != ("study",):
        words.append(f"{' and '.join(map(shortened, choice.names))} as study")
    elif choice.form.kind == "estimates" and table.header[3:]:  # among other columns it should be seen which were taken
        words = words or [f"{column} as {ROLES[role]}" for role, column in choice.form.columns.items()]
    if words:
        yield f"Columns read: {', '.join(words)}."
    if "low" in choice.form.columns or "limits" in choice.form.columns:
        yield f"Limits were read as those of {100 * choice.form.level:g}% intervals."
    if choice.measure == "GEN" and measure is None and "RR" in choice.form.measures:
        yield "Read as estimates of any kind. Of log ratios --measure RR, OR or HR shows the ratios."
    headings = [str(row.number) for row in table.rows if choice.is_heading(row)]
    if headings:
        yield f"Left out, without any number: row {', '.join(headings[:10])}{' ...' if len(headings) > 10 else ''}."
    odd = [choice.name_of(row) for row in rows if any(lopsided(row, choice.form, choice.measure))]
    if odd:
        named = ", ".join(map(shortened, odd[:5])) + (f" and {len(odd) - 5} more" if len(odd) > 5 else "")
        yield f"The estimate is not the middle of its interval, which gives its weight, in {named}: look at it again."


def _row_faults(row: Row, choice: Choice, *, every_row: bool) -> Iterator[Fault]:
    """Yield what is wrong with the cells of one row."""
    total = [] if every_row else named_as_total(choice.name_of(row))
    if total or choice.is_heading(row):
        yield from total
        return
    yield from numbers_of(row, choice.form, choice.measure)[1]
    if choice.asked.subgroup and not row[choice.asked.subgroup].strip():
        yield f"{choice.asked.subgroup} names a subgroup", "the cell is empty", "Name it, or leave the study out."
    for column in choice.asked.moderators:
        number = number_in(row[column])
        if number is None or abs(number) > LARGEST_MODERATOR:
            rule = f"{column} is a number of at most {LARGEST_MODERATOR:g}, since it is a moderator"
            remedy = why_none(row[column]) if plain(row[column]) else "Write digits, leave the study out"
            yield rule, f"got {quote(row[column])}", f"{remedy.rstrip('.')}, or ask for --subgroup."
