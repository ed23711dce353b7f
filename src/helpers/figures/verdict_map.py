"""Verdict maps: a mark for every printed number that was audited, by place and by what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.figures.figure import ACCENT, INK, MUTED, SECOND, Figure, stopped
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities.quantity import Quantity

STYLES = (  # no two have both shape and filling in common, so that none needs its colour
    ("s", ACCENT, True),
    ("o", ACCENT, True),
    ("o", ACCENT, False),
    ("D", MUTED, False),
    ("^", SECOND, True),
    ("X", INK, True),
)
STEP = 11.5  # points from mark to mark
AREA = 56  # square points

Counts = Mapping[str, Quantity]


def verdict_map(name: str, caption: str, rows: Mapping[str, Counts], kinds: Mapping[str, str], *, title: str) -> Figure:
    """Return a line of marks per place, one mark for each number, ordered from those that hold to those that do not.

    Parameters: rows, how many numbers of each kind there are, by heading; kinds, at most six, best first, each with
    what it means; title, what the alternative text calls it. Raises: ValueError for a kind that is not known.
    """
    if len(kinds) > len(STYLES):
        raise ValueError(f"figure {name!r}: {len(kinds)} kinds; there are marks for {len(STYLES)}")
    for counts in rows.values():
        if unknown := set(counts) - set(kinds):
            raise ValueError(f"figure {name!r}: {sorted(unknown)[0]!r} is none of {', '.join(kinds)}")
    records = [
        {
            "place": place,
            "kind": kind,
            "text": f"{count} {kind}",
            "numbers": int(count.value),
            "expression": count.expression,
        }
        for place, counts in rows.items()
        for kind, count in _drawn(counts, kinds)
    ]
    spoken = "; ".join(f"{place}: {_sums(counts, kinds)}" for place, counts in rows.items())
    quantities = [count for counts in rows.values() for _, count in _drawn(counts, kinds)]
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_verdicts(pen, rows, kinds),
        alt=f"{stopped(title)} {spoken}.",
        rows=records,
        quantities=quantities,
        notes=["Each mark is one number."],
    )


def paint_verdicts(pen: Pen, rows: Mapping[str, Counts], kinds: Mapping[str, str]) -> None:
    """Draw the legend, a kind to a line, then each place with its marks below."""
    styles = dict(zip(kinds, STYLES, strict=False))
    for kind, meaning in kinds.items():
        shape, colour, filled = styles[kind]
        pen.mark(7, pen.y, AREA, shape=shape, colour=colour, filled=filled, name="legend")
        pen.paragraph(18, pen.layout.width - 18, f"{kind}: {meaning}", name="legend")
    width = pen.layout.width
    for place, counts in rows.items():
        pen.y += 0.2 * pen.line
        pen.polyline([0, width], [pen.y - pen.line / 2] * 2, layer=0, name="grid")
        pen.y += 0.3 * pen.line
        pen.paragraph(0, width, f"{place}: {_sums(counts, kinds)}", name="place")
        _marks(pen, [styles[kind] for kind, count in _drawn(counts, kinds) for _ in range(int(count.value))])


def _drawn(counts: Counts, kinds: Mapping[str, str]) -> list[tuple[str, Quantity]]:
    """Return the kinds that have marks, best first, each with its number."""
    return [(kind, counts[kind]) for kind in kinds if kind in counts and counts[kind].value]


def _sums(counts: Counts, kinds: Mapping[str, str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in _drawn(counts, kinds))


def _marks(pen: Pen, styles: Sequence[tuple[str, str, bool]]) -> None:
    across = int((pen.layout.width - 4) // STEP)
    for number, (shape, colour, filled) in enumerate(styles):
        x, y = STEP * (number % across + 0.5) + 2, pen.y + STEP * (number // across)
        pen.mark(x, y, AREA, shape=shape, colour=colour, filled=filled, name="number")
    pen.y += STEP * ((len(styles) + across - 1) // across) + 0.2 * pen.line
