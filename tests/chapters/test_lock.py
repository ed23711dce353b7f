"""numbers.lock: a shown number that nobody has seen is a fault, until somebody accepts it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from books import ROOT, commit, copy_small_book, edit
from typer.testing import CliRunner

from helpers.chapters import lock
from helpers.chapters.lock import FILE, lock_text, read_lock
from helpers.chapters.unseen import find_unseen_problems
from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app


@pytest.fixture(scope="module")
def lock_of_the_small_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    book = copy_small_book(tmp_path_factory.mktemp("seen") / "book")
    result = CliRunner().invoke(app, ["accept", "--root", str(book)])
    assert result.exit_code == 0, result.output
    assert find_problems(book) == []
    return (book / FILE).read_bytes()


@pytest.fixture
def seen(book: Path, lock_of_the_small_book: bytes) -> Path:
    """Return a book whose numbers have been seen."""
    (book / FILE).write_bytes(lock_of_the_small_book)
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


DAMAGED = {
    "empty": lambda whole: "",
    "blank": lambda whole: "\n\n",
    "cut in a line": lambda whole: whole[: len(whole) // 2 + 3],
    "cut in the last line": lambda whole: whole[:-3],
    "a line that is none": lambda whole: whole + "chapters/index.md,x\n",
    "a quote left open": lambda whole: whole + 'chapters/index.md,"x,y\n',
    "no text": lambda whole: "\xff\x00" + whole,
    "another file": lambda whole: "name: value\n",
}


def accepted(folder: Path) -> str:
    result = CliRunner().invoke(app, ["accept", "--root", str(folder)])
    assert result.exit_code == 0, result.output
    assert find_problems(folder) == []
    return result.output


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_lets_no_slip_through(seen: Path, damage):
    (seen / FILE).write_bytes(damage((seen / FILE).read_text(encoding="utf-8")).encode("latin-1", "replace"))
    edit(seen / "chapters/index.md", NRP.format("drug"), NRP.format("control"))
    found = [str(problem) for problem in find_problems(seen)]
    assert sum(text.startswith(FILE) for text in found) == 1
    assert any("gives '5/10'" in text for text in found)
    assert "gives '5/10'" in accepted(seen)


@pytest.mark.parametrize("damage", [*DAMAGED.values(), None], ids=[*DAMAGED, "gone"])
def test_where_there_is_a_commit_a_damaged_file_is_compared_with_it(seen: Path, damage):
    commit(seen)
    whole = (seen / FILE).read_text(encoding="utf-8")
    if damage is None:
        (seen / FILE).unlink()
    else:
        (seen / FILE).write_bytes(damage(whole).encode("latin-1", "replace"))
    (problem,) = find_problems(seen)
    assert problem.file == FILE and "last commit" in problem.remedy
    edit(seen / "chapters/index.md", NRP.format("drug"), NRP.format("control"))
    told = accepted(seen)
    assert "gives '5/10'; it was '8/10'" in told and "; 1 changed." in told


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: os.mkfifo(path), lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_told_and_never_waited_for(seen: Path, make):
    (seen / FILE).unlink()
    make(seen / FILE)
    assert [problem.file for problem in find_problems(seen)] == [FILE]
    assert CliRunner().invoke(app, ["accept", "--root", str(seen)]).exit_code == 1


def test_a_save_of_the_file_while_accept_runs_is_not_lost(seen: Path, monkeypatch: pytest.MonkeyPatch):
    edit(seen / "chapters/index.md", NRP.format("drug"), NRP.format("control"))
    write = lock.write

    def saved_meanwhile(root: Path, *rest) -> None:
        (root / FILE).write_text("saved", encoding="utf-8")
        write(root, *rest)

    monkeypatch.setattr(lock, "write", saved_meanwhile)
    result = CliRunner().invoke(app, ["accept", "--root", str(seen)])
    assert result.exit_code == 1 and "a file stays the same while it is changed" in result.output
    assert (seen / FILE).read_text(encoding="utf-8") == "saved"


def test_numbers_of_one_chapter_are_accepted_alone_and_a_dry_run_accepts_none(seen: Path):
    for chapter in ("index", "results"):
        with (seen / f"chapters/{chapter}.md").open("a", encoding="utf-8") as file:
            file.write(f"\nAgain {{stat}}`{NRP.format('control')}`.\n")
    before = (seen / FILE).read_bytes()

    def accept(*words: str) -> str:
        return CliRunner().invoke(app, ["accept", "--root", str(seen), *words]).output

    assert "; 2 would change." in accept("--dry-run") and (seen / FILE).read_bytes() == before
    assert "it shows none" in accept("nothing") and (seen / FILE).read_bytes() == before
    assert "; 0 changed." in accept("beta2021cohort")
    assert "; 1 changed." in accept("index")
    assert [problem.file for problem in find_problems(seen)] == ["chapters/results.md"]
    assert "; 1 would change." in accept("chapters/results.md", "--dry-run")
    assert "; 1 changed." in accept("alpha2020trial") and find_problems(seen) == []


def test_a_number_shown_twice_has_two_lines_and_a_third_place_is_new(seen: Path):
    with (seen / "chapters/index.md").open("a", encoding="utf-8") as chapter:
        chapter.write(f"\nAgain {{stat}}`{NRP.format('drug')}`.\n")
    (problem,) = find_problems(seen)
    assert "gives '8/10'; it is new" in problem.found
    accepted(seen)
    line = 'chapters/index.md,"' + NRP.format("drug").replace('"', '""') + '",8/10\n'
    assert (seen / FILE).read_text(encoding="utf-8").count(line) == 2


def test_a_file_that_an_earlier_program_wrote_is_read(seen: Path):
    """It counted: the header named a fourth column, and each line ended with the number of times."""
    lines = (seen / FILE).read_text(encoding="utf-8").splitlines()
    kept = sorted(line for line in lines if line and not line.startswith(("# ", "file,")))
    (seen / FILE).write_text("\n".join(["file,expression,text,times", *(f"{line},1" for line in kept), ""]))
    assert find_problems(seen) == []


def test_the_books_numbers_are_seen_and_the_file_is_the_one_that_accept_writes():
    found, seen = check_book(ROOT), read_lock(ROOT)
    assert find_unseen_problems(seen, found.shown) == {}
    assert (ROOT / FILE).read_text(encoding="utf-8") == lock_text(found.shown)
