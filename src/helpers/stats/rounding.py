"""Numbers as a source printed them: strings, whose decimals say how far they were rounded."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

ROUNDINGS = ("half", "up", "cut")  # a half either way; a half away from zero; digits dropped


def decimals(printed: str) -> int:
    """Return how many decimals a printed number shows; `"9.10"` shows 2.

    Parameters
    ----------
    printed : str
        Digits with an optional sign and point.

    Returns
    -------
    int
        0 or more.
    """
    return len(printed.partition(".")[2])


def unit(printed: str) -> Fraction:
    """Return one unit of the last printed place; of `"9.10"` it is 1/100.

    Parameters
    ----------
    printed : str
        Digits with an optional sign and point.
    """
    return Fraction(1, 10 ** decimals(printed))


@lru_cache(maxsize=2**14)  # one printed number is asked for with many totals
def rounding_interval(printed: str, *, rounding: str = "half") -> tuple[Fraction, Fraction]:
    """Return the closed interval of exact values that a printed number may stand for.

    Parameters
    ----------
    printed : str
        Digits with an optional sign and point, on any scale.
    rounding : str
        One of ROUNDINGS: how the author rounded, by default whichever way suits.

    Returns
    -------
    low, high : Fraction
        On the same scale.

    Raises
    ------
    ValueError
        When it is no number, or the rounding is not known.
    """
    if rounding not in ROUNDINGS:
        raise ValueError(f"rounding is one of {', '.join(ROUNDINGS)}; got {rounding!r}")
    value = Fraction(printed)
    if rounding == "cut":
        return value - unit(printed) * (value <= 0), value + unit(printed) * (value >= 0)
    return value - unit(printed) / 2, value + unit(printed) / 2


def rounds_to(value: Fraction, printed: str, *, rounding: str = "half") -> bool:
    """Return whether an exact value would be printed so.

    Parameters
    ----------
    value : Fraction
        On the scale of printed.
    printed : str
        Digits with an optional sign and point.
    rounding : str
        One of ROUNDINGS.

    Raises
    ------
    ValueError
        As `rounding_interval`.
    """
    low, high = rounding_interval(printed, rounding=rounding)
    if rounding == "half":
        return low <= value <= high
    shown = Fraction(printed)  # the end away from zero belongs to the next number
    return (low <= value if shown > 0 else low < value) and (value <= high if shown < 0 else value < high)


def gives_percentage(events: int, total: int, printed: str, *, rounding: str = "half") -> bool:
    """Return whether events of total is the printed percentage at its own precision.

    Parameters
    ----------
    events, total : int
        Patients, total > 0.
    printed : str
        Percent 0-100, as printed.
    rounding : str
        One of ROUNDINGS.

    Raises
    ------
    ValueError
        As `rounding_interval`.
    """
    return rounds_to(Fraction(100 * events, total), printed, rounding=rounding)


def events_that_give(printed: str, total: int, *, rounding: str = "half") -> range:
    """Return every count of total patients whose percentage rounds to the printed one (GRIM).

    Parameters
    ----------
    printed : str
        Percent, as printed.
    total : int
        Patients, > 0.
    rounding : str
        One of ROUNDINGS.

    Returns
    -------
    range
        Empty when none fits.

    Raises
    ------
    ValueError
        As `rounding_interval`.

    Notes
    -----
    The granularity test (GRIM), applied to percentages.
    """
    low, high = rounding_interval(printed, rounding=rounding)
    first = max(0, int(-((-low * total) // 100)))
    last = min(total, int((high * total) // 100))
    while first <= last and not gives_percentage(first, total, printed, rounding=rounding):
        first += 1
    while first <= last and not gives_percentage(last, total, printed, rounding=rounding):
        last -= 1
    return range(first, last + 1)
