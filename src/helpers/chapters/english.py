"""English: words that stand for numbers or that claim; numbers that are dates or places in a text."""

from __future__ import annotations

import re
from typing import NamedTuple

_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = "|".join([*_SMALL, *_TENS])
_PARTS = "third|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth"
_UNITS = "hundred|thousand|million|billion|dozen"

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
WHOLES = {  # words that say how many, alone: each equals a count
    **{word: float(number) for number, word in enumerate(("one", *_SMALL), 1)},
    **{word: 10.0 * number for number, word in enumerate(_TENS, 2)},
    **dict.fromkeys(("no", "none", "nobody"), 0.0),
    **dict.fromkeys(("both", "twice"), 2.0),
    "once": 1.0,
    **dict.fromkeys(("dozen", "a dozen"), 12.0),
    **dict.fromkeys(("hundred", "a hundred", "one hundred"), 100.0),
    **dict.fromkeys(("thousand", "a thousand", "one thousand"), 1000.0),
}
SHARES = {  # words that say which part, alone: each equals a percentage
    **dict.fromkeys(("half", "a half", "one half"), 50.0),
    **dict.fromkeys(("a quarter", "one quarter"), 25.0),
    "three quarters": 75.0,
    **dict.fromkeys(("a third", "one third"), 100 / 3),
    "two thirds": 200 / 3,
    **dict.fromkeys(("a fifth", "one fifth"), 20.0),
    **dict.fromkeys(("a tenth", "one tenth"), 10.0),
}
STRESSES = (  # before a phrase, one or several: it says the same, or more
    "was were is are be been became become remains remained stays stayed seems seemed still clearly also even again so"
    " thus therefore much far slightly somewhat markedly substantially significantly distinctly all both each"
).split()
NEGATIONS = ("not", "no", "never", "neither")  # before a phrase: it says the opposite
TURNS = ("than", "or", "nor", "but")  # behind a phrase: it says something else
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = r"(?:19|20)\d\d"
NOT_MORE = r"(?![\d%‰]|\.\d|\s?%|\s(?:patients|people|cases|of)\b)"


class Allowed(NamedTuple):
    """What may be typed: a pattern, and why it is no statistic."""

    pattern: re.Pattern[str]
    reason: str


ALLOWED = tuple(
    Allowed(re.compile(pattern), reason)
    for pattern, reason in {
        rf"\b(?:\d{{1,2}}\s(?:{_MONTH})|(?:{_MONTH})(?:\s\d{{1,2}},)?)\s{_YEAR}\b": "a date",
        rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]y|[Bb]efore|[Aa]fter|[Dd]uring|[Oo]f|[Tt]o)\s{_YEAR}"
        rf"(?:\s?[-–]\s?{_YEAR}|\s(?:and|to|or)\s{_YEAR})?\b{NOT_MORE}": "a year",
        rf"\((?:[^()\d]*,\s)?{_YEAR}(?:\s?[-–]\s?{_YEAR})?[a-z]?\)": "a year",
        r"\b(?:[Ss]ection|[Cc]hapter|[Pp]aragraph|[Tt]able|[Ff]igure|[Ff]ig\.|[Rr]eference|[Cc]laim)s?\s"
        r"(?:[ivx]+\.)?\d+(?:\.\d+)*(?:-\d+)?\b(?!\s?%)": "the number of a section, figure, claim or reference",
    }.items()
)
