"""`review read`: second readings, blind: what the first reader entered is not shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.command import Root, book_folder, counted, faults_end_it
from helpers.commands.completing import studies
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError, Place, visible

if TYPE_CHECKING:
    from helpers.evidence.evidence import Evidence
    from helpers.evidence.rules.readings import Unread

FILE = "data/readings.csv"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
ASKED = ("label", "group", "comparator", "outcome", "statistic", "measure", "fact", "agent", "definition", "unit")
HOW = "Type what the source prints, with its decimals. Enter leaves it out; the first reading stays hidden."
MOST = 3  # rows that a warning names
WHERE = ("source", "reported_by", "url", "locator")


class ReadFrom(StrEnum):
    """What a second reader has open."""

    SOURCE = "source"
    NOTES = "notes"


Study = Annotated[
    str,
    typer.Argument(
        metavar="[STUDY]", help="Only its numbers: a key, how one begins, or a label.", autocompletion=studies
    ),
]
Missing = Annotated[bool, typer.Option("--missing", help="List what is due, by source, and ask nothing.")]
From = Annotated[ReadFrom, typer.Option("--from", help="What you read: the source, or notes taken there.")]


def read(study: Study = "", missing: Missing = False, read_from: From = ReadFrom.SOURCE, root: Root = None) -> None:
    """Enter second readings without seeing the first: the number that stands in the data stays hidden.

    Each answer is kept at once; Enter leaves one out, ? explains, Ctrl-C ends. What is no number is asked for again;
    so is a number that differs, once, then both are shown and nothing is kept. Who read it, git says.

    Example: review read alpha2020
    """
    from helpers.commands.reading_of import numbers_meant
    from helpers.evidence.evidence import load
    from helpers.evidence.rules.readings import find_unread
    from helpers.files.tables import as_in_file

    with faults_end_it():
        folder = book_folder(root)
        with step("Reading the data"):
            evidence = load(folder)
        if "readings" not in evidence.tables:
            found = "data/datapackage.json describes no table readings"
            raise EvidenceError([Place(FILE).fault("second readings have a table", found, "Describe it there.")])
        numbers_of = numbers_meant(evidence, study)
        unread = set(map(_cell, find_unread(evidence.package, evidence.tables)))
        due = sorted((each for each in numbers_of if _cell(each) in unread), key=_where)
        if not due:
            have = f"{counted(len(numbers_of), 'number')} of it {'has' if len(numbers_of) == 1 else 'have'} one"
            told = have if numbers_of else "it has no number that is read twice"
            typer.echo("No second reading is due" + (f" of {visible(study)}: {told}." if study else "."))
            return
        if not missing:
            for told in _own(folder, due):
                typer.echo(visible(told))
        known = {as_in_file(each.row[each.column]) for each in due}
        kept = differ = 0
        for where, numbers in groupby(due, key=_where):
            typer.echo(visible(", ".join(filter(None, hidden(where, known)))))
            for each in numbers:
                typer.echo(visible(f"  {each.row.place}: {_about(evidence, each)}; {each.column}"))
                if not missing:
                    answer = _answer(evidence, each)
                    differ += answer is None
                    if answer:
                        _keep(folder, evidence, each, answer, read_from)
                        kept += 1
    if missing:
        typer.echo(f"{counted(len(due), 'number')} without a second reading.")
        return
    typer.echo(f"{counted(kept, 'reading')} kept; {counted(len(due) - kept, 'number')} still without one.")
    raise typer.Exit(1 if differ else 0)


def hidden(where: Iterable[str], known: Collection[str]) -> list[str]:
    """Return where numbers stand, without those that are to be read: a locator may tell how one was calculated.

    Parameters: where, parts of an address; known, the numbers.
    """
    return [
        part if "://" in part else NUMBER.sub(lambda found: "..." if found[0] in known else found[0], part)
        for part in where
    ]


def _own(folder: Path, due: list[Unread]) -> Iterator[str]:
    """Yield a warning where who reads is who wrote: a slip is not seen by the eyes that made it."""
    from helpers.files.authorship import own_lines

    rows = {(each.row.file, each.row.number): str(each.row.place) for each in due}
    own = []
    for file in dict.fromkeys(file for file, _ in rows):
        lines = own_lines(folder, file, (number for name, number in rows if name == file))
        own += [rows[file, number] for number in sorted(lines)]
    if own:
        named = ", ".join(own[:MOST]) + (f" and {len(own) - MOST} more" if len(own) > MOST else "")
        yield f"You changed {named} last, as git has it: somebody else should read what stands there."


def _cell(each: Unread) -> tuple[str, str, str]:
    return each.row.table, each.name, each.column


def _where(each: Unread) -> tuple[str, ...]:
    """Return what has to be opened, so that one source is opened once."""
    study = str(each.row.get("study") or "")
    return (study, *(str(each.row.get(column) or "") for column in WHERE))


def _about(evidence: Evidence, each: Unread) -> str:
    """Return what a number is of, in words where the book has them, without the number."""
    return "; ".join(_words(evidence, each.row)) or each.name


def _words(evidence: Evidence, row: Mapping[str, object]) -> Iterator[str]:
    for column in ASKED:
        if cell := row.get(column):
            yield f"{column} {_label(evidence, row, column, str(cell))}"


def _label(evidence: Evidence, row: Mapping[str, object], column: str, cell: str) -> str:
    table, key = {"outcome": ("outcomes", "outcome")}.get(column, ("groups", "group"))
    if column in ("outcome", "group", "comparator"):
        for each in evidence.tables[table]:
            if each[key] == cell and each.get("study") in (None, row.get("study")):
                return f"{each['label']} ({cell})"
    return cell


def _answer(evidence: Evidence, each: Unread) -> str | None:
    """Return what a second reader reads, empty for nothing, None where it differs twice from the first reading.

    Only two numbers end with a look at the first reading: what is none is asked for again, and shows nothing.
    """
    from helpers.commands.printed_number import ANY, WHOLE, number_in
    from helpers.evidence.dictionary import said_of
    from helpers.evidence.rules.readings import difference_of

    said = said_of(evidence.package, each.row.table, each.column)
    whole = said.get("type") == "integer"
    again, read = "", ""
    while True:
        answer: str = typer.prompt(f"    {again}{each.column}", default="", show_default=False).strip()
        number = number_in(answer)
        if not answer:
            return ""
        if answer == "?":
            typer.echo(visible(f"    {each.column}: {said.get('description', '')} {HOW}"))
        elif not number or (whole and not (answer.isascii() and answer.isdecimal())):
            typer.echo(
                f"    Nothing was compared: wanted is {WHOLE if whole else ANY}. Enter leaves it out, ? explains."
            )
        elif difference_of(each.row[each.column], number) is None:
            return number
        elif read:
            told = f"    Not kept: {each}, and you read {number}. Where the source says so, run `review correct`."
            typer.echo(visible(told))
            return None
        else:
            again, read = "It differs from the first reading. Look again: ", number


def _keep(root: Path, evidence: Evidence, each: Unread, answer: str, read_from: ReadFrom) -> None:
    """Add a reading to its table, in its place."""
    from helpers.evidence.canonical import in_order
    from helpers.evidence.dictionary import columns_of
    from helpers.files.tables import Row, saved_rows, table_text
    from helpers.files.transaction import change

    columns = columns_of(evidence.package, "readings")
    data, rows = saved_rows(root / FILE, FILE, columns)
    cells = {"table": each.row.table, "key": each.name, "column": each.column, "read": answer}
    cells["read_from"] = read_from.value
    new = Row("readings", 0, {column: cells.get(column, "") for column in columns})
    with change(root) as changing:
        content = table_text(columns, in_order(evidence.package, "readings", rows, [new]))
        changing.write(FILE, content.encode(), was=data)
        changing.install()
