"""How much a command says beside its answer: what it is at while somebody waits, with --verbose each step and its time.

All of it goes to the error stream, so that an answer can be read by a program. What is being done is shown only at a
terminal, and only once it has taken a second.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter
from typing import Any

import typer

PATIENCE = 1.0  # seconds
LEAST, USUAL, MOST = -1, 0, 1
said = USUAL


def options() -> list[Any]:
    """Return the two options that every command has, new for each."""
    from typer.core import TyperOption

    def option(level: int, help_: str, *names: str) -> Any:
        def say(ctx: Any, parameter: Any, given: bool) -> None:
            if given:
                say_only(level)

        return TyperOption(
            param_decls=list(names), is_flag=True, expose_value=False, is_eager=True, callback=say, help=help_
        )

    return [
        option(LEAST, "Print the answer alone.", "-q", "--quiet"),
        option(MOST, "List all, and say what each step takes.", "-v", "--verbose"),
    ]


def say_only(level: int) -> None:
    """Say from now on only so much. Parameters: level, LEAST, USUAL or MOST."""
    global said  # noqa: PLW0603 - of the process, as its streams are
    said = level


@contextmanager
def step(what: str) -> Iterator[None]:
    """Do something that may take long. Parameters: what, in words, as `Checking the book`."""
    begun, done = perf_counter(), Event()
    shown = said is not LEAST and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    thread = Thread(target=_show, args=(what, done), daemon=True)
    if shown:
        thread.start()
    try:
        yield
    finally:
        done.set()
        if shown:
            thread.join()
    if said is MOST:
        typer.echo(f"{what}: {perf_counter() - begun:.1f} s", err=True)


def _show(what: str, done: Event) -> None:
    if done.wait(PATIENCE):
        return
    from rich.console import Console  # it knows what a terminal can do, and heeds NO_COLOR

    with Console(stderr=True).status(f"{what} ..."):
        done.wait()


def painted(text: str, **how: Any) -> str:
    """Return text in a colour, or bold, where somebody wants it: typer drops it where no terminal is.

    Parameters: text; how, as of `typer.style`.
    """
    return text if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else typer.style(text, **how)
