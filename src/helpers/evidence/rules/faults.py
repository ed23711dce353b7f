"""Rows whose source is wrong: marked with a reason, and no others are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, Tables
from helpers.stats.measures import RATIOS
from helpers.stats.rounding import events_that_give, gives_percentage

Groups = Mapping[tuple[str, str], Row]  # by study and group


def find_fault_problems(tables: Tables, groups: Groups) -> Iterator[Problem]:
    """Yield printed numbers that contradict each other without a mark in `fault`, and marks without reason."""
    judges: dict[str, Callable[[Row, Groups], list[tuple[str, str]]]] = {
        "counts": _contradictions_in_count,
        "values": _contradictions_in_value,
        "estimates": _contradictions_in_estimate,
    }
    for name, judge in judges.items():
        for row in tables[name]:
            contradictions = judge(row, groups)
            if contradictions and not row["fault"]:
                for rule, found in contradictions:
                    remedy = "Check the locator and correct the row; if the source prints this, say so in fault."
                    yield row.fault(rule, found, remedy)
            elif row["fault"] and not contradictions:
                found = f"this one is sound but marked {quote(row['fault'])}"
                yield row.fault("fault marks only rows that contradict themselves", found, "Empty the cell.")


def _contradictions_in_count(row: Row, groups: Groups) -> list[tuple[str, str]]:
    events, total, printed = row["events"], row["total"], row["printed"]
    if events > total:
        return [("events must be <= total", f"got {events} > {total}")]
    if printed and not gives_percentage(events, total, printed):
        return [("the printed percentage comes from its counts", f"{events} of {total} is not {printed}%")]
    return []


def _contradictions_in_value(row: Row, groups: Groups) -> list[tuple[str, str]]:
    low, value, high = (Decimal(row[name]) if row[name] else None for name in ("low", "value", "high"))
    found = []
    if low is not None and high is not None:
        if low > high:
            found.append(("low is not above high", f"got {row['low']} and {row['high']}"))
        elif value is not None and not low <= value <= high:
            found.append(("an interval holds its value", f"{row['value']} is not in {row['low']} to {row['high']}"))
    percentages = [number for number in (low, value, high) if number is not None and row["unit"] == "%"]
    if any(not 0 <= number <= 100 for number in percentages):
        found.append(("a percentage lies between 0 and 100", "this one does not"))
    elif row["statistic"] == "percentage" and row["value"]:
        size = groups[row["study"], row["group"]]["n_analysed"]
        if size and not events_that_give(row["value"], size):
            found.append(("a percentage comes from a count", f"no count of {size} is {row['value']}%"))
    return found


def _contradictions_in_estimate(row: Row, groups: Groups) -> list[tuple[str, str]]:
    found = []
    numbers = [Decimal(row[name]) for name in ("ci_low", "estimate", "ci_high") if row[name]]
    if len(numbers) == 3:
        low, estimate, high = numbers
        if low > high:
            found.append(("ci_low is not above ci_high", f"got {row['ci_low']} and {row['ci_high']}"))
        elif not low <= estimate <= high:
            text = f"{row['estimate']} is not in {row['ci_low']} to {row['ci_high']}"
            found.append(("a confidence interval holds its estimate", text))
    if row["measure"] in RATIOS and any(number <= 0 for number in numbers):
        found.append(("a ratio is above 0", "this one is not"))
    if row["p"] and not 0 <= Decimal(row["p"].lstrip("<>")) <= 1:
        found.append(("P lies between 0 and 1", f"got {row['p']}"))
    return found
