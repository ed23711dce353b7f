"""Tables of trials hold what the data say, as numbers that open, and say what was not read."""

import pytest

from helpers.exhibits import results, trials
from helpers.exhibits.trial_tables import share_text
from helpers.figures import Citation
from helpers.quantities.quantity import Quantity


def text(cell):
    return "".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


@pytest.fixture(scope="module")
def described(real):
    table = trials("iatt_todate_mrs_0_1", name="trials", caption="A caption.", review=real)
    return {row[0][1].key: dict(zip(table.columns, row, strict=True)) for row in table.cells}, table


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.25, "1/4"), (0.0313 / 0.25, "1/8"), (0.5, "1/2"), (0.75, "3/4"), (1, "1"), (1 / 3, "1/3"), (0.965, "0.96")],
)
def test_a_share_is_told_as_a_simple_fraction_that_lies_close(share, words):
    assert share_text(share) == words


@pytest.mark.parametrize(
    ("study", "column", "words"),
    [
        ("choice2022", "Drug and dose", "alteplase 0.225 mg/kg (1/4), at most 22.5 mg, over 15 to 30 min"),
        (
            "date2025",
            "Drug and dose",
            "tenecteplase 0.0313 mg/kg (1/8), 0.0625 mg/kg (1/4); "
            "not randomised: 0.0313 mg/kg (1/8), 0.0625 mg/kg (1/4), 0.1250 mg/kg (1/2); "
            "highest dose and time of infusion not read",
        ),
        (
            "angeltnk2025",
            "Drug and dose",
            "tenecteplase 0.125 mg/kg (1/2), at most 12.5 mg; time of infusion not read",
        ),
        ("attentionia2025", "Drug and dose", "tenecteplase 0.0625 mg/kg (1/4), at most 6.25 mg, over 15 s"),
        ("pearl2025", "Drug and dose", "alteplase 0.225 mg/kg (1/4), at most 20 mg, over 15 min"),
        (
            "choice2trial2026",
            "Drug and dose",
            "alteplase 0.225 mg/kg (1/4); highest dose and time of infusion not read",
        ),
        ("postuk2025", "Drug and dose", "urokinase 100,000 IU (not per kg); time of infusion not read"),
        ("angeltnk2025", "Time window", "4.5-24 h"),
        ("posttnk2025", "Reperfusion grade", "eTICI 2c-3"),
        ("iattop2026", "Primary outcome", "Good outcome (mRS 0-2) at 90 days"),
    ],
)
def test_a_trial_is_described_from_the_data(described, study, column, words):
    assert text(described[0][study][column]) == words


def test_a_trial_without_a_protocol_has_a_primary_outcome_and_a_drug_that_were_not_read(real):
    table = trials("bp_intensive_mrs_0_2", name="trials", caption="A caption.", review=real)
    row = dict(zip(table.columns, table.cells[0], strict=True))
    assert (row["Primary outcome"], row["Drug and dose"]) == ("not read", "not read")


def test_the_dose_that_crossed_the_safety_limit_is_named_in_the_row_of_its_trial(described):
    said = text(described[0]["date2025"]["Primary outcome"])
    assert said.startswith("Excellent outcome (mRS 0-1) at 90 days. Of the randomised phase 2a")
    assert "0.1250 mg/kg crossed the safety limit set beforehand: 3 of 12 bled" in said


def test_patients_are_told_by_allocation_and_as_randomised_where_none_was_counted_as_analysed(described):
    trials_ = described[0]
    assert text(trials_["date2025"]["Patients"]).startswith("157 randomised, 48 not randomised. Anterior")
    assert text(trials_["pearl2025"]["Patients"]).startswith("324 randomised. ")
    assert text(trials_["choice2022"]["Patients"]).startswith("113 analysed. ")


def test_every_number_opens_and_every_trial_is_cited(described):
    rows, table = described
    for row in rows.values():
        assert isinstance(row["Trial"][1], Citation)
        assert any(isinstance(part, Quantity) for part in row["Patients"])
        assert any(isinstance(part, Quantity) for part in row["Drug and dose"])
    share = rows["choice2022"]["Drug and dose"][3]
    assert "agents" in share.expression and share.value == pytest.approx(0.25)
    assert "alteplase 0.9 mg/kg, tenecteplase 0.25 mg/kg" in table.notes[0]


def test_results_are_the_counts_of_the_question_and_what_sources_print(real):
    questions = ["iatt_review_mrs_0_1", "iatt_review_sich"]
    table = results(questions, name="results", caption="A caption.", review=real)
    assert table.columns == ("Trial", "Outcome", "Lysis", "Control", "Risk ratio", "As printed")
    rows = {(text(row[0]).split()[0], row[1]): [text(cell) for cell in row[2:]] for row in table.cells}
    assert isinstance(table.cells[0][0][1], Citation) and table.cells[1][0] == "CHOICE", "cited once"
    assert rows["CHOICE", "Symptomatic ICH within 24 h"] == [
        "0/61 (0.0%)",
        "2/52 (3.8%)",
        "RR 0.17 (95% CI 0.01-3.48)",
        "RD -3.8 (95% CI -13.2 to 2.5) percentage points",
    ]
    excellent = "Excellent outcome (mRS 0-1) at 90 days"
    assert rows["CHOICE", excellent][3] == "aRD 18.4 (95% CI 0.3-36.4; P = .047) percentage points", "not twice"
    assert rows["ANGEL-TNK", excellent][3] == "aRR 1.44 (95% CI 1.06-1.95; P = .02)"
    assert "HR 1.13" in rows["POST-UK", excellent][3], "what only the source review prints is shown"
    absent = rows["ATTENTION-IA", "Symptomatic ICH within 36 h"]
    assert absent[:2] == ["8.3%", "not read"], "what was read of one arm is shown, and nothing made of it"
    assert absent[2].startswith("Symptomatic haemorrhage was read for the treated arm only (8 patients, printed 8.3%")
    assert len(table.cells) == 12


def test_effects_that_a_source_prints_by_dose_stand_beside_the_arms_taken_as_one(real):
    table = results(["iatt_review_death"], name="results", caption="A caption.", review=real)
    printed = next(text(row[-1]) for row in table.cells if text(row[0]).startswith("DATE"))
    assert printed == (
        "Tenecteplase 0.0313 mg/kg aRR 0.77 (95% CI 0.34-1.79); Tenecteplase 0.0625 mg/kg aRR 0.78 (95% CI 0.36-1.66)"
    )


def test_one_study_shows_its_outcomes_with_percentages_as_printed_where_no_count_gives_them(real):
    outcomes = ["mrs_0_1_90d", "sich_36h"]
    table = results("assetit2025", outcomes, name="results", caption="A caption.", review=real)
    rows = [[text(cell) for cell in row[1:]] for row in table.cells]
    assert table.columns[2:4] == ("Tirofiban after intravenous lysis", "Placebo after intravenous lysis")
    assert rows[0][2:4] == ["54.9%", "not read"], "no count of the placebo group gives this percentage"
    assert rows[1][1:3] == ["7/414 (1.7%)", "0/418 (0.0%)"]
    with pytest.raises(ValueError, match="5 treated and 1 comparison groups"):
        results("date2025", ["mrs_0_1_90d"], name="results", caption="A caption.", review=real)
