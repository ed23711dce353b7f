"""Commands that are killed before any step that changes a file of the book."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

KILLED = 9


def died(book: Path, last: int, act: Callable[[], object]) -> bool:
    """Act in a process that dies, as if killed, before its step number `last`; return whether it died."""
    child = os.fork()
    if not child:
        try:
            kill_before_step(book, last)
            act()
            os._exit(0)
        finally:
            os._exit(2)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED)
    return status == KILLED


def kill_before_step(book: Path, last: int) -> None:
    """Count whatever changes a file of the book; end the process before it is done for the `last` time."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done == last:
            os._exit(9)

    def watch(event: str, arguments: tuple) -> None:
        if event not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
            return
        writes = event != "open" or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if writes and (str(book) in str(arguments[0]) or event != "open"):
            step()

    def fsync(file: int, really=os.fsync) -> None:
        step()
        really(file)

    os.fsync = fsync
    sys.addaudithook(watch)
