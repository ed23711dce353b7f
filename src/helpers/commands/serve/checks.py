"""The quick check beside the builds: what `review check` says of the book as it is now, seconds before a build does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from helpers.commands.serve.beside import running
from helpers.commands.serve.faults import Fault


class Checks:
    """The last answer of `review check`. A check that has begun ends, however often the author saves meanwhile."""

    def __init__(self, root: Path, tell: Callable[[], None]) -> None:
        """Begin with no answer. Parameters: root, the book's folder; tell, called when there is an answer."""
        self.faults: list[Fault] = []
        self._root, self._tell = root, tell
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Ask for a check of what the files hold now."""
        self._asked.set()

    async def run(self) -> None:
        """Check whenever it is asked for, for ever."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            self.faults = await self._found()
            self._tell()

    async def _found(self) -> list[Fault]:
        """Return what a process of its own finds."""
        async with running("helpers", "check", "--format", "json", "--root", str(self._root)) as process:
            told, _ = await process.communicate()
        try:
            return [
                Fault(each["file"], each["line"], f"{each['rule']}; {each['found']}", each["remedy"])
                for each in json.loads(told)
            ]
        except (ValueError, KeyError, TypeError):  # code that is being edited, for instance: the build says so
            return []
