"""Every command that writes leaves the book as it was or as it should be, wherever it is killed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from books import copy_small_book, files_of_book
from killed import died
from new_studies import BIB, SHEET
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.format import format_book
from helpers.files.transaction import recover

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the command runs in a fork, which has its imports done"
)
ADDED = "key: alpha2020trial\ncounts:\n  - {group: drug, outcome: mrs_0_2_90d, events: 7, total: 10, printed: 70.0,\n"
ADDED += "     back_calculated: false, source: primary, locator: table 9}\n"


def run(book: Path, *words: str, typed: str = "") -> int:
    return CliRunner().invoke(app, [*words, "--root", str(book)], input=typed).exit_code


def correct(book: Path) -> int:
    row = ("counts", "alpha2020trial", "drug", "nrp", "primary")
    return run(book, "correct", *row, "events=7", "printed=70", "--note", "The table prints 70%.", "--yes")


def read(book: Path) -> int:
    return run(book, "read", "alpha2020trial / drug / mrs_0_1_90d", typed="5\n\n")


def add(book: Path) -> int:
    return run(book, "add", str(book.parent / "added.yml"))


def new_study(book: Path) -> int:
    words = ("--from", str(book.parent / "g.bib"), "--rows", str(book.parent / "g.yml"), "--ask")
    return run(book, "new", "study", *words, typed="\n\n\nGamma\n\n\n")


def format_(book: Path) -> int:
    return run(book, "format")


def accept(book: Path) -> int:
    return run(book, "accept")


def unformatted(book: Path) -> None:
    for name in ("counts", "groups"):
        path = book / f"data/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8", newline="\r\n")


def unseen(book: Path) -> None:
    with (book / "chapters/index.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\nAgain {stat}`n(alpha2020trial)`.\n")


COMMANDS: dict[str, tuple[Callable[[Path], int], Callable[[Path], object]]] = {
    "correct": (correct, lambda book: None),
    "read": (read, lambda book: None),
    "add": (add, lambda book: None),
    "new study": (new_study, lambda book: None),
    "format": (format_, unformatted),
    "accept": (accept, unseen),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book in its one form, with its numbers seen and counts that are read twice."""
    folder = copy_small_book(tmp_path_factory.mktemp("killed") / "book")
    package = json.loads((folder / "data/datapackage.json").read_text(encoding="utf-8"))
    (counts,) = (table for table in package["resources"] if table["name"] == "counts")
    for field in counts["schema"]["fields"]:
        if field["name"] == "events":
            field["readTwice"] = True
    (folder / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "_build").mkdir()  # where a check keeps results
    assert format_book(folder)[1] == [] and accept(folder) == 0
    (folder.parent / "g.bib").write_text(BIB, encoding="utf-8")
    (folder.parent / "g.yml").write_text(SHEET, encoding="utf-8")
    (folder.parent / "added.yml").write_text(ADDED, encoding="utf-8")
    return folder


def state(book: Path) -> dict[str, bytes]:
    """Return what stands in a book, without what a check keeps."""
    return {name: content for name, content in files_of_book(book).items() if not name.startswith("_build/")}


def try_every(seen: Path, folder: Path, name: str, steps: range) -> None:
    """Kill a command before each of some of its steps, and look at the book that the next command finds."""
    act, prepare = COMMANDS[name]
    begin = Path(shutil.copytree(seen.parent, folder / "begin")) / "book"
    prepare(begin)
    complete = Path(shutil.copytree(begin.parent, folder / "complete")) / "book"
    assert act(complete) == 0
    old, new = state(begin), state(complete)
    assert old != new
    for last in steps:
        book = Path(shutil.copytree(begin.parent, folder / str(last))) / "book"
        if not died(book, last, lambda book=book: act(book)):
            assert last > 20 and state(book) == new
            return
        recover(book)
        assert state(book) in (old, new), (name, last)
        shutil.rmtree(book.parent)


@pytest.mark.slow
@pytest.mark.weekly
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_every_step_a_command_leaves_the_book_as_it_was_or_complete(seen: Path, tmp_path: Path, name: str):
    """Weekly: some hundred processes a command."""
    try_every(seen, tmp_path, name, range(1, 1000))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_some_steps_a_command_leaves_the_book_as_it_was_or_complete(seen: Path, tmp_path: Path, name: str):
    try_every(seen, tmp_path, name, range(7, 60, 22))
