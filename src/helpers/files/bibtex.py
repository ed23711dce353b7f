"""BibTeX to entries: the parser, its faults, and what an entry says of itself."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from helpers.files.bibtex_names import names_of, surname_of
from helpers.files.bibtex_values import values_of
from helpers.files.latex import to_text
from helpers.files.problems import Place, Problem, quote

if TYPE_CHECKING:
    from bibtexparser.model import ParsingFailedBlock

FILE = "references.bib"
LOST_COMMA = re.compile(r"[}\"]\s+([A-Za-z_]+)\s*=\s*[{\"]")  # a field that the one before it has swallowed


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
        """Return the title as plain text."""
        return to_text(self.fields.get("title", self.key))

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
        names = names_of(self.fields.get("author", ""))
        if not names[0]:
            return self.title
        return " ".join(
            [surname_of(names[0]) + (" et al." if len(names) > 1 else ""), self.fields.get("year", "")]
        ).strip()


def parse(text: str) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a BibTeX text, and what is wrong with its syntax. Parameters: text."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import ImplicitComment

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its findings are reported below
    try:
        library = parse_string(text)
    except Exception as error:  # the parser is fed any bytes: whatever it throws is a fault of the file
        found = f"{type(error).__name__}: {str(error)[:200]}"
        return [], [Place(FILE).fault("the file is BibTeX", found, "Correct its syntax.")]
    problems = [_block_problem(block) for block in library.failed_blocks]
    for block in library.comments:
        lines = block.comment.splitlines()
        if isinstance(block, ImplicitComment) and not all(line.startswith("%") or not line.strip() for line in lines):
            rule, found = "text stands inside an entry or behind %", f"this is outside: {quote(block.comment)}"
            remedy = "Check the braces before it, and the @ of the next entry."
            problems.append(Place(FILE, line=(block.start_line or 0) + 1).fault(rule, found, remedy))
    entries = []
    for read in library.entries:
        line, names = (read.start_line or 0) + 1, Counter(field.key.lower() for field in read.fields)
        if twice := sorted(name for name in names if names[name] > 1):  # the parser finds those of one spelling
            rule, found = "an entry has each field once", f"{quote(', '.join(twice))} stands twice"
            problems.append(Place(FILE, line=line).fault(rule, found, "Remove one of them."))
        fields = {field.key.lower(): " ".join(str(field.value).split()) for field in read.fields}
        entries.append(Entry(read.key, read.entry_type.lower(), fields, line))
    if problems:
        return entries, problems
    return _with_values(text, entries)


def _with_values(text: str, entries: list[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Return entries with the values that the build reads, and the faults of those that it reads otherwise."""
    if any(map(find_lost_comma, entries)):
        return entries, []  # told by who asks for it; the other program would say less
    values, problems = values_of(text, FILE)
    rule, remedy = "every program reads the bibliography alike", "Write the entry plainly, and no @ in remarks."
    for entry in entries:
        if set(values.get(entry.key, ())) != set(entry.fields) and not problems:
            other = sorted(set(values.get(entry.key, ())) ^ set(entry.fields))
            found = f"the build finds other fields: {quote(', '.join(other))}"
            problems.append(Place(FILE, line=entry.line).fault(rule, found, remedy, entry.key))
    if not problems and (more := sorted(set(values) - {entry.key for entry in entries})):
        found = f"the build finds more entries: {quote(', '.join(more))}"
        problems.append(Place(FILE).fault(rule, found, remedy))
    if problems:
        return entries, problems
    return [replace(entry, fields=values[entry.key]) for entry in entries], []


def _block_problem(block: ParsingFailedBlock) -> Problem:
    """Return the fault of a block that bibtexparser refused."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

    if isinstance(block, DuplicateBlockKeyBlock):
        rule, found, remedy = "a key is used once", f"{quote(block.key)} stands twice", "Merge or rename them."
    elif isinstance(block, DuplicateFieldKeyBlock):
        names = quote(", ".join(sorted(block.duplicate_keys)))
        rule, found, remedy = "an entry has each field once", f"{names} stands twice", "Remove one of them."
    else:
        rule, found = "an entry is well-formed BibTeX", f"this one is not: {quote(str(block.raw).strip())}"
        remedy = "Balance its braces and quotes, give it a key, and put a comma after each field."
    return Place(FILE, line=(block.start_line or 0) + 1).fault(rule, found, remedy)


def find_lost_comma(entry: Entry) -> list[Problem]:
    """Return the fault of an entry in which a field has swallowed the next one, since no comma ends it."""
    for name, value in entry.fields.items():
        if lost := LOST_COMMA.search(value):
            found = f"there is none between {quote(name)} and {quote(lost[1])}"
            rule = "a comma stands after each field"
            return [Place(FILE, line=entry.line).fault(rule, found, "Add it.", entry.key)]
    return []


def braces_balance(value: str) -> bool:
    """Return whether each brace of a BibTeX value is closed, behind its opening."""
    depth = 0
    for brace in re.findall(r"\\.|([{}])", value):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0
