"""Tables of what feeds a judgement of bias: facts that open, gaps that are said, and nothing judged."""

import pytest
from books import copy_bcg_book

from helpers.evidence.conduct import facts_of
from helpers.evidence.evidence import load
from helpers.exhibits import conduct, recommendations
from helpers.figures import Citation
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

QUESTION = "iatt_todate_mrs_0_1"


def text(cell):
    return "".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def told(real, *facts, question=QUESTION):
    table = conduct(question, facts, name="conduct", caption="A caption.", review=real)
    return table, {row[0][1].key: [text(cell) for cell in row[1:]] for row in table.cells}


def test_every_trial_is_a_row_also_one_without_counts_and_a_table_has_as_many_facts_as_a_page_can_show(real):
    facts = tuple(facts_of(real.evidence.package))
    for shown in (facts[:5], facts[5:]):
        table, rows = told(real, *shown)
        assert len(table.columns) == 1 + len(shown) and len(rows) == 9
        assert table.notes == ("Not read: no page that we read says it; the answer may be yes or no.",)
    for wrong in ((), facts):
        with pytest.raises(ValueError, match=f"{len(wrong)} facts are asked, and a page can show 6"):
            told(real, *wrong)
    assert "iattop2026" in rows and all(isinstance(row[0][1], Citation) for row in table.cells)


@pytest.mark.parametrize(
    ("study", "fact", "words"),
    [
        ("choice2022", "blinding", "double blind; with placebo"),
        ("posttnk2025", "blinding", "open label"),
        ("posttnk2025", "stopped_early", "not read"),
        ("iattop2026", "planned", "376"),
        ("pearl2025", "planned", "324; an earlier registry text, before recruiting, planned 232"),
        ("postuk2025", "sponsor", "not read; initiated by investigators"),
        ("angeltnk2025", "window_h", "4.5-24 h"),
        ("choice2022", "occlusion", "not read"),
        ("choice2trial2026", "country", "Spain"),
    ],
)
def test_a_fact_is_told_with_its_detail_and_what_was_not_read_is_said(real, study, fact, words):
    assert told(real, fact)[1][study] == [words]


def test_a_number_of_patients_has_its_commas(real):
    assert told(real, "planned", question="bp_intensive_mrs_0_2")[1]["enchanted2mt2022"] == ["2,257"]


def test_the_outcome_that_the_registry_named_first_is_told_beside_what_was_reported(real):
    planned, reported = told(real, "primary_planned", "primary_reported")[1]["choice2trial2026"]
    assert planned.startswith("low perfusion on CT perfusion at 36 h; with mRS 0-1 at 90 days as key secondary outcome")
    assert "The outcome fields were not read in any version" in planned
    assert reported.startswith("not read; ")


@pytest.mark.parametrize(
    ("study", "randomised", "analysed"),
    [  # printed by the sources of the rows, by arm or of all; analysed: totals of mRS 0-1, or else of the trial
        ("choice2022", "121", "113"),
        ("choice2trial2026", "440", "433"),
        ("date2025", "157", "157"),
        ("postuk2025", "534", "532"),
        ("posttnk2025", "540", "539"),
        ("attentionia2025", "208", "208"),
        ("angeltnk2025", "256", "255"),
        ("pearl2025", "324", "322"),
        ("iattop2026", "247", "246"),
    ],
)
def test_those_randomised_stand_beside_those_with_the_outcome(real, study, randomised, analysed):
    assert told(real, "randomised", "analysed")[1][study] == [randomised, analysed]


def test_every_answer_opens_and_leads_to_a_source(real):
    facts = tuple(facts_of(real.evidence.package))
    rows = [row for shown in (facts[:5], facts[5:]) for row in told(real, *shown)[0].cells]
    opened = [part for row in rows for cell in row[1:] if isinstance(cell, tuple) for part in cell[:1]]
    assert opened and all(isinstance(part, Quantity) and part.sources for part in opened)
    stopped = 'recorded("conduct", "answer", "choice2022", "stopped_early")'
    retold = next(part for part in opened if part.expression == stopped)
    assert retold.sources[0] == "choicenews" and "Physician" in retold.notes[0]


def test_an_unknown_fact_names_the_nearest(real):
    with pytest.raises(QuantityError, match="blinding"):
        told(real, "blindness")


def test_a_trial_about_which_nothing_was_entered_is_not_read(real):
    assert told(real, "blinding", question="bp_intensive_mrs_0_2")[1]["enchanted2mt2022"] == ["open label"]


def test_a_book_that_asks_nothing_says_which_facts_there_are(tmp_path):
    review = Review(load(copy_bcg_book(tmp_path / "bcg")))
    question = next(iter(review.evidence.syntheses), "none")
    with pytest.raises(QuantityError):
        conduct(question, ("blinding",), name="conduct", caption="A caption.", review=review)


def test_recommendations_stand_with_class_and_level_and_what_they_say(real):
    table = recommendations("guideline2026", name="guideline", caption="A caption.", review=real)
    rows = {row[0]: (row[1], text(row[2])) for row in table.cells}
    assert rows["Intensive lowering after successful thrombectomy"][1] == "3: harm, level A"
    assert rows["Lysis into the artery after thrombectomy"][1] == "2b, level B-R"
    assert rows["Tirofiban before thrombectomy"] == ("Of no use for function at 90 days.", "3: no benefit, level B-R")
    assert table.notes == ["As of first proof, March 17, 2026."]
    quoted = table.cells[0][2][0]
    assert quoted.sources[0] == "neurowikiguideline", "a transcript is named as what was read"


def test_a_guideline_without_recommendations_names_those_that_have_some(real):
    with pytest.raises(QuantityError, match="guideline2026"):
        recommendations("guideline2025", name="guideline", caption="A caption.", review=real)
