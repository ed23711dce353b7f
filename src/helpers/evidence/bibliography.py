"""references.bib: reading it with bibtexparser and checking what every entry must hold."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from helpers.evidence.shown import find_shown_problems
from helpers.files.bibtex import FILE, Entry, braces_balance, find_lost_comma, parse
from helpers.files.cache import Cache
from helpers.files.problems import Place, Problem, problem_from, quote
from helpers.files.text import read_text

CODE = (Path(__file__).parent, Path(__file__).parents[1] / "files")  # what its faults follow from, beside the text
LIBRARIES = ("bibtexparser", "pybtex", "latexcodec", "pylatexenc")
VERIFICATIONS = ("confirmed", "probable", "unidentified")
KEY = re.compile(r"[a-z][a-z0-9]*\Z")
YEAR_IN_KEY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>{}\\]+\Z")
REQUIRED: dict[str, dict[str, tuple[str, ...]]] = {  # by verification, then by entry type; "" is every type
    "confirmed": {
        "": ("author", "title", "year"),
        "article": ("journal",),
        "inproceedings": ("booktitle",),
    },
    "probable": {"": ("title", "note")},
    "unidentified": {"": ("title", "note")},
}
FORMS = {
    "doi": (DOI, "a DOI begins with 10. and a registrant number, without an address before it"),
    "pmid": (re.compile(r"[0-9]{1,8}\Z"), "a PMID is digits"),
    "pmcid": (re.compile(r"PMC[0-9]{1,9}\Z"), "a PMCID is PMC and digits"),
    "url": (re.compile(r"https://[^\s\"<>{}\\]+\Z"), "an address begins with https://"),
    "year": (re.compile(r"(?:19|20)[0-9]{2}\Z"), "a year has four digits"),
}


def load_bibliography(root: Path) -> tuple[dict[str, Entry], list[Problem]]:
    """Read references.bib and check each entry by itself.

    Parameters: root, the book's folder. Returns: entries by key, in file order, and every fault found.
    """
    text, problems = read_text(root / FILE, FILE)
    if not text:
        return {}, problems
    kept = Cache(root, CODE, LIBRARIES)
    if (known := kept.get(["bibliography", text])) is None:
        entries, faults = _judged(text)
        known = [[asdict(entry) for entry in entries.values()], [asdict(fault) for fault in faults]]
        kept.put(["bibliography", text], known)
    problems += map(problem_from, known[1])
    return {entry["key"]: Entry(**entry) for entry in known[0]}, problems


def _judged(text: str) -> tuple[dict[str, Entry], list[Problem]]:
    """Return the entries of a bibliography by key, and its faults. Parameters: text, BibTeX."""
    blocks, problems = parse(text)
    entries: dict[str, Entry] = {}
    for entry in blocks:
        entries.setdefault(entry.key, entry)
        problems += find_entry_problems(entry)
    problems += _find_order_and_duplicate_problems(blocks)
    if not entries and not problems:
        problems.append(Place(FILE).fault("the bibliography holds entries", "there is none", "Restore the file."))
    return entries, problems


def find_entry_problems(entry: Entry) -> list[Problem]:
    """Return the faults of one entry: key, verification, required fields and the form of identifiers."""
    if lost := find_lost_comma(entry):
        return lost  # the fields after it are not what they seem
    problems = []

    def fault(rule: str, found: str, remedy: str) -> None:
        problems.append(Place(FILE, line=entry.line).fault(rule, found, remedy, entry.key))

    if not KEY.match(entry.key):
        fault("a key is lower-case letters and digits", f"got {quote(entry.key)}", "Rename it everywhere.")
    if entry.verification not in VERIFICATIONS:
        found = f"got {quote(entry.verification)}" if entry.verification else "there is no such field"
        fault("verification is one of " + ", ".join(VERIFICATIONS), found, "Say how sure the identification is.")
    required = REQUIRED.get(entry.verification, {})
    missing = [f for f in required.get("", ()) + required.get(entry.type, ()) if not entry.fields.get(f)]
    if missing:
        rule = f"every {entry.verification} @{entry.type} has " + ", ".join(missing)
        fault(rule, "it is missing", "Copy it from the publication, or lower the verification.")
    if entry.verification == "unidentified":
        invented = [f for f in ("year", "doi", "pmid", "pmcid", "journal") if f in entry.fields]
        if invented or not entry.title.startswith("["):
            found = ("it has " + ", ".join(invented)) if invented else f"the title is {quote(entry.title)}"
            fault(
                "an unidentified entry has a bracketed title and no identifiers",
                found,
                "Remove what is not known.",
            )
    for name, (pattern, rule) in FORMS.items():
        if name in entry.fields and not pattern.match(entry.fields[name]):
            fault(f"{name}: {rule}", f"got {quote(entry.fields[name])}", "Copy it from the publication's page.")
    unbalanced = [name for name, value in entry.fields.items() if not braces_balance(value)]
    for name in unbalanced:
        fault(f"braces in {name} balance", f"got {quote(entry.fields[name])}", "Close or remove the brace.")
    if not unbalanced:
        problems += find_shown_problems(entry)
    year = YEAR_IN_KEY.search(entry.key)
    if year and entry.fields.get("year") != year.group():
        found = f"the key says {year.group()}, the field {quote(entry.fields.get('year', ''))}"
        fault("the year in the key is the year of the entry", found, "Correct the one that is wrong.")
    return problems


def _find_order_and_duplicate_problems(entries: list[Entry]) -> list[Problem]:
    problems = []
    for before, after in pairwise(entries):
        if after.key < before.key:
            found = f"{quote(after.key)} follows {quote(before.key)}"
            problems.append(
                Place(FILE, line=after.line).fault(
                    "entries are in the order of their keys", found, "Move it.", after.key
                )
            )
    for name in ("doi", "pmid", "pmcid"):
        counts = Counter(entry.fields[name].lower() for entry in entries if entry.fields.get(name))
        for entry in entries:
            if counts[entry.fields.get(name, "").lower()] > 1:
                found = f"{entry.fields[name]} stands in more than one entry"
                remedy = "Merge the entries, or correct the identifier."
                rule = f"a {name} belongs to one entry"
                problems.append(Place(FILE, line=entry.line).fault(rule, found, remedy, entry.key))
    return problems
