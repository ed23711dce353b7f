"""Whole results: every check that the printed numbers of one allow, a table of them, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.audit.check import SEVERITY, Check, worst
from helpers.audit.comparisons import CRUDE, Group, effect_fits_groups, p_fits_groups
from helpers.audit.intervals import INTERVAL, ci_contains, ci_symmetric, p_fits_ci
from helpers.audit.percentages import alike, complements, counts_give, grim, part_of_whole, parts_add_up
from helpers.audit.plausibility import RATIO, dose_rate, in_range, measure_fits_outcome, ratio_above_zero
from helpers.stats.rounding import ROUNDINGS

COLUMNS = {  # of a printed result, with what each holds
    "result": "its name, each once",
    "measure": "RR, OR, HR, RD or MD; with a before it when adjusted: aOR",
    "outcome_type": "binary (read at a fixed time), ordinal or time to event",
    "estimate": "the effect",
    "ci_low": "lower limit of its confidence interval",
    "ci_high": "upper limit",
    "level": "of the interval, percent; empty for 95",
    "p": "P value, with < or > before it where printed so",
    "events_1": "patients with the event, first group",
    "total_1": "patients of the first group",
    "percent_1": "their percentage",
    "events_2": "the same of the second group",
    "total_2": "the same of the second group",
    "percent_2": "the same of the second group",
    "total": "patients of both groups together",
    "dose": "a dose",
    "unit": "its unit, such as mg/(kg·min)",
    "fact": "a word that results share when they print the same fact",
}
WORDS = ("result", "measure", "outcome_type", "unit", "fact")
WHOLE = ("events_1", "total_1", "events_2", "total_2", "total")


@dataclass(frozen=True)
class Audited:
    """A printed result with all its checks; a check that could not fail has no verdict."""

    result: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> str:
        """Return the most serious verdict."""
        return worst(check.verdict for check in self.checks)

    @property
    def questions(self) -> list[str]:
        """Return what a person must judge."""
        return [check.question for check in self.checks if check.question]

    def verdict_of(self, column: str) -> str:
        """Return the most serious verdict of the checks that judge one column, "" where none does."""
        found = [check.verdict for check in self.checks if column in check.parts and check.verdict]
        return worst(found) if found else ""


def audit_result(result: Mapping[str, str], *, rounding: str = "half", own: bool = True) -> Audited:
    """Return a printed result with every check that its numbers allow.

    Parameters: result, text by the names of COLUMNS, empty or absent where nothing is printed; rounding, how its
    author rounded, one of `helpers.stats.rounding.ROUNDINGS`; own, whether its counts are printed by the same text.
    Raises: ValueError for a cell that is no number.
    """
    if rounding not in ROUNDINGS:
        raise ValueError(f"rounding is one of {', '.join(ROUNDINGS)}; got {rounding!r}")
    cells = {name: text for name, text in result.items() if text}
    numbers = {name: int(cells[name]) for name in WHOLE if name in cells}
    checks = [*_ranges(cells), *_groups(cells, numbers, rounding)]
    possible = not any(check.verdict == "impossible" for check in checks)
    checks += _effect(cells, rounding) if possible else []
    checks += _comparison(cells, numbers, own) if possible else []
    checks.append(measure_fits_outcome(cells.get("measure", ""), cells.get("outcome_type", "")))
    if "dose" in cells:
        checks.append(dose_rate(cells["dose"], cells.get("unit", "")))
    return Audited(result, tuple(checks))


def _ranges(cells: Mapping[str, str]) -> Iterable[Check]:
    for column in ("p", "level", "percent_1", "percent_2", "events_1", "events_2", "total_1", "total_2", "total"):
        if column in cells:
            yield in_range(column.partition("_")[0], cells[column], column=column)
    yield ratio_above_zero(cells.get("measure", ""), *(cells[name] for name in INTERVAL if name in cells))


def _groups(cells: Mapping[str, str], numbers: Mapping[str, int], rounding: str) -> Iterable[Check]:
    for group in "12":
        events, total = numbers.get(f"events_{group}"), numbers.get(f"total_{group}")
        percent = cells.get(f"percent_{group}")
        if not total or total < 1:
            continue
        if events is not None:
            yield part_of_whole(events, total, group=group)
            if percent:
                yield counts_give(events, total, percent, group=group, rounding=rounding)
        elif percent and 0 <= Fraction(percent) <= 100:
            yield grim(percent, total, part=f"percent_{group}", rounding=rounding)
    if {"total", "total_1", "total_2"} <= numbers.keys():
        yield parts_add_up([numbers["total_1"], numbers["total_2"]], numbers["total"])
    if {"percent_1", "percent_2"} <= cells.keys():
        yield complements(cells["percent_1"], cells["percent_2"], rounding=rounding)


def _effect(cells: Mapping[str, str], rounding: str) -> Iterable[Check]:
    if not cells.keys() >= set(INTERVAL):
        return
    limits = [cells[name] for name in INTERVAL]
    yield ci_contains(*limits)
    options = {"ratio": bool(RATIO.match(cells.get("measure", ""))), "rounding": rounding}
    if ci_contains(*limits).verdict == "impossible":
        return
    yield ci_symmetric(*limits, **options)
    if "p" in cells:
        yield p_fits_ci(cells["p"], *limits, level=float(cells.get("level", "95")) / 100, **options)


def _comparison(cells: Mapping[str, str], numbers: Mapping[str, int], own: bool) -> Iterable[Check]:
    groups = [Group(numbers.get(f"events_{g}"), numbers.get(f"total_{g}"), cells.get(f"percent_{g}")) for g in "12"]
    measure = cells.get("measure", "")
    if "estimate" in cells and measure in CRUDE:
        yield effect_fits_groups(measure, cells["estimate"], *groups)
    if "p" in cells and measure in ("", *CRUDE) and "ci_low" not in cells:
        yield p_fits_groups(cells["p"], *groups, own=own)


def audit_table(results: Iterable[Mapping[str, str]], *, rounding: str = "half") -> list[Audited]:
    """Return every result with its checks, also of the facts that several results print.

    Parameters: as for `audit_result`; results of one `fact` must agree in every number that both print.
    """
    audited = [audit_result(result, rounding=rounding) for result in results]
    by_fact: dict[str, list[int]] = {}
    for at, found in enumerate(audited):
        if found.result.get("fact"):
            by_fact.setdefault(found.result["fact"], []).append(at)
    for places in by_fact.values():
        for column in (name for name in COLUMNS if name not in WORDS):
            printed = {at: audited[at].result[column] for at in places if audited[at].result.get(column)}
            if len(printed) < 2 or any(text[0] in "<>" for text in printed.values()):
                continue
            check = alike({audited[at].result.get("result", str(at)): text for at, text in printed.items()})
            for at in printed:
                one = Check(check.name, check.verdict, check.reason, (column,))
                audited[at] = Audited(audited[at].result, (*audited[at].checks, one))
    return audited


def summarise(audited: Iterable[Audited], of: Callable[[Audited], str] = lambda found: found.verdict) -> dict[str, int]:
    """Return how many results have each verdict, best first; `of` gives another word to count by."""
    counts = Counter(map(of, audited))
    return dict(sorted(counts.items(), key=lambda pair: (SEVERITY.get(pair[0], len(SEVERITY)), pair[0])))
