"""A P beside its test statistic: computed again as R does, within rounding."""

from __future__ import annotations

import pytest

from helpers.audit.reported_tests import p_fits_statistic, statistic_named

EXPECTED = {  # R 4.2.2: 2 * pt(-2.20, 28), pf(3.1, 2, 57, lower.tail = FALSE), pchisq(4.2, 1, lower.tail = FALSE) ...
    "t(28) = 2.20": 0.03622,
    "t(28) = -2.20": 0.03622,
    "F(2, 57) = 3.10": 0.05272,
    "chi2(1) = 4.20": 0.04042,
    "χ²(1, N = 90) = 4.20": 0.04042,
    "z = 2.10": 0.03573,
    "r(48) = 0.31": 0.02846,
    "Q(2) = 6.10": 0.04736,
}


@pytest.mark.parametrize(("text", "p"), EXPECTED.items())
def test_a_statistic_gives_the_p_of_r(text: str, p: float):
    found = statistic_named(text)
    assert found is not None
    low, high = found.p()
    assert low < p < high and high - low < 0.007


@pytest.mark.parametrize(
    "text", ["t = 2.2", "t(2, 3) = 2.2", "F(2) = 3", "r(48) = 1.3", "u(3) = 2", "2.2", "", "t(0) = 1"]
)
def test_what_is_no_complete_statistic_is_none(text: str):
    assert statistic_named(text) is None


@pytest.mark.parametrize(
    ("statistic", "p", "verdict"),
    [
        ("t(28) = 2.20", "0.036", "consistent"),
        ("t(28) = 2.20", "0.04", "consistent"),
        ("t(28) = 2.20", "0.03", "rounding"),
        ("t(28) = 1.20", "0.03", "inconsistent"),
        ("t(28) = 1.20", "0.12", "unexplained"),  # one-sided
        ("t(28) = 2.20", "0.06", "unexplained"),  # may be corrected for many tests
        ("F(2, 28) = 2.20", "0.03", "inconsistent"),
        ("chi2(28) = 52.20", "<0.01", "consistent"),
        ("z = 0.00", "1.00", "consistent"),
    ],
)
def test_statchecks_cases_have_their_verdicts(statistic: str, p: str, verdict: str):
    assert p_fits_statistic(p, statistic).verdict == verdict


def test_a_one_sided_p_of_a_statistic_can_be_said():
    assert p_fits_statistic("0.12", "t(28) = 1.20", test="one-sided").verdict == "consistent"
