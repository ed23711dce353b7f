"""What several test files share: the small book, and Chromium where there is one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMALL_BOOK = Path(__file__).parent / "small_book"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a fresh copy of the small book, with the real data dictionary and configuration."""
    return copy_small_book(tmp_path / "book")


def copy_small_book(folder: Path) -> Path:
    """Copy the small book; its schema and settings are the real ones, so they cannot drift apart."""
    shutil.copytree(SMALL_BOOK, folder)
    shutil.copy(ROOT / "_config.yml", folder)
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    package["source_review"] = "source2025review"
    (folder / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def build(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a book as `make book` does; output and errors come together in `stdout`."""
    command = [sys.executable, "-m", "jupyter_book.cli.main", "build", str(folder), "-W", "-n", "--keep-going"]
    return subprocess.run(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"},
        check=False,
    )


def page(folder: Path, name: str) -> str:
    """Return the HTML of a built page."""
    return (folder / f"_build/html/chapters/{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book, built once for all tests that only read it."""
    folder = copy_small_book(tmp_path_factory.mktemp("built") / "book")
    result = build(folder)
    assert result.returncode == 0, result.stdout
    return folder


def chromium_path() -> str:
    """Return where Chromium is: CHROME_PATH, or the system's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROME_PATH") or next((p for p in map(shutil.which, names) if p), "")


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
