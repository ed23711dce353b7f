"""What stands for an effect in a forest plot: squares, lines, diamonds, and arrows where these go on."""

from __future__ import annotations

from collections.abc import Callable

from helpers.figures.axis import Axis
from helpers.figures.figure import ACCENT, MUTED, SECOND
from helpers.figures.forest_rows import ForestRow
from helpers.figures.paper import Pen
from helpers.quantities.quantity import Quantity

AREA = 140  # square points of the heaviest square
UNWEIGHTED = 36
HALF_DIAMOND = 6


def draw_mark(
    pen: Pen, row: ForestRow, part: str, axis: Axis, place: Callable[[float], float], y: float, heaviest: float
) -> None:
    """Draw what a line of a forest plot shows beside its numbers.

    Parameters: row; part of it: study, summary or prediction; place, of a value in points; y, the
    middle; heaviest, the largest weight of the plot.
    """
    quantity, colour = row.quantity, SECOND if row.second else ACCENT
    low, high = quantity.low, quantity.high
    if part == "prediction":
        low, high = quantity.statistics.pi_low, quantity.statistics.pi_high
        interval(pen, axis, place, low, high, y, colour=MUTED, width=4, name="prediction")
        return
    if part == "summary" and quantity.value is not None:
        _diamond(pen, axis, place, quantity, y, colour, filled=not row.beside)
        return
    if low is not None and high is not None:
        interval(pen, axis, place, low, high, y, colour=colour, width=4 if quantity.value is None else 1.4)
    if quantity.value is not None:
        area = UNWEIGHTED if row.weight is None else AREA * row.weight / (heaviest or 1)
        shape = "o" if row.second else "s"
        pen.mark(place(quantity.value), y, area, shape=shape, colour=colour, filled=not row.beside, name="value")


def interval(
    pen: Pen,
    axis: Axis,
    place: Callable[[float], float],
    low: float,
    high: float,
    y: float,
    *,
    colour: str,
    width: float,
    name: str = "interval",
) -> None:
    """Draw an interval, cut off at the ends of the axis, where an arrow says that it goes on."""
    if low <= axis.high and high >= axis.low:
        pen.polyline([place(low), place(high)], [y, y], colour=colour, width=width, name=name)
    arrows(pen, axis, place, low, high, y, colour)


def arrows(
    pen: Pen, axis: Axis, place: Callable[[float], float], low: float, high: float, y: float, colour: str
) -> None:
    """Draw an arrowhead at each end of the axis beyond which an interval goes on."""
    for end, side, beyond in ((axis.low, -1, low < axis.low), (axis.high, 1, high > axis.high)):
        if beyond:
            x = place(end)
            corners = [(x - side * 1, y - 4), (x + side * 6, y), (x - side * 1, y + 4)]
            pen.shape(corners, colour=colour, name="arrow")


def _diamond(
    pen: Pen,
    axis: Axis,
    place: Callable[[float], float],
    quantity: Quantity,
    y: float,
    colour: str,
    *,
    filled: bool,
) -> None:
    """Draw the summary; a diamond that reaches beyond the axis is cut there, and an arrow says that it goes on."""
    centre = place(quantity.value)

    def slope(limit: float) -> list[tuple[float, float]]:
        cut = min(max(limit, axis.low), axis.high)
        if cut == limit:
            return [(place(limit), y)]
        whole, rest = (axis.analysed(quantity.value) - axis.analysed(end) for end in (limit, cut))
        half = HALF_DIAMOND * (1 - rest / whole)
        return [(place(cut), y + half), (place(cut), y - half)]

    right = slope(quantity.high)[::-1]
    corners = [*slope(quantity.low), (centre, y - HALF_DIAMOND), *right, (centre, y + HALF_DIAMOND)]
    edge = {} if filled else {"edge": colour, "width": 1.4}
    pen.shape(corners, colour=colour if filled else "none", **edge, name="diamond")
    arrows(pen, axis, place, quantity.low, quantity.high, y, colour)
