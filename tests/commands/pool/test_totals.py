"""A total among the studies counts every patient twice: it is refused by its name and by arithmetic."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.pool.totals import named_as_total

HEADER = "study,events_1,total_1,events_2,total_2\n"
TRIALS = [
    ("MRC-1", 49, 615, 67, 624), ("CDP", 44, 758, 64, 771), ("MRC-2", 102, 832, 126, 850), ("GASP", 32, 317, 38, 309),
    ("PARIS", 85, 810, 52, 406), ("AMIS", 246, 2267, 219, 2257), ("ISIS-2", 1570, 8587, 1720, 8600),
]  # fmt: skip


def total(name, rows):
    return (name, *(sum(row[at] for row in rows) for at in range(1, 5)))


def answer(tmp_path, rows, *words, header=HEADER):
    path = tmp_path / "t.csv"
    path.write_text(header + "".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return CliRunner().invoke(app, ["pool", str(path), *words])


TABLES = {
    "named, above": [total("Total of all trials", TRIALS), *TRIALS],
    "unnamed, above": [total("Aspirin", TRIALS), *TRIALS],
    "unnamed, below": [*TRIALS, total("Aspirin", TRIALS)],
    "unnamed, within": [*TRIALS[:3], total("Aspirin", TRIALS), *TRIALS[3:]],
    "rounded": [*TRIALS, ("Aspirin", 2130, 14200, 2290, 13800)],
    "groups": [*TRIALS[:3], total("Early", TRIALS[:3]), *TRIALS[3:], total("Late", TRIALS[3:])],
    "groups and all": [
        *TRIALS[:3],
        total("Early", TRIALS[:3]),
        *TRIALS[3:],
        total("Late", TRIALS[3:]),
        total("x", TRIALS),
    ],
    "headings": [total("Early", TRIALS[:3]), *TRIALS[:3], total("Late", TRIALS[3:]), *TRIALS[3:]],
    "two trials": [("A", 4, 123, 5, 139), ("B", 6, 306, 35, 303), ("Total", 10, 429, 40, 442)],
    "empty cells": [*TRIALS, ("Total (95% CI)", "", 14186, "", 13817)],
}


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_row_that_sums_others_is_refused_and_pooled_only_when_that_is_asked_for(tmp_path, rows):
    result = answer(tmp_path, rows, "--measure", "OR")
    assert result.exit_code == 1
    assert "a row is one study" in result.output
    if "" not in rows[-1]:
        assert answer(tmp_path, rows, "--measure", "OR", "--every-row").exit_code == 0
        assert answer(tmp_path, TRIALS, "--measure", "OR").exit_code == 0


def test_every_total_of_a_table_is_named_at_once(tmp_path):
    output = answer(tmp_path, TABLES["groups and all"]).output
    assert output.count("a row is one study") == 3
    assert "row 5 (Early)" in output
    assert "the sum of rows 2 to 4" in output


def test_a_total_of_means_is_told_by_its_patients(tmp_path):
    header = "study,n1i,m1i,sd1i,n2i,m2i,sd2i\n"
    rows = [("A", 130, 5.0, 4.7, 131, 6.5, 3.8), ("B", 30, 4.9, 1.7, 50, 6.1, 2.3), ("C", 55, 5.2, 2.4, 52, 6.0, 2.2)]
    total = ("D", 215, 5.04, 4.2, 233, 6.3, 3.5)
    assert "row 5 (D)" in answer(tmp_path, [*rows, total], header=header).output
    assert answer(tmp_path, [*rows, ("D", 215, 9.98, 4.2, 233, 6.3, 3.5)], header=header).exit_code == 0


@pytest.mark.parametrize(
    "rows", [TRIALS[:1] * 1, [("A", 5, 50, 6, 50), ("B", 5, 50, 6, 50)], [("A", 5, 50, 6, 50), ("B", 10, 100, 12, 100)]]
)
def test_one_row_or_two_are_no_sum_of_each_other(tmp_path, rows):
    assert answer(tmp_path, rows).exit_code == 0


NAMES = [
    "Total",
    "TOTAL:",
    "Sub-total",
    "Subtotal (95% CI)",
    "Grand total",
    "Overall",
    "Overall effect",
    "Pooled estimate",
    "All",
    "All trials",
    "Summe",
    "Gesamt",
    "Total events",
    "Random effects model",
    "Combined",
    "Total (random)",
    "Summary",
]
STUDIES = [
    "Totalis 2020",
    "Allen 2011",
    "ALLHAT",
    "Meanwell 1999",
    "Summers 2004",
    "Poole 2001",
    "Overgaard 1993",
    "TOTAL 2015",
]


def test_names_of_totals_are_told_from_names_of_studies():
    assert [name for name in NAMES if not named_as_total(name)] == []
    assert [name for name in STUDIES if named_as_total(name)] == []
