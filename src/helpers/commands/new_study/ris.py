"""RIS, the format that databases and publishers export: one record, read strictly."""

from __future__ import annotations

import re
from collections import defaultdict

LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)\Z")
LONG = ("AB", "N1", "N2", "KW")  # some programs break these over several lines
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
PMID_OF = re.compile(r"(?i)pubmed|medline|nlm|\Apmid")


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
        if found is None and last in LONG:
            continue
        if found is None:
            faults.append((number, "a line begins with a tag, as in `TI  - Title`", "this one does not"))
        elif not last and found[1] != "TY":
            faults.append((number, "a record begins with its type, TY", f"got {found[1]}"))
        elif last == "ER" or (found[1] == "TY" and last):
            faults.append((number, "the file holds one record", "another one begins"))
            break
        else:
            tags[found[1]].append(found[2].strip())
        if faults:
            break
        last = found[1]
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
    fields["author"] = [author for tag in USED["author"] for author in tags.get(tag, ()) if author]
    year = re.match(r"(?a:(\d{4}))(?!\d)", str(fields["year"]))
    fields["year"] = year[1] if year else str(fields["year"])
    start, end = first("SP"), first("EP")
    fields["pages"] = f"{start}-{end}" if start and end and end != start and "-" not in start else start
    number = first("AN")  # of whatever database the record comes from: only PubMed's is a PMID
    if PMID_OF.search(" ".join(tags.get("DB", []) + tags.get("DP", [])) or number):
        fields["pmid"] = re.sub(r"(?i)\Apmid:?\s*", "", number)
    return fields


def left_out_of_ris(tags: dict[str, list[str]]) -> list[str]:
    """Return the tags of a record that no field takes."""
    used = {tag for names in USED.values() for tag in names} | {"TY", "ER", "SP", "EP", "AN", "DB", "DP"}
    return sorted(set(tags) - used)
