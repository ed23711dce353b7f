"""A process that is ready to build, seen from the preview: started ahead, ended with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

LONGEST_REPORT = 1_000_000  # letters


class Worker:
    """One process for one build. It loads its modules while nobody waits for it."""

    def __init__(self, process: asyncio.subprocess.Process, report: IO[bytes]) -> None:
        """Keep the process and the file that it writes its warnings to."""
        self._process = process
        self._report = report

    @classmethod
    async def start(cls, root: Path, modules: Path) -> Worker:
        """Start a process.

        Parameters: root, the book's folder; modules, a file in which one build keeps for the next what it imported.
        """
        report = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker ends
        # A group of its own: Ctrl-C is for the preview, which then ends its workers itself.
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"process_group": 0}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "helpers.commands.serve.build_once", str(modules)),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=report,
            cwd=root,
            env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"},
            **group,
        )
        return cls(process, report)

    async def build(self, root: Path, out: Path, page: str, sound: str) -> tuple[int, str]:
        """Build the book and return the exit code and what was written to the error stream.

        Parameters: root, the book's folder; out, where `_build` is put; page, the only one to build when data have
        changed, "" for all; sound, the digest of the last data that passed every check, "" when there is none.
        """
        task = json.dumps({"root": str(root), "out": str(out), "page": page, "sound": sound}) + "\n"
        await self._process.communicate(task.encode())
        self._report.seek(0)
        return self._process.returncode or 0, self._report.read(LONGEST_REPORT).decode(errors="replace")

    async def end(self) -> None:
        """End the process and everything that it started: readers of pages, kernels."""
        if self._process.returncode is None:
            _kill_tree(self._process.pid)
            await self._process.wait()
        self._report.close()


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
