"""A new study, from its citation to the book: what is read, asked, added and said."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from helpers.commands.check import find_problems
from helpers.commands.new_study.adding import (
    Addition,
    add,
    compose_addition,
    compose_rows,
    refuse_duplicates,
    sound_evidence,
)
from helpers.commands.new_study.citation import LONGEST, Citation, read_citation
from helpers.commands.new_study.fetched import citation_named
from helpers.commands.new_study.formats import suffixes
from helpers.commands.new_study.prompts import ask_citation, complete
from helpers.commands.new_study.sheet import Sheet, as_yaml, read_sheet, template
from helpers.commands.new_study.sheet_folder import read_folder, write_folder
from helpers.commands.steps import step
from helpers.evidence.dictionary import load_schema
from helpers.evidence.evidence import Evidence
from helpers.files.own_folder import FOLDER, beside
from helpers.files.problems import EvidenceError, Place, quote

ANSWERS = "answers.yml"  # in the book's own folder


def print_template(root: Path, rows: Path | None = None) -> None:
    """Print an empty sheet, or write it as a folder of tables.

    Parameters: root, the book's folder; rows, the folder, None to print. Raises: EvidenceError.
    """
    package, problems = load_schema(root)
    if problems:
        raise EvidenceError(problems)
    if rows is None:
        typer.echo(template(package), nl=False)
        return
    write_folder(package, rows)
    typer.echo(f"Fill the tables in {rows} that you need, save them as CSV, then name the folder with --rows.")


def new_study(root: Path, origin: str | None, rows: Path | None, asks: bool) -> None:
    """Add a study to a book, and say what is left to do.

    Parameters: root, the book's folder; origin, the citation's file, - for standard input; rows, the sheet; asks,
    whether what is missing is asked for. Raises: EvidenceError with every fault; then nothing was written.
    """
    with step("Reading the book"):
        evidence = sound_evidence(root)
    sheet = Sheet(name="answers" if asks else "--rows")
    if rows is not None:
        sheet = _sheet(evidence, rows)
    citation, origin = _citation(origin, asks)
    if citation.left_out:
        typer.echo(f"Left out of the entry: {quote(', '.join(citation.left_out), 400)[1:-1]}")
    refuse_duplicates(evidence, citation, sheet.key, origin)  # before anybody answers questions for nothing
    given = as_yaml(sheet)
    interview = complete(sheet, evidence, citation) if asks else None
    try:
        with step("Checking the new rows"):
            addition = compose_addition(evidence, citation, sheet, origin)
            changed = add(evidence, addition, sheet, origin)
    except EvidenceError:
        if as_yaml(sheet) != given:
            _keep_answers(root, sheet, origin)
        if interview is not None:
            interview.forget()  # the answers are in a file that can be corrected
        raise
    if interview is not None:
        interview.forget()
    _tell(root, addition, changed)
    kept = root / FOLDER / ANSWERS
    if rows is not None and kept.is_file() and rows.resolve() == kept.resolve():
        typer.echo(f"The answers kept in {kept} are in the book now; the file can be deleted.")


def add_rows(root: Path, rows: Path) -> None:
    """Add the rows of a sheet to a study that the book has, and say what is left to do.

    Parameters: root, the book's folder; rows, the sheet. Raises: EvidenceError with every fault; then nothing was
    written.
    """
    evidence = sound_evidence(root)
    sheet = _sheet(evidence, rows)
    addition = compose_rows(evidence, sheet)
    _tell(root, addition, add(evidence, addition, sheet, sheet.name))


def _sheet(evidence: Evidence, rows: Path) -> Sheet:
    """Return a sheet, which is a file or a folder. Raises: EvidenceError."""
    sheet, problems = (read_folder if rows.is_dir() else read_sheet)(evidence.package, rows)
    if problems:
        raise EvidenceError(problems)
    for doubt in sheet.doubts:
        typer.echo(f"look at {doubt}")
    return sheet


def _tell(root: Path, addition: Addition, changed: list[str]) -> None:
    typer.echo(f"Added {addition.told()}")
    typer.echo(f"Changed: {', '.join(changed)}. To undo it: git restore {' '.join(changed)}")
    with step("Checking the book"):
        left = find_problems(root)
    typer.echo("Next, as `review check` says:" if left else "The whole book has no faults.")
    for problem in left:
        typer.echo(str(problem))


def _citation(origin: str | None, asks: bool) -> tuple[Citation, str]:
    if origin is None and asks:
        return ask_citation()
    if origin is None:
        rule, found = "a study has a citation", "no file is named"
        raise EvidenceError([Place("--from").fault(rule, found, f"Name a {suffixes()} file, a DOI or a PMID.")])
    if origin == "-":
        citation, problems = read_citation(None, sys.stdin.buffer.read(4 * LONGEST))
    else:
        citation, problems = citation_named(origin)
    if citation is None:
        raise EvidenceError(problems)
    return citation, "standard input" if origin == "-" else origin


def _keep_answers(root: Path, sheet: Sheet, origin: str) -> None:
    """Save the answers beside the book, so that nobody types them twice for one fault."""
    path = beside(root) / ANSWERS
    path.write_text(as_yaml(sheet), encoding="utf-8", newline="\n")
    typer.echo(f"Nothing was added. Your answers are in {path}; correct them there, then:")
    typer.echo(f"  review new study --from {origin} --rows {path}")
