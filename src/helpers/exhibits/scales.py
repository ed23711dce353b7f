"""The whole of an ordered scale in each group of a study, from the counts of its grades."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.evidence.evidence import Evidence
from helpers.exhibits.words import study_label, the_book, within_sentence
from helpers.figures import Figure
from helpers.figures import ordered_bars as draw_bars
from helpers.files.tables import Row
from helpers.quantities.grades import cover
from helpers.quantities.vocabulary import Review


def ordered_bars(
    study: str,
    scale: str,
    *,
    name: str,
    caption: str,
    groups: Sequence[str] = (),
    timepoint: str = "",
    review: Review | None = None,
) -> Figure:
    """Return a stacked bar for each group of a study, whose parts are the grades of an ordered scale.

    Parameters
    ----------
    study
        Key of studies.csv.
    scale
        As in the column `scale` of outcomes.csv.
    name, caption
        Of the figure; the caption is Markdown with roles.
    groups
        Keys of groups.csv; default all that have counts, those under treatment first.
    timepoint
        As in outcomes.csv, where the scale was read more than once.
    review
        Another book than that of the working folder.

    Raises
    ------
    ValueError
        When the counts of a group do not cover the scale without gap or overlap.

    Notes
    -----
    Of the outcomes that have counts in every group, the finest ones that follow each other are drawn. What each grade
    means stands below the caption, in the words of outcomes.csv.
    """
    book = the_book(review)
    evidence = book.evidence
    of_scale = [row for row in evidence.outcomes.values() if row["scale"] == scale and row["from"] is not None]
    of_scale = [row for row in of_scale if timepoint in ("", row["timepoint"])]
    if not of_scale:
        at = f" at {timepoint}" if timepoint else ""
        raise ValueError(f"figure {name!r}: outcomes.csv has no range of {scale}{at}")
    own = evidence.index.get(("groups", study), [])
    shown = list(groups) or [row["group"] for row in sorted(own, key=lambda row: row["role"] != "treated")]
    counted = {g: [r for r in of_scale if ("counts", study, g, r["outcome"]) in evidence.index] for g in shown}
    if not groups:
        counted = {group: rows for group, rows in counted.items() if rows}
    shared = [row for row in of_scale if counted and all(row in rows for rows in counted.values())]
    ends = (min(row["from"] for row in of_scale), max(row["to"] for row in of_scale))
    grades = cover(shared, *ends)
    if not grades:
        raise ValueError(f"figure {name!r}: the counts of {study} do not cover {scale} without gap or overlap")
    bars = [
        (evidence.groups[study, g]["label"], [(_range(row), book.pct(study, g, row["outcome"])) for row in grades])
        for g in counted
    ]
    meanings = "; ".join(f"{_range(row)} {within_sentence(row['definition'].rstrip('.'))}" for row in grades)
    read_at = f" at {grades[0]['timepoint']}" if grades[0]["timepoint"] else ""
    notes = [f"{scale}{read_at}: {meanings}."]
    if _calculated_back(evidence, study, list(counted), grades):
        notes.append("Counts were calculated back from printed percentages.")
    return draw_bars(name, caption, bars, title=f"{study_label(evidence, study)}, {scale}{read_at}", notes=notes)


def _range(row: Row) -> str:
    return str(row["from"]) if row["from"] == row["to"] else f"{row['from']}-{row['to']}"


def _calculated_back(evidence: Evidence, study: str, groups: Sequence[str], grades: Sequence[Row]) -> bool:
    found = [row for g in groups for grade in grades for row in evidence.index["counts", study, g, grade["outcome"]]]
    return any(row["back_calculated"] for row in found)
