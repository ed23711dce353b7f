"""`review check` finds every fault in one pass, says it to people, and changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import ROOT, copy_small_book, edit
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.chapters.markdown import Role
from helpers.chapters.reading import TYPED, find_roles, line_of, read_chapters
from helpers.commands.check import find_problems
from helpers.commands.cli import app
from helpers.evidence.evidence import Evidence, load
from helpers.files.problems import Place, Problem

FILES = (
    *(
        f"data/{table}.csv"
        for table in ("studies", "groups", "outcomes", "definitions", "counts", "values", "estimates")
    ),
    "data/inclusions.csv",
    "data/topics.csv",
    "data/links.csv",
    "data/claims.csv",
    "data/readings.csv",
    "data/datapackage.json",
    "references.bib",
    "chapters/index.md",
)


@pytest.fixture(scope="module")
def shared_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book that many tests read; each restores what it changes."""
    return copy_small_book(tmp_path_factory.mktemp("check") / "book")


@pytest.fixture(scope="module")
def evidence(shared_book: Path) -> Evidence:
    return load(shared_book)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Roles in chapters


def roles(text: str) -> list[tuple[str, str, int]]:
    return [(role.name, role.content, role.line) for role in find_roles(text, "chapters/a.md")]


ROLES = {
    "each kind": (
        "{stat}`a` {holds}`b :: c`\n{fixed}`d :: e` {cite}`f` {cite:p}`g,h`",
        [("stat", "a", 1), ("holds", "b :: c", 1), ("fixed", "d :: e", 2), ("cite", "f", 2), ("cite:p", "g,h", 2)],
    ),
    "a line break inside": ("x\n{stat}`a(\n  b)` {stat}`c`", [("stat", "a( b)", 2), ("stat", "c", 3)]),
    "two backticks around one": ("{stat}``a ` b``", [("stat", "a ` b", 1)]),
    "a role that is not ours": ("{ref}`a` {doc}`b`", []),
    "code in a sentence": ("Write `` {stat}`a` `` or `{stat}` here: {stat}`b`.", [("stat", "b", 1)]),
    "a lone backtick in an earlier paragraph": ("a ` b\n\n{stat}`c`", [("stat", "c", 3)]),
    "fenced code": ("```\n{stat}`a`\n```\n{stat}`b`", [("stat", "b", 4)]),
    "fenced code in tildes": ("~~~python\n{stat}`a`\n```\n~~~\n{stat}`b`", [("stat", "b", 5)]),
    "a longer fence": ("````\n```\n{stat}`a`\n````\n{stat}`b`", [("stat", "b", 5)]),
    "a cell": ("```{code-cell} python\nf('{stat}`a`')\n```\n{stat}`b`", [("stat", "b", 4)]),
    "a note is prose": ("```{note}\n{stat}`a`\n```\n{stat}`b`", [("stat", "a", 2), ("stat", "b", 4)]),
    "a cell in a note": ("````{note}\n```{code-cell}\n{stat}`a`\n```\n{stat}`b`\n````", [("stat", "b", 5)]),
    "a colon fence is prose": (":::{note}\n{stat}`a`\n:::", [("stat", "a", 2)]),
    "a fence that never closes": ("{stat}`a`\n\n```\n{stat}`b`\n", [("stat", "a", 1)]),
    "an empty text": ("", []),
}


@pytest.mark.parametrize("case", ROLES.values(), ids=ROLES)
def test_roles_are_found_in_prose_and_not_in_code(case: tuple):
    text, expected = case
    assert roles(text) == expected


HOSTILE_CHAPTERS = {
    "roles that never close": "{stat}`a{stat}``b" * 5_000,
    "100,000 backticks": "x " + "`" * 100_000,
    "a role and 100,000 backticks": "{stat}" + "`" * 100_000 + "a",
    "backticks of every number": "".join("{stat}" + "`" * (n % 300 + 1) + "a" for n in range(3000)),
    "5 MB in one line": "x" * (5 * 2**20),
}


@pytest.mark.parametrize("text", HOSTILE_CHAPTERS.values(), ids=HOSTILE_CHAPTERS)
def test_a_hostile_chapter_is_searched_to_its_end(text: str):
    assert roles(text + "\n\n{stat}`z`")[-1] == ("stat", "z", 3)


def test_fences_that_never_close_are_searched_to_the_end():
    assert roles("```a\n" * 50_000 + "```\n{stat}`z`") == [("stat", "z", 50_002)]


def test_the_line_of_a_role_is_the_first_at_or_after_the_block(tmp_path: Path):
    (tmp_path / "a.md").write_text("{stat}`a`\n\nx\n{stat}`a`\n", encoding="utf-8")
    source = str(tmp_path / "a.md")
    assert [line_of(source, "stat", "a", block) for block in (1, 3, 9)] == [1, 4, 1]
    assert line_of(source, "stat", "b", 3) == 3
    assert line_of(str(tmp_path / "none.md"), "stat", "a", 3) == 3


def chapter_problems(folder: Path, text: str, evidence: Evidence | None) -> tuple[dict, list[Problem]]:
    (folder / "chapters").mkdir(exist_ok=True)
    entries = [f"  - file: chapters/{path.stem}\n" for path in (folder / "chapters").glob("*.md") if path.stem != "a"]
    contents = "root: chapters/a\n" + "chapters:\n" * bool(entries) + "".join(entries)
    (folder / "_toc.yml").write_text(contents, encoding="utf-8")
    (folder / "chapters/a.md").write_text(text, encoding="utf-8", newline="\n")
    reading = read_chapters(folder, evidence)
    return reading.citations, reading.problems


BAD_ROLES = {
    "study": ('{stat}`n("alpha2020trail")`', "unknown study 'alpha2020trail'; nearest: alpha2020trial"),
    "group": ('{stat}`n("alpha2020trial", "drugs")`', "unknown group 'drugs' of alpha2020trial; nearest: drug"),
    "outcome": ('{stat}`pct("alpha2020trial", "drug", "nrpp")`', "unknown outcome 'nrpp'; nearest: nrp"),
    "outcome without rows": (
        '{stat}`pct("beta2021cohort", "all", "nihss_24h")`',
        "'nihss_24h' for beta2021cohort, all",
    ),
    "function": ('{stat}`pc("alpha2020trial", "drug", "nrp")`', "unknown function 'pc'; nearest: pct"),
    "attribute": ('{stat}`pct("alpha2020trial", "drug", "nrp").__class__`', "__class__"),
    "too few arguments": ("{stat}`pct()`", "pct: "),
    "bracket left open": ('{stat}`pct("alpha2020trial"`', "malformed expression"),
    "bare number": ("{stat}`1 + 1`", "not a quantity"),
    "doubtful number": ("{stat}`0and 1`", "malformed expression '0and 1': invalid decimal literal"),
    "import": ("{stat}`__import__('os')`", "unknown function '__import__'"),
    "no condition": ("{holds}`most`", "write words :: condition"),
    "no words": ("{holds}` :: 1 < 2`", "write words :: condition"),
    "no comparison": ('{holds}`most :: n("alpha2020trial")`', "is not a comparison"),
    "no data": ("{holds}`most :: 1 < 2`", "depends on no data"),
    "no reason": ("{fixed}`Tmax > 6 s`", "write number :: reason"),
    "too long": ("{stat}`" + "1+" * 400 + "1`", "at most 600 characters; this one has 801"),
}


@pytest.mark.parametrize("case", BAD_ROLES.values(), ids=BAD_ROLES)
def test_a_role_that_cannot_be_read_is_refused_with_its_line_and_reason(
    tmp_path: Path, evidence: Evidence, case: tuple
):
    role, found = case
    _, (fault,) = chapter_problems(tmp_path, f"# A\n\nText\n{role} text.\n", evidence)
    assert fault.place == Place("chapters/a.md", line=4)
    assert "can be read" in fault.rule and found in fault.found and fault.remedy == "Correct the role."


def test_words_that_do_not_hold_are_refused_with_what_the_data_say(tmp_path: Path, evidence: Evidence):
    text = 'x\n{holds}`few of them :: pct("alpha2020trial", "drug", "nrp") < 50`'
    _, (fault,) = chapter_problems(tmp_path, text, evidence)
    assert (fault.place.line, fault.rule) == (2, "the words of {holds} are true")
    assert fault.found.startswith("'few of them' does not hold: ")
    assert "80" in fault.found and fault.remedy == "Write what the data say now."


def test_every_fault_of_every_chapter_is_reported(tmp_path: Path, evidence: Evidence):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/b.md").write_bytes(b"\xff")
    _, problems = chapter_problems(tmp_path, "{stat}`a`\n{fixed}`b`\n{holds}`c`\n", evidence)
    assert [(p.file, p.place.line) for p in problems] == [("chapters/a.md", n) for n in (1, 2, 3)] + [
        ("chapters/b.md", 1)
    ]


def test_nothing_is_evaluated_on_data_at_fault_but_citations_are_still_read(tmp_path: Path):
    citations, problems = chapter_problems(tmp_path, "{stat}`a` {cite:t}`x2020, y2021`\n\n{cite}`x2020`", None)
    assert problems == []
    assert citations == {"x2020": ("chapters/a.md", 1), "y2021": ("chapters/a.md", 1)}


def test_a_role_keeps_its_name_content_file_and_line():
    assert list(find_roles("{stat}`a`", "chapters/x.md")) == [Role("stat", "a", "chapters/x.md", 1)]


# All at once


def test_the_small_book_has_no_faults(shared_book: Path):
    assert find_problems(shared_book) == []


def test_faults_of_data_bibliography_and_chapters_are_reported_in_one_run_sorted_by_place(book: Path):
    edit(book / "data/estimates.csv", "1.06,1.95,0.02", "1.06,1.95,1.02")
    edit(book / "references.bib", "doi = {10.1000/alpha.1}", "doi = {doi:10.1000/alpha.1}")
    edit(book / "chapters/index.md", "{cite}`source2025review`", "{cite}`source2052review`")
    problems = find_problems(book)
    assert [(p.file, p.place.row or p.place.line, p.rule) for p in problems] == [
        ("chapters/index.md", 3, "a citation has an entry"),
        ("data/estimates.csv", 2, "P lies between 0 and 1"),
        ("references.bib", 1, "doi: a DOI begins with 10. and a registrant number, without an address before it"),
        ("references.bib", 24, "an entry is cited in a chapter or is a row of studies.csv"),
    ]


# The command

DAMAGE = {
    "missing file": ("data/counts.csv", None, "data/counts.csv: the file must be there", "Restore it."),
    "empty file": ("data/counts.csv", b"", "data/counts.csv: the file must not be empty", "Restore its content."),
    "byte order mark": ("data/counts.csv", b"\xef\xbb\xbfstudy\n", "data/counts.csv line 1: ", "without BOM"),
    "CRLF": ("data/groups.csv", b"study,group\r\n", "data/groups.csv line 1: lines end with a line feed", "LF ends"),
    "Latin-1": ("data/studies.csv", b"study\nM\xfcller\n", "data/studies.csv line 2: text is UTF-8", "Save the file"),
    "NUL": ("data/values.csv", b"study\n\0\n", "data/values.csv line 2: text holds no NUL byte", "Save the file"),
    "other header": (
        "data/values.csv",
        b"study\n",
        "data/values.csv row 1: the header is the one",
        "Write it as study",
    ),
    "no dictionary": ("data/datapackage.json", None, "data/datapackage.json: the file must be there", "Restore it."),
    "broken dictionary": ("data/datapackage.json", b"{", "data/datapackage.json: the data dictionary", "Restore the"),
    "no bibliography": ("references.bib", None, "references.bib: the file must be there", "Restore it."),
    "broken entry": (
        "references.bib",
        b"@article{a,\n",
        "references.bib line 1: an entry is well-formed",
        "Balance its",
    ),
    "broken chapter": ("chapters/index.md", b"\xff", "chapters/index.md line 1: text is UTF-8", "Save the file"),
}


@pytest.mark.parametrize("case", DAMAGE.values(), ids=DAMAGE)
def test_the_command_names_file_place_and_remedy_fails_and_writes_nothing(book: Path, case: tuple):
    name, content, place, remedy = case
    (book / name).unlink()
    if content is not None:
        (book / name).write_bytes(content)
    before = contents(book)
    result = CliRunner().invoke(app, ["check", "--root", str(book)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    lines = result.output.splitlines()
    assert any(line.startswith(place) and remedy in line for line in lines)
    count = len(lines) - 1
    assert lines[-1] == ("1 fault" if count == 1 else f"{count} faults")
    assert contents(book) == before


def test_the_command_says_that_there_are_no_faults(shared_book: Path):
    before = contents(shared_book)
    result = CliRunner().invoke(app, ["check", "--root", str(shared_book)])
    assert (result.exit_code, result.output) == (0, "No faults.\n")
    assert contents(shared_book) == before


def review(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "helpers", *arguments],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_installed_command_works_on_the_book_it_is_called_in(book: Path):
    result = review("check", cwd=book / "chapters")
    assert (result.returncode, result.stdout, result.stderr) == (0, "No faults.\n", "")


def test_the_installed_command_reports_faults_on_a_terminal_that_lacks_their_letters(book: Path):
    edit(book / "data/studies.csv", "alpha2020trial,Alpha", "Ωlpha2020trial,Alpha")
    result = review("check", "--root", str(book), cwd=book, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert result.returncode == 1
    assert result.stderr == ""
    assert r"got '\u03a9lpha2020trial'" in result.stdout and result.stdout.endswith(" faults\n")


def test_the_command_outside_a_book_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert "a book's folder holds _config.yml; there is none above. Go to the book's folder." in result.output


def test_a_folder_that_is_no_book_lacks_its_files(tmp_path: Path):
    result = CliRunner().invoke(app, ["check", "--root", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "3 faults"


# Any content whatever: a list of faults or evidence, never an exception

NASTY = [
    "", " ", " 5", "1_000", "１２", "-0", "+1", "007", "0x10", "1e309", "NaN", "inf", "-1", "9" * 10, "9" * 1999,
    "9" * 5000, "0." + "9" * 1900, "=cmd()", "<script>alert(1)</script>", '"', '""', "'", ",", "\n", "\r", "\0",
    "\ufeff", "\u2028", "\x1b[31m", "\u202e", "🙂", "é", "true ", "TRUE", "null", "None", "all", "nrp", "primary",
    "alpha2020trial", "beta2021cohort", "review01", "{", "}", "\\", "%", "#", "`", "{stat}`", "```", "@", "../x",
    "https://a b", "javascript:alert(1)", "10.1000/x", "0", "1", "100", "101", "<", "<.", ".5", "1.", "0.0",
]  # fmt: skip
anything = st.sampled_from(NASTY) | st.text(max_size=20)


def assert_answers(book: Path) -> None:
    """Assert that the book gives sorted faults in printable words, or evidence that its chapters can use."""
    problems = find_problems(book)
    assert problems == sorted(problems)
    for problem in problems:
        assert problem.file and problem.rule and problem.found and problem.remedy
        assert str(problem).isprintable() and len(str(problem)) < 2000


class changed:
    """Write another content into a file, and put the old one back."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path, self.content, self.old = path, content, path.read_bytes()

    def __enter__(self) -> None:
        self.path.write_bytes(self.content)

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.old)


@given(name=st.sampled_from(FILES), content=st.binary(max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_bytes_in_any_file_give_faults_or_evidence(shared_book: Path, name: str, content: bytes):
    with changed(shared_book / name, content):
        assert_answers(shared_book)


@given(name=st.sampled_from(FILES), insert=anything | st.binary(max_size=8), data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_piece_of_any_file_may_be_replaced(shared_book: Path, name: str, insert: str | bytes, data: st.DataObject):
    old = (shared_book / name).read_bytes()
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, min(len(old), start + 40)))
    piece = insert if isinstance(insert, bytes) else insert.encode("utf-8", "surrogatepass")
    with changed(shared_book / name, old[:start] + piece + old[end:]):
        assert_answers(shared_book)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\n\r') else cell


@given(name=st.sampled_from(FILES[:8]), data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_cells_of_a_well_formed_table_may_be_replaced(shared_book: Path, name: str, data: st.DataObject):
    rows = [line.split(",") for line in (shared_book / name).read_text(encoding="utf-8").splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(1, len(rows) - 1))
        rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = data.draw(anything)
    text = "".join(",".join(map(quoted, row)) + "\n" for row in rows)
    with changed(shared_book / name, text.encode("utf-8", "surrogatepass")):
        assert_answers(shared_book)


def nodes(value: object) -> Iterator[tuple[dict | list, object]]:
    """Yield every place inside a JSON value as its container and key."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from nodes(value[key])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | anything,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(anything, inner, max_size=2),
    max_leaves=4,
)


@given(place=st.integers(0, 10**6), value=json_values, remove=st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_part_of_the_dictionary_may_be_replaced_or_removed(shared_book: Path, place: int, value, remove: bool):
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    places = list(nodes(package))
    container, key = places[place % len(places)]
    if remove:
        del container[key]
    else:
        container[key] = value
    text = json.dumps(package, ensure_ascii=False)
    with changed(shared_book / "data/datapackage.json", text.encode("utf-8", "surrogatepass")):
        assert_answers(shared_book)


expressions = st.lists(
    st.sampled_from(
        [
            "n(", "pct(", "rr(", "span(", "studies(", '"alpha2020trial"', '"drug"', '"nrp"', ",", ")", ".low",
            ".value", "+", "/", "-", "*", "**", "<", "==", "0", "1e308", "9" * 30, "not ", " and ", "lambda: 0", "x[0]",
            "[", "(", "::", "words", "'\\x00'", "which=", "None", "True", "f'{1}'", "\n", "  ", "🙂", "#", "yield",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(role=st.sampled_from(["stat", "holds", "fixed", "cite"]), expression=expressions)
@settings(max_examples=25, deadline=None)
def test_any_expression_in_a_chapter_gives_a_quantity_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, evidence: Evidence, role: str, expression: str
):
    text = f"{{{role}}}`words :: {expression}`" if role == "holds" else f"{{{role}}}`{expression}`"
    _, problems = chapter_problems(tmp_path_factory.getbasetemp(), text, evidence)
    for problem in problems:
        assert problem.file == "chapters/a.md" and str(problem).isprintable()
        typed = problem.rule in {rule for rule, _ in TYPED.values()}  # a blank line ends a role: then this is prose
        assert 1 <= problem.place.line <= text.count("\n") + 1 if typed else problem.place.line == 1


def test_faults_of_the_files_that_are_named_are_printed_in_the_form_that_is_asked_for(book: Path):
    edit(book / "data/counts.csv", "8,10,80", "11,10,80")
    edit(book / "references.bib", "year = {2020}", "year = {MMXX}")
    run = CliRunner().invoke
    every = json.loads(run(app, ["check", "--root", str(book), "--format", "json"]).stdout)
    assert {fault["file"] for fault in every} > {"data/counts.csv", "references.bib"}
    result = run(app, ["check", "data/counts.csv", "--root", str(book), "--format", "json"])
    found = json.loads(result.stdout)
    assert result.exit_code == 1 and found == [fault for fault in every if fault["file"] == "data/counts.csv"]
    assert run(app, ["check", str(book / "chapters/index.md"), "--root", str(book)]).stdout == "No faults.\n"
    said = run(app, ["check", "--root", str(book), "--format", "github"]).stdout.splitlines()
    assert len(said) == len(every) and all(line.startswith("::error file=") for line in said)
