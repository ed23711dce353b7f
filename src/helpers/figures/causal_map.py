"""Causal maps: what is said to lead to what, with the evidence written under each arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.figures.figure import ACCENT, INK, LINE, SECOND, Figure
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities.quantity import Quantity

PAD = 5  # points between a box and its words
HEAD = 6  # points, the length of an arrow's head
DASHES = (0, (4, 3))
TRUNK = 6  # points from the left edge of a narrow picture


@dataclass(frozen=True)
class Strand:
    """One line of evidence under an arrow.

    Parameters: text, as written; quantity, the number of studies in it; against, whether it speaks against the arrow.
    """

    text: str
    quantity: Quantity
    against: bool = False


Step = tuple[str, Sequence[Strand]]


def causal_map(
    name: str, caption: str, causes: Sequence[Step], middle: str, effects: Sequence[Step], *, title: str
) -> Figure:
    """Return a map from causes to `middle` and from there to effects; an arrow that nothing supports is dashed.

    Parameters: causes and effects, each a label with the evidence for its arrow; title, what the alternative text
    calls the map. Raises: ValueError without causes or effects, or for an arrow without evidence.
    """
    arrows = [(label, middle, strands) for label, strands in causes]
    arrows += [(middle, label, strands) for label, strands in effects]
    if not causes or not effects:
        raise ValueError(f"figure {name!r} has no {'effects' if causes else 'causes'}")
    for start, end, strands in arrows:
        if not strands or not all(strand.text for strand in strands):
            raise ValueError(f"figure {name!r}: the arrow from {start} to {end} has no evidence, or one without words")
    spoken = [f"{start} to {end}: {', '.join(_words(strand) for strand in strands)}" for start, end, strands in arrows]
    rows = [
        {
            "from": start,
            "to": end,
            "text": strand.text,
            "direction": "against" if strand.against else "for",
            "studies": strand.quantity.value,
            "expression": strand.quantity.expression,
        }
        for start, end, strands in arrows
        for strand in strands
    ]
    quantities = [strand.quantity for *_, strands in arrows for strand in strands]
    marks = ["Circles: studies for a step."]
    if any(strand.against for *_, strands in arrows for strand in strands):
        marks = ["Circles: studies for a step; crosses: studies against it."]
    if any(all(strand.against for strand in strands) for *_, strands in arrows):
        marks.append("Dashed arrows: no study is for them.")
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_chain(pen, causes, middle, effects),
        alt=f"{title}. {'; '.join(spoken)}.",
        rows=rows,
        quantities=quantities,
        notes=marks,
    )


def _words(strand: Strand) -> str:
    return f"against it {strand.text}" if strand.against else strand.text


def paint_chain(pen: Pen, causes: Sequence[Step], middle: str, effects: Sequence[Step]) -> None:
    """Draw the causes beside the middle, or on a phone above it, joined to one trunk; the effects below it."""
    width = pen.layout.width
    if pen.layout.stacked:
        start = _trunk(pen, causes)
        _box(pen, 0, width, middle, accent=True)
        pen.polyline([TRUNK, TRUNK], start, colour=INK, width=1.2, name="arrow")
        _head(pen, (TRUNK, start[1]), across=False)
        for label, strands in effects:
            _downward(pen, TRUNK, TRUNK + 14, width - TRUNK - 14, strands)
            _box(pen, 0, width, label)
    else:
        aside = 0.24 * width
        _beside(pen, causes, middle, aside)
        for label, strands in effects:
            _downward(pen, width - aside / 2, 0.5 * width, 0.5 * width - aside / 2 - 14, strands)
            _box(pen, 0.36 * width, 0.64 * width, label)
    pen.y += 2


def _beside(pen: Pen, causes: Sequence[Step], middle: str, aside: float) -> None:
    """Draw each cause to the left with its arrow, and the middle as one tall box to the right."""
    width, box, top, lowest = pen.layout.width, 0.31 * pen.layout.width, pen.y, pen.y
    for label, strands in causes:
        first = pen.y
        pen.y += PAD
        y = pen.y
        pen.y += 0.8 * pen.line
        _evidence(pen, box + 14, width - aside - box - 26, strands)
        lowest = max(pen.y - PAD, first + 2 * PAD + len(pen.wrap(label, box - 2 * PAD, bold=True)) * pen.line)
        _box(pen, 0, box, label, first, lowest)
        _arrow(pen, (box + 2, y), (width - aside - 2, y), strands)
        pen.y = lowest + 0.9 * pen.line
    _box(pen, width - aside, aside, middle, top, lowest, accent=True)


def _trunk(pen: Pen, causes: Sequence[Step]) -> tuple[float, float]:
    """Draw each cause with its evidence beside a trunk, and return where the trunk begins and ends."""
    begin = None
    for label, strands in causes:
        first = pen.y
        _box(pen, 3 * TRUNK, pen.layout.width - 3 * TRUNK, label)
        y = (first + pen.y) / 2
        dashes = "-" if any(not strand.against for strand in strands) else DASHES
        pen.polyline([TRUNK, 3 * TRUNK], [y, y], colour=INK, width=1.2, dashes=dashes, name="arrow")
        begin = begin if begin is not None else y
        pen.y += 0.8 * pen.line
        _evidence(pen, 3 * TRUNK, pen.layout.width - 3 * TRUNK, strands)
        pen.y += 0.2 * pen.line
    pen.y += HEAD
    return begin or 0, pen.y - 1


def _box(
    pen: Pen,
    x: float,
    width: float,
    label: str,
    top: float | None = None,
    end: float | None = None,
    *,
    accent: bool = False,
) -> None:
    """Draw a box with its label in the middle, from `y` on or between two heights, and leave `y` below it."""
    lines = pen.wrap(label, width - 2 * PAD, bold=True)
    top = pen.y if top is None else top
    end = top + 2 * PAD + len(lines) * pen.line if end is None else end
    corners = [(x, top), (x + width, top), (x + width, end), (x, end)]
    pen.shape(corners, colour="none", edge=ACCENT if accent else LINE, width=1.6 if accent else 1, name="box")
    middle = (top + end - (len(lines) - 1) * pen.line) / 2
    for number, part in enumerate(lines):
        pen.write(x + width / 2, middle + number * pen.line, part, align="center", bold=True, name="node")
    pen.y = end


def _arrow(pen: Pen, start: tuple[float, float], end: tuple[float, float], strands: Sequence[Strand]) -> None:
    supported = any(not strand.against for strand in strands)
    xs, ys = zip(start, end, strict=True)
    pen.polyline(xs, ys, colour=INK, width=1.2, dashes="-" if supported else DASHES, name="arrow")
    _head(pen, end, across=start[1] == end[1])


def _head(pen: Pen, end: tuple[float, float], *, across: bool) -> None:
    x, y = end
    sides = [(x - HEAD, y - 4), (x - HEAD, y + 4)] if across else [(x - 4, y - HEAD), (x + 4, y - HEAD)]
    pen.shape([end, *sides], colour=INK, name="head")


def _downward(pen: Pen, arrow: float, x: float, width: float, strands: Sequence[Strand]) -> None:
    """Draw an arrow down from `y` with its evidence beside it, and leave `y` at its head."""
    start = pen.y
    pen.y += 0.9 * pen.line
    _evidence(pen, x, width, strands)
    pen.y += 2
    _arrow(pen, (arrow, start + 2), (arrow, pen.y - 1), strands)


def _evidence(pen: Pen, x: float, width: float, strands: Sequence[Strand]) -> None:
    """Write a line per strand behind its mark: a filled circle for the arrow, a cross against it."""
    for strand in strands:
        shape, colour = ("X", SECOND) if strand.against else ("o", ACCENT)
        pen.mark(x + 4, pen.y, 26, shape=shape, colour=colour, name="against" if strand.against else "for")
        pen.paragraph(x + 13, width - 13, _words(strand), small=True, name="evidence")
