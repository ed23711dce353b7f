"""The JSON that api.crossref.org gives for one work, saved as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from helpers.commands.new_study.json_works import first_text, list_of, text_of
from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".json", "Crossref"
TYPES = {"journal-article": "article", "proceedings-article": "inproceedings", "posted-content": "misc"}


def is_mine(text: str) -> bool:
    """Return whether a text begins as JSON does; CSL JSON is asked first."""
    return text.lstrip().startswith(("{", "["))


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one work of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    try:
        kind, fields = read_crossref(text)
    except ValueError as error:
        rule = "the file is Crossref's answer for one work, or CSL JSON"
        remedy = "Save https://api.crossref.org/works/ and the DOI unchanged, or export CSL JSON."
        return None, [Place(name).fault(rule, str(error), remedy)]
    return from_plain(kind, fields, NAME, (), name)


def read_crossref(text: str) -> tuple[str, dict[str, str | list[str]]]:
    """Read one work.

    Parameters: text, the whole answer or its `message`. Returns: the type of its entry, and its values by field
    of references.bib as plain text; authors are a list. Raises: ValueError in words for people.
    """
    try:
        work = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if isinstance(work, dict) and "message" in work:
        work = work["message"]
    if not isinstance(work, dict) or "items" in work:
        raise ValueError("it is not one work: ask for https://api.crossref.org/works/ and the DOI")
    kind = text_of(work, "type")
    if kind not in TYPES:
        raise ValueError(f"its type is one of {', '.join(TYPES)}; got {kind[:40]!r}")
    title, subtitle = first_text(work, "title"), first_text(work, "subtitle")
    fields: dict[str, str | list[str]] = {
        "author": [_name(author) for author in list_of(work, "author")],
        "title": f"{title.rstrip(':')}: {subtitle}" if subtitle and subtitle not in title else title,
        "journal": first_text(work, "container-title"),
        "year": _year(work),
        "volume": text_of(work, "volume"),
        "number": text_of(work, "issue"),
        "pages": text_of(work, "page") or text_of(work, "article-number"),
        "doi": text_of(work, "DOI"),
        "url": text_of(work, "URL"),
    }
    return TYPES[kind], fields


def _name(author: Any) -> str:
    from helpers.commands.new_study.people import person

    if not isinstance(author, dict):
        raise ValueError("an author has a name; this one does not")
    family, given = text_of(author, "family"), text_of(author, "given")
    name = person(family, given, text_of(author, "suffix")) if family else text_of(author, "name") or given
    if not name:
        raise ValueError("an author has a name; this one does not")
    return name


def _year(work: dict[str, Any]) -> str:
    """Return the year of the printed issue, which volume and pages belong to, or else the first one."""
    for name in ("published-print", "issued"):
        date = work.get(name) or {}
        try:
            year = date["date-parts"][0][0]
        except (KeyError, IndexError, TypeError):
            continue
        if year is not None:
            return str(year)[:20]
    return ""
