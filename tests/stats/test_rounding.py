"""Printed numbers are strings: their decimals say how far they were rounded, and which counts can give them."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.stats.rounding import decimals, events_that_give, gives_percentage, rounding_interval


@pytest.mark.parametrize(("printed", "count"), [("9.10", 2), ("9.1", 1), ("9", 0), ("-0.50", 2), ("100.000", 3)])
def test_trailing_zeros_count_as_decimals(printed: str, count: int):
    assert decimals(printed) == count


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("9.1", Fraction(905, 100), Fraction(915, 100)),
        ("9.10", Fraction(9095, 1000), Fraction(9105, 1000)),
        ("9", Fraction(17, 2), Fraction(19, 2)),
        ("-0.5", Fraction(-55, 100), Fraction(-45, 100)),
        ("0", Fraction(-1, 2), Fraction(1, 2)),
    ],
)
def test_the_interval_reaches_half_a_unit_of_the_last_decimal_to_both_sides(printed, low, high):
    assert rounding_interval(printed) == (low, high)


@pytest.mark.parametrize("printed", ["", "x", "1,5", "1 0", "--1", "1.2.3", "NaN", "inf"])
def test_what_is_no_number_is_refused(printed: str):
    with pytest.raises(ValueError):
        rounding_interval(printed)


@pytest.mark.parametrize(
    ("events", "total", "printed", "gives"),
    [
        (52, 65, "80", True),  # 80% exactly
        (52, 65, "80.0", True),
        (52, 65, "80.1", False),
        (1, 3, "33", True),
        (1, 3, "33.3", True),
        (1, 3, "33.4", False),
        (1, 3, "34", False),
        (1, 8, "12", True),  # 12.5 rounds to 12 (half down, or to even) and to 13 (half up)
        (1, 8, "13", True),
        (1, 8, "12.5", True),
        (1, 8, "14", False),
        (0, 20, "0", True),
        (20, 20, "100", True),
        (20, 20, "99", False),
    ],
)
def test_a_count_gives_the_percentage_that_it_rounds_to(events: int, total: int, printed: str, gives: bool):
    assert gives_percentage(events, total, printed) is gives


@pytest.mark.parametrize(
    ("printed", "total", "events"),
    [
        ("20", 50, [10]),
        ("21", 50, []),  # GRIM: steps of 2% miss 21%
        ("0", 20, [0]),
        ("100", 20, [20]),
        ("33.3", 3, [1]),
        ("12", 8, [1]),
        ("50", 1000, list(range(495, 506))),
        ("0", 400, [0, 1, 2]),
        ("101", 50, []),
        ("-5", 50, []),
    ],
)
def test_every_count_that_gives_a_percentage_is_listed(printed: str, total: int, events: list[int]):
    assert list(events_that_give(printed, total)) == events


@given(st.integers(1, 200), st.integers(0, 3), st.data())
def test_the_list_holds_exactly_the_counts_that_give_the_percentage(total: int, places: int, data: st.DataObject):
    printed = str(data.draw(st.decimals(0, 100, places=places)))
    expected = [events for events in range(total + 1) if gives_percentage(events, total, printed)]
    assert list(events_that_give(printed, total)) == expected


@given(st.integers(1, 10**6), st.integers(0, 4), st.data())
def test_a_percentage_rounded_from_a_count_is_given_by_it_however_halves_are_rounded(total, places, data):
    events = data.draw(st.integers(0, total))
    exact = Decimal(100 * events) / Decimal(total)
    for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN):
        printed = str(exact.quantize(Decimal(1).scaleb(-places), rounding=rounding))
        assert gives_percentage(events, total, printed)
        assert events in events_that_give(printed, total)
