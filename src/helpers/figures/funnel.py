"""Funnel plots: each study's effect against its standard error, with the 95% pseudo-limits of the summary."""

from __future__ import annotations

import math
from collections.abc import Sequence

from helpers.figures.axis import Axis, round_values
from helpers.figures.figure import ACCENT, INK, MUTED, Figure
from helpers.figures.forest_drawing import write_scale
from helpers.figures.forest_rows import figure_text
from helpers.figures.paper import Pen, drawn_figure
from helpers.figures.points import begin_frame, number_points, upright_scale, write_key
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity
from helpers.stats.measures import Z95

HEIGHT = {False: 240, True: 210}
AREA = 30
LIMITS = "95% pseudo-limits"
FEWEST = 10  # points, below which asymmetry of a funnel says nothing (Cochrane Handbook 6.5, 13.3.5.4)


def funnel_plot(
    name: str,
    caption: str,
    points: Sequence[tuple[str, Quantity, float]],
    *,
    summary: Quantity,
    axis: Axis,
    title: str,
    notes: Sequence[str] = (),
) -> Figure:
    """Return a funnel plot, precise studies at the top.

    Parameters: points, each a label, the effect, and its standard error on the scale of the analysis (the logarithm
    for ratios); summary, the pooled effect, where the funnel stands; axis, of ratios or differences; title, what the
    alternative text calls it; notes, further sentences below the caption. Raises: ValueError when a point does not
    fit the axis or a standard error is not above 0.
    """
    if axis.scale == "percent":
        raise ValueError(f"figure {name!r}: a funnel needs an axis of ratios or differences, not of percentages")
    for label, quantity, error in [*points, ("the summary", summary, 1.0)]:
        axis.check(name, label, quantity)
        if quantity.value is None:
            raise ValueError(f"figure {name!r}: {label}, {quantity.text}, has no value to draw")
        if not 0 < error < math.inf:
            raise ValueError(f"figure {name!r}: {label}, {quantity.text}: a standard error is above 0; got {error}")
    words = [f"{label}: {figure_text(quantity)}, standard error {_error(error)}" for label, quantity, error in points]
    measured = "standard error of the log ratio" if axis.scale == "ratio" else "standard error"
    alt = (
        f"{title}. {axis.words} Downwards: {measured}, 0 at the top. Dashed lines: {LIMITS} around the "
        f"summary, {figure_text(summary)}. {'; '.join(words)}."
    )
    rows = [
        {
            "label": label,
            "value": quantity.value,
            "low": quantity.low,
            "high": quantity.high,
            "standard_error": error,
            "text": figure_text(quantity),
            "expression": quantity.expression,
        }
        for label, quantity, error in points
    ]
    drawn = [*(quantity for _, quantity, _ in points), summary]
    few = f"With {len(rows)} points, fewer than {FEWEST}, the shape of a funnel cannot be judged."
    own = [f"Circles: studies. Dashed lines: the pool, and {LIMITS} around it."]
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_funnel(pen, points, summary, axis, words),
        alt=f"{alt} {few}" if len(rows) < FEWEST else alt,
        rows=rows,
        quantities=drawn,
        notes=[*own, *([few] if len(rows) < FEWEST else []), *notes, *axis.notes],
    )


def _error(error: float) -> str:
    return formatting.fixed(error, 3)


def paint_funnel(
    pen: Pen, points: Sequence[tuple[str, Quantity, float]], summary: Quantity, axis: Axis, words: Sequence[str]
) -> None:
    """Draw the funnel, the numbered points, and the key below them."""
    largest = 1.08 * max(error for _, _, error in points)
    ticks = round_values(0, largest, 5)
    over = "Standard error of the log ratio" if axis.scale == "ratio" else "Standard error"
    frame = begin_frame(pen, [over], [f"{tick:g}" for tick in ticks], HEIGHT[pen.layout.stacked])

    def across(value: float) -> float:
        return frame.across(axis.place(value))

    upright_scale(pen, frame, [(frame.down(tick / largest), f"{tick:g}") for tick in ticks])
    for tick in axis.ticks:
        pen.polyline([across(tick)] * 2, [frame.top, frame.bottom], layer=0, name="grid")
    pen.polyline(
        [across(axis.no_effect)] * 2, [frame.top, frame.bottom], colour=INK, width=1, layer=1, name="no effect"
    )
    centre = across(summary.value)
    pen.polyline(
        [centre] * 2, [frame.top, frame.bottom], colour=MUTED, width=1.2, dashes=(0, (4, 2)), layer=1, name="summary"
    )
    per_unit = (frame.right - frame.left) / (axis.analysed(axis.high) - axis.analysed(axis.low))
    lines = [[(x, frame.top), (x, frame.bottom)] for x in (across(axis.no_effect), centre)]
    for side, edge in ((-1, frame.left), (1, frame.right)):
        reach = min(largest, abs(edge - centre) / (Z95 * per_unit))  # where the limit leaves the axis
        xs = [centre, centre + side * Z95 * per_unit * reach]
        ys = [frame.top, frame.down(reach / largest)]
        pen.polyline(xs, ys, colour=MUTED, width=1.2, dashes=(0, (4, 2)), layer=1, name="limit")
        lines.append(list(zip(xs, ys, strict=True)))
    marks = [(across(quantity.value), frame.down(error / largest), AREA**0.5 / 2) for _, quantity, error in points]
    for x, y, _ in marks:
        pen.mark(x, y, AREA, shape="o", colour=ACCENT, name="value")
    number_points(pen, frame, marks, lines)
    write_scale(pen, axis, across)
    write_key(pen, words)
    pen.centred(pen.layout.width / 2, f"Dashed: {LIMITS} around {figure_text(summary)}", small=True, name="note")
