"""The engine in the browser gives the numbers of the engine in Python, and its words letter by letter."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from books import ROOT
from engine_in_browser import (
    COUNTED_MODELS,
    MODELS,
    all_subsets,
    apart,
    by_python,
    counts_of_questions,
    engine_page,
    explored_questions,
    in_browser,
    settings_of,
    told_by_browser,
    told_by_python,
)
from scipy import special

from helpers.quantities import formatting
from helpers.quantities.vocabulary import Review
from helpers.stats import meta_analysis as ma

pytestmark = pytest.mark.browser
SAME = 1e-10  # of numbers above 1 relative, below absolute: both sides take the same steps in double precision
MIXED = 1e-6  # mixed models: both sides search for the maximum, and end at 1e-9 of theta and tau
ORACLE = json.loads((ROOT / "tests/oracle/meta_analysis.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(browser):
    page = engine_page(browser, "told.js")
    yield page
    page.close()


@pytest.fixture(scope="module")
def review(real, tmp_path_factory):
    """Return this book's vocabulary in a folder where no pool is kept: each is computed when asked for."""
    return Review(replace(real.evidence, root=tmp_path_factory.mktemp("book")))


def compared(page, rows, measures, models, subsets_of):
    """Return how many numbers of a browser and of Python were compared, and how far the farthest two are apart."""
    count, farthest = 0, 0.0
    for options in [dict(model, measure=measure) for measure in measures for model in models[measure]]:
        subsets = subsets_of(len(rows))
        found = list(apart(in_browser(page, options, subsets, rows=rows), by_python(options, subsets, rows=rows)))
        count, farthest = count + len(found), max(farthest, *found)
    return count, farthest


def few(k):
    """Return eight subsets: all studies, and seven by chance."""
    return [2**k - 1, *random.Random(k).choices(all_subsets(min(k, 16)), k=7)]


def test_a_sample_of_subsets_of_every_question_has_the_numbers_of_python(page, review):
    total = 0
    for question, (rows, measures) in enumerate(counts_of_questions(review)):
        some = {measure: models[question % 5 :: 5] for measure, models in COUNTED_MODELS.items()}
        count, farthest = compared(page, rows, measures, some, few)
        assert farthest <= SAME
        total += count
    print(f"{total} numbers compared")
    assert total > 14_000


@pytest.mark.weekly  # a million numbers: half a minute
def test_every_subset_and_model_of_every_question_has_the_numbers_of_python(page, review):
    total = 0
    for rows, measures in counts_of_questions(review):
        count, farthest = compared(page, rows, measures, COUNTED_MODELS, all_subsets)
        assert farthest <= SAME
        total += count
    print(f"{total} numbers compared")
    assert total > 1_000_000


def sizes_of(case):
    """Return estimates and variances of a data set of the oracle; a difference of certainties is left out, as there."""
    data = ORACLE["data"][case["dataset"]]
    if case["measure"] == "GEN":
        return np.array(data["yi"]), np.array(data["vi"])
    counts = [data[name] for name in (("xi", "ni") if "xi" in data else ("ai", "n1i", "ci", "n2i"))]
    found = ma.one_group(*counts) if case["measure"] == "PLO" else ma.two_groups(case["measure"], *counts)
    kept = ~found.corrected if case["measure"] == "RD" else np.full(len(found.yi), True)
    return found.yi[kept], found.vi[kept]


def test_every_data_set_of_the_oracle_has_the_numbers_of_python(page):
    cases = {json.dumps([c["dataset"], c["measure"]]): c for c in ORACLE["cases"] if c["kind"] == "pool"}
    total = 0
    for number, case in enumerate(cases.values()):
        sizes = sizes_of(case)
        for model in MODELS[number % 3 :: 3]:
            options = dict(model, measure=case["measure"], level=(0.9, 0.95, 0.99)[number % 3])
            whole = [2 ** len(sizes[0]) - 1]
            found = in_browser(page, options, whole, sizes=[list(map(float, column)) for column in sizes])
            # tau2 far below the scale of its data: the searches end where double precision does
            near = 1e-8 if case["dataset"] == "graves2010" else SAME
            total += len(numbers := list(apart(found, by_python(options, whole, sizes=sizes))))
            assert max(numbers) <= near, (case["dataset"], options)
    print(f"{total} numbers compared")


def test_pools_straight_from_counts_of_the_oracle_have_the_numbers_of_python(page):
    total = 0
    for case in ORACLE["cases"]:
        if case["kind"] not in ("mh", "peto"):
            continue
        data = ORACLE["data"][case["dataset"]]
        rows = list(zip(*(data[name] for name in ("ai", "n1i", "ci", "n2i")), strict=True))
        options = {"method": case["kind"], "measure": case.get("measure", "OR")}
        whole = [2 ** len(rows) - 1]
        numbers = list(apart(in_browser(page, options, whole, rows=rows), by_python(options, whole, rows=rows)))
        total += len(numbers)
        assert max(numbers) <= SAME, (case["dataset"], options)
    assert total > 1000


def test_invented_trials_with_cells_of_zero_have_the_numbers_of_python(page):
    chance = np.random.default_rng(20261127)
    total = 0
    for number in range(60):
        k, spread = int(chance.integers(2, 21)), float(chance.choice([0, 0.05, 0.3, 1, 2]))
        sizes = chance.integers(5, 400, (2, k))
        base = chance.normal(-2, 1, k)
        risks = special.expit(np.stack([base + chance.normal(0.2, spread + 1e-9, k), base]))
        rows = np.stack(
            [chance.binomial(sizes[0], risks[0]), sizes[0], chance.binomial(sizes[1], risks[1]), sizes[1]], 1
        )
        measure = ("RR", "OR", "RD")[number % 3]
        options = dict(COUNTED_MODELS[measure][number % len(COUNTED_MODELS[measure])], measure=measure)
        options["level"] = float(chance.choice([0.9, 0.95, 0.99]))
        whole = [2**k - 1]
        found = in_browser(page, options, whole, rows=rows.tolist())
        total += len(numbers := list(apart(found, by_python(options, whole, rows=rows.tolist()))))
        assert max(numbers, default=0) <= SAME, (rows.tolist(), options)
    assert total > 1500


def test_the_test_between_groups_is_pythons(page, review):
    call = """([sizes, labels, options]) => reviewExplorer.engine.groupsDiffer(...sizes, labels, options)"""
    chance = np.random.default_rng(7)
    for number in range(60):
        k, groups = int(chance.integers(4, 16)), int(chance.integers(2, 4))
        labels = [f"group {at % groups}" for at in range(max(k, 2 * groups))]
        yi, vi = chance.normal(0, 0.5, len(labels)), chance.uniform(0.01, 0.5, len(labels))
        model = MODELS[number % len(MODELS)]
        wanted = ma.subgroup_difference(yi, vi, labels, **model)
        assert page.evaluate(call, [[yi.tolist(), vi.tolist()], labels, model]) == pytest.approx(wanted.p, abs=SAME)


def test_mixed_models_of_proportions_have_the_numbers_of_python(page, review):
    for rows, measures in counts_of_questions(review):
        if measures == ("PLO",):
            options, subsets = {"method": "glmm", "measure": "PLO"}, few(len(rows))[:4]
            found = in_browser(page, options, subsets, rows=rows)
            assert max(apart(found, by_python(options, subsets, rows=rows))) <= MIXED


@pytest.mark.weekly  # every pool that metafor made: ten seconds
def test_every_pool_of_the_oracle_is_metafors_in_the_browser(page):
    total = 0
    for case in ORACLE["cases"]:
        if case["kind"] != "pool":
            continue
        sizes = [column.tolist() for column in sizes_of(case)]
        names = [name for name in case["result"] if name not in ("q_df", "weights")]
        options = {"tau2": "REML", "interval": "hksj-floor", **case["options"], "measure": case["measure"]}
        [found] = in_browser(page, options, [2 ** len(sizes[0]) - 1], sizes=sizes, names=names)
        for name, ours in zip(names, found, strict=True):
            wanted = case["result"][name]
            assert np.isnan(ours) == (wanted is None), (case, name)
            near = 1e-6 if case["dataset"] == "graves2010" else 1e-8  # as of Python: metafor's search ends there
            assert wanted is None or abs(ours - wanted) <= near * max(abs(wanted), 100 if name == "i2" else 1e-3)
            total += 1
    print(f"{total} numbers compared with metafor's")
    assert total > 5000


@pytest.mark.weekly  # Python takes a tenth of a second for a mixed model: a minute
def test_many_mixed_models_of_proportions_have_the_numbers_of_python(page, review):
    for rows, measures in counts_of_questions(review):
        if measures == ("PLO",):
            options, k = {"method": "glmm", "measure": "PLO"}, len(rows)
            subsets = [2**k - 1, *(2**study for study in range(k)), *random.Random(1).sample(all_subsets(k), 150)]
            found = in_browser(page, options, subsets, rows=rows)
            assert max(apart(found, by_python(options, subsets, rows=rows))) <= MIXED


def test_tails_and_quantiles_are_scipys(page):
    ask = "([name, cases]) => cases.map((c) => reviewExplorer.distributions[name](...c))"
    tails, dfs = [0.25, 0.05, 0.025, 0.005, 1e-6], [1, 2, 3, 5, 8, 13, 30, 100, 1000]
    grid = [(tail, df) for tail in tails for df in dfs]
    reached = [(x, df) for x in (0.01, 0.3, 1.0, 3.5, 8.0, 30.0) for df in dfs]
    for name, cases, wanted in (
        ("tQuantile", grid, [-special.stdtrit(df, tail) for tail, df in grid]),
        ("chi2Quantile", grid, [special.chdtri(df, tail) for tail, df in grid]),
        ("normalQuantile", [(tail,) for tail in tails], [-special.ndtri(tail) for tail in tails]),
        ("tUpper", reached, [special.stdtr(df, -x) for x, df in reached]),
        ("chi2Upper", reached, [special.chdtrc(df, x) for x, df in reached]),
        ("fUpper", [(x, 2, df) for x, df in reached], [special.fdtrc(2, df, x) for x, df in reached]),
        ("normalUpper", [(x,) for x, _ in reached], [special.ndtr(-x) for x, _ in reached]),
    ):
        np.testing.assert_allclose(page.evaluate(ask, [name, cases]), wanted, rtol=1e-11, err_msg=name)


def test_numbers_become_the_same_text_as_in_python(page):
    chance = random.Random(5)
    numbers = [chance.choice([-1, 1]) * 10 ** chance.uniform(-7, 13) for _ in range(1500)]
    numbers += [whole / 2000 for whole in range(-300, 300)] + [
        0.15,
        0.045,
        2.675,
        1e12,
        -0.0,
        -0.004,
        0.5,
        1.5,
        999.995,
    ]
    for places in (0, 1, 2, 3):
        found = page.evaluate("([n, places]) => n.map((x) => reviewExplorer.told.fixed(x, places))", [numbers, places])
        assert found == [formatting.fixed(number, places) for number in numbers]
    shares = [abs(number) % 1 for number in numbers] + [0.0495, 0.04999, 0.05, 0.0095, 0.00999, 0.001, 0.99, 0.995]
    found = page.evaluate(
        "(n) => n.map((x) => [reviewExplorer.told.pRelation(x), reviewExplorer.told.pDigits(x)])", shares
    )
    assert found == [[formatting.p_relation(p), formatting.p_digits(p)] for p in shares]
    found = page.evaluate(
        "(n) => n.map((x) => [reviewExplorer.told.signed(x, 0), reviewExplorer.told.number(x)])", numbers
    )
    assert found == [[formatting.signed(n, 0), formatting.number(n)] for n in numbers]


def test_the_words_of_a_sample_of_settings_are_pythons_letter_by_letter(page, review):
    count = 0
    for name, data in explored_questions(review).items():
        settings = settings_of(data, chance=random.Random(name), most=20)
        for setting, found in zip(settings, told_by_browser(page, data, settings), strict=True):
            assert found == told_by_python(review, name, setting), (name, setting)
            count += 1
    print(f"{count} settings compared")
    assert count > 200


@pytest.mark.weekly  # thirty thousand settings: some minutes in Python
def test_the_words_of_every_setting_are_pythons_letter_by_letter(page, review):
    count = 0
    for name, data in explored_questions(review).items():
        settings = settings_of(data)
        for setting, found in zip(settings, told_by_browser(page, data, settings), strict=True):
            assert found == told_by_python(review, name, setting), (name, setting)
            count += 1
    print(f"{count} settings compared")
    assert count > 30_000


def test_what_a_figure_prints_is_what_its_explorer_begins_with(page, review):
    for name, data in explored_questions(review).items():
        [found] = told_by_browser(page, data, [data["setting"]])
        printed = data["printed"]
        assert (found["text"], found["notes"]) == (printed["text"], printed["notes"]), name
        assert found["facts"] == printed["facts"], name
