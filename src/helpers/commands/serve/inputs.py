"""When, and which, of the files that a book is built from changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from helpers.chapters.lock import FILE as LOCK
from helpers.files.book_files import EVIDENCE, PACKAGE, PROSE, book_files

Inputs = dict[str, tuple[int, int]]
LOOK = 2.0  # seconds between two looks at the files themselves


def previewed_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of every file that a preview depends on: a page shows numbers of numbers.lock, too."""
    yield from book_files(root, (*EVIDENCE, *PROSE, LOCK))


def read_inputs(root: Path, listed: Callable[[Path], Iterator[tuple[str, Path]]] = previewed_files) -> Inputs:
    """Return time of change and size of every file a book is built from, by its name.

    Parameters: root, the book's folder; listed, gives the files where others are meant.
    """
    found: Inputs = {}
    for name, path in listed(root):
        with contextlib.suppress(OSError):  # gone since it was listed
            if path.is_file():
                state = path.stat()
                found[name] = (state.st_mtime_ns, state.st_size)
    return found


def changes_between(before: Inputs, after: Inputs) -> list[str]:
    """Return the names of files that came, went or changed."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


async def watch(root: Path, changed: asyncio.Event) -> None:
    """Set an event whenever something happens to the files of a book; `read_inputs` tells whether it matters.

    A folder that comes, goes or is replaced, as by `git checkout`, is watched anew: a watch follows the old one.
    """
    while True:
        folders = _folders(root)
        following = asyncio.gather(*(_follow(folder, folder != root, changed) for folder in folders))
        try:
            while _folders(root) == folders and not following.done():
                await asyncio.wait({following}, timeout=LOOK)
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError, FileNotFoundError):  # gone since it was listed
                await following
        changed.set()


async def soon(changed: asyncio.Event) -> None:
    """Return when an event is set, or after a while: a watch can miss what a look at the files does not."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(changed.wait(), LOOK)


async def _follow(folder: Path, recursive: bool, changed: asyncio.Event) -> None:
    from watchfiles import awatch

    async for _ in awatch(folder, recursive=recursive, step=50):
        changed.set()


def _folders(root: Path) -> dict[Path, tuple[int, int]]:
    """Return the folders that are watched, each with what tells it from another of its name."""
    found = {}
    # Of the book's folder only what stands in it: it holds the built site and .venv.
    for folder in (*(root / part for part in (*EVIDENCE, *PROSE)), PACKAGE, root):
        with contextlib.suppress(OSError):
            if folder.is_dir():
                state = folder.stat()
                found[folder] = (state.st_dev, state.st_ino)
    return found
