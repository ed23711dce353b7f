"""Numbers as journals and programs print them are read one way, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.stats import printed

NUMBERS = {
    "−1·4": "-1.4", "–8.3": "-8.3", "‑2": "-2", "- 3": "-3", "+0.3": "0.3", ".71": "0.71", "0∙73": "0.73",
    "28.7%": "28.7", "28.7 %": "28.7", "1\u202f·5": None, "\u20090.5\u00a0": "0.5", "0,73": "0.73", "12,5": "12.5",
    "1,234": None, "4.0": "4.0", "4.": "4", "1.5e-05": "0.000015", "2E-3": "0.002", "1e5": "100000", "007": "7",
    "1e999": None, "1e-999": None, "٣": None, "²": None, "１４": None, "0x10": None, "inf": None, "nan": None,
    "--1": None, "1_000": None, "1e": None, "": None, ".": None, "-": None, "1.2.3": None, "1 2": None, "about 3": None,
    "1" * 13: None, "1." + "0" * 300: None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), NUMBERS.items())
def test_a_printed_number_is_plain_digits_or_none(text: str, plain: str | None):
    assert printed.number(text) == plain


COUNTS = {"55": "55", "4.0": "4", " 6 ": "6", "1,234": "1234", "1 234 567": "1234567", "1'234": "1234", "12,34": None,
          "4.5": None, "1e3": None, "28%": None, "": None, "５": None}  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), COUNTS.items())
def test_a_count_may_have_marks_of_thousands_and_a_spreadsheets_zero(text: str, plain: str | None):
    assert printed.count(text) == plain


P_VALUES = {
    "< 0.01": ("<0.01", ""), ".71": ("0.71", ""), "P=0.03": ("0.03", ""), "p = .03": ("0.03", ""),
    "P < ·001": ("<0.001", ""), "≤0.05": ("≤0.05", ""), ">.99": (">0.99", ""),
    "NS": (">0.05", ""), "n.s.": (">0.05", ""), "P = NS": (">0.05", ""), "0,03": ("0.03", ""),
    "0.04 for noninferiority": ("0.04", "for noninferiority"), "P for trend = 0.03": ("0.03", "for trend"),
    "0.04 (one-sided)": ("0.04", "one-sided"), "<2.2e-16": ("<0.00000000000000022", ""), "0.03*": ("0.03", ""),
    "-0.2": ("-0.2", ""), "1.2": ("1.2", ""), "0.000": ("0.000", ""), "<<0.05": None, "<": None, "0.03.1": None,
    "0.03 0.04": None, "": None, "small": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "read"), P_VALUES.items())
def test_a_p_is_read_with_its_relation_and_the_words_behind_it(text: str, read: tuple[str, str] | None):
    found = printed.p_value(text)
    assert found == read


INTERVALS = {
    "0.54 to 1.13": ("0.54", "1.13", ""), "[0.54; 1.13]": ("0.54", "1.13", ""), "(0·54–1·13)": ("0.54", "1.13", ""),
    "95% CI 0·54–1·13": ("0.54", "1.13", "95"), "(95% CI, 0.3 to 36.4)": ("0.3", "36.4", "95"),
    "−8.3 to −5.5": ("-8.3", "-5.5", ""), "-8.3--5.5": ("-8.3", "-5.5", ""), "-8.3-5.5": ("-8.3", "5.5", ""),
    "−5.1% to ∞": ("-5.1", "", ""), "1-sided 97.5% CI, −5.1% to ∞": ("-5.1", "", "97.5"),
    "−∞ to 1.2": ("", "1.2", ""), "90% CI 1–2": ("1", "2", "90"), "(99% CI 0.2 to 3)": ("0.2", "3", "99"),
    "0,54-1,13": ("0.54", "1.13", ""), "95% confidence interval [CI], 1.46 to 2.91": ("1.46", "2.91", "95"),
    "0.5": None, "": None, "a to b": None, "∞ to ∞": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "read"), INTERVALS.items())
def test_an_interval_is_read_with_its_level(text: str, read: tuple[str, str, str] | None):
    found = printed.interval(text)
    assert (found and tuple(found)) == read


EFFECTS = {
    "0·73 (0·54–1·13)": ("", "0.73", "0.54", "1.13"), "aOR 1.07; 95% CI, 0.81 to 1.40": ("aOR", "1.07", "0.81", "1.40"),
    "18.4 [0.3, 36.4]": ("", "18.4", "0.3", "36.4"), "RR=1.5 (1.1 to 2.0)": ("RR", "1.5", "1.1", "2.0"),
    "−1.4 (−8.3 to 5.5)": ("", "-1.4", "-8.3", "5.5"), "7.7% (1-sided 97.5% CI, −5.1% to ∞)": ("", "7.7", "-5.1", ""),
    "0,73 (0,54-1,13)": ("", "0.73", "0.54", "1.13"), "0.73": None, "1.07 0.81 1.40": None, "none (0.5 to 1)": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "read"), EFFECTS.items())
def test_an_effect_with_its_interval_is_read_from_one_cell(text: str, read: tuple[str, ...] | None):
    found = printed.effect(text)
    assert (found and (found.measure, found.estimate, *found.interval[:2])) == read


GROUPS = {
    "55/192 (28.6%)": ("55", "192", "28.6"), "55 of 192": ("55", "192", ""), "55 (28.6)": ("55", "", "28.6"),
    "28.6% (55/192)": ("55", "192", "28.6"), "1,234/5,678 (21.7%)": ("1234", "5678", "21.7"), "55": ("55", "", ""),
    "55.5/192": None, "28.6": None, "(55)": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "read"), GROUPS.items())
def test_events_total_and_percentage_are_read_from_one_cell(text: str, read: tuple[str, str, str] | None):
    found = printed.counted(text)
    assert (found and tuple(found)) == read


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["-", "−", "–"]), st.sampled_from([".", "·", "∙"]))
def test_a_number_keeps_its_value_however_it_is_set(value: Decimal, minus: str, point: str):
    text = format(value, "f")
    found = printed.number(text.replace("-", minus).replace(".", point))
    assert found is not None and Decimal(found) == value


@given(st.text(alphabet="0123456789.,<>=-−–·%()[]/ toCIPpof∞eE*", max_size=40))
def test_no_text_raises_and_what_is_read_is_plain(text: str):
    for read in (printed.number(text), printed.count(text)):
        assert read is None or Decimal(read).is_finite()
    for found in (printed.interval(text), printed.effect(text), printed.counted(text), printed.p_value(text)):
        assert found is None or isinstance(found, tuple)


def test_a_long_cell_costs_nothing():
    for read in (printed.number, printed.interval, printed.effect, printed.counted, printed.p_value, printed.count):
        assert read("9 " * 10**6) is None
    assert not printed.is_nothing("-" * 10**6) and printed.is_nothing(" – ") and printed.is_nothing("N/A")
