"""Verdict maps: a mark for everything that was counted, such as printed numbers, by place and by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.figures.figure import ACCENT, INK, MUTED, SECOND, Figure, stopped
from helpers.figures.paper import FILLED, Pen, drawn_figure
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


def verdict_map(
    name: str,
    caption: str,
    rows: Mapping[str, Counts],
    kinds: Mapping[str, str],
    *,
    title: str,
    each: str = "number",
) -> Figure:
    """Return a line of marks per place, one mark for each number, ordered from those that hold to those that do not.

    Parameters: rows, how many numbers of each kind there are, by heading; kinds, at most six, best first, each with
    what it means, "" where that is plain; title, what the alternative text calls it; each, what one mark is. Raises:
    ValueError for a kind that is not known.
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
        notes=[f"Each mark is one {each}."],
    )


def paint_verdicts(pen: Pen, rows: Mapping[str, Counts], kinds: Mapping[str, str]) -> None:
    """Draw the legend, a kind to a line, then each place with its marks below."""
    styles = dict(zip(kinds, STYLES if len(kinds) > 2 else STYLES[::2], strict=False))
    for kind, meaning in kinds.items() if len(kinds) > 1 else ():
        shape, colour, filled = styles[kind]
        pen.mark(7, pen.y, AREA, shape=shape, colour=colour, filled=filled, name="legend")
        pen.paragraph(18, pen.layout.width - 18, f"{kind}: {meaning}" if meaning else kind, name="legend")
    width = pen.layout.width
    for place, counts in rows.items():
        pen.y += 0.2 * pen.line
        pen.polyline([0, width], [pen.y - pen.line / 2] * 2, layer=0, name="grid")
        pen.y += 0.3 * pen.line
        pen.paragraph(0, width, f"{place}: {_sums(counts, kinds)}", name="place")
        _marks(pen, [(styles[kind], int(count.value)) for kind, count in _drawn(counts, kinds)])


def _drawn(counts: Counts, kinds: Mapping[str, str]) -> list[tuple[str, Quantity]]:
    """Return the kinds that have marks, best first, each with its number."""
    return [(kind, counts[kind]) for kind in kinds if kind in counts and counts[kind].value]


def _sums(counts: Counts, kinds: Mapping[str, str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in _drawn(counts, kinds))


def _marks(pen: Pen, runs: Sequence[tuple[tuple[str, str, bool], int]]) -> None:
    """Draw so many marks of each style, one after the other."""
    across = int((pen.layout.width - 4) // STEP)
    done = 0
    for (shape, colour, filled), count in runs:
        places = [(STEP * (number % across + 0.5) + 2, number // across) for number in range(done, done + count)]
        pen.axes.plot(  # as one line of markers, whose shape the picture holds once
            [x for x, _ in places],
            [pen.y + STEP * line for _, line in places],
            linestyle="none",
            marker=shape,
            markersize=(AREA / FILLED.get(shape, 1.0)) ** 0.5,
            markerfacecolor=colour if filled else "none",
            markeredgecolor=colour,
            markeredgewidth=0 if filled else 1.4,
            gid="number",
            clip_on=False,
        )
        done += count
    pen.y += STEP * ((done + across - 1) // across) + 0.2 * pen.line
