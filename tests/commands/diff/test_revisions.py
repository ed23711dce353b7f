"""Revisions of a book: which there are, whose code computes them, and what is said when one cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import commit, copy_small_book, edit, git, write_files
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.diff.revisions import OWN, PROGRAM, TODAY, find_commit, take_sides
from helpers.commands.diff.snapshot import snapshot
from helpers.files.journal import begin
from helpers.files.own_folder import CHANGE
from helpers.files.problems import EvidenceError

SHAPE = '"numbers": [], "shown": [], "claims": [], "data": {{}}, "entries": {{"its": {{"title": "own"}}}}, "faults": []'
FAKE = 'import json, sys\n{}\nprint(json.dumps({{"format": {}, ' + SHAPE + "}}))\n"


@pytest.fixture
def repository(book: Path) -> Path:
    """Return the small book in a repository of one commit, tagged `one`."""
    commit(book)
    git(book, "tag", "one")
    return book


@pytest.fixture(scope="module")
def only_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return such a repository for all tests that change nothing in it."""
    folder = copy_small_book(tmp_path_factory.mktemp("read") / "book")
    commit(folder)
    git(folder, "tag", "one")
    return folder


def refused(root: Path, old: str, new: str | None = None) -> str:
    with pytest.raises(EvidenceError) as caught:
        take_sides(root, old, new)
    return str(caught.value)


HOSTILE = [
    "--output=x",
    "-n",
    ";rm",
    "",
    "a b",
    "$(id)",
    "one\x00",
    "one\n",
    "o" * 201,
    "one:chapters",
    "one^{tree}",
    "../x",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_that_is_no_commit_is_refused_by_name_and_does_nothing(only_read: Path, name: str):
    before = sorted(path.name for path in only_read.iterdir())
    said = refused(only_read, name)
    assert "a revision is a commit of this repository" in said and "\n" not in said
    assert ascii(name)[1:20].strip("'") in said
    assert sorted(path.name for path in only_read.iterdir()) == before


def test_every_unknown_name_is_told_at_once(only_read: Path):
    said = refused(only_read, "nowhere", "neither")
    assert "'nowhere': " in said and "'neither': " in said


def test_a_commit_is_found_by_every_name_of_git(only_read: Path):
    whole = git(only_read, "rev-parse", "HEAD")
    assert {find_commit(only_read, name) for name in ("HEAD", "one", "main", "@", whole, whole[:8])} == {whole}


def test_a_book_outside_a_repository_is_told(book: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(book.parent))
    assert "a book that is compared is in a git repository" in refused(book, "HEAD")
    monkeypatch.setenv("PATH", "")
    assert "git: revisions are read by git; it is not installed" in refused(book, "HEAD")


def test_a_book_in_a_folder_of_its_repository_is_found_there(book: Path):
    commit(book.parent)
    old, new = take_sides(book, "HEAD", None)
    assert old.snapshot == new.snapshot == snapshot(book)
    assert (old.name[:6], old.code, new.name, new.code) == ("HEAD (", TODAY, "the working tree", TODAY)


def test_the_working_tree_is_read_as_it_is(repository: Path):
    (repository / "chapters/new.md").write_text('{stat}`n("alpha2020trial")`\n', encoding="utf-8")
    (repository / "chapters/draft.md").write_text('{stat}`n("alpha2020trial")`\n', encoding="utf-8")  # not in _toc.yml
    edit(repository / "_toc.yml", "chapters:\n", "chapters:\n  - file: chapters/new\n")
    old, new = take_sides(repository, "one", None)
    assert len(new.snapshot["numbers"]) == len(old.snapshot["numbers"]) + 1


def with_code(book: Path, snapshot_code: str) -> None:
    """Give a book a package of its own, committed."""
    program = (book / "src" / PROGRAM.replace(".", "/")).with_suffix(".py")
    program.parent.mkdir(parents=True)
    program.write_text(snapshot_code, encoding="utf-8")
    for folder in (program.parents[2], program.parents[1], program.parent):
        (folder / "__init__.py").write_text("", encoding="utf-8")
    commit(book, "With code")


def test_a_revision_with_snapshots_is_computed_by_its_own_code(repository: Path):
    with_code(repository, FAKE.format("", 1))
    old, new = take_sides(repository, "HEAD", "one")
    assert (old.code, old.snapshot["entries"]) == (OWN, {"its": {"title": "own"}})
    assert (new.code, new.snapshot) == (TODAY, snapshot(repository))


BROKEN = {
    "another format": (FAKE.format("", 99), "its snapshot has another format"),
    "stops": (FAKE.format("import nothing_of_this_name", 1), "No module named 'nothing_of_this_name'"),
    "silent": ("", "it printed no snapshot"),
    "malformed": ('print(\'{"format": 1, "numbers": 5}\')', "its snapshot is not whole"),
    "faults that are none": ('print(\'{"format": 1, "problems": [{"evil": 1}]}\')', "its snapshot is not whole"),
    "nested without end": ("print('[' * 100000)", "it printed no snapshot"),
    "bytes": ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", "it printed no snapshot"),
    "no list": ("print(1)", "its snapshot has another format"),
}


EACH_TIME = ("another format", "stops", "silent", "malformed")  # each case takes two snapshots of a book


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=[] if name in EACH_TIME else pytest.mark.weekly)
        for name, case in BROKEN.items()
    ],
)
def test_own_code_that_does_not_run_gives_way_to_todays_and_that_is_said(repository: Path, case: tuple[str, str]):
    code, why = case
    with_code(repository, code)
    old, _ = take_sides(repository, "HEAD", "one")
    assert old.code.startswith(f"{TODAY}, as its own did not run (") and why in old.code
    assert old.snapshot == snapshot(repository)


def test_a_change_of_the_folder_that_was_interrupted_is_completed_before_it_is_compared(repository: Path):
    """A kill between two files leaves a mixture that nobody wrote."""
    counts = repository / "data/counts.csv"
    was = counts.read_bytes()
    made = was.replace(b"beta_asl,10,50,20", b"beta_asl,11,50,22")
    write_files(repository / CHANGE / "new", {"data/counts.csv": made})
    begin(repository, {"data/counts.csv": was})
    result = CliRunner().invoke(app, ["diff", "--root", str(repository)])
    assert "A change that was interrupted is now complete: data/counts.csv." in result.output
    assert counts.read_bytes() == made


def test_data_that_cannot_be_read_are_told_with_the_side_and_a_bound(repository: Path):
    counts = repository / "data/counts.csv"
    sound = counts.read_text(encoding="utf-8")
    counts.write_text(sound + "a\n" * 100, encoding="utf-8")
    commit(repository)
    said = refused(repository, "HEAD", "one").splitlines()
    assert len(said) == 21 and all(line.startswith("HEAD (") for line in said)
    assert "data/counts.csv row 11 (" not in said[0] and "data/counts.csv row 11: a row has 13 cells" in said[0]
    assert "80 more faults are not listed" in said[-1]
    said = refused(repository, "one")
    assert said.startswith("the working tree: data/counts.csv")


def test_a_revision_without_a_book_is_told(book: Path):
    (book.parent / "other").mkdir()
    (book.parent / "other/file").write_text("x", encoding="utf-8")
    git(book.parent, "init", "--quiet")
    git(book.parent, "add", "other")
    git(book.parent, "commit", "--quiet", "--message", "No book yet")
    said = refused(book, "HEAD")
    assert said.startswith("HEAD (") and "a revision can be laid out; git says" in said


def test_an_archive_writes_nothing_outside_its_folder(repository: Path):
    (repository / "chapters/out").symlink_to("/etc/passwd")
    commit(repository)
    said = refused(repository, "HEAD", "one")
    assert "a revision can be laid out; 'chapters/out' is a link to an absolute path" in said
