"""What the data know beside results is said with its unit and its row, and what they do not know is not said."""

from __future__ import annotations

import pytest

from helpers.quantities.expressions import quantity
from helpers.quantities.lookup import QuantityError

CLAIM = 'claim("iii.0.1-1")'


@pytest.mark.parametrize(
    ("expression", "text", "value", "row"),
    [
        ("dose(alpha2020trial)", "0.25 mg/kg", 0.25, "groups"),
        ("dose(alpha2020trial, drug)", "0.25 mg/kg", 0.25, "groups"),
        ("dose(alpha2020trial, which=highest)", "20 mg", 20, "protocols"),
        ("dose(alpha2020trial, which=share)", "25.0%", 25, "groups"),
        ("infusion(alpha2020trial)", "10 minutes", None, "protocols"),
        ("primary_outcome(alpha2020trial)", "mRS 0-1 at 90 days", None, "protocols"),
        ("grade(beta2021cohort, tici3)", "mTICI 3", None, "groups"),
        ("window(alpha2020trial)", "0-24 h", None, "studies"),
        ("when(excellent)", "90 days", None, "outcomes"),
        (CLAIM, "2.749", 2.749, "claims"),
        ('claim("i.0.1-2")', "80%", 80, "claims"),
        ('claim("iii.0.1-4")', "about", None, "claims"),
    ],
)
def test_a_recorded_fact_is_said_with_its_unit_and_its_row(review, expression, text, value, row):
    found = quantity(expression, review.evidence)
    assert (found.text, found.value) == (text, value)
    assert found.rows[0].table == row
    assert found.origin == ("derived" if "share" in expression else "recorded")
    assert quantity(found.expression, review.evidence) == found


def test_a_printed_time_has_its_unit_as_a_word_and_cites_the_source_review(real):
    found = real.claim("iv.2.2-3")
    assert (found.text, found.value, found.unit, found.sources) == ("3 days", 3, "d", ("gao2025noreflow",))
    assert real.claim("iv.2.2-4").text == "2 mg/(kg·min)"
    assert real.claim("i.0.1-10").text == ">6 s"


def test_a_window_and_a_threshold_are_those_of_their_rows(review):
    row = review.evidence.tables["definitions"][0]
    key = row["definition"]
    assert review.threshold(key).text == row["threshold"]
    assert review.threshold(key, parameter=True).text == f"{row['parameter']} {row['threshold']}"
    assert review.when(key).rows[0].table == "definitions"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("dose(beta2021cohort)", "has 0 doses: name the group; it has no group with one"),
        ("dose(alpha2020trial, control)", "no dose of alpha2020trial, control is recorded"),
        ("dose(beta2021cohort, which=highest)", "unknown study of protocols.csv 'beta2021cohort'"),
        ("dose(alpha2020trial, which=most)", "unknown option for which 'most'"),
        ("window(beta2021cohort)", r"no window is recorded in studies.csv row \d"),
        ("when(nrp)", r"no time is recorded in outcomes.csv row \d"),
        ("when(later)", "unknown outcome or definition 'later'"),
        ("threshold(alpha_cpt)", "unknown definition 'alpha_cpt'; nearest: alpha_ctp"),
        ('claim("iii.0.1-9")', "unknown claim of claims.csv 'iii.0.1-9'; nearest"),
        ("setting(kappa)", "unknown setting 'kappa'; nearest: correction, level"),
        ("grade(alpha2020trial, placebo)", "unknown group 'placebo'"),
        ("primary_outcome(beta2021cohort)", "unknown study of protocols.csv"),
    ],
)
def test_what_is_not_recorded_is_not_said(review, expression, message):
    with pytest.raises(QuantityError, match=message):
        quantity(expression, review.evidence)
