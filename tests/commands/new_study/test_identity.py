"""A study is called what the house would call it, and one that the book has is not added again."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

import re
from pathlib import Path

import pytest
from books import ROOT
from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.new_study.identity import COMMON, House, find_duplicates, house_of, propose_names
from helpers.evidence.bibliography import KEY, load_bibliography
from helpers.evidence.evidence import load
from helpers.files.bibtex import Entry

NAMES = {
    "a trial with its name": ({"title": "Lysis: The {ANGEL-TNK} Randomized Trial", "year": "2025"}, "angeltnk2025", "ANGEL-TNK"),
    "a name in brackets": ({"title": "Blood pressure ({BP-TARGET}): a randomised trial", "year": "2021"}, "bptarget2021", "BP-TARGET"),
    "a name at the beginning": ({"title": "ATTRACTION (Safety of it): a trial", "year": "2026"}, "attraction2026", "ATTRACTION"),
    "an abbreviation is no name": ({"title": "Outcome after mTICI 3 (ASL): a trial of perfusion", "author": "A, B", "year": "2020"}, "a2020mtici", "A 2020"),
    "author and word": ({"title": "The Effect of Neutrophils in Stroke", "author": "El Amki, Mo and B, C", "year": "2020"}, "elamki2020neutrophils", "El Amki 2020"),
    "accents": ({"title": "Perfusion", "author": r"Valls Carb{\'o}, A", "year": "2025"}, "vallscarbo2025perfusion", "Valls Carbó 2025"),
    "letters that come apart": ({"title": "Perfusion", "author": r"{\O}stergaard, L", "year": "2025"}, "ostergaard2025perfusion", "Østergaard 2025"),
    "a name without comma": ({"title": "Perfusion", "author": "Adrien ter Schiphorst", "year": "2020"}, "terschiphorst2020perfusion", "ter Schiphorst 2020"),
    "no author": ({"title": "Perfusion", "year": "2020"}, "perfusion2020", "Perfusion"),
    "a group": ({"title": "Perfusion", "author": "{The Group}", "year": "2020"}, "perfusion2020", "Perfusion"),
    "no year": ({"title": "Perfusion", "author": "Ng, A"}, "ngperfusion", "Ng"),
    "a year in words": ({"title": "Perfusion", "author": "Ng, A", "year": "in press"}, "ngperfusion", "Ng"),
    "other script": ({"title": "急性缺血性卒中"}, "", "急性缺血性卒中"),
    "common words alone": ({"title": "Effect of treatment in stroke", "author": "Ng, A", "year": "2020"}, "", "Ng 2020"),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMES.values(), ids=NAMES)
def test_key_and_label_are_in_the_form_of_the_house(case: tuple):
    fields, key, label = case
    house = House(names={"mTICI"}, common={*COMMON, "stroke"})
    assert tuple(part.strip() for part in propose_names(fields, house)) == (key, label)


def test_a_key_that_is_taken_gives_way_to_the_next_word():
    fields = {"title": "Perfusion of Tissue", "author": "Ng, A", "year": "2020"}
    assert propose_names(fields, House({"ng2020perfusion"}))[0] == "ng2020tissue"


def test_trials_of_this_book_that_print_their_name_get_the_key_they_have():
    entries, _ = load_bibliography(ROOT)
    named = ["angeltnk2025", "bestii2023", "choice2022", "enchanted2mt2022", "marvel2024", "mrcleanmed2022"]
    assert [propose_names(entries[key].fields)[0] for key in named] == named


@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from(["2020", "x", ""]))
def test_whatever_the_citation_a_proposed_key_is_sound(title: str, author: str, year: str):
    key, label = propose_names({"title": title, "author": author, "year": year})
    assert (key == "" or KEY.match(key)) and len(label) <= 80
    assert (
        not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", key)
        or year == "2020"
        or "20" in title + author
        or "19" in title + author
    )


def test_titles_full_of_capitals_are_searched_to_their_end():
    assert propose_names({"title": "A " * 100_000 + "TRIAL", "author": "Ng, A"})[1]


OLD = Entry(
    "old2020",
    "article",
    {"title": r"No-Reflow: an {\'e}tude", "doi": "10.1000/AB.c", "pmid": "12", "pmcid": "PMC1"},
    1,
)
SAME = {
    "key": ("old2020", {"title": "Another one"}, "a key names one study"),
    "key of a row": ("row2020", {"title": "Another one"}, "a key names one study"),
    "DOI": ("new2020", {"title": "Another one", "doi": "10.1000/ab.C"}, "a doi belongs to one entry"),
    "DOI as address": ("new2020", {"title": "Another one", "doi": "https://doi.org/10.1000/ab.c"}, "a doi belongs to"),
    "PMID": ("new2020", {"title": "Another one", "pmid": "12"}, "a pmid belongs to one entry"),
    "PMCID": ("new2020", {"title": "Another one", "pmcid": "pmc1"}, "a pmcid belongs to one entry"),
    "title": ("new2020", {"title": "no reflow - AN {Étude}."}, "a title belongs to one entry"),
}


@pytest.mark.parametrize("case", SAME.values(), ids=SAME)
def test_a_publication_that_the_book_has_is_refused(case: tuple):
    key, fields, rule = case
    (fault,) = find_duplicates(key, fields, {"old2020": OLD}, ["row2020"], "a.bib")
    assert fault.rule.startswith(rule) and (fault.file, fault.subject) == ("a.bib", key)


def test_another_publication_is_none_that_the_book_has():
    fields = {"title": "Another one", "doi": "10.1000/ab.d", "pmid": "13"}
    assert list(find_duplicates("new2020", fields, {"old2020": OLD}, ["row2020"], "a.bib")) == []
    reply = Entry("reply2020", "misc", {"title": "Reply"}, 1)
    assert list(find_duplicates("new2020", {"title": "Reply"}, {"reply2020": reply}, [], "a.bib")) == []


def test_every_entry_of_this_book_is_found_again_under_another_key(tmp_path: Path):
    entries, _ = load_bibliography(ROOT)
    found = {
        key: list(find_duplicates("new2027", e.fields, entries, [], "a.bib")) for key, e in list(entries.items())[::10]
    }
    assert found and all(found.values())


def test_words_of_many_titles_of_a_book_and_the_names_of_its_subject_make_no_key():
    house = house_of(load(ROOT))
    assert {"stroke", "thrombectomy", "ischemic"} <= {*house.common} and "neutrophils" not in house.common
    assert "ASPECTS" in house.names and "EXTEND" not in house.names
    fields = {"title": "Stroke after thrombectomy: neutrophils (ASPECTS), a trial", "author": "Ng, A", "year": "2020"}
    assert propose_names(fields, house) == ("ng2020neutrophils", "Ng 2020")
