"""A number as a sentence says what it is, with its interval, and nothing where no sentence is sure."""

from __future__ import annotations

from helpers.quantities.said import said
from helpers.quantities.vocabulary import Review


def sentence(quantity) -> str:
    return said(quantity.as_dict())


def test_an_interval_that_includes_no_effect_is_said_to(real: Review):
    assert sentence(real.rr("choice2022", "alteplase", "control", "mrs_0_1_90d")) == (
        "The risk in the first group is 1.46 times that in the second; the 95% interval runs from 0.99 to 2.16, "
        "so neither a higher nor a lower risk is shown."
    )
    assert "so neither" not in sentence(real.rr("angeltnk2025", "tnk", "control", "mrs_0_1_90d"))


def test_a_difference_says_its_side_and_its_unit(real: Review):
    assert sentence(real.rd("choice2022", "alteplase", "control", "mrs_0_1_90d")) == (
        "The share in the first group is 18.6 percentage points higher than in the second; "
        "the 95% interval runs from 0.5 higher to 36.8 higher."
    )


def test_patients_of_1000_are_more_or_fewer(real: Review):
    found = real.per_1000("iatt_todate_death")
    words = sentence(found)
    assert words.startswith(f"Pooled from {found.k} studies: {round(abs(found.value))} ")
    assert words.endswith("so neither more nor fewer is shown.") and " fewer to " in words


def test_counts_are_said_with_their_share(real: Review):
    assert sentence(real.count("choice2022", "alteplase", "mrs_0_1_90d")) == "36 of 61, which is 59.0%."


def test_an_adjusted_effect_says_so_and_one_made_of_others_names_no_group(real: Review):
    printed = real.reported("posttnk2025", "tnk", "control", "death_90d", measure="HR")
    assert sentence(printed).startswith("After adjustment, the hazard in the first group is 0.75 times that")
    assert "first group" not in said(printed.as_dict() | {"origin": "derived"})
