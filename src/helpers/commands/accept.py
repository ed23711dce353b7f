"""`review accept`: what the chapters show has been seen by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.check import check_book
from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.commands.completing import about_words
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError, Place

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="Only numbers of these chapters, files, studies or pooling questions.",
        autocompletion=about_words,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="List what would be kept; write nothing.")]


def accept(names: Names = None, dry_run: DryRun = False, root: Root = None) -> None:
    """Keep the numbers that chapters show as seen: list what has changed since the last time; write numbers.lock.

    Example: review accept methods alpha2020 --dry-run
    """
    from helpers.chapters.lock import FILE, names_of, only_of, write

    with faults_end_it("Nothing was accepted: correct these first."):
        folder = book_folder(root)
        with step("Checking the book"):
            found = check_book(folder)
        if others := set(found.problems) - set(found.unseen):
            raise EvidenceError(others)
        keys = {problem: names_of(*key[:2]) if key else set[str]() for problem, key in found.unseen.items()}
        unseen = [problem for problem, known in keys.items() if not names or known.intersection(names)]
        known = set().union(*keys.values(), *(names_of(each.file, each.expression) for each in found.shown))
        if unknown := sorted(set(names or ()) - known):
            rule, remedy = "a chapter, study or question with numbers is named", "numbers.lock names them all."
            raise EvidenceError([Place(name).fault(rule, "it shows none", remedy) for name in unknown])
        if not dry_run:
            write(folder, only_of(names, found.shown, folder) if names else found.shown, found.locked)
    for problem in sorted(unseen):
        typer.echo(f"{Place(problem.file)}: {problem.found}")
    changed = [problem for problem in unseen if problem.file != FILE]
    told = "would change" if dry_run else "changed"
    typer.echo(f"{len(found.shown)} numbers are seen; {len(changed)} {told}.")
