"""One book, one site: the same bytes after edits and killed builds as from nothing; nothing stale after a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from books import COUNT, ROOT, build, copy_rich_book, edit
from previews import files_of

pytestmark = pytest.mark.slow


def site(book: Path) -> dict[str, bytes]:
    return files_of(book / "_build/html")


def differing(shown: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    names = sorted(shown.keys() | expected.keys())
    return [name for name in names if shown.get(name) != expected.get(name)]


def add_sentence(book: Path) -> None:
    edit(book / "chapters/tables.md", "# Tables\n", "# Tables\n\nAnotherword stands here.\n")


def take_it_away(book: Path) -> None:
    edit(book / "chapters/tables.md", "\nAnotherword stands here.\n", "")
    edit(book / "chapters/edges.md", "# Edges\n", "# All edges & corners\n")


def add_figure(book: Path) -> None:
    text = (book / "chapters/results.md").read_text(encoding="utf-8")
    cell = text[text.rindex("```{code-cell}") :]
    more = "\n" + cell.replace("small-forest", "second-forest")
    (book / "chapters/results.md").write_text(text + more, encoding="utf-8")


EDITS: tuple[Callable[[Path], None], ...] = (add_sentence, take_it_away, add_figure)


def killed(book: Path, when: Callable[[], bool]) -> None:
    """Build, and kill the build with all it started as soon as something has happened."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(book), "-W", "-n"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as building:
        while building.poll() is None and not when():
            time.sleep(0.01)
        if building.poll() is None:
            os.killpg(building.pid, 9)


def changed(path: Path) -> Callable[[], bool]:
    """Return what tells whether a file has been written since now."""

    def state() -> tuple[int, int] | None:
        try:
            return path.stat().st_mtime_ns, path.stat().st_ino
        except OSError:
            return None

    before = state()
    return lambda: state() not in (None, before)


@pytest.mark.skipif(os.name == "nt", reason="kills a group of processes")
@pytest.mark.weekly
def test_after_edits_and_killed_builds_every_file_is_that_of_a_build_from_nothing(tmp_path):
    book = copy_rich_book(tmp_path / "book")
    assert build(book).returncode == 0
    for number, change in enumerate(EDITS):
        change(book)
        if number < 2:
            last = ".doctrees/environment.pickle" if number else "html/chapters/tables.html"
            killed(book, changed(book / "_build" / last))
        result = build(book)
        assert result.returncode == 0, result.stdout
        clean = tmp_path / f"clean{number}"
        shutil.copytree(book, clean, ignore=shutil.ignore_patterns("_build"))
        assert build(clean).returncode == 0
        assert differing(site(book), site(clean)) == [], change.__name__


def test_the_site_does_not_depend_on_where_the_package_is(book, built_book, tmp_path):
    package = tmp_path / "another place/helpers"
    shutil.copytree(ROOT / "src/helpers", package, ignore=shutil.ignore_patterns("__pycache__"))
    result = build(book, path=package.parent)
    assert result.returncode == 0, result.stdout
    assert differing(site(book), site(built_book)) == []
    assert ".buildinfo" not in site(book)


def test_a_build_that_ends_on_faults_of_data_leaves_no_page_that_looks_fresh(book):
    assert build(book).returncode == 0
    edit(book / "data/counts.csv", COUNT, COUNT.replace(",8,10,", ",18,10,"))
    assert build(book).returncode == 1
    left = site(book)
    assert not [name for name in left if not name.startswith("_static/")], sorted(left)
    edit(book / "data/counts.csv", COUNT.replace(",8,10,", ",18,10,"), COUNT)
    assert build(book).returncode == 0
    assert {"index.html", "stats.json", "chapters/index.html", "figures/small-forest.csv"} <= site(book).keys()


def test_a_build_that_breaks_off_leaves_no_page_that_looks_fresh(book):
    assert build(book).returncode == 0
    edit(book / "_config.yml", "bibtex_default_style: reasoned", "bibtex_default_style: nowhere")
    assert build(book).returncode != 0
    assert not [name for name in site(book) if name.endswith((".html", ".json", ".csv"))]
