"""Funnels, scales, doses, sensitivity and maps keep the promises of every figure, and draw what they were given."""

from __future__ import annotations

import json
import math
import re
from statistics import NormalDist

import pytest
from artists import (
    FAVOURS,
    PAGES,
    POOL,
    RATIO,
    TRIALS,
    artists_of,
    axis_of,
    both,
    boxes_of,
    contrast,
    count,
    difference,
    named,
    ratio,
    texts,
    touching,
)

from helpers.figures import (
    MIME_TYPE,
    Axis,
    Span,
    Strand,
    causal_map,
    cumulative_plot,
    dose_response_plot,
    evidence_map,
    funnel_plot,
    leave_one_out_plot,
    ordered_bars,
    timeline,
)
from helpers.figures.ordered_bars import ink_on, ramp
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

WIDTHS = ("wide", "narrow")
POINTS = [
    (label, ratio(*effect), (math.log(effect[2]) - math.log(effect[1])) / 3.92) for label, *_, effect, _ in TRIALS
]
POOLS = [(label, ratio(1.23 + number / 50, 1.05, 1.55)) for number, (label, *_) in enumerate(TRIALS)]
DOSES = [
    ("Alpha, low", 0.0625, "0.0625 mg/kg", ratio(1.41, 0.87, 2.3), 46),
    ("Alpha, high", 0.125, "0.125 mg/kg", ratio(1.22, 0.72, 2.05), 46),
    ("Beta", 0.125, "0.125 mg/kg", ratio(1.3, 0.94, 1.8), 126),
    ("Gamma", 0.225, "0.225 mg/kg", ratio(1.46, 0.9, 9.16), 61),
    ("Delta", 1, "1 mg/kg", ratio(1.2, 0.1, 2.16), 1234),
]
FITTED = [(dose, math.exp(0.3 * dose), math.exp(0.1 * dose - 0.1), math.exp(0.5 * dose + 0.1)) for dose in (0, 0.5, 1)]
CATEGORIES = ("0", "1", "2", "3", "4", "5", "6")


def bar(*events):
    return [(category, count(n, sum(events))) for category, n in zip(CATEGORIES, events, strict=True)]


def percent(value):
    return Quantity(f"value({value})", formatting.percent(value), value, "percentage")


BARS = [("Lysis", bar(18, 18, 8, 6, 4, 2, 5)), ("Control", bar(9, 12, 10, 8, 5, 0, 8))]
MERGED = [
    ("Lysis", [("0-1", percent(40.5)), ("2-4", percent(42.1)), ("5-6", percent(17.5))]),
    ("Control", [("0-1", percent(32.1)), ("2-4", percent(45.0)), ("5-6", percent(22.9))]),
]
ROWS = ("Alteplase", "Tenecteplase", "Glycoprotein IIb/IIIa inhibitors")
COLUMNS = ("Functional outcome", "Haemorrhage", "Reperfusion on angiography", "Perfusion imaging")
CELLS = {
    ("Alteplase", "Functional outcome"): {"Randomised trials": 2, "Cohorts": 8},
    ("Alteplase", "Haemorrhage"): {"Randomised trials": 2, "Cohorts": 5, "Meta-analyses": 3, "Case series": 1},
    ("Tenecteplase", "Functional outcome"): {"Randomised trials": Quantity("studies()", "5", 5, "number", k=5)},
    ("Tenecteplase", "Haemorrhage"): {"Cohorts": 0},
}


def funnel(points=POINTS, summary=POOL, axis=RATIO):
    return funnel_plot("funnel", "A caption.", points, summary=summary, axis=axis, title="A funnel")


def mrs(bars=BARS):
    return ordered_bars("mrs", "A caption.", bars, title="mRS at 90 days")


def doses(points=DOSES, line=FITTED, axis=RATIO):
    options = {"axis": axis, "dose_label": "Dose, mg/kg", "title": "Dose and effect", "line": line}
    return dose_response_plot("doses", "A caption.", points, **options)


def without(pools=POOLS):
    axis = Axis.ratio("Risk ratio", 0.5, 2, FAVOURS)
    return leave_one_out_plot("loo", "A caption.", pools, summary=POOL, axis=axis, title="One left out")


def cumulative(pools=POOLS):
    axis = Axis.ratio("Risk ratio", 0.5, 2, FAVOURS)
    return cumulative_plot("cumulative", "A caption.", pools, summary=POOL, axis=axis, title="As trials came in")


def grid(cells=CELLS, rows=ROWS, columns=COLUMNS):
    return evidence_map("map", "A caption.", rows, columns, cells, title="What was studied")


def crowded():
    close = [(f"Study {n}", ratio(1.2 + n / 500, 0.8, 1.8), 0.2 + n / 500) for n in range(12)]
    return funnel(close)


def studies(value):
    return Quantity(f"studies({value})", str(value), value, "number")


CAUSES = [
    ("thrombus breaks up and moves on to smaller arteries", [Strand("2 cohorts, 321 patients", studies(2))]),
    (
        "pressure falls",
        [Strand("2 randomised trials, 1,123 patients", studies(2)), Strand("4 trials", studies(4), against=True)],
    ),
    ("nobody knows", [Strand("1 animal experiment (mouse)", studies(1), against=True)]),
]
EFFECTS = [("worse outcome", [Strand("5 cohorts", studies(5)), Strand("1 meta-analysis, 719 patients", studies(1))])]
SPANS = [
    Span("Alpha 2020", 0, 0, "on the table", "Angiogram"),
    Span("Beta 2021, a study with a very long label", 0, 24, "within 24 h", "CT perfusion"),
    Span("Gamma 2022", 0.5, 0.5, "30 min"),
    Span("Delta 2023", 24, 96, "day 1 to 4", "MR perfusion"),
]
TICKS = [(0, "at once"), (0.5, "30 min"), (3, "3 h"), (24, "1 day"), (48, "2 days"), (96, "4 days")]


def chain(causes=CAUSES, effects=EFFECTS):
    return causal_map("chain", "A caption.", causes, "tissue not reperfused", effects, title="What leads to what")


def times(spans=SPANS):
    return timeline("times", "A caption.", spans, title="When", label="Time after reopening", ticks=TICKS)


SAMPLES = {
    "causal map": chain,
    "time line": times,
    "funnel": funnel,
    "crowded funnel": crowded,
    "mrs": mrs,
    "merged mrs": lambda: mrs(MERGED),
    "doses": doses,
    "doses without a line": lambda: doses(line=None),
    "leave one out": without,
    "cumulative": cumulative,
    "map": grid,
}


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES, scope="module")
def make(request):
    return request.param


def test_every_row_stands_in_both_pictures_and_in_the_words(make):
    figure = make()
    for svg in both(figure).values():
        shown = " ".join(texts(svg))
        for row in figure.rows:
            for key in ("label", "bar", "category", "row", "column", "design", "dose_text"):
                assert str(row.get(key, "")) in shown
                assert str(row.get(key, "")) in figure.alt
            if row.get("studies") != 0:
                assert row["text"] in shown
                assert row["text"] in figure.alt


def test_rows_have_the_same_columns_and_everything_is_plain_data(make):
    figure = make()
    assert len({tuple(row) for row in figure.rows}) == 1
    content = figure._repr_mimebundle_()[MIME_TYPE]
    assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_the_same_input_gives_the_same_bytes(make):
    assert both(make()) == both(make())


def test_no_picture_refers_to_anything_outside_or_to_an_id_of_another(make):
    figure = make()
    for width, svg in both(figure).items():
        assert re.findall(r"https?://[^\s\"']+", svg) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"<(script|image|foreignObject|style)\b|\bon\w+=|@import|data:", svg)
        assert all(found.startswith(f"{figure.name}-{width}-") for found in re.findall(r'\bid="([^"]+)"', svg))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_touches_another_or_leaves_the_paper(make, width):
    canvas = artists_of(make)[width]
    boxes = boxes_of(canvas)
    assert not touching(boxes)
    paper = (canvas.get_figwidth() * 72, canvas.get_figheight() * 72)
    for _, words, (left, top, right, bottom) in boxes:
        assert min(left, top) >= -0.5, words
        assert right <= paper[0] + 0.5, words
        assert bottom <= paper[1] + 0.5, words


# Funnels


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


# Ordered scales


@pytest.mark.parametrize("width", WIDTHS)
def test_parts_of_a_bar_are_as_wide_as_their_shares_and_follow_each_other(width):
    segments = [patch.get_xy() for patch in named(artists_of(mrs)[width], "segment")]
    rows = mrs().rows
    whole = max(corner[0] for corner in segments[6]) - min(corner[0] for corner in segments[0])
    for corners, row in zip(segments, rows, strict=True):
        assert corners[:, 0].max() - corners[:, 0].min() == pytest.approx(whole * row["percent"] / 100)
    for one, other in zip(segments[:6], segments[1:7], strict=True):
        assert other[:, 0].min() == pytest.approx(one[:, 0].max())


def test_percentages_come_from_the_counts_and_are_all_in_the_words():
    figure = mrs()
    assert figure.alt == (
        "mRS at 90 days. Percent of patients. "
        "Lysis (61 patients): 0: 29.5% (18), 1: 29.5% (18), 2: 13.1% (8), 3: 9.8% (6), 4: 6.6% (4), 5: 3.3% (2), "
        "6: 8.2% (5); "
        "Control (52 patients): 0: 17.3% (9), 1: 23.1% (12), 2: 19.2% (10), 3: 15.4% (8), 4: 9.6% (5), 5: 0.0% (0), "
        "6: 15.4% (8)."
    )
    assert "Lysis: 0-1: 40.5%, 2-4: 42.1%, 5-6: 17.5%; " in mrs(MERGED).alt


def test_a_number_that_has_no_room_in_its_part_stands_under_the_bar():
    for svg in both(mrs()).values():
        outside = [words for words in texts(svg) if words.startswith("Too small to label: ")]
        assert ["5: 3.3%" in outside[0], "5: 0.0%" in outside[1]] == [True, True]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_in_a_part_stays_within_it(width):
    canvas = artists_of(mrs)[width]
    parts = [(xy[:, 0].min(), xy[:, 0].max()) for xy in (patch.get_xy() for patch in named(canvas, "segment"))]
    for name, words, (left, _, right, _) in boxes_of(canvas):
        if name == "percent":
            assert any(a <= left and right <= b for a, b in parts), words


@pytest.mark.parametrize("steps", range(2, 8))
def test_the_colours_of_a_scale_go_from_light_to_dark_and_bear_their_numbers(steps):
    colours = ramp(steps)
    lightness = [contrast(colour, "#000000") for colour in colours]
    assert lightness == sorted(lightness, reverse=True)
    for one, other in zip(lightness, lightness[1:], strict=False):
        assert one / other > 1.2  # neighbours differ without any hue; lines part them besides
    for colour in colours:
        assert contrast(colour, ink_on(colour)) >= 4.5  # WCAG 2.2, 1.4.3


# Doses


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


# Sensitivity


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


# Maps


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


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_edge_of_a_part_stands_out_from_the_page(page):
    muted = {"#ffffff": "#4d5b69", "#121212": "#a5b2bf"}[page]  # --review-muted of theme.css
    assert contrast(muted, page) >= 3  # WCAG 2.2, 1.4.11


# What is refused


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
        pytest.param(lambda: mrs([]), "figure 'mrs' has no rows", id="mrs-rows"),
        pytest.param(lambda: mrs([MERGED[0], BARS[0]]), "Lysis has the categories 0, 1", id="mrs-categories"),
        pytest.param(
            lambda: mrs([("A", [("0", percent(40)), ("1", percent(50))])]), "add up to 90.0, not 100", id="mrs-sum"
        ),
        pytest.param(
            lambda: mrs([("A", [("0", POOL), ("1", percent(50))])]), "neither a percentage nor a count", id="mrs-kind"
        ),
        pytest.param(
            lambda: mrs([("A", [("0", percent(math.nan)), ("1", percent(50))])]), "not between 0 and 100", id="mrs-nan"
        ),
        pytest.param(lambda: mrs([("A", [("0", percent(100))])]), "a bar has 2 to 7 categories", id="mrs-one"),
        pytest.param(lambda: doses([]), "figure 'doses' has no rows", id="dose-rows"),
        pytest.param(lambda: doses([("A", -1, "-1 mg", POOL, 9)]), "a dose is 0 or more; got -1", id="dose-negative"),
        pytest.param(lambda: doses([("A", 1, "1 mg", POOL, 0)]), "at least one patient; got 0", id="dose-size"),
        pytest.param(lambda: doses(line=[(0, 1, 2, 3)]), "the fitted line at 0 is 1, from 2 to 3", id="dose-line"),
        pytest.param(lambda: doses(line=[(0, 9, 8, 10)]), "at 0, 9, lies outside the axis", id="dose-line-outside"),
        pytest.param(lambda: doses(line=[(1, 1, 1, 1), (0, 1, 1, 1)]), "from low doses to high", id="dose-line-order"),
        pytest.param(lambda: without([]), "figure 'loo' has no rows", id="loo-rows"),
        pytest.param(lambda: cumulative([]), "figure 'cumulative' has no rows", id="cumulative-rows"),
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


# Causal maps and time lines


def test_each_strand_has_its_mark_and_an_arrow_that_nothing_supports_is_dashed():
    for canvas in artists_of(chain).values():
        assert len(named(canvas, "for")) == 4 and len(named(canvas, "against")) == 2
        lines = [line.get_linestyle() for line in named(canvas, "arrow")]
        assert lines.count("--") == 1, "only the cause with evidence against it alone"
        assert "against it 4 trials" in " ".join(text.get_text() for text in named(canvas, "evidence"))


def test_on_a_phone_every_cause_leads_to_the_middle_and_none_to_another_cause():
    canvas = artists_of(chain)["narrow"]
    boxes = [patch.get_xy() for patch in named(canvas, "box")]
    trunk = max(named(canvas, "arrow"), key=lambda line: max(line.get_ydata()) - min(line.get_ydata()))
    causes, middle = boxes[:3], boxes[3]
    assert all(min(corner[0] for corner in box) > max(trunk.get_xdata()) for box in causes)
    assert max(trunk.get_ydata()) == pytest.approx(min(corner[1] for corner in middle), abs=2)


@pytest.mark.parametrize(
    ("causes", "effects", "reason"),
    [([], EFFECTS, "no causes"), (CAUSES, [], "no effects"), ([("alone", [])], EFFECTS, "no evidence")],
)
def test_a_map_without_causes_effects_or_evidence_is_refused(causes, effects, reason):
    with pytest.raises(ValueError, match=reason):
        chain(causes, effects)


def test_a_single_time_is_a_mark_at_its_tick_and_a_period_a_bar_between_two():
    for canvas in artists_of(times).values():
        ticks = {text.get_text(): text.get_position()[0] for text in named(canvas, "tick")}
        marks = [mark.get_offsets()[0][0] for mark in named(canvas, "time")]
        assert marks[1] == pytest.approx(ticks["30 min"], abs=1)
        bars = [line.get_xdata() for line in named(canvas, "span")]
        assert bars[0][0] == marks[0] and bars[0][1] == bars[1][0] == pytest.approx(ticks["1 day"], abs=1)


@pytest.mark.parametrize("span", [(-1, 0), (3, 2), (24, 97)])
def test_a_time_before_the_first_tick_after_the_last_or_backwards_is_refused(span):
    with pytest.raises(ValueError, match="runs forwards between 0 and 96"):
        times([Span("Alpha", *span, "text")])


def test_a_time_line_without_times_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        times([])
