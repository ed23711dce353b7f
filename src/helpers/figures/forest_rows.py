"""The lines of a forest plot: what each holds, and its numbers as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

PREDICTION = "95% prediction interval"


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot.

    Parameters: label, the study and group; quantity, with value, low and high on the axis' scale; with neither
    value nor range its text is printed and nothing drawn; detail, small print under the label, such as a
    definition; heading, begins a new block; second, drawn in the second colour and as a circle; groups, the counts
    of treated and control; weight in percent, the area of the square; summary, a diamond from low to high, with the
    prediction interval on a line of its own where the quantity has one; beside, drawn open, as what is left out of the
    pool and what the pool would be with it.
    """

    label: str
    quantity: Quantity
    detail: str = ""
    heading: str = ""
    second: bool = False
    groups: Sequence[Quantity] = ()
    weight: float | None = None
    summary: bool = False
    beside: bool = False


def measure_of(quantity: Quantity) -> str:
    """Return the measure of an effect that has a value, such as RR."""
    return quantity.label if quantity.value is not None and quantity.kind in ("ratio", "points") else ""


def figure_text(quantity: Quantity, measure: str | None = None) -> str:
    """Return the text beside a line: the quantity's own text, with events/total and interval where it has them.

    Parameters: quantity; measure, written before an effect instead of the one that its own text names.
    """
    if quantity.value is None:
        return quantity.text
    limits = quantity.interval_of("low", "high", sign=False)
    if quantity.kind in ("ratio", "points"):
        words = (measure_of(quantity) if measure is None else measure, quantity.text_of("value"))
        return " ".join(filter(None, words)) + (f" ({limits})" if limits else "")
    if quantity.kind != "percentage":
        return quantity.text
    alone = quantity.text == quantity.text_of("value")  # a text that says more has its interval
    text = f"{quantity.text} ({limits})" if alone and limits else quantity.text
    if quantity.events is None:
        return text
    return f"{formatting.integer(quantity.events)}/{formatting.integer(quantity.total)}, {text}"


def prediction_text(quantity: Quantity) -> str:
    """Return the prediction interval of a pooled quantity as text, or nothing."""
    return quantity.interval_of("pi_low", "pi_high")


def interval_note(drawn: Sequence[Quantity], told: Sequence[Quantity] = ()) -> list[str]:
    """Return a sentence on lines that are confidence intervals, or nothing where one is not.

    Parameters: drawn, whose intervals are lines; told, those whose kind of interval another sentence names already.
    """
    if {quantity.level for quantity in drawn} != {95}:
        return []
    named = dict.fromkeys(quantity.interval for quantity in drawn if quantity.interval)
    for quantity in told:
        named.pop(quantity.interval, None)
    return ["Lines: 95% confidence intervals" + (f" ({'; '.join(named)})" if named else "") + "."]
