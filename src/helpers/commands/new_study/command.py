"""`review new study`: a study with its entry and its rows, all of them or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.commands.new_study.formats import names


def study(
    from_: Annotated[
        str | None, typer.Option("--from", help=f"Its DOI, its PMID, or a file: {names()}; - reads BibTeX.")
    ] = None,
    rows: Annotated[
        Path | None, typer.Option(help="Its rows: a sheet (YAML), or a folder with a table (CSV) for each kind.")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Print an empty sheet, or write empty tables into the folder --rows.")
    ] = False,
    ask: Annotated[
        bool | None, typer.Option("--ask/--no-ask", help="Ask for what is missing; default: on a terminal.")
    ] = None,
    root: Root = None,
) -> None:
    """Add a study: its entry and its rows, checked before anything is written, all of them or none.

    What is missing is asked for. `<` goes back to the question before; after Ctrl-C the same command goes on.

    Example: review new study --from trial.nbib --rows trial.yml
    """
    from helpers.commands.new_study.study import new_study, print_template

    with faults_end_it():
        if template:
            print_template(book_folder(root), rows)
        else:
            asks = ask if ask is not None else from_ != "-" and sys.stdin.isatty()
            new_study(book_folder(root), from_, rows, asks)


def add(
    rows: Annotated[Path, typer.Argument(help="A sheet (YAML): `key`, `defaults`, rows by table; or a folder of CSV.")],
    root: Root = None,
) -> None:
    """Add rows to a study that the book has: checked before anything is written, all of them or none.

    The sheet is that of a new study, without its entry and columns: `review new study --template` prints it.

    Example: review add more.yml
    """
    from helpers.commands.new_study.study import add_rows

    with faults_end_it():
        add_rows(book_folder(root), rows)
