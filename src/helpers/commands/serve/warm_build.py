"""The process that builds: it prepares a build as far as it can, then waits, and forks for each edit.

Jupyter Book runs as `make book` runs it, up to the moment at which it would read pages. There the process waits for a
task, a line of JSON: `page`, the one to build first, or ""; `first`, the folder that then gets the site with it;
`cells`, the folder that keeps what cells gave; `report`, the file for warnings. A child goes on from there, and what
was prepared stays for the next edit. Without fork, as on Windows, the process itself builds, and ends. An empty task
lets it prepare anew. What happens is told in lines of JSON: `pid`, `to_read`, `reading`, `writing`, `first`, `rest`,
`ended`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPTIONS = ("-W", "-n", "--keep-going")  # as `make book`
Tell = Callable[..., None]


class Again(BaseException):
    """What was prepared is out of date; no `Exception`, as Jupyter Book would report it."""


class Desk:
    """Where builds are prepared and begun."""

    def __init__(self, root: str, out: str, modules: Path, tell: Tell) -> None:
        """Take the place of Sphinx's own build, which begins with reading pages.

        Parameters: root, the book's folder; out, where `_build` is; modules, the file for names of modules; tell,
        called with news.
        """
        from sphinx.application import Sphinx

        self.root, self.out, self.modules, self.tell = root, out, modules, tell
        self.task: dict[str, str] = {}
        self._made_from = ""
        self._build = Sphinx.build
        Sphinx.build = lambda app, *arguments: self._hold(app, arguments)  # type: ignore[method-assign]

    def run(self) -> None:
        """Prepare and wait, for ever; a child builds and ends."""
        while True:
            code = 1
            try:
                code = self._prepare()
                if not self.task:
                    self._wait()  # data at fault, for instance: the child says so
                    continue
            except Again:
                continue
            except Exception:
                traceback.print_exc()
                if not self.task:
                    continue
            self._end(code)

    def _prepare(self) -> int:
        """Run Jupyter Book, which comes to `_hold` when the evidence is sound. Returns: its exit code."""
        import jupyter_book.cli.main

        from helpers.book.freshness import UNFINISHED

        # Of our own preparation: what is in the folder was made by a sound build, as who asks for one sees to.
        Path(self.out, "_build/.doctrees", UNFINISHED).unlink(missing_ok=True)
        self._made_from = self._state()
        try:
            jupyter_book.cli.main.main(["build", self.root, "--path-output", self.out, *OPTIONS])
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        return 0

    def _state(self) -> str:
        """Return what all that is prepared depends on, as a digest."""
        from helpers.evidence.digest import digest
        from helpers.files.book_files import EVIDENCE

        return digest(Path(self.root), (*EVIDENCE, "_toc.yml"))

    def _hold(self, app: Any, arguments: tuple[Any, ...]) -> None:
        """Wait for a task and build; one who has waited already builds at once."""
        if not self.task:
            if not app._warncount:  # else the child meets the warnings again, and reports them
                self._wait()
            if not self.task or self._state() != self._made_from:
                raise Again
        _tell_of_pages(app, self.tell)
        if self.task["page"]:
            _build_first(app, self.task, self.tell)
        self.tell(rest=True)
        self._build(app, *arguments)

    def _wait(self) -> None:
        """Return in a child that has a task, or not at all. Raises: Again, when something new is to be prepared."""
        gc.collect()
        gc.freeze()  # what lives until the end need not be looked through, nor copied by children
        while line := sys.stdin.readline():
            if not (task := json.loads(line)):
                raise Again
            pid = os.fork() if hasattr(os, "fork") else 0
            if not pid:
                self.task = task
                report = os.open(task["report"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(report, 2)
                return
            self.tell(pid=pid)
            self.tell(ended=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        os._exit(0)

    def _end(self, code: int) -> None:
        with contextlib.suppress(OSError):  # the next one only loads later
            self.modules.write_text(json.dumps(list(sys.modules)), encoding="utf-8")
        sys.stderr.flush()
        if not hasattr(os, "fork"):
            self.tell(ended=code)
        os._exit(code)  # someone waits: taking a large process apart in order needs time, and nothing depends on it


def _build_first(app: Any, task: dict[str, str], tell: Tell) -> None:
    """Build the page that is looked at, where the edit reaches it, and lay the site out with it."""
    from sphinx.util import logging
    from sphinx.util.build_phase import BuildPhase
    from sphinx.util.parallel import SerialTasks

    from helpers.book.freshness import FIRST_PAGE
    from helpers.evidence.digest import CACHES

    page, builder = task["page"], app.builder
    app.phase = BuildPhase.READING
    os.environ[FIRST_PAGE] = page
    with logging.pending_warnings():
        changed = set(builder.read())
    del os.environ[FIRST_PAGE]
    changed.update(app.env.check_dependents(app, changed))
    if page in changed:
        builder.parallel_ok, builder.finish_tasks = False, SerialTasks()
        app.events.emit("write-started", builder)
        builder.prepare_writing({page})
        builder._write_serial([page])
        builder.copy_image_files()
        builder.init_css_files()  # the page has changed them for itself, as they are prepared once a build
        builder.init_js_files()
        if not app._warncount:
            shutil.copytree(app.outdir, task["first"])
            tell(first=page)
        cells = Path(app.outdir).parent / CACHES
        shutil.rmtree(task["cells"], ignore_errors=True)
        if cells.is_dir():
            shutil.copytree(cells, task["cells"])
    read = builder.read
    builder.read = lambda: sorted(changed.union(read()) & app.env.found_docs)  # what is read is still to be written


def _tell_of_pages(app: Any, tell: Tell) -> None:
    app.connect("env-before-read-docs", lambda app, env, pages: tell(to_read=len(pages)))
    app.connect("write-started", lambda app, builder: tell(writing=True))
    app.connect("source-read", lambda app, page, source: tell(reading=page))


def _load_early(modules: Path) -> None:
    """Import what the last build imported: half of the time of a small build."""
    names = ["jupyter_book.sphinx", "helpers.book"]
    with contextlib.suppress(OSError, ValueError):
        names += json.loads(modules.read_text(encoding="utf-8"))
    for name in names:
        with contextlib.suppress(Exception):  # some cannot be imported alone; the build says what it misses
            importlib.import_module(name)


def main() -> None:
    """Build for who holds the other ends of our streams. Arguments: root, out, and the file of module names."""
    root, out, modules = sys.argv[1:]
    line = os.dup(1)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)  # what Sphinx says of its progress is not for us

    def tell(**news: object) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            os.write(line, f"{json.dumps(news)}\n".encode())  # short enough to be whole, whoever writes beside us

    from helpers.book.kernels import start_server

    start_server(Path(root))
    _load_early(Path(modules))
    Desk(root, out, Path(modules), tell).run()


if __name__ == "__main__":
    main()
