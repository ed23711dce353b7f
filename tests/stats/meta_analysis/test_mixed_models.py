"""A mixed model has a result wherever its likelihood has a maximum, and that is the highest one."""

from __future__ import annotations

import numpy as np
import pytest
from books import ROOT
from scipy import optimize, special

from helpers.evidence.evidence import load
from helpers.quantities.vocabulary import Review
from helpers.stats import meta_analysis as ma
from helpers.stats.meta_analysis import glmm
from helpers.stats.meta_analysis.mixed_likelihood import Model, log_likelihood

LOGITS = np.linspace(-60, 60, 9601)  # so fine and wide that a sum over it is the integral


def directly(events, total):
    """Return theta and tau of the highest likelihood: integrated over the logits of a study, climbed without slopes."""
    events, total = np.array(events, float)[:, None], np.array(total, float)[:, None]
    logs = events * LOGITS - total * np.logaddexp(0, LOGITS)
    likelihood = np.exp(logs - logs.max(1, keepdims=True))

    def loss(point):
        tau = max(np.exp(point[1]), 0.05)  # narrower than that the sum is no integral
        return -np.log(likelihood @ np.exp(-(((LOGITS - point[0]) / tau) ** 2) / 2) / tau).sum()

    starts = [(-3, 1), (special.logit((events.sum() + 0.5) / (total.sum() + 1)), -0.5)]
    options = {"xatol": 1e-7, "fatol": 1e-11, "maxiter": 2000}
    found = [optimize.minimize(loss, start, method="Nelder-Mead", options=options) for start in starts]
    best = min(found, key=lambda each: each.fun).x
    return best[0], np.exp(best[1])


# metafor, 25 nodes: 1.79% (0.03-51), tau 3.18 for the first one. Events and totals, study by study.
VERY_UNLIKE = [
    ([0, 0, 18, 4], [18, 194, 57, 22]),
    ([0, 0, 18, 1], [18, 194, 57, 11]),
    ([19, 24, 5, 0, 0, 0], [168, 75, 15, 129, 187, 155]),
    ([167, 2, 0, 0, 30, 82], [178, 153, 108, 16, 47, 100]),
    ([6, 2, 16, 1, 1, 0, 2, 0], [164, 41, 16, 59, 47, 53, 79, 78]),
    ([0, 0, 92, 44, 131, 19], [144, 64, 97, 66, 180, 53]),
    ([0, 0, 0, 77], [156, 94, 131, 159]),  # tau is 7: of quadrature with 25 nodes nothing is left
    ([12, 15, 9, 11], [40, 52, 33, 41]),  # and of tau 0
]


@pytest.mark.parametrize(("events", "total"), VERY_UNLIKE, ids=lambda numbers: "-".join(map(str, numbers)))
def test_a_mixed_model_is_where_direct_integration_has_its_maximum(events, total):
    found = ma.pooled_proportion(events, total)
    theta, tau = directly(events, total)
    assert found.converged
    assert found.yi == pytest.approx(theta, abs=1e-3 if found.tau2 == 0 else 1e-5)  # a search without slopes
    assert found.tau2**0.5 == pytest.approx(tau, abs=0.051 if found.tau2 == 0 else 1e-5)


def test_every_one_of_very_unlike_sets_has_a_result():
    random = np.random.default_rng(4)
    for _ in range(100):
        k = int(random.integers(3, 9))
        total = random.integers(8, 200, k)
        logits = random.normal(-3, random.choice([1.5, 2.5, 3.5]), k)
        events = random.binomial(total, special.expit(logits))
        if 0 < events.sum() < total.sum():
            found = ma.pooled_proportion(events, total)
            assert found.converged, (events, total)
            assert found.low < found.yi < found.high


@pytest.mark.parametrize("without", ["terschiphorst2020asl", "vallscarbo2025serial"])
def test_two_questions_of_the_book_that_had_no_answer_have_one(without):
    evidence = load(ROOT)
    review = Review(evidence)
    found = review.pooled("nrp_by_grade", subgroup="Grade 3", without=without)
    assert found.low < found.value < found.high
    rows = [next(row for row in evidence.tables["counts"] if row.ref == ref) for ref in found.rows]
    counts = [(row["events"], row["total"]) for row in rows]
    theta, tau = directly(*zip(*counts, strict=True))
    assert found.value == pytest.approx(100 * special.expit(theta), abs=1e-4)
    assert found.statistics.tau2 == pytest.approx(tau**2, abs=1e-4)


TWO_MODES = ([14, 4, 3, 1, 0, 17, 3], [224, 296, 208, 191, 88, 198, 24], [2, 0, 3, 2, 2, 2, 4],
             [147, 14, 120, 80, 290, 87, 248])  # fmt: skip


def test_of_two_modes_of_a_ratio_the_higher_one_is_found():
    a, n, c, m = (np.array(column, float) for column in TWO_MODES)
    model = Model(np.column_stack([a, c]), np.column_stack([n, m]), np.array([0.5, -0.5]), study_effects=True)
    found = ma.pooled_odds_ratio(*TWO_MODES)
    ours = log_likelihood(model, found.yi, found.tau2**0.5).value
    metafors = log_likelihood(model, 0.783764087507572, 0.476463627434207)  # rma.glmm(model="UM.FS", nAGQ=25)
    assert abs(metafors.slope).max() < 2e-3, "it is a mode, too"
    assert ours > metafors.value + 0.02


FAR = 10**6
NO_MAXIMUM = {  # as tau grows, each study agrees ever better with an effect of its own
    "separated": ([0, 5], [FAR, 10], [FAR, 0], [FAR, FAR]),
    "separated, small": ([10, 0], [10, 10], [0, 10], [10, 10]),
}


@pytest.mark.parametrize("table", NO_MAXIMUM.values(), ids=NO_MAXIMUM)
def test_where_there_is_no_maximum_that_is_said_after_few_looks(table, monkeypatch):
    looks = []
    monkeypatch.setattr(glmm, "log_likelihood", lambda *args: looks.append(args) or log_likelihood(*args))
    with pytest.warns(ma.NotConverged):
        found = ma.pooled_odds_ratio(*table)
    assert not found.converged
    assert "no maximum" in " ".join(found.notes)
    assert 0 < len(looks) < 500


@pytest.mark.parametrize("size", [10**3, 10**6, 10**9])
def test_the_size_of_the_groups_does_not_keep_a_ratio_from_its_maximum(size):
    table = ([size // 10, size // 20, size // 15], [size] * 3, [size // 11, size // 22, size // 14], [size] * 3)
    found = ma.pooled_odds_ratio(*table)
    assert found.converged
    effects = ma.two_groups("OR", *table)
    by_variance = ma.pool(effects.yi, effects.vi, tau2="ML", interval="wald")
    # so many events that logits are normal: the two models are one
    assert (found.yi, found.se) == pytest.approx((by_variance.yi, by_variance.se), rel=0.05, abs=0.02)


@pytest.mark.parametrize("tau", [0.0, 0.3, 2.0, 8.0])
def test_the_slopes_of_a_likelihood_are_those_of_its_value(tau):
    a, n, c, m = (np.array(column, float) for column in TWO_MODES)
    model = Model(np.column_stack([a, c]), np.column_stack([n, m]), np.array([0.5, -0.5]), study_effects=True)
    step, here = 1e-4, log_likelihood(model, 0.4, tau)
    ends = [[log_likelihood(model, 0.4 + x, tau + y) for x, y in ((-dx, -dy), (dx, dy))]
            for dx, dy in ((step, 0), (0, step))]  # fmt: skip
    slopes = [(after.value - before.value) / (2 * step) for before, after in ends]
    assert here.slope == pytest.approx(slopes, abs=1e-6)
    bend = (ends[0][1].slope[0] - ends[0][0].slope[0]) / (2 * step)
    assert here.bend == pytest.approx(bend, rel=1e-5)
