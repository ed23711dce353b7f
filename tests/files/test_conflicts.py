"""Two versions in one file are told as what a merge left, wherever they stand, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT, commit, edit, git

from helpers.commands.check import find_problems
from helpers.files.book_files import merged_files
from helpers.files.conflicts import Conflict, find_conflict_problems, read_both
from helpers.files.text import conflicts_in

TWO = b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other branch\nd\n"
THREE = TWO.replace(b"=======", b"||||||| 3f2a\nz\n=======")
FILES = {
    "chapters/index.md": "Its references",
    "data/counts.csv": "alpha2020trial,drug,nrp",
    "data/readings.csv": "counts,",
    "data/datapackage.json": "{",
    "references.bib": "@article{alpha2020trial",
    "_toc.yml": "format",
    "_config.yml": "title",
}


def torn(path: Path, start: str, *, end: str = "\n", base: str = "") -> tuple[int, int]:
    """Put a line of a file between the markers of a conflict; return the first and the last line of it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(start))
    based = [base, lines[at]] if base else []
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], *based, "=======", lines[at] + "0", ">>>>>>> Zeta's study"]
    path.write_text(end.join(lines) + end, encoding="utf-8", newline="")
    return at + 1, at + 5 + len(based)


@pytest.mark.parametrize("form", ["as git writes it", "with the version before both", "with the line ends of Windows"])
@pytest.mark.parametrize(("name", "start"), FILES.items(), ids=FILES)
def test_a_conflict_in_any_file_of_the_book_is_one_fault_that_says_what_to_do(
    book: Path, name: str, start: str, form: str
):
    first, last = torn(
        book / name, start, end="\r\n" if "Windows" in form else "\n", base="||||||| 3f2a" if "before" in form else ""
    )
    (problem,) = find_problems(book)
    assert (problem.file, problem.place.line) == (name, first)
    assert f"line {first} to line {last}" in problem.found and "delete these lines" in problem.remedy


def test_every_file_that_is_torn_is_told_at_once(book: Path):
    for name, start in FILES.items():
        torn(book / name, start)
    assert sorted(problem.file for problem in find_problems(book)) == sorted(FILES)


def test_what_a_hand_left_of_a_conflict_is_told(book: Path):
    edit(book / "chapters/index.md", "Its references", "<<<<<<< HEAD\nIts references")
    (problem,) = find_problems(book)
    assert "line 6: '<<<<<<< HEAD'" in problem.found and "delete it" in problem.remedy
    edit(book / "chapters/index.md", "<<<<<<< HEAD\n", "")
    edit(book / "data/counts.csv", "beta2021cohort,all,nrp,", "=======\nbeta2021cohort,all,nrp,")
    (problem,) = find_problems(book)
    assert (problem.file, problem.rule) == ("data/counts.csv", "a file holds one version of its text")


INNOCENT = {
    "a heading underlined": "Heading\n=======\n\nText.\n",
    "a row of a table": "| a | b |\n|||||||\n| - | - |\n",
    "a longer row of signs": "Heading\n==========\n\n<<<<<<<<<< x\n>>>>>>>>>> y\n",
    "signs within a line": "Text <<<<<<< HEAD\n    <<<<<<< HEAD\ntext >>>>>>> y\n",
    "signs without a blank": "<<<<<<<HEAD\n>>>>>>>y\n",
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_prose_that_only_looks_like_a_conflict_is_not_accused(text: str):
    assert find_conflict_problems(text.encode(), "chapters/index.md") == []


@pytest.mark.parametrize(
    ("data", "ours", "theirs", "conflicts"),
    [
        (TWO, b"a\nb\nd\n", b"a\nc\nd\n", [Conflict(2, 6)]),
        (THREE, b"a\nb\nd\n", b"a\nc\nd\n", [Conflict(2, 8)]),
        (TWO.replace(b"b\n", b""), b"a\nd\n", b"a\nc\nd\n", [Conflict(2, 5)]),
        (TWO + TWO, b"a\nb\nd\na\nb\nd\n", b"a\nc\nd\na\nc\nd\n", [Conflict(2, 6), Conflict(9, 13)]),
        (
            TWO.replace(b">>>>>>> other branch\n", b""),
            b"a\nb\nc\nd\n",
            b"a\nb\nc\nd\n",
            [Conflict(2, 2), Conflict(4, 4)],
        ),
        (b"a\n", b"a\n", b"a\n", []),
    ],
)
def test_both_versions_are_read(data: bytes, ours: bytes, theirs: bytes, conflicts: list[Conflict]):
    found = read_both(data)
    assert (b"\n".join(found.ours), b"\n".join(found.theirs), found.conflicts) == (ours, theirs, conflicts)


def test_what_git_itself_leaves_is_found(book: Path):
    commit(book)
    chapter = book / "chapters/index.md"
    git(book, "checkout", "--quiet", "-b", "one")
    edit(chapter, "Its references", "Its own references")
    commit(book)
    git(book, "checkout", "--quiet", "main")
    edit(chapter, "Its references", "All references")
    commit(book)
    with pytest.raises(AssertionError):
        git(book, "merge", "--quiet", "one")
    (problem,) = find_problems(book)
    assert (problem.file, problem.place.line) == ("chapters/index.md", 6) and "line 6 to line 10" in problem.found


def test_no_file_of_this_repository_holds_two_versions():
    names = dict(merged_files(ROOT))
    assert {"numbers.lock", "data/counts.csv", "chapters/index.md", "CONTRIBUTING.md"} <= names.keys()
    assert [problem for name, path in names.items() for problem in conflicts_in(path, name)] == []
