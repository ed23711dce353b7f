"""From evidence to rows: what a figure or table says about a count is what the tables say."""

import pytest
from books import edit

from helpers.evidence.evidence import load
from helpers.exhibits import definitions, percentages, printed_rates, proportions
from helpers.exhibits.proportions import is_treated, percentage_of, printed_rate_rows, proportion_rows
from helpers.exhibits.words import group_words
from helpers.quantities.vocabulary import Review


@pytest.fixture
def review(book):
    return Review(load(book))


def test_rows_go_from_the_highest_percentage_to_the_lowest_and_the_first_carries_the_heading(review):
    rows = proportion_rows(review, "nrp", "A block")
    assert [(row.label, row.quantity.text, row.heading) for row in rows] == [
        ("Alpha, Control, eTICI 3", "50.0%", "A block"),
        ("Beta, mTICI 2c-3", "20.0%", ""),
        ("Beta, mTICI 3", "0.0%", ""),
    ]
    assert rows[0].detail == "CTP, Tmax > 6 s, 24 h"


def test_arms_under_treatment_are_left_out_and_so_are_their_subsets(book):
    groups, counts = book / "data/groups.csv", book / "data/counts.csv"
    drug = "alpha2020trial,drug,Drug,"
    subset = "alpha2020trial,drug_men,Men,subset,randomised,drug,eTICI 3,drug,,,,5,primary,,Table 1,,\n"
    edit(groups, drug, subset + drug)
    with counts.open("a", encoding="utf-8") as file:
        file.write("alpha2020trial,drug_men,nrp,alpha_ctp,5,5,100,false,primary,,Table 2,,\n")
    review = Review(load(book))
    treated = {row["group"] for row in review.evidence.tables["counts"] if is_treated(review.evidence, row)}
    assert treated == {"drug", "drug_men"}
    assert not any("Drug" in row.label or "Men" in row.label for row in proportion_rows(review, "nrp", ""))


def test_a_percentage_names_its_definition_only_where_the_group_was_judged_by_several(real):
    rows = {(row["study"], row["definition"]): row for row in real.evidence.tables["counts"] if row["outcome"] == "nrp"}
    one = percentage_of(real, rows["review04horie", "review04horie_tmax"])
    assert one.expression == 'pct("review04horie", "all", "nrp")'
    several = percentage_of(real, rows["anzsoc2025serial", "anzsoc2025serial_global_48h"])
    assert several.expression.endswith('definition="anzsoc2025serial_global_48h")')
    assert (several.events, several.total) == (7, 29)


@pytest.mark.parametrize(
    ("study", "group", "words"),
    [
        ("beta2021cohort", "tici3", "mTICI 3"),
        ("alpha2020trial", "control", "Control, eTICI 3"),
    ],
)
def test_a_cohort_is_named_by_its_grade_and_an_arm_by_its_label_and_grade(review, study, group, words):
    assert group_words(review.evidence, {"study": study, "group": group}) == words


def test_each_row_of_the_table_of_definitions_fits_its_columns_and_names_what_was_excluded(review):
    table = definitions("nrp", name="definitions", caption="A caption.", review=review)
    assert table.columns[1] == "No-reflow", "the label of the outcome"
    cells = table.cells
    by_study = {row[0]: row for row in cells}
    assert by_study["Beta, mTICI 3"][2:] == [
        "ASL",
        "CBF 40% below the other side",
        "24 h",
        "stenosis, reocclusion, haemorrhage",
    ]
    assert by_study["Alpha, Control, eTICI 3"][-1] == "not reported"
    assert str(by_study["Beta, mTICI 3"][1]) == "0.0%"


def test_printed_rates_stand_in_blocks_by_what_they_range_over(real):
    rows = printed_rate_rows(real, "nrp")
    headings = [row.heading for row in rows if row.heading]
    assert headings == [
        "Pooled by a meta-analysis",
        "Range over the articles of a review",
        "Range over methods in one series of patients",
    ]
    texts = {(row.label, row.quantity.text) for row in rows}
    # ter Schiphorst 2023, abstract: articles that considered none, two and three other causes
    assert {("ter Schiphorst 2023", text) for text in ("12.5-42.9%", "0-31.6%", "0-9.1%")} <= texts
    assert ("Mujanovic 2024", "29% (95% CI 21-37)") in texts  # abstract


def test_nothing_that_only_the_source_review_prints_counts_as_a_printed_rate(real):
    shown = [ref for row in printed_rate_rows(real, "nrp") for ref in row.quantity.rows]
    assert shown and all(real.evidence.rows[ref]["source"] == "primary" for ref in shown)


def test_a_forest_of_proportions_names_its_axis_and_its_lines_and_skips_a_single_heading(review):
    figure = proportions("nrp", name="rates", caption="A caption.", review=review)
    assert figure.alt.startswith(
        "No-reflow. Patients with no-reflow, %, axis from 0 to 100. Alpha, Control, eTICI 3: 5/10"
    )
    assert list(figure.notes) == ["Lines: 95% confidence intervals (Wilson)."]
    blocks = {"One test": {"modality": "CTP"}, "Another": {"modality": "ASL"}}
    other = proportions("nrp", blocks, called="low flow", axis=(0, 60), name="rates", caption="C.", review=review)
    assert [row["block"] for row in other.rows] == ["One test", "Another", "Another"]
    assert "Patients with low flow, %, axis from 0 to 60" in other.alt


def test_chosen_percentages_are_called_by_what_differs_and_say_which_have_no_count(real):
    keys = [("review08mujanovic", group, "mrs_0_2_90d") for group in ("hypo", "normal")]
    blocks = {"All": [("review08mujanovic", "all", "nrp")], "Good outcome": keys}
    figure = percentages(blocks, name="chosen", caption="A caption.", review=real)
    assert [row["label"] for row in figure.rows] == ["No-reflow", "CBV and CBF both low", "Normal perfusion"]
    assert figure.notes[0] == "Circles: percentages as printed, without counts."
    assert real.pct("review08mujanovic", "all", "nrp") in figure.quantities


def test_printed_rates_say_which_lines_are_ranges(real):
    figure = printed_rates("nrp", name="printed", caption="A caption.", review=real)
    assert {"Squares: pooled percentages, as printed.", "Thick lines: ranges."} < set(figure.notes)
