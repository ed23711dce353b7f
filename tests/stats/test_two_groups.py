"""Crude effects of a 2x2 table are metafor's, and what their intervals imply."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from books import ROOT
from hypothesis import given
from scipy.stats import norm
from two_by_two import tables

from helpers.stats.proportions import Z95, critical_value
from helpers.stats.two_groups import odds_ratio, risk_difference, risk_ratio

ORACLE = json.loads((ROOT / "tests/oracle/effects.json").read_text(encoding="utf-8"))
MEASURES = {"RR": risk_ratio, "OR": odds_ratio, "RD": risk_difference}
CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs
CASES = [
    pytest.param(measure, table, yi, vi, id=f"{measure}-{'-'.join(map(str, table))}")
    for measure in MEASURES
    for table, yi, vi in zip(ORACLE["tables"], ORACLE[measure]["yi"], ORACLE[measure]["vi"], strict=True)
]
EFFECTS = pytest.mark.parametrize("compute", MEASURES.values(), ids=MEASURES)


def on_additive_scale(measure, effect):
    """Return estimate, low and high on the scale on which metafor works."""
    scale = (lambda x: x / 100) if measure == "RD" else math.log
    return [scale(x) for x in effect[:3]]


def test_the_grid_compared_with_metafor_does_not_shrink():
    assert ORACLE["metafor"]
    assert ORACLE["RR"]["call"] == "escalc(measure='RR', add=1/2, to='only0')"
    assert ORACLE["OR"]["call"] == "escalc(measure='OR', add=1/2, to='only0')"
    assert ORACLE["RD"]["call"] == "escalc(measure='RD', to='none'); vi of add=1/2, to='only0' where that is 0"
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
    assert MEASURES[measure](*table).p == pytest.approx(math.erfc(abs(yi) / math.sqrt(2 * vi)), abs=CLOSED_FORM)


@pytest.mark.parametrize(("measure", "table", "yi", "vi"), CASES)
def test_a_ratio_with_a_zero_cell_and_a_difference_of_two_certainties_say_that_they_were_corrected(
    measure, table, yi, vi
):
    a, n, c, m = table
    one, other = 0 in (a, n - a), 0 in (c, m - c)
    assert MEASURES[measure](*table).corrected == ((one and other) if measure == "RD" else (one or other))


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
    if abs(effect.p - 0.05) > CLOSED_FORM:
        assert (effect.p < 0.05) == excluded


@EFFECTS
@given(table=tables())
def test_the_interval_holds_its_estimate_and_every_number_is_finite(compute, table):
    effect = compute(*table)
    assert effect.low < effect.estimate < effect.high
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


@EFFECTS
@pytest.mark.parametrize("table", [(math.nan, 10, 5, 10), (5, 10, 5, math.inf), (5, 10, 2.5, 10), (5, 10, 0, 0)])
def test_numbers_that_are_no_counts_are_refused_with_a_remedy(compute, table):
    with pytest.raises(ValueError, match="whole numbers of patients; got .* of .*. Check which column"):
        compute(*table)


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
