"""Crude comparisons of two groups: judged alike, corrected and said."""

from __future__ import annotations

import pytest
from books import edit

from helpers.evidence.evidence import load
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

DRUG = ("alpha2020trial", "drug")
CONTROL = ("alpha2020trial", "control")


def test_groups_judged_by_different_definitions_are_not_compared(book):
    with (book / "data/definitions.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("alpha_other,alpha2020trial,CTP,Tmax,> 4 s,,,24 h,,,0,no,no,no\n")
    edit(book / "data/counts.csv", "control,nrp,alpha_ctp,5", "control,nrp,alpha_other,5")
    with pytest.raises(QuantityError, match="different definitions"):
        Review(load(book)).rr(*DRUG, "control", "nrp")


def test_a_crude_and_an_adjusted_effect_of_one_measure_are_told_apart(book):
    with (book / "data/estimates.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("alpha2020trial,drug,control,mrs_0_1_90d,RR,1.50,1.10,2.05,,false,primary,,Table 2 (crude),,\n")
    review = Review(load(book))
    with pytest.raises(QuantityError, match="say which, by measure, source, adjusted"):
        review.reported(*DRUG, "control", "mrs_0_1_90d")
    assert review.reported(*DRUG, "control", "mrs_0_1_90d", adjusted=False).text == "RR 1.50 (95% CI 1.10-2.05)"
    assert review.reported(*DRUG, "control", "mrs_0_1_90d", adjusted=True).value == 1.44


def test_a_zero_cell_is_corrected_and_said(book):
    edit(book / "data/counts.csv", "control,nrp,alpha_ctp,5,10,50", "control,nrp,alpha_ctp,0,10,0")
    review = Review(load(book))
    note = "A zero cell: 0.5 was added to all four cells."
    assert note in review.rr(*DRUG, "control", "nrp").notes
    assert note in review.or_(*DRUG, "control", "nrp").notes
    assert note not in review.rd(*DRUG, "control", "nrp").notes
    # Hand arithmetic: (8.5 / 11) / (0.5 / 11)
    assert review.rr(*DRUG, "control", "nrp").part("value").text == "17.00"


def test_a_difference_of_two_certainties_has_an_interval_with_width_and_says_how(book):
    edit(book / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80", "drug,nrp,alpha_ctp,10,10,100")
    edit(book / "data/counts.csv", "control,nrp,alpha_ctp,5,10,50", "control,nrp,alpha_ctp,10,10,100")
    found = Review(load(book)).rd(*DRUG, "control", "nrp")
    # Hand arithmetic: 100 x 1.959964 x sqrt(2 x 10.5 x 0.5 / 11^3)
    assert (found.text, found.as_dict()["p_text"]) == ("RD 0.0 (95% CI -17.4 to 17.4)", "P > .99")
    assert "Both risks are 0 or 1: 0.5 was added to all four cells, for the interval alone." in found.notes


def test_a_number_without_a_p_has_none(book):
    found = Review(load(book)).pct(*DRUG, "nrp")
    assert (found.p, found.as_dict()["p_text"]) == (None, "")
