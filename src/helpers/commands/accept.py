"""`review accept`: what the chapters show has been seen by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.check import check_book
from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.files.problems import EvidenceError, Place

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE]...", help="Only numbers of these files, for example chapters/methods.md."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="List what would be kept; write nothing.")]


def accept(files: Files = None, dry_run: DryRun = False, root: Root = None) -> None:
    """Keep the numbers that chapters show as seen: list what has changed since the last time; write numbers.lock.

    Example: review accept chapters/methods.md --dry-run
    """
    from helpers.chapters.lock import FILE, only_of, write

    with faults_end_it("Nothing was accepted: correct these first."):
        folder = book_folder(root)
        found = check_book(folder)
        if others := set(found.problems) - set(found.unseen):
            raise EvidenceError(others)
        unseen = [problem for problem in found.unseen if not files or problem.file in files]
        known = {each.file for each in found.shown} | {problem.file for problem in found.unseen}
        if unknown := sorted(set(files or ()) - known):
            rule, remedy = "a file that shows numbers is named", "Name it as from the book's folder."
            raise EvidenceError([Place(name).fault(rule, "it shows none", remedy) for name in unknown])
        if not dry_run:
            write(folder, only_of(files, found.shown, folder) if files else found.shown, found.locked)
    for problem in sorted(unseen):
        typer.echo(f"{Place(problem.file)}: {problem.found}")
    changed = [problem for problem in unseen if problem.file != FILE]
    told = "would change" if dry_run else "changed"
    typer.echo(f"{len(found.shown)} numbers are seen; {len(changed)} {told}.")
