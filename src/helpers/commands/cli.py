"""The command `review`: what authors run. Each command stands in a room of its own, which only its call enters."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from helpers import __version__
from helpers.commands.listed import SETTINGS, Listed, group_of
from helpers.commands.steps import USUAL, say_only

COMMANDS = {
    "check": Listed("helpers.commands.check:check", "Check data, bibliography and chapters."),
    "accept": Listed("helpers.commands.accept:accept", "Keep the numbers that chapters show as seen."),
    "correct": Listed("helpers.commands.correct.command:correct", "Set one row of the data right."),
    "read": Listed("helpers.commands.read:read", "Read numbers a second time, blind."),
    "new": Listed(
        {"study": Listed("helpers.commands.new_study.command:study", "Add a study: its entry and its rows.")},
        "Add something to the book.",
    ),
    "add": Listed("helpers.commands.new_study.command:add", "Add rows to a study of the book."),
    "diff": Listed("helpers.commands.diff.command:diff", "Say what differs between two revisions."),
    "format": Listed("helpers.commands.format:format_", "Put data and bibliography into one form."),
    "serve": Listed("helpers.commands.serve.command:serve", "Show the book while it is written."),
    "show": Listed("helpers.commands.show:show", "Print one number with all that stands behind it."),
    "words": Listed("helpers.commands.words:words", "Print a chapter as its reader sees it."),
    "pool": Listed("helpers.commands.pool.command:pool", "Pool the studies of any CSV file."),
    "audit": Listed("helpers.commands.audit.command:audit", "Say which printed numbers hold."),
    "complete": Listed("helpers.commands.complete:complete", "List what may be written next in an expression."),
}
app = typer.Typer(cls=group_of(COMMANDS), no_args_is_help=True, **SETTINGS)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"review {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Keep the living review's text, data and bibliography in agreement."""
    say_only(USUAL)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter must still show the message
        stream.reconfigure(errors="backslashreplace")
