"""A pooling question gives its figures itself: axis, sides, title and what the marks are come from the data."""

import pytest

import helpers
from helpers import exhibits
from helpers.exhibits.questions import Question
from helpers.quantities.lookup import QuantityError
from helpers.quantities.pools import MOST_OF_SCALE
from helpers.quantities.words import ANY_SHARE

NO_DIAMOND = (
    "No diamond where a new study could find almost any share (a prediction interval of 75 percentage points or more), "
    "or too few studies tell"
)
LYSIS = ("Lysis", "Control")
TODATE = "iatt_todate_mrs_0_1"
EXCELLENT = "Excellent outcome (mRS 0-1) at 90 days"
FLOOR = "95% confidence interval by Hartung-Knapp-Sidik-Jonkman, never narrower than Wald"


def test_a_forest_says_its_measure_its_model_its_lines_and_whom_each_side_favours(real):
    figure = exhibits.pooled_forest(TODATE, name="f", caption="A caption.", axis=(0.5, 2.5), review=real)
    assert list(figure.notes) == [
        "Squares: risk ratio, area = weight.",
        f"Diamond: random effects (REML); {FLOOR}.",
        "Open marks: what is left out of the pool, and the pool with it.",
        "Lines: 95% confidence intervals (Wald on the log scale).",
        "Below 1: favours control; above it: favours lysis.",
    ]
    title = real.evidence.syntheses[TODATE].label
    axis = "Risk ratio, excellent outcome (mRS 0-1) at 90 days, log axis from 0.5 to 2.5, no effect at 1"
    assert figure.alt.startswith(f"{title}. {axis}")
    assert real.pooled(TODATE) in figure.quantities


def test_a_trial_left_out_of_the_pool_stands_open_below_it_with_the_pool_that_it_would_make(real):
    plain = exhibits.pooled_forest(TODATE, name="f", caption="A caption.", axis=(0.4, 3), review=real)
    split = exhibits.pooled_forest(TODATE, name="f", caption="A caption.", axis=(0.4, 3), by="grade", review=real)
    for figure in (plain, split):
        *above, trial, pool = figure.rows
        assert [row["label"] for row in (trial, pool)] == ["IAT-TOP 2026", "Pooled with IAT-TOP"]
        assert {row["block"] for row in (trial, pool)} == {"Left out of the pool"} and trial["weight"] is None
        assert trial["detail"] == "the source of its counts does not name the outcome; the protocol says mRS 0-2."
        assert not any(row["left_out"] for row in above) and trial["left_out"] and pool["left_out"]
        assert above[-1]["expression"].startswith(f'pooled("{TODATE}"') and "including" not in above[-1]["expression"]
        assert "Left out of the pool: IAT-TOP 2026: Lysis 52/124, Control 57/122, RR 0.90 (0.68-1.19)" in figure.alt
        assert "Pooled with IAT-TOP: RR 1.23 (1.08-1.40)" in figure.alt
        assert "95% prediction interval 0.95-1.60" in figure.alt
        for words in ("IAT-TOP 2026", "0.95-1.60"):
            assert words in figure.wide and words in figure.narrow
    asked = exhibits.pooled_forest(TODATE, name="f", caption="A caption.", including="iattop2026", review=real)
    assert "Left out" not in asked.alt and "IAT-TOP 2026" in asked.alt
    results = exhibits.results([TODATE], name="f", caption="A caption.", review=real)
    (row,) = (row for row in results.cells if row[0][0] == "IAT-TOP ")
    assert row[4][1].startswith("; not pooled: the source of its counts")


def test_a_prediction_interval_that_is_the_confidence_interval_is_no_proof_of_likeness(real):
    words = "no variance between studies was found, which so few studies cannot rule out"
    for question, same in (("iatt_todate_sich", True), (TODATE, False)):
        pool = real.pooled(question)
        assert (pool.statistics.tau2 == 0) is same is any(words in note for note in pool.notes)
        figure = exhibits.pooled_forest(question, name="f", caption="A caption.", review=real)
        assert any(words in note for note in figure.notes) is same


def test_subgroups_say_how_they_differ_or_why_that_is_not_tested(real):
    def notes(question, **options):
        return exhibits.pooled_forest(question, name="f", caption="A caption.", review=real, **options).notes

    how = "(one variance between studies for all; Hartung-Knapp-Sidik-Jonkman, never narrower than Wald)"
    worth = "P between subgroups is exploratory: it compares studies, not patients"
    rests = "and rests on two studies in: Grade 2c or 3 required"
    assert f"Difference between subgroups: P = .06 {how}. {worth}, {rests}." in notes(TODATE, by="grade")
    deaths = notes("iatt_todate_death", by="agent", without="postuk2025")
    assert f"Difference between subgroups: P = .10 {how}. {worth}." in deaths
    alone = "No test between subgroups: one study does not show how its like vary (Urokinase)."
    assert alone in notes("iatt_todate_death", by="agent")


def test_the_sides_follow_the_direction_of_the_outcome_and_a_zero_cell_names_its_study(real):
    figure = exhibits.pooled_forest("iatt_todate_sich", name="f", caption="A caption.", review=real)
    assert "Below 1: favours lysis; above it: favours control." in figure.notes
    assert "0.5 was added to all cells of CHOICE 2022." in figure.notes
    assert "Risk ratio, symptomatic ICH within 24 h, 36 h or 48 h" in figure.alt


def test_the_sentences_follow_the_options_that_the_question_is_asked_with(real):
    options = {"method": "mh", "axis": (0.05, 20), "review": real}
    figure = exhibits.pooled_forest("iatt_todate_sich", name="f", caption="A caption.", **options)
    assert "Diamond: common effect, Mantel-Haenszel; 95% confidence interval by Wald." in figure.notes
    assert not any("0.5" in note for note in figure.notes), "Mantel and Haenszel need none"
    published = exhibits.pooled_forest("iatt_published_mrs_0_1", name="f", caption="A caption.", review=real)
    assert "Diamond: random effects (DL); 95% confidence interval by Wald." in published.notes


def test_proportions_in_subgroups_have_diamonds_and_no_sides(real):
    figure = exhibits.pooled_forest("nrp_by_grade", name="f", caption="A caption.", review=real)
    model = "binomial-normal mixed model, maximum likelihood"
    assert list(figure.notes) == [
        f"Diamonds: {model}; 95% confidence interval by Wald.",
        f"{NO_DIAMOND}: Grade 3; all together.",
        "No test between subgroups: a study stands in several, and its patients would count twice.",
        "Lines: 95% confidence intervals (Wilson).",
    ]
    assert "Patients with no-reflow, %, axis from 0 to 100" in figure.alt
    assert "All: Pooled" not in figure.alt, "each study stands in both"


def test_a_proportion_that_foretells_nothing_has_no_diamond_and_the_figure_says_so(real):
    figure = exhibits.pooled_forest("nrp_by_definition", name="f", caption="A caption.", review=real)
    others = "Not eligible: grade below TICI 2c, or not known"
    assert f"{NO_DIAMOND}: Low flow on ASL; {others}; all together." in figure.notes
    low = real.pooled("nrp_by_definition", subgroup="Low volume or flow (CT or MR)")
    assert [row["block"] for row in figure.rows if row["summary"]] == ["Low volume or flow (CT or MR)"]
    assert "Patients with low blood volume or flow or no-reflow, %, axis" in figure.alt
    assert low.text in figure.alt and "Mujanovic 2022, eTICI 2c + eTICI 3: 25/338" in figure.alt
    for subgroup in (others, "Low flow on ASL", None):
        pool = real.pooled("nrp_by_definition", subgroup=subgroup)
        assert pool.text not in figure.alt
        assert ANY_SHARE in pool.notes
    assert ANY_SHARE not in low.notes
    assert low.number_of("pi_high") - low.number_of("pi_low") < MOST_OF_SCALE


def test_a_question_that_is_not_poolable_has_no_sentence_on_a_diamond(real):
    figure = exhibits.pooled_forest("bp_intensive_mrs_0_2", name="f", caption="A caption.", review=real)
    assert "Pooled: not poolable" in figure.alt
    assert not any("Diamond" in note for note in figure.notes)


@pytest.mark.parametrize(
    ("exhibit", "first"),
    [(exhibits.leave_one_out, "pools without one study"), (exhibits.cumulative, "pools of the studies so far")],
)
def test_repeated_pools_say_what_their_squares_and_their_dashed_line_are(real, exhibit, first):
    figure = exhibit(TODATE, name="f", caption="A caption.", axis=(0.25, 10), review=real)
    assert figure.notes[0] == f"Squares: {first}."
    assert "Dashed line: the pool of all." in figure.notes
    assert "Lines: 95% confidence intervals." in figure.notes, "the diamond names their method"


def test_a_funnel_of_few_trials_says_that_it_cannot_be_judged(real):
    figure = exhibits.funnel(TODATE, name="f", caption="A caption.", axis=(0.25, 4), review=real)
    few = "With 8 points, fewer than 10, the shape of a funnel cannot be judged."
    assert few in figure.notes and few in figure.alt
    assert not any("Diamond" in note for note in figure.notes)
    with pytest.raises(ValueError, match="no standard errors of its own"):
        exhibits.funnel(TODATE, name="f", caption="A caption.", review=real, method="mh")


def test_models_stand_in_blocks_named_by_the_outcome_and_other_questions_by_whom_they_ask(real):
    figure = exhibits.models(
        [(TODATE, "iatt_review_mrs_0_1"), "iatt_todate_death"],
        name="f",
        caption="A caption.",
        axis=(0.25, 4),
        review=real,
    )
    assert list(dict.fromkeys(row["block"] for row in figure.rows)) == [EXCELLENT, "Death within 90 days"]
    assert figure.rows[5]["label"] == "Default, the six trials that the source review cites"


def test_findings_name_their_outcomes_and_the_unit_of_the_difference(real):
    table = exhibits.findings([TODATE, "iatt_todate_sich"], name="f", caption="A caption.", review=real)
    assert [row[0] for row in table.cells] == [EXCELLENT, "Symptomatic ICH within 24 h, 36 h or 48 h"]
    assert table.notes == (
        "Difference: per 1,000 patients, at the median risk of the comparison groups.",
        "Number needed: patients treated for one more to benefit (NNTB) or to be harmed (NNTH), at that risk; "
        "given only where the whole interval of the difference lies on one side of 0.",
    )


def test_arms_are_called_as_the_question_says_or_else_by_their_part(real):
    assert Question(real, TODATE, {}).arms(None) == LYSIS
    assert Question(real, "nrp_by_grade", {}).arms(None) == ("Treated", "Control")
    assert Question(real, TODATE, {}).arms(("Drug", "None")) == ("Drug", "None")


def test_an_unknown_question_is_told_with_the_nearest(real):
    with pytest.raises(QuantityError, match="iatt_todate_mrs_0_1"):
        exhibits.pooled_forest("iatt_todate_mrs_01", name="f", caption="A caption.", review=real)


def test_without_a_review_the_book_of_the_working_folder_is_asked(real, monkeypatch):
    monkeypatch.setitem(vars(helpers), "review", real)
    figure = exhibits.pooled_forest("nrp_within_studies", name="f", caption="A caption.")
    assert real.pooled("nrp_within_studies") in figure.quantities


def test_every_exhibit_says_what_its_parameters_are():
    for name in exhibits.__all__:
        words = getattr(exhibits, name).__doc__
        assert "Parameters\n    ----------" in words or name == "effect", name
