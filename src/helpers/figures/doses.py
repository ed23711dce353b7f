"""Dose and response: each arm's effect at its dose, with its interval, its size, and a fitted line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from helpers.figures.axis import Axis
from helpers.figures.figure import ACCENT, INK, SECOND, Figure
from helpers.figures.forest_rows import figure_text, interval_note
from helpers.figures.paper import FILLED, Pen, drawn_figure
from helpers.figures.points import Frame, begin_frame, number_above, upright_scale, write_key
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

HEIGHT = {False: 240, True: 210}
AREA = 140  # square points of the largest arm
ASIDE = 11  # points between arms of one dose


class Arm(NamedTuple):
    """One arm: its dose as a number and as text, its effect or percentage, and how many patients it has."""

    label: str
    dose: float
    dose_text: str
    quantity: Quantity
    size: int


def dose_response_plot(
    name: str,
    caption: str,
    points: Sequence[tuple[str, float, str, Quantity, int]],
    *,
    axis: Axis,
    dose_label: str,
    title: str,
    line: Sequence[tuple[float, float, float, float]] | None = None,
    notes: Sequence[str] = (),
) -> Figure:
    """Return a plot of dose against response; the area of a mark says how large the arm is.

    Parameters: points, each a label, the dose, the dose as text, the quantity, and the size of the arm; axis,
    upright; dose_label, what lies across, with unit; title, what the alternative text calls it; line, a fitted line
    as dose, value, low and high from left to right; notes, further sentences below the caption. Raises: ValueError
    when a point or the line does not fit.
    """
    arms = [Arm(*point) for point in points]
    for arm in arms:
        axis.check(name, arm.label, arm.quantity)
        place = f"figure {name!r}: {arm.label}, {arm.quantity.text}:"
        if arm.quantity.value is None:
            raise ValueError(f"{place} has no value to draw")
        if not 0 <= arm.dose < math.inf:
            raise ValueError(f"{place} a dose is 0 or more; got {arm.dose}")
        if arm.size <= 0:
            raise ValueError(f"{place} an arm has at least one patient; got {arm.size}")
    line = list(line or ())
    _check_line(name, line, axis)
    words = [
        f"{arm.label}, {arm.dose_text}: {figure_text(arm.quantity)}, {formatting.integer(arm.size)} patients"
        for arm in arms
    ]
    fitted = ""
    if line:
        ends = [f"{value:.3g} ({low:.3g} to {high:.3g}) at {dose:g}" for dose, value, low, high in (line[0], line[-1])]
        fitted = f" The fitted line goes from {ends[0]} to {ends[1]}."
    alt = f"{title}. Upwards: {axis.words} Across: {dose_label}. {'; '.join(words)}.{fitted}"
    rows = [
        {
            "label": arm.label,
            "dose": arm.dose,
            "dose_text": arm.dose_text,
            "patients": arm.size,
            "value": arm.quantity.value,
            "low": arm.quantity.low,
            "high": arm.quantity.high,
            "text": figure_text(arm.quantity),
            "expression": arm.quantity.expression,
        }
        for arm in arms
    ]
    own = ["Circles: arms, area = patients."]
    own += interval_note([arm.quantity for arm in arms if arm.quantity.limits])
    if line:
        own.append("Dashed line and band: the fitted line with its 95% confidence interval.")
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_doses(pen, arms, axis, dose_label, line, words),
        alt=alt,
        rows=rows,
        quantities=[arm.quantity for arm in arms],
        notes=[*own, *notes, *axis.notes],
    )


def _check_line(figure: str, line: Sequence[tuple[float, float, float, float]], axis: Axis) -> None:
    for dose, value, low, high in line:
        if not all(map(math.isfinite, (dose, value, low, high))) or not low <= value <= high:
            raise ValueError(f"figure {figure!r}: the fitted line at {dose:g} is {value:g}, from {low:g} to {high:g}")
        if not axis.low <= value <= axis.high:
            place = f"lies outside the axis, {axis.low:g} to {axis.high:g}"
            raise ValueError(f"figure {figure!r}: the fitted line at {dose:g}, {value:g}, {place}")
    if [point[0] for point in line] != sorted(point[0] for point in line):
        raise ValueError(f"figure {figure!r}: the fitted line goes from low doses to high ones")


def paint_doses(
    pen: Pen, arms: Sequence[Arm], axis: Axis, dose_label: str, line: Sequence[tuple], words: Sequence[str]
) -> None:
    """Draw the fitted line and its band, the arms with their intervals, and the key below them."""
    sides = f"Above {axis.no_effect:g}: {axis.favours[1]}; below: {axis.favours[0]}" if axis.favours else ""
    ticks = [f"{tick:g}" for tick in axis.ticks]
    over = [part for part in (axis.label, sides) if part]
    frame = begin_frame(pen, over, ticks, HEIGHT[pen.layout.stacked], head=pen.line)
    most = 1.08 * max([arm.dose for arm in arms] + [point[0] for point in line]) or 1.0

    def across(dose: float) -> float:
        return frame.across(0.04 + 0.96 * dose / most)

    def up(value: float) -> float:
        return frame.down(1 - axis.place(value))

    upright_scale(pen, frame, [(up(tick), f"{tick:g}") for tick in axis.ticks])
    if axis.no_effect is not None:
        y = up(axis.no_effect)
        pen.polyline([frame.left, frame.right], [y, y], colour=INK, width=1, layer=1, name="no effect")
    if line:
        xs = [across(point[0]) for point in line]
        band = [(x, up(point[2])) for x, point in zip(xs, line, strict=True)]
        band += [(x, up(point[3])) for x, point in zip(xs, line, strict=True)][::-1]
        pen.shape(band, colour=SECOND, alpha=0.16, layer=0.5, name="band")
        pen.polyline(xs, [up(point[1]) for point in line], colour=SECOND, width=1.6, dashes=(0, (6, 2)), name="fitted")
    _write_doses(pen, frame, arms, across)
    pen.centred((frame.left + frame.right) / 2, dose_label, small=True, name="axis")
    number_above(pen, _draw_arms(pen, arms, axis, across, up))
    write_key(pen, words)


def _draw_arms(
    pen: Pen, arms: Sequence[Arm], axis: Axis, across: Callable[[float], float], up: Callable[[float], float]
) -> list[tuple[float, float]]:
    """Draw marks and intervals, arms of one dose side by side, and return the top of each."""
    largest, shared = max(arm.size for arm in arms), Counter(arm.dose for arm in arms)
    seen: Counter[float] = Counter()
    tops = []
    for arm in arms:
        quantity, area = arm.quantity, AREA * arm.size / largest
        x, y = across(arm.dose) + ASIDE * (seen[arm.dose] - (shared[arm.dose] - 1) / 2), up(quantity.value)
        seen[arm.dose] += 1
        top = y - (area / FILLED["o"]) ** 0.5 / 2
        if quantity.low is not None and quantity.high is not None:
            ends = [up(quantity.low), up(quantity.high)]
            pen.polyline([x, x], ends, colour=ACCENT, width=1.4, name="interval")
            top = min(top, ends[1])
            for beyond, end, side in ((quantity.low < axis.low, ends[0], 1), (quantity.high > axis.high, ends[1], -1)):
                if beyond:
                    corners = [(x - 4, end - side), (x + 4, end - side), (x, end + 6 * side)]
                    pen.shape(corners, colour=ACCENT, name="arrow")
                    top = min(top, end + 6 * side)
        pen.mark(x, y, area, shape="o", colour=ACCENT, name="value")
        tops.append((x, top))
    return tops


def _write_doses(pen: Pen, frame: Frame, arms: Sequence[Arm], across: Callable[[float], float]) -> None:
    """Write each dose under the area, on a second line or a third where it would touch the one before."""
    texts = {arm.dose: arm.dose_text for arm in arms}
    ends: list[float] = []
    for dose in sorted(texts):
        half = pen.width_of(texts[dose], small=True) / 2
        x = min(max(across(dose), half), pen.layout.width - half)
        level = next((n for n, end in enumerate(ends) if end + 6 <= x - half), len(ends))
        ends[level : level + 1] = [x + half]
        bottom = frame.bottom + 4 + level * pen.line
        pen.polyline([across(dose)] * 2, [frame.bottom, bottom], name="grid", layer=1)
        pen.write(x, pen.y + level * pen.line, texts[dose], align="center", small=True, colour=INK, name="tick")
    pen.y += len(ends) * pen.line
