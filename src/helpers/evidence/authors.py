"""Names of authors in references.bib that BibTeX would take apart otherwise than a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.files.bibtex_names import is_group, names_of, parts_of
from helpers.files.latex import to_text

SUFFIX = re.compile(r"(?i:(?:jr|sr|jnr|snr|fils)\.?|junior|senior|2nd|3rd|4th)\Z")
NUMBERED = re.compile(r"(?:II|III|IV|V|VI)\Z")  # a suffix between two commas; elsewhere they may be initials
# MD may be initials
DEGREE = re.compile(r"(?:Ph\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H|M\.?B\.?B\.?S|F\.?R\.?C\.?P|Dr|Prof)\.?\Z")
MOST_INITIALS = 4
GROUP = re.compile(
    r"(?i)\b(?:group|investigators|collaborators|collaboration|collaborative|consortium|committee|trialists|network|"
    r"society|association|organi[sz]ation|registry|initiative|foundation|institute|university|ministry|department|"
    r"working party|task force|study team|writing team)\b"
)
EXTENDED = re.compile(r"(?i)\b(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=")
ORDINAL = re.compile(r"\b\d(?:nd|rd|th|st)\b")
MARKS = re.compile(r"[*†‡§¶\d]")
NAMED = "Write Surname, First; a group's name stands in braces, {The Group}."
JOINED = "Join the names by and: Alpha, Ann and Beta, Bo."
BEHIND = "Write Surname, Jr., First: the suffix stands between them."


def find_author_problems(field: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the names of a field, and what to do. Parameters: field, LaTeX, as `author` holds it."""
    names = names_of(field)
    plain = [name for name in names if not is_group(name)]
    if len(names) > 1 and "" in names:
        yield "a name is missing beside and", JOINED
    for number, name in enumerate(names, 1):
        if name.lower() == "others" and number < len(names):
            yield "others is not the last name", "Move `and others` to the end."
        elif name and name.lower() != "others" and not is_group(name):
            found = _fault(name, plain)
            if found:
                yield found


def is_initials(word: str) -> bool:
    """Return whether a word is a person's initials: AB, A.-B. and A.B. are; scripts without capitals have none."""
    letters = word.replace(".", "").replace("-", "")
    return 0 < len(letters) <= MOST_INITIALS and all(letter.isupper() for letter in letters)


def _fault(name: str, names: list[str]) -> tuple[str, str] | None:
    """Return what is wrong with one name, and what to do. Parameters: name; names, all that are no groups."""
    text = to_text(name)
    outside = re.sub(r"\{[^{}]*\}", "", name)
    parts = [to_text(part) for part in parts_of(name)]
    if EXTENDED.search(text):
        return "names are written in the form family=, given=", NAMED
    if ";" in outside or re.search(r"\\?&", outside):
        return "names are joined by ; or &", JOINED
    if re.search(r"(?i)\bet\.? al\b", text):
        return f"{text!r} is no name", "Write `and others` behind the names."
    if GROUP.search(outside):
        return f"{text!r} is the name of a group without braces", NAMED
    if not all(parts):
        return f"{text!r} lacks a part beside its comma", NAMED
    if MARKS.search(ORDINAL.sub("", outside)):
        return f"{text!r} has a mark or a digit", "Copy the name alone; " + NAMED[0].lower() + NAMED[1:]
    return _fault_of_parts(text, parts, [] if any(map(is_group, parts_of(name))) else names)


def _fault_of_parts(text: str, parts: list[str], names: list[str]) -> tuple[str, str] | None:
    """Return what is wrong with the parts of one name. Parameters: text, the name; parts; names, as below."""
    words = parts[-1].split()
    if len(parts) == 3 and (SUFFIX.match(parts[1]) or NUMBERED.match(parts[1])) and not SUFFIX.match(parts[2]):
        return None
    if len(parts) > 1 and (SUFFIX.match(words[-1]) or (len(parts) == 3 and NUMBERED.match(parts[2]))):
        return f"{text!r} has its suffix last", BEHIND
    if DEGREE.match(words[-1]) and (len(parts) > 1 or len(words) > 1):
        return f"{text!r} ends with a degree", "Leave it out."
    if len(parts) > 2:
        return f"{text!r} is several names with commas between, or a name with too many", JOINED
    if len(parts) == 2:
        remedy = JOINED + " A surname of two words may stand in braces, {Alpha Beta}, Ann."
        two = f"{text!r} looks like several names with commas between"
        return (two, remedy) if names and _are_two_people(parts, names) else None
    if SUFFIX.match(words[-1]) or (len(words) > 2 and NUMBERED.match(words[-1])):
        return f"{words[-1]!r} would be the surname", BEHIND
    if len(words) > 1 and is_initials(words[-1]):
        return f"{words[-1]!r} would be the surname of {text!r}", "Put a comma behind the surname: Alpha, A."
    return None


def _are_two_people(parts: list[str], names: list[str]) -> bool:
    """Return whether what stands beside one comma is a name on each side.

    Parameters: parts, the two; names, all of the field that are no groups, none when braces hold a part together.
    `Alpha A, Beta B` and `A. Alpha, B. Beta` are; `Ann Alpha, Bo Beta` is where no other name has a comma.
    """
    words = [part.split() for part in parts]
    if min(map(len, words)) < 2:
        return False
    surname_first = all(is_initials(each[-1]) and not is_initials(each[0]) for each in words)
    initials_first = all(is_initials(each[0]) and not is_initials(each[-1]) for each in words)
    others = [name for name in names if name.lower() != "others"]
    alone = sum("," in name for name in others) == 1 and not any(is_initials(each[-1]) for each in words)
    return surname_first or initials_first or (alone and all(word[0].isupper() for each in words for word in each))
