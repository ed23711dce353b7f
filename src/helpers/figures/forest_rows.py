"""The lines of a forest plot: what each holds, and its numbers as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

PREDICTION = "95% prediction interval"
CONFIDENCE = "95% CI"  # how the method of a confidence interval begins


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot.

    Parameters: label, the study and group; quantity, with value, low and high on the axis' scale; with neither
    value nor range its text is printed and nothing drawn; detail, small print under the label, such as a
    definition; heading, begins a new block; second, drawn in the second colour and as a circle; groups, the counts
    of treated and control; weight in percent, the area of the square; summary, a diamond from low to high, with the
    prediction interval on a line of its own where the quantity has one.
    """

    label: str
    quantity: Quantity
    detail: str = ""
    heading: str = ""
    second: bool = False
    groups: Sequence[Quantity] = ()
    weight: float | None = None
    summary: bool = False


def measure_of(quantity: Quantity) -> str:
    """Return the measure that a quantity's text names before its value, such as RR."""
    if quantity.value is None or quantity.kind not in ("ratio", "points"):
        return ""
    before, found, _ = quantity.text.partition(quantity.shown("value"))
    return before.strip() if found else ""


def figure_text(quantity: Quantity, measure: str | None = None) -> str:
    """Return the text beside a line: the quantity's own text, with events/total and interval where it has them.

    Parameters: quantity; measure, written before an effect instead of the one that its own text names.
    """
    if quantity.value is None:
        return quantity.text
    limits = quantity.limits.removesuffix("%")
    if quantity.kind in ("ratio", "points"):
        words = (measure_of(quantity) if measure is None else measure, quantity.shown("value"))
        return " ".join(filter(None, words)) + (f" ({limits})" if limits else "")
    if quantity.kind != "percentage":
        return quantity.text
    text = quantity.text if not limits or limits in quantity.text else f"{quantity.text} ({limits})"
    if quantity.events is None:
        return text
    return f"{formatting.integer(quantity.events)}/{formatting.integer(quantity.total)}, {text}"


def prediction_text(quantity: Quantity) -> str:
    """Return the prediction interval of a pooled quantity as text, or nothing."""
    if quantity.statistics.get("pi_low") is None or quantity.statistics.get("pi_high") is None:
        return ""
    return formatting.interval(quantity.shown("pi_low").removesuffix("%"), quantity.shown("pi_high"))


def interval_note(methods: Sequence[str], told: Sequence[str] = ()) -> list[str]:
    """Return a sentence on lines that are confidence intervals, or nothing where one is not.

    Parameters: methods of the intervals drawn as lines; told, methods that another sentence names already.
    """
    if not methods or not all(method.startswith(CONFIDENCE) for method in methods):
        return []
    new = dict.fromkeys(method for method in methods if method not in told)
    named = [words for method in new if (words := method.removeprefix(CONFIDENCE).strip(", "))]
    return ["Lines: 95% confidence intervals" + (f" ({'; '.join(named)})" if named else "") + "."]
