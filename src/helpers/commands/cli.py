"""The command `review`: what authors run. Each command stands in a room of its own."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from helpers import __version__
from helpers.commands.accept import accept
from helpers.commands.audit.command import audit
from helpers.commands.check import check
from helpers.commands.command import fail
from helpers.commands.diff.command import diff
from helpers.commands.format import format_
from helpers.commands.new_study.command import study
from helpers.commands.serve.command import serve

Measure = StrEnum("Measure", {name: name for name in ("RR", "OR", "RD", "PLO", "GEN")})
Method = StrEnum("Method", {name: name for name in ("random", "common", "mh", "peto", "glmm")})
Tau2 = StrEnum("Tau2", {name: name for name in ("REML", "DL", "PM", "ML")})
Interval = StrEnum("Interval", {"hksj_floor": "hksj-floor", "hksj": "hksj", "wald": "wald"})

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


@app.command(short_help="Pool the studies of any CSV file.")
def pool(
    file: Annotated[
        Path, typer.Argument(help="CSV: study, and events_1, total_1, events_2, total_2; or events, total; or yi, vi.")
    ],
    measure: Annotated[
        Measure | None, typer.Option(help="Default: RR for two groups, PLO for one, GEN for yi and vi.")
    ] = None,
    method: Annotated[
        Method, typer.Option(help="mh for RR, OR and RD; peto for OR; glmm for OR and PLO.")
    ] = Method.random,
    tau2: Annotated[Tau2, typer.Option(help="How a random pool estimates the variance between studies.")] = Tau2.REML,
    ci: Annotated[Interval, typer.Option(help="The interval of a random pool.")] = Interval.hksj_floor,
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="Of all intervals.")] = 0.95,
    json: Annotated[
        bool, typer.Option("--json", help="For machines; PLO and RD in percent, yi, se and tau2 as analysed.")
    ] = False,
) -> None:
    """Pool the studies of any CSV file; print the result, its heterogeneity and a forest plot; change nothing."""
    from helpers.commands.pool.table import as_json, pool_studies, read_studies
    from helpers.commands.pool.text import as_text
    from helpers.files.problems import EvidenceError

    table, problems = read_studies(file)
    try:
        if table is None:
            raise EvidenceError(problems)
        pooled = pool_studies(table, measure and measure.value, method.value, tau2.value, ci.value, level)
    except EvidenceError as error:
        fail(error.problems, err=json)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if json:
        from json import dumps

        typer.echo(dumps(as_json(pooled), indent=1, allow_nan=False))
    else:
        typer.echo(as_text(pooled))
    raise typer.Exit(1 if pooled.results["estimate"] is None else 0)


app.command(short_help="Say which printed numbers hold.")(audit)
app.command(short_help="Say what differs between two revisions.")(diff)
app.command(name="format", short_help="Put data and bibliography into one form.")(format_)
new = typer.Typer(no_args_is_help=True, help="Add something to the book.")
new.command(short_help="Add a study: its entry and its rows.")(study)
app.add_typer(new, name="new")
app.command(short_help="Show the book while it is written.")(serve)
