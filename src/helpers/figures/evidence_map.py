"""Evidence maps: how many studies of each design there are for each question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from helpers.figures.figure import ACCENT, INK, SECOND, Figure
from helpers.figures.paper import Pen, drawn_figure
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

STYLES = (  # shape, colour and filling tell designs apart, each of them alone
    ("o", ACCENT, True),
    ("s", SECOND, True),
    ("D", INK, False),
    ("^", ACCENT, True),
    ("X", INK, True),
)
AREA = 170  # square points of the largest number
SLOT = 20  # points for a mark
LEAST_COLUMN = 62
NONE = "–"

Cells = Mapping[tuple[str, str], Mapping[str, "Quantity | int"]]


def evidence_map(
    name: str, caption: str, rows: Sequence[str], columns: Sequence[str], cells: Cells, *, title: str
) -> Figure:
    """Return a grid of marks whose area says how many studies there are, with the number beside each.

    Parameters: rows and columns, headings; cells, the number of studies of each design by row and column; a cell
    that is missing has none; title, what the alternative text calls it. Raises: ValueError for a cell outside the
    grid, more designs than there are shapes, or a number that is not whole.
    """
    for place in cells:
        if place[0] not in rows or place[1] not in columns:
            raise ValueError(f"figure {name!r}: the cell {place[0]}, {place[1]} lies outside the grid")
    counts = {
        (row, column): {
            design: (_count(name, (row, column, design), number), str(_text(number)), number)
            for design, number in cells.get((row, column), {}).items()
        }
        for row in rows
        for column in columns
    }
    designs = list(dict.fromkeys(design for place in cells for design in cells[place]))
    if len(designs) > len(STYLES):
        raise ValueError(f"figure {name!r}: {len(designs)} designs; there are shapes for {len(STYLES)}")
    records = [
        {"row": row, "column": column, "design": design, "studies": count, "text": text, "expression": _call(number)}
        for (row, column), found in counts.items()
        for design, (count, text, number) in found.items()
    ]
    spoken = []
    for (row, column), found in counts.items():
        some = [f"{design} {text}" for design, (count, text, _) in found.items() if count]
        spoken.append(f"{row}, {column}: {', '.join(some) or 'no studies'}")
    quantities = [number for found in counts.values() for *_, number in found.values() if isinstance(number, Quantity)]
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_grid(pen, rows, columns, counts, designs),
        alt=f"{title}. Number of studies. {'; '.join(spoken)}.",
        rows=records,
        quantities=quantities,
        notes=["Area of a mark and number beside it: studies."],
    )


def _count(figure: str, place: tuple[str, ...], number: Quantity | int) -> int:
    count = number.value if isinstance(number, Quantity) else number
    if count is None or math.isnan(count) or count < 0 or count != int(count):
        raise ValueError(f"figure {figure!r}: {', '.join(place)}: studies are counted in whole numbers; got {count}")
    return int(count)


def _text(number: Quantity | int) -> str:
    return number.text if isinstance(number, Quantity) else formatting.integer(number)


def _call(number: Quantity | int) -> str:
    return number.expression if isinstance(number, Quantity) else ""


def paint_grid(pen: Pen, rows: Sequence[str], columns: Sequence[str], counts: Mapping, designs: Sequence[str]) -> None:
    """Draw the legend, then a grid where there is room for one, or else every cell on a line of its own."""
    styles = dict(zip(designs, STYLES, strict=False))
    most = max(count for found in counts.values() for count, *_ in found.values())
    _legend(pen, styles)
    label = min(max(pen.width_of(row, bold=True) for row in rows) + 12, 0.34 * pen.layout.width)
    step = (pen.layout.width - label) / len(columns)
    if pen.layout.stacked or step < LEAST_COLUMN:
        _list(pen, rows, columns, counts, styles, most)
    else:
        _grid(pen, rows, columns, counts, styles, most, label, step)


def _legend(pen: Pen, styles: Mapping) -> None:
    x = 0.0
    for design, (shape, colour, filled) in styles.items():
        needed = 18 + pen.width_of(design) + 12
        if x and x + needed - 12 > pen.layout.width:
            x, pen.y = 0.0, pen.y + 1.2 * pen.line
        pen.mark(x + 7, pen.y, 70, shape=shape, colour=colour, filled=filled, name="legend")
        pen.write(x + 18, pen.y, design, name="legend")
        x += needed
    pen.y += 1.5 * pen.line


def _draw_cell(pen: Pen, x: float, width: float, found: Mapping, styles: Mapping, most: int) -> None:
    """Draw the marks of a cell from `y` on, beside each other as far as its width allows, and leave `y` below."""
    left, some = x, {design: found[design] for design in styles if design in found and found[design][0]}
    for design, (count, text, _) in some.items():
        shape, colour, filled = styles[design]
        needed = SLOT + 3 + pen.width_of(text)
        if x > left and x + needed > left + width:
            x, pen.y = left, pen.y + SLOT
        area = AREA * count / most
        pen.mark(x + SLOT / 2, pen.y, area, shape=shape, colour=colour, filled=filled, name=f"mark {design}")
        pen.write(x + SLOT + 3, pen.y, text, name="number")
        x += needed + 7
    if not some:
        pen.write(x + SLOT / 2, pen.y, NONE, align="center", small=True, name="none")
    pen.y += SLOT


def _grid(
    pen: Pen,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Mapping,
    styles: Mapping,
    most: int,
    label: float,
    step: float,
) -> None:
    heads = [pen.wrap(column, step - 8, small=True) for column in columns]
    deepest = max(map(len, heads))
    for number, parts in enumerate(heads):
        for line, part in enumerate(parts, deepest - len(parts)):
            pen.write(label + number * step, pen.y + line * pen.line, part, small=True, name="column")
    pen.y += deepest * pen.line
    for row in rows:
        pen.polyline([0, pen.layout.width], [pen.y - pen.line / 2 + 2] * 2, layer=0, name="grid")
        pen.y += 0.5 * pen.line
        first = lowest = pen.y
        for number, column in enumerate(columns):
            pen.y = first
            _draw_cell(pen, label + number * step, 0, counts[row, column], styles, most)  # one design to a line
            lowest = max(lowest, pen.y)
        pen.y = first
        pen.paragraph(0, label - 12, row, bold=True, name="row")
        pen.y = max(pen.y, lowest) + 0.1 * pen.line


def _list(pen: Pen, rows: Sequence[str], columns: Sequence[str], counts: Mapping, styles: Mapping, most: int) -> None:
    for row in rows:
        pen.polyline([0, pen.layout.width], [pen.y - pen.line / 2] * 2, layer=0, name="grid")
        pen.y += 0.3 * pen.line
        pen.paragraph(0, pen.layout.width, row, bold=True, name="row")
        for column in columns:
            half = pen.layout.width / 2
            first = pen.y
            pen.paragraph(0, half - 8, column, name="column")
            below, pen.y = pen.y, first
            _draw_cell(pen, half, half, counts[row, column], styles, most)
            pen.y = max(below, pen.y)
