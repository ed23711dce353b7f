"""From evidence to the rows of figures and tables: one row per count, in the words of the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.figures import ForestRow
from helpers.files.tables import Row
from helpers.quantities.lookup import facts
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review
from helpers.quantities.words import criterion, describe


def percentage_of(review: Review, row: Row) -> Quantity:
    """Return the percentage of a row of counts.csv, by the shortest call that gives it."""
    rows = review.evidence.index["counts", row["study"], row["group"], row["outcome"]]
    definition = row["definition"] if len({other["definition"] for other in rows}) > 1 else None
    return review.pct(row["study"], row["group"], row["outcome"], definition=definition)


def proportion_rows(review: Review, outcome: str, heading: str, **filters: Any) -> list[ForestRow]:
    """Return a block of a forest plot: every count of an outcome that meets the filters of `facts`, highest first.

    Parameters: review; outcome; heading of the block. Groups under a treatment that is being tested are left out:
    they say what the treatment does, not how often the outcome occurs.
    """
    chosen = [row for row in facts(review.evidence, outcome, **filters) if not is_treated(review.evidence, row)]
    chosen.sort(key=lambda row: (-row["events"] / row["total"], row["study"], row["group"]))
    return [
        ForestRow(
            label=row_words(review.evidence, row),
            quantity=percentage_of(review, row),
            detail=describe(review.evidence.definitions[row["definition"]]) if row["definition"] else "",
            heading=heading if number == 0 else "",
        )
        for number, row in enumerate(chosen)
    ]


def is_treated(evidence: Evidence, row: Row) -> bool:
    """Return whether a row's group, or a group that it is part of, is an arm under treatment."""
    group: Row | None = evidence.groups[row["study"], row["group"]]
    while group is not None:
        if group["role"] == "treated":
            return True
        group = evidence.groups.get((row["study"], group["part_of"]))
    return False


def row_words(evidence: Evidence, row: Row) -> str:
    """Return the study and group of a row, as figures and tables name them."""
    return f"{evidence.studies[row['study']]['label']}, {group_words(evidence, row)}"


def group_words(evidence: Evidence, row: Row) -> str:
    """Return the reperfusion grade of a row's group, with its label where that says more or there is no grade."""
    group = evidence.groups[row["study"], row["group"]]
    label, grade = group["label"], group["reperfusion_grade"]
    if group["allocation"] == "observational" and grade:
        return grade
    return label if grade in label else f"{label}, {grade}"


def reported_row(review: Review, study: str, group: str, comparator: str, outcome: str, **options: Any) -> ForestRow:
    """Return a line of a forest plot for an effect as its source printed it, with what it compares in small print.

    Parameters: review; keys; options, those of `reported`, and `heading`, `detail` instead of the groups' labels, and
    `inverted` to turn a ratio over: then it is about the opposite outcome, or the other group.
    """
    own = {name: options.pop(name, "") for name in ("heading", "detail", "inverted")}
    quantity = review.reported(study, group, comparator, outcome, **options)
    groups, outcomes = review.evidence.groups, review.evidence.outcomes
    detail = (
        f"{groups[study, group]['label']} against {groups[study, comparator]['label']}: {outcomes[outcome]['label']}"
    )
    if own["inverted"]:
        quantity, detail = quantity.inverted(), f"{detail}, turned over"
    label = review.evidence.studies[study]["label"]
    return ForestRow(label, quantity, own["detail"] or detail, own["heading"], second=bool(quantity.adjusted))


def definition_cells(review: Review, outcome: str, **filters: Any) -> list[list[str | Quantity]]:
    """Return a row per count that meets the filters: study, percentage, test, criterion, timing, causes excluded.

    Parameters: review, outcome, and the filters of `facts`. Each row fits `DEFINITION_COLUMNS`.
    """
    cells: list[list[str | Quantity]] = []
    for row in facts(review.evidence, outcome, **filters):
        found = review.evidence.definitions[row["definition"]]
        excluded = [cause for cause in CAUSES if found[f"excludes_{cause}"] == "yes"]
        unknown = sorted({found[f"excludes_{cause}"] for cause in CAUSES} - {"yes", "no"})
        cells.append(
            [
                row_words(review.evidence, row),
                percentage_of(review, row),
                found["modality"],
                criterion(found),
                found["timing"],
                ", ".join(excluded) or (unknown[0] if unknown else "none"),
            ]
        )
    return cells


def printed_rate_rows(review: Review, outcome: str) -> list[ForestRow]:
    """Return the pooled percentages and ranges that publications print for an outcome, in three blocks.

    Parameters: review; outcome. Percentages 0-100, as printed by the publication itself.
    """
    blocks: dict[str, list[ForestRow]] = {
        "Pooled by a meta-analysis": [],
        "Range over the articles of a review": [],
        "Range over methods in one series of patients": [],
    }
    pooled, articles, methods = blocks.values()
    for row in review.evidence.tables["values"]:
        if row["outcome"] != outcome or row["source"] != "primary" or row["statistic"] not in PRINTED_RATES:
            continue
        study = review.evidence.studies[row["study"]]
        collects = study["design"] in ("systematic review", "meta-analysis", "narrative review")
        block = pooled if row["statistic"] == "pooled percentage" else articles if collects else methods
        quantity = review.value(row["study"], row["group"], outcome, row["statistic"])
        detail = review.evidence.groups[row["study"], row["group"]]["label"]
        block.append(ForestRow(study["label"], quantity, detail))
    return [
        replace(row, heading=heading if number == 0 else "")
        for heading, rows in blocks.items()
        for number, row in enumerate(rows)
    ]


PRINTED_RATES = ("pooled percentage", "range")
CAUSES = ("stenosis", "reocclusion", "haemorrhage")
DEFINITION_COLUMNS = ("Study, grade", "No-reflow", "Test", "Counts as no-reflow", "When", "Other causes excluded")
