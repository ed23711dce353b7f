"""Crude effects of a 2x2 table and tests of it: the same as metafor's and R's; what ratios and intervals imply."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from books import ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from helpers.stats.proportions import Z95, Interval, critical_value
from helpers.stats.two_groups import (
    Effect,
    association_test,
    chi_square,
    fisher_exact,
    number_needed_to_treat,
    odds_ratio,
    per_1000,
    risk_difference,
    risk_ratio,
)

ORACLE = json.loads((ROOT / "tests/oracle/effects.json").read_text(encoding="utf-8"))
MEASURES = {"RR": risk_ratio, "OR": odds_ratio, "RD": risk_difference}
CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs
CASES = [
    pytest.param(measure, table, yi, vi, id=f"{measure}-{'-'.join(map(str, table))}")
    for measure in MEASURES
    for table, yi, vi in zip(ORACLE["tables"], ORACLE[measure]["yi"], ORACLE[measure]["vi"], strict=True)
]
EFFECTS = pytest.mark.parametrize("compute", MEASURES.values(), ids=MEASURES)


@st.composite
def tables(draw):
    total, control_total = draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    return draw(st.integers(0, total)), total, draw(st.integers(0, control_total)), control_total


def on_additive_scale(measure, effect):
    """Return estimate, low and high on the scale on which metafor works."""
    scale = (lambda x: x / 100) if measure == "RD" else math.log
    return [scale(x) for x in effect[:3]]


def test_the_grid_compared_with_metafor_does_not_shrink():
    assert ORACLE["metafor"]
    assert ORACLE["RR"]["call"] == "escalc(measure='RR', add=1/2, to='only0')"
    assert ORACLE["OR"]["call"] == "escalc(measure='OR', add=1/2, to='only0')"
    assert ORACLE["RD"]["call"] == "escalc(measure='RD', to='none')"
    assert len(CASES) >= 120
    assert sum(0 in (a, n - a, c, m - c) for a, n, c, m in ORACLE["tables"]) >= 15


@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_estimates_and_variances_agree_with_metafor(measure, table, yi, vi):
    estimate, low, high = on_additive_scale(measure, MEASURES[measure](*table))
    assert estimate == pytest.approx(yi, abs=CLOSED_FORM)
    assert ((high - low) / 2 / Z95) ** 2 == pytest.approx(vi, rel=CLOSED_FORM, abs=CLOSED_FORM)
    assert (low + high) / 2 == pytest.approx(yi, abs=CLOSED_FORM)


@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_p_is_the_wald_p_of_metafors_estimate(measure, table, yi, vi):
    p = MEASURES[measure](*table).p
    if vi == 0:
        assert math.isnan(p)
    else:
        assert p == pytest.approx(math.erfc(abs(yi) / math.sqrt(2 * vi)), abs=CLOSED_FORM)


@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_only_ratios_with_a_zero_cell_say_that_they_were_corrected(measure, table, yi, vi):
    a, n, c, m = table
    assert MEASURES[measure](*table).corrected == (measure != "RD" and 0 in (a, n - a, c, m - c))


# Hand arithmetic: (8/10) / (5/10); (8 x 5) / (2 x 5); 100 x (8/10 - 5/10); (49 x 200) / (100 x 80)
@pytest.mark.parametrize(
    ("compute", "table", "exact"),
    [
        pytest.param(risk_ratio, (8, 10, 5, 10), 1.6, id="RR"),
        pytest.param(odds_ratio, (8, 10, 5, 10), 4.0, id="OR"),
        pytest.param(risk_difference, (8, 10, 5, 10), 30.0, id="RD"),
        pytest.param(risk_ratio, (49, 100, 80, 200), 1.225, id="RR-with-a-half-to-round"),
        pytest.param(risk_ratio, (0, 10, 5, 10), 0.5 / 5.5, id="RR-zero-cell"),
        pytest.param(odds_ratio, (0, 10, 5, 10), 0.5 * 5.5 / (10.5 * 5.5), id="OR-zero-cell"),
        pytest.param(risk_difference, (0, 10, 5, 10), -50.0, id="RD-zero-cell"),
    ],
)
def test_estimates_are_the_exact_fraction_without_noise(compute, table, exact):
    assert compute(*table).estimate == exact


@given(tables())
def test_estimates_are_the_exact_fraction_rounded_once(table):
    a, n, c, m = table
    assert risk_difference(*table).estimate == pytest.approx(float(100 * (Fraction(a, n) - Fraction(c, m))), rel=1e-15)
    if 0 not in (a, n - a, c, m - c):
        assert risk_ratio(*table).estimate == float(Fraction(a, n) / Fraction(c, m))
        assert odds_ratio(*table).estimate == float(Fraction(a * (m - c), c * (n - a)))


@EFFECTS
@given(table=tables())
def test_p_is_below_05_exactly_when_the_interval_excludes_no_effect(compute, table):
    effect = compute(*table)
    none = 0 if compute is risk_difference else 1
    excluded = not effect.low <= none <= effect.high
    if math.isnan(effect.p):
        assert effect.low == effect.high
    elif abs(effect.p - 0.05) > CLOSED_FORM:
        assert (effect.p < 0.05) == excluded


@EFFECTS
@given(table=tables())
def test_the_interval_holds_its_estimate_and_every_number_is_finite(compute, table):
    effect = compute(*table)
    assert effect.low <= effect.estimate <= effect.high
    assert all(math.isfinite(x) for x in effect[:3])


@EFFECTS
@given(table=tables())
def test_exchanging_the_groups_inverts_the_effect(compute, table):
    a, n, c, m = table
    effect, swapped = compute(*table), compute(c, m, a, n)
    turn = (lambda x: -x) if compute is risk_difference else (lambda x: 1 / x)
    # A few roundings of 1e-16, carried by exp.
    assert swapped[:3] == pytest.approx(
        (turn(effect.estimate), turn(effect.high), turn(effect.low)), rel=1e-9, abs=1e-9
    )
    assert swapped.p == pytest.approx(effect.p, rel=1e-9, nan_ok=True)


@EFFECTS
@pytest.mark.parametrize("table", [(-1, 10, 5, 10), (11, 10, 5, 10), (5, 10, 0, 0), (0, 0, 5, 10), (5, 10, 11, 10)])
def test_counts_that_are_no_table_are_refused(compute, table):
    with pytest.raises(ValueError, match="events must lie between 0 and total"):
        compute(*table)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_limits_of_other_levels_come_from_metafors_variance(measure, table, yi, vi, level):
    effect = MEASURES[measure](*table, level=level)
    half = norm.isf((1 - level) / 2) * math.sqrt(vi)
    assert on_additive_scale(measure, effect) == pytest.approx([yi, yi - half, yi + half], abs=CLOSED_FORM)
    assert effect.p == pytest.approx(MEASURES[measure](*table).p, nan_ok=True)


@pytest.mark.parametrize(
    "compute", [*MEASURES.values(), chi_square, fisher_exact, association_test], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("table", [(math.nan, 10, 5, 10), (5, 10, 5, math.inf), (5, 10, 2.5, 10), (5, 10, 0, 0)])
def test_numbers_that_are_no_counts_are_refused_with_a_remedy(compute, table):
    with pytest.raises(ValueError, match="whole numbers of patients; got .* of .*. Check which column"):
        compute(*table)


# Tests of a table

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


# Numbers needed to treat


def difference(estimate, low, high):
    return Effect(estimate, low, high, math.nan, False)


# By hand: 100 divided by the difference and its limits, in percentage points
@pytest.mark.parametrize(
    ("limits", "direction", "kind", "patients", "benefit", "harm"),
    [
        ((10, 5, 15), "benefit", "NNTB", 10, (100 / 15, 20), None),
        ((10, -5, 25), "benefit", "NNTB", 10, (4, math.inf), (20, math.inf)),
        ((10, -5, 25), "harm", "NNTH", 10, (20, math.inf), (4, math.inf)),
        ((-4, -8, -2), "benefit", "NNTH", 25, None, (12.5, 50)),
        ((-4, -8, -2), "harm", "NNTB", 25, (12.5, 50), None),
        ((4, 0, 8), "benefit", "NNTB", 25, (12.5, math.inf), None),
        ((0, -5, 5), "benefit", "", math.inf, (20, math.inf), (20, math.inf)),
        ((0, 0, 0), "harm", "", math.inf, None, None),
        ((60, 10, 110), "benefit", "NNTB", 100 / 60, (1, 10), None),
        ((0.05, -0.01, 0.11), "harm", "NNTH", 2000, (10000, math.inf), (100 / 0.11, math.inf)),
    ],
)
def test_a_number_needed_to_treat_says_benefit_and_harm_and_passes_through_infinity(
    limits, direction, kind, patients, benefit, harm
):
    found = number_needed_to_treat(difference(*limits), direction=direction)
    assert (found.kind, found.patients) == (kind, pytest.approx(patients))
    assert found.benefit == (benefit and pytest.approx(benefit))
    assert found.harm == (harm and pytest.approx(harm))


@given(tables())
def test_a_number_needed_to_treat_has_two_sides_exactly_when_the_difference_may_be_zero(table):
    effect = risk_difference(*table)
    found = number_needed_to_treat(effect)
    both = found.benefit is not None and found.harm is not None
    assert both == (effect.low < 0 < effect.high)
    for side in (found.benefit, found.harm):
        assert side is None or 1 <= side.low <= side.high
        assert not both or side.high == math.inf
    mirrored = number_needed_to_treat(effect, direction="harm")
    assert (mirrored.benefit, mirrored.harm, mirrored.patients) == (found.harm, found.benefit, found.patients)
    assert isinstance(found.benefit or found.harm or Interval(1, 1), Interval)


@pytest.mark.parametrize(
    ("limits", "direction", "words"),
    [
        ((math.nan, 1, 2), "benefit", "an interval holds its estimate"),
        ((3, 1, 2), "benefit", "an interval holds its estimate.* got 3 .1 to 2.. Check"),
        ((1.5, 2, 1), "benefit", "an interval holds its estimate"),
        ((120, 90, 150), "benefit", "between -100 and 100 percentage points; got 120. Give the result of risk_diff"),
        ((1, 0, 2), "neutral", "direction is benefit or harm; got 'neutral'. Say"),
    ],
)
def test_what_is_no_risk_difference_has_no_number_needed_to_treat(limits, direction, words):
    with pytest.raises(ValueError, match=words):
        number_needed_to_treat(difference(*limits), direction=direction)


# Absolute effects


# Hand arithmetic: 1000 x 0.2 x (1.5 - 1); odds 0.25 x 2 = 0.5, risk 1/3; a limit of 6 x 0.2 > 1 stops at 1
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("RR", 1.5, 0.5, 2.0, 0.2), (100, -100, 200)),
        (("OR", 2.0, 1.0, 6.0, 0.2), (1000 / 3 - 200, 0, 400)),
        (("RR", 1.5, 0.5, 6.0, 0.2), (100, -100, 800)),
        (("RR", 1.5, 0.5, 6.0, 0.0), (0, 0, 0)),
        (("OR", 3.0, 0.5, 6.0, 1.0), (0, 0, 0)),
        (("RR", 11 / 9, 1.0, 1.5, 9 / 11), (2000 / 11, 0, 2000 / 11)),  # their product is a rounding above 1
    ],
)
def test_absolute_effects_are_the_difference_of_the_risks_per_thousand(arguments, expected):
    assert per_1000(*arguments) == pytest.approx(expected, abs=CLOSED_FORM)


@pytest.mark.parametrize(("measure", "compute"), [("RR", risk_ratio), ("OR", odds_ratio)])
@given(table=tables())
def test_at_the_risk_of_the_control_group_the_absolute_effect_is_ten_times_the_risk_difference(measure, compute, table):
    effect = compute(*table)
    if not effect.corrected:
        absolute = per_1000(measure, *effect[:3], table[2] / table[3])
        assert absolute.estimate == pytest.approx(10 * risk_difference(*table).estimate, abs=1e-8)
        assert -1000 <= absolute.low <= absolute.estimate <= absolute.high <= 1000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("HR", 1.5, 1, 2, 0.2), "from an RR or an OR; got 'HR'"),
        (("RR", 1.5, 1, 2, 20), "control_risk is a proportion between 0 and 1; got 20. Divide"),
        (("RR", 1.5, 1, 2, math.nan), "control_risk is a proportion"),
        (("RR", 0, 0, 2, 0.2), "lie above 0; got 0"),
        (("OR", 1.5, -1, 2, 0.2), "lie above 0"),
        (("OR", 1.5, 2, 1, 0.2), "an interval holds its estimate"),
        (("OR", math.nan, 1, 2, 0.2), "an interval holds its estimate"),
        (("RR", 3, 1, 4, 0.5), "a risk cannot exceed 1; got RR 3 at a control risk of 0.5. Use the OR"),
    ],
)
def test_ratios_and_risks_that_cannot_be_have_no_absolute_effect(arguments, words):
    with pytest.raises(ValueError, match=words):
        per_1000(*arguments)


# What the interval implies


def implied(effect, level, *, ratio):
    """Return the centre and the standard error of a Wald interval, on the scale of analysis."""
    low, centre, high = (math.log(end) if ratio else end for end in (effect.low, effect.estimate, effect.high))
    return centre, (high - low) / 2 / critical_value(level)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@EFFECTS
@given(table=tables())
def test_p_comes_back_from_the_interval(compute, level, table):
    effect = compute(*table, level=level)
    if effect.high - effect.low > 1e-6:  # narrower, the subtraction itself loses the digits
        centre, error = implied(effect, level, ratio=compute is not risk_difference)
        assert 2 * norm.sf(abs(centre) / error) == pytest.approx(effect.p, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_the_standard_error_of_the_interval_is_metafors(measure, table, yi, vi):
    effect = MEASURES[measure](*table)
    if vi:
        error = implied(effect, 0.95, ratio=measure != "RD")[1] / (100 if measure == "RD" else 1)
        assert error == pytest.approx(math.sqrt(vi), rel=1e-9)  # the limits stand where digits were rounded off
