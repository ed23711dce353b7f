"""Checks of printed percentages and counts: granularity, denominators, parts and complements."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from helpers.audit.check import Check
from helpers.audit.registry import ASKS, Printed, check
from helpers.stats.rounding import decimals, events_that_give, gives_percentage, unit

PERCENTS = ("percent_1", "percent_2")
OF_GROUPS = ("events_1", "total_1", "percent_1", "events_2", "total_2", "percent_2")


@lru_cache(maxsize=1024)
def grim_power(places: int, total: int) -> float:
    """Return the share of all percentages with some number of decimals that no count of a total gives.

    Parameters
    ----------
    places : int
        Decimals.
    total : int
        Patients.

    Returns
    -------
    float
        0 to 1, halves either way; 0 from 10^(places + 2) patients on.
    """
    scale = int(10**places)
    if total >= 100 * scale:
        return 0.0
    reachable: set[int] = set()
    for events in range(total + 1):
        whole, rest = divmod(200 * scale * events + total, 2 * total)
        reachable |= {whole} if rest else {whole, whole - 1}
    return 1 - len(reachable - {-1}) / (100 * scale + 1)


def grim(printed: str, total: int, *, part: str = "percent_1", rounding: str = "half") -> Check:
    """Return whether any whole number of patients gives a printed percentage.

    Parameters
    ----------
    printed : str
        Percent, 0 to 100.
    total : int
        Patients, above 0.
    part : str
        The column of the percentage.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.

    Returns
    -------
    Check
        "unexplained" where none does; verdict "" where some count gives any percentage, so none could fail.

    Raises
    ------
    ValueError
        For a total below 1.

    Notes
    -----
    The granularity test (GRIM), for percentages instead of means.
    """
    if total < 1:
        raise ValueError(f"a denominator is at least 1; got {total}")
    if not _can_fail(decimals(printed), total):
        return Check("GRIM", "", f"of {total} patients some count gives any such percentage", (part,))
    fits = events_that_give(printed, total, rounding=rounding)
    if fits:
        words = str(fits[0]) if len(fits) == 1 else f"{fits[0]} to {fits[-1]}"
        return Check("GRIM", "consistent", f"{words} of {total} gives {printed}%", (part,))
    below = int(Fraction(printed) * total / 100)
    near = " and ".join(f"{n} of {total} is {_percent(n, total, printed)}%" for n in (below, below + 1) if n <= total)
    return Check("GRIM", "unexplained", f"no count of {total} gives {printed}%: {near}", (part,))


def _can_fail(places: int, total: int) -> bool:
    """Return whether `grim_power` is above 0; false also where counting that would take more than a million steps."""
    every = 100 * int(10**places) + 1
    if 2 * (total + 1) < every:  # a count gives two percentages at most
        return True
    return total <= 10**6 and grim_power(places, total) > 0


def counts_give(events: int, total: int, printed: str, *, group: str = "1", rounding: str = "half") -> Check:
    """Return whether events of total is the printed percentage.

    Parameters
    ----------
    events, total : int
        Patients.
    printed : str
        Percent, 0 to 100.
    group : str
        "1" or "2".
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.
    """
    parts = (f"events_{group}", f"total_{group}", f"percent_{group}")
    name, words = "counts and percentage", f"{events} of {total} is {_percent(events, total, printed)}%"
    if gives_percentage(events, total, printed, rounding=rounding):
        return Check(name, "consistent", words, parts)
    near = abs(Fraction(100 * events, total) - Fraction(printed)) <= unit(printed)
    return Check(name, "rounding" if near else "inconsistent", f"{words}, not {printed}%", parts)


def _percent(events: int, total: int, printed: str) -> str:
    """Return a percentage with as many decimals as a printed one, halves rounded up."""
    places = decimals(printed)
    scaled = Fraction(100 * events, total) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return f"{whole // 10**places}.{whole % 10**places:0{places}d}" if places else str(whole)


def part_of_whole(events: int, total: int, *, group: str = "1") -> Check:
    """Return whether a count is at most its total, and neither is negative.

    Parameters
    ----------
    events, total : int
        Patients.
    group : str
        "1" or "2".
    """
    parts = (f"events_{group}", f"total_{group}")
    if 0 <= events <= total:
        return Check("part and whole", "", f"{events} of {total}", parts)
    return Check("part and whole", "impossible", f"{events} of {total}: a part exceeds its whole", parts)


def _groups(result: Printed) -> Iterator[tuple[str, int | None, int, str | None]]:
    """Yield each group whose size is printed: its number, events, total and percentage."""
    for group in "12":
        total = result.counts.get(f"total_{group}")
        if total and total >= 1:
            yield group, result.counts.get(f"events_{group}"), total, result.cells.get(f"percent_{group}")


@check(
    "part and whole",
    columns=("events_1", "total_1", "events_2", "total_2"),
    question="is the part no larger than its whole?",
    fails_as={"impossible": ""},
)
def _part_and_whole(result: Printed) -> Iterator[Check]:
    for group, events, total, _ in _groups(result):
        if events is not None:
            yield part_of_whole(events, total, group=group)


@check(
    "counts and percentage",
    columns=OF_GROUPS,
    question="do events and total give the percentage?",
    fails_as={"inconsistent": ""},
)
def _counts_and_percentage(result: Printed) -> Iterator[Check]:
    for group, events, total, percent in _groups(result):
        if events is not None and percent:
            yield counts_give(events, total, percent, group=group, rounding=result.rounding)


@check(
    "GRIM",
    columns=("total_1", "percent_1", "total_2", "percent_2"),
    question="does any whole number of patients give this percentage (granularity)?",
    fails_as={"unexplained": ""},
)
def _granularity(result: Printed) -> Iterator[Check]:
    for group, events, total, percent in _groups(result):
        if events is None and percent and 0 <= Fraction(percent) <= 100:
            yield grim(percent, total, part=f"percent_{group}", rounding=result.rounding)


def parts_add_up(parts: list[int], whole: int) -> Check:
    """Return whether the groups add up to the whole.

    Parameters
    ----------
    parts : list of int
        Patients of each group.
    whole : int
        Patients of all together.

    Returns
    -------
    Check
        "unexplained" for fewer, since there may be another group; "inconsistent" for more.
    """
    columns = ("total", *(f"total_{number}" for number in range(1, len(parts) + 1)))
    words = f"{' + '.join(map(str, parts))} = {sum(parts)}"
    if sum(parts) == whole:
        return Check("parts and total", "consistent", words, columns)
    verdict = "inconsistent" if sum(parts) > whole else "unexplained"
    return Check("parts and total", verdict, f"{words}, not {whole}", columns)


@check(
    "parts and total",
    columns=("total", "total_1", "total_2"),
    question="do the groups add up to the whole?",
    fails_as={"inconsistent": "they exceed it", "unexplained": "they fall short of it"},
)
def _parts_and_total(result: Printed) -> Iterator[Check]:
    if {"total", "total_1", "total_2"} <= result.counts.keys():
        yield parts_add_up([result.counts["total_1"], result.counts["total_2"]], result.counts["total"])


def complements(first: str, second: str) -> Check:
    """Return a question where two groups' percentages add up to exactly 100: they may be shares of one group.

    Parameters
    ----------
    first, second : str
        Percent, 0 to 100. Two groups may add up to 100 by chance: it is for a person to judge.
    """
    if Fraction(first) + Fraction(second) == 100 and decimals(first) == decimals(second) > 0:
        question = f"{first}% and {second}% add up to 100: are they two groups, or the two shares of one?"
        return Check("complements", "", "", PERCENTS, question)
    return Check("complements", "", "", PERCENTS)


@check(
    "complements",
    columns=PERCENTS,
    question="are these percentages of two groups, or the two shares of one?",
    fails_as={ASKS: ""},
)
def _complements(result: Printed) -> Iterator[Check]:
    if result.cells.keys() >= set(PERCENTS):
        yield complements(result.cells["percent_1"], result.cells["percent_2"])
