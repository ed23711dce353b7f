"""references.bib in its one form: entries by key, a field a line, fields in one order, remarks where they belong.

bibtexparser's own sorting and writing was tried and gives the same text for a file of plain entries alone: it sorts
macros by name, so that one may stand above another that it is made of, and its writer parts a remark from its entry by
the blank line that parts entries, so that a remark that stands apart and one that does not become the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.files.bibtex import FILE, braces_balance, find_lost_comma, parse
from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Block

FIRST = (
    *("author", "editor", "title", "journal", "booktitle", "howpublished", "publisher", "year", "volume", "number"),
    *("pages", "doi", "pmid", "pmcid", "url"),
)
LAST = ("verification", "note", "reason")  # between them stand all others, in the order in which they were written
BLANKS = re.compile(r"[ \t\n]+")  # not every white space: a no-break space is a letter that an author chose
PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
WHITE = re.compile(r"\s*")
SPECIAL = re.compile(r"([&%$#_{}])")
LIGATURE = re.compile(r"(-(?=-)|'(?=')|`(?=`)|[?!](?=`))")  # two signs that TeX makes one of


@dataclass
class Unit:
    """A block with the remarks above it; each remark ends with the line feeds that part it from what follows."""

    remarks: list[str]
    block: Block

    @property
    def key(self) -> str:
        """Return the key of an entry, empty for other blocks."""
        return str(getattr(self.block, "key", ""))

    def text(self) -> str:
        """Return the remarks and the block as they are written."""
        from bibtexparser.model import Entry

        block = self.block
        if not isinstance(block, Entry):
            return "".join(self.remarks) + str(block.raw).strip()
        return "".join(self.remarks) + entry_text(
            block.key, block.entry_type, {f.key: _value(str(f.value)) for f in block.fields}
        )


def entry_text(key: str, kind: str, values: Mapping[str, str]) -> str:
    """Return one entry without a last line feed.

    Parameters: key; kind, its type; values, by field, each in its braces (or a number or macro without).
    """
    names = {name.lower(): value for name, value in values.items()}
    others = [name for name in names if name not in FIRST + LAST]
    ordered = [name for name in (*FIRST, *others, *LAST) if name in names]
    return "\n".join([f"@{kind.lower()}{{{key},", *(f"  {name} = {names[name]}," for name in ordered), "}"])


def to_latex(text: str) -> str:
    """Return plain text as a field of references.bib. Raises: ValueError for a backslash: it may be LaTeX already."""
    if "\\" in text:
        raise ValueError("it holds a backslash, which only a BibTeX file can")
    latex = SPECIAL.sub(r"\\\1", text)
    if not braces_balance(re.sub(r"[^{}]", "", text)):
        latex = latex.replace("\\{", r"{\textbraceleft}").replace("\\}", r"{\textbraceright}")
    return LIGATURE.sub(r"\1{}", latex).replace("~", r"{\textasciitilde}")


def bibliography_text(text: str, added: str = "") -> tuple[str, list[Problem]]:
    """Return a bibliography in canonical form.

    Parameters: text, BibTeX; added, one more entry. Returns: the text, empty when either cannot be read soundly or
    when writing it would change what is read, and then the faults. Entries are sorted by key, as the check demands.
    A remark goes with the entry below it, but one that opens the file, above a blank line, stays there; macros and
    preambles stay at the top, remarks behind the last entry at the end.
    """
    faults = [fault for part in (text, added) if part for fault in _faults(part)]
    if faults:
        return "", faults
    head, units, tail = _units(text)
    units += _units(added)[1] if added else []
    from bibtexparser.model import Entry

    entries = sorted((unit for unit in units if isinstance(unit.block, Entry)), key=lambda unit: unit.key)
    others = [unit for unit in units if not isinstance(unit.block, Entry)]
    parts = [*head, *(unit.text() for unit in (*others, *entries)), *tail]
    written = "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
    if _faults(written) or _content(written) != _content(text) + (_content(added) if added else Counter()):
        rule, found = "writing the bibliography again changes nothing in it", "it would"
        return "", [Place(FILE).fault(rule, found, "Look for unusual braces, quotes and remarks, and simplify them.")]
    return written, []


def _faults(text: str) -> list[Problem]:
    """Return what makes it unsafe to write a bibliography again: syntax, and fields that swallowed others."""
    entries, problems = parse(text)
    return problems + [fault for entry in entries for fault in find_lost_comma(entry)]


def _split(text: str) -> Library:
    from bibtexparser.entrypoint import parse_string

    return parse_string(text, parse_stack=[])  # values keep their braces, quotes and macros


def _units(text: str) -> tuple[list[str], list[Unit], list[str]]:
    """Return the remarks that open a text, each block with its remarks, and the remarks that end the text.

    Where blocks stand is searched for: the parser counts lines, but none behind a backslash.
    """
    from bibtexparser.model import ExplicitComment, ImplicitComment

    units: list[Unit] = []
    remarks: list[str] = []
    head: list[str] = []
    place = 0
    for block in _split(text).blocks:
        raw = str(block.raw)
        place = max(text.find(raw, place), place) + len(raw)
        if not isinstance(block, ImplicitComment | ExplicitComment):
            units.append(Unit(remarks, block))
            remarks = []
            continue
        white = WHITE.match(text, place)
        apart = white is not None and white[0].count("\n") > 1
        *above, last = PARAGRAPH.split(raw.strip()) if isinstance(block, ImplicitComment) else [raw.strip()]
        remarks += [remark + "\n\n" for remark in above]
        if above and not units:
            head, remarks = [*head, *remarks], []
        remarks.append(last + ("\n\n" if apart else "\n"))
        if apart and not units:
            head, remarks = [*head, *remarks], []
    if not units:
        return [], [], [*head, *remarks]
    return head, units, remarks


def _value(raw: str) -> str:
    """Return a value in braces, where that means the same, with its white space folded."""
    raw = BLANKS.sub(" ", raw).strip(" ")
    if len(raw) > 1 and (raw[0], raw[-1]) in (("{", "}"), ('"', '"')) and _is_one_string(raw):
        return "{" + raw[1:-1].strip(" ") + "}"
    return f"{{{raw}}}" if raw.isascii() and raw.isdigit() else raw


def _is_one_string(raw: str) -> bool:
    """Return whether the first delimiter is closed by the last one, so that nothing is joined by #."""
    depth = 0
    for place, letter in enumerate(raw):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        ends = depth == 0 if raw[0] == "{" else depth == 0 and letter == '"' and place > 0
        if ends:
            return place == len(raw) - 1
    return False


def _content(text: str) -> Counter[tuple[Any, ...]]:
    """Return what a bibliography says: entries with their fields, macros, preambles and remarks."""
    from bibtexparser.model import Entry, ExplicitComment, ImplicitComment

    said: Counter[tuple[Any, ...]] = Counter()
    for entry in parse(text)[0]:
        said["entry", entry.key, entry.type, tuple(sorted(entry.fields.items()))] += 1
    for block in _split(text).blocks:
        if isinstance(block, ImplicitComment):
            said.update(("remark", line) for line in str(block.raw).split("\n") if line.strip())
        elif isinstance(block, ExplicitComment):
            said["remark", str(block.raw).strip()] += 1
        elif not isinstance(block, Entry):
            said["other", str(block.raw).strip()] += 1
    return said
