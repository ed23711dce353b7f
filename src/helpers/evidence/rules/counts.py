"""Counts against their group, their subsets and the scale they come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from helpers.evidence.dictionary import said_of
from helpers.evidence.names import names_in
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, Tables
from helpers.stats.rounding import events_that_give


def find_count_problems(
    package: Mapping[str, Any], counts: list[Row], groups: Mapping[tuple[str, str], Row]
) -> Iterator[Problem]:
    """Yield counts larger than their group, wrongly calculated back, or without a definition that they need."""
    judged = said_of(package, "counts", "definition").get("neededForOutcomes", ())
    for row in counts:
        group = groups[row["study"], row["group"]]
        size = group["n_analysed"] if group["n_analysed"] is not None else group["n_randomised"]
        if size is not None and row["total"] > size:
            found = f"got {row['total']} of a group of {size}"
            yield row.fault("total is no larger than the group", found, "Correct the total or the group's size.")
        if row["back_calculated"]:
            fits = events_that_give(row["printed"], row["total"]) if row["printed"] else range(0)
            if fits != range(row["events"], row["events"] + 1):
                found = f"{len(fits)} counts of {row['total']} give {quote(row['printed'])}%: {list(fits[:4])}"
                rule = "a count is calculated back only where it alone gives the printed percentage"
                yield row.fault(rule, found, "Correct it, or move the percentage to values.csv.")
        if row["outcome"] in judged and not row["definition"]:
            remedy = "Name it, and describe it in definitions.csv."
            yield row.fault(f"a count of {row['outcome']} names its definition", "the cell is empty", remedy)


def find_subset_problems(counts: list[Row], groups: Mapping[tuple[str, str], Row]) -> Iterator[Problem]:
    """Yield counts of a subset that exceed those of the group it is part of, in the same source."""
    shared = ("study", "outcome", "definition", "source", "reported_by")
    known = {(row["group"], *(row[c] for c in shared)): row for row in counts}
    for row in counts:
        parent = groups[row["study"], row["group"]]["part_of"]
        whole = known.get((parent, *(row[c] for c in shared)))
        for column in ("events", "total"):
            if whole is not None and row[column] > whole[column]:
                found = f"{column} is {row[column]}, but {whole[column]} in {parent}"
                yield row.fault("a subset counts no more than its whole", found, "Correct one of the counts.")


def find_scale_problems(package: Mapping[str, Any], tables: Tables) -> Iterator[Problem]:
    """Yield counts of ranges of one scale (0-1, 0-2, 3-6, ...) that cannot stand together.

    Each range fixes a difference of the cumulative count at two cuts; fixed cuts must agree and never fall. Nobody is
    below the lowest grade of a scale, and everybody at most at its highest, where the dictionary lists its grades.
    """
    ends = {scale: name.ends for name in names_in(package) if name.ends for scale in name.names}
    outcomes = {row["outcome"]: row for row in tables["outcomes"] if row["scale"] and row["to"] is not None}
    cohorts: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in tables["counts"]:
        outcome = outcomes.get(row["outcome"])
        if outcome:
            about = (outcome["scale"], outcome["timepoint"], row["total"], row["source"], row["reported_by"])
            cohorts[row["study"], row["group"], *about].append(row)
    for (*_, scale, _timepoint, total, _source, _by), rows in cohorts.items():
        below = {ends[scale][0]: 0, ends[scale][1] + 1: total} if scale in ends else {0: 0}
        waiting = sorted(rows, key=lambda row: (outcomes[row["outcome"]]["from"] or 0, row.number))
        while waiting:
            fixed = [row for row in waiting if set(_cuts(row, outcomes)) & below.keys()]
            if not fixed:
                break
            row = fixed[0]
            waiting.remove(row)
            low, high = _cuts(row, outcomes)
            if low in below and high in below and below[high] - below[low] != row["events"]:
                found = f"{row['events']} here, but the other ranges leave {below[high] - below[low]}"
                yield row.fault(f"{scale} ranges add up", found, "Correct one of the counts.")
                continue
            if low in below:
                below[high] = below[low] + row["events"]
            else:
                below[low] = below[high] - row["events"]
            cuts = sorted(below)
            if any(below[b] < below[a] for a, b in pairwise(cuts)):
                found = f"{row['events']} does not fit between the other ranges"
                yield row.fault(f"{scale} ranges nest", found, "Correct one of the counts.")
                break


def _cuts(row: Row, outcomes: Mapping[str, Row]) -> tuple[int, int]:
    outcome = outcomes[row["outcome"]]
    return outcome["from"] or 0, outcome["to"] + 1
