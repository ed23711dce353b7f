"""The grades of a scale in two groups: which counts cover it once, from its best to its worst end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities.lookup import Counted, QuantityError, counted, find_group, unknown

FEWEST = 3  # grades: two are a proportion


class Distribution(NamedTuple):
    """How many patients of two groups have each grade of a scale.

    scale, its name; grades, rows of outcomes.csv, the lowest first; counted, of each group; lowest_is_best, whether a
    low grade is the better one.
    """

    scale: str
    grades: list[Row]
    counted: tuple[list[Counted], list[Counted]]
    lowest_is_best: bool

    @property
    def counts(self) -> tuple[list[int], list[int]]:
        """Return the patients of both groups, the lowest grade first."""
        one, other = ([found.events for found in group] for group in self.counted)
        return one, other

    @property
    def best_first(self) -> tuple[list[int], list[int]]:
        """Return the patients of both groups, the best grade first."""
        one, other = self.counts
        return (one, other) if self.lowest_is_best else (one[::-1], other[::-1])

    @property
    def rows(self) -> list[Row]:
        """Return the rows behind the counts."""
        return [row for group in self.counted for found in group for row in found.rows]

    @property
    def rivals(self) -> list[Row]:
        """Return all sources' rows for the same facts."""
        return [row for group in self.counted for found in group for row in found.rivals]


def distribution(
    evidence: Evidence, study: str, groups: tuple[str, str], scale: str, source: str | None
) -> Distribution:
    """Return the counts of two groups over all grades of a scale.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    study : str
        Key of studies.csv.
    groups : tuple of str
        Group and comparator; arms joined by + are taken as one.
    scale : str
        A scale of outcomes.csv, or an outcome on it: then at the time of that outcome.
    source : {"primary", "secondary", "review"}, optional
        Instead of the best.

    Returns
    -------
    Distribution
        The finest grades that both groups have counts of, which cover the scale without gap or overlap.

    Raises
    ------
    QuantityError
        When a name is unknown, no set of counts covers the scale, or a group's grades do not add up to its patients.
    """
    for group in groups:
        for arm in str(group).split("+"):
            find_group(evidence, study, arm)
    ranges = _ranges(evidence, scale)
    name = ranges[0]["scale"]
    there = [row for row in ranges if all(_has(evidence, study, group, row["outcome"], source) for group in groups)]
    times = dict.fromkeys(row["timepoint"] for row in there)
    ends = min(row["from"] for row in ranges), max(row["to"] for row in ranges)
    by_time = {time: cover([row for row in there if row["timepoint"] == time], *ends) for time in times}
    covers = {time: found for time, found in by_time.items() if found}
    if not covers:
        raise QuantityError(f"{study} has no counts of {' and '.join(groups)} that cover {name} from end to end")
    if len(covers) > 1:
        raise QuantityError(f"{study} has {name} at {', '.join(covers)}: name an outcome on it, at its time")
    (grades,) = covers.values()
    if len(grades) < FEWEST:
        raise QuantityError(f"{study} has {name} in {len(grades)} parts only: compare them by rr, or_ or rd")
    filters = {"source": source, "definition": None}
    one, other = ([counted(evidence, study, group, grade["outcome"], filters) for grade in grades] for group in groups)
    for group, patients in zip(groups, (one, other), strict=True):
        totals, sum_of_grades = {each.total for each in patients}, sum(each.events for each in patients)
        if totals != {sum_of_grades}:
            of = " or ".join(map(str, sorted(totals)))
            raise QuantityError(f"{study}, {group}: the grades of {name} hold {sum_of_grades} patients, of {of}")
    return Distribution(name, grades, (one, other), _lowest_is_best(name, grades))


def _ranges(evidence: Evidence, scale: str) -> list[Row]:
    """Return the outcomes that are ranges of a scale; of an outcome's scale, those at its time."""
    every = [row for row in evidence.tables["outcomes"] if row["scale"] and None not in (row["from"], row["to"])]
    if named := evidence.outcomes.get(scale):
        every = [row for row in every if row["timepoint"] == named["timepoint"]]
        wanted = named["scale"]
    else:
        wanted = scale
    found = [row for row in every if row["scale"] == wanted]
    if not found:
        raise unknown("scale", scale, (row["scale"] for row in evidence.tables["outcomes"] if row["scale"]))
    return found


def _has(evidence: Evidence, study: str, group: str, outcome: str, source: str | None) -> bool:
    """Return whether all arms of a group have a count, from a source when one is asked for."""
    arms = (evidence.index.get(("counts", study, arm, outcome), ()) for arm in str(group).split("+"))
    return all(any(source in (None, row["source"]) for row in rows) for rows in arms)


def cover(ranges: Sequence[Row], lowest: int, highest: int) -> list[Row]:
    """Return the finest ranges that follow each other from the lowest to the highest grade, or nothing.

    Parameters
    ----------
    ranges
        Rows of outcomes.csv, each with the first and last grade of its range.
    lowest, highest
        The ends of the scale.
    """
    best: dict[int, list[Row]] = {lowest: []}  # by the grade that comes next
    for grade in range(lowest, highest + 1):
        for row in ranges:
            if row["from"] == grade and grade in best:
                path, after = [*best[grade], row], row["to"] + 1
                if len(path) > len(best.get(after, ())):
                    best[after] = path
    return best.get(highest + 1, [])


def _lowest_is_best(scale: str, grades: Sequence[Row]) -> bool:
    """Return whether the lowest grade is the better end. Raises: QuantityError when outcomes.csv does not say."""
    ends = (grades[0]["direction"], grades[-1]["direction"])
    if ends not in (("benefit", "harm"), ("harm", "benefit")):
        raise QuantityError(f"outcomes.csv calls the ends of {scale} {' and '.join(ends)}: one is the better end")
    return ends[0] == "benefit"
