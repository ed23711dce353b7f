"""Funnels put precise studies on top and open by what chance alone allows."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from artists import POOL, artists_of, difference, named, ratio
from figure_samples import POINTS, WIDTHS, funnel

from helpers.figures import Axis
from helpers.quantities.quantity import Quantity


@pytest.mark.parametrize("width", WIDTHS)
def test_points_of_a_funnel_stand_at_their_effect_and_standard_error_with_precise_ones_on_top(width):
    canvas = artists_of(funnel)[width]
    ticks = {text.get_text(): text.get_position() for text in named(canvas, "tick")}
    zero, tenth = ticks["0"][1], ticks["0.1"][1]
    marks = [tuple(mark.get_offsets()[0]) for mark in named(canvas, "value")]
    down = [zero + (tenth - zero) * error / 0.1 for *_, error in POINTS]
    (left, right) = (ticks["0.25"][0], ticks["4"][0])
    across = [left + (right - left) * math.log(q.value / 0.25) / math.log(16) for _, q, _ in POINTS]
    assert marks == [pytest.approx(place) for place in zip(across, down, strict=True)]
    assert tenth > zero


@pytest.mark.parametrize("width", WIDTHS)
def test_pseudo_limits_begin_at_the_summary_and_open_by_1_96_standard_errors(width):
    canvas = artists_of(funnel)[width]
    ticks = {text.get_text(): text.get_position() for text in named(canvas, "tick")}
    (left, right), (zero, tenth) = (ticks["0.25"][0], ticks["4"][0]), (ticks["0"][1], ticks["0.1"][1])
    centre = left + (right - left) * math.log(POOL.value / 0.25) / math.log(16)
    for line, side in zip(named(canvas, "limit"), (-1, 1), strict=True):
        (x0, x1), (y0, y1) = line.get_xdata(), line.get_ydata()
        assert (x0, y0) == pytest.approx((centre, zero))
        moved = (x1 - x0) / (right - left) * math.log(16)
        assert moved == pytest.approx(side * NormalDist().inv_cdf(0.975) * 0.1 * (y1 - y0) / (tenth - zero))


def test_pseudo_limits_end_where_the_axis_ends():
    wide = [("A", ratio(1, 0.5, 2), 3.0)]
    for canvas in artists_of(lambda: funnel(wide)).values():
        ticks = {text.get_text(): text.get_position()[0] for text in named(canvas, "tick")}
        ends = [line.get_xdata()[1] for line in named(canvas, "limit")]
        assert ends == pytest.approx([ticks["0.25"], ticks["4"]])


def test_a_funnel_of_differences_stands_on_a_linear_scale():
    points = [("A", difference(-3, -9, 3), 3.0), ("B", difference(4, 0, 8), 2.0)]
    figure = funnel(points, difference(1, -2, 4), Axis.points("Risk difference, points", -20, 20))
    assert "A: RD -3.0 (-9.0 to 3.0), standard error 3.000" in figure.alt
    assert "standard error, 0 at the top" in figure.alt


def test_a_funnel_of_few_points_says_that_its_shape_cannot_be_judged():
    few = "With 7 points, fewer than 10, the shape of a funnel cannot be judged."
    assert few in funnel().notes and funnel().alt.endswith(few)
    many = funnel([(f"Study {n}", ratio(1.2, 0.8, 1.8), 0.2 + n / 100) for n in range(10)])
    assert not any("judged" in note for note in many.notes)


@pytest.mark.parametrize(
    ("make_bad", "message"),
    [
        pytest.param(lambda: funnel([]), "figure 'funnel' has no rows", id="funnel-rows"),
        pytest.param(lambda: funnel([("A", POOL, 0)]), "a standard error is above 0; got 0", id="funnel-error"),
        pytest.param(lambda: funnel([("A", POOL, math.nan)]), "a standard error is above 0", id="funnel-nan"),
        pytest.param(lambda: funnel([("A", ratio(9, 8, 10), 0.1)]), "A, RR 9.00 .* lies outside", id="funnel-outside"),
        pytest.param(
            lambda: funnel(summary=Quantity("p", "not poolable", None, "ratio")), "has no value", id="no-pool"
        ),
        pytest.param(lambda: funnel(axis=Axis.percent("x")), "not of percentages", id="funnel-percent"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make_bad, message):
    with pytest.raises(ValueError, match=message):
        make_bad()
