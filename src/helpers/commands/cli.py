"""The command `review`: what authors run."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from helpers.stats.measures import INTERVALS, MEASURES, METHODS, POOLED, TAU2_ESTIMATORS
from helpers.stats.rounding import ROUNDINGS

if TYPE_CHECKING:
    from helpers.files.problems import Problem


def _choice(name: str, words: Iterable[str]) -> type[StrEnum]:
    return StrEnum(name, {word.replace("-", "_"): word for word in words})


Measure = _choice("Measure", POOLED)
Method = _choice("Method", METHODS)
Tau2 = _choice("Tau2", TAU2_ESTIMATORS)
Rounding = _choice("Rounding", ROUNDINGS)
Interval = _choice("Interval", INTERVALS)
OTHER_METHODS = {name: [measure for measure in POOLED if name in MEASURES[measure].methods] for name in METHODS}
METHOD_HELP = "; ".join(
    f"{name} for {', '.join(measures)}" for name, measures in OTHER_METHODS.items() if len(measures) < len(POOLED)
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Keep the living review's text, data and bibliography in agreement."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter must still show the message
        stream.reconfigure(errors="backslashreplace")


def _book(root: Path | None) -> Path:
    """Return the book's folder, after completing a change of it that was interrupted. Raises: EvidenceError."""
    from helpers.evidence.evidence import find_root
    from helpers.files.transaction import recover

    root = root if root is not None else find_root()
    if told := recover(root):
        typer.echo(told, err=True)
    return root


def _fail(problems: Sequence[Problem], end: str = "", *, err: bool = False) -> NoReturn:
    """End with exit code 1 after every fault and, unless `end` says something else, their number."""
    for problem in problems:
        typer.echo(str(problem), err=err)
    typer.echo(end or f"{len(problems)} fault{'' if len(problems) == 1 else 's'}", err=err)
    raise typer.Exit(1)


@app.command()
def check(
    hints: Annotated[bool, typer.Option("--hints", help="List comparisons that may go stale, too.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Check data, bibliography and chapters in one pass; print every fault; change nothing."""
    from helpers.commands.check import Findings, check_book
    from helpers.files.problems import EvidenceError

    try:
        found = check_book(_book(root))
    except EvidenceError as error:
        found = Findings(list(error.problems))
    listed = [*found.problems, *(found.hints if hints else [])]
    if found.problems:
        _fail(listed, f"{len(found.problems)} fault{'' if len(found.problems) == 1 else 's'}")
    for hint in listed:
        typer.echo(str(hint))
    if not found.hints:
        typer.echo("No faults.")
        return
    count = f"{len(found.hints)} hint{'' if len(found.hints) == 1 else 's'}"
    typer.echo(f"No faults. {count}{'' if hints else ' (review check --hints lists them)'}.")


@app.command()
def accept(
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Keep the numbers that chapters show as seen: list what has changed since the last time; write numbers.lock."""
    from helpers.chapters.lock import accept as accept_shown
    from helpers.commands.check import check_book
    from helpers.files.problems import EvidenceError

    try:
        folder = _book(root)
        found = check_book(folder)
        if others := set(found.problems) - set(found.unseen):
            raise EvidenceError(others)
        accept_shown(folder, found.shown)
    except EvidenceError as error:
        _fail(error.problems, "Nothing was accepted: correct these first.")
    for problem in found.unseen:
        typer.echo(f"{problem.file}: {problem.found}")
    typer.echo(f"{len(found.shown)} numbers are seen; {len(found.unseen)} changed.")


@app.command()
def pool(
    file: Annotated[
        Path, typer.Argument(help="CSV: study, and events_1, total_1, events_2, total_2; or events, total; or yi, vi.")
    ],
    measure: Annotated[
        Measure | None, typer.Option(help="Default: RR for two groups, PLO for one, GEN for yi and vi.")
    ] = None,
    method: Annotated[Method, typer.Option(help=f"{METHOD_HELP}.")] = Method.random,
    tau2: Annotated[Tau2, typer.Option(help="How a random pool estimates the variance between studies.")] = Tau2.REML,
    ci: Annotated[Interval, typer.Option(help="The interval of a random pool.")] = Interval.hksj_floor,
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="Of all intervals.")] = 0.95,
    leave_one_out: Annotated[bool, typer.Option("--leave-one-out", help="The pool without each study.")] = False,
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="The pool study by study, in the file's order.")
    ] = False,
    influence: Annotated[bool, typer.Option("--influence", help="How far each study moves a random pool.")] = False,
    egger: Annotated[bool, typer.Option("--egger", help="Egger's test: do small studies find other effects?")] = False,
    trim_and_fill: Annotated[
        bool, typer.Option("--trim-and-fill", help="The pool if the funnel were symmetric (L0).")
    ] = False,
    subgroup: Annotated[str, typer.Option(metavar="COLUMN", help="A pool for each word in this column.")] = "",
    moderator: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Regression on this column of numbers; may be repeated.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="For machines; PLO and RD in percent, yi, se and tau2 as analysed.")
    ] = False,
) -> None:
    """Pool the studies of any CSV file; print the result, its heterogeneity and a forest plot; change nothing."""
    from helpers.commands.pool.further import Asked
    from helpers.commands.pool.pooled import as_json, pool_studies
    from helpers.commands.pool.table import read_studies
    from helpers.commands.pool.text import as_text
    from helpers.files.problems import EvidenceError

    flags = {
        "leave_one_out": leave_one_out,
        "cumulative": cumulative,
        "influence": influence,
        "egger": egger,
        "trim_and_fill": trim_and_fill,
    }
    asked = Asked(tuple(name for name, wanted in flags.items() if wanted), subgroup, tuple(moderator or ()))
    table, problems = read_studies(file, asked)
    try:
        if table is None:
            raise EvidenceError(problems)
        pooled = pool_studies(table, measure and measure.value, method.value, tau2.value, ci.value, level, asked)
    except EvidenceError as error:
        _fail(error.problems, err=json)
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

    Columns of a file: measure (RR, OR, HR ..., with a before it when adjusted), outcome_type (binary, ordinal,
    time to event), estimate, ci_low, ci_high, level, p, events_1, total_1, percent_1, events_2, total_2, percent_2,
    total, dose, unit, fact (a word that results of one fact share). Everything as printed; empty where nothing is.
    """
    from helpers.commands.audit.text import unknown_verdicts
    from helpers.files.problems import EvidenceError

    verdicts = [word.strip() for word in only.split(",") if word.strip()]
    if unknown := unknown_verdicts(verdicts):
        from helpers.audit import VERDICTS

        typer.echo(f"--only takes verdicts: {', '.join(VERDICTS)}; got {', '.join(map(ascii, unknown))}", err=True)
        raise typer.Exit(1)
    try:
        text, answer = _audited(file, rounding.value, verdicts, coverage, root)
    except EvidenceError as error:
        _fail(error.problems, err=json)
    if json:
        from json import dumps

        typer.echo(dumps(answer, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(text)


def _audited(
    file: Path | None, rounding: str, verdicts: list[str], coverage: Path | None, root: Path | None
) -> tuple[str, object]:
    """Return an audit as text and as plain JSON types. Raises: EvidenceError."""
    from helpers.files.problems import EvidenceError

    if file is not None:
        from helpers.commands.audit.table import as_json, audit_file
        from helpers.commands.audit.text import table_text

        table, problems = audit_file(file, rounding)
        if table is None:
            raise EvidenceError(problems)
        return table_text(table, verdicts), as_json(table)
    from helpers.audit.claim_rules import find_claim_problems
    from helpers.evidence.evidence import load

    evidence = load(_book(root))
    if coverage is not None:
        from helpers.audit.coverage import cover
        from helpers.commands.audit.coverage_text import as_json as coverage_json
        from helpers.commands.audit.coverage_text import as_text
        from helpers.files.tables import read_text

        words, problems = read_text(coverage, str(coverage), foreign=True)
        if problems:
            raise EvidenceError(problems)
        covered = cover(words, evidence.tables["claims"])
        return as_text(covered), coverage_json(covered)
    if problems := find_claim_problems(evidence):
        raise EvidenceError(problems)
    from helpers.audit.claims import as_json as claims_json
    from helpers.audit.claims import judge
    from helpers.commands.audit.text import claims_text

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
    from helpers.commands.diff.compare import compare
    from helpers.commands.diff.revisions import take_sides
    from helpers.commands.diff.rows import rows_of
    from helpers.commands.diff.text import as_markdown, as_text
    from helpers.evidence.evidence import find_root
    from helpers.files.problems import EvidenceError

    try:
        sides = take_sides(root.resolve() if root is not None else find_root(), old, new)
    except EvidenceError as error:
        _fail(error.problems, err=json or markdown)
    found = compare(*(side.snapshot for side in sides))
    if json:
        from json import dumps

        named = {name: {"name": side.name, "code": side.code} for name, side in zip(("old", "new"), sides, strict=True)}
        typer.echo(dumps({**named, **found}, indent=1, ensure_ascii=False, allow_nan=False))
        return
    heads = [" -> ".join(side.name for side in sides)]
    heads += [f"{side.name} was computed by {side.code}." for side in sides if side.code]
    typer.echo((as_markdown if markdown else as_text)(heads, rows_of(found)))


@app.command(name="format")
def format_(
    check: Annotated[bool, typer.Option("--check", help="Name the files that would change; change nothing.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Put data/*.csv and references.bib into the one form in which a change shows as what it is."""
    from helpers.commands.format import format_book
    from helpers.evidence.canonical import canonical_files
    from helpers.files.problems import EvidenceError

    try:
        if check:
            files, problems = canonical_files(_book(root))
            problems = [*problems, *(file.problem() for file in files if file.differs)]
            changed = []
        else:
            changed, problems = format_book(_book(root))
    except EvidenceError as error:
        changed, problems = [], list(error.problems)
    for name in changed:
        typer.echo(f"{name}: formatted")
    if problems:
        _fail(sorted(problems))
    if not changed:
        typer.echo("Every file is in canonical form.")


new = typer.Typer(no_args_is_help=True, help="Add something to the book.")
app.add_typer(new, name="new")


@new.command()
def study(
    from_: Annotated[
        str | None, typer.Option("--from", help="Its citation: a .bib, .ris or Crossref .json file, or - for BibTeX.")
    ] = None,
    rows: Annotated[Path | None, typer.Option(help="A sheet (YAML) with its columns and rows.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Print an empty sheet; change nothing.")] = False,
    ask: Annotated[
        bool | None, typer.Option("--ask/--no-ask", help="Ask for what is missing; default: on a terminal.")
    ] = None,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Add a study: its entry and its rows, checked before anything is written, all of them or none."""
    from helpers.commands.new_study.command import new_study, print_template
    from helpers.files.problems import EvidenceError

    try:
        if template:
            print_template(_book(root))
        else:
            asks = ask if ask is not None else from_ != "-" and sys.stdin.isatty()
            new_study(_book(root), from_, rows, asks)
    except EvidenceError as error:
        _fail(error.problems)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 lets others see it.")] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the book in a browser.")] = False,
    root: Annotated[Path | None, typer.Option(help="The book's folder; default: the one you are in.")] = None,
) -> None:
    """Show the book as it will be built, and build it again after every edit; end it with Ctrl-C."""
    from helpers.commands.serve.server import serve as serve_book
    from helpers.evidence.evidence import find_root
    from helpers.files.problems import EvidenceError

    try:
        serve_book(find_root(root), host, port, open_browser, typer.echo)
    except (EvidenceError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
