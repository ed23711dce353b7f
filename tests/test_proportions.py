"""Wilson intervals: the same as R's and SciPy's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.stats import binomtest, norm

from helpers.proportions import Z95, wilson

ORACLE = json.loads((Path(__file__).parent / "oracle/effects.json").read_text(encoding="utf-8"))
CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs


def test_the_grid_compared_with_r_does_not_shrink():
    assert ORACLE["wilson_call"] == "prop.test(x, n, correct=FALSE)$conf.int"
    assert len(ORACLE["wilson"]) >= 82
    assert {0, 1} <= {x / n for x, n, *_ in ORACLE["wilson"]}


@pytest.mark.parametrize(("x", "n", "low", "high"), ORACLE["wilson"])
def test_wilson_limits_agree_with_r(x, n, low, high):
    assert wilson(x, n) == pytest.approx((low, high), rel=0, abs=CLOSED_FORM)


@pytest.mark.parametrize("n", range(1, 41))
def test_wilson_limits_agree_with_scipy_for_every_count(n):
    for x in range(n + 1):
        expected = binomtest(x, n).proportion_ci(method="wilson")
        assert wilson(x, n) == pytest.approx((expected.low, expected.high), rel=0, abs=CLOSED_FORM)


@pytest.mark.parametrize("n", [1, 2, 7, 40, 248])
def test_wilson_limits_are_proportions_around_the_share_and_mirror_each_other(n):
    for x in range(n + 1):
        low, high = wilson(x, n)
        assert 0 <= low <= x / n <= high <= 1
        assert wilson(n - x, n) == pytest.approx((1 - high, 1 - low), abs=CLOSED_FORM)
    assert wilson(0, n).low == 0
    assert wilson(n, n).high == 1


def test_the_quantile_is_the_one_of_the_normal_distribution():
    assert norm.ppf(0.975) == pytest.approx(Z95, abs=1e-15)


@pytest.mark.parametrize(("events", "total"), [(-1, 10), (11, 10), (0, 0), (0, -1)])
def test_counts_that_are_no_proportion_are_refused(events, total):
    with pytest.raises(ValueError, match="events must lie between 0 and total"):
        wilson(events, total)
