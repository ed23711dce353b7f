"""Figures as one object: picture, alternative text, rows and quantities, drawn from the same numbers."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from helpers import formatting
from helpers.quantity import Quantity

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
    if quantity.events is None or quantity.value is None or quantity.kind != "percentage":
        return quantity.text
    counts = f"{formatting.integer(quantity.events)}/{formatting.integer(quantity.total)}"
    return f"{counts}, {quantity.text} ({quantity.limits.removesuffix('%')})"


def forest_plot(
    name: str, caption: str, rows: Sequence[ForestRow], *, axis_label: str, title: str, upper: float = 100
) -> Figure:
    """Return a forest plot of percentages: squares for values, lines for intervals or ranges.

    Parameters: name and caption of the figure; rows, top to bottom; axis_label, what the axis measures, with
    unit; title, what the alternative text calls it; upper, end of the axis in percent, which begins at 0: an
    interval that goes on beyond it ends in an arrow. Raises: ValueError when a value lies outside the axis.
    """
    if not 0 < upper <= 100:
        raise ValueError(f"figure {name!r}: the axis ends between 0 and 100 percent; got {upper}")
    blocks, spoken = [], []
    for row in rows:
        quantity = row.quantity
        place = quantity.low if quantity.value is None else quantity.value
        if place is None:
            raise ValueError(f"figure {name!r}: {row.label}, {quantity.text}, has neither value nor range")
        if not 0 <= place <= upper:
            raise ValueError(f"figure {name!r}: {row.label}, {quantity.text}, lies outside the axis, 0 to {upper:g}")
        blocks.append(row.heading or (blocks[-1] if blocks else ""))
        method = f" ({quantity.method})" if quantity.method and quantity.value is not None else ""
        heading = f"{row.heading}: " if row.heading else ""
        spoken.append(f"{heading}{row.label}: {figure_text(quantity)}{method}")
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
        for block, row in zip(blocks, rows, strict=True)
    ]
    alt = f"{title}. {axis_label}, axis from 0 to {upper:g}. " + "; ".join(spoken) + "."
    parts = {
        width: draw(f"{name}-{width}", lambda canvas, of=layout: _forest(canvas, rows, axis_label, upper, of))
        for width, layout in LAYOUTS.items()
    }
    return Figure(name, caption, alt, records, [row.quantity for row in rows], **parts)


class Layout(NamedTuple):
    """Measures of a picture in points: its width, where the axis begins and ends, type sizes, letters per line."""

    width: float
    left: float
    right: float
    size: float
    small: float
    letters: int
    stacked: bool  # numbers and interval stand under the words, not beside them


LAYOUTS = {
    "wide": Layout(520, 210, 356, 10, 9.2, 37, stacked=False),
    "narrow": Layout(280, 8, 270, 11, 10.5, 44, stacked=True),  # 11 pixels or more on a phone of 320
}


def _forest(canvas: Any, rows: Sequence[ForestRow], axis_label: str, upper: float, layout: Layout) -> None:
    """Draw in points: y grows downwards, one axes covers the figure, x of the axis is mapped by hand."""
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.axis("off")
    line = 1.4 * layout.size
    ticks = range(0, int(upper) + 1, next(step for step in (1, 2, 5, 10, 20) if upper / step <= 6))

    def place(percent: float) -> float:
        return layout.left + (layout.right - layout.left) * percent / upper

    def write(x: float, y: float, words: str, align: str = "left", small: bool = False, weight: str = "normal") -> None:
        colour, size = (MUTED, layout.small) if small else (INK, layout.size)
        axes.text(x, y, words, ha=align, va="center", color=colour, fontsize=size, fontweight=weight)

    def grid(top: float, bottom: float) -> None:
        for tick in ticks:
            axes.plot([place(tick)] * 2, [top, bottom], color=LINE, lw=0.7, zorder=0)

    y = line / 2
    for row in rows:
        if row.heading:
            y += line / 2
            for part in textwrap.wrap(row.heading, int(0.8 * layout.letters)):  # bold type is wider
                write(0, y, part, weight="bold")
                y += line
            y += 0.4 * line
        first = y
        detail = re.sub(r"(?<=\d) (?=\S)|(?<=[<>≤≥]) ", "\u00a0", row.detail)  # a number keeps its unit on its line
        for words, small in ((row.label, False), (detail, True)):
            for part in textwrap.wrap(words, layout.letters, break_on_hyphens=False):
                write(0, y, part.replace("\u00a0", " "), small=small)
                y += line
        if layout.stacked:
            write(0, y, figure_text(row.quantity))
            y += line
            grid(y - line / 2, y + line / 2)
            _draw_interval(axes, row, place, upper, y)
            y += 1.7 * line
        else:
            write(layout.width, first, figure_text(row.quantity), align="right")
            _draw_interval(axes, row, place, upper, first)
            y += line / 2
    if not layout.stacked:
        grid(0, y)
    for tick in ticks:
        write(place(tick), y + line / 2, f"{tick}", align="center", small=True)
    y += 1.7 * line
    write((layout.left + layout.right) / 2, y, axis_label, align="center", small=True)
    y += line
    axes.set(xlim=(0, layout.width), ylim=(y, 0))
    canvas.set_size_inches(layout.width / 72, y / 72)


def _draw_interval(axes: Any, row: ForestRow, place: Callable[[float], float], upper: float, y: float) -> None:
    quantity, colour = row.quantity, SECOND if row.second else ACCENT
    if quantity.low is not None and quantity.high is not None:
        ends = [place(quantity.low), place(min(quantity.high, upper))]
        width = 4 if quantity.value is None else 1.6
        axes.plot(ends, [y, y], color=colour, lw=width, solid_capstyle="butt")
        if quantity.high > upper:
            axes.scatter(ends[1:], [y], s=30, marker=">", color=colour)
    if quantity.value is not None:
        size = 22 if quantity.total is None else min(70, 12 + quantity.total / 4)
        axes.scatter([place(quantity.value)], [y], s=size, marker="s", color=colour, zorder=3)


def draw(name: str, paint: Callable[[Any], None]) -> str:
    """Return an SVG of what `paint` puts on an empty figure: same bytes for same input, text kept as text.

    Parameters: name, unique on the page, becomes part of the ids inside; paint, takes a matplotlib Figure.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    style = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif", "text.parse_math": False}
    with matplotlib.rc_context(style):
        canvas = Canvas(facecolor="none")  # the page shows through, light or dark
        paint(canvas)
        file = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(file, metadata={"Date": None, "Creator": None})
    return compact(file.getvalue(), name)


def compact(svg: str, name: str) -> str:
    """Return an SVG fit for embedding: no prologue, no style of the whole page, no ids but those it refers to itself.

    Only tags are changed, never the words between them: matplotlib escapes `<` and `>` in these.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", svg))

    def tidy(tag: re.Match[str]) -> str:
        words = re.sub(r'\s*\bid="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", tag[0])
        words = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{name}-", words.replace("xlink:href", "href"))
        return re.sub(r'font-family: [^;"]*', "font-family: sans-serif", words)

    svg = re.sub(r"<[^>]+>", tidy, svg)
    root = r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1" stroke-linejoin="round">'
    svg = re.sub(r'<svg [^>]*viewBox="([^"]*)"[^>]*>', root, svg, count=1)
    return re.sub(r"\n\s*", "\n", svg).strip()
