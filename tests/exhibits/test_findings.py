"""A summary of findings pools three trials or more, quotes where there are fewer, and says what nobody judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_trials import make_book

from helpers import exhibits
from helpers.evidence.evidence import load
from helpers.exhibits.findings import COLUMNS, JUDGED, NOT_ONE_SIDED
from helpers.figures.table import Citation
from helpers.quantities.vocabulary import Review

QUOTED = ("guo2025iatt", "lysis", "control", "mrs_0_2_90d")
GOOD = "iatt_todate_mrs_0_2"


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(make_book(tmp_path_factory.mktemp("pooling") / "book")))


def table_of(review, *questions, **options):
    return exhibits.findings(questions, name="f", caption="A caption.", review=review, **options)


def test_a_row_holds_trials_patients_effect_risk_and_difference(review):
    table = table_of(review, "lysis")
    assert tuple(table.columns) == COLUMNS
    outcome, difference, effect, needed, risk, trials, patients = table.cells[0]
    pool = review.pooled("lysis")
    assert outcome == "mRS 0-1 at 90 days" and effect == pool and difference == review.per_1000("lysis")
    assert [trials[0].value, trials[2].value] == [pool.k, pool.statistics.members]
    assert needed == NOT_ONE_SIDED, "the interval of the difference holds none"
    assert trials[3] == "; not Iota2", "its patients were not read"
    assert (patients.value, risk.value) == (pool.total, pool.statistics.control_risk)


def test_a_judgement_of_bias_has_a_column_as_soon_as_there_is_one(review):
    study = next(iter(review.evidence.syntheses["lysis"].members)).study
    judged = {**review.evidence.studies, study: {**review.evidence.studies[study], "risk_of_bias": "high"}}
    evidence = replace(review.evidence)
    evidence.__dict__["studies"] = judged
    table = table_of(Review(evidence), "lysis")
    assert tuple(table.columns) == (*COLUMNS, *JUDGED)
    assert table.cells[0][-2:] == ["high, not assessed", "not assessed"]


def test_fewer_than_three_trials_are_not_pooled_but_quoted_or_said_to_be_few(real):
    """By hand: 1.04 of a control risk of 57.1% is 2.3 points more; 0.96 and 1.13 give -2.3 and +7.4."""
    assert real.pooled(GOOD).k == 2
    alone, quoted = table_of(real, GOOD).cells[0], table_of(real, GOOD, published={GOOD: QUOTED}).cells[0]
    assert [*alone[1:5], alone[6]] == ["", "not pooled: fewer than three trials", "", "", ""]
    _, difference, effect, needed, risk, trials, patients = quoted
    assert trials[0] == "published pool; counts read of " and patients.text == "2,128"
    assert effect == ("quoted: ", real.reported(*QUOTED), " ", Citation("guo2025iatt"))
    assert risk.text == "57.1%" and difference.text == "+23 per 1,000 (95% CI -23 to +74)"
    assert difference.sources[0] == "guo2025iatt" and difference.origin == "derived"
    assert needed == NOT_ONE_SIDED


def test_a_number_needed_stands_only_where_the_difference_lies_on_one_side(real):
    table = table_of(real, "iatt_todate_mrs_0_1", "iatt_todate_death")
    assert [(row[1].low > 0, str(row[3])) for row in table.cells] == [
        (True, real.nnt_pooled("iatt_todate_mrs_0_1").text),
        (False, NOT_ONE_SIDED),
    ]
    assert any("one side of 0" in note for note in table.notes)


def test_a_published_pool_of_an_outcome_that_no_question_asks_has_a_row_of_its_own(real):
    shift = ("wang2025iatt", "lysis", "control", "mrs_shift_90d")
    table = table_of(real, "iatt_todate_mrs_0_1", shift)
    outcome, difference, effect, needed, risk, trials, patients = table.cells[1]
    assert (outcome, trials, patients.text) == ("mRS shift at 90 days", "published pool", "2,131")
    assert effect == ("quoted: ", real.reported(*shift), " ", Citation("wang2025iatt"))
    assert (difference, needed, risk) == ("", "", "")
    assert any(note.startswith("Quoted: ") for note in table.notes)


def test_a_row_names_the_trials_that_are_missing_and_their_patients(real):
    excellent, bleeding = table_of(real, "iatt_todate_mrs_0_1", "iatt_todate_sich").cells
    assert excellent[5][3] == "; not IAT-TOP" and excellent[5][5].value == 247
    names = "; not ATTENTION-IA, PEARL and IAT-TOP"
    assert bleeding[5][3] == names and bleeding[5][5].value == 208 + 324 + 247
