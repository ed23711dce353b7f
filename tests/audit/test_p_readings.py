"""A P belongs to a test: two-sided unless somebody says otherwise, and no accusation where another reading fits."""

from __future__ import annotations

import math
import random
from statistics import NormalDist

import pytest

from helpers import audit
from helpers.audit.p_tests import WhichTest, p_test_named

NORMAL = NormalDist()
DIRECT_MT = {"measure": "aOR", "estimate": "1.07", "ci_low": "0.81", "ci_high": "1.40", "p": "0.04"}


def the_check(result: dict[str, str], name: str = "P and interval") -> audit.Check:
    (found,) = (check for check in audit.audit_result(result).checks if check.name == name)
    return found


@pytest.mark.parametrize(
    ("said", "verdict", "words"),
    [
        ({}, "unexplained", "P may be for non-inferiority: it would fit a margin of 0.8"),
        ({"p_test": "non-inferiority", "margin": "0.8"}, "consistent", "for the margin of 0.8"),
        ({"margin": "0.8"}, "consistent", "for the margin of 0.8"),
        ({"p_test": "non-inferiority"}, "", "no margin is given"),
        ({"p_test": "other"}, "", "P is of another test"),
        ({"p_test": "two-sided"}, "inconsistent", "the interval holds no effect, and P says the opposite"),
        ({"p_test": "one-sided"}, "unexplained", "one-sided P"),
        (
            {"p_test": "one-sided", "p": "0.004"},
            "inconsistent",
            "the interval holds no effect, and P says the opposite",
        ),
        ({"p_test": "one-sided", "p": "0.31"}, "consistent", "one-sided P"),
        ({"p": "0.31"}, "unexplained", "P would fit a one-sided test"),
        ({"p": "0.3", "margin": "0.8"}, "inconsistent", "the interval excludes the margin"),
        ({"p": "0.001", "margin": "0.85"}, "inconsistent", "the interval holds the margin"),
    ],
)
def test_a_p_for_a_margin_or_one_side_has_a_way_to_be_said(said: dict[str, str], verdict: str, words: str):
    found = the_check({**DIRECT_MT, **said})
    assert found.verdict == verdict and words in found.reason


@pytest.mark.parametrize("margin", ["-10", "10"])
def test_a_one_sided_interval_gives_the_p_of_its_margin(margin: str):
    """60 of 116 against 56 of 118, 4.3 points (one-sided 97.5% from -8.4), P = .014: DEVT at 18 months."""
    row = {"measure": "RD", "estimate": "4.3", "ci_low": "-8.4", "level": "97.5", "margin": margin, "p": "0.014"}
    assert the_check(row).verdict == "consistent"
    assert the_check({**row, "p": "0.45"}).verdict == "unexplained"


def test_equivalence_takes_the_larger_of_two_one_sided_p():
    row = {"measure": "GMR", "estimate": "1.10", "ci_low": "1.00", "ci_high": "1.21", "level": "90"}
    error = (math.log(1.21) - math.log(1.00)) / (2 * NORMAL.inv_cdf(0.95))
    p = f"{NORMAL.cdf((math.log(1.10) - math.log(1.25)) / error):.3f}"
    said = {"p_test": "equivalence", "margin": "1.25"}
    assert the_check({**row, **said, "p": p}).verdict == "consistent"
    assert the_check({**row, **said, "margin": "0.8", "p": p}).verdict == "consistent"
    assert the_check({**row, **said, "p": "0.6"}).verdict == "inconsistent"


def test_said_tests_are_recomputed_right_for_random_effects():
    """P from the normal distribution itself, over estimates, errors, levels, margins and sides."""
    r = random.Random(8)
    for _ in range(300):
        ratio, level = r.random() < 0.6, r.choice((90, 95, 97.5, 99))
        error, z = r.uniform(0.05, 0.5), NORMAL.inv_cdf(0.5 + level / 200)
        centre = r.gauss(0, 1.5) * error
        margin = r.choice((0.8, 0.9, 1.1, 1.25)) if ratio else r.choice((-0.3, 0.3))
        against = math.log(margin) if ratio else margin
        shown = [math.exp(x) if ratio else x for x in (centre, centre - z * error, centre + z * error)]
        estimate, low, high = (f"{x:.3f}" for x in shown)
        row = {"measure": "HR" if ratio else "MD", "level": str(level), "estimate": estimate}
        row |= {"ci_low": low, "ci_high": high}
        towards = (centre - against) / error * (1 if against < 0 else -1)
        answers = {
            "two-sided": math.erfc(abs(centre / error) / math.sqrt(2)),
            "one-sided": NORMAL.cdf(r.choice((-1, 1)) * centre / error),
            "non-inferiority": 1 - NORMAL.cdf(towards),
        }
        for test, p in answers.items():
            said = {"p_test": test, "p": f"{p:.3f}", "margin": f"{margin}" if test == "non-inferiority" else ""}
            assert the_check({**row, **said}).verdict == "consistent", (row, said)


def test_a_row_without_a_measure_is_not_taken_for_a_difference():
    row = {"estimate": "1.07", "ci_low": "0.81", "ci_high": "1.40"}
    assert audit.audit_result({**row, "p": "0.63"}).verdict == "consistent"
    assert audit.audit_result(
        {**row, "estimate": "-1.07", "ci_low": "-1.4", "ci_high": "-0.81", "p": "0.63"}
    ).verdict == ("inconsistent")


@pytest.mark.parametrize(
    ("p", "words"),
    [
        ("0", "no test gives a P of exactly 0"),
        ("1.2", "a P is 0 to 1"),
        ("-0.2", "a P is 0 to 1"),
        ("<0", "no P lies there"),
        (">1", "no P lies there"),
        ("<0.000", "no P lies there"),
    ],
)
def test_a_p_that_no_test_gives_is_impossible_in_clear_words(p: str, words: str):
    found = audit.audit_result({"p": p})
    assert found.verdict == "impossible" and words in found.checks[0].reason


@pytest.mark.parametrize("p", ["0.000", "0.00", "0.00000", "<0.001", ">0.99", "1", "1.00", "≤0.05", "0.999"])
def test_a_p_that_was_rounded_or_has_a_relation_is_possible(p: str):
    assert audit.audit_result({"p": p}).verdict == "unverifiable"


@pytest.mark.parametrize(
    ("measure", "estimate", "low", "high", "p", "verdict"),
    [
        ("OR", "2.2", "1.6", "3.0", "0.00000", "consistent"),
        ("OR", "2.2", "1.6", "3.0", "0.000", "consistent"),
        ("OR", "1.5", "1.0", "2.2", "0.05", "consistent"),
        ("RR", "1.20", "1.00", "1.44", "0.05", "consistent"),
        ("RR", "1.20", "1.00", "1.44", "<0.05", "consistent"),
        ("RD", "10.0", "0.0", "20.0", "0.050", "consistent"),
        ("OR", "1.9", "1.3", "2.8", ">0.05", "unexplained"),
        ("OR", "1.90", "1.20", "3.00", "0.60", "inconsistent"),
        ("MD", "1.9", "-1.2", "5.0", "0.001", "inconsistent"),
    ],
)
def test_an_interval_that_just_touches_no_effect_goes_with_a_p_of_a_twentieth(measure, estimate, low, high, p, verdict):
    row = {"measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high, "p": p}
    assert audit.audit_result(row).verdict == verdict


def test_the_p_of_another_usual_test_of_the_counts_is_no_contradiction():
    """5 of 471 against 14 of 480: Wald's interval excludes no effect, Fisher's P is .061; R fisher.test."""
    row = {"measure": "RD", "estimate": "-1.9", "ci_low": "-3.6", "ci_high": "-0.1", "p": "0.061"}
    counts = {"events_1": "5", "total_1": "471", "events_2": "14", "total_2": "480"}
    assert the_check({**row, **counts}).verdict == "consistent"
    assert "Fisher's exact test of the counts gives P 0.0612" in the_check({**row, **counts}).reason
    assert the_check({**row, **counts, "measure": "aRD"}).verdict == "unexplained"
    rare = {"events_1": "129", "total_1": "130", "events_2": "248", "total_2": "260"}  # P of 0.053 by mid-P
    rare |= {"measure": "RD", "estimate": "3.85", "ci_low": "0.89", "ci_high": "6.81", "p": "0.053"}
    assert the_check(rare).verdict == "unexplained" and "nearly this P" in the_check(rare).reason
    assert the_check(row).verdict == "unexplained"  # without counts another test is still as likely
    assert the_check({**row, "p": "0.6"}).verdict == "inconsistent"


def test_a_p_of_a_shift_or_of_times_is_not_held_against_counts():
    counts = {"total_1": "100", "percent_1": "40", "total_2": "100", "percent_2": "41", "p": "0.001"}
    assert audit.audit_result({**counts, "p_test": "two-sided"}).verdict == "inconsistent"
    assert audit.audit_result(counts).verdict == "unexplained"  # it would fit a margin
    for outcome in ("ordinal", "time to event"):
        assert audit.audit_result({**counts, "outcome_type": outcome}).verdict == "unverifiable"
    for test in ("non-inferiority", "equivalence", "other"):
        assert audit.audit_result({**counts, "p_test": test}).verdict == "unverifiable"


def test_pooled_and_adjusted_effects_are_not_judged_as_crude():
    """Summed counts do not give a pooled ratio: 16 of 47 against 5 of 53 is 3.61, not 3.53."""
    counts = {"events_1": "16", "total_1": "47", "events_2": "5", "total_2": "53", "estimate": "3.53"}
    assert audit.audit_result({**counts, "measure": "pooled RR"}).verdict == "unverifiable"
    told = audit.audit_result({**counts, "measure": "RR"})
    assert told.verdict == "unexplained"
    assert "an adjusted or pooled one need not follow" in next(c.reason for c in told.checks if c.verdict)


def test_a_risk_difference_is_points_or_a_proportion():
    groups = audit.Group(34, 100), audit.Group(22, 100)
    for estimate, verdict in (
        ("12.0", "consistent"),
        ("0.12", "consistent"),
        ("0.30", "unexplained"),
        ("1.2", "unexplained"),
    ):
        assert audit.effect_fits_groups("risk difference", estimate, *groups).verdict == verdict


def test_the_tests_of_p_are_known_by_the_words_of_publications():
    words = {"for noninferiority": "non-inferiority", "Non-inferiority": "non-inferiority", "for trend": "other",
             "1-sided": "one-sided", "one-tailed": "one-sided", "superiority": "two-sided",
             "equivalence": "equivalence",
             "P for interaction": "other", "Cochran-Armitage test": "other", "": "",
             "lovely": None}  # fmt: skip
    assert {word: p_test_named(word) for word in words} == words


@pytest.mark.parametrize("margin", ["-1", "0", "20", "-0.22"])
def test_a_margin_that_is_no_ratio_is_passed_over(margin: str):
    found = audit.p_fits_ci("0.3", "1.07", "0.81", "1.40", tested=WhichTest("non-inferiority", margin))
    assert found.verdict == "" and "is not on the scale of the ratio" in found.reason


@pytest.mark.parametrize("margin", ["-0.10", "10", "-10"])
def test_a_margin_in_points_goes_with_a_difference_of_proportions(margin: str):
    row = {"measure": "RD", "estimate": "0.043", "ci_low": "-0.084", "level": "97.5", "margin": margin, "p": "0.014"}
    assert the_check(row).verdict == "consistent"


def test_no_printed_number_takes_long():
    """Percentages of many decimals, and tables of many patients, are judged without counting through them."""
    assert audit.grim("28.612345678901", 999_999_999).verdict == "unexplained"
    assert audit.grim("28.61234567", 9_999_999_999).verdict == ""
    many, most = audit.Group(30_000_000, 100_000_000), audit.Group(30_020_000, 100_000_000)
    assert audit.p_fits_groups("0.9", many, most, own=False).verdict == "differs"
    rare = audit.Group(5, 1_000_000), audit.Group(14, 1_000_000)
    assert audit.p_fits_groups("0.064", *rare).reason.startswith("Fisher's exact test gives")
