"""A fact is found by names that exist, from the best source, or not at all."""

from __future__ import annotations

import pytest

from helpers.evidence.evidence import load
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

DRUG = ("alpha2020trial", "drug")
CONTROL = ("alpha2020trial", "control")


def test_primary_goes_before_secondary_before_review(book):
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta2021cohort,tici3,nrp,beta_asl,1,20,5,false,review,,section i,,\n")
    review = Review(load(book))
    call = ("beta2021cohort", "tici3", "nrp")
    assert review.count(*call).text == "0/20"
    assert review.count(*call, source="review").text == "1/20"
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta2021cohort,tici3,nrp,beta_asl,2,20,10,false,primary,,Table 3,,\n")
    assert Review(load(book)).count(*call).text == "2/20"


def test_two_equally_good_sources_are_an_error_in_every_function(book):
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta2021cohort,tici3,nrp,beta_asl,1,20,5,false,secondary,alpha2020trial,Table 9,,\n")
    review = Review(load(book))
    for function in (review.count, review.pct):
        with pytest.raises(QuantityError, match=r"2 rows give .*row 10; row 11.*say which, by source, definition"):
            function("beta2021cohort", "tici3", "nrp")
    for function in (review.span, review.studies):
        with pytest.raises(QuantityError, match=r"2 rows give .*say which, by source, reported_by"):
            function("nrp")
    assert review.studies("nrp", reported_by="review01").text == "1"


def test_two_definitions_are_an_error_until_one_is_named(book):
    with (book / "data/definitions.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta_other,beta2021cohort,ASL,CBF,30% below,,,24 h,,,0,no,no,no\n")
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta2021cohort,all,nrp,beta_other,12,50,24,false,primary,,abstract,,\n")
    review = Review(load(book))
    with pytest.raises(QuantityError, match="say which, by source, definition"):
        review.pct("beta2021cohort", "all", "nrp")
    assert review.pct("beta2021cohort", "all", "nrp", definition="beta_other").text == "24.0%"
    assert review.pct("beta2021cohort", "all", "nrp", definition="beta_asl").notes == ()  # no rival: another question
    with pytest.raises(QuantityError, match="unknown source 'review' for beta2021cohort, all, nrp; nearest: primary"):
        review.pct("beta2021cohort", "all", "nrp", source="review", definition="beta_other")


@pytest.mark.parametrize(
    ("call", "options", "message"),
    [
        (("pct", "alfa2020trial", "drug", "nrp"), {}, "unknown study 'alfa2020trial'; nearest: alpha2020trial"),
        (("pct", "alpha2020trial", "drugs", "nrp"), {}, "unknown group 'drugs' of alpha2020trial; nearest: drug"),
        (("n", "alpha2020trial", "contrl"), {}, "unknown group 'contrl' of alpha2020trial; nearest: control"),
        (("claims", "wrong"), {}, "unknown verdict 'wrong'; nearest:"),
        (("claims",), {"section": "iv"}, "unknown section 'iv'; nearest:"),
        (("claims",), {"kind": "numbers"}, "unknown kind 'numbers'; nearest:"),
        (("recorded", "group", "dose", *DRUG), {}, "unknown table 'group'; nearest: groups"),
        (("recorded", "groups", "doses", *DRUG), {}, "unknown column 'doses' of groups; nearest: dose"),
        (("recorded", "groups", "dose", "alpha2020trial"), {}, "unknown row 'alpha2020trial' of groups"),
        (("recorded", "groups", "dose", "alpha2020trial", "control"), {}, "dose of alpha2020trial, control is empty"),
        (("pct", *DRUG, "nrpp"), {}, "unknown outcome 'nrpp'; nearest: nrp"),
        (("span", "nrpp"), {}, "unknown outcome 'nrpp'; nearest: nrp"),
        (
            ("pct", *DRUG, "mrs_0_2_90d"),
            {},
            "unknown outcome with a row in counts.csv 'mrs_0_2_90d' for alpha2020trial, drug; nearest: mrs_0_1_90d",
        ),
        (
            ("value", *DRUG, "nihss_24h", "mean"),
            {},
            "unknown statistic 'mean' for alpha2020trial, drug, nihss_24h; nearest: median",
        ),
        (("reported", *DRUG, "contrl", "mrs_0_1_90d"), {}, "unknown group 'contrl' of alpha2020trial; nearest: contro"),
        (("reported", *DRUG, "drug", "mrs_0_1_90d"), {}, "unknown comparator 'drug' for .*; nearest: control"),
        (("reported", *DRUG, "control", "mrs_0_1_90d", "OR"), {}, "unknown measure 'OR' for .*; nearest: RR"),
        (("pct", *DRUG, "nrp"), {"source": "reveiw"}, "unknown source 'reveiw' for .*; nearest: review"),
        (("pct", *DRUG, "nrp"), {"source": ""}, "unknown source '' for .*; nearest: primary, review"),
        (("pct", *DRUG, "nrp"), {"definition": "alpha_mr"}, "unknown definition 'alpha_mr' for .*: alpha_ctp"),
        (("n", "alpha2020trial"), {"which": "analyzed"}, "unknown option for which 'analyzed'; nearest: analysed"),
        (("n", "beta2021cohort"), {"which": "randomised"}, "patients randomised in beta2021cohort is not known"),
        (("n", "review01"), {}, "patients analysed in review01 is not known"),
        (("studies", "nrp"), {"scpe": "cited"}, "unknown filter 'scpe' of studies.. with an outcome; nearest: scope"),
        (("span", "nrp"), {"scope": "sited"}, "unknown scope 'sited' among the counts of nrp; nearest: cited"),
        (("span", "nrp"), {"modality": "CTPs"}, "unknown modality 'CTPs' among the counts of nrp; nearest: CTP"),
        (("span", "nrp"), {"causes_excluded": 2}, "unknown causes_excluded '2' among the counts of nrp; nearest: 0, 3"),
        (("span", "nrp"), {"grade": "2b"}, "unknown grade '2b' among the counts of nrp; nearest: 2c-3"),
        (("span", "nrp"), {"scope": "cited", "modality": "ASL"}, "no count of nrp meets these filters together"),
        (("span", "nihss_24h"), {}, "no count of nihss_24h"),
        (("studies", "nrp"), {"reported_by": "reviw01"}, "unknown reported_by 'reviw01' .*; nearest: review01"),
        (("studies",), {"scope": "sited"}, "unknown scope 'sited'; nearest: cited"),
        (("studies",), {"design": "cohorts"}, "unknown design 'cohorts'; nearest: cohort"),
        (("studies", "nrp"), {"design": "cohorts"}, "unknown design 'cohorts'; nearest: cohort"),
        (("studies",), {"modality": "CTP"}, "unknown filter 'modality' of studies.. without an outcome"),
        (("references", "confirm"), {}, "unknown verification 'confirm'; nearest: confirmed"),
    ],
    ids=lambda case: "-".join(map(str, case)) if isinstance(case, tuple) else "",
)
def test_an_unknown_name_is_refused_with_the_nearest_valid_ones(review, call, options, message):
    with pytest.raises(QuantityError, match=message):
        getattr(review, call[0])(*call[1:], **options)
