"""What a study is called, and whether the book has it already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from helpers.commands.new_study.citation import bare_doi
from helpers.commands.new_study.letters import compared, to_ascii
from helpers.evidence.evidence import Evidence
from helpers.evidence.names import names_in
from helpers.files.bibtex import Entry
from helpers.files.latex import to_text
from helpers.files.problems import Place, Problem, quote

ACRONYM = r"[A-Z][A-Z0-9]+(?:[-/ ][A-Z0-9]+)*"
NAMED = re.compile(rf"\b({ACRONYM}) (?i:randomi[sz]ed|clinical|trial|study)", re.ASCII)
IN_BRACKETS = re.compile(rf"\(({ACRONYM})\)|\A({ACRONYM}) \(", re.ASCII)
OF_TRIALS = re.compile(r"(?i)\b(?:trial|randomi[sz]ed|placebo|open.label|controlled)\b")
COMMON = frozenset(  # words of so many titles everywhere that they tell no study from another
    """a an and as at by for from in into is of on or the to versus vs with without after before during following
    between among than that this these their its it are be can does do not no association associations impact effect
    effects efficacy safety role use outcome outcomes functional clinical acute patient patients successful success
    therapy treatment treatments treated large randomized randomised controlled trial trials study studies cohort
    analysis systematic review meta retrospective prospective multicenter multicentre new novel predictors
    results based using abstract""".split()
)
MANY = 10  # a word that stands in one of so many titles of the book tells no study of it from another
LONGEST_KEY = 40
LONGEST_TITLE = 600  # letters that are searched for a name
SAME_TITLE = 12  # letters: shorter titles, such as Reply, are those of many publications


@dataclass(frozen=True)
class House:
    """What a book calls things already.

    Parameters: taken, keys that are not free; names, of its subject, which are no names of trials; common, words that
    tell none of its studies from another.
    """

    taken: Container[str] = ()
    names: Container[str] = ()
    common: Container[str] = COMMON


def house_of(evidence: Evidence) -> House:
    """Return what a book calls things already, by its bibliography and the names of its dictionary."""
    titles = Counter(word for entry in evidence.entries.values() for word in {*_words(entry.fields.get("title", ""))})
    common = {word for word, times in titles.items() if times * MANY >= len(evidence.entries) and times > 1}
    names = {each for name in names_in(evidence.package) if name.glossary for each in name.names}
    return House({*evidence.entries, *evidence.studies}, names, COMMON | common)


def propose_names(fields: Mapping[str, str], house: House = House()) -> tuple[str, str]:
    """Return a key in the form of the house, acronymYEAR or authorYEARword, and a label for readers.

    Parameters: fields of the entry; house, what the book calls things already. The key is empty when there is
    nothing to make it of; an author decides.
    """
    title, year = to_text(fields.get("title", ""))[:LONGEST_TITLE], fields.get("year", "")
    year = year if re.fullmatch(r"(?:19|20)\d\d", year, re.ASCII) else ""
    acronym, author = _acronym(title, house.names), _surname(fields.get("author", ""))
    words = [word for word in _words(title) if word not in house.common and not word.isdigit()]
    keys = [_plain(acronym) + year] if acronym else []
    keys += [_plain(author) + year + word for word in words] if author else [word + year for word in words]
    free = (key for key in keys if re.match(r"[a-z]", key) and len(key) <= LONGEST_KEY and key not in house.taken)
    label = acronym or (f"{author} {year}" if author else title)
    return next(free, ""), label[:80].strip()


def _words(title: str) -> list[str]:
    """Return the longer words of a title, in plain letters."""
    return [word for part in re.split(r"[\s/]+", to_text(title)) if (word := _plain(part)) and len(word) > 3]


def _acronym(title: str, no_names: Container[str]) -> str:
    """Return the name of a trial as its title prints it, where one does."""
    found = [match[1] for match in NAMED.finditer(title)]
    if OF_TRIALS.search(title):
        found += [match[1] or match[2] for match in IN_BRACKETS.finditer(title)]
    return next((name for name in found if name not in no_names and len(_plain(name)) > 3), "")


def _surname(authors: str) -> str:
    """Return the surname of the first author; the name of a group has none."""
    first = re.split(r"\s+and\s+", authors)[0].strip()
    if not first or (first.startswith("{") and first.endswith("}")):
        return ""
    if "," in first:
        return to_text(first.partition(",")[0])
    words = to_text(first).split()
    small = (place for place, word in enumerate(words[:-1]) if place and word[0].islower())  # van, ter, de la
    return " ".join(words[next(small, -1) :])


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", to_ascii(word))


def find_duplicates(
    key: str, fields: Mapping[str, str], entries: Mapping[str, Entry], studies: Iterable[str], place: str
) -> Iterator[Problem]:
    """Yield what shows that the book has a publication already: its key, an identifier or its title.

    Parameters: key and fields of the new entry; entries, the bibliography by key; studies, keys of studies.csv;
    place, the file that messages name.
    """
    remedy = "If it is the same publication, add to its rows; if not, correct the citation."
    if key in entries or key in studies:
        where = "references.bib" if key in entries else "data/studies.csv"
        yield Place(place).fault("a key names one study", f"{quote(key)} stands in {where}", "Choose another.", key)
    for name in ("doi", "pmid", "pmcid"):
        mine = _identifier(fields.get(name, ""))
        same = [entry.key for entry in entries.values() if mine and _identifier(entry.fields.get(name, "")) == mine]
        if same:
            yield Place(place).fault(
                f"a {name} belongs to one entry", f"{fields[name]} is that of {same[0]}", remedy, key
            )
    title = compared(fields.get("title", ""))
    if len(title) >= SAME_TITLE or not title.isascii():
        same = [entry.key for entry in entries.values() if compared(entry.fields.get("title", "")) == title]
        if same:
            found = f"{same[0]} has the same"
            yield Place(place).fault("a title belongs to one entry", found, remedy, key)


def _identifier(text: str) -> str:
    return bare_doi(text).lower().replace("\\", "").rstrip(".")
