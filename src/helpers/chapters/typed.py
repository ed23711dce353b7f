"""Numbers, and words that stand for numbers, that somebody typed into prose where the data should speak."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from helpers.chapters.english import ALLOWED, CLAIMS, NOT_MORE, WORDS, Allowed
from helpers.evidence.names import Name

NUMBER = re.compile(
    r"""
    (?: (?<![^\W_]) (?<![A-Za-z]-) | (?<=[A-Za-z]) (?=\d+\.\d) | (?<=[A-Za-z]-) (?=\d+(?:\.\d|\s?%)) )  # not in a name
    [.·]?
    \d+ (?: [.,·]\d+ )*
    (?: \s?[-\u2010-\u2015/:]\s? [.]? \d+ (?:[.,·]\d+)* )*
    (?: \s?[%‰] )?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Typed:
    """Something typed: from start to end of a text, kind ("number", "word", "claim"), the words found."""

    start: int
    end: int
    kind: str
    words: str


@cache
def allowed_by(names: tuple[Name, ...]) -> tuple[Allowed, ...]:
    """Return what may be typed because the book's data name it: a name, with one of its grades or a range of them."""
    found = []
    for name in names:
        words = "|".join(map(re.escape, name.names))
        pattern = rf"\b(?:{words})\b"
        if name.grades:
            grade = "|".join(sorted(map(re.escape, name.grades), key=len, reverse=True))
            pattern = rf"\b(?:{words})\s(?:{grade})(?:\s?[-–/]\s?(?:{grade}))?\b(?!\s?[-–/]\s?\d){NOT_MORE}"
        found.append(Allowed(re.compile(pattern), name.what))
    return tuple(found)


def find_typed(text: str, names: tuple[Name, ...] = ()) -> list[Typed]:
    """Return the numbers and words for quantities in a text, in order, without those that ALLOWED or names explain.

    Parameters: text, prose in which a mark stands for every role; names, of the book's subject. Digits of every script
    and width count as digits, as do fractions of one letter.
    """
    plain, origin = _normalised(text)
    allowed = [match.span() for each in (*ALLOWED, *allowed_by(names)) for match in each.pattern.finditer(plain)]
    found: list[Typed] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in {"number": NUMBER, "word": WORDS, "claim": CLAIMS}.items():
        for start, end in _spans(pattern, plain):
            if any((a <= start and end <= b) or (kind == "number" and a < end and start < b) for a, b in allowed):
                continue
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            first, last = origin[start], origin[end - 1] + 1
            found.append(Typed(first, last, kind, text[first:last]))
    return sorted(found, key=lambda each: each.start)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        words = match[0]
        start = match.start() + len(words) - len(words.lstrip())
        yield start, match.start() + len(words.rstrip())


def _normalised(text: str) -> tuple[str, list[int]]:
    """Return a text with one form for each letter and digit, and where each came from; unseen letters are dropped."""
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        plain = _plain(letter)
        letters.append(plain)
        origin += [place] * len(plain)
    return "".join(letters), origin


@cache
def _plain(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":  # soft hyphens, joiners: a reader does not see them
        return ""
    digits = ((part, unicodedata.digit(part, None)) for part in unicodedata.normalize("NFKC", letter))
    return "".join(str(digit) if digit is not None else " " if part.isspace() else part for part, digit in digits)
