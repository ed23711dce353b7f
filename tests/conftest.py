"""What several test files share: the small book, and Chromium where there is one."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import ROOT, built, copy_rich_book, copy_small_book, real_site
from filelock import FileLock
from hypothesis import settings

from helpers.commands.whole.chromium import chromium_path
from helpers.evidence.evidence import load
from helpers.files.cache import Cache
from helpers.quantities.vocabulary import Review

OF_THIS_BOOK = {"real", "real_book", "any_book"}  # fixtures
READS_THIS_BOOK = re.compile(r'load\(ROOT|ROOT / "(?:data|chapters)')

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
def made_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], Path]], Path]:
    """Return a function that makes a folder once for all workers, as a build takes long; they only read it.

    The worker that comes first makes it, the others wait; where making it fails, it fails for each of them.
    """
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "shared"
    shared.mkdir(exist_ok=True)

    def made(name: str, make: Callable[[Path], Path]) -> Path:
        done = shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                make(shared / name)
                done.touch()
        return shared / name

    return made


@pytest.fixture(autouse=True, scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep in one folder what is kept of a book that was never built: tests check the same tables again and again.

    What is kept is named by all that it follows from, so it is that of any book with the same content.
    """
    folder, init = tmp_path_factory.mktemp("kept"), Cache.__init__

    def shared(self: Cache, root: Path, code: tuple[Path, ...], libraries: tuple[str, ...]) -> None:
        init(self, root, code, libraries)
        if (root / "_config.yml").exists() and not self._folder.parent.exists():
            self._folder = folder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cache, "__init__", shared)
        yield


@pytest.fixture(scope="session")
def built_book(made_once) -> Path:
    """Return the small book, built once for all tests that only read it."""
    return made_once("small", lambda folder: built(copy_small_book(folder)))


@pytest.fixture(scope="session")
def rich_book(made_once) -> Path:
    """Return the rich book, built once for all tests that only read it."""
    return made_once("rich", lambda folder: built(copy_rich_book(folder)))


@pytest.fixture(scope="session")
def real_book(made_once) -> Path:
    """Return a copy of the book of this repository with its site."""
    return made_once("real", real_site)


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that a change of this book's own data or text can break, which `make test-data` runs alone.

    Files of tests that wait for builds and browsers come first, so that no worker begins one when the others are done.
    """
    modules = {item.path: item.module for item in items}
    reading = {path for path, module in modules.items() if READS_THIS_BOOK.search(inspect.getsource(module))}
    for item in items:
        if OF_THIS_BOOK & set(item.fixturenames) or "repository" in item.path.parts or item.path in reading:
            item.add_marker("real")
    waiting = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in waiting)
