"""`review audit`: which printed numbers hold."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.command import Json, Root, book_folder, fail, faults_end_it, print_json
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError

UNUSABLE = 2  # the exit code when nothing could be audited
Rounding = StrEnum("Rounding", {name: name for name in ("half", "up", "cut")})


def audit(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV of printed results, with columns that --columns lists; default: the book's claims."),
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
    columns: Annotated[bool, typer.Option("--columns", help="List the columns that a file may have, and end.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="End with 0 whatever is found: for reports.")] = False,
    json: Json = False,
    root: Root = None,
) -> None:
    """Say which printed numbers hold: the claims of the book, or the results in any CSV file; change nothing.

    A file's cells are as printed, and empty where nothing is: the columns are listed by --columns. Ends with 1 when a
    result of a file is inconsistent or impossible, with 2 when the file or an option cannot be used, else with 0. The
    book's own claims end with 0: `review check` guards their verdicts.

    Example: review audit results.csv --rounding up
    """
    from helpers.commands.audit.text import columns_text, unknown_verdicts

    if columns:
        typer.echo(columns_text())
        return
    verdicts = [word.strip() for word in only.split(",") if word.strip()]
    if unknown := unknown_verdicts(verdicts):
        from helpers.audit import VERDICTS

        typer.echo(f"--only takes verdicts: {', '.join(VERDICTS)}; got {', '.join(map(ascii, unknown))}", err=True)
        raise typer.Exit(UNUSABLE)
    wrong = False
    with faults_end_it(err=json, code=UNUSABLE if file is not None else 1), step("Judging"):
        if file is not None:
            text, answer, wrong = _of_file(file, rounding.value, verdicts)
        elif coverage is not None:
            text, answer = _coverage(coverage, root, err=json)
        else:
            text, answer = _of_book(root, verdicts)
    if json:
        print_json(answer)
    else:
        typer.echo(text)
    if wrong and not exit_zero:
        raise typer.Exit(1)


def _of_file(file: Path, rounding: str, verdicts: list[str]) -> tuple[str, object, bool]:
    """Return the audit of a file as text, as plain JSON types, and whether a result is wrong. Raises: EvidenceError."""
    from helpers.commands.audit.table import as_json, audit_file
    from helpers.commands.audit.text import table_text

    table, problems = audit_file(file, rounding)
    if table is None:
        raise EvidenceError(problems)
    return table_text(table, verdicts), as_json(table), table.wrong


def _coverage(text: Path, root: Path | None, *, err: bool) -> tuple[str, object]:
    """Return which numbers of a text the book's claims cover, as `_of_file` does. Raises: EvidenceError."""
    from helpers.audit.coverage import cover, marks_of
    from helpers.commands.audit.coverage_text import as_json, as_text
    from helpers.evidence.evidence import load
    from helpers.files.text import read_text

    evidence = load(book_folder(root))
    words, problems = read_text(text, str(text), foreign=True)
    if problems:
        fail(problems, err=err, code=UNUSABLE)
    covered = cover(words, evidence.tables["claims"], marks_of(evidence.package))
    return as_text(covered), as_json(covered)


def _of_book(root: Path | None, verdicts: list[str]) -> tuple[str, object]:
    """Return the audit of the book's claims, as `_of_file` does. Raises: EvidenceError."""
    from helpers.audit.claim_rules import find_claim_problems
    from helpers.audit.claims import as_json, judge
    from helpers.commands.audit.text import claims_text
    from helpers.evidence.evidence import load

    evidence = load(book_folder(root))
    if problems := find_claim_problems(evidence):
        raise EvidenceError(problems)
    judged, _ = judge(evidence)
    return claims_text(judged, verdicts), as_json(judged, verdicts)
