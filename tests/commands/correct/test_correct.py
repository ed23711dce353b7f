"""`review correct`: one row is set right with everything that follows from it, after a look, or nothing changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from books import copy_small_book, edit, files_of_book
from typer.testing import CliRunner, Result

from helpers.commands.check import check_book
from helpers.commands.cli import app

ROW = ("counts", "alpha2020trial", "drug", "nrp", "primary")
NOTE = ("--note", "The table prints 70%. Sure: read there.")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book with a second reading of the row that is corrected, and its numbers seen."""
    folder = copy_small_book(tmp_path_factory.mktemp("seen") / "book")
    (folder / "_build").mkdir()  # where a check keeps results
    key = "counts,alpha2020trial / drug / nrp / alpha_ctp / primary"
    edit(folder / "data/readings.csv", "counts,beta", f"{key},events,8,source\n{key},printed,80,source\ncounts,beta")
    assert run(folder, "accept").exit_code == 0
    return folder


@pytest.fixture
def book(seen: Path, tmp_path: Path) -> Path:
    return shutil.copytree(seen, tmp_path / "book")


def run(book: Path, command: str, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, [command, "--root", str(book), *words], input=typed)


def cells_of(book: Path, file: str, start: str) -> list[str]:
    return [line for line in (book / file).read_text(encoding="utf-8").splitlines() if line.startswith(start)]


def test_a_row_is_set_right_with_readings_verdicts_and_numbers_in_one_go(book: Path):
    result = run(book, "correct", *ROW, "events=7", "printed=70", *NOTE, "--locator", "Table 3", "--yes")
    assert result.exit_code == 0, result.output
    (row,) = cells_of(book, "data/counts.csv", "alpha2020trial,drug,nrp,alpha_ctp,7,10,70,false,primary")
    assert row.split(",")[10] == "Table 3"
    assert not cells_of(book, "data/readings.csv", "counts,alpha")
    (claim,) = cells_of(book, "data/claims.csv", "i.0.1-2")
    assert claim.endswith(",differs,,The table prints 70%. Sure: read there.")
    assert check_book(book).problems == []
    told = result.stdout
    assert "events: 8 -> 7" in told and "To be read a second time, by somebody else: events, printed." in told
    assert "no conclusion turns; 1 verdict changes." in told
    assert "git restore data/counts.csv data/readings.csv data/claims.csv numbers.lock" in told


def test_a_second_reading_that_gives_the_new_number_stays(book: Path):
    edit(book / "data/readings.csv", "printed,80,source\n", "locator,Table 3,source\n")
    edit(book / "data/counts.csv", "8,10,80,false,primary,,Table 2", "8,10,80,false,primary,,Table 3")
    result = run(book, "correct", *ROW, "events=7", "printed=70", "locator=Table 3", *NOTE, "--yes")
    assert result.exit_code == 0, result.output
    assert [line.split(",")[2] for line in cells_of(book, "data/readings.csv", "counts,alpha")] == ["locator"]


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nothing_changes(book: Path, answer: str):
    before = files_of_book(book)
    result = run(book, "correct", *ROW, "events=7", "printed=70", *NOTE, typed=answer)
    assert result.exit_code == 1 and "1 verdict changes" in result.stdout
    assert files_of_book(book) == before


REFUSED = {
    "a table that is none": (("count", "alpha"), "a row stands in a table; got 'count'"),
    "a row that is none": (("counts", "nobody"), "no row of counts has 'nobody'"),
    "a misspelt word": (("counts", "Alpha", "drgu"), "no row of counts has 'drgu'; nearest: drug"),
    "a misspelt word of a label": (
        ("counts", "alpah", "No-refow"),
        "has 'alpah', 'No-refow'; nearest: Alpha, No-reflow",
    ),
    "words of different rows": (("counts", "beta", "drug"), "no row of counts has all of 'beta drug'"),
    "several rows": ((*ROW[:-1], "events=7"), "one row is corrected; these words fit 2"),
    "a column that is none": ((*ROW, "event=7"), "counts has no 'event'; it has study"),
    "a part of the key": ((*ROW, "group=control"), "group is a part of its key"),
    "more events than patients": ((*ROW, "events=70"), "events"),
    "a percentage that the count does not give": ((*ROW, "events=7", *NOTE), "printed"),
    "a verdict that turns without a word": (
        (*ROW, "events=7", "printed=70"),
        "i.0.1-2 has none. Run the same again with --note",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_right_is_told_and_nothing_is_written(book: Path, case: tuple):
    before = files_of_book(book)
    result = run(book, "correct", *case[0], "--yes")
    assert result.exit_code == 1 and case[1] in result.stdout, result.output
    assert result.stdout.endswith("Nothing was written.\n")
    assert files_of_book(book) == before


def test_numbers_that_nobody_has_looked_at_are_not_taken_along(book: Path):
    edit(book / "chapters/index.md", "{fixed}`mRS", '{stat}`n("alpha2020trial", "drug")` {fixed}`mRS')
    result = run(book, "correct", *ROW, "events=7", "printed=70", *NOTE, "--yes")
    assert result.exit_code == 1 and "a book without faults is corrected; this one has 1" in result.stdout


def test_a_row_is_found_by_words_of_labels_chosen_and_asked_for(book: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("helpers.commands.correct.command._at_terminal", lambda: True)
    answers = "1\n7\n\n70\n\n\n\ny\n"  # the first row; then its cells, Enter keeps one; write it
    result = run(book, "correct", "counts", "Alpha", "no-reflow", "drug", *NOTE, typed=answers)
    assert result.exit_code == 0, result.output
    assert cells_of(book, "data/counts.csv", "alpha2020trial,drug,nrp,alpha_ctp,7,10,70,false,primary")


def test_a_question_is_explained_gone_back_to_or_asked_again_and_no_row_is_lost(
    book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("helpers.commands.correct.command._at_terminal", lambda: True)
    which = "?\n<\n99\nx\n1\n"
    cells = "<\n?\n9\nmany\n\n<\n<\n7\n\n<70\n70\n\n\n\nn\n"  # events; total; back to events; total; printed
    result = run(book, "correct", "counts", "Alpha", "no-reflow", "drug", *NOTE, typed=which + cells)
    told = result.stdout
    assert "events: 8 -> 7" in told and "printed: 80 -> 70" in told, result.output
    assert told.count("The number before the row that you mean, from 1 to 2") == 4
    assert told.count("This is the first question.") == 1 and "It must be a whole number." in told
    assert "It must look like" in told and "1 verdict changes" in told


def test_a_whole_label_wins_over_labels_that_go_on_after_it(book: Path):
    edit(book / "data/studies.csv", "beta2021cohort,Beta,", "beta2021cohort,Report on Alpha2,")
    told = run(book, "correct", "counts", "Alpha", "no-reflow").stdout
    assert "beta2021cohort" not in told and "alpha2020trial" in told
    assert "alpha2020trial" not in run(book, "correct", "counts", "Report on Alpha2", "no-reflow").stdout


def test_a_question_mark_in_place_of_a_row_is_answered_with_what_to_write(book: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("helpers.commands.correct.command._at_terminal", lambda: True)
    result = run(book, "correct", "counts", "Alpha", "no-reflow", "drug", *NOTE, typed="?\n0\n")
    assert result.stdout.count("The number before the row that you mean, from 1 to ") == 2


def test_a_row_alone_is_shown(book: Path):
    result = run(book, "correct", *ROW)
    assert result.exit_code == 0 and "  events: 8\n  total: 10\n" in result.stdout


def test_counts_of_single_grades_that_added_up_to_the_old_count_are_told(book: Path):
    header = "outcome,alias,label,definition,direction,timepoint,scale,from,to\n"
    grades = ("mrs_0_90d,,mRS 0,None.,benefit,90 d,mRS,0,0", "mrs_1_90d,,mRS 1,Some.,benefit,90 d,mRS,1,1")
    edit(book / "data/outcomes.csv", header, "\n".join((header.strip(), *grades, "")))
    with (book / "data/counts.csv").open("a", encoding="utf-8") as counts:
        for grade, events in (("mrs_0_90d", 3), ("mrs_1_90d", 2)):
            row = f"alpha2020trial,drug,{grade},,{events},10,,false,secondary,beta2021cohort,Table 4,,\n"
            counts.write(row)
    key = ("correct", "counts", "alpha2020trial", "drug", "mrs_0_1_90d", "primary")
    assert run(book, "accept").exit_code == 0
    told = run(book, *key[:1], *key[1:], "events=6", "printed=60", typed="n\n").stdout
    assert "3 (mrs_0_90d, data/counts.csv row " in told and "held before, and does not now: look at the others" in told
    assert "= 5 (mrs_0_1_90d, data/counts.csv row 6)" in told
    assert "held before" not in run(book, *key, "printed=50.0", typed="n\n").stdout
