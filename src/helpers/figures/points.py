"""What plots of points on two axes share: the grid, an upright scale, and numbers that lead to a key below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from helpers.figures.figure import INK, MUTED
from helpers.figures.paper import Pen

SPACE = 3  # points between a mark and its number


class Frame(NamedTuple):
    """The four sides of the area that points are drawn in."""

    left: float
    right: float
    top: float
    bottom: float

    def across(self, share: float) -> float:
        """Return where a share of the width stands, 0 at the left."""
        return self.left + (self.right - self.left) * share

    def down(self, share: float) -> float:
        """Return where a share of the height stands, 0 at the top."""
        return self.top + (self.bottom - self.top) * share


def begin_frame(pen: Pen, over: Sequence[str], numbers: Sequence[str], height: float, head: float = 0) -> Frame:
    """Write what the upright axis measures over it, and return the area beside the room for its numbers.

    Parameters: over, lines of words; numbers, of the axis; height of the area; head, room over it in points.
    """
    for words in over:
        pen.paragraph(0, pen.layout.width, words, small=True, name="axis")
    left = max(pen.width_of(number, small=True) for number in numbers) + 8
    top = pen.y + head
    frame = Frame(left, pen.layout.width - 14, top, top + height)
    pen.y = frame.bottom + pen.line
    return frame


def upright_scale(pen: Pen, frame: Frame, ticks: Sequence[tuple[float, str]]) -> None:
    """Draw lines across the area and their numbers beside it; ticks are places and texts."""
    for y, words in ticks:
        pen.polyline([frame.left, frame.right], [y, y], layer=0, name="grid")
        pen.write(frame.left - 6, y, words, align="right", small=True, colour=INK, name="tick")


def number_points(
    pen: Pen, frame: Frame, marks: Sequence[tuple[float, float, float]], lines: Sequence[Sequence[tuple]] = ()
) -> None:
    """Write 1, 2, 3 ... beside marks, each where it touches no mark, no other number and, if it can, no line.

    Parameters: marks, x, y and half the width of each; lines, two ends of each.
    """
    taken = [(x - half, y - half, x + half, y + half) for x, y, half in marks]
    crossed = [
        _box(x0 + (x1 - x0) * step / 200, y0 + (y1 - y0) * step / 200, 2, 2)
        for (x0, y0), (x1, y1) in lines
        for step in range(201)
    ]
    height = pen.layout.small
    for number, (x, y, half) in enumerate(marks, 1):
        width = pen.width_of(str(number), small=True)
        far, up = half + SPACE + width / 2, half + height / 2
        sides = [(far, 0), (-far, 0), (far, up), (-far, up), (far, -up), (-far, -up), (0, -up), (0, up)]
        turns = [(math.cos(turn * math.pi / 8), math.sin(turn * math.pi / 8)) for turn in range(16)]
        sides += [(away * across, away * down) for away in range(16, 97, 8) for across, down in turns]
        boxes = [_box(x + right, y + down, width, height) for right, down in sides]
        inside = [box for box in boxes if frame.left <= box[0] and box[2] <= pen.layout.width and frame.top <= box[1]]
        inside = [box for box in inside if box[3] <= frame.bottom]
        free = [box for box in inside if not any(_touch(box, other) for other in taken)] or boxes
        box = next((box for box in free[:8] if not any(_touch(box, other) for other in crossed)), free[0])
        taken.append(box)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if boxes.index(box) >= 8:  # far away: a line leads back
            short = 1 - (height / 2 + 1) / math.hypot(middle[0] - x, middle[1] - y)
            xs, ys = [x, x + (middle[0] - x) * short], [y, y + (middle[1] - y) * short]
            pen.polyline(xs, ys, colour=MUTED, name="leader")
        pen.write(*middle, str(number), align="center", small=True, name="number")


def number_above(pen: Pen, places: Sequence[tuple[float, float]]) -> None:
    """Write 1, 2, 3 ... over places, each moved up until it touches no other number."""
    taken: list[tuple[float, ...]] = []
    for number, (x, y) in enumerate(places, 1):
        width, height = pen.width_of(str(number), small=True), pen.layout.small
        box = _box(x, y - height / 2 - SPACE, width, height)
        while any(_touch(box, other) for other in taken):
            box = (box[0], box[1] - height, box[2], box[3] - height)
        taken.append(box)
        pen.write(x, (box[1] + box[3]) / 2, str(number), align="center", small=True, name="number")


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def write_key(pen: Pen, entries: Sequence[str]) -> None:
    """Write what each number stands for, a line each."""
    pen.y += 0.4 * pen.line
    indent = pen.width_of(f"{len(entries)} ", bold=True) + 4
    for number, words in enumerate(entries, 1):
        pen.write(0, pen.y, str(number), bold=True, name="key")
        pen.paragraph(indent, pen.layout.width - indent, words, name="key")
