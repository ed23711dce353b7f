"""What the tests of quantities share."""

from __future__ import annotations

import pytest
from books import copy_small_book

from helpers.evidence.evidence import load
from helpers.quantities.vocabulary import Review


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Return the vocabulary on the data of the small book."""
    return Review(load(copy_small_book(tmp_path_factory.mktemp("quantities") / "book")))
