"""Tests of whether two groups differ are R's, and of small tables what counting them says."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from books import ROOT
from hypothesis import given
from two_by_two import tables

from helpers.stats.association import association_test, chi_square, fisher_exact

ORACLE = json.loads((ROOT / "tests/oracle/effects.json").read_text(encoding="utf-8"))
CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs
TESTS = [
    pytest.param(table, *row, id="-".join(map(str, table)))
    for table, row in zip(ORACLE["tables"], ORACLE["tests"], strict=True)
]


def test_the_grid_of_tests_compared_with_r_does_not_shrink():
    assert ORACLE["tests_call"] == "chisq.test(cells, correct=FALSE); fisher.test(cells)$p.value"
    assert len(TESTS) >= 40


@pytest.mark.parametrize(("table", "statistic", "p", "fisher_p"), TESTS)
def test_chi_square_and_fisher_agree_with_r(table, statistic, p, fisher_p):
    pearson = chi_square(*table)
    if statistic is None:
        assert math.isnan(pearson.statistic) and math.isnan(pearson.p)
    else:
        assert pearson[1:] == pytest.approx((statistic, p), rel=CLOSED_FORM)
    # Sums of chances made from logarithms of factorials, which lose digits: 2e-10 apart at a million patients.
    assert fisher_exact(*table).p == pytest.approx(fisher_p, rel=1e-9)


@pytest.mark.parametrize("n", range(1, 8))
@pytest.mark.parametrize("m", range(1, 8))
def test_fishers_p_is_the_share_of_all_tables_that_are_no_likelier(n, m):
    for found in range(n + m + 1):
        ways = {a: math.comb(n, a) * math.comb(m, found - a) for a in range(max(0, found - m), min(n, found) + 1)}
        for a, own in ways.items():
            expected = Fraction(sum(way for way in ways.values() if way <= own), math.comb(n + m, found))
            assert fisher_exact(a, n, found - a, m).p == pytest.approx(float(expected), rel=CLOSED_FORM)


# Hand arithmetic: 20 x (8 x 5 - 2 x 5)^2 / (10 x 10 x 13 x 7) = 18000 / 9100
def test_chi_square_is_not_corrected_for_continuity():
    assert chi_square(8, 10, 5, 10).statistic == 18000 / 9100


# Expected counts: 10 x 10 / 20 = 5 is enough, 10 x 9 / 20 = 4.5 is not, whichever row or column it stands in
@pytest.mark.parametrize(
    ("table", "method"),
    [
        ((4, 10, 6, 10), "chi-square"),
        ((4, 10, 5, 10), "Fisher's exact test"),
        ((6, 10, 5, 10), "Fisher's exact test"),
        ((0, 10, 0, 10), "Fisher's exact test"),
        ((59, 100, 45, 100), "chi-square"),
    ],
)
def test_fisher_is_taken_when_an_expected_count_is_below_5_and_the_test_is_named(table, method):
    chosen = association_test(*table)
    assert chosen.method == method
    named = fisher_exact if method.startswith("Fisher") else chi_square
    assert chosen[::2] == named(*table)[::2]


@given(tables())
def test_the_choice_of_test_follows_the_four_expected_counts(table):
    a, n, c, m = table
    expected = [Fraction(row * column, n + m) for row in (n, m) for column in (a + c, n + m - a - c)]
    assert association_test(*table).method.startswith("Fisher") == (min(expected) < 5)


@pytest.mark.parametrize("compute", [chi_square, fisher_exact, association_test], ids=lambda f: f.__name__)
@pytest.mark.parametrize("table", [(math.nan, 10, 5, 10), (5, 10, 5, math.inf), (5, 10, 2.5, 10), (5, 10, 0, 0)])
def test_numbers_that_are_no_counts_are_refused_with_a_remedy(compute, table):
    with pytest.raises(ValueError, match="whole numbers of patients; got .* of .*. Check which column"):
        compute(*table)
