"""Small pictures of an answer, for a glance: they stand beside it, on every width as on a phone, without tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpers import figures
from helpers.evidence.topics import map_designs
from helpers.exhibits.proportions import proportion_rows
from helpers.exhibits.words import at_start, ratio_axis, the_book, within_sentence
from helpers.figures import Axis, Figure, ForestRow, forest_plot, verdict_map
from helpers.quantities.expressions import quantity
from helpers.quantities.lookup import find_outcome
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

OTHER, AGAINST = "reviews, or design not read", "against it"


def dots(
    outcome: str, kinds: Mapping[str, Sequence[str]], *, name: str, caption: str, review: Review | None = None
) -> Figure:
    """Return every percentage of an outcome as a circle, by the test that found it.

    Parameters
    ----------
    outcome
        Key of outcomes.csv.
    kinds
        Headings, each with the modalities of definitions.csv under it.
    name, caption
        Of the figure; the caption is Markdown with roles.
    review
        Another book than that of the working folder.

    Notes
    -----
    Groups under a treatment that is being tested are left out, as in `proportions`.
    """
    book = the_book(review)
    blocks = {
        heading: [row for modality in modalities for row in proportion_rows(book, outcome, "", modality=modality)]
        for heading, modalities in kinds.items()
    }
    title = f"{find_outcome(book.evidence, outcome)['label']}, by test"
    return replace(figures.dots(name, caption, blocks, axis=Axis.percent("Patients, %"), title=title), small=True)


def studies_behind(effect: str, *, name: str, caption: str, review: Review | None = None) -> Figure:
    """Return a mark for each study that speaks for or against a cause of something, by cause and by design.

    Parameters
    ----------
    effect
        An effect of links.csv.
    name, caption, review
        As for `dots`.
    """
    book = the_book(review)
    links = book.table("links").join(book.table("studies")["design"], on="study")
    links = links[links["effect"] == effect]
    groups = map_designs(book.evidence.package)
    named = {design: words for words, designs in groups.items() for design in designs}
    rows: dict[str, dict[str, list[Quantity]]] = {}
    for cause, direction, design in links[["cause", "direction", "design"]].drop_duplicates().itertuples(index=False):
        kind = AGAINST if direction == "against" else f"in {named.get(design, OTHER)}"
        found = book.links(cause, effect, direction=direction, design=design)
        rows.setdefault(at_start(cause), {}).setdefault(kind, []).append(found)
    shown = [
        kind
        for kind in (*(f"in {words}" for words in (*groups, OTHER)), AGAINST)
        if any(kind in found for found in rows.values())
    ]
    summed = {
        cause: {kind: " + ".join(count.expression for count in each) for kind, each in found.items()}
        for cause, found in rows.items()
    }
    title = f"Studies for and against each cause: {within_sentence(effect)}"
    return tally(summed, shown, name=name, caption=caption, title=title, each="study", review=book)


def effects(
    found: Mapping[str, Quantity], *, name: str, caption: str, title: str, favours: tuple[str, str], label: str
) -> Figure:
    """Return a line per ratio, of any outcomes: those of pools, or as printed.

    Parameters
    ----------
    found
        Ratios by what each is about.
    name, caption
        Of the figure; the caption is Markdown with roles.
    title
        What the alternative text calls it.
    favours
        What ratios below and above 1 say.
    label
        What the axis measures.
    """
    values = [limit for ratio in found.values() for limit in (ratio.low, ratio.high) if limit]
    rows = [ForestRow(words, ratio) for words, ratio in found.items()]
    axis = ratio_axis(label, None, values, favours)
    return replace(forest_plot(name, caption, rows, axis=axis, title=title), small=True)


def tally(
    rows: Mapping[str, Mapping[str, str]],
    kinds: Sequence[str],
    *,
    name: str,
    caption: str,
    title: str,
    each: str,
    review: Review | None = None,
) -> Figure:
    """Return a mark for each of some things that were counted, by heading and by kind.

    Parameters
    ----------
    rows
        Counts by kind, by heading: expressions, as in `{stat}` with every name in quotes.
    kinds
        The kinds in their order.
    name, caption
        Of the figure; the caption is Markdown with roles.
    title
        What the alternative text calls it.
    each
        What one mark is: study, trial, number.
    review
        Another book than that of the working folder.
    """
    evidence = the_book(review).evidence
    counts = {
        heading: {kind: quantity(call, evidence) for kind, call in found.items()} for heading, found in rows.items()
    }
    found = verdict_map(name, caption, counts, dict.fromkeys(kinds, ""), title=title, each=each)
    return replace(found, small=True)
