"""What the server of the preview says by itself on the terminal: little, and nothing that a terminal acts on."""

from __future__ import annotations

import logging

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
