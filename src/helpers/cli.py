"""The command `review`: what authors run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Keep the living review's text, data and bibliography in agreement."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter must still show the message
        stream.reconfigure(errors="backslashreplace")


@app.command()
def check(
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Check data, bibliography and chapters in one pass; print every fault; change nothing."""
    from helpers.check import find_problems
    from helpers.evidence import find_root
    from helpers.problems import EvidenceError

    try:
        problems = find_problems(root if root is not None else find_root())
    except EvidenceError as error:
        problems = list(error.problems)
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"{len(problems)} fault{'' if len(problems) == 1 else 's'}" if problems else "No faults.")
    raise typer.Exit(1 if problems else 0)
