"""What must be true of studies, groups, outcomes and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from helpers.evidence.dictionary import columns_of
from helpers.files.bibtex import Entry
from helpers.files.problems import Problem, quote
from helpers.files.tables import Row, Tables

SOURCED = ("links", "groups", "counts", "values", "estimates", "conduct", "recommendations")


def find_study_problems(
    package: Mapping[str, Any], studies: list[Row], entries: Mapping[str, Entry]
) -> Iterator[Problem]:
    """Yield studies that disagree with their entry or with themselves, in the columns that the book has."""
    described = set(columns_of(package, "studies"))
    numbers: dict[int, Row] = {}
    for row in studies:
        entry = entries.get(row["study"])
        if entry is None:
            yield row.fault("a study has an entry in references.bib", "there is none", "Add the entry.")
        elif "year" in described and str(row["year"] or "") != entry.fields.get("year", ""):
            found = f"the table says {row['year'] or 'nothing'}, the entry {entry.fields.get('year') or 'nothing'}"
            yield row.fault("year is the year of the entry", found, "Correct the one that is wrong.")
        if {"scope", "review_ref"} <= described and (row["scope"] == "cited") != (row["review_ref"] is not None):
            found = f"scope is {row['scope']}, review_ref {row['review_ref'] or 'empty'}"
            yield row.fault("a cited study has its reference number, others none", found, "Correct one of them.")
        judged = bool(row["assessed_by"])
        if {"risk_of_bias", "assessed_by"} <= described and (row["risk_of_bias"] == "not assessed") == judged:
            found = f"risk_of_bias is {quote(row['risk_of_bias'])}, assessed_by {quote(row['assessed_by'])}"
            yield row.fault("a risk-of-bias judgement names its assessor", found, "Write 'not assessed' or name one.")
        before = numbers.setdefault(row["review_ref"], row) if row["review_ref"] else row
        if before is not row:
            found = f"{row['review_ref']} is also that of {before['study']}"
            yield row.fault("a reference number belongs to one study", found, "Correct one of them.")


def find_group_problems(rows: list[Row], groups: Mapping[tuple[str, str], Row]) -> Iterator[Problem]:
    """Yield groups whose parent is missing, circular or smaller than they are."""
    for row in rows:
        seen = {row["group"]}
        parent: Row | None = row
        while parent is not None and parent["part_of"]:
            name = parent["part_of"]
            parent = groups.get((row["study"], name))
            if parent is None:
                found = f"{quote(name)} is not"
                yield row.fault("part_of names a group of the same study", found, "Correct it or add the group.")
            elif name in seen:
                found = f"following it leads back to {quote(name)}"
                yield row.fault("a group is not part of itself", found, "Correct part_of.")
                break
            elif None not in (row["n_analysed"], parent["n_analysed"]) and row["n_analysed"] > parent["n_analysed"]:
                found = f"{row['n_analysed']} analysed, but {parent['n_analysed']} in {name}"
                yield row.fault("a subset is no larger than its whole", found, "Correct one of the sizes.")
            seen.add(name)
        if bool(row["dose"]) != bool(row["dose_unit"]):
            found = f"dose {quote(row['dose'])}, unit {quote(row['dose_unit'])}"
            yield row.fault("a dose has a unit, and a unit a dose", found, "Fill the other one.")


def find_outcome_problems(outcomes: list[Row]) -> Iterator[Problem]:
    """Yield outcomes that are no range of their scale."""
    for row in outcomes:
        if (row["from"] is None) != (row["to"] is None) or (row["to"] is not None and row["from"] > row["to"]):
            found = f"from is {row['from']}, to {row['to']}"
            yield row.fault("a range of a scale goes from a grade to the same or a higher one", found, "Correct it.")
        elif row["to"] is not None:
            grades = [row["from"]] if row["from"] == row["to"] else [row["from"], row["to"]]
            named = "_".join([row["scale"].lower(), *map(str, grades)])
            if not f"{row['outcome']}_".startswith(f"{named}_"):
                found = f"from is {row['from']}, to {row['to']}, the key {row['outcome']}"
                yield row.fault("the key of a range begins with its scale and grades", found, f"Begin it with {named}.")


def find_source_problems(tables: Tables) -> Iterator[Problem]:
    """Yield rows that do not say, or should not say, which publication quotes them."""
    for name in SOURCED:
        for row in tables[name]:
            if (row["source"] == "secondary") != bool(row["reported_by"]):
                found = f"source is {row['source']}, reported_by {quote(row['reported_by'])}"
                remedy = "Name the quoting publication, or correct the source."
                yield row.fault("reported_by is filled exactly when the source is secondary", found, remedy)
