"""What the sheet does not say is asked; an answer that cannot stand is asked again; leaving changes nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from books import edit, files_of_book, write_files
from new_studies import BIB, KEY, SHEET
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.evidence.evidence import load
from helpers.files.transaction import FOLDER

STUDY = [
    "",  # key: as proposed
    "sure", "",  # verification: refused, then as proposed
    "",  # note: as proposed
    "Gamma", "1", "", "?", "Made up.", "2", "0-24", "",  # label, design, country, population, occlusion, window, number
    "later", "",  # scope, cohort
    "",  # risk of bias: not assessed
    "Only the tests use it.", "", "abstract",  # not_cited, note, what was read
    "none", "CT perfusion, 9", "1, angiography", "1",  # topics
]  # fmt: skip
GROUPS = [
    "y", "drug", "Drug", "treated", "randomised", "", "", "x", "0.1", "mg/kg", "", "20",
    "tertiary", "primary", "", "abstract", "https://doi.org/10.1000/gamma.1", "",
    "y", "Control", "control", "Control", "3", "1", "", "", "", "", "", "", "x", "21", "", "", "", "",
    "n",
]  # fmt: skip
COUNTS = [
    "y", "drag", "drug", "better_7d", "y",  # a group that is not; an outcome that is new
    "", "Better", "Made up.", "benefit", "7 d", "", "", "",  # its alias: none
    "", "5", "20", "25.0", "false", "secondary", "beta2021", "beta2021cohort", "table 1", "-", "",
    "n", "n", "n", "n", "n",
]  # fmt: skip


def ask(book: Path, answers: list[str], *words: str) -> tuple[int, str]:
    citation = book.with_name("g.bib")
    citation.write_text(BIB, encoding="utf-8")
    options = ["new", "study", "--ask", "--root", str(book), "--from", str(citation), *words]
    result = CliRunner().invoke(app, options, input="".join(f"{answer}\n" for answer in answers))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


@pytest.fixture
def book(formatted: Path, tmp_path: Path) -> Path:
    return write_files(tmp_path / "book", files_of_book(formatted))


def test_a_walk_of_questions_adds_a_study(book: Path):
    code, output = ask(book, STUDY + GROUPS + COUNTS)
    assert code == 0, output
    evidence = load(book)
    study = evidence.studies[KEY]
    assert [study[name] for name in ("label", "design", "population", "occlusion", "window_h", "scope")] == [
        "Gamma", "randomised trial", "Made up.", "posterior", "0-24", "later",
    ]  # fmt: skip
    assert evidence.entries[KEY].verification == "probable" and study["risk_of_bias"] == "not assessed"
    topics = [row["topic"] for row in evidence.tables["topics"] if row["study"] == KEY]
    assert topics == ["CT perfusion", "angiography", "none", "intra-arterial lysis"]
    control = evidence.groups[KEY, "control"]
    assert (control["source"], control["locator"], control["url"]) == (
        "primary", "abstract", "https://doi.org/10.1000/gamma.1",
    )  # fmt: skip
    (count,) = [row for row in evidence.tables["counts"] if row["study"] == KEY]
    assert (count["outcome"], count["events"], count["printed"]) == ("better_7d", 5, "25.0")
    assert (count["reported_by"], count["url"]) == ("beta2021cohort", "")
    assert evidence.outcomes["better_7d"]["timepoint"] == "7 d"


SAID = {
    "what a question means": "Who was studied, in our words.",
    "the words of a column": "It must be one of confirmed, probable, unidentified.",
    "a topic that is none": "Not known: 9",
    "the form of a key": "It must look like lower-case letters, digits and underscores",
    "what is no number": "It must be a whole number.",
    "a group that is not": "It is not known; nearest: drug.",
    "an outcome that is new": "better_7d is not known (nearest: none is like it). Add it as a new one?",
    "a study that is not": "It is not known; nearest: beta2021cohort.",
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_an_answer_that_cannot_stand_is_asked_again_with_the_reason(book: Path, said: str):
    assert said in ask(book, STUDY + GROUPS + COUNTS)[1]


def test_a_sheet_is_asked_only_for_what_it_does_not_mention(book: Path):
    sheet = book.with_name("g.yml")
    sheet.write_text(SHEET.replace("  design: randomised trial\n", ""), encoding="utf-8")
    rest = ["", "", "", "Gamma", "cohort", *[""] * 10]  # the last: country to note
    code, output = ask(book, rest, "--rows", str(sheet))
    assert code == 0, output
    assert load(book).studies[KEY]["design"] == "cohort" and "Add a row" not in output


def test_an_empty_template_is_asked_only_for_what_must_be_filled(book: Path):
    sheet = book.with_name("g.yml")
    printed = CliRunner().invoke(app, ["new", "study", "--template", "--root", str(book)]).output
    sheet.write_text(printed, encoding="utf-8")
    answers = ["", "Gamma", "later", "", "abstract"]  # key, label, scope, risk of bias, what was read
    code, output = ask(book, answers, "--rows", str(sheet))
    assert code == 0, output
    assert load(book).studies[KEY]["scope"] == "later"


def test_every_number_of_answers_before_the_last_leaves_the_book_as_it_was(book: Path):
    before, answers = files_of_book(book), STUDY + GROUPS + COUNTS
    for number in range(0, len(answers), 4):
        code, output = ask(book, answers[:number])
        assert (
            code == 1
            and "Aborted" in output
            and files_of_book(book) == before
            and not (book / FOLDER / "change").exists()
        )


def test_a_study_that_the_book_has_is_refused_before_anything_is_asked(book: Path):
    edit(book / "references.bib", "10.1000/alpha.1", "10.1000/GAMMA.1")
    code, output = ask(book, [])
    assert code == 1 and "a doi belongs to one entry" in output and "Key, " not in output


def test_a_fault_after_the_questions_keeps_the_answers_for_the_next_time(book: Path):
    before = files_of_book(book)
    counts = ["50" if answer == "5" else answer for answer in COUNTS]
    code, output = ask(book, STUDY + GROUPS + counts)
    fault = "answers (gamma2027tissue, drug, better_7d): events must be <= total; got 50 > 20."
    assert code == 1 and fault in output and files_of_book(book) == before
    path = book / FOLDER / "answers.yml"
    command = f"  review new study --from {book.with_name('g.bib')} --rows {path}"
    assert command in output.splitlines()
    path.write_text(path.read_text(encoding="utf-8").replace("'50'", "'5'"), encoding="utf-8")
    result = CliRunner().invoke(app, ["new", "study", "--root", str(book), *command.split()[3:]])
    assert result.exit_code == 0 and KEY in load(book).studies


def test_the_file_of_the_citation_is_asked_for_until_it_can_be_read(book: Path):
    book.with_name("g.bib").write_text(BIB, encoding="utf-8")
    answers = f"none.bib\n{book.with_name('g.bib')}\n"
    result = CliRunner().invoke(app, ["new", "study", "--ask", "--root", str(book)], input=answers)
    assert "none.bib: the file must be there" in result.output and f"[{KEY}]" in result.output
    assert result.exit_code == 1 and "Aborted" in result.output


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "end of input"])
def test_leaving_the_questions_on_a_terminal_leaves_the_book_as_it_was(book: Path, key: bytes):
    import pty

    before, citation = files_of_book(book), book.with_name("g.bib")
    citation.write_text(BIB, encoding="utf-8")
    child, terminal = pty.fork()
    if not child:
        words = ["-m", "helpers", "new", "study", "--root", str(book), "--from", str(citation)]
        os.execv(sys.executable, [sys.executable, *words])
    seen = b""
    while b"[gamma2027tissue]:" not in seen:
        seen += os.read(terminal, 1000)
    os.write(terminal, key)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    os.close(terminal)
    assert files_of_book(book) == before and not (book / FOLDER).exists()
