"""A quantity: its parts, their text, and what it says of itself by fields."""

from __future__ import annotations

import json

import pytest
from books import edit

from helpers.evidence.evidence import load
from helpers.quantities.expressions import quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import PARTS, Quantity
from helpers.quantities.vocabulary import Review

DRUG = ("alpha2020trial", "drug")
CONTROL = ("alpha2020trial", "control")


@pytest.mark.parametrize(
    ("call", "attribute", "text"),
    [
        (("pct", *DRUG, "nrp"), "value", "80.0%"),
        (("pct", *DRUG, "nrp"), "low", "49.0%"),
        (("pct", *DRUG, "nrp"), "high", "94.3%"),
        (("pct", *DRUG, "nrp"), "events", "8"),
        (("count", *DRUG, "nrp"), "total", "10"),
        (("rr", *DRUG, "control", "nrp"), "value", "1.60"),
        (("rr", *DRUG, "control", "nrp"), "high", "3.20"),
        (("rr", *DRUG, "control", "nrp"), "p", "P = .18"),
        (("rd", *DRUG, "control", "nrp"), "low", "-9.7"),
        (("value", *DRUG, "nihss_24h", "median"), "high", "21"),
        (("value", "beta2021cohort", "all", "nrp", "range"), "low", "12.5%"),
        (("reported", *DRUG, "control", "mrs_0_1_90d"), "high", "1.95"),
        (("reported", *DRUG, "control", "mrs_0_1_90d"), "p", "P = .02"),
        (("span", "nrp"), "high", "80.0%"),
        (("span", "nrp"), "k", "4"),
        (("studies", "nrp"), "k", "2"),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else case,
)
def test_an_attribute_is_written_in_the_style_of_its_quantity(review, call, attribute, text):
    whole = getattr(review, call[0])(*call[1:])
    found = whole.part(attribute)
    assert found.text == text
    assert found.value == getattr(whole, attribute)
    assert found.expression == f"{whole.expression}.{attribute}"
    assert (found.rows, found.sources, found.notes) == (whole.rows, whole.sources, whole.notes)


def test_a_number_as_printed_keeps_its_decimals_in_every_attribute(review):
    found = review.reported(*DRUG, "control", "mrs_0_1_90d", source="review")
    assert [found.part(name).text for name in ("value", "low", "high", "p")] == [
        "2.749",
        "0.996",
        "1.068",
        "P = .014",
    ]
    assert found.limits == "0.996-1.068"


def test_trailing_zeros_and_bounds_of_p_survive_as_printed(book):
    edit(book / "data/estimates.csv", "1.44,1.06,1.95,0.02", "1.440,1.060,1.950,<0.001")
    edit(book / "data/readings.csv", "estimate,1.44,", "estimate,1.440,")
    edit(book / "data/values.csv", "%,,12.5,42.9", "%,,12.50,43")
    review = Review(load(book))
    found = review.reported(*DRUG, "control", "mrs_0_1_90d")
    assert found.text == "aRR 1.440 (95% CI 1.060-1.950; P < .001)"
    assert found.part("p").text == found.as_dict()["p_text"] == "P < .001"
    assert found.part("low").part("value").text == "1.060"
    found = review.value("beta2021cohort", "all", "nrp", "range")
    assert (found.text, found.limits) == ("12.50-43%", "12.50-43%")
    assert found.part("high").text == "43%"


@pytest.mark.parametrize("name", ["p", "events", "total", "k", "low", "high"])
def test_an_attribute_stands_alone_so_that_no_interval_is_taken_for_its_own(review, name):
    whole = Quantity("x()", "1.0%", 1.0, "percentage", 0.5, 2.0, 0.5, 1, 2, 3, "Wilson", "x", level=95)
    found = whole.part(name)
    assert {found.number_of(other) for other in PARTS if other != "value"} == {None}
    assert (found.method, found.limits) == ("", "")
    assert found.part("value").text == found.text


def test_an_unknown_attribute_names_those_there_are(review):
    found = review.count(*DRUG, "nrp")
    with pytest.raises(QuantityError, match="no attribute 'median'; it has value, low, high, p, events, total, k"):
        found.part("median")
    with pytest.raises(QuantityError, match=r"has no low; it has value, events, total"):
        found.part("low")


@pytest.mark.parametrize(
    ("call", "fields"),
    [
        (("n", *DRUG), {"origin": "counted", "unit": "patients", "measure": "", "adjusted": None, "level": None}),
        (("pct", *DRUG, "nrp"), {"origin": "counted", "unit": "%", "level": 95}),
        (("count", "beta2021cohort", "tici3", "nrp"), {"origin": "calculated back", "unit": "patients", "level": None}),
        (("value", *DRUG, "nihss_24h", "median"), {"origin": "printed", "unit": "points", "level": None}),
        (("recorded", "groups", "dose", *DRUG), {"origin": "recorded", "unit": "mg/kg"}),
        (("rr", *DRUG, "control", "nrp"), {"origin": "counted", "measure": "RR", "adjusted": False, "level": 95}),
        (("rd", *DRUG, "control", "nrp"), {"measure": "RD", "unit": "percentage points", "label": "RD"}),
        (
            ("reported", *DRUG, "control", "mrs_0_1_90d"),
            {"origin": "printed", "measure": "RR", "adjusted": True, "label": "aRR", "level": 95},
        ),
        (("studies", "nrp"), {"origin": "tallied", "unit": "", "rows": ()}),
        (("span", "nrp"), {"origin": "calculated back", "unit": "%"}),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)
def test_a_quantity_says_by_fields_what_it_is_and_where_it_comes_from(review, call, fields):
    found = getattr(review, call[0])(*call[1:])
    assert {name: getattr(found, name) for name in fields} == fields


def test_a_part_of_another_kind_is_no_longer_the_effect_and_arithmetic_is_derived(review):
    effect = review.rr(*DRUG, "control", "nrp")
    assert (effect.part("p").measure, effect.part("p").adjusted, effect.part("p").level) == ("", None, None)
    assert (effect.part("high").measure, effect.part("high").level) == ("RR", None)
    call = effect.expression
    for expression in (f"1 / {call}", f"{call} * {call}", f"{call} / 2"):
        assert quantity(expression, review.evidence).origin == "derived"
    assert quantity(f"1 / {call}", review.evidence).measure == "RR"
    assert quantity(f"{call} * {call}", review.evidence).measure == ""


def test_a_turned_ratio_keeps_its_adjustment_and_its_p_as_printed(review):
    found = review.reported(*DRUG, "control", "mrs_0_1_90d").inverted()
    assert (found.text, found.label, found.adjusted) == ("aRR 0.69 (95% CI 0.51-0.94)", "aRR", True)
    assert (found.text_of("p"), found.as_dict()["printed"]) == ("P = .02", {"p": "P = .02"})


@pytest.mark.parametrize(
    ("study", "groups", "outcome", "words"),
    [  # printed as 0.14 (0.02-0.84), 0.3 (0.1-0.9), 0.21 (0.15-0.31)
        ("anzsoc2025serial", ("nrp_48h", "no_nrp_48h"), "mrs_0_1_90d", "OR 7.1 (95% CI 1.2-50)"),
        ("review08mujanovic", ("hypo", "normal"), "mrs_0_2_90d", "aOR 3.3 (95% CI 1.1-10)"),
        ("mujanovic2024meta", ("nrp", "no_nrp"), "functional_independence", "OR 4.8 (95% CI 3.2-6.7)"),
    ],
)
def test_a_turned_ratio_is_no_more_exact_than_it_was_printed(real, study, groups, outcome, words):
    assert real.reported(study, *groups, outcome).inverted().text == words


def test_what_was_computed_is_never_called_printed(review):
    assert review.pct(*DRUG, "nrp").part("low").printed == {}
    assert review.reported(*DRUG, "control", "mrs_0_1_90d").part("low").printed == {"value": "1.06"}
    printed = review.value("beta2021cohort", "all", "nrp", "range")
    assert printed.printed == {"low": "12.5", "high": "42.9"}
    assert printed.as_dict()["printed"] == {"low": "12.5%", "high": "42.9%"}


def test_as_plain_data_a_quantity_has_its_rows_as_table_and_number(review):
    found = review.pct(*DRUG, "nrp").as_dict()
    assert found["rows"] == [["counts", 7]] and "inputs" not in found
    assert json.loads(json.dumps(found, allow_nan=False)) == found
