"""One registry of measures: what it says is what the arithmetic does, whoever reads it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from helpers.stats import meta_analysis as ma
from helpers.stats.measures import (
    BY_VARIANCE,
    COUNTED,
    CRUDE,
    MEASURES,
    METHODS,
    POOLED,
    RATIOS,
    is_ratio,
    named,
    printed_name,
    two_group_measure,
)
from helpers.stats.two_groups import compare

TABLES = [(59, 100, 45, 100), (3, 61, 2, 52), (1, 3, 2999, 3000), (17, 19, 3, 23)]


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_named_by_its_key_and_pooled_by_methods_that_there_are(name):
    measure = MEASURES[name]
    assert measure.name == name
    assert set(measure.methods) <= set(METHODS)
    assert not measure.methods or set(BY_VARIANCE) <= set(measure.methods)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("value", [0.2, 1.0, 37.5])
def test_a_value_goes_to_the_scale_of_analysis_and_back(name, value):
    measure = MEASURES[name]
    assert float(measure.back(measure.analysed(value))) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("name", [name for name in MEASURES if MEASURES[name].no_effect is not None])
def test_no_effect_is_0_on_the_scale_of_analysis(name):
    assert MEASURES[name].analysed(MEASURES[name].no_effect) == 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", CRUDE)
def test_one_study_and_an_array_of_them_are_computed_alike(name, table):
    effect, sizes = compare(name, *table), ma.two_groups(name, *([count] for count in table))
    measure = MEASURES[name]
    assert float(measure.back(sizes.yi[0])) == pytest.approx(effect.estimate, rel=1e-14)
    pool = ma.pool(sizes.yi, sizes.vi, measure=name, method="common")
    assert pool.ci == pytest.approx((effect.low, effect.high), rel=1e-12)
    assert pool.p == pytest.approx(effect.p, rel=1e-11)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", CRUDE)
def test_an_arm_with_a_control_of_its_own_has_the_variance_of_two_groups(name, table):
    a, n, c, m = table
    _, covariance = ma.against_shared_control(name, ma.Arms("alone", [1], [a], [n], c, m))
    assert covariance.tolist() == [ma.two_groups(name, [a], [n], [c], [m]).vi.tolist()]


def test_an_odds_ratio_has_the_variance_of_two_logits():
    one, other = ma.one_group([17, 3], [40, 9]), ma.one_group([5, 6], [41, 20])
    both = ma.two_groups("OR", [17, 3], [40, 9], [5, 6], [41, 20])
    assert np.array_equal(both.vi, one.vi + other.vi)
    assert both.yi == pytest.approx(one.yi - other.yi, rel=1e-15)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("RR", "RR"), ("aRR", "RR"), ("aHR", "HR"), ("common OR", "common OR"), ("adjusted common OR", "common OR"),
     ("MD", "MD"), ("NNT", None), ("PLO", None), ("GEN", None), ("acommon OR", None), ("", None), ("rr", "RR"),
     ("ARR", None), ("arr", None), ("acOR", "common OR"), ("cOR", "common OR"), ("IRR", "IRR"), ("aIRR", "IRR"),
     ("Odds Ratio (95% CI)", "OR"), ("risk ratio", "RR"), ("relative risk", "RR"), ("OR, adjusted", "OR"),
     ("adjusted odds ratio (aOR)", "OR"), ("incidence rate ratio", "IRR"), ("Adj. OR [95% CI]", "OR"), ("GMR", "GMR"),
     ("SMD", "SMD"), ("Hedges' g", "SMD"), ("β", "beta"), ("aBeta", "beta"), ("RD (%)", "RD"), ("ARD", "RD"),
     ("pooled RR", "RR"), ("Multivariable-adjusted HR", "HR"), ("generalized odds ratio", "generalised OR")],
)  # fmt: skip
def test_a_printed_name_stands_for_a_comparison_or_for_none(printed, name):
    found = named(printed)
    assert (found.name if found else None) == name
    assert is_ratio(printed) == (name in RATIOS)


@pytest.mark.parametrize(
    ("printed", "crude"),
    [("OR", True), ("crude OR", True), ("unadjusted odds ratio", True), ("aOR", False), ("OR (adjusted)", False),
     ("pooled RR", False), ("ARD", False), ("RD", True), ("multivariable OR", False)],
)  # fmt: skip
def test_a_printed_name_says_whether_counts_may_give_the_effect(printed, crude):
    found = printed_name(printed)
    assert found is not None and found.crude == crude


def test_what_counts_do_not_give_is_refused_with_what_they_give():
    for name in ("HR", "PLO", "GEN", "NNT"):
        with pytest.raises(ValueError, match="one of RR, OR, RD; got"):
            two_group_measure(name)
    assert set(COUNTED) < set(POOLED)


def test_a_command_line_reads_the_registry_without_loading_numpy():
    code = "import sys, helpers.commands.cli; print(*{'numpy', 'scipy', 'pandas'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
