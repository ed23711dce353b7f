"""numbers.lock: a shown number that nobody has seen is a fault, until somebody accepts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT, edit
from typer.testing import CliRunner

from helpers.chapters.lock import FILE, find_unseen_problems, lock_text
from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app


@pytest.fixture
def seen(book: Path) -> Path:
    """Return a book whose numbers have been seen."""
    result = CliRunner().invoke(app, ["accept", "--root", str(book)])
    assert result.exit_code == 0, result.output
    assert find_problems(book) == []
    return book


NRP = 'count("alpha2020trial", "{}", "nrp")'
MOVED = {
    "an expression of another group": (NRP.format("drug"), NRP.format("control")),
    "words turned over": ("{holds}`most of them", "{holds}`the greater part"),
    "a constant": ("mRS 0-2 :: scale", "mRS 0-3 :: scale"),
    "its reason": ("mRS 0-2 :: scale", "mRS 0-2 :: name"),
}


@pytest.mark.parametrize(("old", "new"), MOVED.values(), ids=MOVED)
def test_a_moved_number_is_named_with_what_it_was_until_it_is_accepted(seen: Path, old: str, new: str):
    edit(seen / "chapters/index.md", old, new)
    (problem,) = find_problems(seen)
    assert (problem.file, problem.rule) == ("chapters/index.md", "a shown number is one that a person has seen")
    assert "it was '" in problem.found and problem.place.line
    result = CliRunner().invoke(app, ["accept", "--root", str(seen)])
    assert result.exit_code == 0 and "; 1 changed." in result.output
    assert find_problems(seen) == []


def test_a_changed_count_names_every_number_that_it_moves(seen: Path):
    edit(seen / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80,", "drug,nrp,alpha_ctp,9,10,90,")
    found = [problem for problem in find_problems(seen) if problem.file == "chapters/index.md"]
    assert [problem.found.partition(" gives ")[2] for problem in found] == [
        """'9/10'; it was '8/10' by """ + NRP.format("drug"),
        """'90.0%'; it was '80.0%' by """ + NRP.format("drug").replace("count", "pct"),
    ]


def test_a_number_that_is_gone_is_named_and_moving_a_paragraph_is_no_change(seen: Path):
    text = (seen / "chapters/index.md").read_text(encoding="utf-8")
    lines = text.rstrip("\n").split("\n")
    moved = "\n".join([lines[0], "", lines[4], "", *lines[2:4], lines[5], ""])
    (seen / "chapters/index.md").write_text(moved, encoding="utf-8", newline="\n")
    assert find_problems(seen) == []
    edit(seen / "chapters/index.md", "The scale is {fixed}`mRS 0-2 :: scale`.", "Nothing.")
    (problem,) = find_problems(seen)
    assert "'mRS 0-2' by fixed: scale is no longer shown" in problem.found


def test_accepting_writes_nothing_while_there_are_other_faults(seen: Path):
    before = (seen / FILE).read_bytes()
    edit(seen / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80,", "drug,nrp,alpha_ctp,9,10,80,")
    result = CliRunner().invoke(app, ["accept", "--root", str(seen)])
    assert result.exit_code == 1 and "Nothing was accepted" in result.output
    assert (seen / FILE).read_bytes() == before


@pytest.mark.parametrize("content", ["", "file,expression\n", 'file,expression,text,times\n"', "\xff"])
def test_a_damaged_file_is_a_fault_and_no_traceback(seen: Path, content: str):
    (seen / FILE).write_bytes(content.encode("latin-1"))
    assert [problem.file for problem in find_problems(seen)] == [FILE]


def test_the_books_numbers_are_seen_and_the_file_is_the_one_that_accept_writes():
    found = check_book(ROOT)
    assert find_unseen_problems(ROOT, found.shown) == []
    assert (ROOT / FILE).read_text(encoding="utf-8") == lock_text(found.shown)
