"""The check of one fact that is printed in several places."""

from __future__ import annotations

from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.registry import Registered, register
from helpers.stats.rounding import decimals, rounding_interval

MOST_SHOWN = 5  # places that are named; of thousands, each would name all others


def alike(printed: dict[str, str]) -> Check:
    """Return whether numbers printed in several places for one fact agree: alike, or one rounded further.

    Parameters
    ----------
    printed : dict of str to str
        Number by place, all on one scale.

    Returns
    -------
    Check
        Its parts are the places.
    """
    spans = [rounding_interval(number) for number in printed.values()]
    by_decimals = {(decimals(number), Fraction(number)) for number in printed.values()}
    words = ", ".join(f"{number} ({place})" for place, number in _shown(printed).items())
    if len(printed) > MOST_SHOWN:
        words += f" and {len(printed) - MOST_SHOWN} more"
    agree = max(low for low, _ in spans) <= min(high for _, high in spans)
    agree &= len(by_decimals) == len({places for places, _ in by_decimals})
    return Check("one fact, several places", "consistent" if agree else "inconsistent", words, tuple(printed))


def _shown(printed: dict[str, str]) -> dict[str, str]:
    """Return the places that are named: where numbers differ, the first of each number comes first."""
    if len(printed) <= MOST_SHOWN:
        return printed
    firsts = {number: place for place, number in reversed(printed.items())}
    order = [*(firsts[number] for number in dict.fromkeys(printed.values())), *printed]
    return {place: printed[place] for place in list(dict.fromkeys(order))[:MOST_SHOWN]}


register(
    Registered(
        "one fact, several places", "do all places that print one fact print the same?", {"inconsistent": ""}, ("fact",)
    )
)
