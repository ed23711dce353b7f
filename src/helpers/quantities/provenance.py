"""What a reader needs to trace a number: its rows, how they were printed, and who prints otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row, RowRef
from helpers.quantities import words
from helpers.quantities.quantity import Origin, Provenance


def provenance(evidence: Evidence, rows: Iterable[Row], rivals: Iterable[Row] = ()) -> Provenance:
    """Return where rows stand, their sources and notes; `rivals` are other sources' rows for the same fact."""
    rows, rivals = list(rows), list(rivals)
    elsewhere = any(rival["source"] != "review" for rival in rivals)
    notes = []
    for row in rows:
        if row.get("back_calculated"):
            notes.append(words.CALCULATED_BACK)
        if row.get("source") == "review":
            notes.append(words.AS_REVIEW if elsewhere else words.ONLY_REVIEW)
        if row.get("source") == "secondary":
            notes.append(words.quoted_by(_label(evidence, row["reported_by"], row["reported_by"])))
        if row.get("fault"):
            notes.append(words.at_fault(row["fault"]))
    notes += rival_notes(evidence, rows, rivals)
    keys = []
    for row in rows:
        if row.get("source") == "review":
            keys.append(evidence.package.get("source_review", ""))
        elif row.get("reported_by"):
            keys.append(row["reported_by"])
        keys.append(row.get("study", ""))
    return {
        "rows": tuple(row.ref for row in rows),
        "sources": tuple(dict.fromkeys(key for key in keys if key in evidence.entries)),
        "notes": tuple(dict.fromkeys(notes)),
    }


def rival_notes(evidence: Evidence, rows: Iterable[Row], rivals: Iterable[Row]) -> list[str]:
    """Return a note of each rival that prints other figures than the rows of its group."""
    rows, notes = list(rows), []
    for rival in rivals:
        if words.as_printed(rival) not in {words.as_printed(row) for row in rows if row["group"] == rival["group"]}:
            who = {
                "review": "The source review",
                "secondary": _label(evidence, rival["reported_by"], "Another publication"),
                "primary": "The publication",
            }[rival["source"]]
            notes.append(words.printed_differently(who, words.as_printed(rival), rival["locator"]))
    return list(dict.fromkeys(notes))


def _label(evidence: Evidence, study: str, otherwise: str) -> str:
    """Return what a study is called, or other words where it is none of the book's."""
    return str(evidence.studies[study]["label"]) if study in evidence.studies else otherwise


def origin_of(rows: Iterable[Row]) -> Origin:
    """Return whether counts were printed as counts, or one of them was calculated back from a percentage."""
    return "calculated back" if any(row.get("back_calculated") for row in rows) else "counted"


def inputs(evidence: Evidence, refs: Iterable[RowRef]) -> list[dict[str, Any]]:
    """Return rows in a reader's words: place, label, figures as printed, definition, note, source and locator."""
    return [_input(evidence, evidence.rows[ref]) for ref in refs]


def _input(evidence: Evidence, row: Row) -> dict[str, Any]:
    none: Mapping[str, Any] = {}
    group = evidence.groups.get((row.get("study", ""), row.get("group", "")), none)
    outcome = evidence.outcomes.get(row.get("outcome", ""), none)
    study = evidence.studies.get(row.get("study", ""), none)  # an outcome belongs to none
    label = [study.get("label", ""), group.get("label", ""), outcome.get("label", "")]
    definition = evidence.definitions.get(row.get("definition", ""))
    where = {name: row.get(name, "") for name in ("source", "reported_by", "locator", "url", "fault")}
    return {
        "row": str(row.ref),
        "label": ", ".join(part for part in label if part) or row.get("agent", "") or row.get("text", ""),
        "figure": words.as_printed(row),
        "definition": words.describe(definition) if definition else "",
        "note": group.get("note", ""),
        **where,
    }


def for_readers(evidence: Evidence, quantity: dict[str, Any]) -> dict[str, Any]:
    """Return a quantity, as `Quantity.as_dict` gives it, with its rows in a reader's words as `inputs`."""
    rest = {name: part for name, part in quantity.items() if name != "rows"}
    return rest | {"inputs": inputs(evidence, (RowRef(*row) for row in quantity["rows"]))}
