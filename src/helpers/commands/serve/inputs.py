"""The files that a book is built from: when and which of them changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import helpers

FOLDERS = ("chapters", "data")
FILES = ("references.bib", "_config.yml", "_toc.yml", "requirements.lock")
PACKAGE = Path(helpers.__file__).parent
CODE = "helpers/"
HIDDEN = (".", "__pycache__")

Inputs = dict[str, tuple[int, int]]


def read_inputs(root: Path) -> Inputs:
    """Return time of change and size of every file a book is built from, by its name.

    Parameters: root, the book's folder. Hidden files and what editors put beside a file do not count.
    """
    found: Inputs = {}
    folders = {**{f"{name}/": root / name for name in FOLDERS}, CODE: PACKAGE}
    for prefix, folder in folders.items():
        for place, below, names in os.walk(folder):  # says nothing of folders that vanish meanwhile
            below[:] = [name for name in below if not name.startswith(HIDDEN)]
            for name in names:
                if not name.startswith(HIDDEN) and not name.endswith("~"):
                    path = Path(place, name)
                    _note(found, prefix + path.relative_to(folder).as_posix(), path)
    for name in FILES:
        _note(found, name, root / name)
    return found


def _note(found: Inputs, name: str, path: Path) -> None:
    with contextlib.suppress(OSError):  # gone since it was listed
        if path.is_file():
            state = path.stat()
            found[name] = (state.st_mtime_ns, state.st_size)


def changes_between(before: Inputs, after: Inputs) -> list[str]:
    """Return the names of files that came, went or changed."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def is_prose(name: str) -> bool:
    """Return whether a file changes only pages that say so themselves: no digest covers it."""
    return name.startswith("chapters/") or name == "_toc.yml"


async def watch(root: Path, changed: asyncio.Event) -> None:
    """Set an event whenever something happens to the files of a book; `read_inputs` tells whether it matters."""
    from watchfiles import awatch

    async def follow(*paths: Path, recursive: bool) -> None:
        async for _ in awatch(*paths, recursive=recursive, step=50):
            changed.set()

    folders = [folder for folder in (*(root / name for name in FOLDERS), PACKAGE) if folder.is_dir()]
    # Not the whole of the book's folder: it holds the built site and .venv.
    await asyncio.gather(follow(*folders, recursive=True), follow(root, recursive=False))
