"""How often an outcome was counted: percentages, printed rates, and what each study called the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.evidence.dictionary import fields_of
from helpers.evidence.evidence import Evidence
from helpers.exhibits.words import arm_words, at_start, measured, row_words, the_book
from helpers.figures import Axis, Figure, ForestRow, Table, forest_plot
from helpers.files.tables import Row
from helpers.quantities.cohorts import is_treated
from helpers.quantities.lookup import facts, find_outcome
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review
from helpers.quantities.words import criterion, describe

Ends = tuple[float, float]
EXCLUDES = "excludes_"  # how the columns of definitions.csv begin that name another cause
DEFINITION_COLUMNS = ("Test", "Criterion", "When", "Other causes excluded")
COLLECTIONS = ("systematic review", "meta-analysis", "narrative review")  # designs that collect what others counted


def proportions(
    outcome: str,
    blocks: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    called: str = "",
    review: Review | None = None,
    **filters: Any,
) -> Figure:
    """Return a forest plot of every percentage of an outcome that meets filters, highest first.

    Parameters
    ----------
    outcome
        Key of outcomes.csv.
    blocks
        Headings, each with its own filters; without them there is one block that needs no heading.
    name, caption
        Of the figure; the caption is Markdown with roles.
    axis
        Where the axis of percentages ends: 0 and its upper end; default 0 and 100.
    called
        What the outcome is called here, where its label in outcomes.csv would say too much.
    review
        Another book than that of the working folder.
    **filters
        As for `review.span`: scope, modality, grade, causes_excluded, source, reported_by; of all blocks.

    Raises
    ------
    QuantityError
        For an unknown outcome or filter, and when no count meets them.

    Notes
    -----
    Groups under a treatment that is being tested are left out: they say what the treatment does, not how often the
    outcome occurs.
    """
    book = the_book(review)
    each = blocks or {"": {}}
    rows = [row for heading, own in each.items() for row in proportion_rows(book, outcome, heading, **filters, **own)]
    label = called or find_outcome(book.evidence, outcome)["label"]
    return forest_plot(
        name, caption, rows, axis=_axis(label, axis), title="; ".join([at_start(label), *filter(None, each)])
    )


def percentages(
    blocks: Mapping[str, Sequence[tuple[str, str, str]]],
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    review: Review | None = None,
) -> Figure:
    """Return a forest plot of chosen percentages, in the order given.

    Parameters
    ----------
    blocks
        Headings, each with its study, group and outcome; a line is called by what differs within its block.
    name, caption, axis, review
        As for `proportions`.

    Raises
    ------
    QuantityError
        When there is neither a count nor a printed percentage for one of them.
    """
    book = the_book(review)
    rows = []
    for heading, keys in blocks.items():
        for number, key in enumerate(keys):
            counted = book.evidence.index.get(("counts", *key))
            found = book.pct(*key) if counted else book.value(*key, "percentage")
            label = _what_differs(book.evidence, key, keys)
            rows.append(ForestRow(label, found, heading=heading if number == 0 else "", second=not counted))
    notes = ["Circles: percentages as printed, without counts."] if any(r.second for r in rows) else []
    axis_of_all = Axis.percent("Patients, %", axis[1] if axis else 100)
    return forest_plot(name, caption, rows, axis=axis_of_all, title="; ".join(blocks), notes=notes)


def printed_rates(
    outcome: str, *, name: str, caption: str, axis: Ends | None = None, review: Review | None = None
) -> Figure:
    """Return a forest plot of the pooled percentages and ranges that publications print for an outcome.

    Parameters
    ----------
    outcome, name, caption, axis, review
        As for `proportions`.

    Notes
    -----
    Only what a publication prints itself is shown, in three blocks: pooled by a meta-analysis, the range over the
    articles of a review, the range over methods in one series of patients.
    """
    book = the_book(review)
    label = find_outcome(book.evidence, outcome)["label"]
    rows = printed_rate_rows(book, outcome)
    notes = ["Squares: pooled percentages, as printed."] if any(row.quantity.value is not None for row in rows) else []
    title = f"{label}: printed rates and ranges"
    return forest_plot(name, caption, rows, axis=_axis(label, axis), title=title, notes=notes)


def definitions(outcome: str, *, name: str, caption: str, review: Review | None = None, **filters: Any) -> Table:
    """Return a table of what each study called the outcome: its percentage, test, criterion, time and exclusions.

    Parameters
    ----------
    outcome, name, caption, review, **filters
        As for `proportions`.
    """
    book = the_book(review)
    columns = ("Study, group", find_outcome(book.evidence, outcome)["label"], *DEFINITION_COLUMNS)
    return Table(name, caption, columns, definition_cells(book, outcome, **filters))


def proportion_rows(review: Review, outcome: str, heading: str, **filters: Any) -> list[ForestRow]:
    """Return a block of a forest plot: every count of an outcome that meets the filters of `facts`, highest first."""
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


def percentage_of(review: Review, row: Row) -> Quantity:
    """Return the percentage of a row of counts.csv, by the shortest call that gives it."""
    rows = review.evidence.index["counts", row["study"], row["group"], row["outcome"]]
    definition = row["definition"] if len({other["definition"] for other in rows}) > 1 else None
    return review.pct(row["study"], row["group"], row["outcome"], definition=definition)


def definition_cells(review: Review, outcome: str, **filters: Any) -> list[list[str | Quantity]]:
    """Return a row per count that meets the filters: study, percentage, test, criterion, timing, causes excluded."""
    columns = [field["name"] for field in fields_of(review.evidence.package, "definitions")]
    causes = {column: column.removeprefix(EXCLUDES) for column in columns if column.startswith(EXCLUDES)}
    cells: list[list[str | Quantity]] = []
    for row in facts(review.evidence, outcome, **filters):
        found = review.evidence.definitions[row["definition"]]
        excluded = [cause for column, cause in causes.items() if found[column] == "yes"]
        unknown = sorted({found[column] for column in causes} - {"yes", "no"})
        words = ", ".join(excluded) or (unknown[0] if unknown else "none")
        label, share = row_words(review.evidence, row), percentage_of(review, row)
        cells.append([label, share, found["modality"], criterion(found), found["timing"], words])
    return cells


def printed_rate_rows(review: Review, outcome: str) -> list[ForestRow]:
    """Return the pooled percentages and ranges that publications print for an outcome, in three blocks."""
    values = review.table("values").join(review.table("studies")[["label", "design"]], on="study")
    values = values[(values["outcome"] == outcome) & (values["source"] == "primary")]
    ranges = values["statistic"] == "range"
    collected = values["design"].isin(COLLECTIONS)
    blocks = {
        "Pooled by a meta-analysis": values[values["statistic"] == "pooled percentage"],
        "Range over the articles of a review": values[ranges & collected],
        "Range over methods in one series of patients": values[ranges & ~collected],
    }
    found = []
    for heading, rows in blocks.items():
        for number, row in enumerate(rows.itertuples()):
            quantity = review.value(row.study, row.group, outcome, row.statistic)
            detail = arm_words(review.evidence, row.study, row.group)
            found.append(ForestRow(row.label, quantity, detail, heading if number == 0 else ""))
    return found


def _axis(label: str, ends: Ends | None) -> Axis:
    return Axis.percent(measured("PLO", label), ends[1] if ends else 100)


def _what_differs(evidence: Evidence, key: tuple[str, str, str], keys: Sequence[tuple[str, str, str]]) -> str:
    """Return the labels of study, group and outcome as far as they differ within a block; of one alone, its outcome."""
    study, group, outcome = key
    labels = (evidence.studies[study]["label"], arm_words(evidence, study, group), evidence.outcomes[outcome]["label"])
    differs = [len({other[n] for other in keys}) > 1 for n in range(3)]
    return ", ".join(label for label, own in zip(labels, differs, strict=True) if own) or labels[2]
