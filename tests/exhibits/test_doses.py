"""Doses are read from the data; a line is drawn only where there are trials and doses enough for one."""

import math

import pytest

from helpers.exhibits import dose_response, doses
from helpers.exhibits.doses import dosed_arms, fitted_line
from helpers.exhibits.questions import Question
from helpers.stats.meta_analysis import dose_response as slopes
from helpers.stats.meta_analysis.shared_control import Arms

QUESTION = "iatt_todate_mrs_0_1"


def test_the_randomised_arms_of_a_trial_stand_at_their_doses_and_its_control_at_none(real):
    figure = doses("date2025", "mrs_0_1_90d", name="date", caption="A caption.", axis=(0, 70), review=real)
    assert [(row["dose"], row["dose_text"]) for row in figure.rows] == [
        (0, "0"),
        (0.0313, "0.0313"),
        (0.0625, "0.0625"),
    ]
    assert [row["patients"] for row in figure.rows] == [65, 46, 46]
    assert "Upwards: Patients with mRS 0-1 at 90 days, %, axis from 0 to 70" in figure.alt
    assert "Across: Tenecteplase, mg/kg" in figure.alt


def test_a_trial_of_several_drugs_or_of_none_has_no_axis_of_doses(real):
    with pytest.raises(ValueError, match="have 0 drugs or units"):
        doses("optimalbp2023", "mrs_0_2_90d", name="x", caption="A caption.", review=real)


def test_arms_of_a_question_stand_at_their_share_of_the_intravenous_dose_and_the_rest_is_named(real):
    figure = dose_response(QUESTION, name="doses", caption="A caption.", review=real)
    shares = {row["label"].split(",")[0]: row["dose_text"] for row in figure.rows}
    assert shares["ANGEL-TNK"] == "1/2" and shares["CHOICE"] == "1/4"
    assert "Left out, because no standard dose is recorded: POST-UK 2025." in figure.notes
    assert "Below 1: favours control; above it: favours lysis." in figure.notes
    assert not any("fitted" in note for note in figure.notes)


def test_the_fitted_line_is_that_of_the_statistics_and_says_what_it_assumes(real):
    arms, _ = dosed_arms(Question(real, QUESTION, {}))
    line = fitted_line(arms, "RR", "f")
    trials = {arm.study: [other for other in arms if other.study == arm.study] for arm in arms}
    counted = [
        Arms(
            study,
            [arm.share for arm in own],
            [arm.treated.events for arm in own],
            [arm.treated.total for arm in own],
            own[0].control.events,
            own[0].control.total,
        )
        for study, own in trials.items()
    ]
    slope = slopes("RR", counted).pool.yi
    assert line[0] == pytest.approx((0, 1, 1, 1)), "no effect without a dose"
    assert line[-1][:2] == pytest.approx((0.5, math.exp(0.5 * slope)))
    figure = dose_response(QUESTION, name="doses", caption="A caption.", axis=(0.5, 4), fitted=True, review=real)
    assert "The fitted line goes from 1 (1 to 1) at 0" in figure.alt
    assert any("held to no effect without a dose" in note for note in figure.notes)


def test_too_few_trials_or_doses_have_no_line(real):
    arms, _ = dosed_arms(Question(real, QUESTION, {}))
    with pytest.raises(ValueError, match="a line needs 3 trials and 3 doses; there are 1 trials and 2 doses"):
        fitted_line([arm for arm in arms if arm.study == "date2025"], "RR", "f")


def test_a_zero_cell_is_named_with_what_was_added(real):
    figure = dose_response("iatt_todate_sich", name="doses", caption="A caption.", review=real)
    assert "0.5 was added to all cells of CHOICE, alteplase 0.225 mg/kg." in figure.notes


def test_doses_are_drawn_for_ratios_only(real):
    with pytest.raises(ValueError, match="asks for PLO"):
        dose_response("nrp_by_grade", name="x", caption="A caption.", review=real)
