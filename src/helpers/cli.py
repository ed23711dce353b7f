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
Rounding = StrEnum("Rounding", {name: name for name in ("half", "up", "cut")})
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


@app.command()
def audit(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="CSV of printed results: result, and any of the columns below; default: the book's claims."
        ),
    ] = None,
    only: Annotated[
        str, typer.Option(help="Verdicts to list, with commas between; default: all that are unsound.")
    ] = "",
    rounding: Annotated[
        Rounding, typer.Option(help="How the file's author rounded: halves either way, up, or digits cut off.")
    ] = Rounding.half,
    coverage: Annotated[
        Path | None, typer.Option(help="A text: list its numbers by paragraph, and which claims cover them.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Say which printed numbers hold: those of the source review, or of any CSV file; change nothing.

    Columns of a file: measure (RR, OR, HR, RD, MD, with a before it when adjusted), outcome_type (binary, ordinal,
    time to event), estimate, ci_low, ci_high, level, p, events_1, total_1, percent_1, events_2, total_2, percent_2,
    total, dose, unit, fact (a word that results of one fact share). Everything as printed; empty where nothing is.
    """
    from helpers.audit_text import unknown_verdicts
    from helpers.problems import EvidenceError

    verdicts = [word.strip() for word in only.split(",") if word.strip()]
    if unknown := unknown_verdicts(verdicts):
        from helpers.audit import VERDICTS

        typer.echo(f"--only takes verdicts: {', '.join(VERDICTS)}; got {', '.join(map(ascii, unknown))}", err=True)
        raise typer.Exit(1)
    try:
        text, answer = _audited(file, rounding.value, verdicts, coverage, root)
    except EvidenceError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=json)
        typer.echo(f"{len(error.problems)} fault{'' if len(error.problems) == 1 else 's'}", err=json)
        raise typer.Exit(1) from None
    if json:
        from json import dumps

        typer.echo(dumps(answer, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(text)


def _audited(
    file: Path | None, rounding: str, verdicts: list[str], coverage: Path | None, root: Path | None
) -> tuple[str, object]:
    """Return an audit as text and as plain JSON types. Raises: EvidenceError."""
    from helpers.problems import EvidenceError

    if file is not None:
        from helpers.audit_file import as_json, audit_file
        from helpers.audit_text import table_text

        table, problems = audit_file(file, rounding)
        if table is None:
            raise EvidenceError(problems)
        return table_text(table, verdicts), as_json(table)
    from helpers.claim_rules import find_claim_problems
    from helpers.evidence import find_root, load

    evidence = load(root if root is not None else find_root())
    if coverage is not None:
        from helpers.claim_coverage import as_json as coverage_json
        from helpers.claim_coverage import as_text, cover
        from helpers.table_files import read_text

        words, problems = read_text(coverage, str(coverage), foreign=True)
        if problems:
            raise EvidenceError(problems)
        covered = cover(words, evidence.tables["claims"])
        return as_text(covered), coverage_json(covered)
    if problems := find_claim_problems(evidence):
        raise EvidenceError(problems)
    from helpers.audit_text import claims_text
    from helpers.claims import as_json as claims_json
    from helpers.claims import judge

    judged, _ = judge(evidence)
    return claims_text(judged, verdicts), claims_json(judged, verdicts)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 lets others see it.")] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the book in a browser.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Show the book as it will be built, and build it again after every edit; end it with Ctrl-C."""
    from helpers.evidence import find_root
    from helpers.preview.server import serve as serve_book
    from helpers.problems import EvidenceError

    try:
        serve_book(find_root(root), host, port, open_browser, typer.echo)
    except (EvidenceError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
