"""MEDLINE, the .nbib file that PubMed saves under Send to, Citation manager."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.commands.new_study.people import AND_OTHERS
from helpers.commands.new_study.tagged import Form, Record, one_record
from helpers.files.problems import Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".nbib", "PubMed"
TAKEN = {"PMID", "TI", "DP", "VI", "IP", "PG", "LID", "AID", "FAU", "AU", "CN", "FIR", "JT", "TA", "PMC", "BTI"}
LINE = re.compile(r"([A-Z]{2,4}) {0,2}-(?: (.*))?\Z")
FORM = Form("MEDLINE", LINE, begins="PMID", ends="", example="TI  - Title", used=frozenset(TAKEN))
OF_NO_USE = {
    "OWN",
    "STAT",
    "LR",
    "DCOM",
    "EDAT",
    "MHDA",
    "CRDT",
    "PHST",
    "PST",
    "DA",
    "PMCR",
    "DEP",
    "OTO",
    "JID",
    "SB",
}
ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\w.]*\Z")


def is_mine(text: str) -> bool:
    """Return whether a text holds the first line of a record."""
    return re.search(r"^PMID- ?\d", text, re.MULTILINE) is not None


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    record, problems = one_record(text, FORM, name, ("TI", "BTI"))
    if record is None:
        return None, problems
    kind = "article" if record.first("JT", "TA") else "misc"
    return from_plain(kind, fields_of(record), NAME, sorted(set(record.tags) - TAKEN - OF_NO_USE), name)


def fields_of(record: Record) -> dict[str, str | list[str]]:
    """Return a record's values by field of references.bib, as plain text; authors are a list."""
    year = re.match(r"(?a:(\d{4}))(?!\d)", record.first("DP"))
    title = record.first("TI", "BTI")
    identifiers = record.texts("LID") + record.texts("AID")
    return {
        "author": _authors(record),
        "title": title.removesuffix(".") if not title.endswith("..") else title,
        "journal": record.first("JT", "TA"),
        "year": year[1] if year else record.first("DP"),
        "volume": record.first("VI"),
        "number": record.first("IP"),
        "pages": _pages(record),
        "doi": next((text.removesuffix("[doi]").strip() for text in identifiers if text.endswith("[doi]")), ""),
        "pmid": record.first("PMID"),
        "pmcid": record.first("PMC"),
    }


def _authors(record: Record) -> list[str]:
    """Return persons and groups in their order: full names where there are any, else `Alpha A` as `Alpha, A`."""
    full = record.texts("FAU")
    short = record.texts("AU")
    more = [name for name in short[-1:] if AND_OTHERS.match(name)]  # of years when PubMed kept the first names alone
    short = short[: len(short) - len(more)]
    people = full if len(full) >= len(short) else [_with_comma(name) for name in short]
    return people + record.texts("CN") + more


def _with_comma(name: str) -> str:
    """Return `Alpha AB Jr` as `Alpha, Jr, AB`, and a name that has its comma as it is."""
    found = re.match(r"(.+?) ([^\W\d_a-z]{1,4})(?: (Jr|Sr|2nd|3rd|II|III|IV))?\Z", name)
    if "," in name or found is None:
        return name
    return ", ".join(part for part in (found[1], found[3], found[2]) if part)


def _pages(record: Record) -> str:
    """Return the pages, or else the number of an article that has none."""
    untagged = [text for text in record.texts("LID") if not text.endswith("]")]
    return record.first("PG") or next((text for text in untagged if ARTICLE_NUMBER.match(text)), "")
