"""The folder `.review` of a book: what commands keep there, and nothing that leads out of it.

Git carries links, so the folder of a book that somebody else made may be one. Nothing is written or removed before
every part of it was looked at, by itself and not by where it leads.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from helpers.files.problems import EvidenceError, Place, Problem

FOLDER = ".review"
CHANGE = f"{FOLDER}/change"
JOURNAL = "journal"
COPIES = ("old", "new")  # folders of a change
PARTS = (JOURNAL, "next", "held")  # its files: the journal, one that is about to take its place, the one just replaced
FILES = ("lock", ".gitignore", "answers.yml", "questions.json", "questions.next")


def beside(root: Path) -> Path:
    """Return the folder of a book for what is no part of it, made when it is not there.

    Parameters: root, the book's folder. Raises: EvidenceError when it is not what a command makes; OSError.
    """
    refuse_strange(root)
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def is_there(path: Path) -> bool:
    """Return whether there is anything of a name, a link that leads nowhere included."""
    return os.path.lexists(path)


def refuse_strange(root: Path) -> None:
    """Raise EvidenceError for what no command puts into the folder of a book, and for links in its place."""
    if problems := list(_find_strange(root)):
        raise EvidenceError(problems)


def clear(root: Path) -> None:
    """Remove what a change may hold, and its folder when nothing else is in it; what cannot be removed stays.

    Parameters: root, the book's folder, which `refuse_strange` has looked at.
    """
    place = root / CHANGE
    for name in COPIES:
        shutil.rmtree(place / name, ignore_errors=True)  # follows no links
    with suppress(OSError):
        for name in PARTS:
            (place / name).unlink(missing_ok=True)
        place.rmdir()


def _find_strange(root: Path) -> Iterator[Problem]:
    folders = [FOLDER, CHANGE, *(f"{CHANGE}/{name}" for name in COPIES)]
    files = [*(f"{FOLDER}/{name}" for name in FILES), *(f"{CHANGE}/{name}" for name in PARTS)]
    rule = f"{FOLDER} holds what a command puts there"
    for name, is_right, kind in [
        *((f, stat.S_ISDIR, "folder") for f in folders),
        *((f, stat.S_ISREG, "file") for f in files),
    ]:
        try:
            mode = os.lstat(root / name).st_mode
        except OSError:  # most often not there; what is above it says why, if there is a reason
            continue
        if not is_right(mode):
            found = f"this is {'a link' if stat.S_ISLNK(mode) else f'no {kind}'}"
            yield Place(name).fault(rule, found, "Nothing was touched. Move it away, then run again.")
            return
    place = root / CHANGE
    others = sorted(set(os.listdir(place)) - {*COPIES, *PARTS}) if place.is_dir() else []
    if others:
        yield Place(f"{CHANGE}/{others[0]}").fault(rule, "this is something else", "Move it away, then run again.")
