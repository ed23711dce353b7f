"""Ordered categories: the same as MASS's polr, R's ranks, and every pair of patients counted."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from books import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import brunnermunzel, norm

from helpers.stats import ordinal
from helpers.stats.meta_analysis import NotConverged
from helpers.stats.ordinal import common_odds_ratio, generalised_odds_ratio, win_probability
from helpers.stats.proportions import Z95
from helpers.stats.two_groups import odds_ratio

ORACLE = json.loads((ROOT / "tests/oracle/ordinal.json").read_text(encoding="utf-8"))
CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs
SEARCH = 1e-6  # polr climbs by BFGS and differentiates its gradient numerically; 3e-8 apart at most, its own error
PAIRS = list(zip(ORACLE["pairs"], ORACLE["polr"], ORACLE["win"], strict=True))
SMALL = [counts for counts in product(range(3), repeat=3) if any(counts)]
SHIFTS = pytest.mark.parametrize(
    "compute", [common_odds_ratio, win_probability, generalised_odds_ratio], ids=lambda f: f.__name__
)


@st.composite
def distributions(draw):
    categories = draw(st.integers(2, 7))
    row = st.lists(st.integers(1, 60), min_size=categories, max_size=categories)
    return draw(row), draw(row)


def patients(counts):
    return np.repeat(np.arange(len(counts)), counts)


def logs(shift):
    """Return the log ratio and its standard error from the limits."""
    return math.log(shift.estimate), (math.log(shift.high) - math.log(shift.low)) / 2 / Z95


def overlap(treated, control):
    """Return whether neither group does at least as well as the other in every pair of patients."""
    one, other = np.flatnonzero(treated), np.flatnonzero(control)
    return one[-1] > other[0] and other[-1] > one[0]


def test_the_grid_compared_with_r_does_not_shrink():
    assert ORACLE["MASS"]
    assert ORACLE["polr_call"].startswith("polr(y ~ treated, weights=patients, Hess=TRUE)")
    assert ORACLE["win_call"].startswith("wilcox.test(control, treated)$statistic / pairs")
    assert len(PAIRS) >= 16


@pytest.mark.parametrize(("pair", "polr", "win"), PAIRS)
def test_common_odds_ratios_agree_with_polr(pair, polr, win):
    found = common_odds_ratio(*pair)
    assert found.converged
    assert logs(found) == pytest.approx(polr, abs=SEARCH)
    assert found.p == pytest.approx(2 * norm.sf(abs(polr[0] / polr[1])), abs=SEARCH)


@pytest.mark.parametrize(("pair", "polr", "win"), PAIRS)
def test_win_probabilities_and_their_errors_agree_with_r(pair, polr, win):
    share, error = win
    assert win_probability(*pair).estimate == pytest.approx(share, abs=CLOSED_FORM)
    odds = generalised_odds_ratio(*pair)
    assert odds.estimate == pytest.approx(share / (1 - share), rel=CLOSED_FORM)
    centre, spread = logs(odds)
    assert centre == pytest.approx(math.log(share / (1 - share)), abs=CLOSED_FORM)
    assert spread == pytest.approx(error / share / (1 - share), rel=CLOSED_FORM)
    assert odds.p == pytest.approx(2 * norm.sf(abs(centre / spread)), abs=CLOSED_FORM)


@given(distributions())
def test_the_error_of_the_win_probability_is_the_one_of_scipys_brunner_munzel(pair):
    treated, control = map(patients, pair)
    share = win_probability(*pair).estimate
    assume(abs(share - 0.5) > 1e-3)  # their statistic, over which the error is found, is 0 at 0.5
    error = (share - 0.5) / brunnermunzel(treated, control).statistic
    assert logs(generalised_odds_ratio(*pair))[1] == pytest.approx(error / share / (1 - share), rel=1e-9)


@pytest.mark.parametrize("treated", SMALL)
def test_the_win_probability_counts_every_pair_of_patients(treated):
    for control in SMALL:
        pairs = [Fraction((a < b) * 2 + (a == b), 2) for a in patients(treated) for b in patients(control)]
        share = sum(pairs) / len(pairs)
        assert win_probability(treated, control).estimate == float(share)
        expected = math.inf if share == 1 else float(share / (1 - share))
        assert generalised_odds_ratio(treated, control).estimate == pytest.approx(expected, rel=1e-14)


# The two groups overlap, or the likelihood grows for ever: no table lies between.
@pytest.mark.parametrize("treated", SMALL)
def test_a_common_odds_ratio_is_found_exactly_where_the_groups_overlap(treated):
    for control in SMALL:
        if overlap(treated, control):
            found = common_odds_ratio(treated, control)
            assert found.converged and 0 < found.low < found.estimate < found.high < math.inf
        else:
            with pytest.warns(NotConverged, match="no finite common odds ratio"):
                found = common_odds_ratio(treated, control)
            assert not found.converged and np.isnan(found[:4]).all()
            assert found.note == ordinal.SEPARATED


def test_a_search_that_does_not_end_is_told_and_gives_no_number(monkeypatch):
    monkeypatch.setattr(ordinal, "STEPS", 1)
    with pytest.warns(NotConverged, match="ended without a maximum"):
        found = common_odds_ratio(*ORACLE["pairs"][0])
    assert not found.converged and np.isnan(found[:4]).all()
    assert found.note == ordinal.NOT_FOUND


@pytest.mark.parametrize(
    ("treated", "control", "share"),
    [([3, 0], [0, 3], 1), ([0, 3], [3, 0], 0), ([4, 0], [4, 0], 0.5), ([1, 0], [3, 2], 0.7)],
)
def test_win_probabilities_without_spread_have_no_interval_and_say_so(treated, control, share):
    for compute in (win_probability, generalised_odds_ratio):
        found = compute(treated, control)
        assert np.isnan(found[1:4]).all()
        assert found.note == ordinal.NO_SPREAD
    assert win_probability(treated, control).estimate == share


@SHIFTS
def test_estimates_are_above_no_effect_when_the_treated_do_better(compute):
    better, worse = [20, 15, 10, 5], [5, 10, 15, 20]
    none = 0.5 if compute is win_probability else 1
    assert compute(better, worse).low > none
    assert compute(worse, better).high < none


@SHIFTS
@given(pair=distributions())
def test_exchanging_the_groups_or_turning_the_scale_inverts_the_effect(compute, pair):
    treated, control = pair
    found = compute(treated, control)
    turn = (lambda x: 1 - x) if compute is win_probability else (lambda x: 1 / x)
    expected = (turn(found.estimate), turn(found.high), turn(found.low), found.p)
    # Newton ends within 1e-8 standard errors of the maximum, from either side.
    assert compute(control, treated)[:4] == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert compute(treated[::-1], control[::-1])[:4] == pytest.approx(expected, rel=1e-8, abs=1e-8)


@SHIFTS
@given(pair=distributions(), place=st.integers(0, 7))
def test_a_category_that_nobody_is_in_changes_nothing(compute, pair, place):
    widened = [[*row[:place], 0, *row[place:]] for row in pair]
    assert compute(*widened) == compute(*pair)


@SHIFTS
@given(pair=distributions())
def test_p_is_below_05_exactly_when_the_interval_excludes_no_effect(compute, pair):
    found = compute(*pair)
    assert found.low <= found.estimate <= found.high
    none = 0.5 if compute is win_probability else 1
    if abs(found.p - 0.05) > CLOSED_FORM:
        assert (found.p < 0.05) == (not found.low <= none <= found.high)
    wider = compute(*pair, level=0.99)
    assert wider.low < found.low and found.high < wider.high and wider.p == found.p


@given(distributions(), st.integers(2, 9))
def test_more_patients_of_the_same_kind_narrow_the_interval_by_the_root_of_their_number(pair, times):
    centre, error = logs(common_odds_ratio(*pair))
    more = logs(common_odds_ratio(*(np.array(row) * times for row in pair)))
    assert more == pytest.approx((centre, error / math.sqrt(times)), abs=1e-8)


@given(st.lists(st.integers(1, 500), min_size=4, max_size=4))
def test_with_two_categories_the_common_odds_ratio_is_the_odds_ratio(cells):
    a, b, c, d = cells
    assert common_odds_ratio([a, b], [c, d])[:4] == pytest.approx(odds_ratio(a, a + b, c, c + d)[:4], rel=1e-8)


@settings(max_examples=50)
@given(distributions(), st.floats(-3, 3), st.integers(0, 2**32 - 1))
def test_score_and_information_are_the_derivatives_of_the_likelihood(pair, effect, seed):
    counts = np.array(pair, dtype=float)
    cuts = counts.shape[1] - 1
    design = np.stack([np.column_stack([np.eye(cuts), np.full(cuts, treated)]) for treated in (1.0, 0.0)])
    theta = np.append(np.random.default_rng(seed).uniform(0.2, 1, cuts).cumsum() - 2, effect)
    score, information = ordinal._derivatives(theta, counts, design)

    def likelihood(at):
        return (counts * np.log(np.diff(expit(design @ at), axis=1, prepend=0, append=1))).sum()

    for place, step in enumerate(1e-5 * np.eye(len(theta))):
        # Central differences: their own error is 1e-10 of the third derivative, and noise of 1e-16 / 1e-5.
        slope = (likelihood(theta + step) - likelihood(theta - step)) / 2e-5
        turn = (
            ordinal._derivatives(theta - step, counts, design)[0]
            - ordinal._derivatives(theta + step, counts, design)[0]
        ) / 2e-5
        assert slope == pytest.approx(score[place], rel=1e-5, abs=1e-4)
        assert turn == pytest.approx(information[place], rel=1e-5, abs=1e-4)


# Leaps of plain Newton end where the likelihood is flat in tables such as these.
@pytest.mark.parametrize(
    ("treated", "control"),
    [([69008, 1], [43, 889]), ([9, 1], [1, 85568]), ([2, 300000], [100000, 1]), ([1, 99999], [99999, 1])],
)
def test_the_search_ends_in_lopsided_tables_of_two_categories_too(treated, control):
    found = common_odds_ratio(treated, control)
    assert found[:4] == pytest.approx(odds_ratio(treated[0], sum(treated), control[0], sum(control))[:4], rel=1e-6)


@pytest.mark.parametrize(
    ("treated", "control"),
    [
        ([9, 3, 1], [0, 85568, 0]),
        ([1, 1, 429188], [1, 1, 0]),
        ([0, 5534, 7059, 7914, 8749, 8857], [86, 6, 2, 1, 0, 0]),
        ([0, 18, 24, 54, 97], [98764, 50101, 29376, 2143, 0]),
        ([46135, 9571, 0, 0, 0, 0, 0], [269, 0, 949, 0, 0, 783, 19]),
    ],
)
def test_the_search_ends_in_lopsided_tables_from_either_end(treated, control):
    found, turned = common_odds_ratio(treated, control), common_odds_ratio(treated[::-1], control[::-1])
    assert found.converged
    assert logs(turned) == pytest.approx((-logs(found)[0], logs(found)[1]), rel=1e-6, abs=1e-6)


def test_two_patients_against_a_million_between_them_give_an_interval_without_an_end():
    found = common_odds_ratio([1, 0, 1], [0, 10**6, 0])
    assert found.estimate == pytest.approx(1, abs=1e-6)
    assert (found.low, found.high) == (0, math.inf)


@SHIFTS
@pytest.mark.parametrize(
    ("treated", "control", "words"),
    [
        ([1, 2], [1, 2, 3], "both groups have the same categories; got 2 for treated and 3 for control. Write 0"),
        ([1, -2], [1, 2], "treated must be whole numbers of patients, 0 or more.* got .1, -2.. Turn"),
        ([1, 2], [12.5, 87.5], "control must be whole numbers of patients"),
        ([1, math.nan], [1, 2], "treated must be whole numbers"),
        ([1, math.inf], [1, 2], "treated must be whole numbers"),
        ([1, 2], [0, 0], "control must be .* not all 0"),
        ([[1, 2]], [[1, 2]], "one for each category"),
        ([], [], "treated must be"),
    ],
)
def test_what_are_no_counts_over_categories_is_refused(compute, treated, control, words):
    with pytest.raises(ValueError, match=words):
        compute(treated, control)


@SHIFTS
def test_a_level_that_is_none_is_refused(compute):
    with pytest.raises(ValueError, match="level must lie between 0 and 1; got 95"):
        compute([1, 2], [2, 1], level=95)
