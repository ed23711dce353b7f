"""Forest plots of one pool computed again and again: without each study, or as studies came in."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.figures.axis import Axis
from helpers.figures.figure import Figure
from helpers.figures.forest import forest_plot
from helpers.figures.forest_rows import ForestRow
from helpers.quantities.quantity import Quantity

Pools = Sequence[tuple[str, Quantity]]


def leave_one_out_plot(
    name: str,
    caption: str,
    pools: Pools,
    *,
    summary: Quantity,
    axis: Axis,
    title: str,
    of_all: str = "All studies",
    notes: Sequence[str] = (),
) -> Figure:
    """Return a forest plot of the pools without one study each, and a dashed line at the pool of all.

    Parameters: pools, each the label of the study left out and the pool of the others; summary, the pool of all,
    called `of_all`; axis; title, what the alternative text calls it; notes, further sentences. Raises:
    ValueError, as `forest_plot`.
    """
    rows = [ForestRow(f"Without {label}", quantity) for label, quantity in pools]
    notes = ["Squares: pools without one study.", *notes]
    return _against(name, caption, rows, summary, of_all, axis, title, notes)


def cumulative_plot(
    name: str,
    caption: str,
    pools: Pools,
    *,
    summary: Quantity,
    axis: Axis,
    title: str,
    of_all: str = "All studies",
    notes: Sequence[str] = (),
) -> Figure:
    """Return a forest plot of the pools as studies came in, in their order, and a dashed line at the pool of all.

    Parameters: pools, each the label of the study that came in and the pool of it with all before it; summary, the
    pool of all, called `of_all`; axis; title; notes. Raises: ValueError, as `forest_plot`.
    """
    rows = [ForestRow(f"+ {label}" if number else label, quantity) for number, (label, quantity) in enumerate(pools)]
    notes = ["Squares: pools of the studies so far.", *notes]
    return _against(name, caption, rows, summary, of_all, axis, title, notes)


def _against(
    name: str,
    caption: str,
    rows: list[ForestRow],
    summary: Quantity,
    of_all: str,
    axis: Axis,
    title: str,
    notes: list[str],
) -> Figure:
    if not rows:
        raise ValueError(f"figure {name!r} has no rows")
    last = ForestRow(of_all, summary, summary=True)
    return forest_plot(
        name,
        caption,
        [*rows, last],
        axis=axis,
        title=title,
        reference=summary,
        notes=[*notes, "Dashed line: the pool of all."],
    )
