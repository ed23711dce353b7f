"""`make book` leaves a site alone only when nothing that it depends on has changed, by content."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import build, edit

from helpers.commands import built
from helpers.commands.built import is_built

pytestmark = pytest.mark.slow


@pytest.fixture
def book(built_book: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_book, tmp_path / "book")


def test_a_site_just_built_is_what_the_book_says(book: Path):
    assert is_built(book)
    told = subprocess.run([sys.executable, "-m", "helpers.commands.built"], cwd=book, capture_output=True, text=True)
    assert told.returncode == 0 and "nothing to build" in told.stdout


def test_time_of_change_says_nothing(book: Path):
    for path in book.rglob("*.md"):
        path.touch()
    assert is_built(book)


@pytest.mark.parametrize("name", ["chapters/index.md", "data/counts.csv", "references.bib", "_config.yml", "_toc.yml"])
def test_any_change_of_content_builds_even_one_that_looks_old(book: Path, name: str):
    path = book / name
    path.write_bytes(path.read_bytes() + b"\n")
    shutil.copystat(book / "_config.yml", path)
    assert not is_built(book)


def test_a_chapter_more_or_less_builds(book: Path):
    (book / "chapters/more.md").write_text("# More\n")
    assert not is_built(book)
    (book / "chapters/more.md").unlink()
    assert is_built(book)
    next((book / "chapters").rglob("*.md")).unlink()
    assert not is_built(book)


@pytest.mark.parametrize("page", ["index.html", "chapters/index.html", "stats.json"])
def test_a_page_that_is_gone_builds(book: Path, page: str):
    (book / built.SITE / page).unlink()
    assert not is_built(book)


def test_other_code_builds(book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "helpers").mkdir()
    monkeypatch.setattr("helpers.files.book_files.PACKAGE", tmp_path / "helpers")
    assert not is_built(book)


def test_a_build_that_failed_or_never_was_is_built_again(book: Path, tmp_path: Path):
    assert not is_built(tmp_path)
    edit(book / "chapters/index.md", "The scale is", "The scale {ref}`nowhere` is")
    assert build(book).returncode != 0
    assert not is_built(book)
    edit(book / "chapters/index.md", "The scale {ref}`nowhere` is", "The scale is")
    assert not is_built(book), "its pages were written by the build that failed"
    assert build(book).returncode == 0 and is_built(book)
