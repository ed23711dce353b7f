"""Words for readers: what stands beside a number is made once, and says what the data say."""

from __future__ import annotations

import pytest

from helpers.quantities import words
from helpers.stats.absolute import number_needed_to_treat
from helpers.stats.two_groups import Effect


def difference(estimate, low, high):
    return Effect(estimate, low, high, 0.5, False)


# By hand: 100 divided by the difference and its limits, in percentage points, rounded up
@pytest.mark.parametrize(
    ("limits", "direction", "text"),
    [
        ((10, 5, 15), "benefit", "NNTB 10 (95% CI NNTB 7 to 20)"),
        ((10, -5, 25), "benefit", "NNTB 10 (95% CI NNTH 20 to ∞ to NNTB 4)"),
        ((10, -5, 25), "harm", "NNTH 10 (95% CI NNTB 20 to ∞ to NNTH 4)"),
        ((-4, -8, -2), "benefit", "NNTH 25 (95% CI NNTH 13 to 50)"),
        ((-4, -8, -2), "harm", "NNTB 25 (95% CI NNTB 13 to 50)"),
        ((4, 0, 8), "benefit", "NNTB 25 (95% CI NNTB 13 to ∞)"),
        ((0, -5, 5), "benefit", "∞ (95% CI NNTH 20 to ∞ to NNTB 20)"),
        ((0, 0, 0), "harm", "∞ (95% CI ∞)"),
        ((60, 10, 110), "benefit", "NNTB 2 (95% CI NNTB 1 to 10)"),
    ],
)
def test_a_number_needed_to_treat_says_benefit_and_harm_and_passes_through_infinity(limits, direction, text):
    assert words.number_needed(number_needed_to_treat(difference(*limits), direction=direction)) == text


def test_numbers_needed_to_treat_are_rounded_up_but_not_by_binary_noise():
    needed = number_needed_to_treat(difference(100 / 30, 100 / 30, 100 / 20.1))
    assert words.number_needed(needed) == "NNTB 30 (95% CI NNTB 21 to 30)"
    needed = number_needed_to_treat(difference(0.05, 0.01, 0.1))
    assert words.number_needed(needed) == "NNTB 2,000 (95% CI NNTB 1,000 to 10,000)"


@pytest.mark.parametrize(
    ("measure", "adjusted", "label"),
    [("RR", True, "aRR"), ("RR", False, "RR"), ("OR", None, "OR"), ("common OR", True, "adjusted common OR")]
    + [("r", True, "r"), ("", None, "")],
)
def test_an_adjusted_effect_is_called_so(measure, adjusted, label):
    assert words.effect_label(measure, adjusted) == label
