"""A citation comes from BibTeX, RIS or Crossref's JSON, with nothing added and nothing misread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.new_study.citation import Citation, bare_doi, default_note, read_citation
from helpers.commands.new_study.formats import FORMATS, bibtex, crossref, csl, endnote, medline, ris, webofscience
from helpers.files.problems import Problem

BIB = r"""@string{joi = "Journal of Inventions"}
@article{Key_1, Author = {Sampl{\'e}, Jos{\'e} and {The Group}}, title = "An {ECASS} title",
  journal = joi, year = 2026, volume = 4, number = {2}, pages = {10-19}, month = jan, abstract = {Long.},
  doi = {https://doi.org/10.1000/a\_b}, pmid = {123}, note = {Epub}}
"""
RIS = """TY  - JOUR
AU  - Example, Ada
A1  - The INVENT-3 Investigators
TI  - Two doses & the INVENT-3 trial
T2  - Journal of Inventions
JO  - J. Invent.
PY  - 2027/03/01/
VL  - 12
IS  - 3
SP  - 101
EP  - 109
DO  - 10.1000/invent.3
UR  - https://example.org/a
AN  - 123
DB  - PubMed
AB  - Begins
and goes on.

ER  -
"""
WORK = {
    "type": "journal-article",
    "title": ["Two doses &amp; the <i>INVENT-3</i> trial"],
    "author": [
        {"family": "Example", "given": "Ada", "sequence": "first"},
        {"name": "INVENT-3 Group"},
        {"family": "Late", "given": "C.", "suffix": "Jr."},
    ],
    "container-title": ["Journal of Inventions"],
    "published-print": {"date-parts": [[2027, 3]]},
    "issued": {"date-parts": [[2026, 12, 1]]},
    "volume": "12",
    "issue": "3",
    "page": "101-109",
    "DOI": "10.1000/invent.3",
    "URL": "https://doi.org/10.1000/invent.3",
}


def read(folder: Path, name: str, content: str | bytes) -> tuple[Citation | None, list[Problem]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_citation(path)


def sound(folder: Path, name: str, content: str) -> Citation:
    citation, problems = read(folder, name, content)
    assert problems == [] and citation is not None
    return citation


def test_bibtex_keeps_its_latex_and_loses_what_the_book_has_no_use_for(tmp_path: Path):
    citation = sound(tmp_path, "a.bib", BIB)
    assert citation.kind == "article" and dict(citation.fields) == {
        "author": r"Sampl{\'e}, Jos{\'e} and {The Group}",
        "title": "An {ECASS} title",
        "journal": "Journal of Inventions",
        "year": "2026",
        "volume": "4",
        "number": "2",
        "pages": "10--19",
        "doi": "10.1000/a_b",
        "pmid": "123",
    }
    assert citation.left_out == ("month", "abstract", "note")
    assert read_citation(None, BIB.encode()) == (citation, [])


def test_bibtex_may_say_itself_how_sure_the_identification_is(tmp_path: Path):
    text = "@misc{a, title = {T}, verification = {confirmed}, note = {Read}}"
    assert sound(tmp_path, "a.bib", text).fields["note"] == "Read"


def test_the_names_of_biblatex_are_known(tmp_path: Path):
    fields = sound(tmp_path, "a.bib", "@article{a, title = {T}, date = {2025-05-01}, journaltitle = {J}}").fields
    assert (fields["year"], fields["journal"]) == ("2025", "J")


def test_ris_is_read_by_its_tags_with_letters_that_latex_would_misread_escaped(tmp_path: Path):
    citation = sound(tmp_path, "a.ris", "\ufeff" + RIS.replace("\n", "\r\n"))
    assert citation.kind == "article" and dict(citation.fields) == {
        "author": "Example, Ada and {The INVENT-3 Investigators}",
        "title": r"Two doses \& the {INVENT-3} trial",
        "journal": "Journal of Inventions",
        "year": "2027",
        "volume": "12",
        "number": "3",
        "pages": "101--109",
        "doi": "10.1000/invent.3",
        "pmid": "123",
    }
    assert citation.left_out == ("AB",)


RIS_CASES = {
    "a conference paper": (("JOUR", "CONF"), {"booktitle": "Journal of Inventions"}, ("journal",)),
    "an accession number that is no PMID": (("DB  - PubMed", "DB  - Embase"), {}, ("pmid",)),
    "an accession number that says what it is": (("AN  - 123\nDB  - PubMed", "AN  - PMID: 99"), {"pmid": "99"}, ()),
    "the DOI as address": (("DO  - 10.1000/invent.3\nUR  - https://example.org/a", "UR  - http://dx.doi.org/10.1000/b"),
                           {"doi": "10.1000/b"}, ("url",)),
    "an address without a DOI": (("DO  - 10.1000/invent.3\n", ""), {"url": "https://example.org/a"}, ("doi",)),
    "an address that is not safe": (("DO  - 10.1000/invent.3\nUR  - https", "UR  - http"), {}, ("url", "doi")),
    "pages in one tag": (("SP  - 101\nEP  - 109", "SP  - e790-e801"), {"pages": "e790--e801"}, ()),
    "a first page alone": (("EP  - 109\n", ""), {"pages": "101"}, ()),
    "the year in another tag": (("PY  - 2027/03/01/", "Y1  - 2024//"), {"year": "2024"}, ()),
    "no year": (("PY  - 2027/03/01/\n", ""), {}, ("year",)),
    "the title in another tag": (("TI  -", "T1  -"), {"title": r"Two doses \& the {INVENT-3} trial"}, ()),
    "the journal's short name": (("T2  - Journal of Inventions\n", ""), {"journal": "J. Invent."}, ()),
}  # fmt: skip


@pytest.mark.parametrize("case", RIS_CASES.values(), ids=RIS_CASES)
def test_ris_says_the_same_in_several_ways(tmp_path: Path, case: tuple):
    (old, new), fields, absent = case
    assert RIS.count(old) >= 1
    found = sound(tmp_path, "a.ris", RIS.replace(old, new, 1)).fields
    assert {**found, **fields} == dict(found) and not set(absent) & set(found)


def test_an_abstract_of_a_conference_is_an_entry_that_needs_no_journal(tmp_path: Path):
    assert sound(tmp_path, "a.ris", "TY  - ABST\nTI  - T\nER  - \n").kind == "misc"


@pytest.mark.parametrize("answer", [WORK, {"status": "ok", "message-type": "work", "message": WORK}])
def test_crossref_is_read_whole_or_as_its_message(tmp_path: Path, answer: dict):
    citation = sound(tmp_path, "a.json", json.dumps(answer))
    assert citation.kind == "article" and dict(citation.fields) == {
        "author": "Example, Ada and {INVENT-3 Group} and Late, Jr., C.",
        "title": r"Two doses \& the {INVENT-3} trial",
        "journal": "Journal of Inventions",
        "year": "2027",
        "volume": "12",
        "number": "3",
        "pages": "101--109",
        "doi": "10.1000/invent.3",
    }


WORKS = {
    "only online": ({"published-print": None}, {"year": "2026"}),
    "no date": ({"published-print": None, "issued": {"date-parts": [[None]]}}, {"year": None}),
    "an article number": ({"page": None, "article-number": "e1"}, {"pages": "e1"}),
    "a subtitle": ({"title": ["A title"], "subtitle": ["More"]}, {"title": "A title: More"}),
    "a preprint": ({"type": "posted-content", "container-title": []}, {"journal": None}),
    "no authors": ({"author": []}, {"author": None}),
    "text with signs": ({"title": ["P < .05 and n > 3 in 50% {x}"]}, {"title": r"P < .05 and n > 3 in 50\% \{x\}"}),
}


@pytest.mark.parametrize("case", WORKS.values(), ids=WORKS)
def test_crossref_leaves_out_what_is_not_known(tmp_path: Path, case: tuple):
    changes, fields = case
    found = sound(tmp_path, "a.json", json.dumps(WORK | changes)).fields
    assert {name: found.get(name) for name in fields} == fields


REFUSED = {
    "another kind of file": ("a.txt", "<html>\n<body>", "a citation is a .bib, .ciw, .enw, .json, .nbib or .ris file"),
    "nothing": ("a.bib", "", "the file must not be empty"),
    "two entries": ("a.bib", "@misc{a, title={A}}\n@misc{b, title={B}}", "the file holds one entry"),
    "no entry": ("a.bib", "% none", "the file holds one entry"),
    "broken BibTeX": ("a.bib", "@misc{a, title={A}", "an entry is well-formed BibTeX"),
    "a letter that commands a terminal": ("a.bib", "@misc{a, title={A\x1b[31m}}", "the field title is text"),
    "a lost comma": ("a.bib", "@misc{a, title={A}\n year = {2020}}", "a comma stands after each field"),
    "no title": ("a.bib", "@misc{a, year={2020}}", "a citation has a title"),
    "an unknown type": ("a.ris", "TY  - BOOK\nTI  - T\nER  - ", "the type TY is one of JOUR"),
    "no type": ("a.ris", "TI  - T\nER  - ", "a record begins with its type"),
    "no end": ("a.ris", "TY  - JOUR\nTI  - T\n", "a record ends with ER"),
    "two records": ("a.ris", RIS + RIS, "the file holds one record"),
    "a type twice": ("a.ris", "TY  - JOUR\nTY  - JOUR\nER  - ", "the file holds one record"),
    "a tag written wrongly": ("a.ris", "TY  - JOUR\nTI  - T\nPY-2020\nER  - ", "a line begins with a tag"),
    "a tag with a colon": ("a.ris", "TY  - JOUR\nTI  - T\nPY: 2020\nER  - ", "a line begins with a tag"),
    "a tag behind the record": ("a.ris", "TY  - JOUR\nTI  - T\nER  - \nAU  - A, B", "a record begins with its type"),
    "LaTeX in RIS": ("a.ris", "TY  - JOUR\nTI  - \\alpha\nER  - ", "the field title is plain text"),
    "no JSON": ("a.json", "{", "the file is Crossref's answer for one work"),
    "nested JSON": ("a.json", "[" * 100_000, "the file is Crossref's answer for one work"),
    "a list of works": ("a.json", '{"message": {"items": []}}', "the file is Crossref's answer for one work"),
    "a book": ("a.json", '{"type": "book", "title": ["T"]}', "the file is Crossref's answer for one work"),
    "an author without a name": ("a.json", json.dumps(WORK | {"author": [{}]}), "the file is Crossref's answer"),
    "a surrogate": ("a.json", json.dumps(WORK | {"title": ["\ud800"]}), "the field title is plain text"),
    "a huge number": ("a.json", '{"volume": ' + "9" * 10_000 + "}", "the file is Crossref's answer for one work"),
    "too long": ("a.bib", "@misc{a, title={" + "A" * 1_000_000 + "}}", "a citation has at most 1000000 letters"),
    "other letters": ("a.ris", b"\xff", "text is UTF-8"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_no_single_citation_is_refused_by_name(tmp_path: Path, case: tuple):
    name, content, rule = case
    citation, problems = read(tmp_path, name, content)
    assert citation is None and problems[0].rule.startswith(rule)
    assert problems[0].file == str(tmp_path / name) and len(str(problems[0])) < 1500


LINES = (
    *("PMID- {}", "TI  - {}", "FAU - {}", "PG  - {}", "LID - {} [doi]", "PT J", "TI {}", "AU {}", "ER", "      {}"),
    *("%0 Journal Article", "%T {}", "%A {}"),
    *("@misc{{k, title = {{{}}}}}", "@misc{{k, author = {{{}}}, title = {{T}}}}"),
)
JUNK = st.one_of(
    st.lists(st.tuples(st.sampled_from(LINES), st.text(max_size=20)), max_size=8).map(
        lambda lines: "\n".join(line.format(value) for line, value in lines).encode("utf-8", "replace")
    ),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=200),
    st.lists(
        st.tuples(
            st.sampled_from(["TY", "ER", "AU", "TI", "PY", "SP", "EP", "DO", "AN", "UR", "T2"]),
            st.one_of(st.sampled_from(["JOUR", "2020", "ABST"]), st.text(max_size=20)),
        ),
        max_size=8,
    ).map(lambda tags: "\n".join(f"{tag}  - {value}" for tag, value in tags).encode("utf-8", "replace")),
    st.dictionaries(
        st.sampled_from(sorted(WORK)),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
            lambda some: st.one_of(st.lists(some, max_size=3), st.dictionaries(st.text(max_size=8), some, max_size=3)),
            max_leaves=6,
        ),
    ).map(lambda work: json.dumps({**WORK, **work}).encode()),
)  # fmt: skip


@given(st.sampled_from([f"j{module.SUFFIX}" for module in FORMATS]), JUNK)
def test_any_bytes_are_a_citation_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, junk: bytes):
    citation, problems = read(tmp_path_factory.getbasetemp(), name, junk)
    assert (citation is None) == bool(problems)
    assert all(str(problem).isprintable() for problem in problems)
    assert citation is None or citation.fields["title"]


@pytest.mark.parametrize(
    "text", ["10.1000/a", "https://doi.org/10.1000/a", "http://dx.doi.org/10.1000/a", "doi: 10.1000/a"]
)
def test_a_doi_is_known_under_every_address(text: str):
    assert bare_doi(text) == "10.1000/a"


def test_the_default_note_says_where_a_citation_comes_from_and_what_it_lacks():
    assert default_note(Citation("misc", {"title": "T", "year": "2020"}, "RIS")) == (
        "Citation from a RIS record, not compared with the publication; author, journal not in it"
    )


READ = {  # as databases and programs write it, with what must come of it
    "a suffix after the first name": ("AU  - Alpha, Ann, Jr.", {"author": "Alpha, Jr., Ann"}),
    "a value over two lines": ("SN  - 1932-8494\n1932-8486", {"title": "T"}),
    "a database over two lines": ("DB  - Embase\nMedline", {"title": "T"}),
    "an article number": ("C7  - 2864", {"pages": "2864"}),
    "two tags on one line": ("DO  - 10.1038/a-3     LK  - https://example.org/link?sid=EMBASE", {"doi": "10.1038/a-3"}),
    "a DOI in another tag": ("M3  - doi:10.1371/journal.x.1", {"doi": "10.1371/journal.x.1"}),
}


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_ris_of_every_program_is_read(tmp_path: Path, case: tuple):
    line, fields = case
    found = sound(tmp_path, "a.ris", f"TY  - JOUR\nTI  - T\n{line}\nER  - \n").fields
    assert {**found, **fields} == dict(found)


def test_ris_may_end_with_a_bare_er_and_begin_with_words(tmp_path: Path):
    text = "Record #1 of 1\nProvider: A, Ltd.\n\nTY  -  JOUR\nTI  -  A made-up trial\nER\n"
    assert sound(tmp_path, "a.ris", text).fields["title"] == "A made-up trial"


def test_every_format_is_named_in_the_help_and_stands_in_a_module_of_its_own():
    said = CliRunner().invoke(app, ["new", "study", "--help"]).output
    assert set(FORMATS) == {bibtex, crossref, csl, endnote, medline, ris, webofscience}
    assert all(module.SUFFIX in said and module.NAME.split()[0] in said for module in FORMATS)
