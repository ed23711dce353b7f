"""Which counts added up to a count before it was corrected, and no longer do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row


def broken_sums(evidence: Evidence, row: Row, cells: Mapping[str, str]) -> Iterator[str]:
    """Yield, in words, each sum of grades of a scale that held with the old count and does not with the new one.

    Parameters: evidence, of the book as it is; row, that is corrected; cells, its new ones. A range of grades is the
    sum of the ranges that it consists of, in the same group, whoever prints them, where all are out of the same total.
    """
    events = cells.get("events", "")
    if row.table != "counts" or not events.isdecimal() or int(events) == row["events"]:
        return
    counts: dict[str, list[Row]] = {}
    for each in evidence.tables["counts"]:
        if (each["study"], each["group"]) == (row["study"], row["group"]) and not each["definition"]:
            counts.setdefault(each["outcome"], []).append(each)
    ranges = {outcome: evidence.outcomes[outcome] for outcome in counts if _is_range(evidence.outcomes[outcome])}
    for whole in ranges.values():
        alike = [each for each in ranges.values() if _kind(each) == _kind(whole) and each is not whole]
        for parts in _partitions(whole["from"], whole["to"], alike):
            for rows in product(counts[whole["outcome"]], *(counts[part["outcome"]] for part in parts)):
                if row not in rows or len({each["total"] for each in rows}) > 1:
                    continue
                first, *others = (each["events"] for each in rows)
                new_first, *new = (int(events) if each is row else each["events"] for each in rows)
                if first == sum(others) and new_first != sum(new):
                    told = " + ".join(f"{each['events']} ({each['outcome']}, {each.place})" for each in rows[1:])
                    sum_ = f"{told} = {first} ({whole['outcome']}, {rows[0].place})"
                    yield f"{sum_} held before, and does not now: look at the others, too."


def _is_range(outcome: Mapping[str, Any]) -> bool:
    return bool(outcome.get("scale")) and outcome.get("from") is not None and outcome.get("to") is not None


def _kind(outcome: Mapping[str, Any]) -> tuple[str, str]:
    return outcome["scale"], outcome["timepoint"]


def _partitions(first: int, last: int, ranges: list[Any]) -> Iterator[list[Any]]:
    """Yield the ways in which ranges follow each other from the first grade to the last."""
    for each in ranges:
        if each["from"] == first and each["to"] == last:
            yield [each]
        elif each["from"] == first and each["to"] < last:
            yield from ([each, *rest] for rest in _partitions(each["to"] + 1, last, ranges))
