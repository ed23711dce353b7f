"""Effects as their sources printed them: what each compares, in a forest plot that pools nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.exhibits.words import arm_words, ratio_axis, the_book, within_sentence
from helpers.figures import Figure, ForestRow, forest_plot
from helpers.quantities.vocabulary import Review

Ends = tuple[float, float]
TURNED_OVER = "turned over from "  # the outcome that the source reports


@dataclass(frozen=True)
class Effect:
    """An effect of estimates.csv and how it is shown.

    Parameters
    ----------
    study, group, comparator, outcome
        Its keys.
    detail
        What a reader must know of the comparison, instead of the labels of its groups.
    inverted
        Whether a ratio is turned over: then it is about the opposite outcome, or the other group.
    measure, source, adjusted
        Which one, where there are several; as for `review.reported`.
    """

    study: str
    group: str
    comparator: str
    outcome: str
    detail: str = ""
    inverted: bool = False
    measure: str | None = None
    source: str | None = None
    adjusted: bool | None = None

    def row(self, review: Review) -> ForestRow:
        """Return its line of a forest plot, with what it compares in small print."""
        which = {"measure": self.measure, "source": self.source, "adjusted": self.adjusted}
        quantity = review.reported(self.study, self.group, self.comparator, self.outcome, **which)
        evidence = review.evidence
        groups = (arm_words(evidence, self.study, group) for group in (self.group, self.comparator))
        said = [self.detail or " versus ".join(groups)]
        outcome = within_sentence(evidence.outcomes[self.outcome]["label"])
        row = ForestRow(evidence.studies[self.study]["label"], quantity, second=bool(quantity.adjusted))
        if self.inverted:
            row, outcome = replace(row, quantity=quantity.inverted()), TURNED_OVER + outcome
        return replace(row, detail="; ".join([*said, outcome]))


def effect(study: str, group: str, comparator: str, outcome: str, **options: str | bool) -> Effect:
    """Return an effect for `reported`; options as the parameters of `Effect`."""
    return Effect(study, group, comparator, outcome, **options)


def reported(
    blocks: Mapping[str, Sequence[Effect]],
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    favours: tuple[str, str] | None = None,
    label: str = "Ratio",
    review: Review | None = None,
) -> Figure:
    """Return a forest plot of effects as their sources printed them, in the order given.

    Parameters
    ----------
    blocks
        Headings, each with its effects, made by `effect`.
    name, caption
        Of the figure; the caption is Markdown with roles.
    axis
        Where the axis of ratios ends.
    favours
        What ratios below and above 1 speak for: with outcomes and groups of many kinds the data cannot say it.
    label
        What the axis measures.
    review
        Another book than that of the working folder.

    Raises
    ------
    QuantityError
        When there is no such effect, or several.
    ValueError
        When an effect lies outside the axis.
    """
    book = the_book(review)
    rows = [
        replace(each.row(book), heading=heading if number == 0 else "")
        for heading, effects in blocks.items()
        for number, each in enumerate(effects)
    ]
    shown = [number for row in rows for number in (row.quantity.low, row.quantity.high) if number]
    notes = ["Effects are as printed; nothing is pooled."]
    if any(row.second for row in rows):
        notes.append("Circles: adjusted effects.")
    if any(each.inverted for effects in blocks.values() for each in effects):
        notes.append("Turned over: one divided by the printed ratio.")
    scale = ratio_axis(label, axis, shown, favours)
    return forest_plot(name, caption, rows, axis=scale, title="; ".join(blocks), notes=notes)
