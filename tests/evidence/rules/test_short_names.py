"""A short name of an outcome belongs to one outcome and hides no key."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import edit

from helpers.evidence.evidence import read


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        ("excellent", "a short name belongs to one outcome; excellent is also that of mrs_0_1_90d"),
        ("nrp", "a short name hides no key; nrp is a key of outcomes.csv"),
        ("drug", "a short name hides no key; drug is a key of groups.csv"),
        ("alpha2020trial", "a short name hides no key; alpha2020trial is a key of"),
        ("alpha_ctp", "a short name hides no key; alpha_ctp is a key of definitions.csv"),
        ("Good", "alias must look like lower-case letters"),
    ],
)
def test_a_short_name_that_is_taken_is_refused(book: Path, alias: str, message: str):
    edit(book / "data/outcomes.csv", "mrs_0_2_90d,,", f"mrs_0_2_90d,{alias},")
    _, problems = read(book)
    assert [message in str(problem) for problem in problems] == [True], problems


def test_a_short_name_of_its_own_is_no_fault(book: Path):
    edit(book / "data/outcomes.csv", "mrs_0_2_90d,,", "mrs_0_2_90d,good,")
    evidence, problems = read(book)
    assert problems == []
    assert evidence.outcome_keys == {"excellent": "mrs_0_1_90d", "good": "mrs_0_2_90d"}
