"""`review check`: everything that can be wrong with a book, in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.command import Root, book_folder, counted, fail
from helpers.files.problems import EvidenceError, Problem, visible

TYPED_BECAUSE = "fixed: "  # how numbers.lock marks a number that is typed

if TYPE_CHECKING:
    from helpers.chapters.lock import Kept


@dataclass(frozen=True)
class Findings:
    """What a check found.

    Parameters: problems, sorted by place; shown, all that numbers.lock keeps; unseen, those of the problems that
    `review accept` ends.
    """

    problems: list[Problem]
    shown: list[Kept] = field(default_factory=list)
    unseen: list[Problem] = field(default_factory=list)


def check_book(root: Path) -> Findings:
    """Check a book's data, bibliography and chapters.

    Parameters: root, the book's folder. Nothing is written.
    """
    from helpers.audit.claim_rules import find_claim_problems
    from helpers.chapters.lock import find_unseen_problems, kept_beside
    from helpers.chapters.reading import read_chapters
    from helpers.chapters.usage import find_reference_problems, find_study_use_problems, find_use_problems
    from helpers.evidence.dictionary import said_of
    from helpers.evidence.evidence import read

    evidence, problems = read(root)
    sound = evidence if not problems else None
    reading = read_chapters(root, sound)
    shown: list[Kept] = []
    unseen: list[Problem] = []
    problems += reading.problems
    if sound is not None:
        problems += find_claim_problems(sound)
        shown = [*reading.shown, *kept_beside(sound.tables["claims"], sound.entries)]
        if not reading.problems:  # a role that cannot be read would be told a second time as a number gone
            unseen = find_unseen_problems(root, shown)
            problems += unseen
    if evidence is not None:
        problems += find_use_problems(evidence.entries, evidence.studies, reading.citations)
        problems += find_reference_problems(evidence.tables["studies"], reading.citations)
        if said_of(evidence.package, "studies", "not_cited"):  # else a study need not be named
            problems += find_study_use_problems(evidence.tables["studies"], reading.citations, reading.words)
    return Findings(sorted(set(problems)), shown, unseen)


def find_problems(root: Path) -> list[Problem]:
    """Return every fault of a book's data, bibliography and chapters, sorted by place."""
    return check_book(root).problems


def check(
    fixed: Annotated[
        bool, typer.Option("--fixed", help="List every typed number with its reason, for review.")
    ] = False,
    root: Root = None,
) -> None:
    """Check data, bibliography and chapters in one pass; print every fault; change nothing."""
    try:
        found = check_book(book_folder(root))
    except EvidenceError as error:
        found = Findings(list(error.problems))
    if fixed:
        typed = [each for each in found.shown if each.expression.startswith(TYPED_BECAUSE)]
        for each in sorted(typed, key=lambda each: (each.file, each.line)):
            typer.echo(
                visible(f"{each.file}:{each.line}  {each.text} :: {each.expression.removeprefix(TYPED_BECAUSE)}")
            )
        typer.echo(f"{counted(len(typed), 'typed number')}.")
    if found.problems:
        fail(found.problems)
    typer.echo("No faults.")
