"""Kinds of numbers: how each becomes text, and its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any, NamedTuple

from helpers.quantities import formatting


class Style(NamedTuple):
    """How numbers of a kind become text: their digits, and the sign behind them."""

    digits: Callable[[float], str]
    sign: str = ""

    def __call__(self, number: float) -> str:
        """Return a number as text, with its sign."""
        return self.digits(number) + self.sign

    def interval(self, low: float, high: float) -> str:
        """Return two limits as text, with one sign."""
        return formatting.interval(self.digits(low), self.digits(high)) + self.sign


TEXT_OF_KIND: dict[str, Style] = {
    "percentage": Style(lambda value: formatting.fixed(value, 1), "%"),
    "points": Style(lambda value: formatting.fixed(value, 1)),
    "ratio": Style(formatting.ratio),
    "number": Style(formatting.number),
    "words": Style(formatting.number),
    "p": Style(formatting.p_value),
    "variance": Style(lambda value: formatting.fixed(value, 3)),
    "share": Style(lambda value: formatting.fixed(value, 0), "%"),
    "statistic": Style(lambda value: formatting.fixed(value, 2)),
    "number needed": Style(formatting.rounded_up),
    "per 1,000": Style(lambda value: formatting.fixed(value, 0)),
}
UNIT_OF_KIND = {"percentage": "%", "share": "%", "points": "percentage points", "per 1,000": "per 1,000"}


def part_of_kind(kind: str = "") -> Any:
    """Return a field that an expression may name, of a kind of number; "" is the kind of the estimate."""
    return field(default=None, metadata={"kind": kind})
