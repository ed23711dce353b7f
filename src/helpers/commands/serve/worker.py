"""The process that builds, seen from the preview: started ahead, stopped in the middle, ended with all below it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

LONGEST_REPORT = 1_000_000  # letters
News = Callable[[dict[str, Any]], None]


class Worker:
    """One process for many builds, one after another. It prepares the next while nobody waits for it."""

    def __init__(self, process: asyncio.subprocess.Process, trouble: IO[bytes]) -> None:
        """Keep the process and the file that it writes its own trouble to."""
        self._process, self._trouble = process, trouble
        self._building: int | None = None  # the number of the process that builds now

    @classmethod
    async def start(cls, root: Path, out: Path, modules: Path) -> Worker:
        """Start a process.

        Parameters: root, the book's folder; out, where `_build` is, of a sound build or none; modules, a file in which
        one build keeps for the next what it imported.
        """
        trouble = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker ends
        # A group of its own: Ctrl-C is for the preview, which then ends its workers itself.
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"process_group": 0}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "helpers.commands.serve.warm_build", str(root), str(out), str(modules)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=trouble,
            cwd=root,
            env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},  # for a safe fork
            **group,
        )
        return cls(process, trouble)

    async def build(self, task: dict[str, str], told: News) -> tuple[int, str]:
        """Build the book and return the exit code and what was written to the error stream.

        Parameters: task, as in `warm_build`; told, called with each line of news.
        """
        Path(task["report"]).unlink(missing_ok=True)
        await self._send(task)
        while line := await self._process.stdout.readline():
            news = json.loads(line)
            self._building = news.get("pid", self._building)
            if "ended" in news:
                self._building = None
                return news["ended"], _text(Path(task["report"]).read_bytes())
            told(news)
        code = await self._process.wait()
        self._trouble.seek(0)
        return code or 1, _text(self._trouble.read(LONGEST_REPORT))

    def stop(self) -> None:
        """End the build, which then returns a code other than 0."""
        if self._building:
            _kill_tree(self._building)
        else:
            _kill_tree(self._process.pid)

    async def prepare(self) -> None:
        """Let it begin anew with what is in the folders now."""
        await self._send({})

    @property
    def alive(self) -> bool:
        """Return whether it can build again."""
        return self._process.returncode is None

    async def end(self) -> None:
        """End the process and everything that it started: readers of pages, kernels."""
        if self.alive:
            _kill_tree(self._process.pid)
            await self._process.wait()
        self._trouble.close()

    async def _send(self, task: dict[str, str]) -> None:
        with contextlib.suppress(OSError):  # it has ended: reading says so
            self._process.stdin.write(f"{json.dumps(task)}\n".encode())
            await self._process.stdin.drain()


def _text(report: bytes) -> str:
    return report[:LONGEST_REPORT].decode(errors="replace")


def _kill_tree(pid: int) -> None:
    """Kill a process and all below it; each is stopped before its children are listed, so that none is missed."""
    import psutil

    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        waiting = [psutil.Process(pid)]
        while waiting:
            process = waiting.pop()
            with contextlib.suppress(psutil.Error):
                process.suspend()
                found.append(process)
                waiting += process.children()
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.kill()
