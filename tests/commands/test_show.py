"""`review show` opens one number as its popover does, and `review complete` says what may be written next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.commands.cli import app


def run(book: Path, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, [*arguments, "--root", str(book)])
    return ran.exit_code, ran.output


def test_a_number_is_opened_with_its_interval_rows_notes_and_sources(book: Path):
    code, output = run(book, "show", "pct(alpha2020trial, drug, nrp)")
    lines = output.splitlines()
    assert code == 0
    assert lines[:4] == [
        "80.0%",
        '  pct("alpha2020trial", "drug", "nrp")',
        "  95% CI, Wilson: 49.0-94.3%",
        "  How: 100 x 8 / 10",
    ]
    assert lines[4].startswith("  data/counts.csv row 7: Alpha, Drug, No-reflow; 8/10 (printed: 80%)")
    assert lines[5].strip() == "primary, Table 2, https://doi.org/10.1000/alpha.1"
    assert "  Note: The source review prints it differently: 7/10 (printed: 70%) (section i)." in lines
    assert lines[-1].startswith("  Source: Alpha et al. 2020, ")


def test_a_condition_is_answered_with_what_it_compares(book: Path):
    code, output = run(book, "show", "rr(alpha2020trial, drug, control, nrp).open")
    assert code == 0
    assert output.splitlines() == [
        'true  rr("alpha2020trial", "drug", "control", "nrp").open',
        '  rr("alpha2020trial", "drug", "control", "nrp") is RR 1.60 (95% CI 0.80-3.20)',
    ]


def test_the_names_of_a_chapter_are_known_when_it_is_named(book: Path):
    text = "# R\n\n```{names}\nshare: pct(alpha2020trial, drug, nrp)\n```\n\n{stat}`share` {stat}`share`\n"
    (book / "chapters/results.md").write_text(text, encoding="utf-8")
    assert run(book, "show", "share", "--chapter", "results")[1].startswith("80.0%\n")
    assert "unknown name 'share'" in run(book, "show", "share")[1]


def test_for_machines_a_number_is_what_the_book_keeps_of_it(book: Path):
    found = json.loads(run(book, "show", "n(alpha2020trial)", "--json")[1])
    assert (found["text"], found["value"], found["expression"]) == ("20", 20, 'n("alpha2020trial")')


@pytest.mark.parametrize("expression", ["n(nobody)", "n(", "", "1 < 2", "n(alpha2020trial) # x"])
def test_what_is_no_expression_is_one_fault_in_words(book: Path, expression: str):
    code, output = run(book, "show", expression)
    assert code == 1
    assert output.startswith("expression: an expression gives a number; ")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("vers", ["versus("]),
        ("40 < pct", ["pct("]),
        ("exce", ["excellent"]),
        ("pct(alp", ["alpha2020trial", "alpha_ctp"]),
        ("pct(alpha2020trial, dr", ["drug"]),
        ("pct(alpha2020trial, drug, n", ["nrp", "nihss_24h"]),
        ('pct("beta2021cohort", ', ["all", "tici3", "nrp"]),
        ("zzz", []),
    ],
)
def test_what_may_stand_next_is_listed_a_line_each(book: Path, written: str, words: list[str]):
    code, output = run(book, "complete", written)
    assert code == 0
    assert [line.split("\t")[0] for line in output.splitlines()] == words


def test_a_book_at_fault_is_completed_too(book: Path):
    path = book / "data/counts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("drug,nrp,alpha_ctp,8,10", "drug,nrp,alpha_ctp,80,10"))
    assert run(book, "complete", "pct(alpha2020trial, dr")[1] == "drug\tgroup\tDrug\n"
