"""How a forest plot is drawn: columns on a page, lines under each other on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from helpers.figures.axis import Axis
from helpers.figures.figure import INK, MUTED
from helpers.figures.forest_marks import draw_mark
from helpers.figures.forest_rows import ForestRow
from helpers.figures.paper import Pen
from helpers.quantities.quantity import Quantity

GAP = 10  # points between columns
EDGE = 14  # points beside an axis, for half of its outermost number
LEAST_PLOT = 120
WIDEST_TEXT = 175
WIDEST_HEADER = 64  # of a column of counts
WIDEST_LABEL = 205


class Line(NamedTuple):
    """What is printed on one line: short text under a header that names the measure, long text without one."""

    heading: str
    label: str
    detail: str
    groups: tuple[str, ...]
    short: str
    long: str
    weight: str
    part: str  # study, summary or prediction
    row: ForestRow


class Columns(NamedTuple):
    """Where the columns of a wide plot stand: the width of labels, right edges, and the ends of the axis."""

    label: float
    groups: tuple[float, ...]
    left: float
    right: float
    text: float
    text_width: float
    weight: float


def paint_forest(
    pen: Pen,
    lines: Sequence[Line],
    axis: Axis,
    columns: tuple[str, str],
    header: str,
    reference: Quantity | None = None,
) -> None:
    """Draw a forest plot: `lines` from top to bottom, the axis under them."""
    heaviest = max((line.row.weight or 0 for line in lines), default=0)
    if pen.layout.stacked:
        left, right = EDGE, pen.layout.width - EDGE
        if header:
            pen.paragraph(0, pen.layout.width, header, small=True, name="header")
            pen.y += 0.3 * pen.line
    else:
        at = _columns(pen, lines, columns, header)
        left, right = at.left, at.right
        _write_header(pen, at, lines, columns, header)

    def place(value: float) -> float:
        return left + (right - left) * axis.place(value)

    top = pen.y - pen.line / 2
    for line in lines:
        if line.heading:
            pen.y += pen.line / 2
            pen.paragraph(0, pen.layout.width, line.heading, bold=True, name="heading")
            pen.y += 0.4 * pen.line
        if pen.layout.stacked:
            _stack(pen, line, columns)
            if is_drawn(line):
                _grid(pen, axis, place, reference, pen.y - pen.line / 2, pen.y + pen.line / 2)
                draw_mark(pen, line.row, line.part, axis, place, pen.y, heaviest)
                pen.y += pen.line
            pen.y += pen.line / 2
        else:
            draw_mark(pen, line.row, line.part, axis, place, pen.y, heaviest)
            _write_columns(pen, line, at)
    if not pen.layout.stacked:
        _grid(pen, axis, place, reference, top, pen.y - pen.line / 2)
        pen.y += pen.line / 4
    write_scale(pen, axis, place)


def is_drawn(line: Line) -> bool:
    """Return whether a line has more than its text: a value or a range."""
    return line.part == "prediction" or line.row.quantity.value is not None or line.row.quantity.low is not None


def held(detail: str) -> str:
    """Return small print in which a number keeps its unit on its line."""
    return re.sub(r"(?<=\d) (?=\S)|(?<=[<>≤≥]) ", "\u00a0", detail)


def _columns(pen: Pen, lines: Sequence[Line], columns: tuple[str, str], header: str) -> Columns:
    """Share out the width: numbers get what they need, labels what they can use, the plot the rest."""
    edge = pen.layout.width
    weights = [pen.width_of(line.weight) for line in lines if line.weight]
    weight = edge
    if weights:
        edge -= max(*weights, pen.width_of("Weight", small=True)) + GAP
    numbers = [line.short for line in lines if is_drawn(line)] or [line.short for line in lines]  # words can be wrapped
    text_width = min(max(pen.width_of(text) for text in (header, *numbers)) + 1, WIDEST_TEXT)
    text, right = edge, edge - text_width - EDGE
    grouped = [line.groups for line in lines if line.groups]
    widths = [
        max(*(pen.width_of(groups[n]) for groups in grouped), min(pen.width_of(columns[n], small=True), WIDEST_HEADER))
        for n in range(2 if grouped else 0)
    ]
    room = right - LEAST_PLOT - sum(widths) - GAP * len(widths) - EDGE
    wishes = [pen.width_of(line.label, bold=line.part == "summary") for line in lines]
    wishes += [pen.width_of(line.detail, small=True) for line in lines]
    label = min(max(wishes) + 1, WIDEST_LABEL, room)
    edges, left = [], label
    for width in widths:
        left += GAP + width
        edges.append(left)
    return Columns(label, tuple(edges), left + EDGE, right, text, text_width, weight)


def _write_header(pen: Pen, at: Columns, lines: Sequence[Line], columns: tuple[str, str], header: str) -> None:
    words = [
        (edge, [*pen.wrap(column, WIDEST_HEADER, small=True), "n/N"])
        for edge, column in zip(at.groups, columns, strict=False)
    ]
    if header:
        words.append((at.text, pen.wrap(header, at.text_width, small=True)))
    if any(line.weight for line in lines):
        words.append((at.weight, ["Weight"]))
    height = max((len(parts) for _, parts in words), default=0)
    for edge, parts in words:
        for number, part in enumerate(parts, height - len(parts)):
            pen.write(edge, pen.y + number * pen.line, part, align="right", small=True, name="header")
    if words:
        pen.y += (height + 0.4) * pen.line


def _write_columns(pen: Pen, line: Line, at: Columns) -> None:
    first, bold = pen.y, line.part == "summary"
    pen.paragraph(0, at.label, line.label, bold=bold, name="label")
    if line.detail:
        pen.paragraph(0, at.label, held(line.detail), small=True, name="detail")
    below, pen.y = pen.y, first
    for edge, group in zip(at.groups, line.groups, strict=False):
        pen.write(edge, first, group, align="right", name="group")
    pen.paragraph(at.text, at.text_width, line.short, align="right", name="number")
    if line.weight:
        pen.write(at.weight, first, line.weight, align="right", name="weight")
    pen.y = max(below, pen.y) + pen.line * (0.5 if line.detail or below - first > 1.5 * pen.line else 0.3)


def _stack(pen: Pen, line: Line, columns: tuple[str, str]) -> None:
    width = pen.layout.width
    pen.paragraph(0, width, line.label, bold=line.part == "summary", name="label")
    if line.detail:
        pen.paragraph(0, width, held(line.detail), small=True, name="detail")
    if line.groups:
        counts = (f"{column} {group}" for column, group in zip(columns, line.groups, strict=True))
        pen.paragraph(0, width, ", ".join(counts), name="group")
    pen.paragraph(0, width, line.long + (f", weight {line.weight}" if line.weight else ""), name="number")


def _grid(
    pen: Pen, axis: Axis, place: Callable[[float], float], reference: Quantity | None, top: float, bottom: float
) -> None:
    for tick in axis.ticks:
        pen.polyline([place(tick)] * 2, [top, bottom], layer=0, name="grid")
    if axis.no_effect is not None:
        pen.polyline([place(axis.no_effect)] * 2, [top, bottom], colour=INK, width=1, layer=1, name="no effect")
    if reference is not None and reference.value is not None:
        x = [place(reference.value)] * 2
        pen.polyline(x, [top, bottom], colour=MUTED, width=1.2, dashes=(0, (4, 2)), layer=1, name="reference")


def write_scale(pen: Pen, axis: Axis, place: Callable[[float], float]) -> None:
    """Write the numbers of an axis that lies under a plot, what its sides favour, and its label."""
    for tick in axis.ticks:
        pen.write(place(tick), pen.y, f"{tick:g}", align="center", small=True, colour=INK, name="tick")
    pen.y += 1.1 * pen.line
    if axis.favours:
        middle, first, last = place(axis.no_effect), pen.y, pen.y
        below, above = f"← {axis.favours[0]}", f"{axis.favours[1]} →"
        for words, x, room, align in (
            (below, middle - 5, middle - 5, "right"),
            (above, middle + 5, pen.layout.width - middle - 5, "left"),
        ):
            pen.y = first
            pen.paragraph(x, room, words, small=True, align=align, name="favours")
            last = max(last, pen.y)
        pen.y = last
    pen.centred((place(axis.low) + place(axis.high)) / 2, axis.label, small=True, name="axis")
