"""Effects as printed say what they compare, and which were adjusted or turned over."""

import pytest
from books import copy_small_book

from helpers.evidence.evidence import load
from helpers.exhibits import effect, reported
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

KEYS = ("alpha2020trial", "drug", "control", "mrs_0_1_90d")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(copy_small_book(tmp_path_factory.mktemp("effects") / "book")))


def test_a_reported_effect_says_what_it_compares_and_whether_it_was_turned_over(review):
    row = effect(*KEYS).row(review)
    assert (row.label, row.detail) == ("Alpha", "Drug versus Control; mRS 0-1 at 90 days")
    assert row.quantity.text == "aRR 1.44 (95% CI 1.06-1.95; P = .02)" and row.second, "adjusted effects are circles"
    turned = effect(*KEYS, inverted=True, detail="a trial").row(review)
    assert turned.quantity.text == "aRR 0.69 (95% CI 0.51-0.94)"
    assert turned.detail == "a trial; turned over from mRS 0-1 at 90 days" and turned.second


def test_a_forest_of_effects_says_what_its_marks_and_sides_are(review):
    blocks = {"Trials": [effect(*KEYS), effect(*KEYS, inverted=True)]}
    sides = ("favours control", "favours the drug")
    figure = reported(blocks, name="effects", caption="A caption.", axis=(0.5, 2), favours=sides, review=review)
    assert [row["block"] for row in figure.rows] == ["Trials", "Trials"]
    assert list(figure.notes) == [
        "Effects are as printed; nothing is pooled.",
        "Circles: adjusted effects.",
        "Turned over: one divided by the printed ratio.",
        "Lines: 95% confidence intervals (as printed).",
        "Below 1: favours control; above it: favours the drug.",
    ]


def test_without_ends_the_axis_holds_every_interval(review):
    figure = reported({"Trials": [effect(*KEYS)]}, name="effects", caption="A caption.", review=review)
    assert "axis from 0.5 to 2, no effect at 1" in figure.alt


def test_an_effect_that_is_not_there_is_named(review):
    with pytest.raises(QuantityError, match="alpha2020trial"):
        effect("alpha2020trial", "drug", "all", "mrs_0_1_90d").row(review)
