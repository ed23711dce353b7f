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
            "not randomised: 0.0313 mg/kg (1/8), 0.0625 mg/kg (1/4), 0.1250 mg/kg (1/2)",
        ),
        ("postuk2025", "Drug and dose", "urokinase 100,000 IU"),
        ("angeltnk2025", "Time window", "4.5-24 h"),
        ("posttnk2025", "Reperfusion grade", "eTICI 2c-3"),
        ("pearl2025", "Primary outcome", "not read"),
        ("iattop2026", "Primary outcome", "mRS 0-2 at 90 days"),
    ],
)
def test_a_trial_is_described_from_the_data(described, study, column, words):
    assert text(described[0][study][column]) == words


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
        "RD -3.8 (95% CI -13.2 to 2.5)",
    ]
    absent = rows["ATTENTION-IA", "Symptomatic ICH within 36 h"]
    assert absent[:3] == ["not read", "not read", "No page read gives counts of symptomatic haemorrhage by arm."]
    assert len(table.cells) == 12


def test_one_study_shows_its_outcomes_with_percentages_as_printed_where_no_count_gives_them(real):
    outcomes = ["mrs_0_1_90d", "sich_36h"]
    table = results("assetit2025", outcomes, name="results", caption="A caption.", review=real)
    rows = [[text(cell) for cell in row[1:]] for row in table.cells]
    assert table.columns[2:4] == ("Tirofiban after intravenous lysis", "Placebo after intravenous lysis")
    assert rows[0][2:4] == ["54.9%", "not read"], "no count of the placebo group gives this percentage"
    assert rows[1][1:3] == ["7/414 (1.7%)", "0/418 (0.0%)"]
    with pytest.raises(ValueError, match="5 treated and 1 comparison groups"):
        results("date2025", ["mrs_0_1_90d"], name="results", caption="A caption.", review=real)
