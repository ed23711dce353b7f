"""A new study is added whole and sound, or not at all, whatever is wrong with it and whenever the command dies."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from books import ROOT, edit, files_of_book, write_files
from hypothesis import given, settings
from hypothesis import strategies as st
from killed import died
from new_studies import BIB, KEY, SHEET
from typer.testing import CliRunner

from helpers.commands.check import find_problems
from helpers.commands.cli import app
from helpers.commands.format import format_book
from helpers.commands.new_study.adding import Addition, add, compose_addition
from helpers.commands.new_study.citation import read_citation
from helpers.commands.new_study.sheet import Sheet, read_sheet
from helpers.evidence.dictionary import columns_of
from helpers.evidence.digest import SOUND, digest
from helpers.evidence.evidence import Evidence, load
from helpers.files import journal as journal
from helpers.files.tables import Row, table_text
from helpers.files.transaction import CHANGE, JOURNAL, recover

SHORT = """
study: {scope: later, not_cited: Only the tests use it., read: abstract}
defaults: {source: primary, locator: abstract}
groups: [{group: drug, label: Drug, role: treated, allocation: randomised}]
counts: [{group: drug, outcome: mrs_0_1_90d, events: 5, total: 20, back_calculated: false}]
"""


@pytest.fixture
def book(formatted: Path, tmp_path: Path) -> Path:
    return write_files(tmp_path / "book", files_of_book(formatted))


def run(book: Path, sheet: str | None = SHEET, bib: str = BIB, *words: str, name: str = "g.bib") -> tuple[int, str]:
    """Run `review new study` with the files written beside the book."""
    citation, rows = book.with_name(name), book.with_name("g.yml")
    citation.write_bytes(bib.encode("utf-8", "surrogatepass"))
    options = ["--from", str(citation)]
    if sheet is not None:
        rows.write_bytes(sheet.encode("utf-8", "surrogatepass"))
        options += ["--rows", str(rows)]
    result = CliRunner().invoke(app, ["new", "study", "--root", str(book), *options, *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output.replace(str(book.parent) + os.sep, "")


def rows(book: Path, table: str) -> list[Row]:
    return [row for row in load(book).tables[table] if KEY in row.values()]


def test_a_study_is_added_with_its_entry_and_rows_in_their_places(book: Path):
    code, output = run(book)
    assert (code, output.splitlines()[-1]) == (0, "The whole book has no faults.")
    evidence = load(book)
    assert find_problems(book) == [] and format_book(book) == ([], [])
    note = "Citation from a BibTeX record, not compared with the publication"
    assert evidence.entries[KEY].fields["note"] == note and evidence.entries[KEY].verification == "probable"
    study = evidence.studies[KEY]
    assert (study["label"], study["year"], study["risk_of_bias"]) == ("Gamma 2027", 2027, "not assessed")
    assert [(row["axis"], row["topic"]) for row in rows(book, "topics")] == [
        ("assessment", "CT perfusion"), ("assessment", "angiography"), ("mechanism", "none"),
        ("treatment", "intra-arterial lysis"),
    ]  # fmt: skip
    assert [(row["group"], row["dose"]) for row in rows(book, "groups")] == [("control", ""), ("drug", "0.10")]
    assert evidence.outcomes["better_7d"]["timepoint"] == "7 d"
    assert evidence.definitions["gamma_ctp"]["threshold"] == "> 6 s"
    control, drug = rows(book, "counts")
    assert (drug["events"], drug["printed"], drug["back_calculated"], drug["locator"]) == (5, "25.0", True, "abstract")
    assert (control["source"], control["url"]) == ("secondary", "")  # a source of its own takes no defaults
    assert [len(rows(book, table)) for table in ("values", "estimates", "links", "inclusions")] == [1, 1, 1, 1]
    assert rows(book, "inclusions")[0]["review"] == "review01"


def test_no_row_of_another_study_changes(book: Path):
    before = files_of_book(book)
    assert run(book)[0] == 0
    for name, content in files_of_book(book).items():
        added = [line for line in content.splitlines() if KEY.encode() in line or b"better_7d" in line]
        if name == "references.bib":
            content = content[: content.index(b"@article{gamma")] + content[content.index(b"@misc{review01") :]
        assert [line for line in content.splitlines() if line not in added] == before[name].splitlines()


def test_a_study_that_no_chapter_cites_yet_is_added_and_the_author_told(book: Path):
    code, output = run(book, SHEET.replace("  not_cited: Only the tests use it.\n", ""))
    assert code == 0 and KEY in load(book).studies
    assert output.splitlines()[-2:] == [
        "Next, as `review check` says:",
        f"data/studies.csv row 4 ({KEY}): a study is named in a chapter or says why not; it does neither. "
        "Use it, or say in not_cited why not.",
    ]


def test_a_review_lists_the_studies_inside_it(book: Path):
    sheet = "study: {design: meta-analysis, scope: context, not_cited: x, read: text}\ninclusions: [{study: beta2021cohort}]"
    assert run(book, sheet)[0] == 0
    assert [(row["review"], row["study"]) for row in rows(book, "inclusions")] == [(KEY, "beta2021cohort")]


def test_a_study_joins_a_pooling_question_that_the_book_has(book: Path):
    question = {
        "synthesis": "worse",
        "label": "Worse",
        "measure": "RR",
        "outcome": "mrs_0_1_90d",
        "reason": "Invented.",
    }
    package = load(book).package
    member = {"synthesis": "worse", "study": "alpha2020trial", "group": "drug", "comparator": "control"}
    for table, cells in (("syntheses", question), ("members", member)):
        columns = columns_of(package, table)
        (book / f"data/{table}.csv").write_text(table_text(columns, [dict.fromkeys(columns, "") | cells]))
    counts = """
  - {group: drug, outcome: mrs_0_1_90d, events: 5, total: 20, back_calculated: false}
  - {group: control, outcome: mrs_0_1_90d, events: 4, total: 21, back_calculated: false}
"""
    members = "members:\n  - {synthesis: worse, group: drug, comparator: control}\n"
    code, output = run(book, SHEET.replace("\ncounts:\n", f"\n{members}counts:{counts}", 1))
    assert code == 0, output
    old, new = load(book).tables["members"]
    assert (old["study"], new["study"], new["group"], new["comparator"]) == ("alpha2020trial", KEY, "drug", "control")
    assert (new["source"], new["outcome"]) == ("", "")  # which source is used is no place that a row was read from


def test_a_member_of_a_question_that_is_not_is_named_by_its_line(book: Path):
    before = files_of_book(book)
    code, output = run(book, SHEET + "members:\n  - {synthesis: none, group: drug, comparator: control}\n")
    line = len(SHEET.splitlines()) + 2
    assert code == 1 and f"g.yml line {line} " in output and files_of_book(book) == before


@pytest.mark.parametrize("name", ["g.ris", "g.json"])
def test_every_kind_of_citation_makes_an_entry(book: Path, name: str):
    text = {
        "g.ris": "TY  - JOUR\nAU  - Gamma, Gil\nTI  - A trial of tissue & 5%\nJO  - J\nPY  - 2027\nER  - \n",
        "g.json": '{"message": {"type": "journal-article", "title": ["A trial of tissue &amp; 5%"], "container-title": '
        '["J"], "author": [{"family": "Gamma", "given": "Gil"}], "issued": {"date-parts": [[2027]]}}}',
    }[name]
    assert run(book, SHEET, text, name=name)[0] == 0
    assert load(book).entries[KEY].title == "A trial of tissue & 5%"


def test_standard_input_is_bibtex(book: Path):
    sheet = book.with_name("g.yml")
    sheet.write_text(SHEET, encoding="utf-8")
    options = ["--from", "-", "--rows", str(sheet), "--root", str(book)]
    result = CliRunner().invoke(app, ["new", "study", *options], input=BIB.encode())
    assert result.exit_code == 0 and KEY in load(book).entries


def test_the_author_may_name_key_and_verification(book: Path):
    sheet = SHEET + "key: gamma2027\nentry: {verification: confirmed, note: Read & compared}\n"
    assert run(book, sheet)[0] == 0
    entry = load(book).entries["gamma2027"]
    assert (entry.verification, entry.fields["note"]) == ("confirmed", r"Read \& compared")


SAME = {
    "key": ("key: alpha2020trial", BIB, "a key names one study; 'alpha2020trial' stands in references.bib"),
    "DOI": ("", BIB.replace("10.1000/gamma.1", "https://doi.org/10.1000/ALPHA.1"), "a doi belongs to one entry"),
    "title": ("", BIB.replace("{A trial of tissue}", "{AN invented {Trial}: that only the tests usé}"), "a title belongs"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME.values(), ids=SAME)
def test_a_study_that_the_book_has_is_refused(book: Path, case: tuple):
    sheet, bib, found = case
    before = files_of_book(book)
    code, output = run(book, SHEET + sheet, bib)
    assert code == 1 and found in output and files_of_book(book) == before


def test_adding_a_study_twice_is_refused(book: Path):
    assert run(book)[0] == 0
    before = files_of_book(book)
    code, output = run(book)
    assert code == 1 and "a doi belongs to one entry" in output and files_of_book(book) == before


FAULTY = {
    "no locator": ("locator: table 1", "locator: ", "g.yml line 19 (gamma2027tissue, control, better_7d): column locator must be filled"),
    "no source": ("source: primary, ", "", "g.yml line 10 (gamma2027tissue, drug): column source must be filled"),
    "no scope": ("  scope: later\n", "", "g.yml line 3 (gamma2027tissue): column scope must be filled"),
    "a wrong design": ("randomised trial", "trial", "g.yml line 3 (gamma2027tissue): column design must be one of"),
    "a wrong topic": ("angiography", "MRI", "g.yml line 7 (gamma2027tissue): column topic must be one of"),
    "no topic": ("treatment: intra-arterial lysis", "treatment: []", "it has none for treatment"),
    "an unknown group": ("{group: drug, outcome: nrp", "{group: drag, outcome: nrp", "g.yml line 18 (gamma2027tissue, drag, nrp): study, group must stand in groups.csv"),
    "an unknown outcome": ("outcome: nrp", "outcome: nrq", "'nrq' is not; nearest: nrp"),
    "too many events": ("events: 5", "events: 50", "g.yml line 18 (gamma2027tissue, drug, nrp): events must be <= total; got 50 > 20"),
    "a percentage that does not fit": ("printed: 25.0", "printed: 26.0", "the printed percentage comes from its counts"),
    "an outcome that is there": ("{outcome: better_7d, label", "{outcome: nrp, label", "g.yml line 13 (nrp): no two rows have the same outcome"),
    "a row twice": ("values:", "  - {group: drug, outcome: nrp, definition: gamma_ctp, events: 5, total: 20, back_calculated: false}\nvalues:", "no two rows have the same study, group, outcome, definition"),
    "an interval beside its estimate": ("estimate: 1.10", "estimate: 2.10", "a confidence interval holds its estimate"),
    "a row of another study": ("{group: drug, outcome: nrp,", "{study: beta2021cohort, group: all, outcome: nrp,", "g.yml line 18: a row of counts belongs to gamma2027tissue; this one names 'beta2021cohort'"),
    "an unknown column": ("events: 5", "event: 5", "a row of counts has the words"),
    "a key in capitals": ("\nstudy:", "\nkey: Gamma2027\nstudy:", "a key is lower-case letters and digits; got 'Gamma2027'"),
    "another year in the key": ("\nstudy:", "\nkey: gamma2026\nstudy:", "g.bib (gamma2026): the year in the key is the year of the entry"),
    "a key that is BibTeX": ("\nstudy:", "\nkey: 'a, title = {x}}'\nstudy:", "a key is lower-case letters and digits"),
    "a wrong word for sure": ("\nstudy:", "\nentry: {verification: sure}\nstudy:", "g.bib (gamma2027tissue): verification is one of"),
    "a confirmed name of what nobody knows": ("\nstudy:", "\nentry: {verification: unidentified}\nstudy:", "every unidentified @article has note"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTY.values(), ids=FAULTY)
def test_a_fault_of_the_sheet_is_named_by_its_line_and_nothing_is_written(book: Path, case: tuple):
    old, new, found = case
    assert SHEET.count(old) >= 1
    before = files_of_book(book)
    code, output = run(book, SHEET.replace(old, new, 1))
    assert code == 1 and found in output and files_of_book(book) == before
    assert output.rstrip().endswith(("fault", "faults"))


CITATIONS = {
    "a DOI that is none": ("10.1000/gamma.1", "11.1/x", "g.bib (gamma2027tissue): doi: a DOI begins with 10."),
    "a year that is none": ("{2027}", "{in press}", "g.bib (gammatissue): year: a year has four digits"),
    "a brace in quotes": ("{A trial of tissue}", '"tissue} of gamma"', "g.bib"),
    "a field in quotes": ("{Journal of Tests}", '"J}, pmid = {1"', "g.bib"),
}  # fmt: skip


@pytest.mark.parametrize("case", CITATIONS.values(), ids=CITATIONS)
def test_a_fault_of_the_citation_is_named_and_nothing_is_written(book: Path, case: tuple):
    old, new, found = case
    before = files_of_book(book)
    code, output = run(book, SHEET, BIB.replace(old, new))
    assert code == 1 and found in output and files_of_book(book) == before


def test_all_faults_are_named_at_once(book: Path):
    sheet = SHEET.replace("scope: later", "scope: late").replace("locator: table 1", "locator: ")
    code, output = run(book, sheet.replace("outcome: nrp", "outcome: nrq"))
    assert code == 1 and output.splitlines()[-1] == "3 faults"


def test_a_citation_without_names_asks_for_a_key(book: Path):
    code, output = run(book, SHEET, "@misc{x, title = {急性缺血性卒中}}")
    assert code == 1 and "g.yml: a study has a key; none can be made" in output


def test_without_a_citation_the_command_says_what_it_needs(book: Path):
    result = CliRunner().invoke(app, ["new", "study", "--root", str(book)])
    assert result.exit_code == 1 and result.output.startswith("--from: a study has a citation; no file is named.")


def test_without_a_sheet_what_is_missing_is_named(book: Path):
    before = files_of_book(book)
    code, output = run(book, None)
    assert code == 1 and f"--rows ({KEY}): column scope must be filled" in output and files_of_book(book) == before


def test_a_book_with_faults_of_its_own_takes_no_study(book: Path):
    edit(book / "data/counts.csv", "nrp,alpha_ctp,5,10,50", "nrp,alpha_ctp,50,10,50")
    before = files_of_book(book)
    code, output = run(book)
    assert (
        code == 1 and "a study is added to data without faults; these have " in output and files_of_book(book) == before
    )


def test_the_template_is_printed_and_changes_nothing(book: Path):
    before = files_of_book(book)
    result = CliRunner().invoke(app, ["new", "study", "--template", "--root", str(book)])
    assert (
        result.exit_code == 0
        and "scope:  # needed. cited | included" in result.output
        and files_of_book(book) == before
    )


def test_the_real_book_takes_a_made_up_trial(tmp_path: Path):
    folder = tmp_path / "book"
    for name, content in files_of_book(ROOT / "data").items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(content)
    for name in ("references.bib", "_config.yml"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    sheet = SHEET.replace("reported_by: beta2021cohort", "reported_by: stroketrialdata").replace(
        "  - {cause", "# {cause"
    )
    assert "Added gamma2027tissue" in run(folder, sheet.replace("beta2021cohort", "stroketrialdata"))[1]
    assert format_book(folder) == ([], [])


JUNK = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["{", "}", '"', "\\", ",", "\n", "\x00", "=", "@misc{", "%", "&", "~", "10.1000/x}", "../../x"]),
)


@settings(max_examples=30)
@given(
    st.sampled_from(["title", "author", "doi", "key", "label", "note", "group"]),
    st.lists(JUNK, max_size=4).map("".join),
)
@pytest.mark.weekly
def test_whatever_stands_in_a_field_the_book_is_sound_or_as_it_was(
    formatted: Path, tmp_path_factory: pytest.TempPathFactory, place: str, junk: str
):
    book = write_files(tmp_path_factory.mktemp("junk") / "book", files_of_book(formatted))
    before = files_of_book(book)
    quoted = (
        '"'
        + "".join(letter if letter.isalnum() and letter.isascii() else f"\\U{ord(letter):08x}" for letter in junk)
        + '"'
    )
    bib, sheet = BIB, SHEET
    if place in ("title", "author", "doi"):
        bib = BIB.replace({"title": "A trial of tissue", "author": "Gamma, Gil", "doi": "10.1000/gamma.1"}[place], junk)
    elif place == "key":
        sheet += f"key: {quoted}\n"
    elif place == "note":
        sheet += f"entry: {{note: {quoted}}}\n"
    elif place == "label":
        sheet = sheet.replace("  scope: later", f"  label: {quoted}\n  scope: later")
    else:
        sheet = sheet.replace("group: drug, label", f"group: {quoted}, label")
    code, _ = run(book, sheet, bib)
    if code:
        assert files_of_book(book) == before
    else:
        assert find_problems(book) == [] and format_book(book) == ([], []) and len(load(book).studies) == 4


# Killed


def test_a_build_first_completes_what_an_interrupted_command_has_begun(book: Path, monkeypatch: pytest.MonkeyPatch):
    from helpers.book.evidence import _load

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_put", lambda *_: sys.exit(9))
        run(book)
    assert KEY not in load(book).studies and (book / CHANGE / JOURNAL).exists()
    monkeypatch.setenv(SOUND, "")
    page = SimpleNamespace(srcdir=str(book))
    _load(page, None)
    assert KEY in page.review_evidence.studies and not (book / CHANGE).exists()
    assert page.review_digest == digest(book)


def test_a_build_does_not_begin_on_a_book_that_cannot_be_completed(book: Path, monkeypatch: pytest.MonkeyPatch):
    from helpers.book.evidence import _load

    (book / CHANGE).mkdir(parents=True)
    (book / CHANGE / JOURNAL).write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit, match="no page was read"):
        _load(SimpleNamespace(srcdir=str(book)), None)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the command runs in a fork, which has its imports done")
@pytest.mark.weekly
def test_killed_at_every_step_the_next_command_finds_the_book_as_it_was_or_complete(formatted: Path, tmp_path: Path):
    addition = compose(formatted, tmp_path)
    add_to(complete := write_files(tmp_path / "complete", files_of_book(formatted)), addition)
    old, new = files_of_book(formatted), files_of_book(complete)
    ends, last = [], 0
    while True:
        last += 1
        book = write_files(tmp_path / str(last), files_of_book(formatted))
        if not died(book, last, lambda book=book: add_to(book, addition)):
            break
        begun = (book / CHANGE / JOURNAL).exists()
        if begun or last % 40 == 1:
            result = CliRunner().invoke(app, ["check", "--root", str(book)])
            assert (result.exit_code, result.stdout) == (0, "No faults.\n"), (last, result.output)
        else:
            recover(book)
        assert files_of_book(book) in ([new] if begun else [old, new]), last
        ends.append("new" if files_of_book(book) == new else "old")
    assert files_of_book(book) == new and len(ends) > 100
    assert ends == sorted(ends, reverse=True) and {"old", "new"} == set(ends)


def compose(book: Path, folder: Path) -> tuple[Evidence, Addition, Sheet]:
    (folder / "g.yml").write_text(SHORT, encoding="utf-8")
    evidence = load(book)
    sheet, citation = read_sheet(evidence.package, folder / "g.yml")[0], read_citation(None, BIB.encode())[0]
    assert citation is not None
    return evidence, compose_addition(evidence, citation, sheet, "g.bib"), sheet


def add_to(book: Path, addition: tuple[Evidence, Addition, Sheet]) -> None:
    evidence, *rest = addition
    add(replace(evidence, root=book), *rest, "g.bib")
