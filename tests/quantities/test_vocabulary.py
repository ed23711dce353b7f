"""The vocabulary: every number's text, its source, and what a reader must know about it."""

from __future__ import annotations

import inspect
import json
import re

import pytest
from books import ROOT, copy_small_book, edit

from helpers.evidence.evidence import load
from helpers.quantities.kinds import TEXT_OF_KIND
from helpers.quantities.lookup import QuantityError
from helpers.quantities.provenance import inputs
from helpers.quantities.quantity import PARTS, Quantity
from helpers.quantities.vocabulary import VOCABULARY, Review

DRUG = ("alpha2020trial", "drug")
CONTROL = ("alpha2020trial", "control")
BARE = re.compile(r"\d\.\d{5,}|\d[eE][-+]?\d|np\.|nan|inf\b|None|Decimal|Fraction")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(copy_small_book(tmp_path_factory.mktemp("quantities") / "book")))


@pytest.fixture(scope="module")
def real():
    return Review(load(ROOT))


# The data stand in tests/small_book/data; the texts follow the table of the vocabulary in the design.
TEXTS = [
    ("links", ("clots move on", "no-reflow"), {}, "1"),
    ("studies", (), {"assessment": "CT perfusion"}, "1"),
    ("n", (*DRUG,), {}, "10"),
    ("n", ("alpha2020trial",), {}, "20"),
    ("n", ("alpha2020trial",), {"which": "randomised"}, "20"),
    ("n", ("beta2021cohort",), {}, "50"),
    ("count", (*DRUG, "nrp"), {}, "8/10"),
    ("count", (*DRUG, "nrp"), {"source": "review"}, "7/10"),
    ("count", ("beta2021cohort", "tici3", "nrp"), {}, "0/20"),
    ("pct", (*DRUG, "nrp"), {}, "80.0%"),
    ("pct", (*DRUG, "nrp"), {"source": "review"}, "70.0%"),
    ("pct", (*DRUG, "nrp"), {"definition": "alpha_ctp"}, "80.0%"),
    ("pct", ("beta2021cohort", "tici3", "nrp"), {}, "0.0%"),
    ("value", (*DRUG, "nihss_24h", "median"), {}, "17 points (IQR 12-21)"),
    ("value", ("beta2021cohort", "all", "nrp", "range"), {}, "12.5-42.9%"),
    ("rr", (*DRUG, "control", "nrp"), {}, "RR 1.60 (95% CI 0.80-3.20)"),
    ("or_", (*DRUG, "control", "nrp"), {}, "OR 4.00 (95% CI 0.55-29.10)"),
    ("rd", (*DRUG, "control", "nrp"), {}, "RD 30.0 (95% CI -9.7 to 69.7)"),
    ("association", (*DRUG, "control", "nrp"), {}, "P = .35"),
    ("recorded", ("groups", "dose", *DRUG), {}, "0.25 mg/kg"),
    ("recorded", ("studies", "year", "alpha2020trial"), {}, "2020"),
    ("reported", (*DRUG, "control", "mrs_0_1_90d"), {}, "aRR 1.44 (95% CI 1.06-1.95; P = .02)"),
    (
        "reported",
        (*DRUG, "control", "mrs_0_1_90d"),
        {"measure": "RR", "source": "review"},
        "aRR 2.749 (95% CI 0.996-1.068; P = .014)",
    ),
    ("span", ("nrp",), {}, "0.0-80.0%"),
    ("span", ("nrp",), {"scope": "cited"}, "50.0-80.0%"),
    ("span", ("nrp",), {"causes_excluded": 3}, "0.0-20.0%"),
    ("span", ("nrp",), {"modality": "ASL", "grade": "3"}, "0.0-0.0%"),
    ("studies", (), {}, "3"),
    ("studies", ("nrp",), {}, "2"),
    ("studies", ("nrp",), {"scope": "context"}, "1"),
    ("studies", ("nrp",), {"design": "cohort"}, "1"),
    ("studies", (), {"scope": "included"}, "0"),
    ("studies", ("nrp",), {"reported_by": "review01"}, "1"),
    ("references", (), {}, "2"),
    ("references", ("confirmed",), {}, "1"),
    ("claims", (), {}, "7"),
    ("claims", ("impossible",), {}, "3"),
    ("claims", (), {"finding": "any"}, "1"),
    ("claims", (), {"section": "iii", "kind": "statistic"}, "4"),
    ("claims", ("reproduced",), {"kind": "setting"}, "0"),
]


@pytest.mark.parametrize(
    ("function", "arguments", "options", "text"),
    [pytest.param(*case, id=f"{case[0]}-{case[3]}-{number}") for number, case in enumerate(TEXTS)],
)
def test_each_function_of_the_vocabulary_writes_its_number_as_designed(review, function, arguments, options, text):
    found = getattr(review, function)(*arguments, **options)
    assert found.text == str(found) == text
    assert found.formula
    assert found.sources or found.value == 0


def test_every_function_of_the_vocabulary_has_a_text_here_or_in_the_tests_of_pooling():
    assert {case[0] for case in TEXTS} | {"pooled", "per_1000"} == set(VOCABULARY)


# Hand arithmetic: Wilson for 8 of 10, (0.8 + z2/20 -/+ z sqrt(0.016 + z2/400)) / (1 + z2/10), z2 = 3.841459
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("pct", *DRUG, "nrp"), {"value": 80, "low": 49.0162, "high": 94.3318, "events": 8, "total": 10}),
        (("count", *DRUG, "nrp"), {"value": 8, "events": 8, "total": 10, "low": None}),
        (("value", *DRUG, "nihss_24h", "median"), {"value": 17, "low": 12, "high": 21}),
        (("value", "beta2021cohort", "all", "nrp", "range"), {"value": None, "low": 12.5, "high": 42.9}),
        (("reported", *DRUG, "control", "mrs_0_1_90d"), {"value": 1.44, "low": 1.06, "high": 1.95, "p": 0.02}),
        (("span", "nrp"), {"value": None, "low": 0, "high": 80, "k": 4}),
        (("rr", *DRUG, "control", "nrp"), {"value": 1.6, "low": 0.80016, "high": 3.19938, "p": 0.18372}),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)
def test_a_quantity_carries_the_numbers_behind_its_text(review, call, expected):
    found = getattr(review, call[0])(*call[1:])
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=5e-5)


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
    whole = Quantity("x()", "1.0%", 1.0, "percentage", 0.5, 2.0, 0.5, 1, 2, 3, "95% CI, Wilson", "x")
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
    ("call", "options", "sources"),
    [
        (("count", *DRUG, "nrp"), {}, ["alpha2020trial"]),
        (("count", *DRUG, "nrp"), {"source": "primary"}, ["alpha2020trial"]),
        (("count", *DRUG, "nrp"), {"source": "review"}, ["source2025review", "alpha2020trial"]),
        (("count", "beta2021cohort", "tici3", "nrp"), {}, ["review01", "beta2021cohort"]),
        (("rr", *DRUG, "control", "nrp"), {}, ["alpha2020trial"]),
        (("references",), {}, ["source2025review"]),
    ],
)
def test_sources_name_who_printed_the_number_before_whom_it_is_about(review, call, options, sources):
    assert list(getattr(review, call[0])(*call[1:], **options).sources) == sources


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
        file.write("beta_other,beta2021cohort,ASL,CBF,30% below,24 h,,,0,no,no,no\n")
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("beta2021cohort,all,nrp,beta_other,12,50,24,false,primary,,abstract,,\n")
    review = Review(load(book))
    with pytest.raises(QuantityError, match="say which, by source, definition"):
        review.pct("beta2021cohort", "all", "nrp")
    assert review.pct("beta2021cohort", "all", "nrp", definition="beta_other").text == "24.0%"
    assert review.pct("beta2021cohort", "all", "nrp", definition="beta_asl").notes == ()  # no rival: another question
    with pytest.raises(QuantityError, match="unknown source 'review' for beta2021cohort, all, nrp; nearest: primary"):
        review.pct("beta2021cohort", "all", "nrp", source="review", definition="beta_other")


def test_groups_judged_by_different_definitions_are_not_compared(book):
    with (book / "data/definitions.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("alpha_other,alpha2020trial,CTP,Tmax,> 4 s,24 h,,,0,no,no,no\n")
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


def test_an_effect_without_a_p_has_none(book):
    edit(book / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80", "drug,nrp,alpha_ctp,10,10,100")
    edit(book / "data/counts.csv", "control,nrp,alpha_ctp,5,10,50", "control,nrp,alpha_ctp,10,10,100")
    found = Review(load(book)).rd(*DRUG, "control", "nrp")
    assert (found.text, found.p, found.as_dict()["p_text"]) == ("RD 0.0 (95% CI 0.0-0.0)", None, "")


@pytest.mark.parametrize(
    ("call", "options", "note"),
    [
        (
            ("count", "beta2021cohort", "tici3", "nrp"),
            {},
            "The count was calculated back from the printed percentage.",
        ),
        (
            ("count", "beta2021cohort", "tici3", "nrp"),
            {},
            "Quoted by Reference 1; not read in the publication itself.",
        ),
        (
            ("pct", *DRUG, "nrp"),
            {"source": "review"},
            "As the source review prints it.",
        ),
        (
            ("pct", *DRUG, "nrp"),
            {},
            "The source review prints it differently: 7/10 (printed: 70%) (section i).",
        ),
        (
            ("pct", *DRUG, "nrp"),
            {"source": "review"},
            "The publication prints it differently: 8/10 (printed: 80%) (Table 2).",
        ),
        (
            ("reported", *DRUG, "control", "mrs_0_1_90d"),
            {"source": "review"},
            "The printed figures do not fit together: The interval excludes its estimate.",
        ),
        (
            ("reported", *DRUG, "control", "mrs_0_1_90d"),
            {},
            "The source review prints it differently: aRR 2.749 (95% CI 0.996-1.068; P = .014) (section iii).",
        ),
        (("rr", *DRUG, "control", "nrp"), {}, "Crude: not adjusted for anything."),
    ],
    ids=["back", "quoted", "as-the-review", "differs", "differs-primary", "fault", "differs-estimate", "crude"],
)
def test_notes_say_what_a_reader_must_know(review, call, options, note):
    assert getattr(review, call[0])(*call[1:], **options).notes.count(note) == 1


def test_a_number_that_all_sources_print_alike_has_no_note(review):
    assert review.count(*CONTROL, "nrp").notes == ()


def test_a_difference_in_one_group_is_noted_although_the_other_group_has_that_count(book):
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("alpha2020trial,control,nrp,alpha_ctp,8,10,80,false,review,,section ii,,\n")
    note = "The source review prints it differently: 8/10 (printed: 80%) (section ii)."
    assert note in Review(load(book)).rr(*DRUG, "control", "nrp").notes


def test_inputs_say_where_each_row_stands(review):
    (row,) = inputs(review.evidence, review.pct(*DRUG, "nrp").rows)
    assert row["row"] == "data/counts.csv row 7"
    assert row["label"] == "Alpha, Drug, No-reflow"
    assert row["figure"] == "8/10 (printed: 80%)"
    assert row["definition"] == "CTP, Tmax > 6 s, 24 h"
    assert (row["source"], row["locator"], row["url"]) == ("primary", "Table 2", "https://doi.org/10.1000/alpha.1")


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


def test_the_review_offers_the_vocabulary_and_nothing_else(review):
    assert {name for name in dir(review) if not name.startswith("_")} == {"evidence", "table", *VOCABULARY}
    with pytest.raises(AttributeError, match="has no attribute 'ptc'"):
        review.ptc  # noqa: B018


def test_every_word_has_a_signature_and_says_what_it_takes_gives_and_refuses(review):
    for name in VOCABULARY:
        method = getattr(review, name)
        assert "self" not in inspect.signature(method).parameters
        said = inspect.getdoc(method)
        assert re.match(r"Return [^\n]+\.\n\n", said), name
        for section in ("Parameters", "Returns", "Raises"):
            assert f"\n{section}\n{'-' * len(section)}\n" in said, (name, section)
        for parameter in inspect.signature(method).parameters:
            assert re.search(rf"^[\w, *]*\b{parameter}\b", said, re.MULTILINE), (name, parameter)


def every_quantity(review):
    """Yield the quantity of every row of counts, values and estimates, as its own source gives it."""
    for row in review.evidence.tables["counts"]:
        facts = (row["study"], row["group"], row["outcome"])
        for function in (review.count, review.pct):
            yield row, function(*facts, source=row["source"], definition=row["definition"])
    for row in review.evidence.tables["values"]:
        facts = (row["study"], row["group"], row["outcome"], row["statistic"])
        yield row, review.value(*facts, source=row["source"])
    for row in review.evidence.tables["estimates"]:
        facts = (row["study"], row["group"], row["comparator"], row["outcome"], row["measure"])
        yield row, review.reported(*facts, source=row["source"])


def texts_in(evidence, found):
    """Yield every text that a reader sees of a quantity and of its attributes."""
    yield from (found.text, found.limits, found.formula, *found.notes, *found.printed.values())
    yield from (row["figure"] for row in inputs(evidence, found.rows))
    for name in PARTS:
        if found.number_of(name) is not None:
            yield found.part(name).text


def test_no_text_of_the_real_book_shows_a_bare_float(real):
    rows = sum(len(real.evidence.tables[name]) for name in ("counts", "values", "estimates"))
    seen = list(every_quantity(real))
    assert len(seen) >= rows >= 50
    for row, found in seen:
        for text in texts_in(real.evidence, found):
            assert not BARE.search(text), (row.table, row.number, text)
        assert found.kind in TEXT_OF_KIND
        assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()
        assert [str(ref) for ref in found.rows] == [f"data/{row.table}.csv row {row.number}"]


def test_every_printed_figure_of_the_real_book_stands_in_the_text_of_its_quantity(real):
    for row, found in every_quantity(real):
        columns = {"values": ("value", "low", "high"), "estimates": ("estimate", "ci_low", "ci_high")}
        for column in columns.get(row.table, ()):
            assert row[column] in found.text
        if row.table == "counts":
            assert f"{row['events']:,}" in found.text or found.kind == "percentage"


def test_every_expression_of_the_real_book_gives_its_quantity_again(real):
    from helpers.quantities.expressions import quantity

    for _, found in every_quantity(real):
        assert quantity(found.expression, real.evidence) == found


def test_a_number_that_only_the_source_review_prints_says_so(book):
    edit(book / "data/counts.csv", "80,false,primary,,Table 2", "80,false,review,,section ii")
    lines = (book / "data/counts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",7,10,70," not in line]  # the second row that the review prints
    (book / "data/counts.csv").write_text("".join(kept), encoding="utf-8", newline="\n")
    notes = Review(load(book)).pct(*DRUG, "nrp").notes
    assert notes == ("Only the source review prints this; it was not read in the publication.",)


def test_what_an_endpoint_is_names_its_row_although_it_belongs_to_no_study(review: Review):
    found = review.recorded("outcomes", "to", "mrs_0_1_90d")
    assert (found.text, found.value, found.sources) == ("1", 1, ())
    (row,) = inputs(review.evidence, found.rows)
    assert row["row"].startswith("data/outcomes.csv row ") and row["label"]
