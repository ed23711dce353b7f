"""`review diff`: what a reader would see changed between two revisions."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.command import Json, Root, book_folder, faults_end_it, print_json
from helpers.commands.completing import revisions
from helpers.commands.steps import step


def diff(
    old: Annotated[
        str, typer.Argument(metavar="REV", help="A commit, branch or tag.", autocompletion=revisions)
    ] = "HEAD",
    new: Annotated[
        str | None,
        typer.Argument(metavar="REV2", help="Another; default: the folder as it is.", autocompletion=revisions),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="For a comment of a pull request.")] = False,
    json: Json = False,
    root: Root = None,
) -> None:
    """Say which numbers, verdicts, figures, tables and conclusions differ between two revisions; change nothing.

    The code of both revisions runs, as in a build: compare only revisions that you would build. A change of the folder
    that was interrupted is completed first.

    Example: review diff main
    """
    from helpers.commands.diff.causes import causes
    from helpers.commands.diff.compare import compare
    from helpers.commands.diff.revisions import take_sides
    from helpers.commands.diff.rows import rows_of
    from helpers.commands.diff.sentence import moves, sentence
    from helpers.commands.diff.text import as_markdown, as_text

    with faults_end_it(err=json or markdown):
        folder = book_folder(root).resolve()
        with step("Computing both sides"):
            sides = take_sides(folder, old, new)
            found = compare(*(side.snapshot for side in sides))
    if json:
        named = {name: {"name": side.name, "code": side.code} for name, side in zip(("old", "new"), sides, strict=True)}
        print_json({**named, "sentence": sentence(found, sides[1].snapshot), **found})
        return
    heads = [" -> ".join(side.name for side in sides)]
    if any(found.values()):
        heads += [sentence(found, sides[1].snapshot), *causes(found["data"]), *moves(found)]
    heads += [f"{side.name} was computed by {side.code}." for side in sides if side.code]
    typer.echo((as_markdown if markdown else as_text)(heads, rows_of(found)))
