"""Two readings of a number: where they differ, nothing is built until somebody has read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from books import ROOT, copy_real_book, edit
from typer.testing import CliRunner

from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app
from helpers.evidence.evidence import load, read
from helpers.evidence.rules.readings import find_unread

READING = "counts,beta2021cohort / all / nrp / beta_asl / primary,events,10,source"
CASES = {
    "another number": (READING.replace(",10,", ",11,"), "events: '10' in counts.csv row 9, '11' here"),
    "a sign": (READING.replace(",10,", ",<10,"), "'<10' here"),
    "no such row": (READING.replace("beta_asl", "beta_ctp"), "counts has no"),
    "no such column": (READING.replace("events", "event"), "counts has no"),
    "no such entry": ("references,nobody,events,10,source", "references has no 'nobody'"),
}


@pytest.mark.parametrize(("row", "said"), CASES.values(), ids=CASES)
def test_a_reading_that_differs_or_belongs_to_nothing_is_refused(book: Path, row: str, said: str):
    edit(book / "data/readings.csv", READING, row)
    (problem,) = find_problems(book)
    assert (problem.file, problem.place.row) == ("data/readings.csv", 2) and said in problem.found


ESTIMATE = "mrs_0_1_90d / RR / true / primary,estimate,1.44,notes"
LOST = {"lost here": ("1.44", "1.440"), "lost there": ("1.440", "1.44"), "whole": ("2", "2.0"), "signed": ("2", "2.00")}


@pytest.mark.parametrize(("first", "second"), LOST.values(), ids=LOST)
def test_trailing_zeros_that_one_entry_lost_are_a_fault(book: Path, first: str, second: str):
    """As printed decides how the audit rounds; a spreadsheet drops the zeros of one file."""
    edit(book / "data/estimates.csv", "1.44,1.06,1.95,0.02", f"{first},1.06,2.95,0.02")
    edit(book / "data/readings.csv", ESTIMATE, ESTIMATE.replace("1.44", second))
    found = [problem for problem in find_problems(book) if problem.file == "data/readings.csv"]
    assert [problem.rule for problem in found] == ["two readings of a number have the same decimals, as printed"]
    assert f"'{first}' in estimates.csv row 2, '{second}' here" in found[0].found


def test_a_zero_before_the_point_is_no_difference(book: Path):
    row = "estimates,alpha2020trial / drug / control / mrs_0_1_90d / RR / true / primary,p,.02,notes"
    edit(book / "data/readings.csv", "references,", f"{row}\nreferences,")
    assert find_problems(book) == []


@pytest.mark.parametrize("read", ["10.0", "10.00"])
def test_trailing_zeros_of_a_count_are_no_difference(book: Path, read: str):
    edit(book / "data/readings.csv", READING, READING.replace(",10,", f",{read},"))
    assert find_problems(book) == []


def test_every_count_and_every_estimate_was_read_twice():
    evidence = load(ROOT)
    for table, columns in {
        "counts": ("events", "total", "printed"),
        "estimates": ("estimate", "ci_low", "ci_high", "p"),
    }.items():
        for column in columns:
            cells = sum(1 for row in evidence.tables[table] if row[column] not in ("", None))
            twice = sum(1 for row in evidence.tables["readings"] if (row["table"], row["column"]) == (table, column))
            assert cells == twice, (table, column)


def test_numbers_that_nobody_read_again_are_counted_and_listed_by_row_and_make_nothing_red(book: Path):
    package = json.loads((book / "data/datapackage.json").read_text(encoding="utf-8"))
    counts = next(table for table in package["resources"] if table["name"] == "counts")
    for column in counts["schema"]["fields"]:
        if column["name"] in ("events", "total"):
            column["readTwice"] = True
    (book / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    rows = len((book / "data/counts.csv").read_text(encoding="utf-8").splitlines()) - 1
    short = CliRunner().invoke(app, ["check", "--root", str(book)])
    due = 2 * rows - 1
    assert short.exit_code == 0 and short.output == (
        f"No faults.\n{due} numbers of the data without a second reading (review check --unread lists them).\n"
    )
    whole = CliRunner().invoke(app, ["check", "--unread", "--root", str(book)])
    listed = [line for line in whole.output.splitlines() if line.endswith("has no second reading")]
    assert len(listed) == due
    assert (
        "data/counts.csv row 5 (alpha2020trial / control / nrp / alpha_ctp / primary): events 5 has no" in whole.output
    )


def test_a_row_of_this_book_without_its_readings_is_told(tmp_path: Path):
    folder = copy_real_book(tmp_path)
    before = len(check_book(folder).unread)
    path = folder / "data/readings.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "abstract372 / readable / nrp" not in line), encoding="utf-8")
    evidence, _ = read(folder)
    assert evidence is not None
    assert len(find_unread(evidence.package, evidence.tables)) == before + 2
