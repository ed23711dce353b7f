"""An entry of references.bib as the page will show it: what would be lost, altered or seen as markup is a fault."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from helpers.evidence.authors import find_author_problems
from helpers.files.bibtex import FILE, Entry
from helpers.files.html_text import find_markup, without_markup
from helpers.files.latex import COMMAND, find_unreadable, to_text
from helpers.files.problems import Place, Problem, quote

PEOPLE = ("author", "editor")
LONGEST = 100_000  # letters of a field: the names of three thousand authors
ELSEWHERE = {  # fields that the page does not print, and where their words belong
    **{"journaltitle": "journal", "date": "year", "location": "address", "subtitle": "title, behind a colon"},
    **{"eid": "pages", "article-number": "pages", "articleno": "pages", "issue": "number", "maintitle": "booktitle"},
    **{"eventtitle": "booktitle", "pubmed": "pmid", "pubmedid": "pmid", "pubmed-id": "pmid", "pmc": "pmcid"},
    **{"translator": "note", "pubstate": "note", "titleaddon": "title", "journalsubtitle": "journal"},
    **{"crossref": "the entry itself, field by field", "xdata": "the entry itself, field by field"},
    **{"xref": "the entry itself, field by field", "eprint": "doi, pmid or url", "event": "booktitle"},
    **{"shortauthor": "author", "collaboration": "author, in braces", "part": "number", "type": "note"},
}
TIE_ALONE = re.compile(r"(?:\A|(?<=[\s(]))~|~(?=\s|\Z)")  # TeX makes a blank of it: "about 30" would lose its sign
GARBLED = re.compile(r"\ufffd|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€|[\ue000-\uf8ff]|[\u0080-\u009f]")
WORD = re.compile(r"\w+")
ADDRESSES = ("url", "doi", "pmid", "pmcid")
OURS = ("verification", "keywords", "abstract", "file", "language", "issn", "isbn")


def find_shown_problems(entry: Entry) -> Iterator[Problem]:
    """Yield the faults of an entry in the list of references. Parameters: entry, whose braces balance."""

    def fault(name: str, rule: str, found: str, remedy: str) -> Problem:
        return Place(FILE, line=entry.line).fault(rule, f"{name}: {found}", remedy, entry.key)

    sound = True
    for name, value in entry.fields.items():
        if name in ELSEWHERE:
            rule, remedy = "the page shows each field of an entry", f"Move it to {ELSEWHERE[name]}."
            yield fault(name, rule, f"it shows no {name}", remedy)
        elif name not in ADDRESSES and name not in OURS:
            for found, remedy in _faults_of_text(value):
                sound = False
                yield fault(name, "a field is shown as it is read", found, remedy)
    for name in PEOPLE:
        for found, remedy in dict.fromkeys(find_author_problems(entry.fields.get(name, "")) if sound else ()):
            sound = False
            yield fault(name, "a name is read as a person reads it", quote(found, 200)[1:-1], remedy)
    if sound and (lost := _lost_words(entry)):
        found = f"the page would lose or alter {quote(lost, 200)}"
        yield fault(lost.partition(":")[0], "the page shows each word of an entry", found, "Write it plainly.")


def _faults_of_text(value: str) -> Iterator[tuple[str, str]]:
    """Yield what a reader would see of a field that its author did not mean, and what to do."""
    if len(value) > LONGEST:
        yield f"it has {len(value)} letters; {LONGEST} are allowed", "Shorten it."
        return
    text = to_text(value)
    if commands := find_unreadable(value):
        told = "Write plain letters instead; an address belongs into url."
        yield f"no plain text can be made of {quote(', '.join(commands))}", told
    elif "\\" in text and "textbackslash" not in value:
        yield f"it cannot be read: {quote(value)}", "Write plain letters instead."
    elif lost := _lost_letters(value, text):
        yield f"it would lose {quote(lost)}", "Write plain letters instead."
    elif markup := find_markup(text):
        yield f"{quote(markup)} would be seen", f"Write {quote(' '.join(without_markup(text).split()), 200)}."
    if TIE_ALONE.search(value):
        yield "~ would be seen as a blank", r"Write about, or {\textasciitilde}."
    if garbled := GARBLED.search(text):
        yield f"{quote(garbled[0])} is a letter that was read wrongly", "Copy the words from the publication."


def _lost_letters(latex: str, text: str) -> str:
    """Return the letters of LaTeX, its commands apart, that its plain text does not have."""
    if "\\" not in latex and "$" not in latex:
        return ""
    there = unicodedata.normalize("NFKD", text)
    return "".join(Counter(filter(str.isalnum, COMMAND.sub("", latex))) - Counter(filter(str.isalnum, there)))


def _lost_words(entry: Entry) -> str:
    """Return what the page would not show of an entry, empty when it shows each word."""
    from pybtex.bibtex.utils import split_name_list
    from pybtex.database import Person

    from helpers.evidence.reference import CJK, SHOWN, reference_of

    fields = {name: value for name, value in entry.fields.items() if name not in PEOPLE}
    try:
        persons = {
            name: [Person(person) for person in split_name_list(entry.fields[name])]
            for name in PEOPLE
            if name in entry.fields
        }
        shown = str(reference_of(fields, persons))
        if label := _other_label(persons):
            return label
    except Exception as error:  # whatever the style throws would end the build
        return f"{type(error).__name__}: {error}"
    there = Counter(WORD.findall(shown))
    for name in (*PEOPLE, *SHOWN):
        if name == "urldate" and "url" not in fields:
            continue
        wanted = Counter(WORD.findall(to_text(entry.fields.get(name, ""))))
        if name in PEOPLE:
            del wanted["and"]
        missing = [word for word in wanted - there if not (CJK.match(word) and word in shown)]  # such names are joined
        if missing:
            return f"{name}: {' '.join(missing)}"
    return ""


def _other_label(persons: dict[str, list[object]]) -> str:
    """Return a surname that citations in the text would show otherwise than the list of references."""
    for role, people in persons.items():
        for person in people:
            names = [*person.prelast_names, *person.last_names]  # type: ignore[attr-defined]
            rich = [*person.rich_prelast_names, *person.rich_last_names]  # type: ignore[attr-defined]
            commands = any(set(name) & set("\\$~`'-%") for name in names)
            if commands and [str(each) for each in rich] != [to_text(name) for name in names]:
                return f"{role}: {' '.join(names)}"
    return ""
