"""Intervals of proportions and of their difference: the same as R's and SciPy's."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest
from books import ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from helpers.stats.proportions import Z95, critical_value, wilson

ORACLE = json.loads((ROOT / "tests/oracle/effects.json").read_text(encoding="utf-8"))
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
    assert critical_value(0.95) == Z95
    for level in (0.01, 0.5, 0.8, 0.9, 0.99, 0.9999):
        assert critical_value(level) == pytest.approx(norm.isf((1 - level) / 2), rel=1e-12)


def test_the_grid_of_other_levels_compared_with_r_does_not_shrink():
    assert ORACLE["wilson_levels_call"] == "prop.test(x, n, correct=FALSE, conf.level=level)$conf.int"
    assert len(ORACLE["wilson_levels"]) >= 164


@pytest.mark.parametrize(("x", "n", "level", "low", "high"), ORACLE["wilson_levels"])
def test_wilson_limits_of_other_levels_agree_with_r(x, n, level, low, high):
    assert wilson(x, n, level=level) == pytest.approx((low, high), rel=0, abs=CLOSED_FORM)


@given(total=st.integers(1, 3000), data=st.data())
def test_a_higher_level_never_gives_a_narrower_interval(total, data):
    events = data.draw(st.integers(0, total))
    narrow, wide = wilson(events, total, level=0.8), wilson(events, total, level=0.99)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize(
    ("events", "total"),
    [(-1, 10), (11, 10), (0, 0), (0, -1), (math.nan, 10), (5, math.nan), (5, math.inf), (5.5, 10), (5, 10.5)],
)
def test_counts_that_are_no_proportion_are_refused(events, total):
    with pytest.raises(ValueError, match=f"events must lie between 0 and total.* got {events} of {total}. Check"):
        wilson(events, total)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(ValueError, match="level must lie between 0 and 1; got .*Write 0.95"):
        wilson(5, 10, level=level)


def test_loading_the_modules_that_checks_use_loads_neither_numpy_nor_scipy():
    code = (
        "import sys, helpers.stats.two_groups, helpers.stats.proportions; print(*{'numpy', 'scipy'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
