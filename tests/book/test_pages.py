"""What the built site shows and carries: the numbers for machines, markup that stays text, and the real chapters."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from books import ROOT
from bs4 import BeautifulSoup
from sites import opened_on, site_of

pytestmark = pytest.mark.slow

# What a page loads by itself. An ordinary link (a href) is followed by readers only.
LOADED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "form": ("action",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
LOADING_LINKS = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "manifest"}
LIGHT = {"chapters/index.html": 70}  # KiB
LIGHTER = {"studies": 60}  # all pages of a folder; others 120
ID = re.compile(r'<[^>]* id="([^"]*)"')
HOST = re.compile(r"\s*(?:[a-z]+:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
IN_SCRIPT = re.compile(r"""(?:fetch|import|importScripts|Worker|EventSource|WebSocket|open)\(\s*["'`]([^"'`]+)""")


def soup_of(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def pages_of(book: Path) -> list[Path]:
    """Return the pages of a book; of the many that are made alike, the largest ones and some others."""
    pages, alike = [], []
    for path in sorted(site_of(book).rglob("*.html")):
        (alike if path.parent.name == "studies" else pages).append(path)
    alike.sort(key=lambda path: (-path.stat().st_size, path))
    return pages + alike[:4] + alike[4::24]


def loaded_by(soup: BeautifulSoup) -> list[str]:
    """Return every address that a page loads without being asked."""
    found = [tag[name] for tags, names in LOADED.items() for tag in soup(tags) for name in names if tag.get(name)]
    found += [link["href"] for link in soup("link") if LOADING_LINKS.intersection(link.get("rel", ()))]
    found += [address for style in soup("style") for pair in IN_STYLE.findall(style.text) for address in pair]
    found += [address for tag in soup(style=True) for pair in IN_STYLE.findall(tag["style"]) for address in pair]
    found += [address for tag in soup("script", src=False) for address in IN_SCRIPT.findall(tag.text)]
    return [address for address in found if address]


@pytest.fixture(params=["rich_book", "real_book"])
def any_book(request) -> Path:
    return request.getfixturevalue(request.param)


def test_every_number_a_page_shows_is_in_stats_json_and_nothing_else_is(any_book):
    stats = json.loads((site_of(any_book) / "stats.json").read_text(encoding="utf-8"))["quantities"]
    shown, drawn = set(), set()
    for path in pages_of(any_book):
        name, soup = path.relative_to(site_of(any_book)).with_suffix("").as_posix(), soup_of(path)
        quantities = opened_on(path)["quantities"]
        for number in soup.select("a.stat"):
            quantity = quantities[int(number["data-quantity"])]
            assert number.text == quantity["text"]
            shown.add((name, quantity["expression"], number.text))
        for link in soup.select("a.rows-link"):
            with (path.parent / link["href"]).open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):  # their text is what the picture has room for
                    drawn |= {(name, cell) for column, cell in row.items() if column.endswith("expression") and cell}
    assert shown
    assert shown <= {(q["page"], q["expression"], q["text"]) for q in stats}
    assert {(q["page"], q["expression"]) for q in stats} == {found[:2] for found in shown} | drawn


def test_stats_json_is_sorted_without_duplicates_and_says_where_each_number_comes_from(any_book):
    text = (site_of(any_book) / "stats.json").read_text(encoding="utf-8")
    for no_json in ("NaN", "Infinity"):
        assert f": {no_json}" not in text
    stats = json.loads(text)["quantities"]
    texts = [json.dumps(quantity, sort_keys=True, ensure_ascii=False) for quantity in stats]
    assert texts == sorted(set(texts))
    for quantity in stats:
        assert quantity["text"] and quantity["expression"] and quantity["kind"] and quantity["formula"]
        assert (quantity["low"] is None) == (quantity["high"] is None)
        if quantity["kind"] != "words":
            nothing = quantity["text"] in ("not poolable", "not estimable") and quantity["notes"]
            assert nothing or quantity["value"] is not None or quantity["low"] is not None, quantity
        for row in quantity["inputs"]:
            assert row["row"].startswith("data/") and row["label"]
        agreed = quantity["expression"].startswith("setting(")  # what the program takes as agreed
        assert agreed or quantity["inputs"] or quantity["sources"], f"{quantity['expression']} comes from nowhere"


def test_numbers_are_collected_from_every_place_of_a_page(rich_book):
    stats = json.loads((site_of(rich_book) / "stats.json").read_text(encoding="utf-8"))["quantities"]
    by_page = {}
    for quantity in stats:
        by_page.setdefault(quantity["page"], {})[quantity["expression"]] = quantity["text"]
    places = by_page["chapters/places"]
    assert places.pop('pct("beta2021cohort", "all", "nrp") < 50') == "fewer than half"
    assert places.pop('rr("alpha2020trial", "drug", "control", "mrs_0_1_90d")').startswith("RR 1.67 (95% CI ")
    assert places == {
        'count("alpha2020trial", "drug", "nrp")': "8/10",
        'count("alpha2020trial", "control", "nrp")': "5/10",
        'pct("alpha2020trial", "control", "nrp")': "50.0%",
        'n("alpha2020trial", "drug", which="randomised")': "10",
        'pct("beta2021cohort", "all", "nrp")': "20.0%",
        'n("alpha2020trial")': "20",
        'n("beta2021cohort")': "50",
        'value("alpha2020trial", "drug", "nihss_24h", "median")': "17 points (IQR 12-21)",
        'count("alpha2020trial", "control", "mrs_0_1_90d")': "3/10",
        'reported("alpha2020trial", "drug", "control", "mrs_0_1_90d")': "aRR 1.44 (95% CI 1.06-1.95; P = .02)",
    }
    assert by_page["chapters/tables"] == {
        'studies("nrp")': "2",
        'pct("beta2021cohort", "tici3", "nrp")': "0.0%",
        'count("beta2021cohort", "tici3", "nrp")': "0/20",
    }
    assert {'studies("nrp")', 'pct("alpha2020trial", "drug", "nrp")'} <= set(by_page["chapters/results"])


def test_nothing_of_a_block_of_names_is_shown(rich_book):
    page = soup_of(site_of(rich_book) / "chapters/places.html")
    assert "names" not in page.select_one("article").text and "alpha2020trial" not in page.select_one("article").text
    assert page.select_one("article h1").find_next_sibling().name == "p"


def test_the_rows_of_a_figure_are_those_of_its_picture(any_book):
    seen = 0
    for path in pages_of(any_book):
        for figure in soup_of(path).select("figure.review-figure"):
            link = figure.select_one("a.rows-link")
            with (path.parent / link["href"]).open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            assert rows
            pictures = figure.select("svg[role=img]")
            assert len(pictures) == 2, "one for a page, one for a phone"
            for picture in pictures:
                shown = " ".join(picture.text.split())  # long words run on over several lines
                for row in rows:
                    assert row["text"] in picture["aria-label"]
                    assert row["text"] in shown
            seen += 1
    assert seen


def test_a_page_loads_nothing_from_another_host(any_book):
    site = site_of(any_book)
    for path in pages_of(any_book):
        assert [address for address in loaded_by(soup_of(path)) if HOST.match(address)] == [], path.name
    for path in site.rglob("*.css"):
        pairs = IN_STYLE.findall(path.read_text(encoding="utf-8"))
        assert [address for pair in pairs for address in pair if HOST.match(address)] == [], path.name
    for path in site.rglob("*.js"):
        assert [a for a in IN_SCRIPT.findall(path.read_text(encoding="utf-8")) if HOST.match(a)] == [], path.name


def test_what_a_page_loads_or_links_to_within_the_site_exists(any_book):
    site = site_of(any_book)
    ids: dict[Path, set[str]] = {}
    for path in pages_of(any_book):
        soup = soup_of(path)
        links = [tag["href"] for tag in soup("a", href=True)] + sources_of(path)
        for address in [*loaded_by(soup), *links]:
            file, fragment = urldefrag(address.partition("?row=")[0])
            if HOST.match(address) or file.startswith(("mailto:", "data:")):
                continue
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            assert target.is_file(), f"{path.relative_to(site)} leads to {address}"
            if fragment and target.suffix == ".html":
                if target not in ids:
                    ids[target] = set(ID.findall(target.read_text(encoding="utf-8")))
                assert fragment in ids[target], f"{path.relative_to(site)} leads to {address}"


def sources_of(page: Path) -> list[str]:
    """Return the addresses in the bibliography that open behind the numbers of a page, as seen from it."""
    return [source["href"] for source in opened_on(page)["sources"].values() if source["href"]]


def test_without_a_script_a_number_is_a_link_to_its_source_in_the_bibliography(rich_book):
    for name in ("index", "places", "tables", "edges"):
        numbers = soup_of(site_of(rich_book) / f"chapters/{name}.html").select("a.stat")
        assert numbers
        for number in numbers:
            assert number["href"].startswith("references.html#ref-"), number


def test_markup_in_data_bibliography_and_captions_stays_text(rich_book):
    kinds = (
        "label",
        "group",
        "definition",
        "locator",
        "fault",
        "title",
        "author",
        "caption",
        "column",
        "image",
        "axis",
    )
    seen = set()
    for path in pages_of(rich_book):
        soup = soup_of(path)
        for script in soup("script"):
            if script.get("type") == "application/ld+json":  # data, which no browser runs
                assert json.loads(script.text) and "<" not in script.text, path.name
            else:
                assert "alert(" not in script.text, path.name
        for tag in soup(True):
            run = [value for name, value in tag.attrs.items() if name.lower().startswith("on")]
            assert "alert(" not in "".join(run), f"{path.name}: {tag.name}"
        for code in soup.select("div.cell_input"):
            code.decompose()
        text = soup.text + json.dumps(opened_on(path))
        seen |= {kind for kind in kinds if re.search(rf"alert\(.?{kind}", text)}
    assert seen == set(kinds), f"not on any page: {set(kinds) - seen}"


def test_a_page_is_light_and_no_script_holds_it_up(real_book):
    """What a first visit loads, fonts included, compressed as servers do: the pages of tables alone weigh more."""
    weights = {}
    for page in pages_of(real_book):
        soup = soup_of(page)
        files = {(page.parent / address.partition("?")[0]).resolve() for address in loaded_by(soup)}
        for sheet in [file for file in files if file.suffix == ".css"]:
            pairs = IN_STYLE.findall(sheet.read_text(encoding="utf-8"))
            files |= {(sheet.parent / address).resolve() for pair in pairs for address in pair if address}
        files = {page, *(file for file in files if file.is_file())}
        packed = [file.read_bytes() for file in files if file.suffix == ".woff2"]
        packed += [gzip.compress(file.read_bytes(), 9, mtime=0) for file in files if file.suffix != ".woff2"]
        weights[page.relative_to(site_of(real_book)).as_posix()] = (sum(map(len, packed)) / 1024, len(files))
        for script in soup("script", src=True):
            assert script.has_attr("defer"), f"{page.name}: {script['src']}"
    most = {name: LIGHT.get(name, LIGHTER.get(name.partition("/")[0], 120)) for name in weights}
    heavy = {name: found for name, found in weights.items() if found[0] > most[name] or found[1] > 10}
    assert heavy == {}


def notebooks() -> list[Any]:
    """Return the chapters with cells: a change runs the one with most, as the build runs the cells of all."""
    cells = {
        path.name: path.read_text(encoding="utf-8").count("{code-cell}") for path in (ROOT / "chapters").rglob("*.md")
    }
    names = sorted((name for name in cells if cells[name]), key=lambda name: (-cells[name], name))
    return [names[0], *(pytest.param(name, marks=pytest.mark.weekly) for name in names[1:])]


@pytest.mark.parametrize("name", notebooks())
def test_a_chapter_runs_as_a_notebook_from_its_own_folder(name):
    from myst_nb.core.config import NbParserConfig
    from myst_nb.core.read import create_nb_reader
    from myst_parser.config.main import MdParserConfig
    from nbclient import NotebookClient

    path = next((ROOT / "chapters").rglob(name))
    text = path.read_text(encoding="utf-8")
    notebook = create_nb_reader(str(path), MdParserConfig(), NbParserConfig(), text).read(text)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for cell in cells for output in cell.outputs if output.output_type == "error"] == []


def test_a_citation_shows_author_and_year_or_the_label_of_a_study_without_them(built_book):
    shown = [
        link.get_text() for link in soup_of(built_book / "_build/html/chapters/index.html").select("a[href*='#ref-']")
    ]
    assert "Reference 1" in shown and "Alpha and Other, 2020" in shown
    assert not [text for text in shown if "n.d." in text]
