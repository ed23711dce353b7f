"""Several files change together or not at all: killed at any step, the book is as it was or complete."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from books import files_of_book, write_files

from helpers.files import transaction as transaction
from helpers.files.problems import EvidenceError
from helpers.files.transaction import CHANGE, FOLDER, JOURNAL, change, recover

OLD = {"data/a.csv": b"a,old\n", "data/b.csv": b"b,old\n", "references.bib": b"old\n" * 1000, "_config.yml": b"x\n"}
NEW = {"data/a.csv": b"a,new\n", "references.bib": b"new\n" * 2000, "data/c.csv": b"c,new\n"}
KILLED = 9
# Dies before the step with the given number; a file that was not yet made safe on disk then holds only its first half.
KILLER = """
import os, sys
from pathlib import Path
import filelock
from helpers.files.transaction import change, recover
root, last, done = Path(sys.argv[2]), int(sys.argv[3]), 0
def step(file=None):
    global done
    done += 1
    if done == last:
        if file is not None:
            os.ftruncate(file, os.fstat(file).st_size // 2)
        os._exit(9)
def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (writes and str(root) in str(arguments[0])) or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir"):
        step()
def fsync(file, really=os.fsync):
    step(file if os.fstat(file).st_mode & 0o100000 else None)
    really(file)
os.fsync = fsync
sys.addaudithook(watch)
if sys.argv[1] == "recover":
    recover(root)
else:
    with change(root) as changing:
        for name, content in eval(sys.argv[4]).items():
            path = root / name
            changing.write(name, content, was=path.read_bytes() if path.exists() else None)
        changing.install()
"""


def book(folder: Path) -> Path:
    return write_files(folder, OLD)


def killed(what: str, root: Path, last: int) -> bool:
    """Run a command that dies before its step number `last`; return whether it died."""
    command = [sys.executable, "-c", KILLER, what, str(root), str(last), repr(NEW)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode in (0, KILLED), result.stderr
    return result.returncode == KILLED


def install(root: Path) -> None:
    with change(root) as changing:
        for name, content in NEW.items():
            changing.write(name, content, was=OLD.get(name))
        changing.install()


def faults(root: Path) -> list[str]:
    with pytest.raises(EvidenceError) as error:
        install(root)
    return [str(problem) for problem in error.value.problems]


def test_all_files_change(tmp_path: Path):
    install(book(tmp_path))
    assert files_of_book(tmp_path) == OLD | NEW
    assert not (tmp_path / CHANGE).exists() and recover(tmp_path) == ""


def test_a_change_that_is_not_installed_leaves_the_book_as_it_was(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt), change(book(tmp_path)) as changing:
        changing.write("data/a.csv", b"x", was=OLD["data/a.csv"])
        assert (changing.folder / "data/a.csv").read_bytes() == b"x"
        raise KeyboardInterrupt
    assert files_of_book(tmp_path) == OLD and not (tmp_path / CHANGE).exists()


def test_killed_at_every_step_the_book_is_as_it_was_or_complete(tmp_path: Path):
    ends, last = [], 0
    while True:
        last += 1
        root = book(tmp_path / str(last))
        if not killed("install", root, last):
            break
        begun = (root / CHANGE / JOURNAL).exists()
        told = recover(root)
        assert files_of_book(root) == (OLD | NEW if begun or (ends and ends[-1] == "new") else OLD), last
        assert told.startswith("A change that was interrupted is now complete: data/a.csv, ") == begun, last
        assert not (root / CHANGE).exists() and recover(root) == ""
        ends.append("new" if files_of_book(root) == OLD | NEW else "old")
    assert files_of_book(root) == OLD | NEW
    assert ends == sorted(ends, reverse=True) and ends.count("old") > 10 and ends.count("new") > 10


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book whose change was killed after its first file was replaced; tests copy it."""
    last = 0
    while True:
        last += 1
        root = book(tmp_path_factory.mktemp("stuck") / "book")
        assert killed("install", root, last)
        if files_of_book(root) not in (OLD, OLD | NEW):
            assert (root / CHANGE / JOURNAL).exists()
            return root


@pytest.fixture
def half_way(stuck: Path, tmp_path: Path) -> Path:
    """Return a copy of the book that is stuck half way."""
    return Path(shutil.copytree(stuck, tmp_path / "book"))


def test_a_recovery_killed_at_every_step_can_be_done_again(stuck: Path, tmp_path: Path):
    last = 0
    while True:
        last += 1
        root = Path(shutil.copytree(stuck, tmp_path / str(last)))
        if not killed("recover", root, last):
            break
        recover(root)
        assert files_of_book(root) == OLD | NEW and not (root / CHANGE).exists(), last
    assert last > 10 and files_of_book(root) == OLD | NEW


def replace_refused(monkeypatch: pytest.MonkeyPatch, *names: str, times: int = 1) -> None:
    """Let os.replace fail for files of these names, as Windows does while a spreadsheet holds them open."""
    really, left = os.replace, dict.fromkeys(names, times)

    def replace(source: os.PathLike, target: os.PathLike) -> None:
        name = Path(target).name
        if left.get(name):
            left[name] -= 1
            raise PermissionError(13, "Permission denied", str(target))
        really(source, target)

    monkeypatch.setattr(os, "replace", replace)


def test_a_file_that_cannot_be_replaced_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    replace_refused(monkeypatch, "references.bib")
    rule = "references.bib: a file of the book can be written; Permission denied. Nothing was changed."
    assert faults(book(tmp_path)) == [rule]
    assert files_of_book(tmp_path) == OLD and not (tmp_path / CHANGE).exists()


def test_a_book_stuck_half_way_is_completed_by_the_next_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        really, seen = os.replace, []

        def replace(source: os.PathLike, target: os.PathLike) -> None:
            seen.append(Path(target).name)
            if seen.count("a.csv") > 1 or "references.bib" in seen:
                raise PermissionError(13, "Permission denied", str(target))
            really(source, target)

        patch.setattr(os, "replace", replace)
        assert "run again" in faults(book(tmp_path))[0]
    assert files_of_book(tmp_path) not in (OLD, OLD | NEW)
    assert recover(tmp_path).startswith("A change that was interrupted is now complete")
    assert files_of_book(tmp_path) == OLD | NEW


def test_a_recovery_that_cannot_go_on_goes_back(half_way: Path, monkeypatch: pytest.MonkeyPatch):
    root = half_way
    replace_refused(monkeypatch, "references.bib", times=2)
    assert recover(root).startswith("A change that was interrupted could not be completed and was taken back: data/a")
    assert files_of_book(root) == OLD and recover(root) == ""


def test_a_file_edited_since_the_interruption_is_never_overwritten(half_way: Path):
    root = half_way
    (root / "references.bib").write_bytes(b"an author's work")
    with pytest.raises(EvidenceError) as error:
        recover(root)
    (fault,) = error.value.problems
    assert fault.file == "references.bib" and "delete the folder .review/change" in fault.remedy
    assert (root / "references.bib").read_bytes() == b"an author's work"


def test_a_copy_that_is_not_whole_is_never_installed(half_way: Path):
    root = half_way
    (root / CHANGE / "new/references.bib").write_bytes(b"half")
    with pytest.raises(EvidenceError, match="both copies of an interrupted change are whole"):
        recover(root)
    assert (root / "references.bib").read_bytes() == OLD["references.bib"]


def test_a_file_edited_while_the_command_ran_is_never_overwritten(tmp_path: Path):
    with (
        pytest.raises(EvidenceError, match="a file stays the same while it is changed"),
        change(book(tmp_path)) as made,
    ):
        made.write("data/a.csv", b"x", was=OLD["data/a.csv"])
        made.write("data/b.csv", b"x", was=OLD["data/b.csv"])
        (tmp_path / "data/b.csv").write_bytes(b"edited")
        made.install()
    assert files_of_book(tmp_path) == {**OLD, "data/b.csv": b"edited"}


def test_a_save_made_while_files_are_replaced_is_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    really = os.replace

    def replace(source: os.PathLike, target: os.PathLike) -> None:
        really(source, target)
        if Path(target).name == "a.csv":
            (tmp_path / "references.bib").write_bytes(b"an author's work")

    monkeypatch.setattr(os, "replace", replace)
    assert "references.bib: a file stays the same while it is changed; it did not" in faults(book(tmp_path))[0]
    assert files_of_book(tmp_path) == {**OLD, "references.bib": b"an author's work"}
    assert not (tmp_path / CHANGE).exists() and recover(tmp_path) == ""


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there")
def test_a_save_into_the_file_at_the_moment_it_is_replaced_is_kept_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    really = os.replace

    def replace(source: os.PathLike, target: os.PathLike) -> None:
        if Path(target).name == "references.bib" and Path(source).name == "next":
            Path(target).write_bytes(b"an author's work")
        really(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert "references.bib: a file stays the same while it is changed; it did not" in faults(book(tmp_path))[0]
    assert files_of_book(tmp_path) == {**OLD, "references.bib": b"an author's work"}
    assert not (tmp_path / CHANGE).exists() and recover(tmp_path) == ""


@pytest.mark.parametrize("when", range(1, 30))
def test_a_save_at_any_step_is_kept_or_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int):
    """Every synchronisation with the disk is a moment at which an author may save."""
    root, steps, really = book(tmp_path), [0], os.fsync

    def fsync(file: int) -> None:
        really(file)
        steps[0] += 1
        if steps[0] == when:
            (root / "data/a.csv").write_bytes(b"an author's work")

    monkeypatch.setattr(os, "fsync", fsync)
    try:
        install(root)
    except EvidenceError:
        assert files_of_book(root) == {**OLD, "data/a.csv": b"an author's work"}
    else:
        saved = {"data/a.csv": b"an author's work"} if steps[0] >= when else {}
        assert files_of_book(root) == OLD | NEW | saved
    assert not (root / CHANGE).exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
@pytest.mark.parametrize("name", [FOLDER, CHANGE, f"{CHANGE}/new", f"{CHANGE}/old"])
@pytest.mark.parametrize("end", [recover, install])
def test_a_link_in_place_of_a_folder_of_ours_is_refused_and_nothing_behind_it_is_touched(
    tmp_path: Path, name: str, end
):
    root, precious = book(tmp_path / "book"), {"change/thesis.txt": b"precious", "thesis.txt": b"precious"}
    write_files(tmp_path / "elsewhere", precious)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EvidenceError) as error:
        end(root)
    assert [problem.found for problem in error.value.problems] == ["this is a link"]
    assert {name: (tmp_path / "elsewhere" / name).read_bytes() for name in precious} == precious
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["change", "thesis.txt"]


@pytest.mark.parametrize("name", [FOLDER, CHANGE, f"{FOLDER}/lock", f"{CHANGE}/{JOURNAL}", f"{FOLDER}/.gitignore"])
@pytest.mark.parametrize("kind", ["link to nowhere", "pipe", "folder or file"])
@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_anything_strange_in_our_folder_is_refused_without_waiting(tmp_path: Path, name: str, kind: str):
    place = book(tmp_path) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "link to nowhere":
        place.symlink_to(tmp_path / "nowhere")
    elif name in (FOLDER, CHANGE):
        place.write_bytes(b"")
    else:
        place.mkdir()
    (fault,) = faults(tmp_path)
    assert fault.startswith(f"{name}: .review holds what a command puts there; this is ")
    assert files_of_book(tmp_path) == OLD and not (tmp_path / "nowhere").exists()


def test_what_no_command_put_among_left_overs_is_not_removed(tmp_path: Path):
    write_files(book(tmp_path), {f"{CHANGE}/thesis.txt": b"precious"})
    with pytest.raises(EvidenceError, match="this is something else"):
        recover(tmp_path)
    assert (tmp_path / CHANGE / "thesis.txt").read_bytes() == b"precious"


def test_a_full_disk_is_the_reason_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    root = book(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in faults(root)[0]
    assert files_of_book(root) == OLD


OUTSIDE = ["../a", "/a", "data/../../a", ".git/hooks/pre-commit", "a\\b", "C:a", "", "data"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_change_stays_inside_the_book(tmp_path: Path, name: str):
    root = book(tmp_path / "book")
    with pytest.raises(EvidenceError, match="a change stays inside the book"), change(root) as made:
        made.write(name, b"x", was=None)
    (root / CHANGE).mkdir()
    (root / CHANGE / JOURNAL).write_text(json.dumps({name: {"old": None, "new": "0"}}), encoding="utf-8")
    with pytest.raises(EvidenceError, match="a change stays inside the book"):
        recover(root)
    assert files_of_book(root) == OLD and [path.name for path in tmp_path.iterdir()] == ["book"]


@pytest.mark.parametrize("link", ["data/a.csv", "data"])
@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_is_not_replaced(tmp_path: Path, link: str):
    root = book(tmp_path / "book")
    (root / link).rename(tmp_path / "elsewhere")
    (root / link).symlink_to(tmp_path / "elsewhere")
    assert faults(root) == ["data/a.csv: a change stays inside the book; this does not. Correct the name."]


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b"[" * 100_000, b'{"a": 1}', b'{"a": {}}', b"\xff"])
def test_a_journal_that_cannot_be_read_is_one_fault(tmp_path: Path, junk: bytes):
    (book(tmp_path) / CHANGE).mkdir(parents=True)
    (tmp_path / CHANGE / JOURNAL).write_bytes(junk)
    with pytest.raises(EvidenceError, match="the journal of an interrupted change can be read"):
        recover(tmp_path)
    assert files_of_book(tmp_path) == OLD


def test_two_commands_do_not_change_a_book_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transaction, "PATIENCE", 0.2)
    root, told = book(tmp_path), []
    with change(root) as changing:
        changing.write("data/a.csv", NEW["data/a.csv"], was=OLD["data/a.csv"])
        other = threading.Thread(target=lambda: told.extend(faults(root)))
        other.start()
        other.join()
        changing.install()
    assert len(told) == 1 and "one command changes the book at a time" in told[0]
    assert files_of_book(root) == {**OLD, "data/a.csv": NEW["data/a.csv"]}


def test_the_mode_of_a_file_stays(tmp_path: Path):
    (book(tmp_path) / "references.bib").chmod(0o600)
    before = (tmp_path / "references.bib").stat().st_mode
    install(tmp_path)
    assert (tmp_path / "references.bib").stat().st_mode == before


def test_what_a_command_leaves_is_no_part_of_the_book(tmp_path: Path):
    install(book(tmp_path))
    assert (tmp_path / FOLDER / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} <= {".gitignore", "lock"}
