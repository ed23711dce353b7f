"""Figures as one object: picture, alternative text, rows and quantities, drawn from the same numbers."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.quantities import Quantity

MIME_TYPE = "application/vnd.living-review+json"
INK = "#010203"  # stands for the page's own text colour until the picture is on the page
MUTED = "#010204"
LINE = "#010205"
ACCENT = "#2f7fc1"  # blue and orange keep a contrast of 3:1 on white and on the dark page
SECOND = "#c8641a"
PAGE_COLOURS = {INK: "var(--review-ink, currentColor)", MUTED: "var(--review-muted, currentColor)"}
PAGE_COLOURS[LINE] = "var(--review-line, #8a8a8a)"
LIGHT_COLOURS = {INK: "#1b1b1b", MUTED: "#555555", LINE: "#999999"}


@dataclass(frozen=True)
class Figure:
    """A picture with everything that belongs to it.

    Parameters: name, lower-case words joined by hyphens; caption, Markdown with roles; alt, what the picture
    shows, in words; rows, its data, one mapping per row; quantities, every number drawn; wide and narrow, SVG
    for a page and for a phone. Raises: ValueError without alternative text or rows.
    """

    name: str
    caption: str
    alt: str
    rows: Sequence[dict[str, Any]]
    quantities: Sequence[Quantity]
    wide: str
    narrow: str

    def __post_init__(self) -> None:
        """Refuse a picture that a blind reader or a machine could not use."""
        for part in ("alt", "rows", "caption"):
            if not getattr(self, part):
                raise ValueError(f"figure {self.name!r} has no {part}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        content = {
            "kind": "figure",
            "name": self.name,
            "caption": self.caption,
            "alt": self.alt,
            "rows": list(self.rows),
            "quantities": [quantity.as_dict() for quantity in self.quantities],
            "wide": recolour(self.wide, PAGE_COLOURS),
            "narrow": recolour(self.narrow, PAGE_COLOURS),
        }
        return {
            MIME_TYPE: content,
            "image/svg+xml": recolour(self.wide, LIGHT_COLOURS),
            "text/plain": self.alt,
        }


def recolour(svg: str, colours: dict[str, str]) -> str:
    """Return an SVG with the stand-in colours replaced."""
    for stand_in, colour in colours.items():
        svg = svg.replace(stand_in, colour)
    return svg


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot.

    Parameters: label, the study and group; quantity, with value, low and high on the axis' scale, any of which
    may be missing; detail, small print under the label, such as a definition; heading, begins a new block;
    second, drawn in the second colour.
    """

    label: str
    quantity: Quantity
    detail: str = ""
    heading: str = ""
    second: bool = False


def figure_text(quantity: Quantity) -> str:
    """Return the text beside a line: the quantity's own text, with events/total and interval where it has them."""
    counts = f"{quantity.events}/{quantity.total}  " if quantity.total is not None else ""
    if quantity.value is None or quantity.low is None or "(" in quantity.text:
        return counts + quantity.text
    return f"{counts}{quantity.text} ({quantity.low:.1f}-{quantity.high:.1f})"


def forest_plot(
    name: str, caption: str, rows: Sequence[ForestRow], *, axis_label: str, title: str, upper: float = 100
) -> Figure:
    """Return a forest plot of percentages: squares for values, lines for intervals or ranges.

    Parameters: name and caption of the figure; rows, top to bottom; axis_label, what the axis measures, with
    unit; title, what the alternative text calls it; upper, end of the axis in percent, which begins at 0.
    """
    if not rows:
        raise ValueError(f"figure {name!r} has no rows")
    parts = {
        width: draw(f"{name}-{width}", lambda figure, w=width: _forest(figure, rows, axis_label, upper, w))
        for width in ("wide", "narrow")
    }
    blocks, spoken = "", []
    for row in rows:
        blocks = row.heading or blocks
        method = f" ({row.quantity.method})" if row.quantity.method and row.quantity.value is not None else ""
        spoken.append(f"{row.label}: {figure_text(row.quantity)}{method}")
    records = [
        {
            "block": block,
            "label": row.label,
            "detail": row.detail,
            "events": row.quantity.events,
            "total": row.quantity.total,
            "value": row.quantity.value,
            "low": row.quantity.low,
            "high": row.quantity.high,
            "interval": row.quantity.method,
            "text": row.quantity.text,
            "expression": row.quantity.expression,
        }
        for block, row in zip(_blocks(rows), rows, strict=True)
    ]
    alt = f"{title}. {axis_label}, axis from 0 to {upper:g}. " + "; ".join(spoken) + "."
    return Figure(name, caption, alt, records, [row.quantity for row in rows], **parts)


def _blocks(rows: Sequence[ForestRow]) -> list[str]:
    found, current = [], ""
    for row in rows:
        current = row.heading or current
        found.append(current)
    return found


POINTS = {"wide": (560.0, 300.0, 545.0, 62), "narrow": (300.0, 8.0, 292.0, 50)}  # width, axis from, to; wrap


def _forest(figure: Any, rows: Sequence[ForestRow], axis_label: str, upper: float, width: str) -> None:
    """Draw in points: y grows downwards, one axes covers the figure, x of the axis is mapped by hand."""
    total_width, left, right, wrap = POINTS[width]
    narrow = width == "narrow"
    lines = []
    y = 6.0
    for row in rows:
        if row.heading:
            y += 10
            lines.append(("heading", y, row))
            y += 16
        details = textwrap.wrap(row.detail, wrap if narrow else 54)[: 3 if narrow else 2]
        lines.append(("row", y, row, details))
        y += 15 + 11 * len(details) + (20 if narrow else 7)
    height = y + 34
    figure.set_size_inches(total_width / 72, height / 72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, total_width), ylim=(height, 0))
    axes.axis("off")

    def place(percent: float) -> float:
        return left + (right - left) * percent / upper

    text = {"va": "center", "color": INK, "fontsize": 9}
    small = {**text, "color": MUTED, "fontsize": 8}
    for tick in range(0, int(upper) + 1, 20 if upper > 50 else 10):
        axes.plot([place(tick)] * 2, [4, y + 2], color=LINE, lw=0.5, zorder=0, gid=f"tick-{tick}")
        axes.text(place(tick), y + 10, f"{tick}", ha="center", **small)
    axes.text((left + right) / 2, y + 24, axis_label, ha="center", **small)
    for kind, at, row, *more in lines:
        if kind == "heading":
            axes.text(0, at, row.heading, ha="left", **{**text, "fontweight": "bold"})
            continue
        details = more[0]
        axes.text(0, at + 6, row.label, ha="left", **text)
        for number, detail in enumerate(details):
            axes.text(0, at + 18 + 11 * number, detail, ha="left", **small)
        middle = at + (23 + 11 * len(details) if narrow else 16)
        if narrow:
            axes.text(total_width, at + 6, figure_text(row.quantity), ha="right", **text)
        else:
            axes.text(right, at + 4, figure_text(row.quantity), ha="right", **{**text, "fontsize": 8.5})
        _draw_interval(axes, row, place, middle)


def _draw_interval(axes: Any, row: ForestRow, place: Callable[[float], float], y: float) -> None:
    quantity, colour = row.quantity, SECOND if row.second else ACCENT
    if quantity.low is not None and quantity.high is not None:
        range_only = quantity.value is None
        axes.plot(
            [place(quantity.low), place(quantity.high)],
            [y, y],
            color=colour,
            lw=4 if range_only else 1.6,
            solid_capstyle="butt",
            gid="interval",
        )
    if quantity.value is not None:
        size = 22 if quantity.total is None else min(70, 12 + quantity.total / 4)
        axes.scatter([place(quantity.value)], [y], s=size, marker="s", color=colour, zorder=3, gid="value")


def draw(name: str, paint: Callable[[Any], None]) -> str:
    """Return an SVG of what `paint` puts on an empty figure: same bytes for same input, text kept as text.

    Parameters: name, unique on the page, becomes part of the ids inside; paint, takes a matplotlib Figure.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    style = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif"}
    with matplotlib.rc_context(style):
        canvas = Canvas()
        paint(canvas)
        file = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(file, metadata={"Date": None, "Creator": None})
    return compact(file.getvalue(), name)


def compact(svg: str, name: str) -> str:
    """Return an SVG fit for embedding: no XML prologue, no metadata, no ids but those it refers to itself."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", svg))
    svg = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{name}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{name}-", svg)
    svg = re.sub(r"(font: [^;\"]*?px) [^;\"]*", r"\1 sans-serif", svg)
    svg = re.sub(r'<svg [^>]*viewBox="([^"]*)"[^>]*>', r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1">', svg)
    svg = svg.replace("xlink:href", "href")
    return re.sub(r"\n\s*", "\n", svg).strip()
