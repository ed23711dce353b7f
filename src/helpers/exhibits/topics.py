"""What studies look at, what is said to lead to what, and when a test was done: maps and a time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers import figures
from helpers.evidence.topics import NONE, NOT_READ, heading_of_none, map_designs, plural_of, topics_by_axis
from helpers.exhibits.words import at_start, the_book, within_sentence
from helpers.figures import Figure, Span, Strand
from helpers.quantities import formatting
from helpers.quantities.lookup import studies_on
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

UNKNOWN = ("publication of unknown design", "publications of unknown design")
TICKS = (0, 0.5, 3, 24, 48, 96, 168, 336, 720, 2160)  # hours on a time line


def evidence_map(
    rows: str,
    columns: str,
    *,
    name: str,
    caption: str,
    only: Sequence[str] = (),
    review: Review | None = None,
) -> Figure:
    """Return a map of how many original studies there are between two axes of topics.csv, by design.

    Parameters
    ----------
    rows, columns
        Axes of topics.csv.
    name, caption
        Of the figure; the caption is Markdown with roles.
    only
        Topics of the columns to show; default all.
    review
        Another book than that of the working folder.

    Notes
    -----
    Every original study counts once in each cell to which its topics lead.
    """
    book = the_book(review)
    return figures.evidence_map(
        name, caption, **map_of(book, rows, columns, columns=only), title=f"Studies by {rows} and {columns}"
    )


def causal_map(middle: str, *, name: str, caption: str, review: Review | None = None) -> Figure:
    """Return a map of what is said to lead to something, what that leads to, and the studies behind each step.

    Parameters
    ----------
    middle
        A cause or effect of links.csv, around which the map is drawn.
    name, caption, review
        As for `evidence_map`.

    Raises
    ------
    ValueError
        When links.csv has no cause of it, or no effect.
    """
    book = the_book(review)
    links = book.table("links")
    effects = links.loc[links["cause"] == middle, "effect"].unique()
    return figures.causal_map(
        name,
        caption,
        causes_of(book, middle),
        middle,
        [(effect, strands(book, middle, effect)) for effect in effects],
        title=f"What is said to lead to {within_sentence(middle)}, and what follows, with the studies for each step",
    )


def timeline(
    kinds: Mapping[str, Sequence[str]],
    *,
    name: str,
    caption: str,
    label: str = "Time of the test",
    review: Review | None = None,
) -> Figure:
    """Return when each study did its test, in time after the event that definitions.csv counts from.

    Parameters
    ----------
    kinds
        Headings, each with the modalities of definitions.csv under it.
    name, caption, review
        As for `evidence_map`.
    label
        What the scale of hours measures.

    Notes
    -----
    Studies whose time was not read are left out.
    """
    book = the_book(review)
    spans = test_times(book, kinds)
    last = max((span.end for span in spans), default=0)
    ends = next((tick for tick in TICKS if tick >= last), last)
    ticks = [(hours, duration(hours)) for hours in TICKS if hours <= ends]
    title = "Time of the test, by study"
    return figures.timeline(name, caption, spans, title=title, label=label, ticks=ticks)


def duration(hours: float) -> str:
    """Return a time in its usual unit: `at once`, `30 min`, `3 h`, `2 days`."""
    if hours == 0:
        return "at once"
    if hours < 1:
        return f"{60 * hours:g} min"
    return f"{hours:g} h" if hours < 24 else f"{hours / 24:g} day" + ("s" if hours > 24 else "")


def heading_of(review: Review, axis: str, topic: str) -> str:
    """Return a topic as a map heads it."""
    return heading_of_none(review.evidence.package, axis) if topic == NONE else at_start(topic)


def map_of(review: Review, row_axis: str, column_axis: str, columns: Sequence[str] = ()) -> dict[str, Any]:
    """Return rows, columns and cells of an evidence map between two axes of topics.csv, as `evidence_map` takes them.

    Parameters: review; row_axis and column_axis, axes of topics.csv; columns, some of its topics, default all. Every
    original study counts once in each cell to which its topics lead.
    """
    rows, heads = _headings(review, row_axis), _headings(review, column_axis, columns)
    places = {(rows[row], heads[column]): (row, column) for row in rows for column in heads}
    return {
        "rows": list(rows.values()),
        "columns": list(heads.values()),
        "cells": {
            place: cell
            for place, (row, column) in places.items()
            if (cell := _by_design(review, {row_axis: row, column_axis: column}))
        },
    }


def _headings(review: Review, axis: str, only: Sequence[str] = ()) -> dict[str, str]:
    """Return the topics of an axis as a map heads them; what was not read only where that is so of a study."""
    unread = studies_on(review.evidence, axis, NOT_READ)
    topics = only or [topic for topic in topics_by_axis(review.evidence.package)[axis] if topic != NOT_READ or unread]
    return {topic: heading_of(review, axis, topic) for topic in topics}


def _by_design(review: Review, topics: Mapping[str, str]) -> dict[str, Quantity | int]:
    found: dict[str, Quantity | int] = {}
    for words, designs in map_designs(review.evidence.package).items():
        each = [review.studies(design=design, **topics) for design in designs]
        if total := sum(int(quantity.value) for quantity in each):
            found[words] = each[0] if len(each) == 1 else total
    return found


def causes_of(review: Review, effect: str) -> list[tuple[str, list[Strand]]]:
    """Return every cause of an effect in links.csv with its evidence by design, in the order of the file."""
    links = review.table("links")
    causes = links.loc[links["effect"] == effect, "cause"].unique()
    return [(cause, strands(review, cause, effect)) for cause in causes]


def strands(review: Review, cause: str, effect: str) -> list[Strand]:
    """Return the evidence on a step: a line per direction, species and design, with its studies and patients."""
    links = review.table("links").join(review.table("studies")[["species", "design"]], on="study")
    step = links[(links["cause"] == cause) & (links["effect"] == effect)]
    kinds = step[["direction", "species", "design"]].drop_duplicates()
    kinds = kinds.sort_values("direction", key=lambda direction: direction == "against", kind="stable")
    found = []
    for direction, species, design in kinds.itertuples(index=False):
        counted = review.links(cause, effect, direction=direction, design=design)
        several = counted.k is not None and counted.k > 1
        of_one, of_several = (design, plural_of(review.evidence.package, design)) if design else UNKNOWN
        text = f"{counted.text} {of_several if several else of_one}"
        if species:
            text += f" ({species})"
        elif counted.total:
            text += f", {formatting.integer(counted.total)} patients"
        found.append(Strand(text, counted, direction == "against"))
    return found


def test_times(review: Review, kinds: Mapping[str, Sequence[str]]) -> list[Span]:
    """Return when each study did its test, by kind of test.

    Parameters: review; kinds, heading to the modalities of definitions.csv under it. Studies whose time was not
    read are left out.
    """
    tests = review.table("definitions").join(review.table("studies")["label"], on="study")
    tests = tests[(tests["from_h"] != "") & (tests["to_h"] != "")].astype({"from_h": float, "to_h": float})
    once = ["from_h", "to_h", "study"]
    found = []
    for heading, modalities in kinds.items():
        own = tests[tests["modality"].isin(modalities)].drop_duplicates(once).sort_values(once)
        for number, row in enumerate(own.itertuples()):
            found.append(Span(row.label, row.from_h, row.to_h, row.timing, heading if number == 0 else ""))
    return found
