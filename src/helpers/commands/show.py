"""`review show`: one number with what stands behind it, as its popover has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands.command import Json, Root, book_folder, faults_end_it, print_json
from helpers.commands.completing import expressions
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError, Place, visible

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.evidence.evidence import Evidence

Expression = Annotated[
    str, typer.Argument(help="For example: 'pct(alpha2020, drug, death)'.", autocompletion=expressions)
]
InChapter = Annotated[str, typer.Option("--chapter", help="The chapter whose names the expression uses.")]


def show(expression: Expression, chapter: InChapter = "", root: Root = None, as_json: Json = False) -> None:
    """Print one number with its interval, its rows, notes and sources; or whether a condition holds.

    Example: review show 'pct(alpha2020, drug, death)'
    """
    from helpers.evidence.evidence import load
    from helpers.quantities.expressions import evaluate
    from helpers.quantities.lookup import QuantityError
    from helpers.quantities.quantity import Quantity
    from helpers.quantities.shorthand import written_out

    with faults_end_it(err=True):
        folder = book_folder(root)
        with step("Reading the data"):
            evidence = load(folder)
        names = _names(folder, chapter, evidence)
        try:
            found, used = evaluate(expression, evidence, names)
            written = written_out(expression, evidence, names)
        except QuantityError as error:
            place = Place("expression")
            remedy = "review complete lists what may be written."
            raise EvidenceError([place.fault("an expression gives a number", str(error), remedy)]) from None
    if isinstance(found, Quantity):
        if as_json:
            print_json(found.as_dict())
        else:
            for line in _lines(found.as_dict(), evidence):
                typer.echo(visible(line))
        return
    if as_json:
        print_json({"expression": written, "answer": found})
        return
    typer.echo(f"{str(found).lower()}  {written}")
    for quantity in used:
        typer.echo(visible(f"  {quantity.expression} is {quantity.text}"))


def _names(folder: Path, chapter: str, evidence: Evidence) -> Mapping[str, str]:
    """Return the names of the book, and those of a chapter."""
    from helpers.chapters.markdown import read_chapter
    from helpers.chapters.names import names_for, names_of_chapter
    from helpers.files.contents import chapter_files
    from helpers.files.text import read_text

    if not chapter:
        return names_for([], evidence)
    paths = {path.stem: path for _, path in chapter_files(folder)}
    if chapter not in paths:
        found = f"got {chapter}; it has {', '.join(paths)}"
        raise EvidenceError([Place(chapter).fault("a chapter of the book is named", found, "Name one of them.")])
    text, problems = read_text(paths[chapter], chapter)
    if problems:
        raise EvidenceError(problems)
    return names_for(names_of_chapter(read_chapter(text, chapter)), evidence)


def _lines(quantity: dict[str, Any], evidence: Evidence) -> Iterator[str]:
    """Yield what a popover shows of a number, line by line."""
    from helpers.quantities.opened import opened
    from helpers.quantities.provenance import for_readers

    shown = opened(for_readers(evidence, quantity))
    yield shown["text"]
    yield f"  {shown['expression']}"
    for name, text in shown["facts"]:
        yield f"  {name}: {text}"
    for row in shown["rows"]:
        where = ", ".join(row[part] for part in ("source", "reported_by", "locator", "url") if part in row)
        yield f"  {row['row']}: " + "; ".join(
            row[part] for part in ("label", "figure", "definition", "note") if part in row
        )
        if where:
            yield f"    {where}"
    for note in shown["notes"]:
        yield f"  Note: {note}"
    for key in shown["sources"]:
        entry = evidence.entries[key]
        yield "  Source: " + ", ".join(filter(None, (entry.short, entry.title, entry.verification, entry.address)))
