"""Numbers of a pool as a reader of a terminal sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from helpers.quantities import formatting
from helpers.stats.measures import Measure

HEADS = {"ratio": "{name}", "points": "{name}, points", "percentage": "Percent", "number": "Estimate"}  # by kind
PLACES = {"ratio": 2, "points": 1, "percentage": 1}
LIMITS = ("estimate", "ci_low", "ci_high")


def head_of(measure: Measure, level: float) -> str:
    """Return what stands over the effects: the measure and its interval."""
    return f"{HEADS[measure.kind].format(name=measure.name)} ({level_words(level)} CI)"


def level_words(level: float) -> str:
    """Return a level of confidence, 0-1, as a percentage."""
    return f"{100 * level:.10g}%"


def plain(value: float, places: int) -> str:
    """Return a number with so many decimals, one of a million or more in powers of ten."""
    return formatting.fixed(value, places) if abs(value) < 1e6 else f"{value:.2e}"


def number_words(measure: Measure) -> Callable[[float], str]:
    """Return how a value of a measure becomes text: as in the book, but never a ratio or share of 0.00 that is none."""
    places = PLACES.get(measure.kind)

    def shown(value: float) -> str:
        if places is None:
            return f"{value:.4g}"
        if measure.kind != "points" and 0 < value < 0.5 / 10**places:
            return f"{value:.2g}"
        return plain(value, places)

    return shown


def limit_words(number: Callable[[float], str], low: float, high: float) -> str:
    """Return two limits as text."""
    return formatting.interval(number(low), number(high))


def interval_words(number: Callable[[float], str], limits: Sequence[float]) -> str:
    """Return an estimate with its limits as text."""
    value, low, high = limits
    return f"{number(value)} ({limit_words(number, low, high)})"


def limits_of(results: Mapping[str, Any], keys: Sequence[str] = LIMITS) -> tuple[float, float, float] | None:
    """Return three numbers of a result, None where one of them is not known."""
    value, low, high = (results[key] for key in keys)
    return None if None in (value, low, high) else (value, low, high)
