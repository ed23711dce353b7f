"""A pooling question is read strictly, refused with a reason, and answered as the meta-analysis itself would."""

from __future__ import annotations

import json
import math
import re
from statistics import median

import pytest
from books import edit
from invented_trials import COUNTS, MEMBERS, make_book, write

from helpers.evidence.digest import digest
from helpers.evidence.evidence import load
from helpers.exhibits.doses import dosed_arms
from helpers.exhibits.pool_rows import (
    MODELS,
    cumulative_rows,
    funnel_points,
    leave_one_out_rows,
    model_rows,
    synthesis_rows,
)
from helpers.exhibits.questions import Question
from helpers.figures import Axis, forest_plot
from helpers.quantities import formatting
from helpers.quantities.expressions import ExpressionError, holds, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review
from helpers.stats import meta_analysis as ma

OUTCOME = "mRS 0-1 at 90 days"


@pytest.fixture
def book(tmp_path):
    return make_book(tmp_path / "book")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(make_book(tmp_path_factory.mktemp("pooling") / "book")))


# --- answers

ROWS = [*COUNTS.values(), (24, 82, 9, 44)]  # the two dose arms of zeta as one, by hand: 10 + 14 of 40 + 42
COLUMNS = [[row[at] for row in ROWS] for at in range(4)]


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
@pytest.mark.parametrize(
    "model",
    [
        {},
        {"tau2": "DL", "interval": "wald"},
        {"tau2": "PM", "interval": "hksj"},
        {"tau2": "ML"},
        {"method": "common"},
    ],
    ids=str,
)
def test_an_answer_is_that_of_the_meta_analysis(review, measure, model):
    sizes = ma.two_groups(measure, *COLUMNS)
    expected = ma.pool(sizes.yi, sizes.vi, measure=measure, **model)
    found = review.pooled("lysis", measure=measure, **model)
    assert (found.value, found.low, found.high) == (expected.estimate, *expected.ci)
    assert found.p == expected.p
    assert (found.k, found.total, found.statistics.members) == (4, sum(COLUMNS[1]) + sum(COLUMNS[3]), 5)
    if "method" not in model:
        assert found.statistics.tau2 == expected.tau2
        assert (found.statistics.pi_low, found.statistics.pi_high) == expected.prediction


@pytest.mark.parametrize(
    ("options", "fit"),
    [
        ({"method": "mh"}, lambda *c: ma.mantel_haenszel("RR", *c)),
        ({"method": "mh", "measure": "RD"}, lambda *c: ma.mantel_haenszel("RD", *c)),
        ({"method": "peto", "measure": "OR"}, ma.peto),
        ({"method": "glmm", "measure": "OR"}, ma.pooled_odds_ratio),
    ],
)
def test_counts_are_pooled_by_the_method_asked_for(review, options, fit):
    assert review.pooled("lysis", **options).value == pytest.approx(fit(*COLUMNS).estimate)


def test_the_text_is_the_number_that_is_drawn_and_checked(review):
    found = review.pooled("lysis")
    assert found.text == f"RR {found.value:.2f} (95% CI {found.low:.2f}-{found.high:.2f})"
    assert quantity('pooled("lysis").pi_high', review.evidence).text == f"{found.statistics.pi_high:.2f}"
    assert holds('pooled("lysis", interval="wald").low >= pooled("lysis").low', review.evidence)[0]


def test_notes_name_what_is_missing_added_and_read_where(review):
    notes = review.pooled("lysis").notes
    assert "Iota2 is not in the pool: no page gives counts." in notes
    assert any(note.startswith("A zero cell in Epsil: 0.5") for note in notes)
    assert any("3 in the publication, 1 in the source review alone" in note for note in notes)


def test_a_study_can_be_left_out_and_a_pool_be_cut_short(review):
    without = review.pooled("lysis", without="gamma2020trial")
    first = review.pooled("lysis", first=2)
    assert (without.k, first.k) == (3, 2)
    assert any("no headline" in note for note in first.notes)
    assert review.pooled("lysis", source="primary").k == 3


def test_fewer_than_two_members_are_not_poolable_and_give_no_number(review):
    found = review.pooled("lysis", first=1)
    assert (found.text, found.value, found.k) == ("not poolable", None, 1)
    assert "two are the fewest" in found.notes[0]
    with pytest.raises(QuantityError, match="has no value"):
        found.part("value")
    with pytest.raises(QuantityError, match="gives no effect"):
        review.per_1000("lysis", first=1)


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_patients_per_thousand_follow_from_the_median_control_risk(review, measure):
    risk = median(c / m for _, _, c, m in ROWS)
    effect = review.pooled("lysis", measure=measure)
    found = review.per_1000("lysis", measure=measure)

    def by_hand(value):
        if measure == "RR":
            return 1000 * risk * (value - 1)
        if measure == "RD":
            return 10 * value
        odds = value * risk / (1 - risk)
        return 1000 * (odds / (1 + odds) - risk)

    for name in ("value", "low", "high"):
        assert getattr(found, name) == pytest.approx(by_hand(getattr(effect, name)))
    assert "per 1,000 (95% CI " in found.text
    assert found.statistics.control_risk == pytest.approx(100 * risk)


@pytest.mark.parametrize(
    "options",
    [{"measure": "PLO"}, {"measure": "HR"}, {"method": "peto"}, {"tau2": "HE"}, {"interval": "t"}, {"without": "x"}]
    + [{"subgroup": "x"}, {"source": "review"}, {"first": 9}, {"first": "2"}, {"first": 0}],
    ids=str,
)
def test_an_unknown_option_is_refused_with_what_there_is(review, options):
    for function in (review.pooled, review.per_1000):
        with pytest.raises(QuantityError):
            function("lysis", **options)


def test_a_chapter_learns_of_unknown_names_without_a_traceback(review):
    for expression in (
        'pooled("lisis")',
        'per_1000("lysis", colour="red")',
        'pooled("lysis", colour="red")',
        "pooled(5)",
    ):
        with pytest.raises((QuantityError, ExpressionError)):
            quantity(expression, review.evidence)


def test_everything_a_pool_says_is_strict_json_and_no_bare_float(review):
    for options in ({}, {"method": "mh"}, {"measure": "OR", "method": "glmm"}, {"first": 1}, {"measure": "RD"}):
        found = review.pooled("lysis", **options)
        json.dumps(found.as_dict(), allow_nan=False)
        shown = " ".join([found.text, *(text for _, text in found.details)])
        assert "float" not in shown
        assert not re.search(r"[.][0-9]{5,}", shown)


def test_arms_taken_as_one_are_summed_and_must_not_share_patients(review):
    assert review.count("zeta2023trial", "low+high", "mrs_0_1_90d").text == "24/82"
    assert review.rr("zeta2023trial", "low+high", "control", "mrs_0_1_90d").value == pytest.approx(24 / 82 / (9 / 44))
    for group in ("low+low", "low+high+low"):
        with pytest.raises(QuantityError, match="must not share patients"):
            review.count("zeta2023trial", group, "mrs_0_1_90d")
    with pytest.raises(QuantityError, match="must not share patients"):
        review.count("gamma2020trial", "drug+subset", "mrs_0_1_90d")


def test_subgroups_have_pools_of_their_own_and_a_test_between_them(book):
    text = MEMBERS
    for number, name in enumerate(("gamma2020trial", "delta2021trial", "epsilon2022trial", "zeta2023trial")):
        kind = "old" if number < 2 else "new"
        text = re.sub(rf"({name}.*),,", rf"\1{kind},,", text)
    write(book, text)
    review = Review(load(book))
    old, new = review.pooled("lysis", subgroup="old"), review.pooled("lysis", subgroup="new")
    assert (old.k, new.k) == (2, 2)
    sizes = ma.two_groups("RR", *COLUMNS)
    regressed = ma.meta_regression(sizes.yi, sizes.vi, {"new": [0, 0, 1, 1]})  # equal to metafor: test_oracle.py
    pooled = review.pooled("lysis")
    assert pooled.statistics.between_p == pytest.approx(regressed.qm_p, rel=1e-12)
    assert any("rests on two studies in: old; new" in note for note in pooled.notes)
    rows = synthesis_rows(Question(review, "lysis", {}))
    assert [row.heading for row in rows if row.heading] == ["old", "new", "All"]
    assert sum(row.summary for row in rows) == 3


@pytest.mark.parametrize(
    ("kinds", "why"),
    [
        (("old", "old", "old", "new"), "one study does not show how its like vary (new)"),
        (("old", "old", "new", "other"), "one study does not show how its like vary (new; other)"),
    ],
)
def test_no_test_between_subgroups_where_one_of_them_is_a_single_study(book, kinds, why):
    text = MEMBERS
    for name, kind in zip(
        ("gamma2020trial", "delta2021trial", "epsilon2022trial", "zeta2023trial"), kinds, strict=True
    ):
        text = re.sub(rf"({name}.*),,", rf"\1{kind},,", text)
    write(book, text)
    pooled = Review(load(book)).pooled("lysis")
    assert pooled.statistics.between_p is None
    assert any(why in note for note in pooled.notes)
    with pytest.raises(QuantityError, match="has no between_p.*No test between subgroups: one study"):
        pooled.part("between_p")


def test_a_split_gives_the_members_of_any_question_other_subgroups(real):
    """metafor 3.8: rma(measure="RR", mods = ~ grade, test = "adhoc" or "z")$QMp on the eight trials with counts."""
    admitted, required = (
        real.pooled("iatt_todate_mrs_0_1", by="grade", subgroup=name)
        for name in ("Grade 2b admitted", "Grade 2c or 3 required")
    )
    assert (admitted.k, admitted.text) == (6, "RR 1.39 (95% CI 1.18-1.64)")
    assert (required.k, required.text) == (2, "RR 1.12 (95% CI 0.47-2.66)")
    for interval, p in (("hksj-floor", 0.0569546884), ("wald", 0.0187063546)):
        pooled = real.pooled("iatt_todate_mrs_0_1", by="grade", interval=interval)
        assert pooled.statistics.between_p == pytest.approx(p, abs=1e-7)
    rows = synthesis_rows(Question(real, "iatt_todate_mrs_0_1", {"by": "grade"}))
    assert [row.heading for row in rows if row.heading] == [
        "Grade 2b admitted",
        "Grade 2c or 3 required",
        "All",
        "Left out of the pool",
    ]
    untested = real.pooled("iatt_todate_mrs_0_1", by="agent").statistics.untested
    assert "one study does not show how its like vary (Urokinase)" in untested


def test_deaths_by_agent_are_a_split_of_any_question(real):
    """metafor 3.8: rma(measure="RR", test = "adhoc" or "z") by agent, and mods = ~ agent without POST-UK."""
    found = {
        agent: real.pooled("iatt_todate_death", by="agent", subgroup=agent) for agent in ("Alteplase", "Tenecteplase")
    }
    assert [(pool.k, pool.text) for pool in found.values()] == [
        (3, "RR 1.32 (95% CI 0.31-5.73)"),
        (4, "RR 0.91 (95% CI 0.63-1.32)"),
    ]
    for interval, p in (("hksj-floor", 0.1025438), ("wald", 0.0452570)):
        pooled = real.pooled("iatt_todate_death", by="agent", without="postuk2025", interval=interval)
        assert pooled.statistics.between_p == pytest.approx(p, abs=5e-6)  # tau2 there 2e-6, here 0


def test_a_member_left_out_is_pooled_when_it_is_asked_for_and_only_then(real):
    """metafor 3.8: rma(measure="RR", test = "adhoc") on the nine trials, predict(pi.type = "Riley")."""
    without = real.pooled("iatt_todate_mrs_0_1")
    assert (without.k, without.statistics.members) == (8, 9)
    assert any(note.startswith("IAT-TOP is not in the pool: the source of its counts") for note in without.notes)
    pooled = real.pooled("iatt_todate_mrs_0_1", including="iattop2026")
    assert (pooled.k, pooled.statistics.members) == (9, 9)
    assert (pooled.value, pooled.low, pooled.high) == pytest.approx((1.2290, 1.0763, 1.4034), abs=5e-5)
    found = pooled.statistics
    assert (found.tau2, found.pi_low, found.pi_high) == pytest.approx(
        (0.009587397, 0.9459, 1.5970), abs=1e-4
    )  # as R prints
    assert any(note.startswith("IAT-TOP is in this pool only to see what it changes") for note in pooled.notes)
    assert real.per_1000("iatt_todate_mrs_0_1", including="iattop2026").k == 9
    for study in ("choice2022", "nobody"):
        with pytest.raises(QuantityError, match="that members.csv leaves out; nearest: iattop2026"):
            real.pooled("iatt_todate_mrs_0_1", including=study)
    with pytest.raises(QuantityError, match="that members.csv leaves out; there is none"):
        real.pooled("iatt_todate_death", including="iattop2026")


def test_an_unknown_split_and_one_that_lacks_a_member_are_named(real):
    with pytest.raises(QuantityError, match="split 'grades' .*grade"):
        real.pooled("iatt_todate_mrs_0_1", by="grades")
    with pytest.raises(QuantityError, match="the split grade has no subgroup for .*: add rows to splits.csv"):
        real.pooled("nrp_by_definition", by="grade")


def test_the_question_belongs_to_what_a_page_is_made_of(book):
    before = digest(book)
    write(book, MEMBERS.replace("no page gives counts.", "no page read gives counts."))
    assert digest(book) != before


# --- rows of figures


def test_a_plots_rows_are_the_quantities_of_the_text(review):
    rows = synthesis_rows(Question(review, "lysis", {}))
    assert [row.label for row in rows] == ["Gamma 2020", "Delta 2021", "Epsil 2022", "Zeta2 2023", "Pooled"]
    assert [group.text for group in rows[3].groups] == ["24/82", "9/44"]
    assert rows[3].detail == "Low + High"
    assert rows[-1].quantity == review.pooled("lysis")
    assert sum(row.weight for row in rows[:-1]) == pytest.approx(100)
    assert rows[0].quantity == review.rr("gamma2020trial", "drug", "control", "mrs_0_1_90d")
    figure = forest_plot("f", "Caption.", rows, axis=Axis.ratio("Risk ratio", 0.1, 10), title="Lysis")
    assert review.pooled("lysis") in figure.quantities


def test_pools_without_each_study_and_as_they_came_in(review):
    left, grown = leave_one_out_rows(Question(review, "lysis", {})), cumulative_rows(Question(review, "lysis", {}))
    assert [label for label, _ in left] == ["Gamma 2020", "Delta 2021", "Epsil 2022", "Zeta2 2023"]
    assert left[1][1] == review.pooled("lysis", without="delta2021trial")
    assert [found.k for _, found in grown] == [2, 3, 4]
    assert grown[-1][1].value == review.pooled("lysis").value


def test_a_funnel_stands_on_the_standard_errors_of_the_pool(review):
    points = funnel_points(Question(review, "lysis", {}))
    errors = [math.sqrt(variance) for variance in ma.two_groups("RR", *COLUMNS).vi]
    assert [error for *_, error in points] == pytest.approx(errors)
    with pytest.raises(ValueError, match="no standard errors of its own"):
        funnel_points(Question(review, "lysis", {"method": "mh"}))


# Summaries that chapters show


def test_every_model_of_a_question_stands_in_its_block_and_the_smaller_question_last(review):
    rows = model_rows(review, [("lysis", "lysis"), "lysis"])
    assert [row.heading for row in rows] == [OUTCOME, *[""] * len(MODELS), OUTCOME, *[""] * (len(MODELS) - 1)]
    assert rows[0].quantity == review.pooled("lysis") == rows[len(MODELS)].quantity
    assert rows[2].quantity == review.pooled("lysis", tau2="DL", interval="wald")


def test_doses_are_shares_of_the_intravenous_dose_and_other_drugs_are_left_out(book):
    groups = book / "data/groups.csv"
    edit(
        groups,
        "gamma2020trial,drug,Drug,treated,randomised,,,,,",
        "gamma2020trial,drug,Drug,treated,randomised,,,tenecteplase,0.0625,mg/kg",
    )
    edit(
        groups,
        "zeta2023trial,low,Low,treated,randomised,,,,,",
        "zeta2023trial,low,Low,treated,randomised,,,alteplase,0.225,mg/kg",
    )
    edit(
        groups,
        "delta2021trial,drug,Drug,treated,randomised,,,,,",
        "delta2021trial,drug,Drug,treated,randomised,,,urokinase,100000,IU",
    )
    agents = book / "data/agents.csv"
    agents.write_text(
        agents.read_text(encoding="utf-8")
        + "alteplase,0.9,mg/kg,,,A trial,https://doi.org/10.1000/x,\n"
        + "tenecteplase,0.25,mg/kg,,,A trial,https://doi.org/10.1000/x,\n",
        encoding="utf-8",
    )
    arms, left_out = dosed_arms(Question(Review(load(book)), "lysis", {}))
    assert [(arm.share, arm.share_text, arm.treated.total) for arm in arms] == [(0.25, "1/4", 100), (0.25, "1/4", 40)]
    assert left_out == ["Delta 2021", "Epsil 2022", "Zeta2 2023"], "another unit, no drug, the other arm"


# --- numbers at the edge

NO_EVENTS = ("epsilon2022trial,control,mrs_0_1_90d,,3,41", "epsilon2022trial,control,mrs_0_1_90d,,0,41")


def test_a_trial_without_events_has_a_place_in_a_pool_of_risk_differences(book):
    edit(book / "data/counts.csv", *NO_EVENTS)
    found = Review(load(book)).pooled("lysis", measure="RD")
    counts = [(*row[:2], 0, row[3]) if row == COUNTS["epsilon2022trial"] else row for row in ROWS]
    sizes = ma.two_groups("RD", *zip(*counts, strict=True))
    # Hand arithmetic: 0.5 x 40.5 / 41^3 + 0.5 x 41.5 / 42^3, and no difference
    assert (sizes.yi[2], sizes.vi[2]) == (0, pytest.approx(0.5 * 40.5 / 41**3 + 0.5 * 41.5 / 42**3))
    assert found.value == ma.pool(sizes.yi, sizes.vi, measure="RD").estimate
    assert any("in both groups of Epsil: 0.5 was added to all cells, for the variance alone" in n for n in found.notes)
    assert not any("0.5 was added" in note for note in Review(load(book)).pooled("lysis", "RD", method="mh").notes)


def test_an_effect_of_which_nothing_is_known_is_not_estimable(book):
    edit(book / "data/counts.csv", "gamma2020trial,drug,mrs_3_6_90d,,60,100", "gamma2020trial,drug,mrs_3_6_90d,,0,100")
    for arm, old, new in (("drug", "30,100", "100,100"), ("control", "20,100", "0,100")):
        edit(
            book / "data/counts.csv",
            f"gamma2020trial,{arm},mrs_0_1_90d,,{old}",
            f"gamma2020trial,{arm},mrs_0_1_90d,,{new}",
        )
    for arm, old, new in (("drug", "25,80", "0,80"), ("control", "24,82", "82,82")):
        edit(
            book / "data/counts.csv",
            f"delta2021trial,{arm},mrs_0_1_90d,,{old}",
            f"delta2021trial,{arm},mrs_0_1_90d,,{new}",
        )
    write(book, MEMBERS.partition("lysis,epsilon")[0])
    found = Review(load(book)).pooled("lysis", measure="OR")
    assert (found.text, found.value) == ("not estimable", None)
    assert any("beyond what any ratio or difference could be" in note for note in found.notes)


def test_an_interval_narrower_than_walds_says_so_with_walds(book):
    edit(book / "data/counts.csv", "delta2021trial,drug,mrs_0_1_90d,,25,80", "delta2021trial,drug,mrs_0_1_90d,,36,82")
    write(book, MEMBERS.partition("lysis,epsilon")[0])
    review = Review(load(book))
    found, wald = review.pooled("lysis", interval="hksj"), review.pooled("lysis", interval="wald")
    assert found.high - found.low < wald.high - wald.low
    limits = formatting.interval(formatting.ratio(wald.low), formatting.ratio(wald.high))
    assert any(note.startswith(f"The interval is narrower than Wald's ({limits})") for note in found.notes)
    assert not any("narrower" in note for note in [*wald.notes, *review.pooled("lysis").notes])


def test_numbers_that_cannot_be_pooled_are_a_fault_in_words(book, monkeypatch):
    monkeypatch.setattr("helpers.quantities.questions.pool_of", lambda *_: ma.pool([1.0], [0.0]))
    with pytest.raises(QuantityError, match="lysis cannot be pooled: a sampling variance is above 0 .*gamma2020trial"):
        Review(load(book)).pooled("lysis")
