"""Where each study stands on the axes of topics.csv, and what its design asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.evidence.topics import NONE, NOT_READ, needed_for_designs, original_designs, topics_by_axis
from helpers.files.problems import Problem
from helpers.files.tables import Row


def find_topic_problems(package: Mapping[str, Any], studies: list[Row], topics: list[Row]) -> Iterator[Problem]:
    """Yield topics off their axis, axes on which an original study has none, `none` beside a topic, lacking cells.

    Parameters: package, the data dictionary; rows of studies.csv and of topics.csv.
    """
    axes, original = topics_by_axis(package), original_designs(package)
    placed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in topics:
        if row["topic"] not in axes.get(row["axis"], ()):
            found = f"{row['topic']} is not one of {', '.join(axes.get(row['axis'], ()))}"
            yield row.fault(f"a topic belongs to its axis, {row['axis']}", found, "Correct the topic or the axis.")
        placed[row["study"], row["axis"]].append(row["topic"])
    for row in studies:
        own = {axis: placed[row["study"], axis] for axis in axes}
        missing = [axis for axis in axes if not own[axis]]
        if row["design"] in original and missing:
            rule = "an original study has a topic on each axis in topics.csv"
            yield row.fault(rule, f"it has none for {', '.join(missing)}", f"Add them; {NONE} is a topic, too.")
        for axis in axes:
            if len(own[axis]) > 1 and (alone := {NONE, NOT_READ} & set(own[axis])):
                rule = f"{' or '.join(sorted(alone))} stands alone on the axis {axis}"
                yield row.fault(rule, f"got {', '.join(own[axis])}", "Remove one.")
        for column, designs in needed_for_designs(package).items():
            if (row["design"] in designs) != bool(row[column]):
                found = f"design is {row['design'] or 'empty'}, {column} {row[column] or 'empty'}"
                rule = f"{column} is filled for the design {' or '.join(designs)}, and for no other"
                yield row.fault(rule, found, "Correct one of them.")
