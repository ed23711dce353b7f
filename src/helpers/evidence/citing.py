"""One publication as others take it along: a sentence, BibTeX, RIS, CSL JSON. What is cited is an entry of BibTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from helpers.files.bibtex import Entry
from helpers.files.bibtex_form import entry_text
from helpers.files.bibtex_names import is_group, names_of
from helpers.files.latex import to_text

OURS = ("verification", "note", "reason")  # what a book says of an entry is no part of the publication
AND_OTHERS = "others"  # how BibTeX ends a list of names that goes on
NOT_ALL = "Further authors are not listed."
PAGES = re.compile(r"(\S+?)\s*(?:--+|–)\s*(\S+)\Z")
KINDS = {  # of entries: their type in RIS and in CSL JSON
    "article": ("JOUR", "article-journal"),
    "inproceedings": ("CPAPER", "paper-conference"),
    "incollection": ("CHAP", "chapter"),
}
OTHER_KIND = ("GEN", "document")
RIS = {  # tag: field
    "TI": "title", "T2": "within", "PY": "year", "VL": "volume", "IS": "number", "SP": "first", "EP": "last",
    "PB": "publisher", "ET": "edition", "DO": "doi", "UR": "url", "N1": "note",
}  # fmt: skip
CSL = {  # name: field
    "title": "title", "container-title": "within", "volume": "volume", "issue": "number", "page": "pages",
    "publisher": "publisher", "edition": "edition", "DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "URL": "url",
    "note": "note",
}  # fmt: skip


class Name(NamedTuple):
    """One author as plain text; a group has a surname alone."""

    family: str
    given: str = ""
    suffix: str = ""


class Cited(NamedTuple):
    """A work in each form: for a text, for BibTeX, for RIS and for CSL JSON."""

    text: str
    bibtex: str
    ris: str
    csl: str


def cited(entry: Entry) -> Cited:
    """Return a publication in each form, without what the book says of its entry."""
    fields = {name: value for name, value in entry.fields.items() if name not in OURS}
    return cited_as(Entry(entry.key, entry.type, fields, entry.line))


def cited_as(entry: Entry) -> Cited:
    """Return a work in each form, with all that its entry holds. Parameters: entry, whose fields are LaTeX."""
    plain = _plain(entry)
    names = [name_of(name) for name in names_of(entry.fields.get("author", "")) if name]
    if names and names[-1] == Name(AND_OTHERS):
        names.pop()
        plain["note"] = " ".join(filter(None, [plain["note"], NOT_ALL]))
    bibtex = entry_text(entry.key, entry.type, {name: f"{{{value}}}" for name, value in entry.fields.items()})
    return Cited(_sentence(entry), f"{bibtex}\n", _ris(entry, plain, names), _csl(entry, plain, names))


def name_of(latex: str) -> Name:
    """Return one name of a field such as author as plain text."""
    if is_group(latex):
        return Name(to_text(latex))
    from pybtex.database import Person

    person = Person(latex)
    last, first = [*person.prelast_names, *person.last_names], [*person.first_names, *person.middle_names]
    return Name(*(to_text(" ".join(part)) for part in (last, first, person.lineage_names)))


def _plain(entry: Entry) -> dict[str, str]:
    """Return the fields that RIS and CSL JSON have a place for, as plain text; one that is missing is empty."""
    plain = {name: to_text(entry.fields.get(name, "")) for name in {*RIS.values(), *CSL.values()}}
    plain["within"] = to_text(entry.fields.get("journal") or entry.fields.get("booktitle", ""))
    plain["publisher"] = plain["publisher"] or to_text(entry.fields.get("howpublished", ""))
    plain["doi"] = entry.fields.get("doi", "")
    plain["url"] = entry.fields.get("url", "")
    found = PAGES.match(plain["pages"])
    plain["first"], plain["last"] = found.groups() if found else (plain["pages"], "")
    plain["pages"] = "-".join(filter(None, [plain["first"], plain["last"]]))
    return plain


def _sentence(entry: Entry) -> str:
    from pybtex.bibtex.utils import split_name_list
    from pybtex.database import Person

    from helpers.evidence.reference import reference_of

    people = ("author", "editor")
    persons = {name: [Person(one) for one in split_name_list(entry.fields.get(name, ""))] for name in people}
    fields = {name: value for name, value in entry.fields.items() if name not in people}
    return str(reference_of(fields, {name: found for name, found in persons.items() if found}))


def _ris(entry: Entry, plain: Mapping[str, str], names: list[Name]) -> str:
    from helpers.evidence.reference import ADDRESSES

    lines = [("TY", KINDS.get(entry.type, OTHER_KIND)[0])]
    lines += [("AU", ", ".join(filter(None, name))) for name in names]
    if plain["pmcid"] and not plain["url"]:  # a number for which RIS has no place
        lines.append(("UR", f"{ADDRESSES['pmcid']}{plain['pmcid']}/"))
    lines += [(tag, plain[field]) for tag, field in RIS.items() if plain[field]]
    if plain["pmid"]:
        lines += [("AN", plain["pmid"]), ("DB", "PubMed")]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*lines, ("ID", entry.key), ("ER", "")])


def _csl(entry: Entry, plain: Mapping[str, str], names: list[Name]) -> str:
    work: dict[str, Any] = {"id": entry.key, "type": KINDS.get(entry.type, OTHER_KIND)[1]}
    people = [name._asdict() if name.given else {"literal": name.family} for name in names]
    work["author"] = [{part: said for part, said in person.items() if said} for person in people]
    work["issued"] = {"date-parts": [[int(plain["year"])]]} if plain["year"].isdecimal() else {}
    work |= {name: plain[field] for name, field in CSL.items()}
    kept = {name: value for name, value in work.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=1) + "\n"
