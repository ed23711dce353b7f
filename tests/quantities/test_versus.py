"""Two groups side by side are one number, with the rows of both and of the effect between them."""

from __future__ import annotations

import pytest

from helpers.quantities.lookup import QuantityError


@pytest.mark.parametrize(
    ("arguments", "options", "text"),
    [
        (("nrp",), {}, "80.0% versus 50.0%"),
        (("nrp", "drug", "control"), {}, "80.0% versus 50.0%"),
        (("nrp", "control", "drug"), {}, "50.0% versus 80.0%"),
        (("nrp",), {"form": "counts"}, "8/10 versus 5/10"),
        (("nrp",), {"effect": "rr"}, "80.0% versus 50.0%, RR 1.60 (95% CI 0.80-3.20)"),
        (("nrp",), {"effect": "rd"}, "80.0% versus 50.0%, RD 30.0 (95% CI -9.7 to 69.7) percentage points"),
        (("nrp",), {"effect": "or_"}, "80.0% versus 50.0%, OR 4.00 (95% CI 0.55-29.10)"),
        (("mrs_0_1_90d",), {"effect": "reported", "form": "counts"},
         "5/10 versus 3/10, aRR 1.44 (95% CI 1.06-1.95; P = .02)"),
    ],
)  # fmt: skip
def test_groups_stand_side_by_side_with_the_effect_asked_for(review, arguments, options, text):
    assert review.versus("alpha2020trial", *arguments, **options).text == text


def test_a_printed_difference_of_risks_is_in_percentage_points(real):
    text = real.versus("choice2022", "mrs_0_1_90d", effect="reported").text
    assert text == "59.0% versus 40.4%, aRD 18.4 (95% CI 0.3-36.4; P = .047) percentage points"


def test_percentages_without_their_counts_stand_beside_those_with_them(real):
    found = real.versus("assetit2025", "mrs_0_1_90d", effect="reported")
    assert found.text.startswith("65.9% versus 54.9%, RR 1.20 (95% CI ")
    assert [row.table for row in found.rows] == ["counts", "values", "estimates"]


def test_it_shows_the_rows_of_both_groups_and_of_the_effect(review):
    sides = review.versus("alpha2020trial", "mrs_0_1_90d")
    assert (sides.value, sides.low, sides.kind) == (None, None, "words")
    tables = [row.table for row in review.versus("alpha2020trial", "mrs_0_1_90d", effect="reported").rows]
    assert tables == ["counts", "counts", "estimates"]
    assert sides.expression == 'versus("alpha2020trial", "mrs_0_1_90d")'
    assert sides.sources == ("alpha2020trial",)


def test_its_effect_speaks_for_itself(review):
    found = review.versus("alpha2020trial", "nrp", effect="rr")
    assert (found.value, found.low < 1 < found.high, found.measure) == (1.6, True, "RR")


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ("beta2021cohort", "nrp"),
            {},
            "has 0 treated and 0 control groups, not one of each: name two, .* of all, tici3",
        ),
        (("alpha2020trial", "nrp", "drug"), {}, "name both groups of alpha2020trial, or neither; it has control, drug"),
        (("alpha2020trial", "nrp", "drug", "placebo"), {}, "unknown group 'placebo'"),
        (("alpha2020trial", "nrp"), {"effect": "ratio"}, "unknown option for effect 'ratio'"),
        (("alpha2020trial", "nrp"), {"form": "count"}, "unknown option for form 'count'; nearest: counts"),
        (("alpha2020trial", "nrp"), {"measure": "RR"}, "write effect=reported"),
        (("alpha2020trial", "nrp"), {"effect": "reported"}, "unknown outcome with a row in estimates.csv"),
        (("alpha2020trial", "mrs_0_2_90d"), {}, "unknown outcome with a row in counts.csv"),
        (("alfa2020trial", "nrp"), {}, "unknown study"),
        (("alpha2020trial", "npr"), {}, "unknown outcome 'npr'"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_there_is(review, arguments, options, message):
    with pytest.raises(QuantityError, match=message):
        review.versus(*arguments, **options)
