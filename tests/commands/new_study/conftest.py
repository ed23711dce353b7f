"""What the tests of `review new study` share: a sound book in canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import copy_small_book

from helpers.commands.check import find_problems
from helpers.commands.format import format_book


@pytest.fixture(scope="module")
def formatted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound book in canonical form; tests copy it."""
    folder = copy_small_book(tmp_path_factory.mktemp("formatted") / "book")
    assert format_book(folder)[1] == [] and find_problems(folder) == []
    return folder
