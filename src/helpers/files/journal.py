"""The journal of a change: which files it replaces, by what, and how far it can be taken either way.

It lies in `.review/change` beside two copies of every file, as it was ("old") and as it will be ("new"), all made safe
on disk before it. While it is there, the change can be completed or taken back from any state.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from helpers.files.own_folder import CHANGE, JOURNAL, clear
from helpers.files.problems import EvidenceError, Place, Problem, quote
from helpers.files.text import bounded

Journal = dict[str, dict[str, str | None]]  # by name: sha256 of the content before ("old") and after ("new")


def begin(root: Path, files: Mapping[str, bytes | None]) -> Journal:
    """Write the journal of a change whose new files lie in its folder, and return it.

    Parameters: root, the book's folder; files, by name what the book's file held when it was read, None when it was
    absent. Raises: EvidenceError, before anything is written, when a file does not hold that any more.
    """
    journal: Journal = {}
    for name, was in files.items():
        if content_of(root / name) != was:
            raise changed(name)
        old = root / CHANGE / "old" / name
        old.parent.mkdir(parents=True, exist_ok=True)
        if was is not None:
            write_safely(old, was)
        journal[name] = {"old": None if was is None else _digest(was), "new": _sum(root / CHANGE / "new" / name)}
    for folder, _, _ in os.walk(root / CHANGE):
        _sync_folder(Path(folder))
    place = root / CHANGE
    write_safely(place / "next", json.dumps(journal).encode())
    os.replace(place / "next", place / JOURNAL)
    _sync_folder(place)
    return journal


def read_journal(root: Path) -> Journal:
    """Return the journal of a change. Raises: EvidenceError unless the change can safely go on."""
    remedy = f"Compare it with the last commit; to keep the book as it is now, delete the folder {CHANGE}."
    journal: Journal = {}
    try:
        for name, sums in json.loads(bounded(root / CHANGE / JOURNAL)).items():
            journal[name] = {"old": sums["old"], "new": sums["new"]}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        rule, found = "the journal of an interrupted change can be read", "it cannot"
        raise EvidenceError([Place(f"{CHANGE}/{JOURNAL}").fault(rule, found, remedy)]) from None
    problems = []
    for name, sums in journal.items():
        if not is_inside(root, name):
            problems.append(outside(name, remedy))
            continue
        if _sum(root / name) not in sums.values():
            rule = "a file stays the same until an interrupted change of it is complete"
            problems.append(place_of(name).fault(rule, "it was changed since", remedy))
        if any(_sum(root / CHANGE / side / name) != sums[side] for side in ("new", "old")):
            rule = "both copies of an interrupted change are whole"
            problems.append(place_of(name).fault(rule, "one is not", remedy))
    if problems:
        raise EvidenceError(problems)
    return journal


def complete(root: Path, journal: Journal) -> None:
    """Make every file of a change what it will be. Raises: OSError; EvidenceError when one was edited meanwhile."""
    for name, sums in journal.items():
        if not _put(root, name, sums, "new"):
            raise changed(name)


def take_back(root: Path, journal: Journal) -> None:
    """Make every file of a change what it was, but for those that were edited meanwhile. Raises: OSError."""
    for name, sums in journal.items():
        _put(root, name, sums, "old")


def end(root: Path) -> None:
    """Forget a change: the journal goes first, as without it the rest means nothing."""
    (root / CHANGE / JOURNAL).unlink()
    _sync_folder(root / CHANGE)
    clear(root)


def _put(root: Path, name: str, sums: Mapping[str, str | None], side: str) -> bool:
    """Make a file what it was ("old") or will be ("new"); return False for one that is neither, and leave it alone."""
    target, copy, held = root / name, root / CHANGE / "next", root / CHANGE / "held"
    if _sum(target) == sums[side]:
        return True
    if sums[side] is not None:  # from a copy: the two copies stay until the journal goes, for either direction
        shutil.copyfile(root / CHANGE / side / name, copy)
        _sync(copy)
        if target.exists():
            shutil.copymode(target, copy)
        target.parent.mkdir(parents=True, exist_ok=True)
    held.unlink(missing_ok=True)
    if target.exists():
        _hold(target, held)
    if _sum(target) not in sums.values():  # looked at last, as close to the replacing as can be
        return False
    if sums[side] is None:
        target.unlink()
    else:
        os.replace(copy, target)
    if held.exists() and _sum(held) not in sums.values():  # saved in between, into the file that was just replaced
        os.replace(held, target)
        return False
    _sync_folder(target.parent)
    return True


def _hold(target: Path, held: Path) -> None:
    """Give a file a second name, under which it stays when it is replaced, where the file system can."""
    with suppress(OSError):
        os.link(target, held, follow_symlinks=False)


def is_inside(root: Path, name: str) -> bool:
    """Return whether a name is that of a plain file of the book, or of one that could be: no way out, no link."""
    pure = PurePosixPath(name)
    hidden = any(part.startswith(".") for part in pure.parts)
    if pure.is_absolute() or not pure.parts or "\\" in name or ":" in name or hidden:
        return False
    path = root / name
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return False
    return real.is_relative_to(root.resolve()) and not path.is_symlink() and (path.is_file() or not path.exists())


def changed(name: str) -> EvidenceError:
    """Return the error for a file that somebody saved while a command worked on it."""
    rule, remedy = "a file stays the same while it is changed", "Nothing was written: run the command again."
    return EvidenceError([place_of(name).fault(rule, "it did not", remedy)])


def outside(name: str, remedy: str) -> Problem:
    """Return the fault of a name that leads out of the book."""
    return place_of(name).fault("a change stays inside the book", "this does not", remedy)


def place_of(name: str) -> Place:
    """Return the place of a file whose name may be anything."""
    return Place(quote(name)[1:-1])


def content_of(path: Path) -> bytes | None:
    """Return what a file holds, None when there is none; of one that is no book's at most as much as is read of any."""
    return bounded(path) if path.exists() else None


def write_safely(path: Path, content: bytes) -> None:
    """Write a file and make it safe on disk."""
    path.write_bytes(content)
    _sync(path)


def _sum(path: Path) -> str | None:
    content = content_of(path)
    return None if content is None else _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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
