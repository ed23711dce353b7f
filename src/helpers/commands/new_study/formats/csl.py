"""CSL JSON, of Zotero, of PubMed's citation service, and of doi.org when it is asked for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpers.commands.new_study.json_works import first_text, list_of, text_of, works_of
from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".json", "CSL JSON"
TYPES = {
    **dict.fromkeys(("article-journal", "journal-article", "article-magazine", "article-newspaper"), "article"),
    **dict.fromkeys(("paper-conference", "proceedings-article"), "inproceedings"),
    **dict.fromkeys(("article", "posted-content", "speech", "webpage", "document", "report", "manuscript"), "misc"),
}
TAKEN = {"id", "type", "title", "container-title", "author", "issued", "volume", "issue", "page", "number", "DOI"}
TAKEN |= {"PMID", "PMCID", "URL", "note", "article-number", "container-title-short", "citation-key", "published-print"}
OF_NO_USE = {"source", "accessed", "language", "ISSN", "schema", "system_id", "journalAbbreviation", "license", "link"}


def is_mine(text: str) -> bool:
    """Return whether a text is JSON of one or more works whose title is a text; Crossref's own is a list."""
    return any(isinstance(work.get("title"), str) and "type" in work for work in works_of(text))


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one work of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    works = works_of(text)
    rule = "the file is CSL JSON of one work"
    if len(works) != 1:
        told = ", ".join(repr(str(work.get("title"))[:60]) for work in works[:5])
        found = f"it holds {len(works)}: {told}"
        return None, [Place(name).fault("the file holds one record", found, "Export the study's own alone.")]
    (work,) = works
    try:
        kind = text_of(work, "type")
        if kind not in TYPES:
            raise ValueError(f"its type is one of {', '.join(TYPES)}; got {kind[:40]!r}")
        fields = _fields(work)
    except ValueError as error:
        return None, [Place(name).fault(rule, str(error), "Export the article itself again.")]
    return from_plain(TYPES[kind], fields, NAME, sorted(map(str, set(work) - TAKEN - OF_NO_USE)), name)


def _fields(work: dict[str, Any]) -> dict[str, str | list[str]]:
    note = text_of(work, "note")
    number = text_of(work, "article-number") or text_of(work, "number")
    numbers = ((name, re.search(rf"(?im)^{name}:\s*(\S+)", note)) for name in ("PMID", "PMCID", "DOI"))
    said = {name: found[1] for name, found in numbers if found}
    return {
        "author": [_name(author) for author in list_of(work, "author")],
        "title": first_text(work, "title"),
        "journal": first_text(work, "container-title") or first_text(work, "container-title-short"),
        "year": _year(work),
        "volume": text_of(work, "volume"),
        "number": text_of(work, "issue"),
        "pages": text_of(work, "page") or number,
        "doi": text_of(work, "DOI") or said.get("DOI", ""),
        "pmid": text_of(work, "PMID") or said.get("PMID", ""),
        "pmcid": text_of(work, "PMCID") or said.get("PMCID", ""),
        "url": text_of(work, "URL"),
    }


def _name(author: Any) -> str:
    """Return one author; a literal name is one that does not come apart."""
    from helpers.commands.new_study.people import person

    if not isinstance(author, dict):
        raise ValueError("an author has a name; this one does not")
    family, given = text_of(author, "family"), text_of(author, "given")
    literal = text_of(author, "literal") or text_of(author, "name")
    if not family:
        if not (literal or given):
            raise ValueError("an author has a name; this one does not")
        return literal or given
    particles = (text_of(author, "dropping-particle"), text_of(author, "non-dropping-particle"))
    return person(family, given, text_of(author, "suffix"), " ".join(filter(None, particles)))


def _year(work: dict[str, Any]) -> str:
    """Return the year of the printed issue, or of the first publication, in any form of a date."""
    for name in ("published-print", "issued"):
        date = work.get(name)
        if isinstance(date, dict):
            parts = date.get("date-parts")
            said = [date.get("raw"), date.get("literal")]
            if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
                said.insert(0, parts[0][0])
        else:
            said = [date]
        for value in said:
            if found := re.search(r"(?a)(?<!\d)((?:1[5-9]|20)\d\d)(?!\d)", str(value or "")):
                return found[1]
    return ""
