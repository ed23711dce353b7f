"""A figure is one object: picture, words, rows and quantities say the same, on every page and in every colour."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from artists import PAGES, artists_of, axis_of, both, boxes_of, contrast, named, texts, touching
from books import copy_small_book

from helpers.evidence.evidence import load
from helpers.figures import (
    ACCENT,
    INK,
    LAYOUTS,
    LIGHT_COLOURS,
    LINE,
    MIME_TYPE,
    MUTED,
    PAGE_COLOURS,
    SECOND,
    Axis,
    ForestRow,
    draw,
    figure_text,
    forest_plot,
    recolour,
)
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

PHONE = 320  # CSS pixels, the narrowest screen that WCAG 2.2, 1.4.10 (reflow) asks for


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(copy_small_book(tmp_path_factory.mktemp("figures") / "book")))


def rows_of(review):
    return [
        ForestRow("Alpha, drug", review.pct("alpha2020trial", "drug", "nrp"), "CTP, Tmax > 6 s, 24 h", "Trials"),
        ForestRow("Alpha, control", review.pct("alpha2020trial", "control", "nrp"), second=True),
        ForestRow("Beta", review.pct("beta2021cohort", "all", "nrp"), "ASL", "Cohorts & others"),
        ForestRow("Beta, grade 3", review.pct("beta2021cohort", "tici3", "nrp")),
        ForestRow("Beta, range", review.value("beta2021cohort", "all", "nrp", "range")),
    ]


def plot(rows, upper=100):
    axis = Axis.percent("No-reflow, %", upper)
    return forest_plot("forest", "A caption.", rows, axis=axis, title="Two studies")


@pytest.fixture(scope="module")
def figure(review):
    return plot(rows_of(review))


def of_percent(value, low, high, text="5.0%"):
    return Quantity("x()", text, value, "percentage", low, high, events=1, total=20, interval="Wilson", level=95)


def test_a_picture_shows_every_label_detail_heading_and_number(review, figure):
    for svg in both(figure).values():
        shown = " ".join(texts(svg))
        for row in rows_of(review):
            for part in (row.label, row.detail, row.heading, figure_text(row.quantity)):
                assert part in shown
        assert "No-reflow, %" in shown
        assert {"0", "20", "40", "60", "80", "100"} <= set(texts(svg))


def test_the_alternative_text_says_every_label_and_number(review, figure):
    assert figure.alt == (
        "Two studies. No-reflow, %, axis from 0 to 100. "
        "Trials: Alpha, drug: 8/10, 80.0% (49.0-94.3) (95% CI, Wilson); "
        "Alpha, control: 5/10, 50.0% (23.7-76.3) (95% CI, Wilson); "
        "Cohorts & others: Beta: 10/50, 20.0% (11.2-33.0) (95% CI, Wilson); "
        "Beta, grade 3: 0/20, 0.0% (0.0-16.1) (95% CI, Wilson); "
        "Beta, range: 12.5-42.9%."
    )


def test_rows_hold_the_same_numbers_as_the_quantities(review, figure):
    assert list(figure.quantities) == [row.quantity for row in rows_of(review)]
    assert [row["block"] for row in figure.rows] == ["Trials"] * 2 + ["Cohorts & others"] * 3
    for row, shown in zip(figure.rows, rows_of(review), strict=True):
        assert (row["label"], row["detail"]) == (shown.label, shown.detail)
        for name in ("value", "low", "high", "events", "total", "text", "expression"):
            assert row[name] == getattr(shown.quantity, name)


def test_intervals_and_values_stand_where_the_axis_says(review, figure):
    for canvas in artists_of(lambda: plot(rows_of(review))).values():
        place = axis_of(canvas)
        drawn = [tuple(line.get_xdata()) for line in named(canvas, "interval")]
        assert drawn == [pytest.approx((place(row["low"]), place(row["high"]))) for row in figure.rows]
        values = [mark.get_offsets()[0][0] for mark in named(canvas, "value")]
        assert values == pytest.approx([place(row["value"]) for row in figure.rows if row["value"] is not None])


def test_the_same_rows_give_the_same_bytes(review, figure):
    import matplotlib

    again = plot(rows_of(review))
    assert both(again) == both(figure)
    with matplotlib.rc_context({"text.parse_math": True, "svg.fonttype": "path", "savefig.bbox": "tight"}):
        assert both(plot(rows_of(review))) == both(figure)  # whatever a chapter's own pictures set


def test_no_picture_refers_to_another_host_runs_a_script_or_styles_the_page_around_it(figure):
    for svg in both(figure).values():
        assert re.findall(r"https?://[^\s\"']+", svg) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"<(script|image|foreignObject|style)\b|\bon\w+=|@import|data:", svg)


def test_two_pictures_on_one_page_share_no_id_and_refer_to_their_own(review, figure):
    other = forest_plot("other", "A caption.", rows_of(review), axis=Axis.percent("x"), title="t")
    seen = []
    for svg in (*both(figure).values(), *both(other).values()):
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg)) == set(ids)
        seen += ids
    assert len(seen) == len(set(seen))


def test_ids_that_a_picture_needs_begin_with_its_name():
    def paint(canvas):
        canvas.add_axes((0, 0, 1, 1)).plot([1, 2], [1, 2], "s", gid="mine")  # marks in an area, cut at its sides

    for name, svg in ((name, draw(name, paint)) for name in ("one", "other")):
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg)) == set(ids)
        assert ids
        assert all(found.startswith(f"{name}-") for found in ids)


@pytest.mark.parametrize(
    "label",
    [
        "a $x$ b",
        "$",
        "$5 and $6",
        r"\frac{1}{2} x_1 ^2",
        "<script>alert(1)</script>",
        "a & b < c > d \"e\" 'f'",
        "</text></svg>",
        "<!-- x -->",
        "&amp;",
        "{stat} %s %(x)s",
        'id="x" href="#y" url(#z)',
        "font-family: a; xlink:href",
        "Müller, Åström, Ω, ≤ 3",
    ],
)
def test_a_label_is_shown_as_it_is_and_never_becomes_mathematics_or_markup(review, label):
    figure = plot([ForestRow(label, review.pct("alpha2020trial", "drug", "nrp"), detail=label, heading=label)])
    for svg in both(figure).values():
        assert texts(svg).count(label) == 3
    assert "<script" not in figure.wide + figure.narrow
    assert figure.alt.count(label) == 2


def test_long_words_are_wrapped_and_never_cut_off(review):
    detail = "perfusion " * 40 + "END"
    heading = "A heading that is much longer than a phone is wide, which has to go on in another line"
    label = "A label that is longer than the column that it stands in, and goes on"
    rows = [ForestRow(label, review.pct("alpha2020trial", "drug", "nrp"), detail, heading), *rows_of(review)]
    for canvas in artists_of(lambda: plot(rows)).values():
        assert max(box[2] for _, _, box in boxes_of(canvas)) <= canvas.get_figwidth() * 72 + 0.5
        assert not touching(boxes_of(canvas))
    for svg in both(plot(rows)).values():
        shown = texts(svg)
        assert " ".join([*shown]).count("perfusion") == 40
        for words in (detail, heading, label):
            assert words in " ".join(shown)


@pytest.mark.parametrize("width", LAYOUTS)
def test_lines_of_text_do_not_touch_and_stay_inside_the_picture(figure, width):
    svg = both(figure)[width]
    _, _, page_width, page_height = map(float, re.search(r'viewBox="([^"]*)"', svg)[1].split())
    places = re.findall(r'<text style="[^"]*font-size: ([\d.]+)px[^"]*" x="([\d.]+)" y="([\d.]+)"', svg)
    assert len(places) == len(texts(svg))
    columns = {}
    for size, x, y in places:
        assert 0 <= float(x) <= page_width
        assert float(size) <= float(y) + 1
        assert float(y) <= page_height
        columns.setdefault(float(x), []).append((float(y), float(size)))
    for lines in columns.values():
        for (upper, _), (lower, size) in zip(sorted(lines), sorted(lines)[1:], strict=False):
            assert lower - upper >= size


def test_numbers_and_words_of_the_wide_picture_leave_the_axis_free(review):
    long = Quantity(
        "x()", "100.0%", 100, "percentage", 99, 100, events=1234567, total=1234567, interval="Wilson", level=95
    )
    label = "A label that is longer than its column and goes on and on"
    rows = [*rows_of(review), ForestRow(label, long, "small " * 30)]
    canvas = artists_of(lambda: plot(rows))["wide"]
    place = axis_of(canvas)
    beside = [box for name, _, box in boxes_of(canvas) if name in ("label", "detail", "number")]
    assert all(right < place(0) or left > place(100) for left, _, right, _ in beside)


@pytest.mark.parametrize("width", LAYOUTS)
def test_no_type_is_smaller_than_eleven_pixels_where_the_picture_is_shown(figure, width):
    svg = both(figure)[width]
    shown = {"wide": 736, "narrow": PHONE - 2 * 12}[width]  # 46rem, site.css; a phone less the page's margins
    scale = shown / LAYOUTS[width].width
    sizes = {float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)}
    assert sizes == {LAYOUTS[width].size, LAYOUTS[width].small}
    assert min(sizes) * scale >= 11


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("colour", [ACCENT, SECOND])
def test_intervals_stand_out_from_a_light_and_a_dark_page(colour, page):
    assert contrast(colour, page) >= 3  # WCAG 2.2, 1.4.11: parts of graphics


@pytest.mark.parametrize(("colour", "least"), [(INK, 4.5), (MUTED, 4.5), (LINE, 1.4)])
def test_the_fallback_on_white_is_readable(colour, least):
    assert contrast(LIGHT_COLOURS[colour], "#ffffff") >= least  # 1.4.3 for text; gridlines only guide the eye


def test_a_picture_has_no_colour_of_its_own_but_the_two_of_its_intervals(figure):
    bundle = figure._repr_mimebundle_()
    for width in ("wide", "narrow"):
        colours = set(re.findall(r"#[0-9a-f]{6}\b", bundle[MIME_TYPE][width]))
        assert colours == {ACCENT, SECOND} | {"#8a8a8a"}  # the last stands in where the page names no line colour
        for variable in PAGE_COLOURS.values():
            assert variable in bundle[MIME_TYPE][width]
    assert set(re.findall(r"#[0-9a-f]{6}\b", bundle["image/svg+xml"])) == {ACCENT, SECOND, *LIGHT_COLOURS.values()}


def test_a_notebook_gets_everything_as_json(figure):
    bundle = figure._repr_mimebundle_()
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    content = bundle[MIME_TYPE]
    assert bundle["text/plain"] == content["alt"] == figure.alt
    assert [quantity["text"] for quantity in content["quantities"]] == [row["text"] for row in content["rows"]]
    ElementTree.fromstring(bundle["image/svg+xml"])


@pytest.mark.parametrize("part", ["alt", "rows", "caption"])
def test_a_figure_without_words_or_rows_is_refused(figure, part):
    empty = [] if part == "rows" else ""
    with pytest.raises(ValueError, match=f"figure 'forest' has no {part}"):
        replace(figure, **{part: empty})


def test_a_plot_without_rows_is_refused():
    with pytest.raises(ValueError, match="figure 'forest' has no rows"):
        plot([])


@pytest.mark.parametrize(
    ("quantity", "upper"),
    [
        pytest.param(of_percent(55, 40, 70), 50, id="value-beyond-the-axis"),
        pytest.param(of_percent(-5, -10, 3), 100, id="value-before-the-axis"),
        pytest.param(of_percent(None, 60, 70), 50, id="range-beyond-the-axis"),
    ],
)
def test_a_value_outside_the_axis_is_refused_not_hidden(quantity, upper):
    with pytest.raises(ValueError, match="Label, 5.0%, lies outside the axis, 0 to"):
        plot([ForestRow("Label", quantity)], upper=upper)


def test_a_quantity_without_value_or_range_is_printed_and_draws_nothing():
    rows = [ForestRow("Label", Quantity("x()", "not poolable", None, "number"), summary=True)]
    for svg in both(plot(rows)).values():
        assert "not poolable" in texts(svg)
    assert plot(rows).alt.endswith("Label: not poolable.")
    for canvas in artists_of(lambda: plot(rows)).values():
        assert not any(named(canvas, name) for name in ("interval", "value", "diamond", "arrow"))


def test_half_a_range_without_a_value_is_refused():
    with pytest.raises(ValueError, match="Label, x, has neither value nor range"):
        plot([ForestRow("Label", Quantity("x()", "x", None, "percentage", low=3))])


@pytest.mark.parametrize("upper", [0, -1, 101])
def test_an_axis_that_is_not_of_percentages_is_refused(upper):
    with pytest.raises(ValueError, match="the axis ends between 0 and 100 percent"):
        plot([ForestRow("Label", of_percent(5, 1, 9))], upper=upper)


def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrow_at_its_end():
    inside, clipped = ([ForestRow("Label", of_percent(5, 1, high))] for high in (9, 24.9))
    assert "24.9" in plot(clipped, upper=10).alt
    whole, cut = (artists_of(lambda rows=rows: plot(rows, upper=10)) for rows in (inside, clipped))
    for width in LAYOUTS:
        end = axis_of(cut[width])(10)
        assert not named(whole[width], "arrow")
        assert named(cut[width], "interval")[0].get_xdata()[1] == pytest.approx(end)
        (arrow,) = named(cut[width], "arrow")
        assert arrow.get_xy()[1][0] > end > axis_of(cut[width])(9.9)


@pytest.mark.parametrize(
    ("upper", "ticks"),
    [
        (100, ["0", "20", "40", "60", "80", "100"]),
        (60, ["0", "10", "20", "30", "40", "50", "60"]),
        (30, ["0", "5", "10", "15", "20", "25", "30"]),
        (10, ["0", "2", "4", "6", "8", "10"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
    ],
)
def test_an_axis_has_five_or_six_even_steps(upper, ticks):
    figure = plot([ForestRow("Label", of_percent(4, 1, 5))], upper=upper)
    for svg in both(figure).values():
        assert [text for text in texts(svg) if text.isdigit()] == ticks


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (("pct", "alpha2020trial", "drug", "nrp"), "8/10, 80.0% (49.0-94.3)"),
        (("value", "beta2021cohort", "all", "nrp", "range"), "12.5-42.9%"),
        (("value", "alpha2020trial", "drug", "nihss_24h", "median"), "17 points (IQR 12-21)"),
        (("count", "alpha2020trial", "drug", "nrp"), "8/10"),
        (("n", "alpha2020trial"), "20"),
        (("span", "nrp"), "0.0-80.0%"),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)
def test_the_number_beside_a_line_names_its_counts_and_interval_once(review, call, text):
    assert figure_text(getattr(review, call[0])(*call[1:])) == text


def test_large_counts_have_commas():
    quantity = Quantity("x()", "61.7%", 61.7, "percentage", 59.6, 63.8, events=1234, total=2000, level=95)
    assert figure_text(quantity) == "1,234/2,000, 61.7% (59.6-63.8)"


def test_stand_in_colours_are_replaced_everywhere():
    assert recolour(f"a {INK} b {MUTED} c {LINE} d {INK}", LIGHT_COLOURS) == "a #1b1b1b b #555555 c #999999 d #1b1b1b"


def test_a_drawing_has_no_background_so_that_the_page_shows_through():
    svg = draw("empty", lambda canvas: canvas.set_size_inches(1, 1))
    assert "#ffffff" not in svg
    assert "white" not in svg


def test_words_are_as_wide_as_ever_after_something_else_drew_with_their_font():
    from matplotlib.font_manager import get_font

    from helpers.figures import paper

    paper._advance.cache_clear()
    before = paper._advance("m", False)
    get_font(paper._font(False).fname).set_size(7, 720)
    paper._advance.cache_clear()
    assert paper._advance("m", False) == before
