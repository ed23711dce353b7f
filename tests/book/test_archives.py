"""Figures and questions to take along: rows with their sources, schema, picture, script, and a text for people."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from sites import site_of

pytestmark = pytest.mark.slow
TRACED = ("study", "source", "locator", "url")


def unpacked(path: Path) -> dict[str, str]:
    """Return the files of an archive by their names in its one folder."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {name.partition("/")[0] for name in names} == {path.stem}
        return {name.partition("/")[2]: archive.read(name).decode() for name in names}


def archives_of(book: Path) -> list[Path]:
    return sorted((site_of(book) / "archives").glob("*.zip"))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_figure_has_an_archive_with_the_rows_of_its_download_and_a_picture_that_stands_alone(real_book):
    drawn = {path.stem for path in (site_of(real_book) / "figures").glob("*.csv")}
    assert {path.stem for path in archives_of(real_book)} == drawn
    for path in archives_of(real_book):
        files = unpacked(path)
        assert files[f"{path.stem}.csv"] == (site_of(real_book) / f"figures/{path.stem}.csv").read_text("utf-8")
        assert ElementTree.fromstring(files[f"{path.stem}.svg"]).tag.endswith("svg")
        assert "var(" not in files[f"{path.stem}.svg"]
        for said in ("Version 0.1.0", "Creative Commons", "not medical advice", "Last search"):
            assert said in " ".join(files["README.txt"].split()), path.stem


def test_a_row_of_a_forest_names_its_study_its_source_and_where_that_prints_it(real_book):
    files = unpacked(site_of(real_book) / "archives/lysis-excellent-todate.zip")
    rows = rows_of(files["lysis-excellent-todate.csv"])
    trials = [row for row in rows if row["treated_events"]]
    assert all(row["study"] and row["source"] and row["locator"] for row in trials) and len(trials) > 5
    assert {row["study"] for row in trials if row["label"].startswith("CHOICE 2022")} == {"choice2022"}
    pool = next(row for row in rows if row["summary"])
    assert len(pool["study"].split("; ")) > 1
    behind = rows_of(files["evidence.csv"])
    assert {row["expression"] for row in trials} <= {row["expression"] for row in behind}
    assert all(row["row"].startswith("data/") and row["locator"] for row in behind)
    assert "iatt_todate_mrs_0_1.R" in files and "iatt_todate_mrs_0_1.csv" in files


@pytest.mark.parametrize("most", [1, pytest.param(100, marks=pytest.mark.weekly)])  # a sample; all take 10 s
def test_the_schema_of_an_archive_fits_its_tables(most, real_book, tmp_path):
    from frictionless import Package

    questions = sorted((site_of(real_book) / "archives/questions").glob("*.zip"))
    for path in [*archives_of(real_book)[-most:], *questions[:most]]:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path)
        described = tmp_path / path.stem / "datapackage.json"
        assert Package(str(described)).validate().valid, path.stem
        for resource in json.loads(described.read_text("utf-8"))["resources"]:
            known = [field["name"] for field in resource["schema"]["fields"] if "description" in field]
            assert set(TRACED) & set(known) or "locator" in known, (path.stem, resource["name"])


def test_archives_are_reached_from_the_figure_and_from_the_question(real_book):
    linked, carded = set(), {"questions"}  # a sketch of the first page has no line of actions
    for page in (site_of(real_book) / "chapters").glob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for link in soup.select('a[href*="archives/"]'):
            target = (page.parent / link["href"]).resolve()
            assert target.is_file(), link["href"]
            linked.add(target)
        carded |= {figure["id"] for figure in soup.select("figure[id]") if figure.select_one(".bar")}
    archives = (path.resolve() for path in (site_of(real_book) / "archives").rglob("*.zip"))
    made = {path for path in archives if {path.stem, path.parent.name} & carded}
    assert linked == made and len(made) > 40
