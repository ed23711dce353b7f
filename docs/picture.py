"""Draws the picture of README.md again: one figure of the book, on white, as its chapter makes it (`make picture`)."""

from __future__ import annotations

from pathlib import Path

from helpers.chapters.cells import outline, run_cells

ROOT = Path(__file__).parents[1]
CHAPTER, FIGURE = "incidence", "incidence-cited"
PICTURE = ROOT / f"docs/{FIGURE}.svg"


def picture() -> str:
    """Return the figure as SVG; cells of the chapter run until it is there."""
    path = ROOT / f"chapters/{CHAPTER}.md"
    for _, shown, fault in run_cells(outline(path.read_text(encoding="utf-8")).cells, path.parent):
        if fault:
            raise RuntimeError(f"a cell of {CHAPTER}.md fails: {fault}")
        for figure in shown:
            if getattr(figure, "name", "") == FIGURE:
                svg = figure._repr_mimebundle_()["image/svg+xml"]
                return svg.replace("<defs>", '<rect width="100%" height="100%" fill="#ffffff"/>\n<defs>', 1)
    raise RuntimeError(f"{CHAPTER}.md has no figure {FIGURE}; name another one in docs/picture.py")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
