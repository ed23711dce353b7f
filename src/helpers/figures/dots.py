"""Dots: percentages by kind on one scale, a circle each, its area the patients; for a glance, without numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.figures.axis import Axis
from helpers.figures.figure import ACCENT, Figure, stopped
from helpers.figures.forest_rows import ForestRow, figure_text
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities import formatting

PER_PATIENT = 0.7  # square points
LEAST = 26  # square points
EDGE = 17  # points that the ends of the scale keep from the paper's


def dots(name: str, caption: str, blocks: Mapping[str, Sequence[ForestRow]], *, axis: Axis, title: str) -> Figure:
    """Return a line per kind with a circle for each of its percentages.

    Parameters: blocks, percentages by heading; axis, their scale; title, what the alternative text calls it.
    """
    rows = [
        {"block": heading, "label": row.label, "text": figure_text(row.quantity), "expression": row.quantity.expression}
        for heading, found in blocks.items()
        for row in found
    ]
    said = (
        f"{heading}: {'; '.join(f'{row.label} {figure_text(row.quantity)}' for row in found)}"
        for heading, found in blocks.items()
    )
    return drawn_figure(
        name,
        caption,
        lambda pen: _paint(pen, blocks, axis),
        alt=f"{stopped(title)} {'. '.join(said)}.",
        rows=rows,
        quantities=[row.quantity for found in blocks.values() for row in found],
        notes=["A circle is one count, its area the patients."],
    )


def _paint(pen: Pen, blocks: Mapping[str, Sequence[ForestRow]], axis: Axis) -> None:
    place = {value: EDGE + axis.place(value) * (pen.layout.width - 2 * EDGE) for value in axis.ticks}
    for heading, found in blocks.items():
        pen.paragraph(0, pen.layout.width, heading, name="heading")
        y = pen.y + 0.1 * pen.line
        pen.polyline([EDGE, pen.layout.width - EDGE], [y, y], layer=0, name="grid")
        for row in found:
            x = EDGE + axis.place(row.quantity.value or 0) * (pen.layout.width - 2 * EDGE)
            area = max(LEAST, PER_PATIENT * (row.quantity.total or 0))
            pen.mark(x, y, area, shape="o", colour=ACCENT, filled=False, name="dot")
        pen.y += 1.3 * pen.line
    pen.y -= 0.2 * pen.line
    for value, x in place.items():
        pen.polyline([x, x], [pen.y - 0.9 * pen.line, pen.y - 0.6 * pen.line], layer=0, name="tick")
        pen.write(x, pen.y, f"{formatting.number(value)}%", align="center", small=True, name="tick")
    pen.y += 0.7 * pen.line
