"""Checks of printed percentages and counts: granularity, denominators, parts and complements."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from helpers.audit.check import Check
from helpers.stats.rounding import decimals, events_that_give, gives_percentage, rounding_interval, unit


@lru_cache(maxsize=1024)
def grim_power(places: int, total: int) -> float:
    """Return the share 0-1 of all percentages with these decimals that no count of total gives, halves either way.

    Parameters: places, decimals; total, patients. Returns: 0 from 10^(places + 2) patients on (statistics.md, audit).
    """
    scale = 10**places
    if total >= 100 * scale:
        return 0.0
    reachable = set()
    for events in range(total + 1):
        whole, rest = divmod(200 * scale * events + total, 2 * total)
        reachable |= {whole} if rest else {whole, whole - 1}
    return 1 - len(reachable - {-1}) / (100 * scale + 1)


def grim(printed: str, total: int, *, part: str = "percent_1", rounding: str = "half") -> Check:
    """Return whether any whole number of patients gives a printed percentage.

    Parameters: printed, percent 0-100; total, patients, above 0; part, its column; rounding as in `stats.rounding`.
    Returns: verdict "" without power. Raises: ValueError. Source: the granularity test for percentages.
    """
    if total < 1:
        raise ValueError(f"a denominator is at least 1; got {total}")
    if not grim_power(decimals(printed), total):
        return Check("GRIM", "", f"of {total} patients some count gives any such percentage", (part,))
    fits = events_that_give(printed, total, rounding=rounding)
    if fits:
        words = str(fits[0]) if len(fits) == 1 else f"{fits[0]} to {fits[-1]}"
        return Check("GRIM", "consistent", f"{words} of {total} gives {printed}%", (part,))
    below = int(Fraction(printed) * total / 100)
    near = " and ".join(f"{n} of {total} is {_percent(n, total, printed)}%" for n in (below, below + 1) if n <= total)
    return Check("GRIM", "unexplained", f"no count of {total} gives {printed}%: {near}", (part,))


def counts_give(events: int, total: int, printed: str, *, group: str = "1", rounding: str = "half") -> Check:
    """Return whether events of total is the printed percentage.

    Parameters: patients; printed, percent 0-100; group, "1" or "2"; rounding as in `stats.rounding`.
    """
    parts = (f"events_{group}", f"total_{group}", f"percent_{group}")
    name, found = "counts and percentage", f"{events} of {total} is {_percent(events, total, printed)}%"
    if gives_percentage(events, total, printed, rounding=rounding):
        return Check(name, "consistent", found, parts)
    near = abs(Fraction(100 * events, total) - Fraction(printed)) <= unit(printed)
    return Check(name, "rounding" if near else "inconsistent", f"{found}, not {printed}%", parts)


def _percent(events: int, total: int, printed: str) -> str:
    """Return a percentage with as many decimals as a printed one, halves rounded up."""
    places = decimals(printed)
    scaled = Fraction(100 * events, total) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return f"{whole // 10**places}.{whole % 10**places:0{places}d}" if places else str(whole)


def part_of_whole(events: int, total: int, *, group: str = "1") -> Check:
    """Return whether a count is at most its total, and neither is negative."""
    parts = (f"events_{group}", f"total_{group}")
    if 0 <= events <= total:
        return Check("part and whole", "", f"{events} of {total}", parts)
    return Check("part and whole", "impossible", f"{events} of {total}: a part exceeds its whole", parts)


def parts_add_up(parts: list[int], whole: int) -> Check:
    """Return whether the groups add up to the whole; fewer may mean another group, more is a contradiction."""
    columns = ("total", *(f"total_{number}" for number in range(1, len(parts) + 1)))
    words = f"{' + '.join(map(str, parts))} = {sum(parts)}"
    if sum(parts) == whole:
        return Check("parts and total", "consistent", words, columns)
    verdict = "inconsistent" if sum(parts) > whole else "unexplained"
    return Check("parts and total", verdict, f"{words}, not {whole}", columns)


def complements(first: str, second: str, *, rounding: str = "half") -> Check:
    """Return a question where two groups' percentages add up to exactly 100: they may be shares of one group.

    Parameters: first and second, percent 0-100. Two groups may do so by chance: it is for a person to judge.
    """
    columns = ("percent_1", "percent_2")
    if Fraction(first) + Fraction(second) == 100 and decimals(first) == decimals(second) > 0:
        question = f"{first}% and {second}% add up to 100: are they two groups, or the two shares of one?"
        return Check("complements", "", "", columns, question)
    return Check("complements", "", "", columns)


def alike(printed: dict[str, str]) -> Check:
    """Return whether numbers printed in several places for one fact agree: alike, or one rounded further.

    Parameters: printed, number by place, one scale. Returns: parts are the places.
    """
    spans = [rounding_interval(number) for number in printed.values()]
    by_decimals = {(decimals(number), Fraction(number)) for number in printed.values()}
    words = ", ".join(f"{number} ({place})" for place, number in printed.items())
    agree = max(low for low, _ in spans) <= min(high for _, high in spans)
    agree &= len(by_decimals) == len({places for places, _ in by_decimals})
    return Check("one fact, several places", "consistent" if agree else "inconsistent", words, tuple(printed))
