"""What every command does alike: it finds the book, and ends with each fault on a line of its own.

Nothing here, and nothing that a command's own module imports at its top, is slow: `review --help` and the completion of
the shell load them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from helpers.commands import steps
from helpers.files.problems import EvidenceError, Problem, visible

MOST_ALIKE = 10  # faults of one file that break one rule
Root = Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


def book_folder(root: Path | None) -> Path:
    """Return the book's folder, after completing a change of it that was interrupted. Raises: EvidenceError."""
    from helpers.evidence.evidence import find_root
    from helpers.files.transaction import recover

    root = root if root is not None else find_root()
    if told := recover(root):
        typer.echo(told, err=True)
    return root


def fail(problems: Sequence[Problem], end: str = "", *, err: bool = False, code: int = 1) -> NoReturn:
    """End with an exit code after every fault and, unless `end` says something else, their number."""
    print_faults(problems, end, err=err)
    raise typer.Exit(code)


def print_faults(problems: Sequence[Problem], end: str = "", *, err: bool = False) -> None:
    """Print faults, the first of many that are alike, and their number. Parameters: as for `fail`."""
    alike = Counter[tuple[str, str]]()
    for problem in problems:
        alike[problem.file, problem.rule] += 1
        if steps.said is steps.MOST or alike[problem.file, problem.rule] <= MOST_ALIKE:
            place = str(problem.place)
            typer.echo(steps.painted(place, bold=True) + str(problem).removeprefix(place), err=err)
    if steps.said is not steps.MOST:
        for (file, rule), number in alike.items():
            if number > MOST_ALIKE:
                typer.echo(
                    visible(f"{file}: {number - MOST_ALIKE} more like it: {rule} (--verbose lists them)"), err=err
                )
    typer.echo(end or counted(len(problems), "fault"), err=err)


@contextmanager
def faults_end_it(end: str = "", *, err: bool = False, code: int = 1) -> Iterator[None]:
    """Fail with the faults of an EvidenceError. Parameters: as for `fail`; err, where a program reads the output."""
    try:
        yield
    except EvidenceError as error:
        fail(error.problems, end, err=err, code=code)


def print_json(answer: object) -> None:
    """Print an answer for machines."""
    from json import dumps

    typer.echo(dumps(answer, indent=1, ensure_ascii=False, allow_nan=False))


def counted(number: int, what: str) -> str:
    """Return how many there are of something, in words."""
    return f"{number} {what}{'' if number == 1 else 's'}"
