"""A citation is read as PubMed, Zotero, EndNote, Ovid, Embase, Cochrane, Web of Science and DOI services write it.

The records are made up; their tags, their order and their layout are those of the programs' own exports.
"""

# ruff: noqa: E501 - a line of an export stays as its program writes it

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exports import (
    CINAHL,
    CITAVI,
    CIW,
    COCHRANE,
    COVIDENCE,
    CSL,
    EMBASE,
    ENDNOTE_RIS,
    ENW,
    EPPI,
    NBIB,
    OVID,
    SCOPUS,
    TITLE,
    WOS_BIB,
    WOS_RIS,
)

from helpers.commands.new_study.citation import Citation, read_citation
from helpers.files.problems import Problem

PUBMED = {
    "title": TITLE, "journal": "Invented journal", "year": "2020", "volume": "63", "number": "2",
    "pages": "1849--1855", "doi": "10.1016/j.x.2019.03.004", "pmid": "30000001", "pmcid": "PMC7000001",
}  # fmt: skip
READ = {
    "PubMed": (NBIB, "nbib", PUBMED | {"author": "Alpha, Ann B and Beta, Jr, Bo and {The Made-up Study Group}"}),
    "PubMed, as text": (NBIB, "txt", PUBMED),
    "PubMed, short": ("\n".join(line for line in NBIB.split("\n") if line[:3] not in ("PG ", "FAU")).replace("LID - S1769-7212(19)30059-X [pii]", "LID - e80092"), "nbib", {"author": "Alpha, AB and Beta, Jr, B and {The Made-up Study Group}", "pages": "e80092"}),
    "PubMed, a translated title": (NBIB.replace("TI  - A made-up cohort of\n      reperfusion.", "TI  - [A made-up cohort]."), "nbib", {"title": "[A made-up cohort]"}),
    "PubMed, of years that kept the first names alone": (NBIB.replace("CN  - The Made-up Study Group", "AU  - et al."), "nbib", {"author": "Alpha, Ann B and Beta, Jr, Bo and others"}),
    "CINAHL": (CINAHL, "ris", {"author": "Alpha Beta, Ann and Gamma, Bo N.", "pages": "215--220", "year": "2024", "doi": "10.1000/invented.0001", "url": None}),
    "pages that end before they begin": (CINAHL.replace("EP  - 20", "EP  - 14"), "ris", {"pages": "215--14"}),
    "pages with two hyphens": (CINAHL.replace("SP  - 215\nEP  - 20", "SP  - e215--e20"), "ris", {"pages": "e215--e220"}),
    "Scopus": (SCOPUS, "ris", {"journal": "Invented journal", "pages": "2864", "pmid": "30000001"}),
    "a number of another database in the place of Scopus": (SCOPUS.replace("DB  - Scopus\n", ""), "ris", {"pmid": None}),
    "Citavi": (CITAVI, "ris", {"pmid": "30000001", "pmcid": "PMC7000001", "pages": "3643--3651"}),
    "Covidence, addresses in the place of the issue": (COVIDENCE, "ris", {"number": None, "volume": None, "pages": None, "doi": "10.1000/invented.0004"}),
    "Mendeley, a first name it does not know": (CITAVI.replace("Alpha, Ann", "van den Alpha, null\nAU  - Null, Bo\nAU  - et al"), "ris", {"author": "{van den Alpha} and Null, Bo and others"}),
    "Cochrane": (COCHRANE, "ris", {"author": "Alpha, A", "journal": "Trials", "year": "2024", "pages": "1279--1297", "pmid": "30000001", "doi": "10.1186/x-12-39"}),
    "Embase": (EMBASE, "ris", {"author": "Alpha, A.B. and Dos Santos, H.B.", "journal": "Nature Communications", "year": "2024", "volume": "15", "pmid": "30000001", "doi": "10.1038/s41467-024-00000-3"}),
    "Web of Science, RIS": (WOS_RIS, "ris", {"author": "Alpha, AB", "journal": "{PLOS} {ONE}".replace("{", "").replace("}", ""), "pages": "e12292", "year": "2010", "doi": "10.1371/journal.x.0000001"}),
    "Web of Science, tagged": (CIW, "ciw", {"author": "Alpha, Ann B. and Beta, Bo", "pages": "7003--7016", "year": "2004", "volume": "43", "number": "22", "pmid": "30000001", "doi": "10.1021/bi000000f"}),
    "EndNote, RIS": (ENDNOTE_RIS, "ris", {"author": "Alpha, Ann B. and Bisschop, Charlotte N. Steins", "pages": "695--706", "year": "2016", "pmid": "30000001", "doi": "10.1007/s00000-016-0001-9"}),
    "EndNote": (ENW, "enw", {"author": "Alpha, Ann and Beta, Bo", "pages": "101--109", "year": "2021", "pmid": "30000001", "doi": "10.1000/enw.1"}),
    "Ovid": (OVID, "ris", {"author": "Alpha, Ann and Pranzetti Beta, Dirce M F", "journal": "Journal of Inventions", "year": "2017", "doi": "10.1080/20000000.2016.1200155", "pages": "203--218"}),
    "EPPI-Reviewer": (EPPI, "ris", {"author": "Alpha, C D and Pereda-Beta, X", "year": "2024", "pages": "20", "doi": "10.1186/s12862-024-00000-9"}),
    "line ends and mark of another system": ("\ufeff" + COCHRANE.replace("\n", "\r\n"), "ris", {"pmid": "30000001"}),
    "a wrong suffix": (NBIB, "ris", PUBMED),
}  # fmt: skip


def read(folder: Path, name: str, content: str) -> tuple[Citation | None, list[Problem]]:
    (folder / name).write_bytes(content.encode())
    return read_citation(folder / name)


def fields_of(folder: Path, name: str, content: str) -> dict[str, str]:
    citation, problems = read(folder, name, content)
    assert problems == [] and citation is not None
    return dict(citation.fields)


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_an_export_is_read_as_its_program_writes_it(tmp_path: Path, case: tuple):
    text, suffix, fields = case
    found = fields_of(tmp_path, f"a.{suffix}", text)
    assert {name: found.get(name) for name in {"title": "", **fields}} == {"title": TITLE, **fields}


def test_an_issue_too_long_for_one_is_told_as_left_out(tmp_path: Path):
    citation, problems = read(tmp_path, "a.ris", COVIDENCE)
    assert problems == [] and citation is not None
    assert "number (it is longer than 40 letters)" in citation.left_out


def test_what_is_left_out_is_told(tmp_path: Path):
    (tmp_path / "a.ris").write_text(EMBASE, encoding="utf-8")
    citation, _ = read_citation(tmp_path / "a.ris")
    assert citation is not None and citation.left_out == ("M3", "SN", "U2")


SEVERAL = {
    "PubMed": (NBIB + "\n" + NBIB.replace("30000001", "30000002").replace("A made-up", "Another"), "nbib"),
    "RIS": (COCHRANE + COCHRANE.replace("#3", "#4").replace("A made-up", "Another"), "ris"),
    "Web of Science": (CIW.replace("EF\n", "") + CIW.replace("A made-up", "Another"), "ciw"),
    "EndNote": (ENW + "\n" + ENW.replace("A made-up", "Another"), "enw"),
    "CSL JSON": (json.dumps([{"type": "article-journal", "title": title} for title in (TITLE, "Another cohort")]), "json"),
    "BibTeX": ("@misc{a, title = {A made-up cohort}}\n@misc{b, title = {Another cohort}}", "bib"),
}  # fmt: skip


@pytest.mark.parametrize("case", SEVERAL.values(), ids=SEVERAL)
def test_a_file_of_several_records_is_refused_with_their_titles(tmp_path: Path, case: tuple):
    text, suffix = case
    citation, (fault,) = read(tmp_path, f"a.{suffix}", text)
    assert citation is None and "it holds 2: " in fault.found
    assert "A made-up cohort" in fault.found and "Another cohort" in fault.found


def test_the_first_of_two_records_without_an_end_is_no_reason_to_join_them(tmp_path: Path):
    citation, (fault,) = read(tmp_path, "a.ris", "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n")
    assert citation is None and fault.rule == "the file holds one record"


CSL_CASES = {
    "as it is": ({}, {"author": "Alpha, Ann", "journal": "Stroke", "year": "2021", "volume": "12", "number": "3", "pages": "e1--e9", "doi": "10.1161/x", "pmid": "30000001", "pmcid": "PMC7000001"}),
    "a date in words": ({"issued": {"raw": "2021-02-03"}}, {"year": "2021"}),
    "a date as a text": ({"issued": {"literal": "Spring 2021"}}, {"year": "2021"}),
    "a year as a text": ({"issued": {"date-parts": [["2021"]]}}, {"year": "2021"}),
    "no date": ({"issued": None}, {"year": None}),
    "a group": ({"author": [{"literal": "The Group"}, {"family": "", "given": "", "name": "Other Group"}]}, {"author": "{The Group} and {Other Group}"}),
    "particles and a suffix": ({"author": [{"family": "Alpha", "given": "Ann", "non-dropping-particle": "van der", "suffix": "Jr."}]}, {"author": "van der Alpha, Jr., Ann"}),
    "numbers in the note": ({"PMID": None, "PMCID": None, "DOI": None, "note": "PMID: 123\nPMCID: PMC4\nDOI: 10.1000/n"}, {"pmid": "123", "pmcid": "PMC4", "doi": "10.1000/n"}),
    "an article number": ({"page": None, "number": "e7"}, {"pages": "e7"}),
    "DOI negotiation": ({"type": "journal-article", "URL": "http://dx.doi.org/10.1161/x"}, {"doi": "10.1161/x", "url": None}),
    "markup": ({"title": "CO<sub>2</sub> &amp; <i>more</i>"}, {"title": r"{CO2} \& more"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CSL_CASES.values(), ids=CSL_CASES)
@pytest.mark.parametrize("many", [False, True])
def test_csl_json_is_read_alone_or_in_a_list(tmp_path: Path, case: tuple, many: bool):
    changes, fields = case
    work = CSL | changes
    found = fields_of(tmp_path, "a.json", json.dumps([work] if many else work))
    assert {name: found.get(name) for name in fields} == fields


NO_CSL = {
    "a book": ({"type": "book"}, "its type is one of"),
    "an author without a name": ({"author": [{}]}, "an author has a name"),
    "authors that are no list": ({"author": "Alpha"}, "author is a list"),
    "a title that is a number of another kind": ({"volume": 1.5}, "volume is text"),
}


@pytest.mark.parametrize("case", NO_CSL.values(), ids=NO_CSL)
def test_csl_json_that_is_no_article_is_refused_in_words(tmp_path: Path, case: tuple):
    changes, found = case
    citation, (fault,) = read(tmp_path, "a.json", json.dumps(CSL | changes))
    assert citation is None and found in fault.found


BIB = {
    "Web of Science": (WOS_BIB,
        {"title": "A made-up cohort of perfusion", "journal": "STROKE", "year": "2021", "volume": "52", "pages": "e12", "doi": "10.1161/STROKEAHA.120.000000"}),
    "extended names": ("@article{v, title = {T}, author = {family=Solms, given=Rossouw, prefix=von, useprefix=true and family=Niekerk, given=Johan, prefix=van, useprefix=true}, date = {2013-10}, journaltitle = {J}}",
        {"author": "von Solms, Rossouw and van Niekerk, Johan", "year": "2013"}),
    "a month that is a word": ("@article{k, title = {T}, month = july,\nyear = 2020}", {"year": "2020"}),
    "a percent sign": ("@article{k, title = {50% of a cohort}}", {"title": "50% of a cohort"}),
    "parts joined": ('@string{s = "Stroke"}\n@article{k, title = {T}, journal = s # " and Brain"}', {"journal": "Stroke and Brain"}),
    "HTML": ("@article{k, title = {<i>A</i> made-up &amp; CO<sub>2</sub> cohort}}", {"title": r"A made-up \& {CO2} cohort"}),
    "a suffix last": ("@article{k, title = {T}, author = {Alpha, Ann, Jr. and Beta, Bo}}", {"author": "Alpha, Jr., Ann and Beta, Bo"}),
    "eid": ("@article{k, title = {T}, eid = {e12}}", {"pages": "e12"}),
    "an eprint of PubMed": ("@article{k, title = {T}, eprint = {123}, eprinttype = {pubmed}}", {"pmid": "123"}),
    "a PMID in the note": ("@article{k, title = {T}, note = {PMID: 123}}", {"pmid": "123", "note": None}),
    "a group in two braces": ("@article{k, title = {T}, author = {{The Group}}}", {"author": "{The Group}"}),
    "names in two braces": ("@article{k, title = {T}, author = {{Alpha, Ann and Beta, Bo}}}", {"author": "Alpha, Ann and Beta, Bo"}),
    "an address in a command": (r"@misc{k, title = {T}, howpublished = {\url{https://example.org/a\_b}}}", {"url": "https://example.org/a_b", "howpublished": None}),
    "a DOI in a command": (r"@misc{k, title = {T}, doi = {\url{https://doi.org/10.1000/a\_b}}}", {"doi": "10.1000/a_b"}),
    "an issue": ("@article{k, title = {T}, issue = {4}, subtitle = {More}}", {"number": "4", "title": "T: More"}),
    "online": ("@online{k, title = {T}, url = {https://example.org}, urldate = {2020-01-02}}", {"url": "https://example.org"}),
}  # fmt: skip


@pytest.mark.parametrize("case", BIB.values(), ids=BIB)
def test_bibtex_of_other_programs_is_read(tmp_path: Path, case: tuple):
    text, fields = case
    found = fields_of(tmp_path, "a.bib", text)
    assert {name: found.get(name) for name in fields} == fields


REFUSED = {
    "authors by commas": ("a.bib", "@article{k, author = {Alpha A, Beta B, Gamma C, Delta D}, title = {T}}", "several names with commas"),
    "an author without a comma": ("a.bib", "@article{k, author = {Alpha A and Beta B}, title = {T}}", "would be the surname"),
    "and twice": ("a.bib", "@article{k, author = {Alpha, A and and Beta, B}, title = {T}}", "missing beside and"),
    "a script": ("a.bib", r"@article{k, title = {Two doses \url{javascript:x(1)} of a drug}}", r"\\url"),
    "a script in the journal": ("a.bib", r"@article{k, title = {T}, journal = {J \href{javascript:x(1)}{y}}}", r"\\href"),
    "authors by semicolons": ("a.ris", "TY  - JOUR\nAU  - Alpha, A.; Beta, B.\nTI  - T\nER  - \n", "several names in one"),
    "initials alone": ("a.ris", "TY  - JOUR\nA1  - Dos Santos\nA1  - H B\nTI  - T\nER  - \n", "initials without a surname"),
    "authors by commas in RIS": ("a.ris", "TY  - JOUR\nAU  - Alpha A, Beta B\nTI  - T\nER  - \n", "several names with commas"),
    "a cut-off record": ("a.ciw", CIW.replace("ER\n\nEF\n", ""), "this one does not"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_a_page_would_show_otherwise_is_refused_before_anything_is_asked(tmp_path: Path, case: tuple):
    name, text, found = case
    citation, problems = read(tmp_path, name, text)
    assert citation is None and found in problems[0].found and problems[0].file == str(tmp_path / name)


def test_the_address_of_a_page_instead_of_a_file_is_told_the_way_to_one():
    citation, (fault,) = read_citation(Path("https://example.org/article"))
    assert citation is None and "a file, a DOI or a PMID" in fault.rule
    assert "export the citation as BibTeX" in fault.remedy


LONG = {
    "many authors": ("a.ris", "TY  - JOUR\nTI  - T\n" + "AU  - Alpha, A\n" * 6_000 + "ER  - \n"),
    "a long title of dashes": ("a.json", json.dumps({"type": "journal-article", "title": ["a" + "-" * 99_000 + "b"]})),
    "a long title of signs": ("a.json", json.dumps(CSL | {"title": "T" + "~'" * 20_000})),
    "many lines": ("a.nbib", "PMID- 1\nTI  - T\n" + "      a\n" * 90_000),
    "many values": ("a.nbib", "PMID- 1\nTI  - T\n" + "MH  - a\n" * 90_000),
    "tags before the record": ("a.ciw", "FN a\n" * 90_000 + CIW),
    "braces": ("a.bib", "@misc{k, title = {T" + "{}" * 45_000 + "}}"),
    "braces in quotes": ("a.bib", '@misc{k, title = "T' + "{}" * 45_000 + '"}'),
    "names": ("a.bib", "@misc{k, title = {T}, author = {" + "A, B and " * 9_000 + "C, D}}"),
    "tags of HTML": ("a.bib", "@misc{k, title = {T" + "<i " * 30_000 + "}}"),
    "commands": ("a.bib", "@misc{k, title = {T" + r"{\'e}" * 5_000 + "}}"),
}


@pytest.mark.parametrize("case", LONG.values(), ids=LONG)
def test_a_citation_of_a_hundred_thousand_letters_is_read_or_refused(tmp_path: Path, case: tuple):
    name, text = case
    citation, problems = read(tmp_path, name, text)
    assert (citation is None) == bool(problems)
