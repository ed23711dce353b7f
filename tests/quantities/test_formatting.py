"""Numbers become text in one way, right to the last printed digit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.quantities import formatting


def half_up(exact: Fraction, places: int) -> str:
    """Round an exact fraction of zero or more half up: the oracle, in whole numbers only."""
    units = (2 * exact * 10**places + 1) // 2
    digits = str(units).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        pytest.param(12.5, 0, "13", id="half-up-not-to-even"),
        pytest.param(0.5, 0, "1", id="half-up-from-zero"),
        pytest.param(2.675, 2, "2.68", id="half-that-binary-stores-too-low"),
        pytest.param(0.15, 1, "0.2", id="half-that-binary-stores-too-low-2"),
        pytest.param(93.75 - 62.5, 1, "31.3", id="difference-with-half"),
        pytest.param(100 / 3 - 100 / 48, 1, "31.3", id="difference-with-noise"),  # 31.25 exactly
        pytest.param(-2.675, 2, "-2.68", id="half-away-from-zero-below"),
        pytest.param(-0.04, 1, "0.0", id="never-minus-zero"),
        pytest.param(-0.0, 1, "0.0", id="minus-zero"),
        pytest.param(7, 2, "7.00", id="whole-number"),
        pytest.param(1e12, 1, "1000000000000.0", id="largest"),
        pytest.param(1e-9, 1, "0.0", id="smallest"),
        pytest.param(0.1 + 0.2, 1, "0.3", id="binary-noise"),
        pytest.param(1.0001e12, 1, "1.00e+12", id="too-large-to-write-out"),
        pytest.param(-1e29, 1, "-1.00e+29", id="of-thirty-digits"),
        pytest.param(1.7e308, 2, "1.70e+308", id="largest-there-is"),
        pytest.param(float("inf"), 2, "∞", id="infinite"),
        pytest.param(float("-inf"), 2, "-∞", id="infinite-below"),
        pytest.param(float("nan"), 2, "not known", id="no-number"),
    ],
)
def test_fixed_rounds_as_a_reader_does(value, places, text):
    assert formatting.fixed(value, places) == text


# 2000 = 2^4 x 5^3 is the smallest total with percentages ending in 5 at the second decimal that binary cannot store.
@pytest.mark.parametrize("total", [*range(1, 121), 160, 400, 1000, 2000, 4000])
def test_every_percentage_of_a_total_is_the_exact_fraction_rounded_half_up(total):
    for events in range(total + 1):
        exact = Fraction(100 * events, total)
        assert formatting.percent(100 * events / total) == half_up(exact, 1) + "%"


@given(st.integers(0, 10**9), st.integers(0, 6))
def test_fixed_returns_the_digits_of_a_decimal_number_that_needs_no_rounding(units, places):
    text = str(Decimal(units).scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))
    assert formatting.fixed(float(text), places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (248, "248"), (1000, "1,000"), (1234567, "1,234,567"), (-1234, "-1,234")],
)
def test_whole_numbers_have_commas_between_thousands(value, text):
    assert formatting.integer(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(20, "20"), (20.0, "20"), (5000.0, "5,000"), (20 / 3, "6.7"), (-0.04, "0.0"), (2.25, "2.3")],
)
def test_plain_numbers_are_whole_or_have_one_decimal(value, text):
    assert formatting.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(1.225, "1.23"), (0.8, "0.80"), (29.096173, "29.10"), (1, "1.00")])
def test_ratios_have_two_decimals(value, text):
    assert formatting.ratio(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("0.99", "2.16", "0.99-2.16"),
        ("-9.7", "69.7", "-9.7 to 69.7"),
        ("-9.7", "-1.0", "-9.7 to -1.0"),
        ("12.5", "42.9%", "12.5-42.9%"),
    ],
)
def test_an_interval_never_puts_a_hyphen_before_a_minus_sign(low, high, text):
    assert formatting.interval(low, high) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0, "P < .001"),
        (0.000999, "P < .001"),
        (0.001, "P = .001"),
        (0.0094, "P = .009"),
        (0.01, "P = .01"),
        (0.0149, "P = .01"),
        (0.03, "P = .03"),
        (0.044, "P = .04"),
        (0.0456, "P = .046"),  # .05 would look like no difference
        (0.0496, "P = .0496"),
        (0.05, "P = .05"),
        (0.0504, "P = .05"),
        (0.125, "P = .13"),
        (0.99, "P = .99"),
        (0.9901, "P > .99"),
        (1, "P > .99"),
    ],
)
def test_p_values_follow_the_ama_style(p, text):
    assert formatting.p_value(p) == text


@given(st.floats(0, 1))
def test_a_printed_p_value_is_on_the_same_side_of_05_as_the_exact_one(p):
    relation, digits = formatting.p_value(p).split()[1:]
    printed = float(digits)
    if relation == "=" and not 0.05 - 1e-12 < p < 0.05:  # nearer than twelve decimals can say
        assert (printed < 0.05) == (p < 0.05)
        assert abs(printed - p) <= 0.005 + 1e-12  # the half itself is rounded up
    elif relation != "=":
        assert p < printed if relation == "<" else p > printed


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("0.030", "P = .030"),
        ("0.02", "P = .02"),
        (".02", "P = .02"),
        ("<0.001", "P < .001"),
        ("<.001", "P < .001"),
        (">0.05", "P > .05"),
        ("1.0", "P = 1.0"),
    ],
)
def test_a_printed_p_value_keeps_its_decimals_and_its_relation(printed, text):
    assert formatting.printed_p(printed) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("RR", "1.46", "0.99-2.16"), "RR 1.46 (95% CI 0.99-2.16)"),
        (("aRR", "1.44", "1.06-1.95", "P = .02"), "aRR 1.44 (95% CI 1.06-1.95; P = .02)"),
        (("OR", "2.1", "", "P = .02"), "OR 2.1 (P = .02)"),
        (("r", "0.4", ""), "r 0.4"),
    ],
)
def test_an_effect_names_what_its_brackets_hold(arguments, text):
    assert formatting.effect(*arguments) == text


@given(st.floats())
def test_no_number_is_too_large_to_become_text(value):
    for style in (formatting.percent, formatting.ratio, formatting.number, formatting.rounded_up):
        assert style(value)
    assert formatting.signed(value, 1)
