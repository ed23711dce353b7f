"""Round after round: build what was edited, the page being looked at first, and keep only what is sound."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from helpers.commands.serve.faults import Fault, read_faults
from helpers.commands.serve.inputs import Inputs, changes_between, read_inputs, soon
from helpers.commands.serve.worker import Worker
from helpers.commands.terminal import visible
from helpers.evidence.digest import digest
from helpers.files.book_files import is_code, is_prose

NAMED = 5  # files that changed
BEGUN = "begun"  # in the folder of a build: gone when somebody has deleted the folder meanwhile
HEAD_START = 3  # seconds in which the next worker leaves the processors to this build


class Rounds:
    """The builds of one preview. `site` is what to show, `fresh` the only page of it that knows the last edit.

    Every build works in a copy of the last sound whole one and is kept only when it ends without a fault, and when no
    input changed while it ran: an edit between two readings of one file would otherwise go unnoticed.
    """

    def __init__(self, root: Path, folder: Path, tell: Callable[[], None], say: Callable[[str], object]) -> None:
        """Begin with the last sound build that the folder holds.

        Parameters: root, the book's folder; folder, for builds; tell, called whenever there is news for the browser;
        say, called with lines for the terminal.
        """
        self.root, self.folder = root, folder
        self.site: Path | None = None
        self.fresh = ""
        self.faults: list[Fault] = []
        self.building = True
        self.looked_at = ""
        self._tell, self._say = tell, say
        self._whole: Path | None = None  # the last sound build of all pages
        self._whole_inputs: Inputs | None = None
        self._sound = ""  # digest of its data
        self._spare: Worker | None = None
        self._spare_code: Inputs = {}
        self._number = 0
        self._take_up()

    async def run(self, changed: asyncio.Event) -> None:
        """Build now and after every change, for ever. Parameters: changed, set when files may have changed."""
        built: Inputs | None = None
        try:
            while True:
                changed.clear()
                if not await self._has_book(changed):
                    continue
                inputs = read_inputs(self.root)
                if self.site and not self.site.is_dir():
                    self._begin_anew()
                    built = None
                if inputs == built:
                    await soon(changed)
                    continue
                if built is not None:
                    names = changes_between(built, inputs)
                    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
                    self._say(f"Changed: {', '.join(map(visible, names[:NAMED]))}{more}")
                self.building, self.fresh = True, ""
                self._tell()
                if await self._ended(asyncio.create_task(self._round(inputs)), inputs, changed):
                    built = inputs
                    self.building = False
                    self._tell()
        finally:
            if self._spare:
                await self._spare.end()

    async def _has_book(self, changed: asyncio.Event) -> bool:
        """Return whether there is a book to build; where its folder is gone say so, and wait for it."""
        if self.root.is_dir():
            return True
        self._say(f"{visible(str(self.root))} is gone; the preview goes on when it is there again.")
        while not self.root.is_dir():
            await soon(changed)
            changed.clear()
        return False

    def _begin_anew(self) -> None:
        """Forget builds that somebody has deleted, as `make clean` does."""
        self._say("The built pages are gone: the book is built anew.")
        self.site = self._whole = self._whole_inputs = None
        self._sound = ""

    async def _ended(self, work: asyncio.Task[bool], inputs: Inputs, changed: asyncio.Event) -> bool:
        """Return whether a round came to its end; one that a newer edit overtakes is broken off."""
        try:
            while not work.done():
                waiting = asyncio.create_task(soon(changed))
                await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                changed.clear()
                if not work.done() and read_inputs(self.root) != inputs:
                    return False
            return work.result()
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait({work})

    async def _round(self, inputs: Inputs) -> bool:
        """Build the page being looked at, where its numbers may have changed, then all; False: it was overtaken."""
        page = self.looked_at
        if self._whole is None or self._whole_inputs is None:
            page = ""
        elif all(map(is_prose, changes_between(self._whole_inputs, inputs))):
            page = ""  # no other page is outdated
        return (not page or await self._build(inputs, page)) and await self._build(inputs, "")

    async def _build(self, inputs: Inputs, page: str) -> bool:
        """Build one page or all ("") and show it if it is sound; False: an input changed in the meantime."""
        started = time.perf_counter()
        self._number += 1
        out = self.folder / str(self._number)
        kept = False
        try:
            self._copy_whole(out)
            code, report = await self._run(inputs, out, page)
            built_from = "" if code else digest(self.root)  # before the next line, which vouches for it
            if read_inputs(self.root) != inputs or not (out / BEGUN).exists():
                return False
            self._keep_cells(out)
            self.faults = read_faults(report, self.root) if code else []
            kept = not self.faults
            if kept:
                self._show(out, page)
                if not page:
                    self._whole_inputs, self._sound = inputs, built_from
        except (FileNotFoundError, shutil.Error):
            if read_inputs(self.root) == inputs and (out / BEGUN).exists():
                raise
            return False
        finally:
            if not kept:
                shutil.rmtree(out, ignore_errors=True)
        seconds = time.perf_counter() - started
        for fault in self.faults:
            self._say(str(fault))
        if self.faults:
            self._say(f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'} ({seconds:.1f} s)")
        else:
            self._say(f"Built {page}, the other pages follow ({seconds:.1f} s)" if page else f"Built ({seconds:.1f} s)")
        self._tell()
        return True

    async def _run(self, inputs: Inputs, out: Path, page: str) -> tuple[int, str]:
        """Build in a worker that has loaded the code as it is now, and start the next worker."""
        worker, code = self._spare, self._spare_code
        self._spare = None
        now = {name: state for name, state in inputs.items() if is_code(name)}
        if worker and code != now:
            await worker.end()
            worker = None
        worker = worker or await self._start()
        build = asyncio.create_task(worker.build(self.root, out, page, self._sound))
        try:
            await asyncio.wait({build}, timeout=HEAD_START)
            self._spare, self._spare_code = await self._start(), now
            return await build
        finally:
            build.cancel()  # no change to one that has ended
            await worker.end()

    async def _start(self) -> Worker:
        return await Worker.start(self.root, self.folder / "modules.json")

    def _take_up(self) -> None:
        """Find the last sound whole build of an earlier preview, and delete what else it left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError, ValueError):
            self._number = int((self.folder / "whole").read_text(encoding="utf-8"))
            whole = self.folder / str(self._number)
            if (whole / "_build/html").is_dir():
                self._whole, self.site = whole, whole / "_build/html"
        for path in self.folder.iterdir():
            if path.name.isdecimal() and path != self._whole:
                shutil.rmtree(path, ignore_errors=True)

    def _copy_whole(self, out: Path) -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        (out / BEGUN).touch()
        if self._whole:
            shutil.copytree(self._whole / "_build", out / "_build")
        if self._cells().is_dir():
            shutil.rmtree(self._cells(out), ignore_errors=True)
            shutil.copytree(self._cells(), self._cells(out))

    def _keep_cells(self, out: Path) -> None:
        """Keep what the cells of a build gave, for the next one: they are named by content, so faults do not matter."""
        if self._cells(out).is_dir():
            shutil.rmtree(self._cells(), ignore_errors=True)
            shutil.copytree(self._cells(out), self._cells())

    def _cells(self, out: Path | None = None) -> Path:
        """Return the folder of the cells of a build, or of the last one."""
        from helpers.book.freshness import CACHES

        return out / "_build" / CACHES if out else self.folder / CACHES

    def _show(self, out: Path, page: str) -> None:
        before = self.site.parents[1] if self.site else None
        self.site, self.fresh = out / "_build/html", page
        if not page:
            before_whole, self._whole = self._whole, out
            (self.folder / "whole").write_text(out.name, encoding="utf-8")
            if before_whole:
                shutil.rmtree(before_whole, ignore_errors=True)
        if before and before != self._whole:
            shutil.rmtree(before, ignore_errors=True)
