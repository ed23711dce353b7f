"""What a reader needs to trace a number: rows, sources, and notes."""

from __future__ import annotations

import pytest
from books import edit

from helpers.evidence.evidence import load
from helpers.files.tables import RowRef
from helpers.quantities.provenance import for_readers, inputs
from helpers.quantities.vocabulary import Review

DRUG = ("alpha2020trial", "drug")
CONTROL = ("alpha2020trial", "control")


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


def test_what_a_drug_or_a_trial_has_as_its_dose_names_whose_it_is(review: Review):
    for table, column, key, label in (
        ("agents", "iv_dose", "drug", "drug"),
        ("protocols", "dose_max", DRUG[0], "Alpha"),
    ):
        (row,) = inputs(review.evidence, review.recorded(table, column, key).rows)
        assert (row["label"], row["row"]) == (label, f"data/{table}.csv row 2")


def test_a_row_prints_as_people_read_its_place_and_leads_back_to_itself(review):
    (ref,) = review.pct(*DRUG, "nrp").rows
    assert str(ref) == "data/counts.csv row 7" and ref == RowRef("counts", 7)
    row = review.evidence.rows[ref]
    assert row.ref == ref and (row["study"], row["group"], row["outcome"]) == (*DRUG, "nrp")
    assert len(review.evidence.rows) == sum(map(len, review.evidence.tables.values()))


def test_readers_get_rows_in_words_and_nobody_else(review):
    found = review.rr(*DRUG, "control", "nrp")
    shown = for_readers(review.evidence, found.as_dict())
    assert shown["inputs"] == inputs(review.evidence, found.rows) and "rows" not in shown
    assert [row["label"] for row in shown["inputs"]] == ["Alpha, Drug, No-reflow", "Alpha, Control, No-reflow"]
