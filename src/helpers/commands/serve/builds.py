"""The folders of a preview: the copy of the book, where it is built, and the last sound builds."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from helpers.evidence.digest import CACHES

SITE = "_build/html"
TEXT = "text"


class Builds:
    """What builds leave behind. `site` is what to show, `whole` the last sound build of all pages.

    `source` is the copy of the book, `work` where it is built; both belong to one build at a time. Folders with a
    number as their name hold sound builds, and the file `whole` says which is the whole one.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        """Take up what an earlier preview left, else what `make book` built. Parameters: root of the book; folder."""
        self.root, self.folder = root, folder
        self.source, self.work = folder / "source", folder / "work"
        self.cells, self.modules, self.report = folder / "cells", folder / "modules.json", folder / "report.txt"
        self.whole: Path | None = None
        self.site: Path | None = root / SITE if (root / SITE / "index.html").is_file() else None
        self.number = 0
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError, ValueError):
            self.number = int((folder / "whole").read_text(encoding="utf-8"))
            whole = folder / str(self.number)
            if (whole / SITE).is_dir():
                self.whole, self.site = whole, whole / SITE
        self.tidy()
        self.restore()

    @property
    def only_text(self) -> bool:
        """Return whether nothing was ever built, so that chapters are shown as text alone."""
        return self.site is None or self.folder / TEXT in self.site.parents

    def show_text(self) -> Path:
        """Show chapters as text alone, and return the folder where this is to be put."""
        shutil.rmtree(self.folder / TEXT, ignore_errors=True)
        self.site = self.folder / TEXT / SITE
        self.site.mkdir(parents=True)
        return self.folder / TEXT

    def tidy(self) -> None:
        """Delete the numbered folders that nobody shows or needs."""
        for path in self.folder.iterdir():
            if path.name.isdecimal() and path != self.whole and (self.site is None or path not in self.site.parents):
                shutil.rmtree(path, ignore_errors=True)

    def restore(self) -> None:
        """Let the place of work hold the last sound whole build, and what any build's cells gave."""
        shutil.rmtree(self.work, ignore_errors=True)
        if self.whole:
            shutil.copytree(self.whole / "_build", self.work / "_build")
        (self.work / "_build").mkdir(parents=True, exist_ok=True)
        (self.source / "_build").mkdir(parents=True, exist_ok=True)  # `helpers.files.cache` keeps results there
        cells = self.work / "_build" / CACHES
        kept = self.cells if self.cells.is_dir() else self.root / "_build" / CACHES
        if kept.is_dir() and not cells.is_dir():
            with contextlib.suppress(shutil.Error):  # of a `make book` that is running
                shutil.copytree(kept, cells)

    def next(self) -> Path:
        """Return the folder of the next sound build."""
        self.number += 1
        out = self.folder / str(self.number)
        shutil.rmtree(out, ignore_errors=True)
        return out

    def keep_whole(self) -> None:
        """Keep and show what was built, a sound build of all pages."""
        out = self.next()
        shutil.copytree(self.work / "_build", out / "_build", ignore=shutil.ignore_patterns(CACHES))
        self.keep_cells()
        new = self.folder / "whole.new"
        new.write_text(out.name, encoding="utf-8")
        os.replace(new, self.folder / "whole")
        self.whole = out
        self.show(out)

    def keep_cells(self) -> None:
        """Keep what the cells of an ended build gave: they are named by content, so its faults do not matter."""
        if (self.work / "_build" / CACHES).is_dir():
            shutil.rmtree(self.cells, ignore_errors=True)
            shutil.copytree(self.work / "_build" / CACHES, self.cells)

    def show_whole(self) -> None:
        """Show the last sound whole build again, and delete what is newer."""
        self.site = self.whole / SITE if self.whole else None
        with contextlib.suppress(OSError):  # somebody has deleted the folder
            self.tidy()

    def show(self, out: Path) -> None:
        """Show a sound build."""
        self.site = out / SITE
        self.tidy()

    @property
    def gone(self) -> bool:
        """Return whether somebody has deleted what is shown or worked with, as `make clean` does."""
        return not self.source.is_dir() or (self.site is not None and not self.site.is_dir())
