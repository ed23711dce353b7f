"""What an effect means for patients is hand arithmetic, and follows from the risks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from two_by_two import tables

from helpers.stats.absolute import number_needed_to_treat, per_1000
from helpers.stats.proportions import Interval
from helpers.stats.two_groups import Effect, odds_ratio, risk_difference, risk_ratio

CLOSED_FORM = 1e-10  # both sides evaluate one formula in double precision: only the order of operations differs


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
