"""What several test files share: the small book, and Chromium where there is one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from helpers.evidence.evidence import load
from helpers.files.transaction import FOLDER
from helpers.quantities.vocabulary import Review

ROOT = Path(__file__).parents[1]
SMALL_BOOK = Path(__file__).parent / "small_book"

# Speed is measured in benchmarks/, never asserted here; in CI every run draws the same examples.
settings.register_profile("review", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("review")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


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


def copy_rich_book(folder: Path) -> Path:
    """Copy the small book with numbers in every place a page has, and with markup in data, bibliography and captions.

    It has more than five pages, so they are read side by side.
    """
    copy_small_book(folder)
    shutil.copytree(SMALL_BOOK.with_name("rich_book"), folder, dirs_exist_ok=True)
    edit(folder / "data/studies.csv", "beta2021cohort,Beta", "beta2021cohort,<script>alert('label')</script>")
    edit(folder / "data/groups.csv", "tici3,mTICI 3,", "tici3,<script>alert('group')</script>,")
    edit(folder / "data/definitions.csv", "40% below", "</script><script>alert('definition')</script> 40% below")
    edit(folder / "data/counts.csv", "review01,Table 3", "review01,</script><img src=x onerror=alert('locator')>")
    edit(folder / "data/estimates.csv", "excludes its estimate.", "excludes <script>alert('fault')</script>.")
    edit(folder / "references.bib", "[An invented cohort]", "[An invented <script>alert('title')</script> cohort]")
    edit(folder / "references.bib", "{Beta, Bo}", "{Beta, Bo <img src=x onerror=alert('author')>}")
    return folder


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files, by their names, into a folder, and return it."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def files_of_book(folder: Path) -> dict[str, bytes]:
    """Return what stands in a book, without what a change of it keeps beside it."""
    paths = (path for path in folder.rglob("*") if path.is_file() and FOLDER not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def build(folder: Path, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Build a book as `make book` does; output and errors come together in `stdout`.

    Parameters: folder of the book; options, further ones; path, a folder whose modules come before the installed ones.
    """
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    if path is not None:
        environment["PYTHONPATH"] = os.pathsep.join([str(path), *filter(None, [os.environ.get("PYTHONPATH")])])
    jupyter_book = "from jupyter_book.cli.main import main; main()"  # as its script does; it has no __main__
    command = [sys.executable, "-c", jupyter_book, "build", str(folder), "-W", "-n", "--keep-going"]
    result = subprocess.run(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    result.stdout = COLOUR.sub("", result.stdout)
    return result


def warnings_of(result: subprocess.CompletedProcess[str], folder: Path) -> list[str]:
    """Return the warnings of a build, each by the file (seen from the book) and line it names."""
    lines = [line for line in result.stdout.splitlines() if "WARNING: " in line]
    places = re.compile(rf".*?{re.escape(str(folder) + os.sep)}")  # behind what Sphinx was just doing
    return sorted(places.sub("", line, count=1).replace(os.sep, "/") for line in lines)


def page(folder: Path, name: str) -> str:
    """Return the HTML of a built page."""
    return (folder / f"_build/html/chapters/{name}.html").read_text(encoding="utf-8")


def built(folder: Path) -> Path:
    """Build a book that must be sound, and return its folder."""
    result = build(folder)
    assert result.returncode == 0, result.stdout
    return folder


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
    for name in ("_config.yml", "_toc.yml", "references.bib", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return built(folder)


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
