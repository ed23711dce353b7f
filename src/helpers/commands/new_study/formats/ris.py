"""RIS, the format that databases and publishers export: one record, read strictly.

Why not rispy: it drops a record whose end is missing or is a bare ER without a word, joins two records when the first
lacks its end, keeps the last value of a tag that stands twice, and knows no line to name; half a citation must not
pass for a whole one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".ris", "RIS"
LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)\Z|(ER)\Z")  # some programs end a record with a bare ER
TYPES = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "MGZN"), "article"),
    **dict.fromkeys(("CONF", "CPAPER"), "inproceedings"),
    **dict.fromkeys(("ABST", "ELEC", "ICOMM", "UNPB", "GEN", "PREPRINT"), "misc"),
}
USED = {  # field of references.bib: the tags that may hold it, the best one first
    "author": ("AU", "A1"),
    "title": ("TI", "T1"),
    "journal": ("JF", "T2", "JO", "JA", "J2"),
    "year": ("PY", "Y1", "DA"),
    "volume": ("VL",),
    "number": ("IS",),
    "doi": ("DO",),
    "url": ("UR", "L2"),
}
SUFFIXES = re.compile(r"(?i)(?:jr|sr)\.?\Z|(?:II|III|IV|2nd|3rd)\Z")  # of names: Alpha, Ann, Jr.
TAKEN = {"TY", "ER", "SP", "EP", "AN", "C7", *(tag for tags in USED.values() for tag in tags)}
TY_FOLLOWS = re.compile(r"^TY {1,2}- ", re.MULTILINE)
PMID_OF = re.compile(r"(?i)pubmed|medline|nlm|\Apmid")


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    kind, tags, faults = read_ris(text)
    if faults:
        remedy = "Export the record of this one publication again, or correct the line."
        return None, [Place(name, line=line).fault(rule, found, remedy) for line, rule, found in faults]
    return from_plain(kind, fields_of_ris(tags), NAME, left_out_of_ris(tags), name)


def read_ris(text: str) -> tuple[str, dict[str, list[str]], list[tuple[int, str, str]]]:
    """Read the one record of a RIS text.

    Parameters: text, with line feeds. Returns: the type of its entry, the values of each tag in order, and the faults
    (line, rule, finding).
    """
    tags: dict[str, list[str]] = defaultdict(list)
    faults: list[tuple[int, str, str]] = []
    last = ""
    for number, line in enumerate(text.split("\n"), 1):
        found = LINE.match(line.rstrip())
        if not line.strip():
            continue
        if found is None and ((last and last not in TAKEN) or (not last and TY_FOLLOWS.search(text))):
            continue  # a value over several lines, of a tag that no field takes; or words before the record
        if found is None:
            faults.append((number, "a line begins with a tag, as in `TI  - Title`", "this one does not"))
        elif not last and found[1] != "TY":
            faults.append((number, "a record begins with its type, TY", f"got {found[1]}"))
        elif last == "ER" or (found[1] == "TY" and last):
            faults.append((number, "the file holds one record", "another one begins"))
            break
        else:
            tags[found[1] or found[3]].append((found[2] or "").strip())
        if faults:
            break
        last = found[1] or found[3]
    if not faults and last != "ER":
        faults.append((0, "a record ends with ER", "this one does not"))
    kind = TYPES.get(tags["TY"][0], "") if tags["TY"] else ""
    if not faults and not kind:
        faults.append((1, f"the type TY is one of {', '.join(TYPES)}", f"got {tags['TY'][0]!r}"))
    return kind, dict(tags), faults


def fields_of_ris(tags: dict[str, list[str]]) -> dict[str, str | list[str]]:
    """Return a record's values by field of references.bib, as plain text; authors are a list."""

    def first(*names: str) -> str:
        return next((value for name in names for value in tags.get(name, ()) if value), "")

    fields: dict[str, str | list[str]] = {name: first(*tag) for name, tag in USED.items()}
    fields["author"] = [_in_order(author) for tag in USED["author"] for author in tags.get(tag, ()) if author]
    year = re.match(r"(?a:(\d{4}))(?!\d)", str(fields["year"]))
    fields["year"] = year[1] if year else str(fields["year"])
    start, end = first("SP"), first("EP")
    fields["pages"] = f"{start}-{end}" if start and end and end != start and "-" not in start else start or first("C7")
    number = first("AN")  # of whatever database the record comes from: only PubMed's is a PMID
    if PMID_OF.search(" ".join(tags.get("DB", []) + tags.get("DP", [])) or number):
        fields["pmid"] = re.sub(r"(?i)\Apmid:?\s*", "", number)
    return fields


def _in_order(author: str) -> str:
    """Return a name as BibTeX orders it: RIS puts "Jr." last, BibTeX before the first name."""
    parts = [part.strip() for part in author.split(",")]
    if len(parts) == 3 and SUFFIXES.match(parts[2]):
        return f"{parts[0]}, {parts[2]}, {parts[1]}"
    return author


def left_out_of_ris(tags: dict[str, list[str]]) -> list[str]:
    """Return the tags of a record that no field takes."""
    return sorted(set(tags) - TAKEN - {"DB", "DP"})
