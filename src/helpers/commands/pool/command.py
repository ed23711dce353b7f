"""The command `review pool`: its options, which are those of the registry of measures and methods."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.command import faults_end_it
from helpers.commands.steps import step
from helpers.stats.measures import INTERVALS, MEASURES, METHODS, POOLED, TAU2_ESTIMATORS


def _choice(name: str, words: Iterable[str]) -> type[StrEnum]:
    return StrEnum(name, {word.replace("-", "_"): word for word in words})


Measure = _choice("Measure", POOLED)
Method = _choice("Method", METHODS)
Tau2 = _choice("Tau2", TAU2_ESTIMATORS)
Interval = _choice("Interval", INTERVALS)
MEASURES_OF = {name: [measure for measure in POOLED if name in MEASURES[measure].methods] for name in METHODS}
METHOD_HELP = "; ".join(
    f"{name} for {', '.join(measures)}" for name, measures in MEASURES_OF.items() if len(measures) < len(POOLED)
)


def pool(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: study, and counts (events_1, total_1, events_2, total_2; or events, total), means (mean_1, "
            "sd_1, total_1, mean_2, ...) or estimates (yi and vi or sei; hr, low, high), or as metafor, meta, RevMan "
            "and Stata name them."
        ),
    ],
    measure: Annotated[
        Measure | None,
        typer.Option(help="Default: RR for two groups, PLO for one, MD for means, GEN for yi and vi, else as named."),
    ] = None,
    method: Annotated[Method, typer.Option(help=f"{METHOD_HELP}.")] = Method["random"],
    tau2: Annotated[Tau2, typer.Option(help="How a random pool estimates variance between studies.")] = Tau2["REML"],
    ci: Annotated[Interval, typer.Option(help="The interval of a random pool.")] = Interval["hksj_floor"],
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="Of all intervals.")] = 0.95,
    leave_one_out: Annotated[bool, typer.Option("--leave-one-out", help="The pool without each study.")] = False,
    cumulative: Annotated[bool, typer.Option("--cumulative", help="The pool study by study, in order.")] = False,
    influence: Annotated[bool, typer.Option("--influence", help="How far each study moves a random pool.")] = False,
    egger: Annotated[bool, typer.Option("--egger", help="Egger's test: do small studies find other effects?")] = False,
    trim_and_fill: Annotated[
        bool, typer.Option("--trim-and-fill", help="The pool if the funnel were symmetric (L0).")
    ] = False,
    subgroup: Annotated[str, typer.Option(metavar="COLUMN", help="A pool for each word in this column.")] = "",
    moderator: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Regression on this column of numbers; may be repeated.")
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--every-row", help="Pool also rows that sum others, or are called Total.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="For machines; PLO and RD in percent, yi, se and tau2 as analysed.")
    ] = False,
) -> None:
    """Pool the studies of any CSV file; print the result, its heterogeneity and a forest plot; change nothing.

    Example: review pool trials.csv --measure OR --leave-one-out
    """
    from helpers.commands.pool.further import Asked
    from helpers.commands.pool.pooled import as_json, pool_studies
    from helpers.commands.pool.table import read_studies
    from helpers.commands.pool.text import as_text
    from helpers.files.problems import EvidenceError, visible

    flags = {
        "leave_one_out": leave_one_out,
        "cumulative": cumulative,
        "influence": influence,
        "egger": egger,
        "trim_and_fill": trim_and_fill,
    }
    asked = Asked(tuple(name for name, wanted in flags.items() if wanted), subgroup, tuple(moderator or ()))
    with faults_end_it(err=json), step("Pooling"):
        table, problems = read_studies(file, asked, measure and measure.value, every_row=every_row)
        if table is None:
            raise EvidenceError(problems)
        try:
            pooled = pool_studies(table, measure and measure.value, method.value, tau2.value, ci.value, level, asked)
        except ValueError as error:
            typer.echo(visible(str(error)), err=True)
            raise typer.Exit(1) from None
    if json:
        from json import dumps

        typer.echo(dumps(as_json(pooled), indent=1, allow_nan=False))  # in ASCII, whatever letters the terminal has
    else:
        typer.echo(as_text(pooled))
    raise typer.Exit(1 if pooled.results["estimate"] is None else 0)
