"""What a reader needs to trace a number: its rows, how they were printed, and who prints otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities import formatting

ONLY_REVIEW = "Only the source review prints this; it was not read in the publication."


def traced(evidence: Evidence, row: Row) -> dict[str, Any]:
    """Return what a reader needs to find a row again: its place, its words, its source and its locator."""
    group = evidence.groups.get((row.get("study", ""), row.get("group", "")), {})
    outcome = evidence.outcomes.get(row.get("outcome", ""), {})
    study = evidence.studies.get(row.get("study", ""), {})  # an outcome belongs to none
    label = [study.get("label", ""), group.get("label", ""), outcome.get("label", "")]
    definition = evidence.definitions.get(row.get("definition", ""))
    where = {name: row.get(name, "") for name in ("source", "reported_by", "locator", "url", "fault")}
    return {
        "row": f"data/{row.table}.csv row {row.number}",
        "label": ", ".join(part for part in label if part),
        "figure": as_printed(row),
        "definition": describe(definition) if definition else "",
        "note": group.get("note", ""),
        **where,
    }


def as_printed(row: Row) -> str:
    """Return the figures of a row as its source printed them."""
    if row.table == "counts":
        return f"{row['events']}/{row['total']}" + (f" (printed: {row['printed']}%)" if row["printed"] else "")
    if row.table == "values":
        return value_text(row)
    if row.table == "estimates":
        return estimate_text(row)
    if row.table == "groups":
        sizes = [f"{row[c]} {w}" for c, w in (("n_randomised", "randomised"), ("n_analysed", "analysed")) if row[c]]
        return ", ".join(sizes)
    return ""


def describe(definition: Row) -> str:
    """Return a definition of no-reflow in one line: modality, parameter and threshold, timing."""
    return ", ".join(filter(None, (definition["modality"], criterion(definition), definition["timing"])))


def criterion(definition: Row) -> str:
    """Return what was read from the test and when it counts as no-reflow: `Tmax > 6 s`."""
    return " ".join(filter(None, (definition["parameter"], definition["threshold"])))


def provenance(evidence: Evidence, rows: Iterable[Row], rivals: Iterable[Row] = ()) -> dict[str, Any]:
    """Return inputs, sources and notes of the rows; `rivals` are other sources' rows for the same fact."""
    rows, rivals = list(rows), list(rivals)
    elsewhere = any(rival["source"] != "review" for rival in rivals)
    notes = []
    for row in rows:
        if row.get("back_calculated"):
            notes.append("The count was calculated back from the printed percentage.")
        if row.get("source") == "review":
            notes.append("As the source review prints it." if elsewhere else ONLY_REVIEW)
        if row.get("source") == "secondary":
            by = evidence.studies.get(row["reported_by"], {}).get("label", row["reported_by"])
            notes.append(f"Quoted by {by}; not read in the publication itself.")
        if row.get("fault"):
            notes.append(f"The printed figures do not fit together: {row['fault']}")
    for rival in rivals:
        if as_printed(rival) not in {as_printed(row) for row in rows if row["group"] == rival["group"]}:
            who = {
                "review": "The source review",
                "secondary": evidence.studies.get(rival["reported_by"], {}).get("label", "Another publication"),
                "primary": "The publication",
            }[rival["source"]]
            notes.append(f"{who} prints it differently: {as_printed(rival)} ({rival['locator']}).")
    keys = []
    for row in rows:
        if row.get("source") == "review":
            keys.append(evidence.package.get("source_review", ""))
        elif row.get("reported_by"):
            keys.append(row["reported_by"])
        keys.append(row.get("study", ""))
    return {
        "inputs": tuple(traced(evidence, row) for row in rows),
        "sources": tuple(dict.fromkeys(key for key in keys if key in evidence.entries)),
        "notes": tuple(dict.fromkeys(notes)),
    }


def value_text(row: Row) -> str:
    """Return a row of values.csv as text: `17 (IQR 12-21)`, `12.5-42.9%`."""
    unit = "%" if row["unit"] == "%" else f" {row['unit']}" if row["unit"] else ""
    limits = formatting.interval(row["low"], row["high"])
    if not row["value"]:
        return limits + unit
    return row["value"] + unit + (f" ({row['interval']} {limits})" if row["interval"] else "")


def estimate_text(row: Row) -> str:
    """Return a row of estimates.csv as text: `aRR 1.44 (95% CI 1.06-1.95; P = .02)`."""
    adjusted = ("adjusted " if " " in row["measure"] else "a") if row["adjusted"] and row["measure"] != "r" else ""
    label = adjusted + row["measure"]
    limits = formatting.interval(row["ci_low"], row["ci_high"]) if row["ci_low"] else ""
    return formatting.effect(label, row["estimate"], limits, formatting.printed_p(row["p"]) if row["p"] else "")
