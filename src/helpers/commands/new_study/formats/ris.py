"""RIS, the format that databases and publishers export: one record, read strictly.

Why not rispy: it drops a record whose end is missing or is a bare ER without a word, joins two records when the first
lacks its end, keeps the last value of a tag that stands twice, and knows no line to name; half a citation must not
pass for a whole one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.commands.new_study.tagged import Form, Record, one_record
from helpers.files.problems import Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".ris", "RIS"
TYPES = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "MGZN", "INPR"), "article"),
    **dict.fromkeys(("CONF", "CPAPER"), "inproceedings"),
    **dict.fromkeys(("ABST", "ELEC", "ICOMM", "UNPB", "GEN", "PREPRINT"), "misc"),
}
USED = {  # field of references.bib: the tags that may hold it, the best one first
    "title": ("TI", "T1"),
    "journal": ("JF", "T2", "JO", "JA", "J2"),
    "year": ("PY", "Y1", "DA"),
    "volume": ("VL",),
    "number": ("IS",),
    "doi": ("DO",),
}
AUTHORS = ("AU", "A1")
ADDRESSES = ("UR", "L2", "L1", "LK")
TAKEN = {"TY", "ER", "SP", "EP", "AN", "C2", "C3", "C5", "C7", "DB", "DP", "L3", *AUTHORS, *ADDRESSES}
TAKEN |= {tag for tags in USED.values() for tag in tags}
FORM = Form(
    NAME,
    re.compile(r"(ER(?=\Z)|[A-Z][A-Z0-9](?=[ \t]{1,2}-))(?:[ \t]{1,2}-[ \t]?(.*))?\Z"),
    begins="TY",
    ends="ER",
    example="TI  - Title",
    used=frozenset(TAKEN),
    types=TYPES,
)
PUBMED = re.compile(r"(?i)pubmed|medline|nlm|\Apmid")
PMID = re.compile(
    r"(?ia)(?:\bpubmed|\bpmid|\bmedline)\W{0,3}(\d{1,8})\b"
    r"|(?://(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed|//pubmed\.ncbi\.nlm\.nih\.gov|//europepmc\.org/\w+/med)/(\d{1,8})\b"
)
PMCID = re.compile(r"(?ia)//[^/]*(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/\S*\b(PMC\d{1,9})\b")
MERGED = re.compile(r"\s{2,}[A-Z][A-Z0-9] {1,2}- .*")  # Rayyan writes the next tag of Embase on the same line
IN_WORDS = re.compile(r"(?i)\Adoi:?\s*(10\.\d{4,9}/\S+)")
BARE = re.compile(r"(10\.\d{4,9}/\S+)\Z")
DOI = re.compile(r"(?i)\bdoi\.org/(10\.\d{4,9}/\S+)")


def is_mine(text: str) -> bool:
    """Return whether a text holds the first line of a record."""
    return re.search(r"^TY[ \t]{1,2}-", text, re.MULTILINE) is not None


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    record, problems = one_record(text, FORM, name, USED["title"])
    if record is None:
        return None, problems
    left_out = sorted(set(record.tags) - TAKEN)
    return from_plain(TYPES[record.first("TY")], fields_of(record), NAME, left_out, name)


def fields_of(record: Record) -> dict[str, str | list[str]]:
    """Return a record's values by field of references.bib, as plain text; authors are a list."""
    fields: dict[str, str | list[str]] = {name: record.first(*tags) for name, tags in USED.items()}
    fields["author"] = record.lines(*AUTHORS)
    year = re.match(r"(?a:(\d{4}))(?!\d)", str(fields["year"]))
    fields["year"] = year[1] if year else str(fields["year"])
    start, end = record.first("SP"), record.first("EP")
    whole = start and end and end != start and not re.search(r"[-\u2010-\u2015]", start)
    fields["pages"] = f"{start}-{end}" if whole else start or record.first("C7")
    addresses = [word for line in record.lines(*ADDRESSES) for word in line.split() if "://" in word]
    fields["doi"] = MERGED.sub("", str(fields["doi"]))
    if not fields["doi"]:  # PLOS wrote it into M3
        fields["doi"] = next((found[1] for text in record.lines("M3") if (found := IN_WORDS.match(text))), "")
    if not fields["doi"]:  # CINAHL and others of EBSCO, and Nature of old
        fields["doi"] = next((found[1] for text in record.lines("L3") if (found := BARE.match(text))), "")
    if not fields["doi"]:
        fields["doi"] = next((found[1] for address in addresses if (found := DOI.search(address))), "")
    fields["url"] = MERGED.sub("", next(iter(record.lines("UR", "L2")), ""))
    fields["pmid"] = _pmid(record, addresses)
    fields["pmcid"] = next((found[1].upper() for address in addresses if (found := PMCID.search(address))), "")
    return fields


def _pmid(record: Record, addresses: list[str]) -> str:
    """Return the number that PubMed gave, from where each database puts it: its own numbers are no PMIDs."""
    number, database = record.first("AN"), " ".join(record.lines("DB", "DP"))
    if number.isascii() and number.isdigit() and PUBMED.search(database) and "embase" not in database.lower():
        return number
    embase = record.first("C5")  # Embase's own place for it
    if embase.isascii() and embase.isdigit() and re.search(r"(?i)embase|medline", database):
        return embase
    scopus = record.first("C2")  # and Scopus's
    if scopus.isascii() and scopus.isdigit() and "scopus" in database.lower():
        return scopus
    for text in (number, *record.lines("C3"), *addresses):  # Cochrane: PUBMED 123,EMBASE 456
        if found := PMID.search(text):
            return found[1] or found[2]
    return ""
