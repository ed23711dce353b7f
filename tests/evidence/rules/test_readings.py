"""Two readings of a number: where they differ, nothing is built until somebody has read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT, edit

from helpers.commands.check import find_problems
from helpers.evidence.evidence import load

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


@pytest.mark.parametrize("read", ["10.0", "10.00"])
def test_trailing_zeros_are_no_difference(book: Path, read: str):
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
