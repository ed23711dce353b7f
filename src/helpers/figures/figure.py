"""Figures as one object: picture, alternative text, rows and quantities, drawn from the same numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from helpers.quantities.quantity import Quantity

MIME_TYPE = "application/vnd.living-review+json"
INK = "#010203"  # stands for the page's own text colour until the picture is on the page
MUTED = "#010204"
LINE = "#010205"
ACCENT = "#2f7fc1"  # blue and orange keep a contrast of 3:1 on white and on the dark page
SECOND = "#c8641a"
PAGE_COLOURS = {INK: "var(--review-ink, currentColor)", MUTED: "var(--review-muted, currentColor)"}
PAGE_COLOURS[LINE] = "var(--review-line, #8a8a8a)"
LIGHT_COLOURS = {INK: "#1b1b1b", MUTED: "#555555", LINE: "#999999"}
_drawing = ContextVar("drawing", default=True)


@dataclass(frozen=True)
class Figure:
    """A picture with everything that belongs to it.

    Parameters: name, lower-case words joined by hyphens; caption, Markdown with roles; alt, what the picture
    shows, in words; rows, its data, one mapping per row; quantities, every number drawn; wide and narrow, SVG
    for a page and for a phone; notes, sentences after the caption in which the figure says what its marks, lines and
    sides are; explored, gives what a reader's browser needs to ask the figure's question in other ways, or None; small,
    whether it is a small picture beside an answer, drawn as for a phone on every width.
    Raises: ValueError without alternative text, rows or caption.
    """

    name: str
    caption: str
    alt: str
    rows: Sequence[dict[str, Any]]
    quantities: Sequence[Quantity]
    wide: str
    narrow: str
    notes: Sequence[str] = ()
    explored: Callable[[], dict[str, Any] | None] | None = None
    small: bool = False

    def __post_init__(self) -> None:
        """Refuse a picture that a blind reader or a machine could not use."""
        for part in ("alt", "rows", "caption"):
            if not getattr(self, part):
                raise ValueError(f"figure {self.name!r} has no {part}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        wide = self.narrow if self.small else self.wide
        content = {
            "kind": "figure",
            "name": self.name,
            "caption": self.caption,
            "notes": list(self.notes),
            "alt": self.alt,
            "columns": list(self.rows[0]),
            "rows": list(self.rows),
            "quantities": [quantity.as_dict() for quantity in self.quantities],
            "wide": recolour(wide, PAGE_COLOURS),
            "narrow": recolour(self.narrow, PAGE_COLOURS),
            "explored": self.explored() if self.explored else None,
            "small": self.small,
        }
        return {
            MIME_TYPE: content,
            "image/svg+xml": recolour(wide, LIGHT_COLOURS),
            "text/plain": self.alt,
        }


def stopped(title: str) -> str:
    """Return a title as a sentence, with one full stop, also where its last word is an abbreviation."""
    return title if title.endswith(".") else f"{title}."


def recolour(svg: str, colours: dict[str, str]) -> str:
    """Return an SVG with the stand-in colours replaced."""
    for stand_in, colour in colours.items():
        svg = svg.replace(stand_in, colour)
    return svg


def for_paper(svg: str) -> str:
    """Return the SVG of a page in colours of its own, as a file that stands alone."""
    return recolour(svg, {PAGE_COLOURS[name]: colour for name, colour in LIGHT_COLOURS.items()})


@contextmanager
def without_drawing() -> Iterator[None]:
    """Leave every picture empty in a `with` block, for those who want only what figures say: drawing takes longest."""
    before = _drawing.set(False)
    try:
        yield
    finally:
        _drawing.reset(before)


def draw(name: str, paint: Callable[[Any], None]) -> str:
    """Return an SVG of what `paint` puts on an empty figure: same bytes for same input, text kept as text.

    Parameters: name, unique on the page, becomes part of the ids inside; paint, takes a matplotlib Figure.
    Returns: "" inside `without_drawing`.
    """
    if not _drawing.get():
        return ""
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
