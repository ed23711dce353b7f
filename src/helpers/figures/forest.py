"""Forest plots: one line per study, with its counts, interval and weight, and diamonds for what is pooled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from helpers.figures.axis import Axis
from helpers.figures.figure import Figure, stopped
from helpers.figures.forest_drawing import Line, paint_forest
from helpers.figures.forest_rows import (
    PREDICTION,
    ForestRow,
    figure_text,
    interval_note,
    measure_of,
    prediction_text,
)
from helpers.figures.paper import drawn_figure
from helpers.quantities import formatting
from helpers.quantities.pools import foretells_its_interval
from helpers.quantities.quantity import Quantity
from helpers.quantities.words import NO_VARIANCE
from helpers.stats.measures import CRUDE, MEASURES

OF_GROUP = ("events", "total", "expression")
WORDS = {**{name: MEASURES[name].words for name in CRUDE}, "percentage": MEASURES["PLO"].words}  # of what squares show


def forest_plot(
    name: str,
    caption: str,
    rows: Sequence[ForestRow],
    *,
    axis: Axis,
    title: str,
    columns: tuple[str, str] = ("Treated", "Control"),
    reference: Quantity | None = None,
    notes: Sequence[str] = (),
) -> Figure:
    """Return a forest plot: squares for values, lines for intervals or ranges, diamonds for summaries.

    Parameters: name and caption of the figure; rows, top to bottom; axis; title, what the alternative text calls
    it; columns, what the two groups are called; reference, a quantity whose value a dashed line marks; notes, further
    sentences below the caption. An interval that goes on beyond the axis ends in an arrow. Raises: ValueError when a
    row does not fit the axis, when a summary lacks its interval, or when the weights of a block do not add up to 100.
    """
    for row in rows:
        _check(name, row, axis)
    blocks = blocks_of(rows)
    _check_weights(name, rows, blocks)
    measures = {measure_of(row.quantity) for row in rows if row.quantity.value is not None}
    shared = measures.pop() if len(measures) == 1 else None
    lines = [line for row in rows for line in _lines(row, columns, shared)]
    quantities = [row.quantity for row in rows] + [group for row in rows for group in row.groups]
    return drawn_figure(
        name,
        caption,
        lambda pen: paint_forest(pen, lines, axis, columns, header_of(rows, shared), reference),
        alt=alt_of(rows, columns, axis, title),
        rows=_records(rows, blocks, shared),
        quantities=quantities + ([reference] if reference and reference not in quantities else []),
        notes=notes_of(rows, notes, axis),
    )


def notes_of(rows: Sequence[ForestRow], given: Sequence[str], axis: Axis) -> list[str]:
    """Return what the squares, the lines and the sides of a forest plot are, in sentences, with those given between."""
    studies = [row for row in rows if not row.summary]
    weighed = [row.quantity for row in studies if row.weight is not None and row.quantity.value is not None]
    measures = {quantity.kind if quantity.kind == "percentage" else measure_of(quantity) for quantity in weighed}
    words = WORDS.get(measures.pop(), "effect") if len(measures) == 1 else "effect"
    squares = [f"Squares: {words}, area = weight."] if weighed else []
    ended = [row.quantity for row in studies if None not in (row.quantity.low, row.quantity.high)]
    pooled = [row.quantity for row in rows if row.summary]
    lines = interval_note([quantity for quantity in ended if quantity.value is not None], pooled)
    beside = ["Open marks: what is left out of the pool, and the pool with it."] if any(r.beside for r in rows) else []
    same = [NO_VARIANCE] if any(map(foretells_its_interval, pooled)) else []
    ranges = ["Thick lines: ranges."] if any(quantity.value is None for quantity in ended) else []
    return [*squares, *given, *beside, *lines, *ranges, *same, *axis.notes]


def blocks_of(rows: Sequence[ForestRow]) -> list[str]:
    """Return the heading of the block that each row stands in."""
    blocks: list[str] = []
    for row in rows:
        blocks.append(row.heading or (blocks[-1] if blocks else ""))
    return blocks


def header_of(rows: Sequence[ForestRow], shared: str | None) -> str:
    """Return what stands over effects: their measure, where it is one for all, with what the brackets hold."""
    levels = {row.quantity.level for row in rows if row.quantity.limits and row.quantity.value is not None}
    interval = "(95% CI)" if levels == {95} else ""
    measured = any(measure_of(row.quantity) for row in rows)
    return f"{shared or 'Effect'} {interval}".strip() if measured else ""


def _check(figure: str, row: ForestRow, axis: Axis) -> None:
    place, quantity = f"figure {figure!r}: {row.label}, {row.quantity.text},", row.quantity
    axis.check(figure, row.label, quantity)
    if len(row.groups) not in (0, 2):
        raise ValueError(f"{place} has {len(row.groups)} groups; give the counts of treated and control")
    if row.weight is not None and not 0 <= row.weight <= 100:
        raise ValueError(f"{place} has a weight of {row.weight}; weights lie between 0 and 100 percent")
    if row.summary and row.weight is not None:
        raise ValueError(f"{place} is a summary with a weight of its own; weights belong to studies")
    low, value, high = quantity.low, quantity.value, quantity.high
    if row.summary and value is not None and (low is None or high is None or not low <= value <= high):
        raise ValueError(f"{place} is a summary; its diamond needs an interval around its value")
    limits = [quantity.number_of(end) for end in ("pi_low", "pi_high")]
    if None not in limits and not (all(map(math.isfinite, limits)) and limits[0] <= limits[1]):
        raise ValueError(f"{place} has a prediction interval from {limits[0]:g} to {limits[1]:g}")


def _check_weights(figure: str, rows: Sequence[ForestRow], blocks: Sequence[str]) -> None:
    weights: dict[str, list[float]] = {}
    for block, row in zip(blocks, rows, strict=True):
        if row.weight is not None:
            weights.setdefault(block, []).append(row.weight)
    for block, found in weights.items():
        if abs(sum(found) - 100) > 0.1:
            where = f" under {block!r}" if block else ""
            raise ValueError(f"figure {figure!r}: the weights{where} add up to {sum(found):g}, not 100 percent")


def _lines(row: ForestRow, columns: tuple[str, str], shared: str | None) -> list[Line]:
    """Return a row as it is printed, and its prediction interval as another line."""
    quantity = row.quantity
    groups = tuple(group.text for group in row.groups)
    weight = "" if row.weight is None else formatting.percent(row.weight)
    long, short = figure_text(quantity), figure_text(quantity, "" if shared else None)
    part = "summary" if row.summary else "study"
    found = [Line(row.heading, row.label, row.detail, groups, short, long, weight, part, row)]
    if row.summary and (limits := prediction_text(quantity)):
        found.append(Line("", PREDICTION, "", (), limits, limits, "", "prediction", row))
    return found


def alt_of(rows: Sequence[ForestRow], columns: tuple[str, str], axis: Axis, title: str) -> str:
    """Return a forest plot in words: the axis, then each row with all its numbers."""
    spoken = []
    for row in rows:
        quantity = row.quantity
        method = f" ({quantity.method})" if quantity.method and quantity.value is not None else ""
        counts = [f"{column} {group.text}" for column, group in zip(columns, row.groups, strict=False)]
        weight = [] if row.weight is None else [f"weight {formatting.percent(row.weight)}"]
        prediction = prediction_text(quantity) if row.summary else ""
        predicted = [f"{PREDICTION} {prediction}"] if prediction else []
        parts = [*counts, figure_text(quantity) + method, *weight, *predicted]
        spoken.append((f"{row.heading}: " if row.heading else "") + f"{row.label}: {', '.join(parts)}")
    return f"{stopped(title)} {axis.words} " + "; ".join(spoken) + "."


def _records(rows: Sequence[ForestRow], blocks: Sequence[str], shared: str | None) -> list[dict[str, Any]]:
    """Return the rows as plain data; columns that no row has are left out."""
    records = []
    for block, row in zip(blocks, rows, strict=True):
        quantity = row.quantity
        record: dict[str, Any] = {"block": block, "label": row.label, "detail": row.detail}
        for name, group in zip(("treated", "control"), row.groups or (None, None), strict=True):
            cells = (group.events, group.total, group.expression) if group else (None, None, None)
            record |= {f"{name}_{part}": cell for part, cell in zip(OF_GROUP, cells, strict=True)}
        record |= {name: getattr(quantity, name) for name in ("events", "total", "value", "low", "high")}
        record |= {"interval": quantity.method, "weight": row.weight, "summary": row.summary or None}
        record["left_out"] = row.beside or None
        record |= {end: quantity.number_of(end) if row.summary else None for end in ("pi_low", "pi_high")}
        text = figure_text(quantity, "" if shared else None) if quantity.kind in ("ratio", "points") else quantity.text
        records.append(record | {"text": text, "expression": quantity.expression})
    optional = {f"{group}_{part}" for group in ("treated", "control") for part in OF_GROUP}
    optional |= {"weight", "summary", "left_out", "pi_low", "pi_high"}
    empty = {column for column in optional if all(record[column] is None for record in records)}
    return [{key: cell for key, cell in record.items() if key not in empty} for record in records]
