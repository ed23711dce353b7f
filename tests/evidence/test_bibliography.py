"""references.bib: every entry is complete, well formed, in order, unique and used."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from books import SMALL_BOOK, edit

from helpers.chapters.usage import find_use_problems
from helpers.evidence.bibliography import find_entry_problems, load_bibliography
from helpers.files.bibtex import FILE, Entry
from helpers.files.latex import to_text
from helpers.files.problems import Place, Problem

SMALL = (SMALL_BOOK / FILE).read_text(encoding="utf-8")
KEYS = ["alpha2020trial", "beta2021cohort", "review01", "source2025review"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SMALL_BOOK / FILE, tmp_path)
    return tmp_path


def problems_after(folder: Path, old: str, new: str) -> list[Problem]:
    edit(folder / FILE, old, new)
    return load_bibliography(folder)[1]


def entry(key: str = "alpha2020trial", type: str = "article", **fields: str) -> Entry:
    sound = {"author": "Alpha, Ann", "title": "T", "journal": "J", "year": "2020", "verification": "confirmed"}
    return Entry(key, type, {name: value for name, value in {**sound, **fields}.items() if value}, 7)


def test_the_small_bibliography_is_sound_and_keeps_its_order(folder: Path):
    entries, problems = load_bibliography(folder)
    assert problems == []
    assert list(entries) == KEYS
    assert entries["beta2021cohort"].line == 10 and entries["beta2021cohort"].type == "misc"


def test_field_names_are_read_in_lower_case_and_white_space_is_folded(folder: Path):
    assert problems_after(folder, "author = {Beta, Bo}", "AUTHOR = {Beta,\n   Bo}") == []
    assert load_bibliography(folder)[0]["beta2021cohort"].fields["author"] == "Beta, Bo"


BROKEN = {
    "brace left open": ("{The invented source review}", "{The invented source review", 24, "well-formed BibTeX", "source2025review", "Balance its braces"),
    "brace left open in the middle": ("{[An invented cohort]}", "{[An invented cohort]", 10, "well-formed BibTeX", "beta2021cohort", "Balance its braces"),
    "brace too many": ("{[An invented cohort]},", "{[An invented cohort]}},", 12, "text stands inside an entry", "year = {2021}", "Check the braces"),
    "no at sign": ("@misc{beta", "misc{beta", 10, "text stands inside an entry", "misc{beta2021cohort", "the @ of the next entry"),
    "no comma": ("year = {2021},", "year = {2021}", 10, "a comma stands after each field", "between 'year' and 'verification'", "Add it"),
    "no key": ("@misc{beta2021cohort,", "@misc{", 10, "well-formed BibTeX", "@misc{", "give it a key"),
    "field twice": ("year = {2021},", "year = {2021},\n  year = {2021},", 10, "an entry has each field once", "'year' stands twice", "Remove one"),
    "key twice": ("@misc{beta2021cohort", "@misc{alpha2020trial", 10, "a key is used once", "'alpha2020trial' stands twice", "Merge or rename"),
    "stray text": ("@misc{beta", "hello\n\n@misc{beta", 10, "text stands inside an entry", "'hello'", "Check the braces"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_broken_bibtex_is_refused_with_its_line(folder: Path, case: tuple):
    old, new, line, rule, found, remedy = case
    faults = [fault for fault in problems_after(folder, old, new) if rule in fault.rule]
    assert [fault.place for fault in faults] == [Place(FILE, line=line)]
    assert found in faults[0].found and remedy in faults[0].remedy


def test_a_broken_entry_does_not_hide_the_faults_of_others(folder: Path):
    edit(folder / FILE, "{[An invented cohort]}", "{[An invented cohort]")
    assert {fault.place.line for fault in problems_after(folder, "year = {2020}", "year = {1820}")} == {1, 10}


def test_a_lost_comma_is_one_fault_although_it_hides_the_fields_behind_it(folder: Path):
    assert len(problems_after(folder, "year = {2021},", "year = {2021}")) == 1


def test_lines_behind_a_percent_sign_are_remarks(folder: Path):
    assert problems_after(folder, "@misc{beta", "% a remark\n% on two lines\n\n@misc{beta") == []


def test_a_bibliography_of_remarks_holds_no_entries(folder: Path):
    (folder / FILE).write_text("% nothing\n", encoding="utf-8")
    entries, (fault,) = load_bibliography(folder)
    assert entries == {}
    assert str(fault) == "references.bib: the bibliography holds entries; there is none. Restore the file."


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\0", b"\xef\xbb\xbf@misc{a}"], ids=["empty", "Latin-1", "NUL", "BOM"]
)
def test_bytes_that_are_no_plain_text_are_refused(folder: Path, content: bytes):
    (folder / FILE).write_bytes(content)
    entries, problems = load_bibliography(folder)
    assert entries == {} and [fault.file for fault in problems] == [FILE]


def test_a_missing_bibliography_is_reported(tmp_path: Path):
    entries, (fault,) = load_bibliography(tmp_path)
    assert entries == {} and fault.rule == "the file must be there" and fault.remedy == "Restore it."


HOSTILE = {
    "100,000 at signs": "@" * 100_000,
    "100,000 braces": "{" * 100_000,
    "entries that never close": "@article{a, b = {" * 10_000,
    "100,000 backslashes": "@misc{a, title = {" + "\\" * 100_000 + "}}",
    "5 MB without an entry": "x" * (5 * 2**20),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_bibliography_is_refused(folder: Path, text: str):
    (folder / FILE).write_text(text, encoding="utf-8")
    _, problems = load_bibliography(folder)
    assert problems and all(len(str(fault)) < 1000 for fault in problems)


def test_the_keys_are_in_order(folder: Path):
    (fault,) = problems_after(folder, "@misc{review01", "@misc{zeta01")
    assert fault.rule == "entries are in the order of their keys"
    assert (fault.place.line, fault.subject, fault.remedy) == (24, "source2025review", "Move it.")


@pytest.mark.parametrize("name", ["doi", "pmid", "pmcid"])
def test_an_identifier_belongs_to_one_entry(folder: Path, name: str):
    value = {"doi": "10.1000/ALPHA.1", "pmid": "123", "pmcid": "PMC12"}[name]
    edit(folder / FILE, "doi = {10.1000/alpha.1}", f"{name} = {{{value}}}")
    again = value.lower() if name == "doi" else value
    faults = problems_after(folder, "year = {2021}", f"year = {{2021}},\n  {name} = {{{again}}}")
    assert [fault.place.line for fault in faults] == [1, 10]
    assert {fault.rule for fault in faults} == {f"a {name} belongs to one entry"}
    assert faults[1].found == f"{again} stands in more than one entry"


def test_two_empty_identifiers_are_malformed_and_not_the_same(folder: Path):
    edit(folder / FILE, "doi = {10.1000/alpha.1}", "doi = {}")
    faults = problems_after(folder, "year = {2021}", "year = {2021},\n  doi = {}")
    assert [(fault.place.line, fault.rule[:4]) for fault in faults] == [(1, "doi:"), (10, "doi:")]


# One entry


def test_a_sound_entry_has_no_faults():
    assert find_entry_problems(entry()) == []


BAD_ENTRIES = {
    "capital in the key": (entry("Alpha2020"), "lower-case letters and digits", "got 'Alpha2020'", "Rename it"),
    "underscore in the key": (entry("alpha_2020"), "lower-case letters and digits", "got 'alpha_2020'", "Rename it"),
    "accent in the key": (entry("mülleré2020"), "lower-case letters and digits", "got 'mülleré2020'", "Rename it"),
    "year of the key": (entry(year="2021"), "the year in the key", "says 2020, the field '2021'", "Correct the one"),
    "no verification": (entry(verification=""), "verification is one of", "no such field", "how sure"),
    "other verification": (entry(verification="sure"), "confirmed, probable, unidentified", "got 'sure'", "how sure"),
    "no author": (entry(author=""), "every confirmed @article has author", "missing", "or lower the verification"),
    "no title": (entry(title=""), "every confirmed @article has title", "missing", "Copy it"),
    "no journal": (entry(journal=""), "every confirmed @article has journal", "missing", "Copy it"),
    "no author and journal": (entry(author="", journal=""), "@article has author, journal", "missing", "Copy it"),
    "no book": (entry(type="inproceedings"), "every confirmed @inproceedings has booktitle", "missing", "Copy it"),
    "no note": (entry(verification="probable"), "every probable @article has note", "missing", "Copy it"),
    "unidentified, no note": (
        entry("review40", "misc", title="[x]", verification="unidentified", journal="", year=""),
        "every unidentified @misc has note", "missing", "Copy it",
    ),
    "unidentified with a year": (
        entry("review40", "misc", title="[x]", verification="unidentified", note="n", journal=""),
        "bracketed title and no identifiers", "it has year", "Remove what is not known",
    ),
    "unidentified with a name": (
        entry("review40", "misc", verification="unidentified", note="n", journal="", year=""),
        "bracketed title and no identifiers", "the title is 'T'", "Remove what is not known",
    ),
    "DOI as an address": (entry(doi="https://doi.org/10.1000/a"), "doi: a DOI begins with 10.", "got 'https", "page"),
    "DOI without a registrant": (entry(doi="10.10/a"), "doi: a DOI begins with 10.", "got '10.10/a'", "Copy it"),
    "DOI with a space": (entry(doi="10.1000/a b"), "doi: a DOI begins with 10.", "got '10.1000/a b'", "Copy it"),
    "DOI with markup": (entry(doi="10.1000/<script>"), "doi: a DOI begins with 10.", "<script>", "Copy it"),
    "DOI in wide digits": (entry(doi="10.１０００/a"), "doi: a DOI begins with 10.", "got", "Copy it"),
    "PMID": (entry(pmid="PMID 12"), "pmid: a PMID is digits", "got 'PMID 12'", "Copy it"),
    "PMCID": (entry(pmcid="12"), "pmcid: a PMCID is PMC and digits", "got '12'", "Copy it"),
    "script for an address": (entry(url="javascript:alert(1)"), "url: an address begins with https://", "java", "Copy"),
    "http": (entry(url="http://example.org"), "url: an address begins with https://", "got 'http://", "Copy it"),
    "year in words": (entry("alpha", year="in press"), "year: a year has four digits", "got 'in press'", "Copy it"),
    "year in wide digits": (entry("alpha", year="20２0"), "year: a year has four digits", "got '20２0'", "Copy it"),
    "brace open": (entry(title="A {B"), "braces in title balance", "got 'A {B'", "Close or remove"),
    "brace closed first": (entry(title="A }B{"), "braces in title balance", "got 'A }B{'", "Close or remove"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_an_incomplete_or_malformed_entry_is_refused_with_its_line_and_key(case: tuple):
    bad, rule, found, remedy = case
    (fault,) = find_entry_problems(bad)
    assert (fault.place, fault.subject) == (Place(FILE, line=7), bad.key)
    assert rule in fault.rule and found in fault.found and remedy in fault.remedy


SOUND_ENTRIES = {
    "markup is text": entry(title="<script>alert(1)</script>"),
    "an escaped brace": entry(title=r"A \{ B"),
    "an old DOI": entry(doi="10.1016/S0140-6736(20)30185-9"),
    "a key without a year": entry("review04horie", "misc", verification="probable", note="n", journal="", year=""),
    "digits in a key that are no year": entry("review120x", year="2020"),
    "an unidentified one": entry(
        "review40",
        "misc",
        title="{[Reference 40]}",
        verification="unidentified",
        note="n",
        journal="",
        year="",
        author="",
    ),
}


@pytest.mark.parametrize("sound", SOUND_ENTRIES.values(), ids=SOUND_ENTRIES)
def test_a_sound_entry_passes(sound: Entry):
    assert find_entry_problems(sound) == []


def test_a_wrong_key_is_quoted_so_that_it_cannot_command_a_terminal():
    for fault in find_entry_problems(entry("a\x1b[31m2020")):
        assert str(fault).isprintable()


# What an entry gives to a page


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"doi": "10.1000/a", "pmid": "1", "pmcid": "PMC2", "url": "https://a.org"}, "https://doi.org/10.1000/a"),
        ({"pmid": "1", "pmcid": "PMC2"}, "https://pubmed.ncbi.nlm.nih.gov/1/"),
        ({"pmcid": "PMC2", "url": "https://a.org"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC2/"),
        ({"url": "https://a.org"}, "https://a.org"),
        ({}, ""),
    ],
)
def test_the_address_is_the_most_lasting_one(fields: dict, address: str):
    assert entry(**fields).address == address


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({"author": "Nicolini, Ettore and Other, A"}, "Nicolini et al. 2020"),
        ({"author": 'M{\\"u}ller, A', "year": ""}, "Müller"),
        ({"author": "{The Group}"}, "The Group 2020"),
        ({"author": "", "title": "{[Reference 1]}"}, "[Reference 1]"),
    ],
)
def test_the_short_name_is_first_author_and_year_or_the_title(fields: dict, short: str):
    assert entry(**fields).short == short


def test_plain_text_has_no_braces_and_no_escapes():
    assert to_text(r"{No}-reflow  \& 50\% of \{x\}") == "No-reflow & 50% of {x}"


# Use


def test_a_citation_without_entry_is_refused_where_it_stands(folder: Path):
    entries, _ = load_bibliography(folder)
    (fault,) = find_use_problems(entries, KEYS, {"nobody2020": ("chapters/index.md", 12)})
    assert fault.place == Place("chapters/index.md", line=12)
    assert "'nobody2020' has none" in fault.found and "references.bib" in fault.remedy


def test_an_entry_that_nothing_uses_is_refused(folder: Path):
    entries, _ = load_bibliography(folder)
    (fault,) = find_use_problems(entries, KEYS[:3], {})
    assert (fault.file, fault.place.line, fault.subject) == (FILE, 24, "source2025review")
    assert fault.remedy == "Cite it, add its row, or remove it."


def test_a_citation_or_a_row_is_a_use(folder: Path):
    entries, _ = load_bibliography(folder)
    assert find_use_problems(entries, KEYS[:2], dict.fromkeys(KEYS[2:], ("chapters/index.md", 1))) == []


def test_the_file_of_the_tests_is_what_they_think_it_is():
    assert SMALL.count("@") == len(KEYS)
