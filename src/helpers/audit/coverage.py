"""Which numbers of a text the claims cover, paragraph by paragraph, and which are left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

NUMBER = re.compile(r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?(?![0-9])")  # digits behind a letter belong to a name: Ly6G
CHAPTER = re.compile(r"\s*([一二三四五六七八九])、")
SUBSECTION = re.compile(r"\s*([1-9])\.\s*(?=\D)")
ROMAN = dict(zip("一二三四五六七八九", ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"), strict=True))
REFERENCE = re.compile(r"\[\d+(?:[-,,]\d+)*\]")
ENUMERATION = re.compile(r"[((](\d)[))](?=\D)")
UNIT = re.compile(r"\d+ ?[A-Za-z]+ ?[≈=] ?\d+(?:\.\d+)? ?[A-Za-z]+")
END = re.compile(r"\s*(利益冲突|参考文献|References\b|Conflicts? of interest)", re.IGNORECASE)


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


def split_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a review, numbered: chapter (0 is the introduction), subsection (0 for none), paragraph.

    The body begins with the first paragraph that cites a reference, and ends before the statements at the end.
    """
    found: list[Paragraph] = []
    chapter, subsection, number, body = "0", 0, 0, False
    for line in filter(str.strip, text.splitlines()):
        if END.match(line):
            body, chapter = False, ""
        if heading := CHAPTER.match(line):
            chapter, subsection, number, body = ROMAN[heading[1]], 0, 0, True
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


def cover(text: str, claims: Iterable[Mapping[str, str]]) -> list[Coverage]:
    """Return every paragraph of a text with its numbers and what covers each.

    Parameters
    ----------
    text : str
        The whole text.
    claims : iterable of mapping
        Rows with claim, section and printed, in the order in which they are printed.
    """
    by_section: dict[str, list[Mapping[str, str]]] = {}
    for claim in claims:
        by_section.setdefault(claim["section"], []).append(claim)
    paragraphs = split_paragraphs(text)
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
