"""Previews that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import copy_small_book
from previews import LONG, Line, Preview, play


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


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return one preview, fresh, for all tests of a file that ask it for something and leave its book sound."""
    shown = Preview(copy_small_book(tmp_path_factory.mktemp("standing") / "book"))

    async def story() -> None:
        async with Line(shown, "index") as line:
            await line.until_state("fresh")

    play(story())
    yield shown
    shown.process.terminate()
    shown.process.wait(LONG)
