"""Several files of a book change together or not at all, also when the process is killed half way.

New files are first written into `.review/change`, where they can be checked as a book of their own. To install them,
old and new copies are made safe on disk, then a journal is put beside them, and only then is file after file replaced.
While there is no journal, nothing of the book has changed: the folder is dropped. Once there is one, every later
command first completes what it says. A lock that the system gives back when its holder dies keeps two writers apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from helpers.files.problems import EvidenceError, Place, Problem, quote

FOLDER = ".review"
CHANGE = f"{FOLDER}/change"
JOURNAL = "journal"
PATIENCE = 10.0  # seconds to wait for another command; one holds the lock while it checks and writes, not while it asks
Journal = dict[str, dict[str, str | None]]  # by name: sha256 of the content before ("old") and after ("new")


class Change:
    """A change in the making: `folder` holds the new files under the names they have in the book."""

    def __init__(self, root: Path) -> None:
        """Begin with no files. Parameters: root, the book's folder."""
        self.root, self.folder = root, root / CHANGE / "new"
        self._was: dict[str, bytes | None] = {}

    def write(self, name: str, content: bytes, *, was: bytes | None) -> None:
        """Put a new file into the folder.

        Parameters: name, relative to the book; content; was, what the book's file held when it was read, None when it
        was absent. Raises: EvidenceError when the name leads out of the book or names no plain file.
        """
        if not _is_inside(self.root, name):
            raise EvidenceError(
                [_place(name).fault("a change stays inside the book", "this does not", "Correct the name.")]
            )
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
        self._was[name] = was

    def install(self) -> None:
        """Replace the book's files by the new ones: all of them, or none.

        Raises: EvidenceError when a file has changed since it was read or cannot be replaced; the book is then as it
        was before.
        """
        journal: Journal = {}
        for name, was in self._was.items():
            if _content(self.root / name) != was:
                remedy = "Nothing was written: run the command again."
                raise EvidenceError(
                    [_place(name).fault("a file stays the same while it is changed", "it did not", remedy)]
                )
            old = self.root / CHANGE / "old" / name
            old.parent.mkdir(parents=True, exist_ok=True)
            if was is not None:
                _write(old, was)
            content = (self.folder / name).read_bytes()
            journal[name] = {"old": None if was is None else _digest(was), "new": _digest(content)}
        for folder, _, _ in os.walk(self.root / CHANGE):
            _sync_folder(Path(folder))
        place = self.root / CHANGE
        _write(place / "next", json.dumps(journal).encode())
        os.replace(place / "next", place / JOURNAL)
        _sync_folder(place)
        try:
            _put_all(self.root, journal, "new")
        except BaseException as error:
            _put_all(self.root, journal, "old")
            _end(self.root)
            if isinstance(error, OSError):
                raise EvidenceError([_unwritable(error, "Nothing was changed.")]) from None
            raise
        _end(self.root)


@contextmanager
def change(root: Path) -> Iterator[Change]:
    """Yield a change of a book; when the block ends, what was not installed is dropped.

    Parameters: root, the book's folder. A change that was interrupted is completed first. Raises: EvidenceError when
    another command does not end, or when the book cannot be written.
    """
    try:
        with _locked(root):
            _recover(root)
            try:
                yield Change(root)
            finally:
                if not (root / CHANGE / JOURNAL).exists():
                    shutil.rmtree(root / CHANGE, ignore_errors=True)
    except OSError as error:
        raise EvidenceError(
            [_unwritable(error, "See that the book's folder can be written, then run again.")]
        ) from None


def recover(root: Path) -> str:
    """Complete the change that an interrupted command has begun, or drop what it had only prepared.

    Parameters: root, the book's folder. Returns: a sentence that says what was done, empty when nothing was. Raises:
    EvidenceError when a file has changed since, or when another command does not end. A book without left-overs is
    not written to.
    """
    if not (root / CHANGE).exists():
        return ""
    try:
        with _locked(root):
            return _recover(root)
    except OSError as error:
        remedy = "The change is not complete yet: close programs that hold the file, then run again."
        raise EvidenceError([_unwritable(error, remedy)]) from None


def _recover(root: Path) -> str:
    place = root / CHANGE
    if not place.exists():
        return ""
    if not (place / JOURNAL).exists():
        shutil.rmtree(place, ignore_errors=True)
        return "Left-overs of an interrupted command were removed."
    journal = _read_journal(root)
    try:
        _put_all(root, journal, "new")
        told = "A change that was interrupted is now complete"
    except OSError:
        _put_all(root, journal, "old")
        told = "A change that was interrupted could not be completed and was taken back"
    _end(root)
    return f"{told}: {', '.join(journal)}."


def _read_journal(root: Path) -> Journal:
    """Return the journal of a change. Raises: EvidenceError unless the change can safely go on."""
    remedy = f"Compare it with the last commit; to keep the book as it is now, delete the folder {CHANGE}."
    journal: Journal = {}
    try:
        for name, sums in json.loads((root / CHANGE / JOURNAL).read_bytes()).items():
            journal[name] = {"old": sums["old"], "new": sums["new"]}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        rule, found = "the journal of an interrupted change can be read", "it cannot"
        raise EvidenceError([Place(f"{CHANGE}/{JOURNAL}").fault(rule, found, remedy)]) from None
    problems = []
    for name, sums in journal.items():
        if not _is_inside(root, name):
            problems.append(_place(name).fault("a change stays inside the book", "this does not", remedy))
            continue
        if _sum(root / name) not in sums.values():
            rule = "a file stays the same until an interrupted change of it is complete"
            problems.append(_place(name).fault(rule, "it was changed since", remedy))
        if any(_sum(root / CHANGE / side / name) != sums[side] for side in ("new", "old")):
            problems.append(_place(name).fault("both copies of an interrupted change are whole", "one is not", remedy))
    if problems:
        raise EvidenceError(problems)
    return journal


def _put_all(root: Path, journal: Journal, side: str) -> None:
    """Make every file of a change what it was ("old") or will be ("new"); it can be done again from any state."""
    for name, sums in journal.items():
        target = root / name
        if _sum(target) == sums[side]:
            continue
        if sums[side] is None:
            target.unlink()
        else:  # from a copy: the two copies stay until the journal goes, so either direction can still be taken
            copy = root / CHANGE / "next"
            shutil.copyfile(root / CHANGE / side / name, copy)
            _sync(copy)
            if target.exists():
                shutil.copymode(target, copy)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(copy, target)
        _sync_folder(target.parent)


def _end(root: Path) -> None:
    """Forget a change: the journal goes first, as without it the rest means nothing."""
    (root / CHANGE / JOURNAL).unlink()
    _sync_folder(root / CHANGE)
    shutil.rmtree(root / CHANGE, ignore_errors=True)


def beside(root: Path) -> Path:
    """Return the folder of a book for what is no part of it, made when it is not there. Parameters: root."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(beside(root) / "lock", timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        rule, found = "one command changes the book at a time", f"another one has for {PATIENCE:.0f} seconds"
        raise EvidenceError([Place(FOLDER).fault(rule, found, "Wait until it ends, then run again.")]) from None
    try:
        yield
    finally:
        lock.release()


def _is_inside(root: Path, name: str) -> bool:
    """Return whether a name is that of a plain file of the book, or of one that could be: no way out, no link."""
    pure = PurePosixPath(name)
    if (
        pure.is_absolute()
        or not pure.parts
        or "\\" in name
        or ":" in name
        or any(p.startswith(".") for p in pure.parts)
    ):
        return False
    path, real = root / name, (root / name).resolve()
    return real.is_relative_to(root.resolve()) and not path.is_symlink() and (path.is_file() or not path.exists())


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _sum(path: Path) -> str | None:
    content = _content(path)
    return None if content is None else _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows opens no folders, and writes its names through
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(name: str) -> Place:
    return Place(quote(name)[1:-1])


def _unwritable(error: OSError, remedy: str) -> Problem:
    name = Path(error.filename).name if isinstance(error.filename, str) else "the book"
    return _place(name).fault("a file of the book can be written", error.strerror or "it cannot", remedy)
