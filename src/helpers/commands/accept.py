"""`review accept`: what the chapters show has been seen by a person."""

from __future__ import annotations

import typer

from helpers.commands.check import check_book
from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.files.problems import EvidenceError, Place


def accept(root: Root = None) -> None:
    """Keep the numbers that chapters show as seen: list what has changed since the last time; write numbers.lock."""
    from helpers.chapters.lock import FILE, write

    with faults_end_it("Nothing was accepted: correct these first."):
        folder = book_folder(root)
        found = check_book(folder)
        if others := set(found.problems) - set(found.unseen):
            raise EvidenceError(others)
        write(folder, found.shown, found.locked)
    for problem in sorted(found.unseen):
        typer.echo(f"{Place(problem.file)}: {problem.found}")
    changed = [problem for problem in found.unseen if problem.file != FILE]
    typer.echo(f"{len(found.shown)} numbers are seen; {len(changed)} changed.")
