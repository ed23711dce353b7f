"""`review read`: a second reader enters numbers without seeing the first reading."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from books import copy_small_book, edit
from typer.testing import CliRunner, Result

from helpers.commands.cli import app
from helpers.commands.printed_number import number_in
from helpers.commands.read import hidden


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the small book, whose counts are now to be read twice."""
    folder = copy_small_book(tmp_path / "book")
    package = json.loads((folder / "data/datapackage.json").read_text(encoding="utf-8"))
    (counts,) = (table for table in package["resources"] if table["name"] == "counts")
    for field in counts["schema"]["fields"]:
        if field["name"] in ("events", "printed"):
            field["readTwice"] = True
    (folder / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def run(book: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["read", "--root", str(book), *words], input=typed)


def readings(book: Path) -> list[str]:
    lines = (book / "data/readings.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("counts,alpha2020trial / drug")]


def test_what_is_due_is_listed_by_source_without_the_numbers(book: Path):
    text = run(book, "--missing").stdout
    heads = [line for line in text.splitlines() if not line.startswith("  ")]
    assert heads[0] == "alpha2020trial, primary, https://doi.org/10.1000/alpha.1, Table 2"
    assert len(heads) == len(set(heads)) and heads[-1] == "16 numbers without a second reading."
    assert "group Drug (drug); outcome No-reflow (nrp); definition alpha_ctp; events" in text
    assert not any(re.search(r"; (events|printed) \d", line) for line in text.splitlines())


def test_a_number_read_alike_is_kept_at_once_and_the_first_reading_is_never_shown(book: Path):
    result = run(book, "alpha2020trial / drug / mrs_0_1", "--from", "notes", typed="5\n50.0\n50\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("It differs from the first reading. Look again") == 1
    assert "2 readings kept; 0 numbers still without one." in result.stdout
    row = "counts,alpha2020trial / drug / mrs_0_1_90d / primary"
    assert readings(book) == [f"{row},events,5,notes", f"{row},printed,50,notes"]
    assert CliRunner().invoke(app, ["check", "--root", str(book)]).exit_code == 0


def test_a_number_that_differs_twice_is_not_kept_and_both_are_told(book: Path):
    result = run(book, "alpha2020trial / drug / mrs_0_1", typed="6\n6\n\n")
    assert result.exit_code == 1 and readings(book) == []
    assert "events 5, and you read 6. Where the source says so, run `review correct`." in result.stdout


@pytest.mark.parametrize("answer", ["<", "?", "-", "back", "5/10", "5 (50.0)", "about 5", "1,234", "5.5", "50%", "=5"])
def test_an_answer_that_is_no_number_is_no_attempt_and_shows_nothing(book: Path, answer: str):
    typed = f"{answer}\n{answer}\n{answer}\n5\n\n"
    result = run(book, "alpha2020trial / drug / mrs_0_1", typed=typed)
    assert result.exit_code == 0 and readings(book)[0].endswith(",events,5,source"), result.output
    assert "Not kept" not in result.stdout and "differs" not in result.stdout
    assert result.stdout.count("stays hidden" if answer == "?" else "wanted is a whole number") == 3


def test_words_between_two_numbers_show_nothing_until_the_second_number(book: Path):
    before, _, after = run(book, "alpha2020trial / drug / mrs_0_1", typed="6\n?\nsix\n7\n\n").stdout.partition(
        "Not kept"
    )
    assert "events 5" not in before and "events 5, and you read 7" in after


@pytest.mark.parametrize("answer", ["50 %", "50%", "50 per cent"])
def test_a_per_cent_sign_is_no_difference(book: Path, answer: str):
    result = run(book, "alpha2020trial / drug / mrs_0_1", typed=f"\n{answer}\n")
    assert result.exit_code == 0 and readings(book)[0].endswith(",printed,50,source"), result.output


@pytest.mark.parametrize(
    ("typed", "number"),
    [("57,4", "57.4"), ("57\u00b74 %", "57.4"), ("<0,001", "<0.001"), ("<= 0.05", "\u2264 0.05"), ("\u22121,5", "-1.5")]
    + [("0,125", "0.125"), ("12,3456", "12.3456"), ("1,234", ""), ("1,234,567", ""), ("57.4 (50-60)", ""), ("<", "")],
)
def test_a_number_is_taken_as_sources_print_it_and_a_doubtful_comma_is_asked_about(typed: str, number: str):
    assert number_in(typed) == number


def test_what_was_answered_before_an_end_is_kept(book: Path):
    result = run(book, "alpha2020trial / drug / mrs_0_1", typed="5\n")
    assert result.exit_code == 1 and len(readings(book)) == 1


def test_what_nothing_is_called_is_refused_with_the_nearest_and_nothing_is_said_to_be_read(book: Path):
    for given, near in {"aplha2020trial": "alpha2020trial", "Alhpa": "Alpha", "nobody": ""}.items():
        result = run(book, given)
        assert result.exit_code == 1 and "No second reading is due" not in result.stdout
        assert f"nothing is called '{given}'" in result.stdout and near in result.stdout


@pytest.mark.parametrize("given", ["Alpha", "alpha", "alpha2020trial", "alpha20", "ALPHA"])
def test_a_study_is_found_by_its_label_as_by_its_key(book: Path, given: str):
    due = run(book, given, "--missing").stdout
    assert due == run(book, "alpha2020trial", "--missing").stdout and "beta2021cohort" not in due
    assert due.count("; events") > 1


def test_a_label_does_not_stand_for_studies_whose_label_begins_with_it(book: Path):
    edit(book / "data/studies.csv", "beta2021cohort,Beta,", "beta2021cohort,Alpha2,")
    assert "beta2021cohort" not in run(book, "Alpha", "--missing").stdout
    assert "alpha2020trial" not in run(book, "alpha2", "--missing").stdout


def test_nothing_due_is_said_with_how_much_was_read(book: Path):
    row = "alpha2020trial / drug / mrs_0_1"
    assert run(book, row, typed="5\n50\n").exit_code == 0
    assert run(book, row).stdout == f"No second reading is due of {row}: 2 numbers of it have one.\n"
    told = "No second reading is due of Reference 1: it has no number that is read twice.\n"
    assert run(book, "Reference 1").stdout == told


def git(book: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(book), *words], check=True, capture_output=True)


def test_whoever_wrote_a_row_last_is_told_that_somebody_else_should_read_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
):
    row, warned = "alpha2020trial / drug / mrs_0_1", "somebody else should read"
    assert warned not in run(book, row, typed="\n\n").stdout  # no git there
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    git(book, "init")
    git(book, "add", ".")
    git(book, "commit", "-m", "All")
    told = run(book, row, typed="\n\n").stdout
    assert told.startswith("You changed data/counts.csv row 6 last, as git has it: somebody else should read")
    assert told.count(warned) == 1
    for name in ("NAME", "EMAIL"):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", "Bob")
    assert warned not in run(book, row, typed="\n\n").stdout
    edit(book / "data/counts.csv", "drug,mrs_0_1_90d,,5,10,50,", "drug,mrs_0_1_90d,,6,10,60,")
    assert warned in run(book, row, typed="\n\n").stdout


def test_a_locator_does_not_give_away_what_is_to_be_read():
    where = ("alpha2020trial", "https://doi.org/10.1000/alpha.50", "table 2: 50 of 100, which leaves 50.5")
    told = ["alpha2020trial", "https://doi.org/10.1000/alpha.50", "table 2: ... of 100, which leaves 50.5"]
    assert hidden(where, {"50"}) == told
