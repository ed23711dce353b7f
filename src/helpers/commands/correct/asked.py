"""What `review correct` asks at a terminal: which row, and its new cells; no answer loses those given before."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from helpers.commands.correct.found import MOST, listed
from helpers.commands.new_study.answers import fault_of
from helpers.commands.new_study.sheet import hint
from helpers.evidence.dictionary import columns_of, primary_key_of, said_of
from helpers.evidence.evidence import Evidence
from helpers.files.problems import visible
from helpers.files.tables import Row, as_in_file


def chosen(evidence: Evidence, rows: list[Row]) -> Row:
    """Return the row that somebody chooses. Parameters: evidence, of the book; rows, that their words fit."""
    for number, line in enumerate(listed(evidence, rows), 1):
        typer.echo(
            visible(f"{number:3}  {line}" if number <= MOST else f"     {line}: end with Ctrl-C, name more words")
        )
    last = min(len(rows), MOST)
    while True:
        answer = typer.prompt("Which row").strip()
        if answer.isascii() and answer.isdecimal() and 0 < int(answer[:9]) <= last:
            return rows[int(answer) - 1]
        typer.echo(f"The number before the row that you mean, from 1 to {last}; Ctrl-C ends, and nothing is written.")


def cells_asked(evidence: Evidence, row: Row) -> Iterator[tuple[str, str]]:
    """Yield new cells that somebody gives for those of a row that hold something: all of them, once all are answered.

    What cannot stand in a cell is refused at its question; ? explains the question, < goes back to the one before.
    """
    key = primary_key_of(evidence.package, row.table)
    columns = [each for each in columns_of(evidence.package, row.table) if each not in key]
    cells = {column: cell for column in columns if (cell := as_in_file(row[column]))}
    given, asked, at = dict(cells), list(cells), 0
    typer.echo("Enter keeps what stands in brackets, ? explains, < goes back.")
    while at < len(asked):
        column = asked[at]
        said = said_of(evidence.package, row.table, column)
        answer = typer.prompt(column, default=given[column]).strip()
        if answer == "?":
            typer.echo(visible(f"  {hint(said)}"))
        elif answer == "<":
            if at == 0:
                typer.echo("  This is the first question.")
            at = max(0, at - 1)
        elif answer != cells[column] and (fault := fault_of(said, answer)):
            typer.echo(visible(f"  {fault}"))
        else:
            given[column] = answer
            at += 1
    yield from given.items()
