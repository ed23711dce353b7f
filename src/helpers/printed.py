"""Numbers as a source printed them: strings, whose decimals say how far they were rounded."""

from __future__ import annotations

from fractions import Fraction


def decimals(printed: str) -> int:
    """Return how many decimals a printed number shows; `"9.10"` shows 2.

    Parameters: printed, digits with an optional sign and point. Returns: a count, 0 or more.
    """
    return len(printed.partition(".")[2])


def rounding_interval(printed: str) -> tuple[Fraction, Fraction]:
    """Return the closed interval of exact values that round to a printed number, half up or half down.

    Parameters: printed, digits with an optional sign and point, any scale. Returns: low and high, same scale.
    Raises: ValueError when it is no number.
    """
    half_unit = Fraction(1, 2 * 10 ** decimals(printed))
    value = Fraction(printed)
    return value - half_unit, value + half_unit


def gives_percentage(events: int, total: int, printed: str) -> bool:
    """Return whether events of total is the printed percentage at its own precision.

    Parameters: events and total, patients, total > 0; printed, percent 0-100 as printed.
    """
    low, high = rounding_interval(printed)
    return low <= Fraction(100 * events, total) <= high


def events_that_give(printed: str, total: int) -> range:
    """Return every count of total patients whose percentage rounds to the printed one (GRIM).

    Parameters: printed, percent as printed; total, patients, > 0. Returns: a range, empty when none fits.
    Source: the granularity test, applied to percentages (statistics.md, audit).
    """
    low, high = rounding_interval(printed)
    first = max(0, -((-low * total) // 100))
    last = min(total, (high * total) // 100)
    return range(int(first), int(last) + 1)
