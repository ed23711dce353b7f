"""What must hold of every pool, whatever the studies: invariants, closed forms, edges, and a published result."""

from __future__ import annotations

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.stats import meta_analysis as ma
from helpers.stats.measures import INTERVALS, TAU2_ESTIMATORS
from helpers.stats.meta_analysis import tau2 as heterogeneity

SIZE = st.floats(-3, 3)
VARIANCE = st.floats(0.01, 4)
STUDIES = st.lists(st.tuples(SIZE, VARIANCE), min_size=2, max_size=12)
ARM = st.integers(1, 200).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
TABLES = st.lists(st.tuples(ARM, ARM), min_size=2, max_size=8)


def columns(tables):
    return [np.array([table[arm][part] for table in tables]) for arm in (0, 1) for part in (0, 1)]


def pools(yi, vi, **options):
    return [
        ma.pool(yi, vi, method="random", tau2=tau2, interval=interval, **options)
        for tau2 in TAU2_ESTIMATORS
        for interval in INTERVALS
    ]


@given(STUDIES, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(studies, random):
    shuffled = random.sample(studies, len(studies))
    for one, other in zip(pools(*zip(*studies, strict=True)), pools(*zip(*shuffled, strict=True)), strict=True):
        assert one.yi == pytest.approx(other.yi, rel=1e-7, abs=1e-7)
        assert one.tau2 == pytest.approx(other.tau2, rel=1e-6, abs=1e-9)


@given(STUDIES)
def test_intervals_hold_the_estimate_and_the_floor_is_never_narrower_than_wald(studies):
    for floor, bare, wald in (pools(*zip(*studies, strict=True))[start : start + 3] for start in (0, 3, 6, 9)):
        for found in (floor, bare, wald):
            assert found.converged
            assert found.low <= found.yi <= found.high
            assert found.tau2 >= 0
            assert 0 <= found.i2 <= 100
            assert found.weights.sum() == pytest.approx(100)
            if found.k >= 3:
                assert found.pi_low <= found.low or found.interval == "wald"
        assert floor.high - floor.low >= (wald.high - wald.low) * (1 - 1e-12)
        assert floor.se >= bare.se


@given(STUDIES)
def test_the_limits_of_tau2_hold_the_paule_mandel_estimate(studies):
    found = ma.pool(*zip(*studies, strict=True), tau2="PM")
    low, high = found.tau2_limits
    assert low <= found.tau2 + 1e-9
    assert found.tau2 <= high + 1e-9 or found.tau2 == 0


@given(st.lists(SIZE, min_size=2, max_size=12), VARIANCE)
def test_equal_variances_give_the_closed_form(yi, variance):
    expected = max(0.0, float(np.var(yi, ddof=1)) - variance)
    for tau2 in ("REML", "DL", "PM"):
        found = ma.pool(yi, [variance] * len(yi), tau2=tau2)
        assert found.tau2 == pytest.approx(expected, abs=1e-8)
        assert found.yi == pytest.approx(np.mean(yi), abs=1e-12)
    assert ma.pool(yi, [variance] * len(yi), tau2="ML").tau2 == pytest.approx(max(0.0, np.var(yi) - variance), abs=1e-8)


@given(STUDIES)
def test_without_heterogeneity_random_is_common(studies):
    yi, vi = np.zeros(len(studies)) + 0.3, [variance for _, variance in studies]
    for tau2 in TAU2_ESTIMATORS:
        random = ma.pool(yi, vi, tau2=tau2, interval="wald")
        common = ma.pool(yi, vi, method="common")
        assert random.tau2 == 0
        assert (random.yi, random.se) == (common.yi, common.se)


@given(TABLES)
def test_exchanging_the_groups_turns_the_effect_round(tables):
    a, n, c, m = columns(tables)
    for measure in ("RR", "OR", "RD"):
        one, other = ma.two_groups(measure, a, n, c, m), ma.two_groups(measure, c, m, a, n)
        assert one.yi == pytest.approx(-other.yi, abs=1e-12)
        assert one.vi == pytest.approx(other.vi)
        there, back = ma.mantel_haenszel(measure, a, n, c, m), ma.mantel_haenszel(measure, c, m, a, n)
        assert there.yi == pytest.approx(-back.yi, abs=1e-9, nan_ok=True)
        assert there.se == pytest.approx(back.se, abs=1e-9, nan_ok=True)
    assert ma.peto(a, n, c, m).yi == pytest.approx(-ma.peto(c, m, a, n).yi, abs=1e-9, nan_ok=True)


def test_exchanging_the_groups_turns_a_mixed_model_round():
    counts = [36, 37, 51, 120], [61, 92, 126, 266], [21, 22, 34, 107], [52, 65, 129, 266]
    one, other = ma.pooled_odds_ratio(*counts), ma.pooled_odds_ratio(*counts[2:], *counts[:2])
    assert one.yi == pytest.approx(-other.yi, abs=1e-6)
    assert one.se == pytest.approx(other.se, abs=1e-6)


@given(TABLES, st.integers(2, 50))
def test_larger_groups_of_the_same_risks_give_the_same_ratio_with_less_error(tables, times):
    tables = [table for table in tables if all(0 < events < total for events, total in table)]
    if len(tables) < 2:
        return
    small, large = ma.two_groups("OR", *columns(tables)), ma.two_groups("OR", *(times * c for c in columns(tables)))
    assert small.yi == pytest.approx(large.yi)
    assert small.vi == pytest.approx(times * large.vi)


def test_all_subsets_of_twelve_studies_are_pooled_at_once_as_one_by_one():
    random = np.random.default_rng(12)
    vi = random.chisquare(3, 12) / 20
    yi = random.normal(0.2, np.sqrt(vi + 0.05))
    used = (np.arange(4096)[:, None] >> np.arange(12) & 1).astype(bool)
    many = ma.pool_many(np.tile(yi, (4096, 1)), np.tile(vi, (4096, 1)), used)
    assert [found.k for found in many] == used.sum(1).tolist()
    for row, found in zip(used, many, strict=True):
        if row.any():
            alone = ma.pool(yi[row], vi[row])
            for name in ("yi", "se", "low", "high", "p", "q", "pi_low", "pi_high"):
                assert getattr(found, name) == pytest.approx(getattr(alone, name), rel=1e-9, abs=1e-12, nan_ok=True)
            assert found.tau2 == pytest.approx(alone.tau2, rel=1e-9, abs=1e-14, nan_ok=True)
    assert math.isnan(many[0].yi)


def test_the_higher_of_two_modes_is_found():
    # one very precise study far from the others: the restricted likelihood has two tops
    yi, vi = np.array([0.0, 2.0, 2.1, 1.9, 2.05]), np.array([1e-6, 0.5, 0.5, 0.5, 0.5])

    def likelihood(tau2):
        weights = 1 / (vi + tau2)
        mean = (weights * yi).sum() / weights.sum()
        return np.log(weights).sum() - np.log(weights.sum()) - (weights * (yi - mean) ** 2).sum()

    grid = np.concatenate([[0], np.geomspace(1e-9, 100, 200_000)])
    values = np.array([likelihood(tau2) for tau2 in grid])
    tops = (values[1:-1] > values[:-2]) & (values[1:-1] > values[2:])
    assert tops.sum() + (values[0] > values[1]) >= 1
    found = ma.pool(yi, vi).tau2
    assert likelihood(found) >= values.max() - 1e-9
    assert found == pytest.approx(grid[values.argmax()], rel=1e-3, abs=1e-8)


# --- edges say what they are


def test_no_study_is_no_pool():
    found = ma.pool([], [])
    assert (found.k, found.converged) == (0, True)
    assert math.isnan(found.yi)
    assert found.notes == ("No study: there is nothing to pool.",)


def test_one_study_is_shown_as_it_is():
    found = ma.pool([0.2], [0.04])
    assert (found.yi, found.se, found.interval) == (0.2, 0.2, "wald")
    assert found.high == pytest.approx(0.2 + 1.959963984540054 * 0.2)
    assert math.isnan(found.tau2)
    assert math.isnan(found.pi_low)
    assert "nothing was pooled" in found.notes[0]


def test_two_studies_have_no_prediction_interval_and_say_that_little_is_known():
    found = ma.pool([0.2, 0.4], [0.04, 0.05])
    assert math.isnan(found.pi_low)
    assert "hardly known" in found.notes[0]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_an_estimate_that_is_no_number_is_refused_by_study(bad):
    with pytest.raises(ValueError, match="finite number; got .* in study 2"):
        ma.pool([0.1, bad], [1, 1])


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_a_variance_that_is_none_is_refused_with_what_to_do(bad):
    with pytest.raises(ValueError, match="variance is above 0 .* in study 1: leave the study out, or pool its counts"):
        ma.pool([0.1, 0.2], [bad, 1])


@pytest.mark.parametrize(("events", "total"), [(1, 0), (3, 2), (-1, 5), (math.nan, 5), (1, math.inf)])
def test_counts_that_are_none_are_refused_by_study(events, total):
    with pytest.raises(ValueError, match="events_1 lie between 0 and total_1.* in study 1"):
        ma.two_groups("RR", [events], [total], [1], [2])


@pytest.mark.parametrize(
    ("name", "value"), [("method", "fixed"), ("tau2", "HE"), ("interval", "t"), ("measure", "common OR"), ("level", 95)]
)
def test_an_unknown_option_lists_what_there_is(name, value):
    with pytest.raises(ValueError, match=f"{name} (is one of|lies between)"):
        ma.pool([0.1, 0.2], [1, 1], **{name: value})


@pytest.mark.parametrize("pool", [ma.peto, ma.pooled_odds_ratio, lambda *c: ma.mantel_haenszel("RR", *c)])
def test_no_events_at_all_give_no_ratio_and_a_reason(pool):
    found = pool([0, 0], [10, 20], [0, 0], [12, 18])
    assert math.isnan(found.yi)
    assert any("No effect can be estimated" in note for note in found.notes)


def test_no_events_at_all_give_no_proportion_by_the_mixed_model():
    assert math.isnan(ma.pooled_proportion([0, 0], [10, 20]).yi)


def test_studies_without_events_are_counted_and_named():
    for found in (
        ma.mantel_haenszel("RR", [0, 3, 4], [50, 40, 60], [0, 1, 2], [50, 42, 61]),
        ma.pooled_odds_ratio([0, 3, 4], [50, 40, 60], [0, 1, 2], [50, 42, 61]),
    ):
        assert found.k == 3
        assert any(note.startswith("1 of 3 studies: no events") for note in found.notes)


def test_identical_estimates_have_no_hartung_knapp_width_but_the_floor_has():
    assert ma.pool([0.1] * 3, [0.2, 0.3, 0.4], interval="hksj").se == pytest.approx(0, abs=1e-15)
    assert ma.pool([0.1] * 3, [0.2, 0.3, 0.4]).se == pytest.approx((1 / 0.2 + 1 / 0.3 + 1 / 0.4) ** -0.5)


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_the_unit_of_measurement_does_not_matter(scale):
    yi, vi = np.array([0.1, 0.9, 0.4, -0.3]), np.array([0.02, 0.05, 0.03, 0.04])
    one, other = ma.pool(yi, vi), ma.pool(yi * scale, vi * scale**2)
    assert other.tau2 == pytest.approx(one.tau2 * scale**2, rel=1e-8)
    assert other.yi == pytest.approx(one.yi * scale, rel=1e-8)


def test_a_search_that_does_not_end_gives_no_number_and_a_warning(monkeypatch):
    monkeypatch.setattr(heterogeneity, "STEPS", 0)
    with pytest.warns(ma.NotConverged, match="REML"):
        found = ma.pool([0.1, 2.0, -1.0], [0.02, 0.05, 0.03])
    assert not found.converged
    assert math.isnan(found.yi)
    assert math.isnan(found.tau2)
    assert "did not end" in found.notes[-1]


def test_a_regression_without_enough_studies_is_refused():
    with pytest.raises(ValueError, match="more studies than coefficients"):
        ma.meta_regression([0.1, 0.2], [1, 1], {"year": [2020, 2021]})


def test_arms_that_share_a_control_are_correlated_by_its_variance():
    arms = ma.Arms("DATE", [1, 2], [17, 20], [46, 46], 22, 65)
    _, covariance = ma.against_shared_control("RR", arms)
    assert covariance[0, 1] == covariance[1, 0] == pytest.approx(1 / 22 - 1 / 65)  # Var of the control's log risk
    assert covariance[0, 0] == pytest.approx(1 / 17 - 1 / 46 + 1 / 22 - 1 / 65)


def test_a_shared_control_counted_twice_would_give_too_much_weight():
    # By hand from these counts: a standard error of 0.177 instead of 0.215, 48% too much weight.
    twice = ma.pool(*ma.two_groups("RR", [17, 20], [46, 46], [22, 22], [65, 65])[:2], method="common")
    once = ma.pool(*ma.two_groups("RR", [37], [92], [22], [65])[:2])
    assert (round(twice.se, 3), round(once.se, 3)) == (0.177, 0.215)


def test_no_warning_escapes_from_sound_data():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ma.pool([0.1, 0.2, 0.5], [0.1, 0.2, 0.1])
        ma.mantel_haenszel("OR", [0, 3], [50, 40], [0, 1], [50, 42])
        ma.pooled_odds_ratio([0, 3, 4], [50, 40, 60], [0, 1, 2], [50, 42, 61])
        ma.leave_one_out([0.1, 0.2], [0.1, 0.2])


def test_a_result_is_made_of_plain_numbers():
    found = ma.pooled_proportion([3, 5, 9], [20, 30, 25])
    numbers = {name: value for name, value in vars(found).items() if isinstance(value, float)}
    assert all(type(value) is float for value in numbers.values()), numbers
    json.dumps({name: value for name, value in numbers.items() if not math.isnan(value)})


@pytest.mark.parametrize(
    ("yi", "vi"), [([0.3, 0.1], [1e-300, 0.1]), ([1e308, -1e308], [1, 1]), ([0.3, 0.1], [5e-324, 1])]
)
def test_numbers_that_leave_the_range_of_doubles_are_refused_with_what_to_do(yi, vi):
    with pytest.raises(ValueError, match="choose another unit"):
        ma.pool(yi, vi)


def test_the_limits_of_i2_of_one_study_are_not_known_without_a_warning():
    assert all(math.isnan(limit) for limit in ma.pool([0.3], [0.02]).i2_limits)
