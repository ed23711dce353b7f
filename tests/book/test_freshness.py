"""No stale number: what changes in data or code reaches every place, and a failed build stays failed."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import CHANGED, COUNT, JUDGED, ROOT, build, edit, page, warnings_of
from sites import opened_on

pytestmark = pytest.mark.slow

EXPRESSION = 'pct("alpha2020trial", "drug", "nrp")'


def popover_data(book: Path, name: str) -> dict:
    return opened_on(book / f"_build/html/chapters/{name}.html")


def texts_of_site(book: Path) -> dict[str, str]:
    """Return the text of everything a reader or a program can read of the built site."""
    site = book / "_build/html"
    kinds = {".html", ".json", ".csv", ".ipynb", ".js"}
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in [*site.rglob("*"), site / "searchindex.js"]
        if path.suffix in kinds or path.name == "searchindex.js"
    }


def shown_everywhere(book: Path, count: str, percentage: str) -> None:
    """Assert that text, popover, picture, rows and stats.json show a count and its percentage."""
    assert f">{count}</a> patients" in page(book, "index")
    assert f">{percentage}</a>" in page(book, "index")
    data = popover_data(book, "index")
    shown = {quantity["expression"]: quantity for quantity in data["quantities"]}
    assert shown[EXPRESSION]["text"] == percentage
    assert data["rows"][shown[EXPRESSION]["rows"][0]]["figure"].startswith(count)
    results = page(book, "results")
    pictures = [picture for part in results.split("<svg ")[1:] if "Alpha" in (picture := part.partition("</svg>")[0])]
    assert len(pictures) == 2, "one for a page, one for a phone"
    for picture in pictures:
        label, _, drawing = picture.partition(">")
        assert percentage in label and f"{count}, {percentage}" in drawing
    with (book / "_build/html/figures/small-forest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    assert f"{rows['Alpha']['events']}/{rows['Alpha']['total']}" == count
    assert rows["Alpha"]["text"] == percentage
    stats = json.loads((book / "_build/html/stats.json").read_text(encoding="utf-8"))["quantities"]
    of_expression = [quantity for quantity in stats if quantity["expression"] == EXPRESSION]
    assert {quantity["page"] for quantity in of_expression} == {"chapters/index", "chapters/results"}
    assert {quantity["text"] for quantity in of_expression} == {percentage}


def test_a_changed_count_reaches_every_place_and_an_incoherent_one_none(book):
    assert build(book).returncode == 0
    shown_everywhere(book, "8/10", "80.0%")

    edit(book / "data/counts.csv", COUNT, CHANGED.replace(",90,", ",80,"))
    refused = build(book)
    assert refused.returncode == 1
    told = [warning for warning in warnings_of(refused, book) if "data/counts.csv row 7" in warning]
    assert len(told) == 1, refused.stdout
    command = [sys.executable, "-m", "helpers", "check", "--root", str(book)]
    checked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert checked.returncode == 1
    assert told[0].partition("WARNING: ")[2] in checked.stdout

    edit(book / "data/counts.csv", CHANGED.replace(",90,", ",80,"), CHANGED)
    unseen = build(book)
    assert unseen.returncode == 1, "a verdict that turns over must be seen by a person"
    assert "alpha, percent_1 80: from reproduced to differs" in unseen.stdout
    edit(book / "data/claims.csv", JUDGED + ",reproduced,,", JUDGED + ",differs,,The trial has 90%.")
    result = build(book)
    assert result.returncode == 0, result.stdout
    shown_everywhere(book, "9/10", "90.0%")
    for name, text in texts_of_site(book).items():
        assert "80.0%" not in text and "8/10" not in text, f"{name} shows the old value"

    before = {path: path.stat().st_mtime_ns for path in (book / "_build/html").rglob("*.html")}
    unchanged = build(book)
    assert unchanged.returncode == 0
    assert "0 added, 0 changed, 0 removed" in unchanged.stdout
    assert "no targets are out of date" in unchanged.stdout
    assert "Executing notebook" not in unchanged.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before, "no page is written"


@pytest.mark.weekly
def test_a_change_in_the_package_reaches_every_page(book, tmp_path):
    package = tmp_path / "path/helpers"
    shutil.copytree(ROOT / "src/helpers", package, ignore=shutil.ignore_patterns("__pycache__"))
    assert build(book, path=package.parent).returncode == 0
    shown_everywhere(book, "8/10", "80.0%")
    with (package / "quantities/formatting.py").open("a", encoding="utf-8") as file:
        file.write('\n\ndef fixed(value: float, places: int) -> str:\n    return f"{value:.3f}"\n')
    result = build(book, path=package.parent)
    assert result.returncode == 0, result.stdout
    shown_everywhere(book, "8/10", "80.000%")
    assert not [name for name, text in texts_of_site(book).items() if "80.0%" in text]


@pytest.mark.weekly
def test_a_failed_build_fails_again_until_its_causes_are_gone(book):
    index, results = book / "chapters/index.md", book / "chapters/results.md"
    sound = {path: path.read_text(encoding="utf-8") for path in (index, results)}
    edit(index, "> 50`", "> 90`")
    edit(index, "The scale is", "Missing {cite}`nobody2020`, bad $\\foo$, typed 17. The scale is")
    edit(results, "rows = [\n", "1 / 0\nrows = [\n")
    causes = ["does not hold", "nobody2020", "\\foo", "got '17'", "a cell fails: ZeroDivisionError"]

    first = build(book)
    assert first.returncode == 1
    found = warnings_of(first, book)
    for cause in causes:
        assert len([warning for warning in found if cause in warning]) == 1, (cause, found)
    again = build(book)
    assert again.returncode == 1
    assert warnings_of(again, book) == found, "an unchanged book fails for the same reasons"

    results.write_text(sound[results], encoding="utf-8", newline="\n")
    fewer = build(book)
    assert fewer.returncode == 1
    assert [c for c in causes if any(c in warning for warning in warnings_of(fewer, book))] == causes[:-1]
    index.write_text(sound[index], encoding="utf-8", newline="\n")
    mended = build(book)
    assert mended.returncode == 0, mended.stdout
    shown_everywhere(book, "8/10", "80.0%")
    assert not (book / "_build/html/reports").exists(), "nothing of the failed cell is published"


def test_a_build_that_was_interrupted_hides_no_fault_from_the_next(book, tmp_path):
    edit(book / "chapters/index.md", "The scale is", "Typed 17. The scale is")
    (tmp_path / "path").mkdir()
    # Between reading and writing Sphinx has stored what it read, faults and all.
    (tmp_path / "path/sitecustomize.py").write_text(
        "import os\nfrom sphinx.builders import Builder\nBuilder.write = lambda *arguments: os._exit(9)\n",
        encoding="utf-8",
    )
    interrupted = build(book, path=tmp_path / "path")
    assert interrupted.returncode == 9, interrupted.stdout
    assert (book / "_build/.doctrees/environment.pickle").exists()
    result = build(book)
    assert result.returncode == 1
    assert [warning for warning in warnings_of(result, book) if "got '17'" in warning]


def test_a_figure_that_was_renamed_leaves_no_rows_behind(book):
    assert build(book).returncode == 0
    edit(book / "chapters/results.md", "small-forest", "other-forest")
    assert build(book).returncode == 0
    assert [path.name for path in (book / "_build/html/figures").iterdir()] == ["other-forest.csv"]


def test_a_new_title_reaches_the_pages_beside_it(book):
    assert build(book).returncode == 0
    edit(book / "chapters/results.md", "# Results", "# What was found")
    assert build(book).returncode == 0
    for name in ("index", "results", "references"):
        assert "What was found</a>" in page(book, name) and ">Results</a>" not in page(book, name)


@pytest.mark.weekly
def test_a_first_page_that_was_built_alone_is_not_taken_for_the_whole_book(book, monkeypatch):
    assert build(book).returncode == 0
    edit(book / "data/claims.csv", JUDGED + ",reproduced,,", JUDGED + ",differs,,The trial has 90%.")
    edit(book / "data/counts.csv", COUNT, CHANGED)
    monkeypatch.setenv("REVIEW_FIRST_PAGE", "chapters/results")
    assert build(book).returncode == 0
    assert "90.0%" in page(book, "results") and "80.0%" in page(book, "index")
    monkeypatch.delenv("REVIEW_FIRST_PAGE")
    assert build(book).returncode == 0
    shown_everywhere(book, "9/10", "90.0%")
