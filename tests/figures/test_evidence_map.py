"""Evidence maps count whole studies, by marks that differ in shape and in area."""

from __future__ import annotations

import math

import pytest
from artists import artists_of, both, named, texts
from figure_samples import COLUMNS, ROWS, WIDTHS, grid


@pytest.mark.parametrize("width", WIDTHS)
def test_the_area_of_a_mark_is_proportional_to_the_number_of_studies(width):
    canvas = artists_of(grid)[width]
    cohorts = [mark.get_sizes()[0] for mark in named(canvas, "mark Cohorts")]
    trials = [mark.get_sizes()[0] for mark in named(canvas, "mark Randomised trials")]
    assert cohorts == pytest.approx([cohorts[0], cohorts[0] * 5 / 8])
    assert trials == pytest.approx([trials[0], trials[0], trials[0] * 5 / 2])
    assert trials[0] * math.pi / 4 / 2 == pytest.approx(cohorts[0] / 8, rel=1e-3), "of circles and squares alike"


def test_designs_differ_in_shape_and_not_only_in_colour():
    (legend, *_) = (named(canvas, "legend") for canvas in artists_of(grid).values())
    shapes = [mark.get_paths()[0].vertices.tolist() for mark in legend if hasattr(mark, "get_offsets")]
    assert len(shapes) == 4
    assert all(one != other for n, one in enumerate(shapes) for other in shapes[n + 1 :])


def test_a_cell_without_studies_is_a_dash_and_said_in_words():
    figure = grid()
    empty = len(ROWS) * len(COLUMNS) - 3
    assert figure.alt.count("no studies") == empty
    for svg in both(figure).values():
        assert texts(svg).count("–") == empty
    assert "Tenecteplase, Functional outcome: Randomised trials 5; Tenecteplase, Haemorrhage: no studies" in figure.alt
    assert [quantity.text for quantity in figure.quantities] == ["5"]


@pytest.mark.parametrize(
    ("make_bad", "message"),
    [
        pytest.param(lambda: grid({}), "figure 'map' has no rows", id="map-rows"),
        pytest.param(lambda: grid({("A", "B"): {"x": 1}}), "the cell A, B lies outside the grid", id="map-outside"),
        pytest.param(
            lambda: grid({(ROWS[0], COLUMNS[0]): {"x": 1.5}}), "counted in whole numbers; got 1.5", id="map-half"
        ),
        pytest.param(
            lambda: grid({(ROWS[0], COLUMNS[0]): {"x": -1}}), "counted in whole numbers; got -1", id="map-negative"
        ),
        pytest.param(
            lambda: grid({(ROWS[0], COLUMNS[0]): dict.fromkeys("abcdef", 1)}),
            "6 designs; there are shapes for 5",
            id="six",
        ),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make_bad, message):
    with pytest.raises(ValueError, match=message):
        make_bad()
