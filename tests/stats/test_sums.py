"""Rows that are sums are told from rows that only look so."""

from __future__ import annotations

import json

import numpy as np
from books import ROOT

from helpers.stats.sums import Sum, rows_that_are_sums

DATA = json.loads((ROOT / "tests/oracle/meta_analysis.json").read_text(encoding="utf-8"))["data"]


def test_no_data_set_of_metafor_holds_a_sum_and_each_does_with_its_total():
    seen = 0
    for name, data in DATA.items():
        columns = [data[key] for key in (("ai", "n1i", "ci", "n2i") if "ai" in data else ("xi", "ni")) if key in data]
        rows = [tuple(map(float, row)) for row in zip(*columns, strict=True)]
        if len(rows) > 2:
            seen += 1
            assert rows_that_are_sums(rows) == [], name
            found = rows_that_are_sums([*rows, tuple(map(sum, zip(*rows, strict=True)))])
            assert [each.row for each in found] == [len(rows)], name
    assert seen >= 13


def test_random_tables_of_two_groups_hold_no_sums():
    random = np.random.default_rng(1)
    for _ in range(3000):
        k = int(random.integers(3, 13))
        total = 10 * random.integers(1, 40, k)
        share = random.uniform(0.02, 0.4)
        rows = zip(random.binomial(total, share), total, random.binomial(total, share), total, strict=True)
        assert rows_that_are_sums([tuple(map(float, row)) for row in rows]) == []


def test_a_sum_names_the_rows_that_it_sums():
    rows = [(49.0, 615.0), (44.0, 758.0), (102.0, 832.0), (195.0, 2205.0)]
    assert rows_that_are_sums(rows) == [Sum(3, (0, 1, 2))]


def test_rows_without_numbers_and_no_rows_have_no_sums():
    assert (
        rows_that_are_sums([])
        == rows_that_are_sums([(0.0, 0.0)] * 5)
        == rows_that_are_sums([(float("nan"), 1.0)] * 4)
        == []
    )
