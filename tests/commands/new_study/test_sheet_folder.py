"""A sheet may be a folder of tables, as a spreadsheet saves them: what it adds is what the sheet of YAML adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import files_of_book, write_files
from new_studies import BIB, KEY, SHEET
from typer.testing import CliRunner, Result

from helpers.commands.cli import app

TABLES = {
    "studies": {
        "design": "randomised trial",
        "scope": "later",
        "not_cited": "Only the tests use it.",
        "read": "abstract",
    },
    "defaults": {"source": "primary", "locator": "abstract", "url": "https://doi.org/10.1000/gamma.1"},
    "topics": [("mechanism", "none"), ("assessment", "CT perfusion"), ("assessment", "angiography")],
}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["new", "study", *words])


@pytest.fixture
def book(formatted: Path, tmp_path: Path) -> Path:
    book = write_files(tmp_path / "book", files_of_book(formatted))
    (tmp_path / "g.bib").write_text(BIB, encoding="utf-8")
    assert run("--template", "--rows", str(tmp_path / "sheet"), "--root", str(book)).exit_code == 0
    return book


def fill(path: Path, *rows: dict[str, str], delimiter: str = ",") -> None:
    """Write rows below the header of an empty table, as a spreadsheet does."""
    columns = path.read_text(encoding="utf-8").strip().split(",")
    assert all(set(row) <= set(columns) for row in rows)
    lines = [delimiter.join(row.get(column, "") for column in columns) for row in rows]
    path.write_text("\r\n".join([delimiter.join(columns), *lines, ""]), encoding="utf-8-sig", newline="")


def filled(folder: Path) -> None:
    fill(folder / "studies.csv", TABLES["studies"])
    fill(folder / "defaults.csv", TABLES["defaults"])
    topics = [*TABLES["topics"], ("treatment", "intra-arterial lysis")]
    fill(folder / "topics.csv", *({"axis": axis, "topic": topic} for axis, topic in topics))
    group = {"group": "drug", "label": "Drug", "role": "treated", "allocation": "randomised", "n_analysed": "20"}
    fill(folder / "groups.csv", group, delimiter=";")
    count = {"group": "drug", "outcome": "mrs_0_1_90d", "events": "5", "total": "20", "printed": "25.0"}
    fill(folder / "counts.csv", count | {"back_calculated": "FALSCH"}, delimiter=";")


def test_tables_that_a_spreadsheet_saved_add_what_the_sheet_adds(book: Path):
    folder, sheet = book.with_name("sheet"), book.with_name("g.yml")
    filled(folder)
    yaml = SHEET[: SHEET.index("groups:")] + (
        "groups:\n  - {group: drug, label: Drug, role: treated, allocation: randomised, n_analysed: 20}\n"
        "counts:\n"
        "  - {group: drug, outcome: mrs_0_1_90d, events: 5, total: 20, printed: 25.0, back_calculated: false}\n"
    )
    sheet.write_text(yaml, encoding="utf-8")
    other = write_files(book.with_name("other"), files_of_book(book))
    for root, rows in ((book, folder), (other, sheet)):
        result = run("--root", str(root), "--from", str(book.with_name("g.bib")), "--rows", str(rows), "--no-ask")
        assert result.exit_code == 0, result.output
    assert files_of_book(book) == files_of_book(other) and KEY in files_of_book(book)["data/counts.csv"].decode()
    assert "25.0" in files_of_book(book)["data/counts.csv"].decode()


def test_a_fault_names_the_table_and_its_line(book: Path):
    folder = book.with_name("sheet")
    filled(folder)
    count = {"group": "drug", "outcome": "mrs_0_1_90d", "events": "50", "total": "20", "back_calculated": "false"}
    path = folder / "counts.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").partition("\n")[0].replace(";", ",") + "\n", encoding="utf-8")
    fill(path, count)
    before = files_of_book(book)
    result = run("--root", str(book), "--from", str(book.with_name("g.bib")), "--rows", str(folder), "--no-ask")
    assert (
        result.exit_code == 1 and f"{path} line 2 ({KEY}, drug, mrs_0_1_90d): events must be <= total" in result.output
    )
    assert files_of_book(book) == before


def test_a_second_study_and_a_folder_without_tables_are_refused(book: Path, tmp_path: Path):
    folder = book.with_name("sheet")
    fill(folder / "studies.csv", TABLES["studies"], TABLES["studies"])
    (tmp_path / "empty").mkdir()
    words = ("--root", str(book), "--from", str(book.with_name("g.bib")), "--no-ask", "--rows")
    assert "a sheet is of one study; this is a second row" in run(*words, str(folder)).output
    assert "it has none of them. Save them as entry.csv, studies.csv" in run(*words, str(tmp_path / "empty")).output


def test_empty_tables_replace_nothing(book: Path):
    result = run("--template", "--rows", str(book.with_name("sheet")), "--root", str(book))
    assert result.exit_code == 1 and "it is there. Name another." in result.output
