"""What several test files share: the small book, and Chromium where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from books import ROOT, built, chromium_path, copy_rich_book, copy_small_book
from hypothesis import settings

from helpers.evidence.evidence import load
from helpers.quantities.vocabulary import Review

# Speed is measured in benchmarks/, never asserted here; in CI every run draws the same examples.
settings.register_profile("review", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("review")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a fresh copy of the small book, with the real data dictionary and configuration."""
    return copy_small_book(tmp_path / "book")


@pytest.fixture(scope="session")
def real() -> Review:
    """Return the vocabulary on this repository's own data."""
    return Review(load(ROOT))


@pytest.fixture(scope="session")
def built_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book, built once for all tests that only read it."""
    return built(copy_small_book(tmp_path_factory.mktemp("built") / "book"))


@pytest.fixture(scope="session")
def rich_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the rich book, built once for all tests that only read it."""
    return built(copy_rich_book(tmp_path_factory.mktemp("rich") / "book"))


@pytest.fixture(scope="session")
def real_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the book of this repository, built into a folder of its own."""
    folder = tmp_path_factory.mktemp("real") / "book"
    for name in ("chapters", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "references.bib", "requirements.lock", "numbers.lock"):
        shutil.copy(ROOT / name, folder)
    return built(folder)


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium; without one the test is skipped, or fails where one is required."""
    path = chromium_path()
    if not path:
        reason = "no Chromium: install it or set CHROME_PATH"
        if os.environ.get("REVIEW_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()
