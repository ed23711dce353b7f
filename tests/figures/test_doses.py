"""Doses stand at their place with their interval and size, and a fitted line stands out from them."""

from __future__ import annotations

import math

import pytest
from artists import POOL, artists_of, named
from figure_samples import DOSES, FITTED, WIDTHS, doses


@pytest.mark.parametrize("width", WIDTHS)
def test_the_area_of_a_mark_is_proportional_to_the_size_of_its_arm(width):
    areas = [mark.get_sizes()[0] for mark in named(artists_of(doses)[width], "value")]
    assert areas == pytest.approx([max(areas) * size / 1234 for *_, size in DOSES])


@pytest.mark.parametrize("width", WIDTHS)
def test_effects_rise_on_the_upright_axis_and_arms_of_one_dose_stand_side_by_side(width):
    canvas = artists_of(lambda: doses(line=None))[width]
    ticks = {text.get_text(): text.get_position()[1] for text in named(canvas, "tick")}
    place = {
        value: ticks["1"] + (ticks["4"] - ticks["1"]) * math.log(value) / math.log(4) for value in (1.41, 1.3, 2.3)
    }
    marks = [tuple(mark.get_offsets()[0]) for mark in named(canvas, "value")]
    assert (marks[0][1], marks[2][1]) == pytest.approx((place[1.41], place[1.3]))
    assert marks[1][0] < marks[2][0]
    low, high = named(canvas, "interval")[0].get_ydata()
    assert high == pytest.approx(place[2.3])
    assert high < low
    assert len(named(canvas, "arrow")) == 2, "of Gamma upwards, of Delta downwards"


def test_a_fitted_line_is_dashed_has_a_band_and_is_in_the_words():
    for canvas in artists_of(doses).values():
        (fitted,) = named(canvas, "fitted")
        assert fitted.get_linestyle() != "-"
        assert len(fitted.get_xdata()) == len(FITTED)
        assert len(named(canvas, "band")) == 1
    assert doses().alt.endswith("The fitted line goes from 1 (0.905 to 1.11) at 0 to 1.35 (1 to 1.82) at 1.")


def test_the_line_is_named_where_there_is_one():
    assert any("the fitted line" in note for note in doses().notes)
    assert not any("fitted" in note for note in doses(line=None).notes)


@pytest.mark.parametrize(
    ("make_bad", "message"),
    [
        pytest.param(lambda: doses([]), "figure 'doses' has no rows", id="dose-rows"),
        pytest.param(lambda: doses([("A", -1, "-1 mg", POOL, 9)]), "a dose is 0 or more; got -1", id="dose-negative"),
        pytest.param(lambda: doses([("A", 1, "1 mg", POOL, 0)]), "at least one patient; got 0", id="dose-size"),
        pytest.param(lambda: doses(line=[(0, 1, 2, 3)]), "the fitted line at 0 is 1, from 2 to 3", id="dose-line"),
        pytest.param(lambda: doses(line=[(0, 9, 8, 10)]), "at 0, 9, lies outside the axis", id="dose-line-outside"),
        pytest.param(lambda: doses(line=[(1, 1, 1, 1), (0, 1, 1, 1)]), "from low doses to high", id="dose-line-order"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make_bad, message):
    with pytest.raises(ValueError, match=message):
        make_bad()
