"""The tab key offers what the book has: keys of rows, columns, ends of expressions, chapters and revisions."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import commit, copy_small_book, git
from typer.testing import CliRunner

from helpers.commands.cli import app


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_small_book(tmp_path_factory.mktemp("completing") / "book")
    commit(folder)
    git(folder, "tag", "first")
    return folder


def offered(*words: str) -> list[str]:
    """Return what the shell offers for the last of the words."""
    environment = {"_REVIEW_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(("review", *words))}
    environment["COMP_CWORD"] = str(len(words))
    return CliRunner().invoke(app, [], env=environment, prog_name="review").stdout.split()


OFFERED = {
    "a table": (("correct", "cou"), ["counts"]),
    "a key of a row": (("correct", "counts", "alpha2020trial", "drug", "nr"), ["nrp"]),
    "a column": (("correct", "counts", "alpha2020trial", "eve"), ["events="]),
    "a chapter": (("words", "res"), ["results"]),
    "a study": (("read", "bet"), ["beta2021cohort"]),
    "a tag": (("diff", "fir"), ["first"]),
    "a branch": (("diff", "first", "mai"), ["main"]),
    "the end of an expression": (("show", "pct(alpha2020trial,co"), ["pct(alpha2020trial,control"]),
}


@pytest.mark.parametrize("case", OFFERED.values(), ids=OFFERED)
def test_what_the_book_has_is_offered(book: Path, case: tuple, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(book)
    assert offered(*case[0]) == case[1]


def test_outside_a_book_nothing_is_offered_and_nothing_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert [offered(*words) for words, _ in OFFERED.values() if words[0] != "diff"] == [[]] * 6
