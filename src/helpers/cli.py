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

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Keep the living review's text, data and bibliography in agreement."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter must still show the message
        stream.reconfigure(errors="backslashreplace")


@app.command()
def check(
    hints: Annotated[bool, typer.Option("--hints", help="List comparisons that may go stale, too.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Check data, bibliography and chapters in one pass; print every fault; change nothing."""
    from helpers.check import Findings, check_book
    from helpers.evidence import find_root
    from helpers.problems import EvidenceError

    try:
        found = check_book(root if root is not None else find_root())
    except EvidenceError as error:
        found = Findings(list(error.problems), [], [])
    for problem in [*found.problems, *(found.hints if hints else [])]:
        typer.echo(str(problem))
    faults = f"{len(found.problems)} fault{'' if len(found.problems) == 1 else 's'}" if found.problems else "No faults."
    listed = f" {len(found.hints)} hints" + ("" if hints else " (review check --hints lists them)") + "."
    typer.echo(faults + (listed.replace(" 1 hints", " 1 hint") if found.hints and not found.problems else ""))
    raise typer.Exit(1 if found.problems else 0)


@app.command()
def accept(
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Keep the numbers that chapters show as seen: list what has changed since the last time; write numbers.lock."""
    from helpers.check import check_book
    from helpers.evidence import find_root
    from helpers.problems import EvidenceError
    from helpers.seen_numbers import accept as accept_shown
    from helpers.seen_numbers import find_unseen_problems

    try:
        folder = root if root is not None else find_root()
        found = check_book(folder)
        others = set(found.problems) - set(find_unseen_problems(folder, found.shown))
        if others:
            raise EvidenceError(others)
        changed = accept_shown(folder, found.shown)
    except EvidenceError as error:
        for problem in error.problems:
            typer.echo(str(problem))
        typer.echo("Nothing was accepted: correct these first.")
        raise typer.Exit(1) from None
    for problem in changed:
        typer.echo(f"{problem.file}: {problem.found}")
    typer.echo(f"{len(found.shown)} numbers are seen; {len(changed)} changed.")


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
def diff(
    old: Annotated[str, typer.Argument(metavar="REV", help="A commit, branch or tag.")] = "HEAD",
    new: Annotated[str | None, typer.Argument(metavar="REV2", help="Another; default: the folder as it is.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="For a comment of a pull request.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Say which numbers, verdicts, figures, tables and conclusions differ between two revisions; change nothing.

    The code of both revisions runs, as in a build: compare only revisions that you would build.
    """
    from helpers.difference import compare
    from helpers.difference_rows import rows_of
    from helpers.difference_text import as_markdown, as_text
    from helpers.evidence import find_root
    from helpers.problems import EvidenceError
    from helpers.revisions import take_sides

    try:
        sides = take_sides(root.resolve() if root is not None else find_root(), old, new)
    except EvidenceError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=json or markdown)
        typer.echo(f"{len(error.problems)} fault{'' if len(error.problems) == 1 else 's'}", err=json or markdown)
        raise typer.Exit(1) from None
    found = compare(*(side.snapshot for side in sides))
    if json:
        from json import dumps

        named = {name: {"name": side.name, "code": side.code} for name, side in zip(("old", "new"), sides, strict=True)}
        typer.echo(dumps({**named, **found}, indent=1, ensure_ascii=False, allow_nan=False))
        return
    heads = [" -> ".join(side.name for side in sides)]
    heads += [f"{side.name} was computed by {side.code}." for side in sides if side.code]
    typer.echo((as_markdown if markdown else as_text)(heads, rows_of(found)))
