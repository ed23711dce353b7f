"""Pools computed again and again stand against the pool of all."""

from __future__ import annotations

import math

import pytest
from artists import POOL, TRIALS, artists_of, axis_of, named
from figure_samples import POOLS, cumulative, without

from helpers.quantities.quantity import Quantity


def test_pools_without_one_study_stand_against_the_pool_of_all():
    figure = without()
    assert [row["label"] for row in figure.rows] == [f"Without {label}" for label, _ in POOLS] + ["All studies"]
    assert list(figure.quantities) == [quantity for _, quantity in POOLS] + [POOL]
    for canvas in artists_of(without).values():
        at = axis_of(canvas, math.log)(POOL.value)
        assert {round(line.get_xdata()[0], 6) for line in named(canvas, "reference")} == {round(at, 6)}
        assert len(named(canvas, "diamond")) == 1


def test_a_cumulative_plot_keeps_the_order_in_which_studies_came():
    labels = [row["label"] for row in cumulative().rows]
    assert labels == [TRIALS[0][0], *(f"+ {label}" for label, *_ in TRIALS[1:]), "All studies"]


def test_two_studies_leave_no_pool_without_one_and_the_plot_says_so():
    alone = Quantity("x()", "not poolable", None, "ratio")
    figure = without([("Alpha", alone), ("Beta", alone)])
    assert "Without Alpha: not poolable" in figure.alt


@pytest.mark.parametrize(
    ("make_bad", "message"),
    [
        pytest.param(lambda: without([]), "figure 'loo' has no rows", id="loo-rows"),
        pytest.param(lambda: cumulative([]), "figure 'cumulative' has no rows", id="cumulative-rows"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make_bad, message):
    with pytest.raises(ValueError, match=message):
        make_bad()
