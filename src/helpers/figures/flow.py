"""Flows: what came in, what was left at each stage and what went aside there, as PRISMA draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.figures.figure import ACCENT, INK, LINE, Figure, stopped
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities.quantity import Quantity

PAD = 6  # points between a box and its words
HEAD = 6  # points, the length of an arrow's head
GAP = 16  # points from a box to the one below

Counted = tuple[Quantity, str]  # a number, and what it counts


@dataclass(frozen=True)
class Stage:
    """One stage of a flow.

    Parameters: left, how many are left here; parts, how these are made up; aside, what went aside at this stage.
    """

    left: Counted
    parts: Sequence[Counted] = ()
    aside: Sequence[Counted] = ()


def flow(name: str, caption: str, lanes: Mapping[str, Sequence[Stage]], *, title: str) -> Figure:
    """Return boxes from top to bottom, a lane per heading: what is left at each stage, and aside what is not.

    Parameters: lanes, the stages of each in their order; title, what the alternative text calls the flow. Raises:
    ValueError without lanes, or for a lane without stages.
    """
    if not lanes or not all(lanes.values()):
        raise ValueError(f"figure {name!r}: a flow has lanes, and each lane stages")
    records = [
        {"lane": lane, "stage": number, "place": place, "text": _words(each), **_number(each)}
        for lane, stages in lanes.items()
        for number, stage in enumerate(stages, 1)
        for place, found in (("left", [stage.left]), ("part", stage.parts), ("aside", stage.aside))
        for each in found
    ]
    spoken = "; ".join(f"{lane}: {', then '.join(map(_spoken, stages))}" for lane, stages in lanes.items())
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_flow(pen, lanes),
        alt=f"{stopped(title)} {spoken}.",
        rows=records,
        quantities=[
            number
            for stages in lanes.values()
            for stage in stages
            for number, _ in (stage.left, *stage.parts, *stage.aside)
        ],
        notes=["Boxes with a broken edge: what went aside at that stage."],
    )


def paint_flow(pen: Pen, lanes: Mapping[str, Sequence[Stage]]) -> None:
    """Draw each lane below the one before; what goes aside stands to the right, or on a phone below, moved in."""
    for number, (lane, stages) in enumerate(lanes.items()):
        pen.y += 1.2 * pen.line if number else 0
        pen.paragraph(0, pen.layout.width, lane, bold=True, name="lane")
        pen.y += 0.2 * pen.line
        for place, stage in enumerate(stages):
            if place:
                _downward(pen)
            _stage(pen, stage)
    pen.y += 2


def _stage(pen: Pen, stage: Stage) -> None:
    """Draw a stage from `y` on, and leave `y` at the lower edge of its box or of what stands aside."""
    wide = not pen.layout.stacked
    left = 0.52 * pen.layout.width if wide else pen.layout.width
    top = pen.y
    end = _box(pen, 0, left, [_words(stage.left)], [_words(part) for part in stage.parts])
    if not stage.aside:
        return
    words = [_words(each) for each in stage.aside]
    if wide:
        pen.y = top
        x = 0.58 * pen.layout.width
        below = _box(pen, x, pen.layout.width - x, [], words, aside=True)
        middle = top + min(end - top, below - top) / 2
        _arrow(pen, (left + 1, middle), (x - 1, middle), across=True)
        pen.y = max(end, below)
        if below > end:
            pen.polyline([0.1 * left] * 2, [end, below], colour=INK, width=1.2, name="arrow")
        return
    x, start = 3.2 * HEAD, pen.y
    pen.y += 0.5 * GAP
    first = pen.y
    below = _box(pen, x, pen.layout.width - x, [], words, aside=True)
    middle = (first + below) / 2
    pen.polyline([HEAD, HEAD, x - HEAD], [start, middle, middle], colour=INK, width=1.2, name="arrow")
    _arrow(pen, (x - HEAD, middle), (x - 1, middle), across=True)
    pen.polyline([HEAD, HEAD], [middle, below], colour=INK, width=1.2, name="arrow")


def _box(pen: Pen, x: float, width: float, heads: Sequence[str], lines: Sequence[str], *, aside: bool = False) -> float:
    """Draw a box from `y` on around its words, the heads in bold, and return where it ends."""
    top = pen.y
    pen.y += PAD + pen.line / 2
    for head in heads:
        pen.paragraph(x + PAD, width - 2 * PAD, head, bold=True, name="stage")
    for line in lines:
        pen.paragraph(x + PAD, width - 2 * PAD, line, small=True, name="aside" if aside else "part")
    pen.y += PAD - pen.line / 2
    x, width = x + 1, width - 2  # so that the paper does not cut the edge
    corners = [(x, top), (x + width, top), (x + width, pen.y), (x, pen.y)]
    if aside:
        xs, ys = zip(*corners, corners[0], strict=True)
        pen.polyline(xs, ys, colour=LINE, width=1, dashes=(0, (4, 3)), name="box")
    else:
        pen.shape(corners, colour="none", edge=ACCENT, width=1.2, name="box")
    return pen.y


def _downward(pen: Pen) -> None:
    """Draw an arrow down to the next stage, and leave `y` at its head."""
    x = HEAD if pen.layout.stacked else 0.052 * pen.layout.width
    _arrow(pen, (x, pen.y), (x, pen.y + GAP), across=False)
    pen.y += GAP


def _arrow(pen: Pen, start: tuple[float, float], end: tuple[float, float], *, across: bool) -> None:
    xs, ys = zip(start, end, strict=True)
    pen.polyline(xs, ys, colour=INK, width=1.2, name="arrow")
    (x, y), back = end, HEAD
    sides = [(x - back, y - 4), (x - back, y + 4)] if across else [(x - 4, y - back), (x + 4, y - back)]
    pen.shape([end, *sides], colour=INK, name="head")


def _words(counted: Counted) -> str:
    number, what = counted
    return f"{number} {what}"


def _number(counted: Counted) -> dict[str, float | str | None]:
    number, _ = counted
    return {"number": number.value, "expression": number.expression}


def _spoken(stage: Stage) -> str:
    """Return a stage in words: what is left, how it is made up, and what went aside."""
    parts = f" ({', '.join(map(_words, stage.parts))})" if stage.parts else ""
    aside = f", aside {', '.join(map(_words, stage.aside))}" if stage.aside else ""
    return f"{_words(stage.left)}{parts}{aside}"
