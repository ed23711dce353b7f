"""references.bib: reading it with bibtexparser and checking what every entry must hold."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.problems import Problem, quote
from helpers.table_files import read_text

if TYPE_CHECKING:
    from bibtexparser.model import ParsingFailedBlock

FILE = "references.bib"
VERIFICATIONS = ("confirmed", "probable", "unidentified")
KEY = re.compile(r"[a-z][a-z0-9]*\Z")
YEAR_IN_KEY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>{}\\]+\Z")
LOST_COMMA = re.compile(r"[}\"]\s+([A-Za-z_]+)\s*=\s*[{\"]")  # a field that the one before it has swallowed
REQUIRED = {  # by verification, then by entry type; "" is every type
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


@dataclass(frozen=True)
class Entry:
    """One entry of references.bib: its key, type, fields (LaTeX as written) and line."""

    key: str
    type: str
    fields: Mapping[str, str]
    line: int

    @property
    def verification(self) -> str:
        """Return how sure the identification is: confirmed, probable or unidentified."""
        return self.fields.get("verification", "")

    @property
    def title(self) -> str:
        """Return the title without its LaTeX braces."""
        return plain(self.fields.get("title", self.key))

    @property
    def address(self) -> str:
        """Return the best address of the publication, or nothing."""
        fields = self.fields
        if "doi" in fields:
            return f"https://doi.org/{fields['doi']}"
        if "pmid" in fields:
            return f"https://pubmed.ncbi.nlm.nih.gov/{fields['pmid']}/"
        if "pmcid" in fields:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{fields['pmcid']}/"
        return fields.get("url", "")

    @property
    def short(self) -> str:
        """Return first author and year, `Nicolini et al. 2023`, or the title where there is no author."""
        names = [name.strip() for name in re.split(r"\s+and\s+", plain(self.fields.get("author", ""))) if name]
        if not names:
            return self.title
        surname = names[0].partition(",")[0]
        return " ".join([surname + (" et al." if len(names) > 1 else ""), self.fields.get("year", "")]).strip()


def plain(latex: str) -> str:
    """Return a field as text: escapes resolved, braces gone, white space folded."""
    return " ".join(re.sub(r"\\([&%$#_{}])", r"\1", re.sub(r"(?<!\\)[{}]", "", latex)).split())


def load_bibliography(root: Path) -> tuple[dict[str, Entry], list[Problem]]:
    """Read references.bib and check each entry by itself.

    Parameters: root, the book's folder. Returns: entries by key, in file order, and every fault found.
    """
    text, problems = read_text(root / FILE, FILE)
    if not text:
        return {}, problems
    blocks, failed = parse(text)
    problems += failed
    entries: dict[str, Entry] = {}
    for entry in blocks:
        entries.setdefault(entry.key, entry)
        problems += find_entry_problems(entry)
    problems += _find_order_and_duplicate_problems(blocks)
    if not entries and not problems:
        problems.append(Problem(FILE, 0, "the bibliography holds entries", "there is none", "Restore the file."))
    return entries, problems


def parse(text: str) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a BibTeX text, and what is wrong with its syntax. Parameters: text."""
    import bibtexparser
    from bibtexparser.model import ImplicitComment

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its findings are reported below
    try:
        library = bibtexparser.parse_string(text)
    except Exception as error:  # the parser is fed any bytes: whatever it throws is a fault of the file
        found = f"{type(error).__name__}: {str(error)[:200]}"
        return [], [Problem(FILE, 0, "the file is BibTeX", found, "Correct its syntax.")]
    problems = [_block_problem(block) for block in library.failed_blocks]
    for block in library.comments:
        lines = block.comment.splitlines()
        if isinstance(block, ImplicitComment) and not all(line.startswith("%") or not line.strip() for line in lines):
            rule, found = "text stands inside an entry or behind %", f"this is outside: {quote(block.comment)}"
            remedy = "Check the braces before it, and the @ of the next entry."
            problems.append(Problem(FILE, (block.start_line or 0) + 1, rule, found, remedy, unit="line"))
    entries = []
    for block in library.entries:
        line, names = (block.start_line or 0) + 1, Counter(field.key.lower() for field in block.fields)
        if twice := sorted(name for name in names if names[name] > 1):  # the parser finds those of one spelling
            rule, found = "an entry has each field once", f"{quote(', '.join(twice))} stands twice"
            problems.append(Problem(FILE, line, rule, found, "Remove one of them.", unit="line"))
        fields = {field.key.lower(): " ".join(str(field.value).split()) for field in block.fields}
        entries.append(Entry(block.key, block.entry_type.lower(), fields, line))
    return entries, problems


def _block_problem(block: ParsingFailedBlock) -> Problem:
    """Return the fault of a block that bibtexparser refused."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

    if isinstance(block, DuplicateBlockKeyBlock):
        rule, found, remedy = "a key is used once", f"{quote(block.key)} stands twice", "Merge or rename them."
    elif isinstance(block, DuplicateFieldKeyBlock):
        names = quote(", ".join(sorted(block.duplicate_keys)))
        rule, found, remedy = "an entry has each field once", f"{names} stands twice", "Remove one of them."
    else:
        rule, found = "an entry is well-formed BibTeX", f"this one is not: {quote(block.raw.strip())}"
        remedy = "Balance its braces and quotes, give it a key, and put a comma after each field."
    return Problem(FILE, (block.start_line or 0) + 1, rule, found, remedy, unit="line")


def find_entry_problems(entry: Entry) -> list[Problem]:
    """Return the faults of one entry: key, verification, required fields and the form of identifiers."""
    problems = []

    def fault(rule: str, found: str, remedy: str) -> None:
        problems.append(Problem(FILE, entry.line, rule, found, remedy, entry.key, "line"))

    for name, value in entry.fields.items():
        if lost := LOST_COMMA.search(value):
            found = f"there is none between {quote(name)} and {quote(lost[1])}"
            fault("a comma stands after each field", found, "Add it.")
            return problems  # the fields after it are not what they seem
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
    for name, value in entry.fields.items():
        if not _braces_balance(value):
            fault(f"braces in {name} balance", f"got {quote(value)}", "Close or remove the brace.")
    year = YEAR_IN_KEY.search(entry.key)
    if year and entry.fields.get("year") != year.group():
        found = f"the key says {year.group()}, the field {quote(entry.fields.get('year', ''))}"
        fault("the year in the key is the year of the entry", found, "Correct the one that is wrong.")
    return problems


def _braces_balance(value: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|([{}])", value):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _find_order_and_duplicate_problems(entries: list[Entry]) -> list[Problem]:
    problems = []
    for before, after in zip(entries, entries[1:], strict=False):
        if after.key < before.key:
            found = f"{quote(after.key)} follows {quote(before.key)}"
            problems.append(
                Problem(
                    FILE,
                    after.line,
                    "entries are in the order of their keys",
                    found,
                    "Move it.",
                    after.key,
                    "line",
                )
            )
    for name in ("doi", "pmid", "pmcid"):
        counts = Counter(entry.fields[name].lower() for entry in entries if entry.fields.get(name))
        for entry in entries:
            if counts[entry.fields.get(name, "").lower()] > 1:
                found = f"{entry.fields[name]} stands in more than one entry"
                remedy = "Merge the entries, or correct the identifier."
                rule = f"a {name} belongs to one entry"
                problems.append(Problem(FILE, entry.line, rule, found, remedy, entry.key, "line"))
    return problems


def find_use_problems(
    entries: Mapping[str, Entry], studies: Iterable[str], citations: Mapping[str, tuple[str, int]]
) -> list[Problem]:
    """Return entries that nothing uses and citations that have no entry.

    Parameters: entries by key; studies, keys of studies.csv; citations, key to the file and line of its first use.
    """
    problems = []
    used = set(studies) | set(citations)
    for key, entry in entries.items():
        if key not in used:
            problems.append(
                Problem(
                    FILE,
                    entry.line,
                    "an entry is cited in a chapter or is a row of studies.csv",
                    "it is neither",
                    "Cite it, add its row, or remove it.",
                    key,
                    "line",
                )
            )
    for key, (file, line) in citations.items():
        if key not in entries:
            found = f"{quote(key)} has none"
            remedy = "Add the entry to references.bib, or correct the key."
            problems.append(Problem(file, line, "a citation has an entry", found, remedy, unit="line"))
    return problems
