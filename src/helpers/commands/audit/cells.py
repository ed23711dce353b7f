"""One row of anyone's table of results, as printed, turned into the plain text that the audit reads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from helpers.audit import P_TESTS
from helpers.audit.p_tests import p_test_named
from helpers.audit.results import WHOLE
from helpers.commands.audit.columns import INTERVAL, Choice
from helpers.commands.foreign_table import Fault
from helpers.files.problems import quote
from helpers.files.tables import Row
from helpers.stats import printed
from helpers.stats.measures import COMPARISONS, named

OUTCOMES = ("binary", "ordinal", "time to event")
REMEDY = "Write it as printed, in plain digits, or leave the cell empty."
MOST_DIGITS = 9  # of a number of patients


def read_row(row: Row, choice: Choice) -> tuple[dict[str, str], list[Fault]]:
    """Return the cells of a row by our columns, plain, and rule, finding and remedy for each that cannot be read.

    Parameters: row; choice, how its header is read. A cell may hold what several columns do: an estimate with its
    interval, events with their total and percentage, a P with the test that it belongs to.
    """
    cells: dict[str, str] = {}
    faults: list[Fault] = []
    for column, ours in choice.read.items():
        cell = row[column].strip()
        if ours in ("result", "fact", "unit"):
            cells[ours] = cell
            continue
        if printed.is_nothing(cell):
            continue
        try:
            found = dict(_found(ours, cell))
        except ValueError as error:
            name = ours if column == ours else f"{column} ({ours})"
            rule, remedy = error.args
            faults.append((f"{name} {rule}", f"got {quote(cell)}", remedy))
            continue
        for name, text in found.items():
            if cells.setdefault(name, text) != text:
                rule = f"{name} is printed once in a row"
                faults.append((rule, f"got {quote(cells[name])} and {quote(text)}", "Empty one of the cells."))
    if "estimate" in cells and choice.measure:
        cells.setdefault("measure", choice.measure)
    if {"ci_low", "ci_high"} & cells.keys() and choice.level:
        cells.setdefault("level", choice.level)
    return cells, faults


def _found(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    """Return what a cell holds, by our columns. Raises: ValueError, with rule and remedy."""
    return READERS.get(ours, _number)(ours, cell)


def _measure(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    if named(cell) is None:
        rule = f"is one of {', '.join(COMPARISONS)}, with a before it when adjusted"
        remedy = "Correct it, or leave it empty."
        if cell.casefold() == "arr":
            remedy = "Write aRR for an adjusted risk ratio, RD for an absolute risk reduction."
        raise ValueError(rule, remedy)
    yield ours, cell


def _outcome(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    outcome = cell.casefold().replace("-", " ")
    outcome = {"dichotomous": "binary", "survival": "time to event"}.get(outcome, outcome)
    if outcome not in OUTCOMES:
        raise ValueError(f"is {', '.join(OUTCOMES)}", "Correct it, or leave it empty.")
    yield ours, outcome


def _test(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    test = p_test_named(cell)
    if not test:
        raise ValueError(f"is one of {', '.join(P_TESTS)}", "Correct it, or leave it empty.")
    yield ours, test


def _between(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    between = printed.interval(cell)
    if between is None:
        raise ValueError("is an interval such as 0.54 to 1.13", REMEDY)
    yield from _limits(between)


def _group(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    counted = printed.counted(cell)
    if counted is None:
        yield from _whole(ours, cell)
        return
    parts = (ours, ours.replace("events", "total"), ours.replace("events", "percent"))
    yield from ((name, text) for name, text in zip(parts, counted, strict=True) if text)


def _whole(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    whole = printed.count(cell)
    if whole is None or not whole.isdecimal() or len(whole) > MOST_DIGITS:
        raise ValueError("is a whole number", REMEDY)
    yield ours, whole


def _limit(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    if printed.plain(cell).casefold().strip("+-") not in ("inf", "infinity"):  # else nothing that can be computed
        yield from _number(ours, cell)


def _level(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    for name, text in _number(ours, printed.plain(cell).casefold().removesuffix("ci")):
        share = 0.5 <= float(text) < 1
        yield name, format(100 * Decimal(text), "f").rstrip("0").rstrip(".") if share else text


def _number(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    number = printed.number(cell)
    if number is None:
        raise ValueError("is a number", REMEDY)
    yield ours, number


def _estimate(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    effect = None if printed.number(cell) else printed.effect(cell)
    if effect is None:
        yield from _limit(ours, cell)
        return
    if effect.measure:
        yield from _measure("measure", effect.measure)
    yield ours, effect.estimate
    yield from _limits(effect.interval)


def _plain(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    yield ours, printed.plain(cell)  # what is no test statistic is not looked at


def _p(ours: str, cell: str) -> Iterator[tuple[str, str]]:
    found = printed.p_value(cell)
    if found is None:
        raise ValueError("is a P value such as 0.03 or <0.001", REMEDY)
    value, words = found
    yield ours, value
    if words:
        test = p_test_named(words)
        if not test:
            raise ValueError("is a P value such as 0.03 or <0.001", f"Write {quote(words)} elsewhere: it is no test.")
        yield "p_test", test


def _limits(between: printed.Interval) -> Iterator[tuple[str, str]]:
    names = ("ci_low", "ci_high", "level")
    yield from ((name, text) for name, text in zip(names, between, strict=True) if text)


READERS = {  # by our column; every other one holds a number
    "measure": _measure,
    "outcome_type": _outcome,
    "p_test": _test,
    "p": _p,
    "statistic": _plain,
    INTERVAL: _between,
    **dict.fromkeys(WHOLE, _whole),
    **dict.fromkeys(("events_1", "events_2"), _group),
    **dict.fromkeys(("ci_low", "ci_high"), _limit),
    "level": _level,
    "estimate": _estimate,
}
