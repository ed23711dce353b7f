"""The build: exit code and warnings, other builders, parallel reading, and the same bytes every time."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import build, copy_rich_book, copy_small_book, edit, warnings_of

pytestmark = pytest.mark.slow

NO_RACE = """
import multiprocessing
from jupyter_cache.cache.db import OrmBase
create_all = OrmBase.metadata.create_all
def create_in_main(engine):
    assert multiprocessing.parent_process() is None, "the cell cache is created while pages are read side by side"
    create_all(engine)
OrmBase.metadata.create_all = create_in_main
"""


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def assert_same_site(first: Path, second: Path) -> None:
    """Compare every file of two built sites, byte by byte; nothing is left out."""
    one, two = first / "_build/html", second / "_build/html"
    names = files_of(one)
    assert names == files_of(two)
    _, different, unreadable = filecmp.cmpfiles(one, two, names, shallow=False)
    assert (different, unreadable) == ([], [])


def with_cores(folder: Path, count: int) -> Path:
    """Return a folder that, put first on the path, makes Python believe in so many cores.

    It also refuses to let pages create the cell cache: two that do so at once make the build fail, now and then.
    """
    folder.mkdir()
    code = f"import os\nos.cpu_count = lambda: {count}\n" + NO_RACE
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return folder


def test_a_sound_book_builds_without_a_warning_and_twice_to_the_same_bytes(built_book, tmp_path):
    again = copy_small_book(tmp_path / "elsewhere")
    result = build(again, alone=True)
    assert (result.returncode, warnings_of(result, again)) == (0, [])
    assert "build succeeded." in result.stdout
    assert_same_site(built_book, again)


@pytest.mark.weekly
def test_pages_read_side_by_side_equal_pages_read_one_by_one(tmp_path):
    serial, parallel = copy_rich_book(tmp_path / "serial"), copy_rich_book(tmp_path / "parallel")
    for book, count in ((serial, 1), (parallel, 3)):
        result = build(book, path=with_cores(tmp_path / f"cores{count}", count))
        assert result.returncode == 0, result.stdout
        assert ("chapters/edges .. " in result.stdout) == (count > 1), "chunks of pages are named only when parallel"
    assert_same_site(serial, parallel)
    stats = json.loads((parallel / "_build/html/stats.json").read_text(encoding="utf-8"))["quantities"]
    assert {quantity["page"] for quantity in stats} == {
        f"chapters/{name}" for name in ("index", "results", "places", "tables", "edges")
    }
    assert files_of(parallel / "_build/html/figures") == ["hostile-forest.csv", "small-forest.csv"]


@pytest.mark.parametrize(
    ("cores", "of_the_figure"),
    [
        (1, "chapters/tables.md:38: WARNING: duplicate label hostile-forest, other instance in "),
        (9, "chapters/tables.md: WARNING: a figure's name is used once; 'hostile-forest' is also on chapters/results"),
    ],
)
def test_faults_fail_the_build_once_each_whether_pages_are_read_side_by_side_or_not(tmp_path, cores, of_the_figure):
    book = copy_rich_book(tmp_path / "book")
    edit(book / "chapters/plain.md", "No number stands here.", 'No number.\n{stat}`n("nobody2020")`')
    edit(book / "chapters/edges.md", "# Edges\n", "# Edges\n\nTyped: 17.\n")
    edit(book / "chapters/results.md", "small-forest", "hostile-forest")
    result = build(book, path=with_cores(tmp_path / "cores", cores))
    assert result.returncode == 1
    found = warnings_of(result, book)
    assert len(found) == 3, found
    assert found[0].startswith("chapters/edges.md:3: WARNING: a number is computed by")
    assert found[1].startswith("chapters/plain.md:4: WARNING: {stat}: unknown study 'nobody2020'")
    assert found[2].startswith(of_the_figure)
    assert not (book / "_build/html/stats.json").exists()


@pytest.mark.parametrize(
    ("options", "output"),
    [
        (("--builder", "custom", "--custom-builder", "text"), "text/chapters/{page}.txt"),
        (("--builder", "latex"), "latex/*.tex"),
    ],
    ids=["text", "latex"],
)
def test_builders_without_popovers_write_the_plain_text(built_book, tmp_path, options, output):
    book = tmp_path / "book"
    shutil.copytree(built_book, book)
    result = build(book, *options)
    assert result.returncode == 0, result.stdout
    written = "".join(
        path.read_text(encoding="utf-8")
        for page in ("index", "results")
        for path in (book / "_build").glob(output.format(page=page))
    )
    for command, stands_for in (("\\%", "%"), ("\\sphinxhyphen{}", "-"), ("\\DUrole{fixed}{mRS 0-2}", "mRS 0-2")):
        written = written.replace(command, stands_for)
    text = " ".join(written.split())
    assert "counts 8/10 patients (80.0%), most of them. The scale is mRS 0-2." in text
    assert "Small studies. No-reflow, %, axis from 0 to 100." in text, "the alternative text stands for the picture"
    assert "No-reflow in 2 studies." in text
    for trace in ("data-quantity", "<a ", "data-src"):
        assert trace not in text


def test_what_is_not_a_chapter_is_not_read(built_book, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(built_book, book)
    for folder in (".venv/lib", ".hidden", "_build/more", "src", "data", "tests"):
        (book / folder).mkdir(parents=True, exist_ok=True)
        (book / folder / "stray.md").write_text("# Stray\n\n{stat}`nothing`\n", encoding="utf-8")
    (book / "STRAY.md").write_text("# Stray\n\n17\n", encoding="utf-8")
    result = build(book)
    assert result.returncode == 0, result.stdout
    assert not [name for name in files_of(book / "_build/html") if "stray" in name.lower()]


def test_the_site_holds_no_trace_of_the_folder_it_was_built_in(built_book):
    needle = os.fsencode(str(built_book))
    holders = [
        name
        for name in files_of(built_book / "_build/html")
        if needle in (built_book / "_build/html" / name).read_bytes()
    ]
    assert holders == []


@pytest.mark.weekly
def test_plain_sphinx_build_shows_the_same_numbers_by_the_configuration_that_jupyter_book_writes(book, built_book):
    """`jupyter-book config sphinx .` writes conf.py; `sphinx-build . out` then needs nothing else."""
    configure = "from jupyter_book.cli.main import main; main()"  # as its script does; it has no __main__
    wrote = subprocess.run([sys.executable, "-c", configure, "config", "sphinx", str(book)], capture_output=True)
    assert wrote.returncode == 0, wrote.stderr
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", str(book), str(book / "_build/plain")]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    for name in ("stats.json", "figures/small-forest.csv"):
        assert (book / "_build/plain" / name).read_bytes() == (built_book / "_build/html" / name).read_bytes()
