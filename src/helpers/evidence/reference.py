"""One entry of the list of references, as the page prints it: every field that is known, in every type of entry.

pybtex's own styles print a field in some types alone (no volume without pages, no journal of a @misc), put titles into
small letters, and end with a traceback where a field is missing. What LaTeX means is said by `to_text` for the whole
book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pybtex.database import Entry, Person
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.plain import Style as PlainStyle

from helpers.files.latex import to_text

SHOWN = (  # fields in text; author and editor, the address and the identifiers are printed as well
    *("title", "journal", "booktitle", "volume", "number", "pages", "chapter", "series", "edition", "publisher"),
    *("institution", "school", "organization", "address", "howpublished", "month", "year", "urldate", "note", "reason"),
)
ADDRESSES = {
    "doi": "https://doi.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/",
}
CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+\Z")
SAFE = re.compile(r"(?i)https?://")
DASH = re.compile(r"(?<=\w)\s*-+\s*(?=\w)")


class ReferenceStyle(PlainStyle):  # type: ignore[misc]  # pybtex brings no types
    """The style of the list of references; it is sorted as `plain` is."""

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return one entry of the list. Parameters: as pybtex calls it."""
        return FormattedEntry(entry.key, reference_of(entry.fields, entry.persons), label)


def name_in_order(person: Person) -> str:
    """Return a name as it is printed: first name first, but for names in Chinese, Japanese or Korean letters."""
    first = to_text(" ".join([*person.first_names, *person.middle_names]))
    last = to_text(" ".join([*person.prelast_names, *person.last_names]))
    if CJK.match(last) and CJK.match(first):
        return last + first
    return ", ".join([f"{first} {last}".strip(), *filter(None, [to_text(" ".join(person.lineage_names))])])


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them."""
    *others, last = names
    if len(others) > 1:
        return f"{', '.join(others)}, and {last}"
    return " and ".join([*others, last])


def reference_of(fields: Mapping[str, str], persons: Mapping[str, list[Person]]) -> Text:
    """Return the text of an entry. Parameters: fields, LaTeX by name; persons, by role, as pybtex has them."""
    said = {name: to_text(fields[name]) for name in SHOWN if name in fields}
    people = listed(map(name_in_order, persons["author"])) if persons.get("author") else ""
    if editors := persons.get("editor"):
        edited = f"{listed(map(name_in_order, editors))}, editor{'s' if len(editors) > 1 else ''}"
        people = f"{people}. {edited}" if people else edited
    note = "; ".join(said[name] for name in ("note", "reason") if said.get(name))
    sentences = [[people], [said.get("title", "")], _where(said), [note], _addresses(fields, said)]
    shown: list[Any] = []
    for sentence in sentences:
        kept = [part for part in sentence if part]
        if kept:
            end = "" if re.search(r"[.?!][\"'”’)\]]*\Z", str(kept[-1])) else "."
            shown += [" ", *kept, end] if shown else [*kept, end]
    return Text(*shown)


def _where(said: Mapping[str, str]) -> list[Any]:
    """Return where a publication stands: journal or book, volume and pages, publisher, date."""
    within = said.get("journal") or said.get("booktitle") or ""
    parts = [_volume_and_pages(said)]
    parts += [f"chapter {said['chapter']}"] if said.get("chapter") else []
    parts += [said["series"]] if said.get("series") else []
    parts += [f"edition {said['edition']}"] if said.get("edition") else []
    names = ["booktitle"] if said.get("journal") else []
    names += ["organization", "institution", "school", "publisher", "address", "howpublished"]
    parts += [said.get(name, "") for name in names]
    parts.append(" ".join(said[name] for name in ("month", "year") if said.get(name)))
    rest = ", ".join(filter(None, parts))
    lead = "In " if within == said.get("booktitle") and within else ""
    return [lead, Tag("em", within), f", {rest}" if rest else ""] if within else [rest]


def _volume_and_pages(said: Mapping[str, str]) -> str:
    pages = DASH.sub("–", said.get("pages", "").replace("–", "-"))
    number = f"({said['number']})" if said.get("number") else ""
    volume = said.get("volume", "") + number
    if volume and pages:
        return f"{volume}:{pages}"
    return volume or (f"pages {pages}" if pages else "")


def _addresses(fields: Mapping[str, str], said: Mapping[str, str]) -> list[Any]:
    """Return the links of an entry: its own address and its DOI, or else what PubMed calls it."""
    shown: list[Any] = []
    url = fields.get("url", "")
    if url:
        visited = f" (visited on {said['urldate']})" if said.get("urldate") else ""
        shown += ["URL: ", HRef(url, url) if SAFE.match(url) else url, visited]
    names = ("doi",) if fields.get("doi") else ("pmid", "pmcid")
    for name in names:
        if value := fields.get(name):
            label = f"{name if name == 'doi' else name.upper()}:{value}"
            shown += [", " if shown else "", HRef(ADDRESSES[name] + value, label)]
    return shown
