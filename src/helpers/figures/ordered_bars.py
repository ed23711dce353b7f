"""Stacked bars of an ordered scale, one bar for each group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from helpers.figures.figure import MUTED, Figure, stopped
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

RAMP = ("#fde8a5", "#e3cf7a", "#bcae6c", "#95916f", "#6e7578", "#46586f", "#143a66")  # light to dark for every eye
HEIGHT = 24
DARK, LIGHT = "#000000", "#ffffff"


class Segment(NamedTuple):
    """A part of a bar: its category and colour, where it begins and ends in percent, its number as text and digits."""

    category: str
    colour: str
    begin: float
    end: float
    text: str
    digits: str
    quantity: Quantity


def ordered_bars(
    name: str,
    caption: str,
    bars: Sequence[tuple[str, Sequence[tuple[str, Quantity]]]],
    *,
    title: str,
    notes: Sequence[str] = (),
) -> Figure:
    """Return bars whose parts are the shares of the categories of a scale, best first.

    Parameters: bars, each a label and its categories in order, each with a count (events and total) or a percentage;
    title, what the alternative text calls it; notes, sentences below the caption. Raises: ValueError when bars have
    different categories, or when the shares of one do not add up to 100 percent, give or take 1 for printed
    percentages that were rounded.
    """
    order: list[str] = []
    for label, parts in bars:
        categories = [category for category, _ in parts]
        if len(set(categories)) != len(categories) or not 2 <= len(categories) <= len(RAMP):
            raise ValueError(f"figure {name!r}: {label}: a bar has 2 to {len(RAMP)} categories, each once")
        order = order or categories
        if categories != order:
            raise ValueError(f"figure {name!r}: {label} has the categories {', '.join(categories)}, not those above it")
    colours = dict(zip(order, ramp(len(order)), strict=True)) if order else {}
    drawn = [(label, _segments(name, label, parts, colours)) for label, parts in bars]
    rows = [_record(label, segment) for label, segments in drawn for segment in segments]
    words = [
        f"{label}{_total(segments)}: " + ", ".join(f"{segment.category}: {_spoken(segment)}" for segment in segments)
        for label, segments in drawn
    ]
    quantities = [segment.quantity for _, segments in drawn for segment in segments]
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_bars(pen, drawn, colours),
        alt=f"{stopped(title)} Percent of patients. {'; '.join(words)}.",
        rows=rows,
        quantities=quantities,
        notes=["Parts of a bar: percent of its patients.", *notes],
    )


def ramp(count: int) -> list[str]:
    """Return colours for an ordered scale of `count` steps, evenly apart from light to dark."""
    found = []
    for step in range(count):
        at = step * (len(RAMP) - 1) / (count - 1)
        lower = min(int(at), len(RAMP) - 2)
        ends = [[int(RAMP[n][place : place + 2], 16) for place in (1, 3, 5)] for n in (lower, lower + 1)]
        mixed = [round(a + (b - a) * (at - lower)) for a, b in zip(*ends, strict=True)]
        found.append("#" + "".join(f"{part:02x}" for part in mixed))
    return found


def ink_on(colour: str) -> str:
    """Return black or white, whichever can be read better on a colour (WCAG 2.2, relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return DARK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else LIGHT


def _segments(figure: str, label: str, parts: Sequence[tuple[str, Quantity]], colours: dict) -> list[Segment]:
    found: list[Segment] = []
    for category, quantity in parts:
        place = f"figure {figure!r}: {label}, {category}, {quantity.text},"
        if quantity.kind == "percentage" and quantity.value is not None:
            share, text, digits = quantity.value, quantity.text, quantity.digits_of("value")
        elif quantity.events is not None and quantity.total:
            share = 100 * quantity.events / quantity.total
            text, digits = formatting.percent(share), formatting.fixed(share, 1)
        else:
            raise ValueError(f"{place} is neither a percentage nor a count of patients")
        if not (math.isfinite(share) and 0 <= share <= 100):
            raise ValueError(f"{place} is not between 0 and 100 percent")
        begin = found[-1].end if found else 0.0
        found.append(Segment(category, colours[category], begin, begin + share, text, digits, quantity))
    if abs(found[-1].end - 100) > 1:
        raise ValueError(f"figure {figure!r}: the parts of {label} add up to {found[-1].end:.1f}, not 100 percent")
    return found


def _total(segments: Sequence[Segment]) -> str:
    totals = {segment.quantity.total for segment in segments}
    total = totals.pop() if len(totals) == 1 else None
    return "" if total is None else f" ({formatting.integer(total)} patients)"


def _spoken(segment: Segment) -> str:
    events = segment.quantity.events
    return segment.text + ("" if events is None else f" ({formatting.integer(events)})")


def _record(label: str, segment: Segment) -> dict[str, Any]:
    return {
        "bar": label,
        "category": segment.category,
        "events": segment.quantity.events,
        "total": segment.quantity.total,
        "percent": segment.end - segment.begin,
        "text": segment.digits,  # as it stands in a narrow part of a bar
        "expression": segment.quantity.expression,
    }


def paint_bars(pen: Pen, bars: Sequence[tuple[str, Sequence[Segment]]], colours: dict[str, str]) -> None:
    """Draw the legend, then each bar under its label; numbers that have no room in the bar stand below it."""
    width = pen.layout.width - 1
    x = 0.0
    for category, colour in colours.items():
        needed = 16 + pen.width_of(category) + 10
        if x and x + needed - 10 > width:
            x, pen.y = 0.0, pen.y + 1.2 * pen.line
        box = [(x + 0.5, pen.y - 5), (x + 11.5, pen.y - 5), (x + 11.5, pen.y + 5), (x + 0.5, pen.y + 5)]
        pen.shape(box, colour=colour, edge=MUTED, width=0.7, name="legend")
        pen.write(x + 16, pen.y, category, name="legend")
        x += needed
    pen.y += 1.6 * pen.line
    for label, segments in bars:
        pen.paragraph(0, width, label + _total(segments), bold=True, name="label")
        top, outside = pen.y - pen.line / 2 + 2, []
        for segment in segments:
            left, right = (0.5 + (width - 0.5) * share / max(100, segments[-1].end) for share in segment[2:4])
            corners = [(left, top), (right, top), (right, top + HEIGHT), (left, top + HEIGHT)]
            pen.shape(corners, colour=segment.colour, edge=MUTED, width=0.7, name="segment")
            texts = (segment.text, segment.digits)
            words = next((w for w in texts if pen.width_of(w, small=True) + 4 <= right - left), "")
            if words:
                middle, colour = (left + right) / 2, ink_on(segment.colour)
                pen.write(middle, top + HEIGHT / 2, words, align="center", small=True, colour=colour, name="percent")
            else:
                outside.append(f"{segment.category}: {segment.text}")
        pen.y = top + HEIGHT + 0.7 * pen.line
        if outside:
            pen.paragraph(0, width, f"Too small to label: {', '.join(outside)}", small=True, name="outside")
        pen.y += 0.5 * pen.line
    pen.y -= 0.5 * pen.line
