"""Previews that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from previews import LONG, Preview


@pytest.fixture
def preview(book: Path) -> Iterator[Callable[..., Preview]]:
    """Return what starts previews of the small book, each ended after the test."""
    started: list[Preview] = []

    def start(*options: str, path: Path | None = None) -> Preview:
        started.append(Preview(book, *options, path=path))
        return started[-1]

    yield start
    for one in started:
        one.process.terminate()
        one.process.wait(LONG)
