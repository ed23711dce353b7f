"""When, and which, of the files that a book is built from changed."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from helpers.files.book_files import EVIDENCE, PACKAGE, PROSE, book_files

Inputs = dict[str, tuple[int, int]]


def read_inputs(root: Path) -> Inputs:
    """Return time of change and size of every file a book is built from, by its name.

    Parameters: root, the book's folder.
    """
    found: Inputs = {}
    for name, path in book_files(root):
        with contextlib.suppress(OSError):  # gone since it was listed
            if path.is_file():
                state = path.stat()
                found[name] = (state.st_mtime_ns, state.st_size)
    return found


def changes_between(before: Inputs, after: Inputs) -> list[str]:
    """Return the names of files that came, went or changed."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


async def watch(root: Path, changed: asyncio.Event) -> None:
    """Set an event whenever something happens to the files of a book; `read_inputs` tells whether it matters."""
    from watchfiles import awatch

    async def follow(*paths: Path, recursive: bool) -> None:
        async for _ in awatch(*paths, recursive=recursive, step=50):
            changed.set()

    folders = [folder for folder in (*(root / part for part in (*EVIDENCE, *PROSE)), PACKAGE) if folder.is_dir()]
    # Not the whole of the book's folder: it holds the built site and .venv.
    await asyncio.gather(follow(*folders, recursive=True), follow(root, recursive=False))
