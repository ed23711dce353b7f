"""Which numbers of a text the claims cover, paragraph by paragraph, and which are left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from helpers.evidence.dictionary import resource_of, tables_of

NUMBER = re.compile(r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?(?![0-9])")  # digits behind a letter belong to a name: Ly6G
SUBSECTION = re.compile(r"\s*([1-9])\.\s*(?=\D)")
REFERENCE = re.compile(r"\[\d+(?:[-,,]\d+)*\]")
ENUMERATION = re.compile(r"[((](\d)[))](?=\D)")
UNIT = re.compile(r"\d+ ?[A-Za-z]+ ?[≈=] ?\d+(?:\.\d+)? ?[A-Za-z]+")


class Marks(NamedTuple):
    """How the text of a review is divided.

    Parameters
    ----------
    chapters : mapping of str to str
        By the key of a chapter, the beginning of its heading.
    ends_before : sequence of str
        What the statements behind the body begin with.
    """

    chapters: Mapping[str, str]
    ends_before: Sequence[str]


def marks_of(package: Mapping[str, Any]) -> Marks:
    """Return how the source review is divided: as the data dictionary says of sections.csv, else as one chapter."""
    said = resource_of(package, "sections") if "sections" in tables_of(package) else {}
    return Marks(said.get("chapters", {}), said.get("endsBefore", ()))


class Paragraph(NamedTuple):
    """A paragraph of a text: its section such as iv.1.2 ("" outside the body) and its words."""

    section: str
    text: str


class Token(NamedTuple):
    """A number of a paragraph: where it starts, its digits, and what covers it."""

    start: int
    digits: str
    claim: str
    why: str


class Coverage(NamedTuple):
    """A paragraph with its numbers, and the claims of its section that were not found in it."""

    paragraph: Paragraph
    tokens: list[Token]
    lost: list[str]

    @property
    def left(self) -> list[Token]:
        """Return the numbers that nothing covers."""
        return [token for token in self.tokens if not token.claim and not token.why]


def split_paragraphs(text: str, marks: Marks) -> list[Paragraph]:
    """Return the paragraphs of a review, numbered: chapter (0 is the introduction), subsection (0 for none), paragraph.

    The body begins with the first paragraph that cites a reference, and ends before the statements at the end.
    """
    ends = tuple(words.casefold() for words in marks.ends_before)
    found: list[Paragraph] = []
    chapter, subsection, number, body = "0", 0, 0, False
    for line in filter(str.strip, text.splitlines()):
        begins = line.lstrip()
        if begins.casefold().startswith(ends):
            body, chapter = False, ""
        heading = next((key for key, words in marks.chapters.items() if begins.startswith(words)), "")
        if heading:
            chapter, subsection, number, body = heading, 0, 0, True
        elif chapter and REFERENCE.search(line):
            body = True
        if heading or not body:
            found.append(Paragraph("", line))
            continue
        if own := SUBSECTION.match(line):
            subsection, number = int(own[1]), 0
        number += 1
        found.append(Paragraph(f"{chapter}.{subsection}.{number}", line))
    return found


def cover(text: str, claims: Iterable[Mapping[str, str]], marks: Marks) -> list[Coverage]:
    """Return every paragraph of a text with its numbers and what covers each.

    Parameters
    ----------
    text : str
        The whole text.
    claims : iterable of mapping
        Rows with claim, section and printed, in the order in which they are printed.
    marks : Marks
        How the text is divided.
    """
    by_section: dict[str, list[Mapping[str, str]]] = {}
    for claim in claims:
        by_section.setdefault(claim["section"], []).append(claim)
    paragraphs = split_paragraphs(text, marks)
    known = {paragraph.section for paragraph in paragraphs}
    found = [_cover_paragraph(paragraph, by_section.get(paragraph.section, [])) for paragraph in paragraphs]
    for section, rows in by_section.items():
        if section not in known:
            found.append(Coverage(Paragraph(section, ""), [], [row["claim"] for row in rows]))
    return found


def _cover_paragraph(paragraph: Paragraph, claims: list[Mapping[str, str]]) -> Coverage:
    text, place = paragraph.text, 0
    spans: list[tuple[int, int, str]] = []
    lost: list[str] = []
    for claim in claims:
        printed = re.escape(claim["printed"])
        match = re.compile(rf"(?<![0-9.]){printed}(?![0-9]|\.[0-9])").search(text, place)
        if match is None:
            lost.append(claim["claim"])
            continue
        place = match.end()
        spans.append((match.start(), match.end(), claim["claim"]))
    reasons = list(_reasons(text)) if paragraph.section else [(0, len(text), "outside the body")]
    tokens = []
    for number in NUMBER.finditer(text):
        at = number.start()
        covering = next((name for start, end, name in spans if start <= at < end), "")
        why = "" if covering else next((reason for start, end, reason in reasons if start <= at < end), "")
        tokens.append(Token(at, number[0], covering, why))
    return Coverage(paragraph, tokens, lost)


def _reasons(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans whose numbers are no claims, with the reason."""
    if own := SUBSECTION.match(text):
        yield own.start(), own.end(), "section number"
    for pattern, reason in ((REFERENCE, "reference"), (ENUMERATION, "section number"), (UNIT, "unit explained")):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reason
