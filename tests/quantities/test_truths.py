"""What an effect says beside its number follows from its interval, its measure, and what its outcome is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from books import copy_small_book

from helpers.evidence.evidence import load
from helpers.evidence.profile import TRUTHS
from helpers.quantities.expressions import evaluate
from helpers.quantities.lookup import QuantityError
from helpers.quantities.truths import BETTER, SIDES, WORDS, truth

REPORTED = "reported(alpha2020trial, drug, control, excellent, source=primary)"  # aRR 1.44 (1.06-1.95), a benefit
RR = "rr(alpha2020trial, drug, control, nrp)"  # RR 1.60 (0.80-3.20), a harm
RD = "rd(alpha2020trial, drug, control, nrp)"  # RD 30.0 (-9.7 to 69.7)


def test_each_truth_has_its_words_and_its_rule():
    assert set(TRUTHS) == set(WORDS) == {*SIDES, *BETTER}


@pytest.mark.parametrize(
    ("effect", "true"),
    [
        (REPORTED, {"higher", "above", "better"}),
        (RR, {"open", "above"}),
        (RD, {"open", "above"}),
        (f"(1 / {REPORTED})", {"lower", "below"}),
    ],
)
def test_an_effect_says_where_its_interval_lies(review, effect, true):
    told = set(TRUTHS) - (set(BETTER) if effect.startswith("(1") else set())
    assert {name for name in told if evaluate(f"{effect}.{name}", review.evidence)[0]} == true


@pytest.mark.parametrize(
    ("measure", "kind", "limits", "true"),
    [
        ("RR", "ratio", (1.0, 1.2, 1.4), {"open", "above"}),  # a limit of exactly no effect leaves it open
        ("RR", "ratio", (1.01, 1.2, 1.4), {"higher", "above", "worse"}),
        ("HR", "ratio", (0.5, 0.7, 0.99), {"lower", "below", "better"}),
        ("RD", "points", (0.1, 3, 6), {"higher", "above", "worse"}),
        ("MD", "number", (-4, -2, -0.5), {"lower", "below", "better"}),
        ("common OR", "ratio", (0.8, 0.9, 1.3), {"open", "below"}),
        ("win odds", "ratio", (1.1, 1.5, 2.0), {"higher", "above", "worse"}),
    ],
)
def test_no_effect_is_that_of_the_measure_and_better_that_of_the_outcome(review, measure, kind, limits, true):
    low, value, high = limits
    found = evaluate(RR, review.evidence)[0]  # of a harm: lower is better
    effect = replace(found, measure=measure, kind=kind, low=low, value=value, high=high)
    assert {name for name in TRUTHS if truth(effect, name, review.evidence)} == true


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("pct(alpha2020trial, drug, nrp).open", "no effect of one group against another"),
        ("n(alpha2020trial).higher", "no effect of one group against another"),
        ("span(nrp).open", "no effect of one group against another"),
        ("versus(alpha2020trial, nrp).open", "no effect of one group against another"),
        (f"{RR}.p.open", "no effect of one group against another"),
        (f"(1 / {REPORTED}).better", "is turned over: say .higher or .lower"),
        (f"{RR}.low.open", "has no interval"),
        (f"{RR}.events.open", "has no events"),
        (f"{RR}.close", "no attribute 'close'"),
    ],
)
def test_what_is_no_effect_says_nothing(review, expression, message):
    with pytest.raises(QuantityError, match=message):
        evaluate(expression, review.evidence)


def test_without_an_interval_only_the_estimate_speaks(review):
    effect = replace(evaluate(RR, review.evidence)[0], low=None, high=None)
    assert truth(effect, "above", review.evidence)
    with pytest.raises(QuantityError, match=r"has no interval: use .above or .below"):
        truth(effect, "higher", review.evidence)


def test_nobody_does_better_on_an_outcome_that_is_neither_benefit_nor_harm(review, tmp_path):
    effect = evaluate(RR, review.evidence)[0]
    evidence = load(copy_small_book(tmp_path / "book"))
    evidence.outcomes["nrp"]["direction"] = "neutral"
    with pytest.raises(QuantityError, match="calls its outcome neutral, neither a benefit nor a harm"):
        truth(effect, "better", evidence)
