"""What an archive says of itself: to people in README.txt, to programs in datapackage.json."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.book.publication import Publication

WIDTH = 100  # letters of a line
COLUMNS = {  # of figures and of the tables behind them
    "block": "Heading of the part of the figure in which the row stands.",
    "label": "What the row is called.",
    "detail": "Small print under it.",
    "value": "The number that is drawn.",
    "low": "Lower limit of its interval.",
    "high": "Upper limit of its interval.",
    "interval": "What the interval is.",
    "weight": "Share of the pool, percent.",
    "summary": "Whether the row is a pool.",
    "left_out": "Whether the row is left out of the pool.",
    "pi_low": "Lower limit of the prediction interval.",
    "pi_high": "Upper limit of the prediction interval.",
    "text": "The number as the page prints it.",
    "expression": "The expression of the book that gives the number.",
    "study": "The study, or several joined by ;.",
    "key": "The key of the study in the book's tables and references.",
    "source": "Who prints the number: the publication itself (primary), another publication (secondary), the source "
    "review alone (review).",
    "reported_by": "Who quotes it, when the source is secondary.",
    "locator": "Where in that source.",
    "url": "The address of that source.",
    "row": "Where the number stands in the book's tables; the header is row 1.",
    "figure": "The number as it is printed there.",
    "definition": "How the study defined the outcome.",
    "note": "What the data say of the group.",
    "fault": "What is wrong with the number as printed.",
    "events": "Patients with the outcome.",
    "total": "Patients.",
    "events_1": "Patients of the first group with the outcome.",
    "total_1": "Patients of the first group.",
    "events_2": "Patients of the second group with the outcome.",
    "total_2": "Patients of the second group.",
    "group": "Key of the first group; arms taken as one are joined by +.",
    "comparator": "Key of the second group.",
    "outcome": "Key of the outcome.",
    "subgroup": "The question's own subgroup.",
}
Tables = Sequence[tuple[str, Sequence[str], Sequence[Mapping[str, Any]]]]


def schema_of(
    package: Mapping[str, Any], work: Publication, name: str, said: str, address: str, tables: Tables
) -> dict[str, Any]:
    """Return the descriptor of an archive as Frictionless Data has one, with the type and meaning of each column.

    Parameters: package, the book's own; work; name of the figure or question, said, what it shows; address, "" for
    none; tables, each with its name, columns and rows.
    """
    found: dict[str, Any] = {
        "name": name.replace("_", "-"),
        "title": said.partition(". ")[0],
        "description": said,
        "version": work.version,
        "homepage": address,
        "licenses": package.get("licenses", []),
        "contributors": [{"title": author.name, "role": "author"} for author in work.authors],
    }
    found = {key: value for key, value in found.items() if value}
    return found | {"resources": [_resource(*table) for table in tables]}


def search_in_words(search: Mapping[str, str]) -> str:
    """Return a search that the data dictionary names as a sentence."""
    return f"Last search {search['date']}: {search['what']} ({search['how']})."


def _resource(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    fields = [
        {"name": column, "type": _type(row.get(column) for row in rows)}
        | ({"description": COLUMNS[column]} if column in COLUMNS else {})
        for column in columns
    ]
    return {
        "name": name.replace("_", "-"),
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(cells: Any) -> str:
    """Return the type of a column, by what stands in its filled cells."""
    kinds = {type(cell) for cell in cells if cell is not None and cell != ""}
    if kinds and kinds <= {bool}:
        return "boolean"
    if kinds and kinds <= {int}:
        return "integer"
    return "number" if kinds and kinds <= {int, float} else "string"


def readme_of(
    work: Publication,
    name: str,
    said: str,
    address: str,
    alt: str,
    cautions: Sequence[str],
    files: Sequence[str],
) -> str:
    """Return the text that a person reads first.

    Parameters: as of `schema_of`; alt, the picture in words, "" for none; cautions, sentences; files, names.
    """
    whose = ", ".join(author.name for author in work.authors)
    cite = f"{whose}. {work.title}. {f'Version {work.version}, ' if work.version else ''}{work.date or work.year}."
    where = [f"https://doi.org/{work.doi}"] if work.doi else []
    parts = [
        said,
        *([alt] if alt else []),
        f"Files: {', '.join(files)}; datapackage.json says what each column means.",
        "Cite: " + " ".join([cite, f"{name}.", *filter(None, [address]), *where]),
        *([f"Licence: {work.licence} ({work.licence_address})."] if work.licence else []),
        *(["Before you rely on it:"] if cautions else []),
        *(f"- {caution}" for caution in cautions),
    ]
    filled = (textwrap.fill(part, WIDTH, break_long_words=False, break_on_hyphens=False) for part in parts)
    return "\n\n".join(filled) + "\n"
