"""What the preview says on the terminal: little, and nothing that a terminal acts on."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from helpers.commands.terminal import visible


class OneLine(logging.Formatter):
    """A record as one line without control characters: any page on the web can ask for an address that holds some."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return visible(super().format(record))


def quiet_tornado() -> None:
    """Let Tornado tell what went wrong in the server itself, and nothing of requests that it refused."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    log = logging.getLogger("tornado")
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.ERROR)


class Said:
    """The lines of the terminal, and below them one that says how far a build is, where somebody watches."""

    def __init__(self, say: Callable[[str], object]) -> None:
        """Begin with nothing said. Parameters: say, called with each line."""
        self._say, self._shown = say, ""

    def line(self, text: str) -> None:
        """Say a line that stays."""
        self.progress("")
        self._say(text)

    def progress(self, text: str) -> None:
        """Let the last line say something else, or nothing."""
        if sys.stdout.isatty() and text != self._shown:
            sys.stdout.write("\r\x1b[2K" + text)
            sys.stdout.flush()
            self._shown = text
