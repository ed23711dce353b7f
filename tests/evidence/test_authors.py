"""A name that BibTeX would take apart otherwise than a person reads it is a fault."""

from __future__ import annotations

import pytest

from helpers.evidence.authors import find_author_problems
from helpers.files.bibtex_names import names_of, parts_of, surname_of

WRONG = {
    "four by commas": ("Alpha A, Beta B, Gamma C, Delta D", "several names with commas"),
    "three by commas": ("Alpha A, Beta B, Gamma C", "several names with commas"),
    "two by a comma": ("Alpha A, Beta B", "several names with commas"),
    "two by a comma, initials first": ("A. Alpha, B. Beta", "several names with commas"),
    "two whole names by a comma": ("Ann Alpha, Bo Beta", "several names with commas"),
    "a list as in English": ("Ann Alpha, Bo Beta and Cy Gamma", "several names with commas"),
    "a list as in English, with its last comma": ("Ann Alpha, Bo Beta, and Cy Gamma", "lacks a part"),
    "semicolons": ("Alpha, A.; Beta, B.", "joined by ; or &"),
    "ampersand": (r"Alpha, Ann \& Beta, Bo", "joined by ; or &"),
    "extended names": ("family=Alpha, given=Ann, prefix=von, useprefix=true", "family=, given="),
    "a suffix last": ("Alpha, Ann, Jr.", "suffix last"),
    "a numbered suffix last": ("Alpha, Ann, III", "suffix last"),
    "a suffix behind the first name": ("Alpha, Ann Jr", "suffix last"),
    "a suffix for a first name": ("Alpha, Jr.", "suffix last"),
    "a suffix for a surname": ("Ann Alpha Jr.", "would be the surname"),
    "an initial for a surname": ("Alpha A and Beta BC", "would be the surname"),
    "and twice": ("Alpha, Ann and and Beta, Bo", "missing beside and"),
    "and at the end": ("Alpha, Ann and", "missing beside and"),
    "and at the start": ("and Alpha, Ann", "missing beside and"),
    "others in the middle": ("Alpha, Ann and others and Beta, Bo", "not the last name"),
    "et al.": ("Alpha, Ann et al.", "no name"),
    "a group without braces": ("World Health Organization", "a group without braces"),
    "a group with a number": ("The INVENT-3 Investigators and Alpha, Ann", "a group without braces"),
    "a mark of a footnote": ("Alpha, Ann* and Beta, Bo", "a mark or a digit"),
    "a number of an address": ("Alpha, Ann1,2", "a mark or a digit"),
    "a degree": ("Ann Alpha, PhD", "ends with a degree"),
    "nothing behind the comma": ("Alpha,", "lacks a part"),
}
RIGHT = [
    "Alpha, Ann",
    "Ann Alpha and Bo Beta",
    "Alpha, Jr., Ann and Beta, III, Bo and Ames, 3rd, A",
    "{The INVENT-3 Investigators} and Alpha, A.-B.",
    "García Márquez, Gabriel José and O, Jung",
    "van der Steen, Wouter and others",
    "{Alpha and Beta, Inc.}",
    "王, 阳 and 高宗恩",
    "欧阳 修",
    "É. Alpha",
    r"M{\"u}ller, J{\"o}rg",
    "Thijs, V and Ivanov, II and Petrov, IV and Doe, MD",
    "Madonna",
    "",
]


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_names_that_would_come_apart_are_told_with_what_to_write(case: tuple):
    field, found = case
    faults = list(find_author_problems(field))
    assert faults and found in faults[0][0] and faults[0][1].endswith(".")


@pytest.mark.parametrize("field", RIGHT)
def test_names_as_bibtex_wants_them_have_no_fault(field: str):
    assert list(find_author_problems(field)) == []


def test_a_name_that_looks_like_two_may_say_that_it_is_one():
    assert list(find_author_problems("{Ann Alpha}, Bo Beta")) == []


def test_names_are_parted_outside_braces_alone():
    assert names_of("{A and B} and C, {D, E} AND F") == ["{A and B}", "C, {D, E}", "F"]
    assert parts_of("C, {D, E}, F") == ["C", "{D, E}", "F"]
    assert [surname_of(name) for name in ("Ludwig van Alpha", "{The Group, X}", "Alpha, Ann", "Di {Temple Alpha}")] == [
        "van Alpha",
        "The Group, X",
        "Alpha",
        "Temple Alpha",
    ]


def test_a_hundred_thousand_letters_of_names_are_read():
    assert len(names_of("A and " * 30_000)) == 30_001
    assert names_of("{" * 100_000) == ["{" * 100_000]
