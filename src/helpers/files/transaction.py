"""Several files of a book change together or not at all, also when the process is killed half way.

New files are first written into `.review/change`, where they can be checked as a book of their own. To install them,
old and new copies are made safe on disk, then a journal is put beside them, and only then is file after file replaced.
While there is no journal, nothing of the book has changed: the folder is dropped. Once there is one, every later
command first completes what it says. A lock that the system gives back when its holder dies keeps two writers apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.files.journal import (
    begin,
    complete,
    end,
    is_inside,
    outside,
    place_of,
    read_journal,
    take_back,
    write_safely,
)
from helpers.files.own_folder import CHANGE, FOLDER, JOURNAL, beside, clear, is_there, refuse_strange
from helpers.files.problems import EvidenceError, Place, Problem

PATIENCE = 10.0  # seconds to wait for another command; one holds the lock while it checks and writes, not while it asks


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
        if not is_inside(self.root, name):
            raise EvidenceError([outside(name, "Correct the name.")])
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_safely(path, content)
        self._was[name] = was

    def install(self) -> None:
        """Replace the book's files by the new ones: all of them, or none.

        Raises: EvidenceError when a file has changed since it was read or cannot be replaced; the book is then as it
        was before.
        """
        journal = begin(self.root, self._was)
        try:
            complete(self.root, journal)
        except BaseException as error:
            take_back(self.root, journal)
            end(self.root)
            if isinstance(error, OSError):
                raise EvidenceError([_unwritable(error, "Nothing was changed.")]) from None
            raise
        end(self.root)


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
                    clear(root)
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
    refuse_strange(root)
    if not is_there(root / CHANGE):
        return ""
    try:
        with _locked(root):
            return _recover(root)
    except OSError as error:
        remedy = "The change is not complete yet: close programs that hold the file, then run again."
        raise EvidenceError([_unwritable(error, remedy)]) from None


def _recover(root: Path) -> str:
    place = root / CHANGE
    if not is_there(place):
        return ""
    if not (place / JOURNAL).exists():
        clear(root)
        return "Left-overs of an interrupted command were removed."
    journal = read_journal(root)
    try:
        complete(root, journal)
        told = "A change that was interrupted is now complete"
    except OSError:
        take_back(root, journal)
        told = "A change that was interrupted could not be completed and was taken back"
    end(root)
    return f"{told}: {', '.join(journal)}."


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


def _unwritable(error: OSError, remedy: str) -> Problem:
    name = Path(error.filename).name if isinstance(error.filename, str) else "the book"
    return place_of(name).fault(
        "a file of the book can be written", error.strerror or str(error) or "it cannot", remedy
    )
