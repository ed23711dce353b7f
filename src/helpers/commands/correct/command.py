"""`review correct`: one row of the data set right, after a look at everything that moves with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.commands.completing import row_words, table_names
from helpers.commands.steps import step
from helpers.files.problems import visible

if TYPE_CHECKING:
    from helpers.commands.correct.correction import Correction
    from helpers.evidence.evidence import Evidence
    from helpers.files.tables import Row

MOST = 5  # rows of each kind of difference
Table = Annotated[str, typer.Argument(help="The table, for example counts.", autocompletion=table_names)]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        autocompletion=row_words,
        metavar="KEY... COLUMN=VALUE...",
        help="Which row, by its key or words of its labels, and new cells.",
    ),
]
Note = Annotated[str, typer.Option(help="For claims of the source review that no longer agree.")]
Yes = Annotated[bool, typer.Option("--yes", help="Write without asking.")]


def correct(
    table: Table,
    words: Words = None,
    locator: Annotated[str | None, typer.Option(help="Where in the source it stands.")] = None,
    url: Annotated[str | None, typer.Option(help="The address of the page that was read.")] = None,
    note: Note = "",
    yes: Yes = False,
    every: Annotated[bool, typer.Option("--all", help="List everything that moves.")] = False,
    root: Root = None,
) -> None:
    """Set one row right: see every number, word and verdict that moves, then write all files, or none.

    Without new cells the row is shown, and asked for at a terminal. Its second reading waits for somebody else.

    Example: review correct counts alpha2020 drug death events=35 printed=57.4 --locator "table 2"
    """
    import tempfile

    from helpers.commands.correct.asked import cells_asked, chosen
    from helpers.commands.correct.correction import Correction, cells_given
    from helpers.commands.correct.found import listed, one_of, rows_meant
    from helpers.commands.correct.sums import broken_sums
    from helpers.evidence.evidence import load

    given = dict(word.split("=", 1) for word in words or () if "=" in word)
    given |= {name: cell for name, cell in (("locator", locator), ("url", url)) if cell is not None}
    with faults_end_it("Nothing was written."):
        folder = book_folder(root)
        evidence = load(folder)
        rows = rows_meant(evidence, table, [word for word in words or () if "=" not in word])
        if len(rows) > 1 and _at_terminal():
            rows = [chosen(evidence, rows)]
        row = one_of(evidence, rows)
        given = given or (dict(cells_asked(evidence, row)) if _at_terminal() else {})
        correction = Correction(row, cells_given(evidence, row, given), note)
        typer.echo(visible(f"{next(listed(evidence, [row]))}"))
        if not list(correction.told()):
            _show(evidence, row)
            return
        with tempfile.TemporaryDirectory() as copy:
            with step("Computing what moves"):
                correction.lay_out(evidence, Path(copy))
                lines = list(_lines(correction, folder, Path(copy), None if every else MOST))
                lines += broken_sums(evidence, row, correction.cells)
            for line in lines:
                typer.echo(visible(line))
        if not yes and not typer.confirm("Write it?"):
            typer.echo("Nothing was written.")
            raise typer.Exit(1)
        changed = correction.write(folder)
    typer.echo(f"Written: {', '.join(changed)}. To undo it: git restore {' '.join(changed)}")


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _show(evidence: Evidence, row: Row) -> None:
    from helpers.evidence.dictionary import columns_of
    from helpers.files.tables import as_in_file

    for column in columns_of(evidence.package, row.table):
        if cell := as_in_file(row[column]):
            typer.echo(visible(f"  {column}: {cell}"))
    typer.echo("Nothing changes: name a new cell as column=value.")


def _lines(correction: Correction, old: Path, new: Path, most: int | None) -> Iterator[str]:
    """Yield what changes in the row, then what moves for readers, what matters most first.

    Parameters: correction; old and new, folders of the two books; most, rows of each kind, all when None.
    """
    from helpers.commands.diff.compare import compare
    from helpers.commands.diff.rows import TITLES, rows_of
    from helpers.commands.diff.sentence import moves, sentence
    from helpers.commands.diff.snapshot import snapshot
    from helpers.commands.diff.text import as_text

    yield from (f"  {told}" for told in correction.told())
    before, after = snapshot(old), snapshot(new)
    found = compare(before, after)
    rows = {title: each for title, each in rows_of(found).items() if title != TITLES["data"]}
    yield from (
        as_text([sentence(found, after), *moves(found)], rows, most).splitlines()
        if rows
        else ["No reader sees a difference."]
    )
    if most is not None and any(len(each) > most for each in rows.values()):
        yield "With --all every one of them is listed."
    yield from (
        f"{claim} is now {verdict}; its note stays, is it still true? {note}"
        for claim, verdict, note in correction.noted
    )
    if correction.due:
        yield f"To be read a second time, by somebody else: {', '.join(correction.due)}."
