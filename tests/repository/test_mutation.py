"""No small step in data, prose or bibliography goes unnoticed: a fixed sample of the steps of mutation.py."""

from __future__ import annotations

import random

import pytest
from books import ROOT
from mutation import Mutant, all_mutants, copy_book, one_more, report, rules_that_notice, run

SAMPLE = 25


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return all_mutants(ROOT)


def test_a_fixed_sample_of_steps_is_noticed(mutants: list[Mutant], capsys: pytest.CaptureFixture):
    results = run(random.Random(2026).sample(mutants, SAMPLE))
    with capsys.disabled():
        print("\n" + report(results))
    assert [mutant for mutant, rules in results if not rules] == []


def test_every_kind_of_step_is_tried_and_none_leaves_its_file_as_it_was(mutants: list[Mutant]):
    kinds = {mutant.kind for mutant in mutants}
    tables = ("claims", "counts", "estimates", "groups", "outcomes", "readings", "studies", "values", "definitions")
    assert kinds >= {f"number in {table}.csv" for table in tables}
    assert kinds >= {"key in an expression", "words that hold", "number of fixed", "key of an entry"}
    assert kinds >= {"doi of an entry", "year of an entry"}
    texts = {mutant.file: (ROOT / mutant.file).read_text(encoding="utf-8") for mutant in mutants}
    assert all(texts[mutant.file][mutant.start : mutant.end] != mutant.new for mutant in mutants)


def test_a_step_that_nothing_can_notice_is_reported_with_file_and_place(tmp_path):
    root = copy_book(tmp_path / "book")
    text = (root / "chapters/glossary.md").read_text(encoding="utf-8")
    at = text.index("Plain words first")
    harmless = Mutant("a word", "chapters/glossary.md", "line 3", at, at + 1, "a")
    assert rules_that_notice(root, harmless) == []
    assert (root / "chapters/glossary.md").read_text(encoding="utf-8") == text
    assert "1 of 1 steps were noticed by nothing:\n  chapters/glossary.md line 3: a word" in report([(harmless, [])])


@pytest.mark.parametrize(
    ("number", "more"), [("52", "53"), ("0.95", "0.96"), ("<0.001", "<0.002"), ("9.9", "10.0"), ("-22.0", "-22.1")]
)
def test_one_step_is_one_unit_of_the_last_printed_place(number: str, more: str):
    assert one_more(number) == more
