"""Round after round: build what was edited, the page being looked at first, and keep only what is sound."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from helpers.commands.command import counted
from helpers.commands.serve.builds import SITE, Builds
from helpers.commands.serve.checks import Checks
from helpers.commands.serve.faults import Fault, read_faults, together
from helpers.commands.serve.inputs import Inputs, changes_between, read_inputs, soon
from helpers.commands.serve.log import Said
from helpers.commands.serve.snapshot import copy_book
from helpers.commands.serve.text import write_text
from helpers.commands.serve.worker import Worker
from helpers.commands.terminal import visible
from helpers.files.book_files import is_code

TEXT_FIRST = 3  # seconds
NAMED = 5  # files that changed


class Rounds:
    """The builds of one preview. `fresh` is the only page of what is shown that knows the last edit.

    Every build reads a copy of the book, so it is of one moment. One that has begun the page being looked at ends it,
    whatever is saved meanwhile; from then on a newer edit breaks it off, and a new round begins.
    """

    def __init__(self, root: Path, folder: Path, tell: Callable[[], None], said: Said) -> None:
        """Begin with the last sound build that the folder holds.

        Parameters: root, the book's folder; folder, for builds; tell, called whenever there is news for the browser;
        said, the lines of the terminal.
        """
        self.root, self.builds, self.checks = root, Builds(root, folder), Checks(root, tell)
        self.fresh = self.progress = self.looked_at = ""
        self.building, self.unsound = True, False
        self._tell, self._said = tell, said
        self._built_faults: list[Fault] = []
        self._worker: Worker | None = None
        self._worker_code: Inputs = {}
        self._text: asyncio.Task[None] | None = None
        self._begun, self._first_is_over, self._read, self._to_read = 0.0, False, 0, 0

    @property
    def site(self) -> Path | None:
        """Return the built site that is shown, if any."""
        return self.builds.site

    @property
    def faults(self) -> list[Fault]:
        """Return what the check and the last build found, each fault once."""
        return together(self.checks.faults, self._built_faults)

    async def run(self, changed: asyncio.Event) -> None:
        """Build now and after every change, for ever. Parameters: changed, set when files may have changed."""
        seen: Inputs | None = None  # by the last round, whether it came to its end or not
        try:
            while True:
                changed.clear()
                if not await self._has_book(changed):
                    continue
                if self.builds.gone:
                    await self._begin_anew()
                    self.building = True
                inputs = read_inputs(self.root)
                if inputs == seen and not self.building:
                    await soon(changed)
                    continue
                if seen is not None and inputs != seen:
                    names = changes_between(seen, inputs)
                    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
                    self._said.line(f"Changed: {', '.join(map(visible, names[:NAMED]))}{more}")
                seen = inputs
                self.building, self.fresh, self.progress = True, "", ""
                self._tell()
                if self.builds.only_text and (self._text is None or self._text.done()):
                    await self._show_text()
                self.checks.ask()
                try:
                    self.building = not await self._round(inputs, changed)
                except (OSError, shutil.Error):
                    if self.root.is_dir() and not self.builds.gone:
                        raise
                self._said.progress("")
                self._tell()
        finally:
            if self._text:
                self._text.cancel()
                await asyncio.wait({self._text})  # it ends its process
            if self._worker:
                await self._worker.end()
            self.builds.show_whole()

    async def _show_text(self) -> None:
        """Show chapters as text, and return when the first is there: a build would take the processors from it."""
        there = asyncio.Event()

        def told() -> None:
            there.set()
            self._tell()

        self._text = asyncio.create_task(write_text(self.root, self.builds.show_text(), told))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(there.wait(), TEXT_FIRST)

    async def _has_book(self, changed: asyncio.Event) -> bool:
        """Return whether there is a book to build; where its folder is gone say so, and wait for it."""
        if self.root.is_dir():
            return True
        self._said.line(f"{visible(str(self.root))} is gone; the preview goes on when it is there again.")
        while not self.root.is_dir():
            await soon(changed)
            changed.clear()
        return False

    async def _begin_anew(self) -> None:
        """Forget builds that somebody has deleted, as `make clean` does."""
        self._said.line("The built pages are gone: the book is built anew.")
        if self._worker:
            await self._worker.end()
            self._worker = None
        self.builds = Builds(self.root, self.builds.folder)

    async def _round(self, inputs: Inputs, changed: asyncio.Event) -> bool:
        """Build what the book holds now, and show it as far as it is sound; False: a newer edit broke it off."""
        copy_book(self.root, self.builds.source)
        self._begun, self._first_is_over, self._read, self._to_read = time.perf_counter(), False, 0, 0
        first = self.builds.next()
        page = self.looked_at if self.builds.whole else ""  # without the other pages its links would lead nowhere
        task = {"page": page, "first": str(first / SITE), "cells": str(self.builds.cells)}
        worker = await self._ready(inputs)
        told = partial(self._told, changed, first)
        build = asyncio.create_task(worker.build({**task, "report": str(self.builds.report)}, told))
        try:
            stopped = await self._overtaken(build, inputs, changed)
            if stopped:
                worker.stop()
            code, report = await build
        finally:
            build.cancel()
        if self.builds.gone:
            return False
        if stopped:
            self.builds.restore()
        else:
            self._judge(code, report)
        if not worker.alive:
            await worker.end()
            self._worker = None
        elif not code:
            await worker.prepare()
        await self._ready(inputs)
        return not stopped

    async def _overtaken(self, build: asyncio.Task[tuple[int, str]], inputs: Inputs, changed: asyncio.Event) -> bool:
        """Return whether a newer edit came before a build ended, and after the page being looked at was shown.

        A change of the code does not wait for that page: a build might have loaded some of it before, some after.
        """
        while not build.done():
            waiting = asyncio.create_task(soon(changed))
            await asyncio.wait({build, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            changed.clear()
            newer = changes_between(inputs, read_inputs(self.root))
            if any(map(is_code, newer)) or (newer and self._first_is_over and not build.done()):
                return True
        return False

    def _told(self, changed: asyncio.Event, first: Path, news: dict[str, Any]) -> None:
        """Take up what a build says of itself."""
        if "first" in news:
            self.builds.show(first)
            self.fresh = news["first"]
            self._said.line(f"Built {self.fresh}, the other pages follow ({self._seconds})")
        elif "rest" in news:
            self._first_is_over = self.builds.whole is not None  # else a page of any state is better than none
            changed.set()  # to look whether something newer waits
        elif "to_read" in news:
            self._read, self._to_read = 0, news["to_read"]
        elif "reading" in news:
            self._read += 1
            self.progress = f"Reading page {self._read} of {self._to_read}: {visible(news['reading'])}."
        elif "writing" in news:
            self.progress = "Writing pages."
        self._said.progress(self.progress)
        self._tell()

    def _judge(self, code: int, report: str) -> None:
        """Show what a build made if it is sound, else say what is wrong."""
        self._built_faults = read_faults(report, self.builds.source) if code else []
        self.unsound = bool(code)
        if code:
            self.builds.keep_cells()
            self.builds.restore()
        else:
            self.builds.keep_whole()
        found = self.faults
        for fault in found:
            self._said.line(str(fault))
        if found:
            self._said.line(f"{counted(len(found), 'fault')} ({self._seconds})")
        if not code:
            self._said.line(f"Built ({self._seconds})")

    @property
    def _seconds(self) -> str:
        return f"{time.perf_counter() - self._begun:.1f} s"

    async def _ready(self, inputs: Inputs) -> Worker:
        """Return a worker that has loaded the code as it is now."""
        now = {name: state for name, state in inputs.items() if is_code(name)}
        if self._worker and (self._worker_code != now or not self._worker.alive):
            await self._worker.end()
            self._worker = None
        if self._worker is None:
            builds = self.builds
            self._worker = await Worker.start(builds.source, builds.work, builds.modules)
            self._worker_code = now
        return self._worker
