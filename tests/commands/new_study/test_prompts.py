"""What the sheet does not say is asked; an answer that cannot stand is asked again; leaving changes nothing."""

from __future__ import annotations

import os
import sys
import time
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
    "Gamma", "1", "?", "Made up.", "later", "abstract",  # label, design, population, scope, what was read
    "occlusion=2", "occlusion=posterior; window_h=0-24; not_cited=Only the tests use it.",
    "none", "CT perfusion, 9", "1, angiography", "1",  # topics
    "tertiary", "primary", "abstract", "",  # where the numbers stand; the address is that of the DOI
]  # fmt: skip
GROUPS = [
    "drug", "Drug", "treated", "randomised", "dose=x", "dose=0.1; dose_unit=mg/kg; n_analysed=20",
    "Control", "control", "Control", "3", "1", "n_analyzed=21", "n_analysed=21",
    "",
]  # fmt: skip
COUNTS = [
    "better_7d", "y",  # an outcome that is new
    "Better", "Made up.", "benefit", "timepoint=7 d",
    "counts", "50/20", "5/20 25.0", "4/21; source=secondary; reported_by=beta2021cohort; locator=table 1",
    "MRS", "excellent", "1", "10 of 20 (50.0%)", "",  # words that fit three, then one; not counted in the other group
    "",
    "estimate", "estimates", "drag", "drug", "control", "better_7d", "RR", "1.10", "false", "ci_low=0.90; ci_high=1.30",
    "",
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
    control, drug, other = [row for row in evidence.tables["counts"] if row["study"] == KEY]
    assert (drug["outcome"], drug["events"], drug["total"], drug["printed"]) == ("better_7d", 5, 20, "25.0")
    assert (control["reported_by"], control["locator"], control["url"]) == ("beta2021cohort", "table 1", "")
    assert [other[name] for name in ("group", "outcome", "printed")] == ["drug", "mrs_0_1_90d", "50.0"]
    assert other["source"] == "primary"
    assert evidence.outcomes["better_7d"]["timepoint"] == "7 d"
    (estimate,) = [row for row in evidence.tables["estimates"] if row["study"] == KEY]
    assert (estimate["comparator"], estimate["ci_low"]) == ("control", "0.90")


SAID = {
    "what a question means": "Who was studied, in our words.",
    "the words of a column": "It must be one of confirmed, probable, unidentified.",
    "a topic that is none": "Not known: 9",
    "the form of a key": "It must look like lower-case letters, digits and underscores",
    "what is no number": "dose: It must look like a number in digits",
    "a column that is not": "'n_analyzed=21' names no column: n_analysed",
    "more events than patients": "events must be <= total; got 50 > 20.",
    "words that fit several": "3 fit: 1 mrs_0_1_90d (excellent",
    "a group that is not": "It is not known; nearest: drug.",
    "a table that is not": "Name one of them, or nothing.",
    "an outcome that is new": "better_7d is not known (nearest: none is like it). Add it as a new one?",
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_an_answer_that_cannot_stand_is_asked_again_with_the_reason(book: Path, said: str):
    assert said in ask(book, STUDY + GROUPS + COUNTS)[1]


ALONE = ["mrs_0_1_90d", "percentages alone", "61.0%", "30.0%", "14.3%", ""]  # of 20, of 21 patients


def test_counts_of_a_source_that_prints_percentages_alone_are_calculated_back_and_marked(book: Path):
    code, output = ask(book, [*STUDY, *GROUPS, *ALONE, ""])
    assert code == 0, output
    assert "No count of 20 gives 61.0%" in output and "    6 of 20, calculated back" in output
    rows = [row for row in load(book).tables["counts"] if row["study"] == KEY]
    assert [(row["group"], row["events"], row["total"], row["printed"], row["back_calculated"]) for row in rows] == [
        ("control", 3, 21, "14.3", True), ("drug", 6, 20, "30.0", True),
    ]  # fmt: skip


def test_no_count_is_taken_before_it_is_said_whether_the_source_prints_it(book: Path):
    code, output = ask(book, [*STUDY, *GROUPS, "mrs_0_1_90d", "", "5/20 25.0", "?"])
    assert code == 1 and output.count("It must be one of counts, percentages alone.") == 1
    assert "It must be filled." in output and "this fills back_calculated" in output


AT_ONCE = {
    "a percentage that does not follow": (["5/20 32"], "5 of 20 is not 32%."),
    "a quotation by nobody": (["5/20; source=secondary; locator=x"], "reported_by is filled exactly when"),
    "a quotation by a study that is not": (
        ["5/20; source=secondary; reported_by=beta2021"],
        "It is not known; nearest: beta2021cohort.",
    ),
    "a quotation without its kind": (["5/20; reported_by=beta2021cohort"], "reported_by is filled exactly when"),
    "how to answer": (["?"], "In each group events/total, and the percentage where it is printed, too"),
}


@pytest.mark.parametrize("case", AT_ONCE.values(), ids=AT_ONCE)
def test_a_count_that_cannot_stand_is_asked_again_at_once(book: Path, case: tuple):
    answers, said = case
    output = ask(book, [*STUDY, *GROUPS, "mrs_0_1_90d", "counts", *answers])[1]
    assert said in output and output.rstrip().count("  Drug (20 patients): ") == 2


def test_who_quotes_the_numbers_must_be_said_when_they_are_quoted(book: Path):
    output = ask(book, [*STUDY[:-3], "secondary", "", "?", "beta2021cohort"])[1]
    assert output.count("reported_by: ") == 3 and "reported_by: \n  It must be filled.\n" in output


OUTCOMES = {
    "words of none": (["good outcome!"], "No outcome has the words 'good outcome!'. A new one is added by its key: "),
    "a number of the list": (["MRS", "2"], "  outcome: mrs_0_2_90d ("),
    "words that fit one of the list": (["MRS", "excellent"], "  outcome: mrs_0_1_90d (excellent"),
    "words that fit one": (["excellent mrs"], "  outcome: mrs_0_1_90d (excellent"),
    "a key": (["mrs_0_1_90d"], "  outcome: mrs_0_1_90d (excellent"),
    "what adding means": (["bettr", "?"], "y asks what bettr is, and adds it to the book; n asks for the outcome"),
}  # fmt: skip


@pytest.mark.parametrize("case", OUTCOMES.values(), ids=OUTCOMES)
def test_words_of_an_outcome_are_answered_with_the_outcome_or_with_what_to_write(book: Path, case: tuple):
    answers, said = case
    assert said in ask(book, [*STUDY, *GROUPS, *answers])[1]


def test_a_number_of_a_list_means_the_same_when_the_questions_go_on_later(book: Path):
    ask(book, [*STUDY, *GROUPS, "MRS", "2", "counts"])
    code, output = ask(book, ["5/20", "", "", ""])
    assert code == 0, output
    assert [row["outcome"] for row in load(book).tables["counts"] if row["study"] == KEY] == ["mrs_0_2_90d"]


EXPLAINED = {
    "the key": ([], "The name of the study in the book and of its entry"),
    "topics": (STUDY[:13], "What the study looks at on this axis"),
    "other tables": ([*STUDY, *GROUPS, ""], "Name one of them, or nothing.\n  "),
}


@pytest.mark.parametrize("case", EXPLAINED.values(), ids=EXPLAINED)
def test_every_question_explains_itself(book: Path, case: tuple):
    answers, said = case
    assert said in ask(book, [*answers, "?"])[1]


def test_what_was_added_is_said_with_how_to_undo_it(book: Path):
    output = ask(book, [*STUDY, *GROUPS, *ALONE, ""])[1]
    files = "references.bib data/studies.csv data/topics.csv data/groups.csv data/counts.csv"
    assert f"Changed: {files.replace(' ', ', ')}. To undo it: git restore {files}\n" in output


def test_a_sheet_is_asked_only_for_what_it_does_not_mention(book: Path):
    sheet = book.with_name("g.yml")
    sheet.write_text(SHEET.replace("  design: randomised trial\n", ""), encoding="utf-8")
    rest = ["", "", "", "Gamma", "cohort", "", ""]  # the last: population, and anything else
    code, output = ask(book, rest, "--rows", str(sheet))
    assert code == 0, output
    assert load(book).studies[KEY]["design"] == "cohort" and "Add a row" not in output


def test_an_empty_template_is_asked_only_for_what_must_be_filled(book: Path):
    sheet = book.with_name("g.yml")
    printed = CliRunner().invoke(app, ["new", "study", "--template", "--root", str(book)]).output
    sheet.write_text(printed, encoding="utf-8")
    answers = ["", "Gamma", "later", "abstract"]  # key, label, scope, what was read
    code, output = ask(book, answers, "--rows", str(sheet))
    assert code == 0, output
    assert load(book).studies[KEY]["scope"] == "later"


def test_every_number_of_answers_before_the_last_leaves_the_book_as_it_was(book: Path):
    before, answers = files_of_book(book), STUDY + GROUPS + COUNTS
    for number in range(0, len(answers), 4):
        (book / FOLDER / "questions.json").unlink(missing_ok=True)
        code, output = ask(book, answers[:number])
        assert (
            code == 1
            and "Aborted" in output
            and files_of_book(book) == before
            and not (book / FOLDER / "change").exists()
        )


def test_answers_are_kept_after_each_and_the_same_command_goes_on(book: Path):
    answers = STUDY + GROUPS + COUNTS
    code, output = ask(book, answers[:20])
    assert code == 1 and "Your answers are kept: the same command goes on here." in output
    refused = ("sure", "?", "CT perfusion, 9", "occlusion=2", "tertiary")
    kept = [answer for answer in answers[:20] if answer not in refused]
    code, output = ask(book, answers[20:])
    assert code == 0 and f"{len(kept)} answers are taken up where you left" in output and "verification [" not in output
    assert not (book / FOLDER / "questions.json").exists()
    assert load(book).studies[KEY]["label"] == "Gamma"


def test_a_key_goes_back_to_the_question_before_as_often_as_wanted(book: Path):
    wrong = [*STUDY, "drug", "Drug", "control", "<", "<", "A drug", "treated", *GROUPS[3:]]
    code, output = ask(book, [*wrong, *COUNTS[:-1], "<", COUNTS[-2].replace("0.90", "0.91"), ""])
    assert code == 0, output
    assert "label [Drug]" in output and load(book).groups[KEY, "drug"]["label"] == "A drug"
    (estimate,) = [row for row in load(book).tables["estimates"] if row["study"] == KEY]
    assert estimate["ci_low"] == "0.91"


def test_going_back_before_the_first_question_asks_it_again(book: Path):
    assert ask(book, ["<", "<", *STUDY, *GROUPS, *COUNTS])[0] == 0


def test_answers_to_other_questions_are_not_taken_up_and_strange_ones_are_no_answers(book: Path):
    ask(book, STUDY[:6])
    path = book / FOLDER / "questions.json"
    sheet = book.with_name("g.yml")
    sheet.write_text("study: {design: cohort}\n", encoding="utf-8")
    assert "taken up" not in ask(book, [""], "--rows", str(sheet))[1]
    for content in ("", "[]", '{"about": 1}', path.read_text(encoding="utf-8").replace('["', '[1, "')):
        path.write_text(content, encoding="utf-8")
        assert "taken up" not in ask(book, [], "--rows", str(sheet))[1]


def test_a_study_that_the_book_has_is_refused_before_anything_is_asked(book: Path):
    edit(book / "references.bib", "10.1000/alpha.1", "10.1000/GAMMA.1")
    code, output = ask(book, [])
    assert code == 1 and "a doi belongs to one entry" in output and "Key, " not in output


def test_a_fault_after_the_questions_keeps_the_answers_for_the_next_time(book: Path):
    before = files_of_book(book)
    counts = [answer.replace("ci_low=0.90", "ci_low=1.20") for answer in COUNTS]
    code, output = ask(book, STUDY + GROUPS + counts)
    fault = "answers (gamma2027tissue, drug, control, better_7d): "
    assert code == 1 and fault in output and files_of_book(book) == before
    path = book / FOLDER / "answers.yml"
    command = f"  review new study --from {book.with_name('g.bib')} --rows {path}"
    assert command in output.splitlines()
    edit(path, "'1.20'", "'0.90'")
    result = CliRunner().invoke(app, ["new", "study", "--root", str(book), *command.split()[3:]])
    assert result.exit_code == 0 and KEY in load(book).studies
    assert f"The answers kept in {path} are in the book now" in result.output


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
    import termios

    before, citation = files_of_book(book), book.with_name("g.bib")
    citation.write_text(BIB, encoding="utf-8")
    child, terminal = pty.fork()
    if not child:
        words = ["-m", "helpers", "new", "study", "--root", str(book), "--from", str(citation)]
        os.execv(sys.executable, [sys.executable, *words])
    seen = b""
    while b"[gamma2027tissue]:" not in seen:
        seen += os.read(terminal, 1000)
    for _ in range(100):  # a key that comes before the line is edited belongs to the terminal, which may lose it
        if not termios.tcgetattr(terminal)[3] & termios.ICANON:
            break
        time.sleep(0.02)
    os.write(terminal, key)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    os.close(terminal)
    assert files_of_book(book) == before and not (book / FOLDER).exists()
