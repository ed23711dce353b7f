"""Maps and the causal chain say what topics.csv and links.csv say, and those obey their rules."""

from __future__ import annotations

import pytest
from books import ROOT, edit

from helpers.evidence.dictionary import fields_of, load_schema
from helpers.evidence.evidence import load, read
from helpers.evidence.topics import (
    grade_of,
    heading_of_grade,
    map_designs,
    original_designs,
    plural_of,
    topics_by_axis,
)
from helpers.exhibits.topics import causes_of, heading_of, map_of, strands, test_times
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

PACKAGE, _ = load_schema(ROOT)
TOPICS, ORIGINAL = topics_by_axis(PACKAGE), original_designs(PACKAGE)
test_times.__test__ = False  # a function of the package, not a test


@pytest.fixture
def review(book):
    return Review(load(book))


def words_of(table, column):
    return next(f["constraints"]["enum"] for f in fields_of(load_schema(ROOT)[0], table) if f["name"] == column)


def test_the_dictionary_allows_exactly_the_topics_that_the_maps_know():
    assert words_of("topics", "axis") == list(TOPICS)
    assert set(words_of("topics", "topic")) == {topic for topics in TOPICS.values() for topic in topics}
    assert set(ORIGINAL) < set(words_of("studies", "design"))


def test_every_design_has_a_plural_and_every_original_one_a_mark_on_maps():
    assert all(plural_of(PACKAGE, design) != design for design in words_of("studies", "design"))
    assert {design for designs in map_designs(PACKAGE).values() for design in designs} == set(ORIGINAL)


def test_a_grade_stands_in_the_column_that_the_dictionary_names():
    fields = [{"name": "stage", "title": "Stage"}]
    package = {"resources": [{"name": "groups", "grade": "stage", "schema": {"fields": fields}}]}
    assert (grade_of(package, {"stage": "ABC 2"}), heading_of_grade(package)) == ("ABC 2", "Stage")
    none = {"resources": [{"name": "groups", "schema": {"fields": fields}}]}
    assert (grade_of(none, {}), heading_of_grade(none)) == ("", "")


BROKEN = {
    "off its axis": ("assessment,CT perfusion", "assessment,inflammation", "a topic belongs to its axis, assessment"),
    "missing": ("alpha2020trial,treatment,intra-arterial lysis\n", "", "it has none for treatment"),
    "none beside another": (
        "beta2021cohort,mechanism,none\n",
        "beta2021cohort,mechanism,none\nbeta2021cohort,mechanism,inflammation\n",
        "none stands alone on the axis mechanism",
    ),
    "not read beside another": (
        "alpha2020trial,assessment,CT perfusion\n",
        "alpha2020trial,assessment,CT perfusion\nalpha2020trial,assessment,not read\n",
        "not read stands alone on the axis assessment",
    ),
}


@pytest.mark.parametrize(("old", "new", "words"), BROKEN.values(), ids=BROKEN)
def test_a_study_without_its_place_on_the_map_is_a_fault(book, old, new, words):
    edit(book / "data/topics.csv", old, new)
    assert [words in str(problem) for problem in read(book)[1]] == [True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Beta,2021,cohort", "Beta,2021,animal experiment"),
        ("not assessed,,,,,abstract\nbeta", "not assessed,,mouse,,,abstract\nbeta"),
    ],
)
def test_an_animal_experiment_names_its_species_and_no_other_study_does(book, old, new):
    edit(book / "data/studies.csv", old, new)
    rule = "species is filled for the design animal experiment, and for no other"
    assert [problem.rule for problem in read(book)[1]] == [rule]


def test_studies_are_counted_by_topic_and_design(review):
    assert review.studies(assessment="CT perfusion").value == 1
    assert review.studies(assessment="CT perfusion", design="cohort").value == 0
    assert review.studies(treatment="none", mechanism="none", scope="context").sources == ("beta2021cohort",)


def test_an_unknown_topic_names_the_nearest(review):
    with pytest.raises(QuantityError, match="unknown assessment 'CT perfusio'.*nearest: CT perfusion"):
        review.studies(assessment="CT perfusio")


def test_a_link_counts_its_studies_and_their_patients(review):
    step = review.links("clots move on", "no-reflow")
    assert (step.value, step.total, step.sources) == (1, 20, ("alpha2020trial",))
    assert review.links("clots move on", "no-reflow", direction="against").sources == ("beta2021cohort",)
    assert review.links("clots move on", "no-reflow", design="cohort").value == 0
    with pytest.raises(QuantityError, match="unknown cause 'clots'"):
        review.links("clots", "no-reflow")


def test_patients_of_a_link_are_not_added_up_when_one_size_is_unknown(book):
    edit(book / "data/groups.csv", "drug,0.25,mg/kg,10,10", "drug,0.25,mg/kg,,")
    assert Review(load(book)).links("clots move on", "no-reflow").total is None


def test_evidence_for_a_step_comes_before_evidence_against_it(review):
    found = strands(review, "clots move on", "no-reflow")
    assert [(strand.text, strand.against) for strand in found] == [
        ("1 randomised trial, 20 patients", False),
        ("1 cohort, 50 patients", True),
    ]
    assert [cause for cause, _ in causes_of(review, "no-reflow")] == ["clots move on"]


def test_a_map_counts_each_study_where_its_topics_lead(review):
    found = map_of(review, "assessment", "treatment", columns=["intra-arterial lysis", "none"])
    assert found["columns"] == ["Intra-arterial lysis", "No treatment"]
    assert {
        place: {kind: int(getattr(n, "value", n)) for kind, n in cell.items()} for place, cell in found["cells"].items()
    } == {
        ("CT perfusion", "Intra-arterial lysis"): {"randomised trials": 1},
        ("Arterial spin labelling", "No treatment"): {"other studies of patients": 1},
    }


def test_a_map_tells_what_was_not_read_apart_from_nothing_where_that_is_so(book, review):
    assert "Not read" not in map_of(review, "assessment", "treatment")["rows"]
    edit(book / "data/topics.csv", "alpha2020trial,assessment,CT perfusion", "alpha2020trial,assessment,not read")
    found = map_of(Review(load(book)), "assessment", "treatment")
    assert found["rows"][-2:] == ["No perfusion test", "Not read"] and "Not read" not in found["columns"]
    assert ("Not read", "Intra-arterial lysis") in found["cells"]


def test_a_registered_trial_whose_outcomes_nobody_read_is_not_counted_as_one_without_a_test(real):
    unread = set(real.studies(assessment="not read").sources)
    assert {"tecnotrial", "extendia462", "ally2", "greentrial"} <= unread
    assert unread.isdisjoint(real.studies(assessment="none").sources)
    assert {"choice2022", "iattop2026"} <= set(real.studies(assessment="angiography").sources)


@pytest.mark.parametrize(("rows", "columns"), [("treatment", "mechanism"), ("assessment", "mechanism")])
def test_no_original_study_of_the_book_is_missing_from_a_map(real, rows, columns):
    studies = {key for key, row in real.evidence.studies.items() if row["design"] in ORIGINAL}
    placed = sum(
        real.studies(design=design, **{rows: row, columns: column}).value
        for design in ORIGINAL
        for row in TOPICS[rows]
        for column in TOPICS[columns]
    )
    assert placed >= len(studies)


def test_times_are_those_of_the_definitions_that_have_them(book):
    edit(book / "data/definitions.csv", "> 6 s,24 h,,,", "> 6 s,24 h,24,48,")
    spans = test_times(Review(load(book)), {"CT": ["CTP"], "Labelling": ["ASL"]})
    assert [(span.label, span.start, span.end, span.text, span.heading) for span in spans] == [
        ("Alpha", 24.0, 48.0, "24 h", "CT")
    ]


def test_headings_say_what_none_means_on_each_axis(review):
    assert [heading_of(review, axis, "none") for axis in TOPICS] == [
        "No mechanism",
        "No perfusion test",
        "No treatment",
    ]


def test_a_ratio_turned_over_exchanges_its_limits_and_says_so(review):
    ratio = review.rr("alpha2020trial", "drug", "control", "nrp")
    turned = ratio.inverted()
    assert (turned.value, turned.low, turned.high) == (1 / ratio.value, 1 / ratio.high, 1 / ratio.low)
    assert turned.p == ratio.p and ratio.text in turned.formula and turned.expression == f"1 / {ratio.expression}"
    with pytest.raises(QuantityError, match="only a ratio"):
        review.pct("alpha2020trial", "drug", "nrp").inverted()
