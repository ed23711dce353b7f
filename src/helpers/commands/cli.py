"""The command `review`: what authors run. Each command stands in a room of its own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from helpers import __version__
from helpers.commands.accept import accept
from helpers.commands.audit.command import audit
from helpers.commands.check import check
from helpers.commands.complete import complete
from helpers.commands.correct.command import correct
from helpers.commands.diff.command import diff
from helpers.commands.format import format_
from helpers.commands.new_study.command import add, study
from helpers.commands.pool.command import pool
from helpers.commands.read import read
from helpers.commands.serve.command import serve
from helpers.commands.show import show
from helpers.commands.words import words

HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(  # plain help: drawing boxes takes two thirds of the time that `review --help` needs
    no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, context_settings=HELP
)


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
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter must still show the message
        stream.reconfigure(errors="backslashreplace")


app.command(short_help="Check data, bibliography and chapters.")(check)
app.command(short_help="Keep the numbers that chapters show as seen.")(accept)
app.command(short_help="Set one row of the data right.")(correct)
app.command(short_help="Read numbers a second time, blind.")(read)
app.command(short_help="Pool the studies of any CSV file.")(pool)
app.command(short_help="Say which printed numbers hold.")(audit)
app.command(short_help="Say what differs between two revisions.")(diff)
app.command(name="format", short_help="Put data and bibliography into one form.")(format_)
new = typer.Typer(no_args_is_help=True, help="Add something to the book.")
new.command(short_help="Add a study: its entry and its rows.")(study)
app.add_typer(new, name="new")
app.command(short_help="Add rows to a study of the book.")(add)
app.command(short_help="Show the book while it is written.")(serve)
app.command(short_help="Print a chapter as its reader sees it.")(words)
app.command(short_help="Print one number with all that stands behind it.")(show)
app.command(short_help="List what may be written next in an expression.")(complete)
