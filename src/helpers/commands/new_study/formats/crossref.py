"""The JSON that api.crossref.org gives for one work, saved as a file."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".json", "Crossref"
TYPES = {"journal-article": "article", "proceedings-article": "inproceedings", "posted-content": "misc"}
TAG = re.compile(r"</?(?:jats:|mml:)?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")  # JATS and MathML stand in titles


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one work of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    try:
        kind, fields = read_crossref(text)
    except ValueError as error:
        rule, remedy = "the file is Crossref's answer for one work", "Save that answer unchanged."
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
    kind = _text(work, "type")
    if kind not in TYPES:
        raise ValueError(f"its type is one of {', '.join(TYPES)}; got {kind[:40]!r}")
    title, subtitle = _first(work, "title"), _first(work, "subtitle")
    fields: dict[str, str | list[str]] = {
        "author": [_name(author) for author in _list(work, "author")],
        "title": f"{title.rstrip(':')}: {subtitle}" if subtitle and subtitle not in title else title,
        "journal": _first(work, "container-title"),
        "year": _year(work),
        "volume": _text(work, "volume"),
        "number": _text(work, "issue"),
        "pages": _text(work, "page") or _text(work, "article-number"),
        "doi": _text(work, "DOI"),
        "url": _text(work, "URL"),
    }
    return TYPES[kind], fields


def _list(work: dict[str, Any], name: str) -> list[Any]:
    found = work.get(name) or []
    if not isinstance(found, list):
        raise ValueError(f"{name} is a list; this one is not")
    return found


def _text(work: dict[str, Any], name: str) -> str:
    found = work.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise ValueError(f"{name} is text; this one is not")
    return html.unescape(TAG.sub("", str(found)))


def _first(work: dict[str, Any], name: str) -> str:
    return _text({name: next(iter(_list(work, name)), None)}, name)


def _name(author: Any) -> str:
    if not isinstance(author, dict):
        raise ValueError("an author has a name; this one does not")
    family, given = _text(author, "family"), _text(author, "given")
    parts = [family, _text(author, "suffix"), given] if author.get("suffix") else [family, given]
    name = ", ".join(part for part in parts if part) if family else _text(author, "name") or given
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
