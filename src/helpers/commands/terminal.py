"""Untrusted text on a terminal: nothing that it would act on, and how much room it takes."""

from __future__ import annotations

from wcwidth import wcswidth

from helpers.files.problems import visible


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes, as the tables of Unicode say."""
    return wcswidth(visible(text))


def shortened(name: str, width: int = 24) -> str:
    """Return a name on one line, shortened to a width, without letters that a terminal would act on."""
    plain = visible(name[: 20 * width])  # marks on one letter have no end
    if width_of(plain) <= width and len(name) <= 20 * width:
        return plain
    while plain and width_of(plain) > width - 3:
        plain = plain[:-1]
    return plain + "..."
