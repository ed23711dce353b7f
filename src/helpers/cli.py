"""The command `review`: what authors run."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Measure = StrEnum("Measure", {name: name for name in ("RR", "OR", "RD", "PLO", "GEN")})
Method = StrEnum("Method", {name: name for name in ("random", "common", "mh", "peto", "glmm")})
Tau2 = StrEnum("Tau2", {name: name for name in ("REML", "DL", "PM", "ML")})
Interval = StrEnum("Interval", {"hksj_floor": "hksj-floor", "hksj": "hksj", "wald": "wald"})

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


@app.command()
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
    from helpers.pool_file import as_json, pool_studies, read_studies
    from helpers.pool_text import as_text
    from helpers.problems import EvidenceError

    table, problems = read_studies(file)
    try:
        if table is None:
            raise EvidenceError(problems)
        pooled = pool_studies(table, measure and measure.value, method.value, tau2.value, ci.value, level)
    except EvidenceError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=json)
        typer.echo(f"{len(error.problems)} fault{'' if len(error.problems) == 1 else 's'}", err=json)
        raise typer.Exit(1) from None
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if json:
        from json import dumps

        typer.echo(dumps(as_json(pooled), indent=1, allow_nan=False))
    else:
        typer.echo(as_text(pooled))
    raise typer.Exit(1 if pooled.results["estimate"] is None else 0)
