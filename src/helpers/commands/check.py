"""`review check`: everything that can be wrong with a book, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from helpers.commands import steps
from helpers.commands.command import Root, book_folder, counted, fail, faults_end_it, print_faults
from helpers.commands.steps import painted, step
from helpers.files.problems import EvidenceError, Problem, visible

TYPED_BECAUSE = "fixed: "  # how numbers.lock marks a number that is typed

if TYPE_CHECKING:
    from helpers.chapters.lock import Kept, Key
    from helpers.evidence.rules.readings import Unread


@dataclass(frozen=True)
class Findings:
    """What a check found.

    Parameters: problems, sorted by place; shown, all that numbers.lock keeps; unseen, those of the problems that
    `review accept` ends, each with the number that it is about; locked, what numbers.lock held when it was read;
    unread, numbers of the data that nobody has read a second time; lost, cells that hold less than in the last commit
    and mean the same.
    """

    problems: list[Problem]
    shown: list[Kept] = field(default_factory=list)
    unseen: Mapping[Problem, Key | None] = field(default_factory=dict)
    locked: bytes | None = None
    unread: list[Unread] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def check_book(root: Path) -> Findings:
    """Check a book's data, bibliography and chapters.

    Parameters: root, the book's folder. Nothing is written.
    """
    from helpers.audit.claim_rules import find_claim_problems
    from helpers.chapters.lock import FILE as LOCK
    from helpers.chapters.lock import kept_beside, read_lock
    from helpers.chapters.reading import read_chapters
    from helpers.chapters.unseen import find_unseen_problems
    from helpers.chapters.usage import find_reference_problems, find_study_use_problems, find_use_problems
    from helpers.evidence.dictionary import said_of
    from helpers.evidence.evidence import read
    from helpers.evidence.lost import find_lost
    from helpers.evidence.rules.readings import find_unread
    from helpers.files.book_files import merged_files
    from helpers.files.text import conflicts_in

    evidence, problems = read(root)
    sound = evidence if not problems else None
    reading = read_chapters(root, sound)
    shown: list[Kept] = []
    lock = read_lock(root)
    unseen: dict[Problem, Key | None] = dict.fromkeys(lock.problems if lock else ())
    conflicts = [found for name, path in merged_files(root) for found in conflicts_in(path, name) if name != LOCK]
    problems += [*reading.problems, *conflicts]
    if sound is not None:
        problems += find_claim_problems(sound)
        shown = [*reading.shown, *kept_beside(sound.tables["claims"], sound.entries)]
        if not reading.problems:  # a role that cannot be read would be told a second time as a number gone
            unseen = find_unseen_problems(lock, shown)
    problems += unseen
    if lock is not None and lock.seen is None:
        unseen = {}  # nothing was read, and nothing can be written
    if evidence is not None and not conflicts:  # else what stands in one version might seem to be used by none
        problems += find_use_problems(evidence.entries, evidence.studies, reading.citations)
        problems += find_reference_problems(evidence.tables["studies"], reading.citations)
        if said_of(evidence.package, "studies", "not_cited"):  # else a study need not be named
            problems += find_study_use_problems(evidence.tables["studies"], reading.citations, reading.words)
    unread = find_unread(evidence.package, evidence.tables) if evidence is not None else []
    lost = find_lost(root, evidence.package, evidence.tables) if evidence is not None else []
    locked = lock.data if lock else None
    return Findings(sorted(set(problems)), shown, unseen, locked, unread, lost)


def find_problems(root: Path) -> list[Problem]:
    """Return every fault of a book's data, bibliography and chapters, sorted by place."""
    return check_book(root).problems


class Form(StrEnum):
    """How faults are printed."""

    TEXT = "text"
    LINES = "lines"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def check(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE]...", help="Only faults of these files.")] = None,
    unread: Annotated[bool, typer.Option("--unread", help="List numbers without a second reading, too.")] = False,
    fixed: Annotated[
        bool, typer.Option("--fixed", help="List every typed number with its reason, for review.")
    ] = False,
    form: Annotated[
        Form, typer.Option("--format", help="lines: path:line:column, for an editor; github: notes on a pull request.")
    ] = Form.TEXT,
    watch: Annotated[bool, typer.Option("--watch", help="Check again after every edit; end it with Ctrl-C.")] = False,
    root: Root = None,
) -> None:
    """Check data, bibliography and chapters in one pass; print every fault; change nothing.

    Example: review check chapters/methods.md data/counts.csv
    """
    if watch:
        _check_after_every_edit(root, files, form)
    found = _findings(root, files)
    if form is not Form.TEXT:
        _print_for_a_program(found.problems, form)
        raise typer.Exit(1 if found.problems else 0)
    for number in found.unread if unread else []:
        typer.echo(f"{number} has no second reading")
    for cell in found.lost:
        typer.echo(f"{cell} in the last commit. Spreadsheets drop it: write it as the source prints it.")
    if fixed:
        typed = [each for each in found.shown if each.expression.startswith(TYPED_BECAUSE)]
        for each in sorted(typed, key=lambda each: (each.file, each.line)):
            typer.echo(
                visible(f"{each.file}:{each.line}  {each.text} :: {each.expression.removeprefix(TYPED_BECAUSE)}")
            )
        typer.echo(f"{counted(len(typed), 'typed number')}.")
    if found.problems:
        fail(found.problems)
    if steps.said is steps.LEAST:
        return
    typer.echo(painted("No faults.", fg="green"))
    if found.unread:
        told = "" if unread else " (review check --unread lists them)"
        typer.echo(f"{counted(len(found.unread), 'number')} of the data without a second reading{told}.")


def _findings(root: Path | None, files: list[str] | None) -> Findings:
    """Return what a check finds, of some files where they are named; a book that cannot be read has its faults."""
    try:
        folder = book_folder(root)
        with step("Checking the book"):
            found = check_book(folder)
    except EvidenceError as error:
        return Findings(list(error.problems))
    if files:
        found.problems[:] = [problem for problem in found.problems if _is_among(problem, folder, files)]
    return found


def _print_for_a_program(problems: list[Problem], form: Form) -> None:
    from helpers.commands.faults import as_github, as_json, as_lines, as_sarif

    printed = {Form.LINES: as_lines, Form.JSON: as_json, Form.GITHUB: as_github, Form.SARIF: as_sarif}[form](problems)
    if printed:
        typer.echo(printed)


def _check_after_every_edit(root: Path | None, files: list[str] | None, form: Form) -> NoReturn:
    """Print the faults now and after every edit, until Ctrl-C."""
    import asyncio

    from helpers.commands.watching import after_every_edit

    def check_again(changed: list[str]) -> None:
        if changed and steps.said is not steps.LEAST:
            typer.echo("\n" + visible(f"Changed: {', '.join(changed)}"), err=form is not Form.TEXT)
        problems = _findings(root, files).problems
        if form is not Form.TEXT:
            _print_for_a_program(problems, form)
        elif problems:
            print_faults(problems)
        else:
            typer.echo(painted("No faults.", fg="green"))

    with suppress(KeyboardInterrupt), faults_end_it():
        asyncio.run(after_every_edit(book_folder(root), check_again))
    raise typer.Exit


def _is_among(problem: Problem, root: Path, files: list[str]) -> bool:
    """Return whether a fault is in one of some files, named as from the book's folder or from here."""
    return problem.file in files or (root / problem.file).resolve() in {Path(name).resolve() for name in files}
