"""Paper of two widths and a pen that measures what it writes; all places are points, y grows downwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from helpers.figures.figure import INK, LINE, MUTED, Figure, draw
from helpers.quantities.quantity import Quantity


class Layout(NamedTuple):
    """Measures of a picture in points: its width and its type sizes."""

    width: float
    size: float
    small: float
    stacked: bool  # numbers and interval stand under the words, not beside them


LAYOUTS = {
    "wide": Layout(520, 10, 9.2, stacked=False),
    "narrow": Layout(280, 11, 10.5, stacked=True),  # 11 pixels or more on a phone of 320
}
Dashes = str | tuple[float, tuple[float, ...]]  # as matplotlib takes them: "-", or an offset and lengths in points
FILLED = {"s": 1.0, "o": 0.785, "^": 0.5, "D": 1.0, "X": 0.64}  # the share of matplotlib's marker size that is area


def drawn_figure(
    name: str,
    caption: str,
    paint: Callable[[Pen], None],
    *,
    alt: str,
    rows: Sequence[dict[str, Any]],
    quantities: Sequence[Quantity],
    notes: Sequence[str] = (),
) -> Figure:
    """Return a figure, drawn for each width of page once it is known to be whole.

    Parameters: name, caption, alt, rows, quantities and notes of the figure; paint, uses the pen and leaves its `y` at
    the end of the picture. Raises: ValueError, as `Figure`.
    """
    figure = Figure(name, caption, alt, rows, quantities, "", "", notes)
    svg = {
        width: draw(f"{name}-{width}", lambda canvas, of=layout: on_paper(canvas, of, paint))
        for width, layout in LAYOUTS.items()
    }
    return replace(figure, **svg)


def on_paper(canvas: Any, layout: Layout, paint: Callable[[Pen], None]) -> Any:
    """Paint on an empty matplotlib Figure, cut it to what was painted, and return it."""
    pen = Pen(canvas, layout)
    paint(pen)
    pen.axes.set(xlim=(0, layout.width), ylim=(pen.y, 0))
    canvas.set_size_inches(layout.width / 72, pen.y / 72)
    return canvas


@lru_cache(maxsize=4096)
def _advance(letter: str, bold: bool) -> float:
    font = _font(bold)
    if not font.get_char_index(ord(letter)):
        return 1.0  # of another script: as wide as it is high
    from matplotlib.ft2font import LoadFlags

    font.set_size(100, 72)  # matplotlib shares the font with whatever else draws here, at sizes of its own
    return font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


@lru_cache(maxsize=2)
def _font(bold: bool) -> Any:
    import matplotlib
    from matplotlib.font_manager import get_font

    folder = Path(matplotlib.get_data_path(), "fonts/ttf")  # its own copy: the same measures everywhere
    return get_font(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))


class Pen:
    """Draws on one paper; every part carries its name as `gid`, by which tests find it.

    `y` is where the next line goes. Widths are those of DejaVu Sans, the widest of the common sans-serif fonts.
    """

    def __init__(self, canvas: Any, layout: Layout) -> None:
        """Cover the figure with one set of axes whose units are points."""
        self.axes = canvas.add_axes((0, 0, 1, 1))
        self.axes.axis("off")
        self.layout = layout
        self.line = 1.4 * layout.size
        self.y = self.line / 2

    def width_of(self, words: str, *, small: bool = False, bold: bool = False) -> float:
        """Return how wide words are, in points."""
        return sum(_advance(letter, bold) for letter in words) * (self.layout.small if small else self.layout.size)

    def wrap(self, words: str, width: float, *, small: bool = False, bold: bool = False) -> list[str]:
        """Return words in lines no wider than `width`; a word that is wider alone is cut, a no-break space holds."""
        lines: list[str] = []
        for word in re.split(r"[ \t\n]+", words.strip()):
            if lines and self.width_of(f"{lines[-1]} {word}", small=small, bold=bold) <= width:
                lines[-1] += f" {word}"
                continue
            rest = word
            while self.width_of(rest, small=small, bold=bold) > width and len(rest) > 1:
                fits = range(len(rest) - 1, 0, -1)
                at = next((n for n in fits if self.width_of(rest[:n], small=small, bold=bold) <= width), 1)
                at = rest.rfind("-", 0, at) + 1 or at  # after a hyphen, if there is one
                lines.append(rest[:at])
                rest = rest[at:]
            lines.append(rest)
        return lines

    def write(
        self,
        x: float,
        y: float,
        words: str,
        *,
        align: str = "left",
        small: bool = False,
        bold: bool = False,
        colour: str = "",
        name: str = "text",
    ) -> None:
        """Write one line of text, its middle at y."""
        size = self.layout.small if small else self.layout.size
        self.axes.text(
            x,
            y,
            words.replace("\u00a0", " "),
            ha=align,
            va="center",
            color=colour or (MUTED if small else INK),
            fontsize=size,
            fontweight="bold" if bold else "normal",
            gid=name,
        )

    def paragraph(
        self,
        x: float,
        width: float,
        words: str,
        *,
        align: str = "left",
        small: bool = False,
        bold: bool = False,
        name: str = "text",
    ) -> None:
        """Write words in as many lines as they need, from `y` on, and leave `y` below them."""
        for part in self.wrap(words, width, small=small, bold=bold):
            self.write(x, self.y, part, align=align, small=small, bold=bold, name=name)
            self.y += self.line

    def centred(self, x: float, words: str, *, small: bool = False, name: str = "text") -> None:
        """Write words around x, moved and wrapped so that they stay on the paper, and leave `y` below them."""
        for part in self.wrap(words, self.layout.width, small=small):
            half = self.width_of(part, small=small) / 2
            at = min(max(x, half), self.layout.width - half)
            self.write(at, self.y, part, align="center", small=small, name=name)
            self.y += self.line

    def polyline(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str = LINE,
        width: float = 0.7,
        dashes: Dashes = "-",
        layer: float = 2,
        name: str = "line",
    ) -> None:
        """Draw a line through places, its width in points."""
        self.axes.plot(
            xs,
            ys,
            color=colour,
            lw=width,
            linestyle=dashes,
            solid_capstyle="butt",
            zorder=layer,
            gid=name,
            clip_on=False,
        )

    def mark(
        self,
        x: float,
        y: float,
        area: float,
        *,
        shape: str = "s",
        colour: str,
        filled: bool = True,
        name: str = "mark",
    ) -> None:
        """Draw a mark of an area in square points."""
        self.axes.scatter(
            [x],
            [y],
            s=area / FILLED.get(shape, 1.0),
            marker=shape,
            facecolors=colour if filled else "none",
            edgecolors="none" if filled else colour,
            linewidths=0 if filled else 1.4,
            zorder=3,
            gid=name,
            clip_on=False,
        )

    def shape(
        self,
        corners: Sequence[tuple[float, float]],
        *,
        colour: str,
        edge: str = "none",
        width: float = 0,
        alpha: float | None = None,
        layer: float = 3,
        name: str = "shape",
    ) -> None:
        """Draw a polygon, the width of its edge in points."""
        from matplotlib.patches import Polygon

        self.axes.add_patch(
            Polygon(
                corners,
                closed=True,
                facecolor=colour,
                edgecolor=edge,
                linewidth=width,
                alpha=alpha,
                zorder=layer,
                gid=name,
                clip_on=False,
            )
        )
