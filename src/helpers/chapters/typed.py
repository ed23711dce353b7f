"""Numbers, and words that stand for numbers, that somebody typed into prose where the data should speak."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = "|".join([*_SMALL, *_TENS])
_PARTS = "third|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth"
_UNITS = "hundred|thousand|million|billion|dozen"

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
WORDS = re.compile(
    rf"""
    \b(?: (?:{_WORDS})[\ -](?:thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths)
        | (?:{_WORDS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?
        | (?:{_UNITS})s?
        | hal(?:f|ves|ved|ving) | (?:two-)?thirds | (?:three-)?quarters? | (?:fif|six|seven|eigh|nin|ten)ths
        | (?:an?|one)[\ -](?:{_PARTS})(?!\ (?!of\b)\w)  # "a third of them", but not "a third cohort"
        | (?:an?|one)[\ -](?:half|quarter)
        | one\ (?:in|out\ of|of)\ (?:every\ )?(?:\d+|{_WORDS}|a\ (?:{_UNITS}))
        | doubl(?:e|ed|es|ing)(?!-blind|[ -]blind) | tripl(?:e|ed|es|ing) | quadrupl\w+ | twice | thrice | \w+fold
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
CLAIMS = re.compile(
    r"""
    \b(?: majority | minority | most(?=\s(?:of|patients|studies|trials|cases|people|cohorts)\b)
        | (?:in|non-?)?significan(?:t|tly|ce) | no\ (?:\w+\ )?difference | (?:did|does|do)\ not\ differ
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
HINTS = re.compile(
    r"""
    \b(?: high(?:er|est) | low(?:er|est) | few(?:er|est)? | more | less | larg(?:er|est) | small(?:er|est)
        | bett(?:er) | worse | long(?:er|est) | short(?:er|est) | great(?:er|est) | many | several | rare(?:r|ly)?
        | often | similar(?:ly)? | all | none | nobody | every | both | never | always
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = r"(?:19|20)\d\d"
_NOT_MORE = r"(?![\d%‰]|\.\d|\s?%|\s(?:patients|people|cases|of)\b)"


class Allowed(NamedTuple):
    """What may be typed: a pattern, and why it is no statistic."""

    pattern: re.Pattern[str]
    reason: str


ALLOWED = tuple(
    Allowed(re.compile(pattern), reason)
    for pattern, reason in {
        rf"\bmRS\s[0-6](?:\s?[-–]\s?[0-6])?\b{_NOT_MORE}": "the name of a range of the modified Rankin scale",
        rf"\b(?:[emo]?TICI)\s(?:[013]|2[abc]?(?:50|67)?)(?:\s?[-–/]\s?(?:2[abc]|3))?\b{_NOT_MORE}": "a grade's name",
        r"\bCOVID-19\b": "the name of a disease",
        rf"\b(?:\d{{1,2}}\s(?:{_MONTH})|(?:{_MONTH})(?:\s\d{{1,2}},)?)\s{_YEAR}\b": "a date",
        rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]y|[Bb]efore|[Aa]fter|[Dd]uring|[Oo]f|[Tt]o)\s{_YEAR}"
        rf"(?:\s?[-–]\s?{_YEAR}|\s(?:and|to|or)\s{_YEAR})?\b{_NOT_MORE}": "a year",
        rf"\((?:[^()\d]*,\s)?{_YEAR}(?:\s?[-–]\s?{_YEAR})?[a-z]?\)": "a year",
        r"\b(?:[Ss]ection|[Cc]hapter|[Pp]aragraph|[Tt]able|[Ff]igure|[Ff]ig\.|[Rr]eference|[Cc]laim)s?\s"
        r"(?:[ivx]+\.)?\d+(?:\.\d+)*(?:-\d+)?\b(?!\s?%)": "the number of a section, figure, claim or reference",
    }.items()
)


@dataclass(frozen=True)
class Typed:
    """Something typed: from start to end of a text, kind ("number", "word", "claim", "hint"), the words found."""

    start: int
    end: int
    kind: str
    words: str


def find_typed(text: str, *, hints: bool = False) -> list[Typed]:
    """Return the numbers and words for quantities in a text, in order, without those that ALLOWED explains.

    Parameters: text, prose in which a mark stands for every role; hints, also bare comparatives and words such as
    "all", which may be true for ever. Digits of every script and width count as digits, as do fractions of one letter.
    """
    plain, origin = _normalised(text)
    allowed = [match.span() for each in ALLOWED for match in each.pattern.finditer(plain)]
    found: list[Typed] = []
    taken: list[tuple[int, int]] = []
    patterns = {"number": NUMBER, "word": WORDS, "claim": CLAIMS, **({"hint": HINTS} if hints else {})}
    for kind, pattern in patterns.items():
        for start, end in _spans(pattern, plain):
            if any(a <= start and end <= b or (kind == "number" and a < end and start < b) for a, b in allowed):
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
