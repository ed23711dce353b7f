"""A publication as others take it along, read back by the readers of citations that this program has."""

from __future__ import annotations

import json

import pytest

from helpers.commands.new_study.citation import read_citation
from helpers.evidence.citing import NOT_ALL, Name, cited, name_of
from helpers.files.bibtex import Entry
from helpers.files.latex import to_text
from helpers.quantities.vocabulary import Review

TRIAL = Entry(
    "oneal2020trial",
    "article",
    {
        "author": r"O'Ne{\'a}l, Jr., Ann B. and van der Berg, Bo and {The TRIAL Group} and others",
        "title": r"Drugs \& {RR} of 50\%: <b>a trial</b>",
        "journal": "Journal of Trials",
        "year": "2020",
        "volume": "5",
        "number": "2",
        "pages": "10--19",
        "doi": "10.1000/trial_1",
        "pmid": "12345678",
        "pmcid": "PMC123",
        "verification": "confirmed",
        "note": "Reference 1 of the source review",
        "reason": "title agrees",
    },
    1,
)
OURS = ("verification", "note", "reason")


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl"])
def test_every_entry_of_this_book_is_read_back_from_each_form(real: Review, form: str):
    for key, entry in real.evidence.entries.items():
        back, faults = read_citation(None, getattr(cited(entry), form).encode())
        assert back is not None and not faults, (key, faults)
        wanted = {name: to_text(value) for name, value in entry.fields.items() if name not in OURS}
        found = {name: to_text(value) for name, value in back.fields.items()}
        if form != "bibtex":  # which alone knows that names go on
            wanted["author"] = wanted.get("author", "").removesuffix(" and others")
            found.setdefault("author", "")
        for absent in set(wanted) - set(found):
            assert absent == "howpublished" or (form, absent) == ("ris", "pmcid"), (key, absent)
            del wanted[absent]
        assert {name: found[name] for name in wanted} == wanted, key


def test_what_the_book_says_of_an_entry_is_no_part_of_the_publication():
    for form in cited(TRIAL):
        assert "Reference 1" not in form and "agrees" not in form and "confirmed" not in form


def test_a_sentence_names_the_authors_in_order_and_ris_and_csl_say_that_names_are_missing():
    found = cited(TRIAL)
    assert found.text.startswith("Ann B. O'Neál, Jr., Bo van der Berg, The TRIAL Group, and others. Drugs & RR of 50%")
    assert "AU  - O'Neál, Ann B., Jr.\nAU  - van der Berg, Bo\nAU  - The TRIAL Group\n" in found.ris
    (work,) = json.loads(found.csl)
    assert work["author"] == [
        {"family": "O'Neál", "given": "Ann B.", "suffix": "Jr."},
        {"family": "van der Berg", "given": "Bo"},
        {"literal": "The TRIAL Group"},
    ]
    assert work["note"] == NOT_ALL and f"N1  - {NOT_ALL}\n" in found.ris
    assert work["page"] == "10-19" and work["issued"] == {"date-parts": [[2020]]}
    assert "UR  - https://pmc.ncbi.nlm.nih.gov/articles/PMC123" in found.ris and found.ris.endswith("ER  - \n")


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        ("Smith, Ann", Name("Smith", "Ann")),
        ("{World Health Organization}", Name("World Health Organization")),
        (r"M{\"u}ller, Jr., K", Name("Müller", "K", "Jr.")),
        ("高宗恩", Name("高宗恩")),
    ],
)
def test_a_name_comes_apart_as_bibtex_takes_it(latex: str, name: Name):
    assert name_of(latex) == name
