"""Bars of an ordered scale are as long as the shares of their grades, and every number can be read."""

from __future__ import annotations

import itertools
import math

import pytest
from artists import PAGES, POOL, artists_of, both, boxes_of, contrast, named, texts
from figure_samples import BARS, MERGED, WIDTHS, bars, percent

from helpers.figures.ordered_bars import ink_on, ramp


@pytest.mark.parametrize("width", WIDTHS)
def test_parts_of_a_bar_are_as_wide_as_their_shares_and_follow_each_other(width):
    segments = [patch.get_xy() for patch in named(artists_of(bars)[width], "segment")]
    rows = bars().rows
    whole = max(corner[0] for corner in segments[6]) - min(corner[0] for corner in segments[0])
    for corners, row in zip(segments, rows, strict=True):
        assert corners[:, 0].max() - corners[:, 0].min() == pytest.approx(whole * row["percent"] / 100)
    for one, other in itertools.pairwise(segments[:7]):
        assert other[:, 0].min() == pytest.approx(one[:, 0].max())


def test_percentages_come_from_the_counts_and_are_all_in_the_words():
    figure = bars()
    assert figure.alt == (
        "A scale. Percent of patients. "
        "Lysis (61 patients): 0: 29.5% (18), 1: 29.5% (18), 2: 13.1% (8), 3: 9.8% (6), 4: 6.6% (4), 5: 3.3% (2), "
        "6: 8.2% (5); "
        "Control (52 patients): 0: 17.3% (9), 1: 23.1% (12), 2: 19.2% (10), 3: 15.4% (8), 4: 9.6% (5), 5: 0.0% (0), "
        "6: 15.4% (8)."
    )
    assert "Lysis: 0-1: 40.5%, 2-4: 42.1%, 5-6: 17.5%; " in bars(MERGED).alt


def test_a_number_that_has_no_room_in_its_part_stands_under_the_bar():
    for svg in both(bars()).values():
        outside = [words for words in texts(svg) if words.startswith("Too small to label: ")]
        assert ["5: 3.3%" in outside[0], "5: 0.0%" in outside[1]] == [True, True]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_in_a_part_stays_within_it(width):
    canvas = artists_of(bars)[width]
    parts = [(xy[:, 0].min(), xy[:, 0].max()) for xy in (patch.get_xy() for patch in named(canvas, "segment"))]
    for name, words, (left, _, right, _) in boxes_of(canvas):
        if name == "percent":
            assert any(a <= left and right <= b for a, b in parts), words


@pytest.mark.parametrize("steps", range(2, 8))
def test_the_colours_of_a_scale_go_from_light_to_dark_and_bear_their_numbers(steps):
    colours = ramp(steps)
    lightness = [contrast(colour, "#000000") for colour in colours]
    assert lightness == sorted(lightness, reverse=True)
    for one, other in itertools.pairwise(lightness):
        assert one / other > 1.2  # neighbours differ without any hue; lines part them besides
    for colour in colours:
        assert contrast(colour, ink_on(colour)) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_edge_of_a_part_stands_out_from_the_page(page):
    muted = {"#ffffff": "#525c67", "#121212": "#a9b5c1"}[page]  # --soft of site.css
    assert contrast(muted, page) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize(
    ("make_bad", "message"),
    [
        pytest.param(lambda: bars([]), "figure 'bars' has no rows", id="rows"),
        pytest.param(lambda: bars([MERGED[0], BARS[0]]), "Lysis has the categories 0, 1", id="categories"),
        pytest.param(
            lambda: bars([("A", [("0", percent(40)), ("1", percent(50))])]), "add up to 90.0, not 100", id="sum"
        ),
        pytest.param(
            lambda: bars([("A", [("0", POOL), ("1", percent(50))])]), "neither a percentage nor a count", id="kind"
        ),
        pytest.param(
            lambda: bars([("A", [("0", percent(math.nan)), ("1", percent(50))])]), "not between 0 and 100", id="nan"
        ),
        pytest.param(lambda: bars([("A", [("0", percent(100))])]), "a bar has 2 to 7 categories", id="one"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make_bad, message):
    with pytest.raises(ValueError, match=message):
        make_bad()
