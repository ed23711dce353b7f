"""Effects over the grades of a scale: what R finds from the same patients, and refused where the scale has gaps."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from books import ROOT, edit

from helpers.evidence.evidence import load
from helpers.quantities.expressions import evaluate, holds
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review
from helpers.stats.ordinal import common_odds_ratio
from helpers.stats.proportions import Z95

ORACLE = json.loads((ROOT / "tests/oracle/ordinal.json").read_text(encoding="utf-8"))
DRUG = ("alpha2020trial", "drug", "control")
PAIRS = [
    (pair, polr, win)
    for pair, polr, win in zip(ORACLE["pairs"], ORACLE["polr"], ORACLE["win"], strict=True)
    if len(pair[0]) == 7
]
CHOICE = ("choice2022", "alteplase", "control")


def on_scale(book: Path, counts: list[list[int]], best: str = "benefit", worst: str = "harm") -> Path:
    """Give both groups of the small book's trial counts of each grade from 0 to 6, and take its other ranges away."""
    direction = {0: best, 6: worst}
    outcomes = [
        f"mrs_{grade}_90d,,mRS {grade} at 90 d,Invented.,{direction.get(grade, 'neutral')},90 d,mRS,{grade},{grade}\n"
        for grade in range(7)
    ]
    with (book / "data/outcomes.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(outcomes)
    groups = (book / "data/groups.csv").read_text(encoding="utf-8")
    (book / "data/groups.csv").write_text(groups.replace(",10,10,primary", ",9999,9999,primary"), encoding="utf-8")
    rows = (book / "data/counts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [row for row in rows if ",mrs_" not in row]
    for group, patients in zip(("drug", "control"), counts, strict=True):
        for grade, events in enumerate(patients):
            rows.append(f"alpha2020trial,{group},mrs_{grade}_90d,,{events},{sum(patients)},,false,primary,,Table 2,,\n")
    (book / "data/counts.csv").write_text("".join(rows), encoding="utf-8", newline="\n")
    return book


@pytest.mark.parametrize(("pair", "polr", "win"), PAIRS, ids=str)
def test_the_effect_over_all_grades_is_that_of_r(book, pair, polr, win):
    review = Review(load(on_scale(book, pair)))
    common = review.common_or(*DRUG, "mRS")
    centre, error = polr
    expected = [math.exp(centre + sign * Z95 * error) for sign in (0, -1, 1)]
    assert [common.value, common.low, common.high] == pytest.approx(expected, rel=1e-6)  # as stats/test_ordinal.py
    assert (common.measure, common.adjusted, common.level, common.origin) == ("common OR", False, 95, "counted")
    odds = review.win_odds(*DRUG, "mRS")
    assert odds.value == pytest.approx(win[0] / (1 - win[0]), rel=1e-10)
    assert odds.text.startswith("win odds ") and odds.low < odds.value < odds.high


# 21, 15, 5, 4, 8, 8 of 61 and 12, 9, 12, 5, 6, 8 of 52: every pair of patients counted, ties as half
def test_the_real_trial_whose_grades_are_known_has_the_odds_that_its_patients_give(real):
    treated, control = (21, 15, 5, 4, 8, 8), (12, 9, 12, 5, 6, 8)
    wins = sum(n * m * (a < b) + n * m * (a == b) / 2 for a, n in enumerate(treated) for b, m in enumerate(control))
    assert real.win_odds(*CHOICE, "mRS").value == pytest.approx(wins / (61 * 52 - wins), rel=1e-12)
    found = real.common_or(*CHOICE, "mRS")
    assert found.value == common_odds_ratio(treated, control).estimate
    assert real.common_or(*CHOICE, "mrs_0_2_90d").value == found.value
    assert found.origin == "calculated back" and "calculated back" in " ".join(found.notes)
    assert "mRS 0, 1, 2, 3, 4, 5-6: 21, 15, 5, 4, 8, 8 of 61 versus 12, 9, 12, 5, 6, 8 of 52" in found.formula


# printed: adjusted common OR 1.54 (95% CI 0.79-2.94); that analysis adjusts, this one does not
def test_the_crude_ratio_is_near_the_adjusted_one_that_the_trial_printed(real):
    crude, printed = real.common_or(*CHOICE, "mRS"), real.reported(*CHOICE, "mrs_shift_90d")
    assert printed.low < crude.value < printed.high and abs(math.log(crude.value / printed.value)) < 0.05


def test_a_scale_whose_high_end_is_better_is_turned_round(book):
    pair = PAIRS[0][0]
    found = Review(load(on_scale(book, pair, "harm", "benefit"))).common_or(*DRUG, "mRS")
    assert found.value == pytest.approx(math.exp(-PAIRS[0][1][0]), rel=1e-6)


def test_a_scale_with_a_gap_or_a_lost_patient_gives_no_number(book):
    on_scale(book, PAIRS[0][0])
    text = (book / "data/counts.csv").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    gap = [line for line in lines if "control,mrs_3_90d" not in line]
    (book / "data/counts.csv").write_text("".join(gap), encoding="utf-8", newline="\n")
    with pytest.raises(QuantityError, match="no counts of drug and control that cover mRS from end to end"):
        Review(load(book)).common_or(*DRUG, "mRS")
    whole = Review(load(book)).evidence
    with pytest.raises(QuantityError, match="unknown scale 'NIHSS'; nearest: mRS"):
        Review(whole).win_odds(*DRUG, "NIHSS")


def test_grades_that_do_not_add_up_to_their_patients_are_refused(book):
    evidence = load(on_scale(book, PAIRS[0][0]))
    row = next(row for row in evidence.tables["counts"] if row["outcome"] == "mrs_6_90d" and row["group"] == "drug")
    row["events"] -= 1
    with pytest.raises(QuantityError, match="drug: the grades of mRS hold 99 patients, of 100"):
        Review(evidence).common_or(*DRUG, "mRS")


def test_two_parts_of_a_scale_are_a_proportion(book):
    with (book / "data/counts.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write("alpha2020trial,drug,mrs_0_2_90d,,5,10,50,false,primary,,Table 2,,\n")
        file.write("alpha2020trial,drug,mrs_3_6_90d,,5,10,50,false,primary,,Table 2,,\n")
    with pytest.raises(QuantityError, match="in 2 parts only: compare them by rr, or_ or rd"):
        Review(load(book)).common_or(*DRUG, "mRS")


def test_groups_that_share_no_grade_have_no_finite_ratio(book):
    review = Review(load(on_scale(book, [[5, 5, 5, 0, 0, 0, 0], [0, 0, 0, 5, 5, 5, 5]])))
    for function in (review.common_or, review.win_odds):
        with pytest.raises(QuantityError, match="drug v control, mRS: "):
            function(*DRUG, "mRS")


def test_a_scale_whose_ends_are_not_judged_gives_no_number(book):
    review = Review(load(on_scale(book, PAIRS[0][0], "neutral", "harm")))
    with pytest.raises(QuantityError, match="calls the ends of mRS neutral and harm"):
        review.common_or(*DRUG, "mRS")


# By hand: 36/61 - 21/52 = 18.6 points; 100 over it and its limits
def test_a_number_needed_to_treat_is_the_reciprocal_of_the_difference(real):
    found, difference = real.nnt(*CHOICE, "mrs_0_1_90d"), real.rd(*CHOICE, "mrs_0_1_90d")
    assert found.value == pytest.approx(100 / (100 * (36 / 61 - 21 / 52)))
    assert (found.low, found.high) == pytest.approx((100 / difference.high, 100 / difference.low))
    assert (found.measure, found.unit, found.rows) == ("NNTB", "patients", difference.rows)
    assert found.text == "NNTB 6 (95% CI NNTB 3 to 217)" and found.limits == "3-217"


def test_an_interval_that_holds_no_effect_passes_through_infinity_and_has_no_limits(real):
    found = real.nnt(*CHOICE, "sich_24h")
    assert found.text == "NNTB 26 (95% CI NNTH 73 to ∞ to NNTB 12)"
    assert (found.low, found.high, found.limits) == (None, None, "")
    json.dumps(found.as_dict(), allow_nan=False)


def test_a_number_needed_to_treat_is_shown_and_never_compared(real):
    call = real.nnt(*CHOICE, "mrs_0_1_90d").expression
    for condition in (f"{call} < 20", f"{call}.low < 20"):
        with pytest.raises(QuantityError, match="is not compared: compare the risk difference"):
            holds(condition, real.evidence)
    for sum_ in (f"{call} + {call}", f"1 / {call}", f"2 * {call}"):
        with pytest.raises(QuantityError, match="not compared|has no meaning"):
            evaluate(sum_, real.evidence)


def test_a_pooled_number_needed_to_treat_is_the_reciprocal_of_the_patients_per_1000(real):
    """By hand: 1,000 / 98.3 and / 160.0, / 44.3 at the median control risk; a part of a patient counts as one."""
    found, difference = real.nnt_pooled("iatt_todate_mrs_0_1"), real.per_1000("iatt_todate_mrs_0_1")
    assert found.text == "NNTB 11 (95% CI NNTB 7 to 23)"
    ends = [1000 / number for number in (difference.value, difference.high, difference.low)]
    assert (found.value, found.low, found.high) == pytest.approx(ends)
    assert "at a risk of 37.0%" in found.formula and found.rows == difference.rows
    assert real.nnt_pooled("iatt_todate_death").text == "NNTH 152 (95% CI NNTB 30 to ∞ to NNTH 18)"
    with pytest.raises(QuantityError, match="is not compared"):
        holds('nnt_pooled("iatt_todate_death") < 20', real.evidence)


def test_equal_risks_and_neutral_outcomes_have_no_number_needed_to_treat(book):
    edit(book / "data/counts.csv", "control,nrp,alpha_ctp,5,10,50", "control,nrp,alpha_ctp,8,10,80")
    with pytest.raises(QuantityError, match="have the same risk"):
        Review(load(book)).nnt(*DRUG, "nrp")
    edit(book / "data/outcomes.csv", "Microvascular no-reflow.,harm", "Microvascular no-reflow.,neutral")
    with pytest.raises(QuantityError, match="neither a benefit nor a harm"):
        Review(load(book)).nnt(*DRUG, "nrp")
