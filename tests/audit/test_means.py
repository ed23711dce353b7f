"""Printed means: GRIM against enumeration, t tests against R, and no accusation."""

from __future__ import annotations

import random
from fractions import Fraction
from statistics import mean, stdev

import pytest

from helpers import audit
from helpers.audit.means import Sample, difference_fits_means, grim_mean, p_fits_means, t_test_p
from helpers.stats.rounding import rounds_to


@pytest.mark.parametrize("items", [1, 3])
def test_grim_of_means_agrees_with_enumeration(items: int):
    for total in (5, 14, 28, 33):
        for hundredth in range(0, 300, 7):
            shown = f"{hundredth / 100:.2f}"
            reachable = any(rounds_to(Fraction(k, total * items), shown) for k in range(3 * total * items + 1))
            verdict = grim_mean(shown, total, items=items).verdict
            assert verdict == ("" if total * items >= 100 else "consistent" if reachable else "unexplained")


R = {  # R 4.2.2, t.test from mean, sd and n: var.equal = TRUE, then Welch's
    ("5", "4.7", 13, "6.5", "3.8", 13): (0.3797675, 0.3801532),
    ("4.02", "2.1", 65, "4.29", "1.9", 52): (0.4725896, 0.4676607),
    ("10.25", "3.5", 40, "8.1", "2.2", 25): (0.00784138, 0.003433705),
}


@pytest.mark.parametrize(("row", "p"), R.items())
def test_t_tests_hold_the_p_of_r(row: tuple, p: tuple[float, float]):
    for span, value in zip(t_test_p(Sample(*row[:3]), Sample(*row[3:])), p, strict=True):
        assert span.low <= value <= span.high


def test_many_decimals_leave_the_p_of_r():
    """R: t.test(c(3, 5, 8, 9, 1), c(2, 2, 1, 4, 3, 6)), var.equal TRUE and FALSE."""
    x, y = [3, 5, 8, 9, 1], [2, 2, 1, 4, 3, 6]
    samples = [Sample(f"{mean(group):.9f}", f"{stdev(group):.9f}", len(group)) for group in (x, y)]
    student, welch = t_test_p(*samples)
    assert student.low == pytest.approx(0.1956563, abs=1e-7) and welch.low == pytest.approx(0.2356769, abs=1e-7)


def test_correct_means_as_printed_are_told_of_in_no_case():
    """Scores of whole numbers, printed with one or two decimals, P by Student's test of the scores themselves."""
    from scipy.stats import ttest_ind

    r = random.Random(7)
    for _ in range(400):
        groups = [[r.randint(0, 6) for _ in range(r.randint(5, 90))] for _ in "12"]
        places = r.choice((1, 2))
        row = {"result": "r", "measure": "MD", "items": "1"}
        for number, group in enumerate(groups, 1):
            row |= {
                f"mean_{number}": f"{mean(group):.{places}f}",
                f"total_{number}": str(len(group)),
            }
            row[f"sd_{number}"] = f"{stdev(group):.{places}f}"
        row["estimate"] = f"{mean(groups[0]) - mean(groups[1]):.{places}f}"
        row["p"] = f"{ttest_ind(*groups).pvalue:.3f}"
        assert audit.audit_result(row).verdict == "consistent", row


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"mean_1": "5.19", "total_1": "28", "items": "1"}, "unexplained"),
        ({"mean_1": "5.18", "total_1": "28", "items": "1"}, "consistent"),
        ({"mean_1": "5.19", "total_1": "28"}, "unverifiable"),  # nobody says that they are whole numbers
        ({"measure": "MD", "estimate": "1.5", "mean_1": "6.5", "mean_2": "5.0"}, "consistent"),
        ({"measure": "MD", "estimate": "-1.5", "mean_1": "6.5", "mean_2": "5.0"}, "unexplained"),
        ({"measure": "aMD", "estimate": "-1.5", "mean_1": "6.5", "mean_2": "5.0"}, "unverifiable"),
    ],
)
def test_means_have_their_verdicts(row: dict[str, str], verdict: str):
    assert audit.audit_result(row).verdict == verdict


def test_a_p_that_no_t_test_gives_is_told_and_not_accused():
    samples = Sample("5", "4.7", 13), Sample("6.5", "3.8", 13)
    assert p_fits_means("0.38", *samples).verdict == "consistent"
    assert p_fits_means("0.001", *samples).verdict == "unexplained"
    assert p_fits_means("0.19", *samples, test="one-sided").verdict == "consistent"
    assert p_fits_means("0.001", *samples, test="non-inferiority").verdict == ""
    assert difference_fits_means("-1.5", "5.0", "6.5").verdict == "consistent"


def test_groups_without_spread_end_in_no_error():
    row = {"mean_1": "5.0", "sd_1": "0.0", "total_1": "2", "mean_2": "5.0", "sd_2": "0", "total_2": "2", "p": "0.5"}
    assert audit.audit_result(row).verdict in audit.VERDICTS
    assert audit.audit_result({**row, "mean_2": "9.0"}).verdict in audit.VERDICTS
