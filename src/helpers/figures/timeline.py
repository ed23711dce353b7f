"""Time lines: when something was done in each study, in hours after an event."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.figures.figure import ACCENT, INK, MUTED, Figure
from helpers.figures.paper import Pen, drawn_figure

LINEAR = 0.5  # hours that take as much room as each doubling after them


@dataclass(frozen=True)
class Span:
    """One line of a time line: hours from start to end (the same for a single time), under an optional heading."""

    label: str
    start: float
    end: float
    text: str
    heading: str = ""


def timeline(
    name: str, caption: str, spans: Sequence[Span], *, title: str, label: str, ticks: Sequence[tuple[float, str]]
) -> Figure:
    """Return bars on a scale of hours that is even near zero and logarithmic beyond.

    Parameters: spans, top to bottom; title, what the alternative text calls it; label of the scale; ticks, hours
    with their words, from first to last. Raises: ValueError without spans, or for one outside the ticks or reversed.
    """
    first, last = ticks[0][0], ticks[-1][0]
    for span in spans:
        if not first <= span.start <= span.end <= last:
            place = f"figure {name!r}: {span.label}, {span.start:g} to {span.end:g} hours"
            raise ValueError(f"{place}: a span runs forwards between {first:g} and {last:g} hours")
    rows = [
        {"label": s.label, "from_h": s.start, "to_h": s.end, "text": s.text, "heading": head}
        for s, head in zip(spans, _headings(spans), strict=True)
    ]
    heads = dict.fromkeys(row["heading"] for row in rows)
    spoken = [
        f"{head + ': ' if head else ''}{', '.join(r['label'] + ' ' + r['text'] for r in rows if r['heading'] == head)}"
        for head in heads
    ]
    alt = f"{title}. {label}. {'; '.join(spoken)}."
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_timeline(pen, spans, label, ticks),
        alt=alt,
        rows=rows,
        quantities=[],
        notes=["Diamonds: single times; bars: periods. The scale is even near zero and logarithmic beyond."],
    )


def _headings(spans: Sequence[Span]) -> list[str]:
    """Return the heading under which each span stands."""
    found: list[str] = []
    for span in spans:
        found.append(span.heading or (found[-1] if found else ""))
    return found


def _room(hours: float) -> float:
    """Return how far along the scale a time stands, in doublings."""
    return math.log2(1 + hours / LINEAR)


def paint_timeline(pen: Pen, spans: Sequence[Span], label: str, ticks: Sequence[tuple[float, str]]) -> None:
    """Draw a line per span, its words to the left, or above it where there is no room, and the scale below."""
    width = pen.layout.width
    texts = [f"{span.label}, {span.text}" for span in spans]
    words = 0 if pen.layout.stacked else min(0.46 * width, max(map(pen.width_of, texts)) + 14)
    low, high = _room(ticks[0][0]), _room(ticks[-1][0])

    def place(hours: float) -> float:
        return words + 8 + (width - words - 34) * (_room(hours) - low) / (high - low)

    top, bars = pen.y, []
    for span, text in zip(spans, texts, strict=True):
        if span.heading:
            pen.y += 0.3 * pen.line
            pen.paragraph(0, width, span.heading, bold=True, name="heading")
        if pen.layout.stacked:
            pen.paragraph(0, width, text, name="label")
            bars.append((span, pen.y - 0.1 * pen.line))
            pen.y += 0.9 * pen.line
        else:
            before = pen.y
            pen.paragraph(0, words - 10, text, name="label")
            bars.append((span, before))
    for hours, _ in ticks:
        pen.polyline([place(hours)] * 2, [top, pen.y], layer=0, name="grid")
    for span, y in bars:
        start, end = place(span.start), place(span.end)
        if span.start == span.end:
            pen.mark(start, y, 60, shape="D", colour=ACCENT, name="time")
        else:
            pen.polyline([start, end], [y, y], colour=ACCENT, width=6, name="span")
    _scale(pen, [(place(hours), text) for hours, text in ticks])
    pen.centred((place(ticks[0][0]) + place(ticks[-1][0])) / 2, label, small=True, name="axis")


def _scale(pen: Pen, ticks: Sequence[tuple[float, str]]) -> None:
    """Write the ticks, one that would touch its neighbour on a second line."""
    ends, lowest = [-math.inf, -math.inf], 0
    for place, text in ticks:
        half = pen.width_of(text, small=True) / 2
        x = min(max(place, half), pen.layout.width - half)
        line = 0 if x - half > ends[0] + 4 else 1
        ends[line], lowest = x + half, max(lowest, line)
        pen.write(
            x,
            pen.y + line * pen.line,
            text,
            align="center",
            small=True,
            colour=INK if line == 0 else MUTED,
            name="tick",
        )
    pen.y += (lowest + 1) * pen.line
