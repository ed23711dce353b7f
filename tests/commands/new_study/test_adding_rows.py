"""Rows are added to a study that the book has: all of them, sound, in their places, or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from books import files_of_book, write_files
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.evidence.evidence import load

SHEET = """
key: alpha2020trial
defaults: {source: primary, locator: Table 4, url: "https://doi.org/10.1000/alpha.1"}
counts:
  - {group: drug, outcome: mrs_0_2_90d, events: 6, total: 10, printed: "60", back_calculated: false}
  - {group: drug, outcome: mrs_3_6_90d, events: 4, total: 10, back_calculated: false}
"""


@pytest.fixture
def book(formatted: Path, tmp_path: Path) -> Path:
    return write_files(tmp_path / "book", files_of_book(formatted))


def run(book: Path, sheet: str) -> tuple[int, str]:
    path = book.with_name("rows.yml")
    path.write_text(sheet, encoding="utf-8")
    result = CliRunner().invoke(app, ["add", str(path), "--root", str(book)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output.replace(str(book.parent) + os.sep, "")


def test_rows_stand_in_their_places_with_the_defaults_and_nothing_else_changes(book: Path):
    before = files_of_book(book)
    code, output = run(book, SHEET)
    assert code == 0, output
    undo = "To undo it: git restore data/counts.csv"
    assert output.startswith(f"Added alpha2020trial (Alpha): rows: 2 in counts.csv\nChanged: data/counts.csv. {undo}\n")
    after = files_of_book(book)
    assert [name for name in before if after[name] != before[name]] == ["data/counts.csv"]
    added = [row for row in load(book).tables["counts"] if row["locator"] == "Table 4"]
    assert [(row["outcome"], row["events"], row["url"]) for row in added] == [
        ("mrs_0_2_90d", 6, "https://doi.org/10.1000/alpha.1"),
        ("mrs_3_6_90d", 4, "https://doi.org/10.1000/alpha.1"),
    ]


REFUSED = {
    "a study that the book has not": (("key: alpha2020trial", "key: alpha2020"), "it has alpha2020trial"),
    "no study": (("key: alpha2020trial", "key:"), "rows are added to a study of the book"),
    "an entry": (("defaults:", "entry: {note: x}\ndefaults:"), "a study of the book has its entry already"),
    "columns of the study": (("defaults:", "study: {label: x}\ndefaults:"), "has its study already"),
    "no rows": ((SHEET, "key: alpha2020trial"), "a sheet has rows to add"),
    "more events than patients": (("events: 6", "events: 16"), "rows.yml line 5"),
    "a row that is there already": (("outcome: mrs_0_2_90d", "outcome: mrs_0_1_90d"), "rows.yml line 5"),
    "a row of another study": (("group: drug, outcome: mrs_3", "study: beta2021cohort, group: all, outcome: mrs_3"),
                               "a row of counts belongs to alpha2020trial"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_added_is_told_and_nothing_is_written(book: Path, case: tuple):
    before = files_of_book(book)
    code, output = run(book, SHEET.replace(*case[0]))
    assert code == 1 and case[1] in output, output
    assert files_of_book(book) == before
