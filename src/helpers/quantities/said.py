"""A number as a sentence: what it says of patients, before how it was made. Where no sentence is sure, its formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.quantities.kinds import TEXT_OF_KIND

RATIOS = {"RR": ("risk", "is", "that"), "OR": ("odds", "are", "those"), "HR": ("hazard", "is", "that")}
AS_ASKED = ("pooled", "counted", "calculated back", "printed")  # a number derived from others may turn the groups round


def said(quantity: Mapping[str, Any]) -> str:
    """Return what a number says, in words. Parameters: quantity, as `Quantity.as_dict` gives it."""
    kind, measure = quantity["kind"], quantity["measure"]
    if quantity["value"] is not None:
        if kind == "per 1,000":
            return _in_front(quantity) + _of_1000(quantity)
        if kind == "ratio" and measure in RATIOS and quantity["origin"] in AS_ASKED:
            return _in_front(quantity) + _ratio(quantity)
        if measure == "RD" and quantity["origin"] in AS_ASKED:
            return _in_front(quantity) + _difference(quantity)
    if quantity["events"] is not None and quantity["total"] and kind in ("number", "percentage"):
        share = TEXT_OF_KIND["percentage"](100 * quantity["events"] / quantity["total"])
        return f"{quantity['events']:,} of {quantity['total']:,}, which is {share}."
    formula = quantity["formula"]
    return f"{formula[0].upper()}{formula[1:]}." if formula else ""


def _in_front(quantity: Mapping[str, Any]) -> str:
    pooled = f"Pooled from {quantity['k']} studies: " if quantity["origin"] == "pooled" and quantity["k"] else ""
    adjusted = "after adjustment, " if quantity["adjusted"] else ""
    return pooled + (adjusted if pooled else adjusted.capitalize())


def _ratio(quantity: Mapping[str, Any]) -> str:
    what, verb, those = RATIOS[quantity["measure"]]
    digits = TEXT_OF_KIND["ratio"]
    words = f"the {what} in the first group {verb} {digits(quantity['value'])} times {those} in the second"
    return _sentence(
        words, quantity, digits, 1, f"a higher nor a lower {what}" if what != "odds" else "higher nor lower odds"
    )


def _of_1000(quantity: Mapping[str, Any]) -> str:
    def digits(number: float) -> str:
        return f"{abs(round(number)):,} {'fewer' if round(number) < 0 else 'more'}"

    words = f"{digits(quantity['value'])} of 1,000 patients have the outcome with treatment"
    return _sentence(words, quantity, digits, 0, "more nor fewer")


def _difference(quantity: Mapping[str, Any]) -> str:
    def digits(number: float) -> str:
        return f"{TEXT_OF_KIND['points'](abs(number))} {'lower' if number < 0 else 'higher'}"

    how, _, side = digits(quantity["value"]).rpartition(" ")
    words = f"the share in the first group is {how} percentage points {side} than in the second"
    return _sentence(words, quantity, digits, 0, "a higher nor a lower share")


def _sentence(words: str, quantity: Mapping[str, Any], digits: Any, none: float, neither: str) -> str:
    """Return a sentence with its interval, and that of the interval which nobody should overlook."""
    low, high, level = quantity["low"], quantity["high"], quantity["level"]
    if low is not None and high is not None and level is not None:
        words += f"; the {level}% interval runs from {digits(low)} to {digits(high)}"
        if low <= none <= high:
            words += f", so neither {neither} is shown"
    return f"{words[0].upper()}{words[1:]}." if not _in_front(quantity) else f"{words}."
