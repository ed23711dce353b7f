"""`review format`: every file in its one form, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.command import Root, book_folder, fail
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError, Problem, visible

if TYPE_CHECKING:
    from helpers.evidence.canonical import Canonical


def format_book(root: Path) -> tuple[list[str], list[Problem]]:
    """Put every file that can be read soundly into canonical form, all or none.

    Parameters: root, the book's folder. Returns: the names of the files that changed, and the faults of those left
    alone. Raises: EvidenceError when the book cannot be written.
    """
    changed, problems = _formatted(root)
    return [file.name for file in changed], problems


def _formatted(root: Path) -> tuple[list[Canonical], list[Problem]]:
    """Format a book, as `format_book` does; return the files themselves."""
    from helpers.evidence.canonical import canonical_files
    from helpers.files.transaction import change

    files, problems = canonical_files(root)
    differing = [file for file in files if file.differs]
    if differing:
        with change(root) as changing:
            for file in differing:
                changing.write(file.name, file.text.encode("utf-8"), was=file.now)
            changing.install()
    return differing, problems


def format_(
    check: Annotated[bool, typer.Option("--check", help="Name the files that would change; change nothing.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what would change; change nothing.")] = False,
    root: Root = None,
) -> None:
    """Put data/*.csv and references.bib into the one form in which a change shows as what it is.

    Example: review format --diff
    """
    from helpers.evidence.canonical import canonical_files

    changed: list[Canonical] = []
    try:
        folder = book_folder(root)
        if check or diff:
            with step("Reading every file"):
                files, problems = canonical_files(folder)
            if diff and not problems:
                _print_differences([file for file in files if file.differs])
            problems = [*problems, *(file.problem() for file in files if file.differs)]
        else:
            with step("Putting every file into its form"):
                changed, problems = _formatted(folder)
    except EvidenceError as error:
        problems = list(error.problems)
    for file in changed:
        typer.echo(f"{file.name}: formatted" + (f"; undone: {', '.join(file.traces)}" if file.traces else ""))
        for doubt in file.doubts:
            typer.echo(f"  look at {doubt}")
    if problems:
        fail(sorted(problems))
    if not changed:
        typer.echo("Every file is in canonical form.")


def _print_differences(files: Sequence[Canonical]) -> None:
    """Print the lines that formatting changes, as `diff -u` does, and fail where there are any."""
    from difflib import unified_diff

    for file in files:
        was = file.now.decode("utf-8", "backslashreplace").removesuffix("\n").split("\n")
        now = file.text.removesuffix("\n").split("\n")
        for line in unified_diff(was, now, file.name, file.name, n=0, lineterm=""):
            typer.echo(visible(line))  # a carriage return is seen as such
    if files:
        raise typer.Exit(1)
