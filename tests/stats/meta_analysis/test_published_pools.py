"""Published pools come out of our counts, and what our default model says beside them is explained."""

from __future__ import annotations

import pytest
from books import ROOT

from helpers.evidence.evidence import load
from helpers.quantities.vocabulary import Review


@pytest.fixture(scope="module")
def review():
    return Review(load(ROOT))


def test_the_pool_of_seven_trials_that_the_source_review_quotes_is_reproduced_to_the_digit(review):
    # wang2025iatt, abstract: RR 1.23 (95% CI 1.11-1.36), I2 0%, random effects; DerSimonian-Laird and Wald give it
    printed = review.reported("wang2025iatt", "lysis", "control", "mrs_0_1_90d", measure="RR")
    found = review.pooled("iatt_published_mrs_0_1")
    assert found.text == printed.text == "RR 1.23 (95% CI 1.11-1.36)"
    assert (found.k, found.statistics.i2) == (7, 0)


def test_each_digit_that_our_default_model_prints_otherwise_has_its_cause(review):
    published = review.pooled("iatt_published_mrs_0_1")
    reml = review.pooled("iatt_published_mrs_0_1", tau2="REML")
    default = review.pooled("iatt_published_mrs_0_1", tau2="REML", interval="hksj-floor")
    assert default.text == "RR 1.25 (95% CI 1.08-1.44)"
    # the estimate, 1.25 for 1.23, and I2, 16% for 0%: REML finds tau2 above 0 where the moments give none (Q < df)
    assert published.statistics.q < 6
    assert (published.statistics.tau2, reml.statistics.tau2 > 0) == (0, True)
    assert reml.value == default.value
    # the limits: with Wald's interval REML gives 1.11-1.40; t with 6 degrees of freedom widens it to 1.08-1.44
    assert reml.text == "RR 1.25 (95% CI 1.11-1.40)"
    # the floor is what decides: without it Hartung-Knapp is narrower, as the trials differ less than their errors say
    assert review.pooled("iatt_published_mrs_0_1", tau2="REML", interval="hksj").text == "RR 1.25 (95% CI 1.09-1.42)"


def test_the_dose_arms_of_date_are_one_so_that_its_control_counts_once(review):
    assert review.count("date2025", "tnk_0313+tnk_0625", "mrs_0_1_90d").text == "37/92"


def test_intensive_blood_pressure_is_not_poolable_on_good_outcome_and_says_why(review):
    found = review.pooled("bp_intensive_mrs_0_2")
    assert (found.text, found.value, found.k) == ("not poolable", None, 1)
    assert found.notes[0] == "Of 2 studies one has the numbers that a pool needs; two are the fewest."
    assert any(note.startswith("ENCHANTED2/MT is not in the pool: ") for note in found.notes)


@pytest.mark.parametrize("outcome", ["mrs_0_1", "mrs_0_2", "sich", "death"])
def test_the_three_versions_of_a_question_hold_ever_more_trials(review, outcome):
    names = [f"iatt_{version}_{outcome}" for version in ("review", "published", "todate")]
    members = [{member.study for member in review.evidence.syntheses[name].members} for name in names]
    assert [len(studies) for studies in members] == [6, 7, 9]
    assert members[0] < members[1] < members[2]
    assert all(review.evidence.studies[study]["scope"] == "cited" for study in members[0])


def test_every_pool_of_the_book_has_an_answer_or_says_that_there_is_none(review):
    for name in review.evidence.syntheses:
        found = review.pooled(name)
        assert found.text == "not poolable" or found.low < found.value < found.high, name
