"""Every pool, regression and sensitivity analysis gives what metafor gives (tests/oracle/meta_analysis.R)."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from books import ROOT

from helpers.stats import meta_analysis as ma
from helpers.stats.meta_analysis.mixed_likelihood import Model, log_likelihood

ORACLE = json.loads((ROOT / "tests/oracle/meta_analysis.json").read_text(encoding="utf-8"))
CASES = ORACLE["cases"]

# Relative tolerance, with its reason. Numbers near 0 are compared on the scale 1 (percent: 100).
CLOSED = 1e-10  # both sides evaluate one formula in double precision
SEARCHED = 1e-8  # both sides search for tau2 and end at their own tolerance
QUADRATURE = 1e-4  # of glmm: both sides integrate by 25 nodes; lme4's numerical Hessian is the looser part
NOISE = {("graves2010", "RD"): 1e-6}  # tau2 is 1e-6 to 1e-5, and metafor's search ends at an absolute step of 1e-13

FEWEST = {
    "pool": 572, "q_profile": 37, "leave_one_out": 70, "cumulative": 70, "influence": 70, "egger": 70,
    "trim_and_fill": 280, "regression": 39, "subgroups": 7, "mh": 36, "peto": 12, "glmm": 13, "doses": 3,
}  # fmt: skip


def of_kind(kind):
    return [
        pytest.param(case, id=f"{case['dataset']}-{case['measure']}-{case['call']}-{case['options'].get('level', '')}")
        for case in CASES
        if case["kind"] == kind
    ]


def counts_of(case):
    data = ORACLE["data"][case["dataset"]]
    return [data[name] for name in (("xi", "ni") if "xi" in data else ("ai", "n1i", "ci", "n2i"))]


def sizes_of(case):
    """Return yi and vi; a difference of two certainties has no observed variance and is left out, as in the oracle."""
    data = ORACLE["data"][case["dataset"]]
    if case["measure"] == "GEN":
        return np.array(data["yi"]), np.array(data["vi"])
    counts = counts_of(case)
    found = ma.one_group(*counts) if case["measure"] == "PLO" else ma.two_groups(case["measure"], *counts)
    kept = ~found.corrected if case["measure"] == "RD" else np.full(len(found.yi), True)
    return found.yi[kept], found.vi[kept]


def same(found, expected, tolerance, scale=1.0):
    """Compare numbers or lists; metafor's NA is None and must be NaN here."""
    found, expected = np.atleast_1d(np.asarray(found, float)), np.atleast_1d(np.asarray(expected, float))
    assert found.shape == expected.shape
    assert (np.isnan(found) == np.isnan(expected)).all()
    known = ~np.isnan(expected)
    difference = np.abs(found - expected)[known] / np.maximum(np.abs(expected[known]), scale)
    assert difference.max(initial=0) <= tolerance, f"{found} is not {expected}"


def tolerance_of(case):
    searched = case["options"].get("method", "random") == "random" and case["options"].get("tau2") != "DL"
    return NOISE.get((case["dataset"], case["measure"]), SEARCHED) if searched else CLOSED


def test_the_grid_of_compared_cases_cannot_shrink():
    assert Counter(case["kind"] for case in CASES) >= Counter(FEWEST)
    sizes = {name: len(next(iter(data.values()))) for name, data in ORACLE["data"].items() if name != "arms"}
    assert len(sizes) >= 16
    assert {2, 3} <= set(sizes.values())
    assert sum(k >= 30 for k in sizes.values()) >= 3
    pools = [case["result"] for case in CASES if case["kind"] == "pool" and "tau2" in case["result"]]
    assert min(pool["i2"] for pool in pools) == 0
    assert max(pool["i2"] for pool in pools) > 99
    tables = [data for data in ORACLE["data"].values() if "ai" in data]
    assert any(0 in data["ai"] + data["ci"] for data in tables)
    assert any((0, 0) in zip(data["ai"], data["ci"], strict=True) for data in tables)


@pytest.mark.parametrize("case", of_kind("pool"))
def test_a_pool_is_metafors(case):
    found = ma.pool(*sizes_of(case), measure=case["measure"], **case["options"])
    assert found.converged
    scales = {"i2": 100, "weights": 100}
    for name, expected in case["result"].items():
        same(getattr(found, name), expected, tolerance_of(case), scales.get(name, 1e-3))


@pytest.mark.parametrize("case", of_kind("q_profile"))
def test_the_limits_of_tau2_are_metafors(case):
    found = ma.pool(*sizes_of(case))
    same(found.tau2_limits, case["result"]["tau2"], 1e-8, 1e-3)  # both search for where Q has a quantile
    same(found.i2_limits, case["result"]["i2"], 1e-8, 100)


@pytest.mark.parametrize("case", of_kind("leave_one_out"))
def test_leaving_out_each_study_is_metafors(case):
    found = ma.leave_one_out(*sizes_of(case), interval="wald", **case["options"])
    for name, expected in case["result"].items():
        same([getattr(pool, name) for pool in found], expected, tolerance_of(case), 100 if name == "i2" else 1e-3)


@pytest.mark.parametrize("case", of_kind("cumulative"))
def test_adding_study_by_study_is_metafors(case):
    found = ma.cumulative(*sizes_of(case), interval="wald", **case["options"])
    for name, expected in case["result"].items():
        numbers = [getattr(pool, name) for pool in found]
        if name in ("tau2", "i2"):  # of one study metafor says 0; here there is none to know
            assert np.isnan(numbers[0])
            assert expected[0] == 0
            numbers, expected = numbers[1:], expected[1:]
        assert all(pool.converged for pool in found)
        numbers = [number for number, other in zip(numbers, expected, strict=True) if other is not None]
        expected = [other for other in expected if other is not None]  # metafor's own search did not end there
        same(numbers, expected, tolerance_of(case), 100 if name == "i2" else 1e-3)


@pytest.mark.parametrize("case", of_kind("influence"))
def test_the_influence_of_each_study_is_metafors(case):
    found = ma.influence(*sizes_of(case), **case["options"])
    for name, expected in case["result"].items():
        same(getattr(found, name), expected, max(tolerance_of(case), 1e-8), 100 if name == "weight" else 1)


@pytest.mark.parametrize("case", of_kind("egger"))
def test_eggers_test_is_metafors(case):
    found = ma.egger(*sizes_of(case), **case["options"])
    for name, expected in case["result"].items():
        same(getattr(found, name), expected, tolerance_of(case), 1e-3)


@pytest.mark.parametrize("case", of_kind("trim_and_fill"))
def test_trim_and_fill_is_metafors(case):
    yi, vi = sizes_of(case)
    found = ma.trim_and_fill(yi, vi, interval="wald", **case["options"])
    assert found.missing == case["result"]["missing"]
    limit = max(tolerance_of(case), 1e-7)  # filled studies mirror a centre that was searched for
    same(np.sort(found.yi), case["result"]["filled"], limit, 1)
    same(found.pool.yi, case["result"]["yi"], limit, 1e-3)
    same(found.pool.se, case["result"]["se"], limit, 1e-3)


@pytest.mark.parametrize("case", of_kind("regression"))
def test_a_regression_is_metafors(case):
    options = dict(case["options"])
    names = options.pop("features").split("+")
    features = {name: ORACLE["data"]["bcg"][name] for name in names}
    found = ma.meta_regression(*sizes_of(case), features, **options)
    scales = {"i2": 100, "r2": 100, "covariance": 1}
    for name, expected in case["result"].items():
        # years near 1950 beside a column of ones: the design is ill conditioned, six digits are lost on both sides
        lost = 1e-5 if "year" in names else tolerance_of(case)
        same(np.ravel(getattr(found, name)), expected, lost, scales.get(name, 1e-3))


@pytest.mark.parametrize("case", of_kind("subgroups"))
def test_the_test_between_subgroups_is_metafors_with_one_tau2_for_all(case):
    labels = ORACLE["data"]["bcg"]["alloc"]
    found, expected = ma.subgroups(*sizes_of(case), labels, **case["options"]), case["result"]
    assert list(found.pools) == list(dict.fromkeys(labels))
    for name in ("yi", "se"):
        same([getattr(pool, name) for pool in found.pools.values()], expected[name], SEARCHED, 1e-3)
    for name in ("tau2", "statistic", "p"):
        same(getattr(found.difference, name), expected[name], SEARCHED, 1e-3)
    by_f = case["options"]["method"] == "random" and case["options"]["interval"] != "wald"
    assert (found.difference.df, found.difference.df2) == (expected["df"], expected["df2"] if by_f else None)


@pytest.mark.parametrize("case", [*of_kind("mh"), *of_kind("peto")])
def test_pools_of_counts_are_metafors(case):
    if case["kind"] == "peto":
        found = ma.peto(*counts_of(case))
    else:
        found = ma.mantel_haenszel(case["measure"], *counts_of(case))
    for name, expected in case["result"].items():
        same(getattr(found, name), expected, CLOSED, 1e-3)


@pytest.mark.parametrize("case", of_kind("glmm"))
def test_a_mixed_model_is_metafors(case):
    fit = ma.pooled_proportion if case["measure"] == "PLO" else ma.pooled_odds_ratio
    found = fit(*counts_of(case))
    assert found.converged
    for name, expected in case["result"].items():
        same(getattr(found, name), expected, QUADRATURE, 1)


@pytest.mark.parametrize("case", [case for case in of_kind("glmm") if case.values[0]["measure"] == "OR"])
def test_no_mixed_model_of_metafor_is_more_likely_than_ours(case):
    a, n, c, m = (np.array(column, float) for column in counts_of(case))
    says = (a + c > 0) & (a + c < n + m)
    events, total = np.column_stack([a, c])[says], np.column_stack([n, m])[says]
    model = Model(events, total, np.array([0.5, -0.5]), study_effects=True)
    found = ma.pooled_odds_ratio(a, n, c, m)
    ours = log_likelihood(model, found.yi, found.tau2**0.5).value
    assert ours >= log_likelihood(model, case["result"]["yi"], case["result"]["tau2"] ** 0.5).value - 1e-9


@pytest.mark.parametrize("case", of_kind("doses"))
def test_slopes_on_dose_are_metafors(case):
    trials = [
        ma.Arms(f"trial {number}", arms["doses"], arms["events"], arms["total"], *arms["control"])
        for number, arms in enumerate(ORACLE["data"]["arms"], 1)
    ]
    found = ma.dose_response("RR", trials, interval="wald", **case["options"])
    same(found.slopes, case["result"]["slopes"], CLOSED, 1e-3)
    same(found.variances, case["result"]["variances"], CLOSED, 1e-3)
    same([found.pool.yi, found.pool.se], [case["result"]["yi"], case["result"]["se"]], SEARCHED, 1e-3)
