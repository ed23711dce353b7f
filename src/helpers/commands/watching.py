"""Doing something again after every edit of a book, with the watch that the preview has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from helpers.commands.serve.inputs import Inputs, changes_between, read_inputs, soon, watch
from helpers.files.book_files import merged_files


async def after_every_edit(root: Path, act: Callable[[list[str]], object]) -> None:
    """Call a function now, with no names, and with those of the files that changed after every edit, for ever.

    Parameters: root, the book's folder; act. What is saved while it runs counts as changed after it.
    """
    changed = asyncio.Event()
    watching = asyncio.create_task(watch(root, changed))
    seen: Inputs | None = None
    try:
        while True:
            changed.clear()
            now = read_inputs(root, merged_files)
            if now != seen:
                act([] if seen is None else changes_between(seen, now))
                seen = now
            await soon(changed)
    finally:
        watching.cancel()
