"""A forest plot draws what its rows say: places, areas, diamonds, arrows and texts, asked of the artists themselves."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from artists import (
    FAVOURS,
    POOL,
    RATIO,
    TRIALS,
    artists_of,
    axis_of,
    both,
    boxes_of,
    count,
    difference,
    named,
    ratio,
    texts,
    touching,
)

from helpers.figures import Axis, ForestRow, figure_text, forest_plot
from helpers.figures.forest_rows import measure_of
from helpers.quantities.quantity import Quantity

WIDTHS = ("wide", "narrow")


def trials():
    return [
        ForestRow(label, ratio(*effect), groups=(count(*treated), count(*control)), weight=weight)
        for label, treated, control, effect, weight in TRIALS
    ]


SUMMARY = ForestRow("Random effects, 7 trials", POOL, summary=True)


def plot(rows, axis=RATIO, **options):
    return forest_plot("forest", "A caption.", rows, axis=axis, title="Trials", columns=("Lysis", "Control"), **options)


def drawn(rows, axis=RATIO, **options):
    return artists_of(lambda: plot(rows, axis, **options))


@pytest.fixture(scope="module")
def figure():
    return plot([*trials(), SUMMARY])


@pytest.fixture(scope="module")
def canvases():
    return drawn([*trials(), SUMMARY])


def area(mark):
    """Return the area of a square in square points: matplotlib keeps the side squared."""
    return mark.get_sizes()[0]


@pytest.mark.parametrize("width", WIDTHS)
def test_ratios_stand_on_a_log_scale_with_a_line_at_no_effect(canvases, width):
    place = axis_of(canvases[width], math.log)
    assert [tick.get_text() for tick in named(canvases[width], "tick")] == ["0.25", "0.5", "1", "2", "4"]
    values = [mark.get_offsets()[0][0] for mark in named(canvases[width], "value")]
    assert values == pytest.approx([place(effect[0]) for *_, effect, _ in TRIALS])
    ends = [tuple(line.get_xdata()) for line in named(canvases[width], "interval")]
    assert ends == [pytest.approx((place(effect[1]), place(effect[2]))) for *_, effect, _ in TRIALS]
    for line in named(canvases[width], "no effect"):
        assert list(line.get_xdata()) == pytest.approx([place(1)] * 2)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_area_of_a_square_is_proportional_to_its_weight(canvases, width):
    areas = [area(mark) for mark in named(canvases[width], "value")]
    assert areas == pytest.approx([max(areas) * weight / 25.4 for *_, weight in TRIALS])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_diamond_goes_from_low_to_high_and_is_highest_at_the_value(canvases, width):
    place = axis_of(canvases[width], math.log)
    (diamond,) = named(canvases[width], "diamond")
    corners = diamond.get_xy()[:-1]
    assert sorted(corners[:, 0]) == pytest.approx([place(1.08), place(1.23), place(1.23), place(1.40)])
    top, bottom = corners[:, 1].min(), corners[:, 1].max()
    assert {round(x, 6) for x, y in corners if y in (top, bottom)} == {round(place(1.23), 6)}
    assert not named(canvases[width], "arrow")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_prediction_interval_has_its_own_bar_on_its_own_labelled_line(canvases, width):
    place = axis_of(canvases[width], math.log)
    (bar,) = named(canvases[width], "prediction")
    assert list(bar.get_xdata()) == pytest.approx([place(0.93), place(1.62)])
    labels = {text.get_text(): text.get_position()[1] for text in named(canvases[width], "label")}
    (diamond,) = named(canvases[width], "diamond")
    assert labels["95% prediction interval"] > diamond.get_xy()[:, 1].max()
    assert bar.get_ydata()[0] >= labels["95% prediction interval"]


def test_a_summary_without_prediction_interval_has_no_such_line():
    figure = plot([*trials(), replace(SUMMARY, quantity=ratio(1.23, 1.08, 1.40))])
    assert "prediction" not in figure.alt + figure.wide + figure.narrow
    assert "pi_low" not in figure.rows[0]


def test_every_number_stands_in_both_pictures_in_the_words_and_in_the_rows(figure):
    for svg in both(figure).values():
        shown = " ".join(texts(svg))
        for (label, treated, control, effect, weight), row in zip(TRIALS, figure.rows, strict=False):
            parts = [label, "{}/{}".format(*treated), "{}/{}".format(*control)]
            parts += ["{:.2f} ({:.2f}-{:.2f})".format(*effect), f"{weight}%"]
            for part in parts:
                assert part in shown
                assert part in figure.alt
            assert (row["treated_events"], row["treated_total"]) == treated
            assert (row["control_events"], row["control_total"]) == control
            assert (row["value"], row["low"], row["high"]) == effect
            assert row["weight"] == weight
            assert row["text"] in shown
            assert row["text"] in figure.alt
        assert "1.23 (1.08-1.40)" in shown
        assert "95% prediction interval" in shown
        assert "0.93-1.62" in shown
        assert "RR (95% CI)" in shown
    assert figure.alt.startswith(
        "Trials. Risk ratio for mRS 0-1, log axis from 0.25 to 4, no effect at 1; below it favours control, above it "
        "favours lysis. Alpha 2020: Lysis 36/61, Control 21/52, RR 1.46 (0.99-2.16) (95% CI, Wald on the log scale), "
        "weight 11.2%; "
    )
    assert figure.alt.endswith(", 95% prediction interval 0.93-1.62.")
    last = figure.rows[-1]
    assert (last["summary"], last["pi_low"], last["pi_high"]) == (True, 0.93, 1.62)
    assert {len(row) for row in figure.rows} == {len(last)}
    assert POOL in figure.quantities
    assert sum(quantity.text == "36/61" for quantity in figure.quantities) == 1


def test_the_columns_of_a_wide_plot_have_headers_and_stand_under_them(canvases):
    headers = {text.get_text(): text.get_position()[0] for text in named(canvases["wide"], "header")}
    assert set(headers) == {"Lysis", "Control", "n/N", "RR (95% CI)", "Weight"}
    groups = [text.get_position()[0] for text in named(canvases["wide"], "group")]
    assert set(groups) == {headers["Lysis"], headers["Control"]}
    assert {text.get_position()[0] for text in named(canvases["wide"], "weight")} == {headers["Weight"]}
    assert {text.get_position()[0] for text in named(canvases["wide"], "number")} == {headers["RR (95% CI)"]}


@pytest.mark.parametrize("width", WIDTHS)
def test_both_directions_are_labelled_each_on_its_side(canvases, width):
    middle = axis_of(canvases[width], math.log)(1)
    (left, right) = ((words, box) for name, words, box in boxes_of(canvases[width]) if name == "favours")
    assert (left[0], right[0]) == ("← favours control", "favours lysis →")
    assert left[1][2] < middle < right[1][0]


HOSTILE = [
    ForestRow(
        "Alpha with a rather long label that has to go on in another line",
        ratio(1.8, 0.1, 31.2),
        "Bleeding within 48 h, by a definition that takes some words to write down in full",
        "Anterior circulation, a heading that goes on",
        groups=(count(1, 61), count(0, 52)),
        weight=20,
    ),
    ForestRow("Incontrovertiblyunbreakablestudyname2025", ratio(0.5, 0.05, 3), weight=70, second=True),
    ForestRow("Gamma", ratio(2, 1.2, 9), groups=(count(112, 11126), count(104, 11129)), weight=10),
    ForestRow("Delta", Quantity("x()", "not estimable: no events", None, "ratio"), groups=(count(0, 9), count(0, 9))),
    ForestRow("All", ratio(1.5, 0.12, 8, pi_low=0.01, pi_high=90), summary=True),
    ForestRow("Epsilon", ratio(1.1, 0.6, 1.9, "aRR"), heading="Posterior", weight=100),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("rows", "axis"),
    [
        pytest.param([*trials(), SUMMARY], RATIO, id="seven-trials"),
        pytest.param(HOSTILE, RATIO, id="hostile"),
        pytest.param([*trials(), SUMMARY], Axis.ratio("RR", 0.3, 2.5, ("a" * 30, "b " * 30)), id="long-directions"),
        pytest.param([ForestRow("A", ratio(1.01, 0.99, 1.03))], Axis.ratio("RR", 0.95, 1.05), id="short-axis"),
        pytest.param([ForestRow("A", difference(-3.2, -9, 2.6))], Axis.points("RD", -20, 20, FAVOURS), id="points"),
    ],
)
def test_no_text_touches_another_or_leaves_the_paper(rows, axis, width):
    canvas = drawn(rows, axis)[width]
    boxes = boxes_of(canvas)
    assert not touching(boxes)
    paper = (canvas.get_figwidth() * 72, canvas.get_figheight() * 72)
    for _, words, (left, top, right, bottom) in boxes:
        assert left >= -0.5, words
        assert top >= -0.5, words
        assert right <= paper[0] + 0.5, words
        assert bottom <= paper[1] + 0.5, words


def test_intervals_are_cut_at_either_end_of_the_axis_where_an_arrow_points_outwards():
    for canvas in drawn([ForestRow("A", ratio(1.8, 0.1, 31.2)), ForestRow("B", ratio(0.5, 0.05, 3))]).values():
        place = axis_of(canvas, math.log)
        ends = [tuple(line.get_xdata()) for line in named(canvas, "interval")]
        assert ends == [pytest.approx((place(0.25), place(4))), pytest.approx((place(0.25), place(3)))]
        tips = [arrow.get_xy()[1][0] for arrow in named(canvas, "arrow")]
        assert [tip < place(0.25) or tip > place(4) for tip in tips] == [True] * 3


def test_a_diamond_and_a_prediction_interval_beyond_the_axis_are_cut_and_say_so():
    rows = [ForestRow("All", ratio(1.5, 0.12, 8, pi_low=0.01, pi_high=90), summary=True)]
    for canvas in drawn(rows).values():
        place = axis_of(canvas, math.log)
        corners = named(canvas, "diamond")[0].get_xy()
        assert (corners[:, 0].min(), corners[:, 0].max()) == pytest.approx((place(0.25), place(4)))
        assert list(named(canvas, "prediction")[0].get_xdata()) == pytest.approx([place(0.25), place(4)])
        assert len(named(canvas, "arrow")) == 4
        left = [y for x, y in corners if x == pytest.approx(place(0.25))]
        whole = corners[:, 1].max() - corners[:, 1].min()
        share = 1 - math.log(1.5 / 0.25) / math.log(1.5 / 0.12)  # of the height, by similar triangles
        assert max(left) - min(left) == pytest.approx(whole * share)


def test_a_prediction_interval_wholly_beyond_the_axis_draws_only_an_arrow():
    rows = [ForestRow("All", ratio(3.9, 3, 5, pi_low=4.5, pi_high=9), summary=True)]
    for canvas in drawn(rows).values():
        assert not named(canvas, "prediction")
        assert len(named(canvas, "arrow")) == 2


def test_the_second_series_differs_in_shape_and_not_only_in_colour():
    rows = [ForestRow("A", ratio(1, 0.8, 1.2)), ForestRow("B", ratio(1, 0.8, 1.2), second=True)]
    one, other = named(drawn(rows)["wide"], "value")
    assert len(one.get_paths()[0].vertices) != len(other.get_paths()[0].vertices)


def test_measures_that_differ_are_named_on_each_line():
    figure = plot([ForestRow("A", ratio(1.1, 0.8, 1.2)), ForestRow("B", ratio(1.2, 0.9, 1.5, "aRR"))])
    for svg in both(figure).values():
        assert {"Effect (95% CI)", "RR 1.10 (0.80-1.20)", "aRR 1.20 (0.90-1.50)"} <= set(texts(svg))


def test_a_reference_is_a_dashed_line_at_its_value():
    for canvas in drawn(trials(), reference=POOL).values():
        for line in named(canvas, "reference"):
            assert line.get_xdata()[0] == pytest.approx(axis_of(canvas, math.log)(1.23))
            assert line.get_linestyle() != "-"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.25, 4, ["0.25", "0.5", "1", "2", "4"]),
        (0.5, 2, ["0.5", "0.75", "1", "1.5", "2"]),
        (0.2, 8, ["0.25", "0.5", "1", "2", "4", "8"]),
        (0.05, 20, ["0.0625", "0.25", "1", "4", "16"]),
        (0.01, 100, ["0.01", "0.1", "1", "10", "100"]),
        (0.8, 1.25, ["0.8", "0.9", "1", "1.1", "1.25"]),
        (0.95, 1.05, ["0.95", "1", "1.05"]),
    ],
)
def test_an_axis_of_ratios_has_round_numbers_that_stand_apart(low, high, ticks):
    assert [f"{tick:g}" for tick in Axis.ratio("RR", low, high).ticks] == ticks


def test_an_axis_of_differences_has_0_among_its_even_steps():
    assert Axis.points("RD", -20, 20).ticks == [-20, -10, 0, 10, 20]
    assert Axis.points("RD", -3, 5).ticks == [-2, 0, 2, 4]
    assert Axis.points("RD", -0.3, 0.3).ticks == pytest.approx([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Axis.ratio("RR", 0, 4), "an axis of ratios begins above 0 and holds 1; got 0 to 4"),
        (lambda: Axis.ratio("RR", 2, 4), "begins above 0 and holds 1"),
        (lambda: Axis.ratio("RR", 1, 1), "begins above 0 and holds 1"),
        (lambda: Axis.ratio("RR", math.nan, 4), "begins above 0 and holds 1"),
        (lambda: Axis.points("RD", 1, 4), "an axis of differences holds 0"),
        (lambda: Axis.points("RD", -math.inf, 4), "an axis of differences holds 0"),
    ],
)
def test_an_axis_without_its_line_of_no_effect_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param([], "figure 'forest' has no rows", id="no-rows"),
        pytest.param([ForestRow("A", ratio(5, 1, 9))], "A, RR 5.00 .* lies outside the axis, 0.25 to 4", id="outside"),
        pytest.param([ForestRow("A", ratio(1, 2, 0.5))], "a low limit, 2, above its high one, 0.5", id="turned-round"),
        pytest.param([ForestRow("A", ratio(1, math.nan, 2))], "a value or limit that is not a number", id="nan"),
        pytest.param([ForestRow("A", ratio(1, 0.5, math.inf))], "a value or limit that is not a number", id="infinite"),
        pytest.param([ForestRow("A", ratio(1, 0, 2))], "a ratio of 0 or less", id="zero"),
        pytest.param([ForestRow("A", difference(1, 0, 2))], "is a points; the axis .* shows ratio", id="other-kind"),
        pytest.param([ForestRow("A", ratio(1, 0.9, 2), weight=-1)], "a weight of -1; weights lie", id="negative"),
        pytest.param([ForestRow("A", ratio(1, 0.9, 2), weight=math.nan)], "a weight of nan", id="nan-weight"),
        pytest.param([ForestRow("A", ratio(1, 0.9, 2), weight=99.8)], "add up to 99.8, not 100 percent", id="not-100"),
        pytest.param(
            [ForestRow("A", ratio(1, 0.9, 2), heading="One", weight=100), ForestRow("B", POOL, "", "Two", weight=40)],
            "the weights under 'Two' add up to 40",
            id="one-block-of-two",
        ),
        pytest.param([ForestRow("A", POOL, groups=(count(1, 2),))], "has 1 groups; give the counts", id="one-group"),
        pytest.param([ForestRow("A", POOL, summary=True, weight=100)], "summary with a weight of its own", id="both"),
        pytest.param([ForestRow("A", ratio(1, 1.1, 2), summary=True)], "needs an interval around", id="diamond"),
        pytest.param(
            [ForestRow("A", ratio(1, 0.9, 2, pi_low=3, pi_high=2), summary=True)],
            "a prediction interval from 3 to 2",
            id="prediction",
        ),
    ],
)
def test_rows_that_cannot_be_drawn_truly_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        plot(rows)


def test_weights_may_be_rounded_and_rows_that_were_not_pooled_have_none():
    rows = trials()
    rows[0] = replace(rows[0], weight=11.25)
    rows.append(ForestRow("No events", Quantity("x()", "not estimable", None, "ratio")))
    assert "weight 11.3%" in plot(rows).alt


@pytest.mark.parametrize(
    ("quantity", "measure", "text"),
    [
        (POOL, "RR", "RR 1.23 (1.08-1.40)"),
        (difference(-3.2, -9, 2.6), "RD", "RD -3.2 (-9.0 to 2.6)"),
        (replace(POOL, low=None, high=None, text="aOR 1.23", measure="OR", adjusted=True), "aOR", "aOR 1.23"),
        (Quantity("x()", "not poolable", None, "ratio"), "", "not poolable"),
        (Quantity("x()", "22.4%", 22.4, "percentage", 18, 27.5), "", "22.4% (18.0-27.5)"),
    ],
)
def test_the_text_of_an_effect_is_made_of_the_quantity_s_own_words(quantity, measure, text):
    assert measure_of(quantity) == measure
    assert figure_text(quantity) == text


def test_the_same_forest_gives_the_same_bytes(figure):
    assert both(plot([*trials(), SUMMARY])) == both(figure)
