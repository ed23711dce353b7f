"""Whole pages in Chromium, from file://: no request, no error, no accessibility violation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sites import EVERY_SIZE, SIZES, site_of, violations, visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# A real page of a study is looked at in each change (test_study_pages.py), as it shows more.
WEEKLY_PAGE = pytest.param("studies/alpha2020trial", marks=pytest.mark.weekly)


def look_at(browser, path: Path, size: str) -> list[str]:
    """Return everything that is wrong with a page: as it loads, with the popover closed and open, light and dark.

    Colours do not depend on the width: the dark ones are looked at once.
    """
    troubles: list[str] = []
    page = visit(browser, path, size, "light", troubles)
    troubles += violations(page)
    numbers = page.locator("article a.stat")
    if numbers.count():
        numbers.first.click()
        page.locator("#review-popover[data-filled]").wait_for()
        troubles += violations(page, "#review-popover")
    if size == "wide":
        page.evaluate("document.documentElement.dataset.theme = 'dark'")  # nothing but colours changes
        troubles += [f"dark: {trouble}" for trouble in violations(page, rule="color-contrast")]
    page.context.close()
    return troubles


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name",
    ["chapters/places", "chapters/tables", "chapters/references", WEEKLY_PAGE, "search", "genindex"],
)
def test_small_pages_are_accessible_and_ask_no_host_for_anything(browser, rich_book, name, size):
    assert look_at(browser, site_of(rich_book) / f"{name}.html", size) == []


@pytest.mark.weekly
@pytest.mark.parametrize("size", EVERY_SIZE)
def test_real_pages_are_accessible_and_ask_no_host_for_anything(browser, real_book, size):
    chapters = sorted((site_of(real_book) / "chapters").rglob("*.html"))
    found = {path.stem: look_at(browser, path, size) for path in chapters}
    assert found == {path.stem: [] for path in chapters}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_page_takes_the_colours_the_reader_has_chosen(browser, rich_book, colours):
    page = visit(browser, site_of(rich_book) / "chapters/places.html", "wide", colours, [])
    assert page.evaluate("document.documentElement.dataset.theme") == colours
    lightness = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")
    assert (sum(lightness) > 3 * 128) == (colours == "light")
    page.context.close()


def test_the_front_door_leads_to_the_first_page(browser, rich_book):
    troubles: list[str] = []
    page = visit(browser, site_of(rich_book) / "index.html", "wide", "light", troubles)
    page.wait_for_url("**/chapters/index.html")
    assert page.locator("h1").first.inner_text().startswith("A small book")
    assert troubles == []


def test_the_narrow_picture_is_shown_on_a_phone_and_the_wide_one_elsewhere(browser, rich_book):
    for size, shown, hidden in (("wide", "wide", "narrow"), ("phone", "narrow", "wide")):
        page = visit(browser, site_of(rich_book) / "chapters/results.html", size, "light", [])
        assert page.locator(f".picture-{shown} svg").is_visible()
        assert not page.locator(f".picture-{hidden} svg").is_visible()
        names = page.evaluate("[...document.querySelectorAll('svg[role=img]')].map(svg => svg.ariaLabel)")
        assert all(name.startswith("Small studies.") for name in names)
        page.context.close()


def test_downloads_of_a_page_can_be_read(browser, rich_book):
    page = visit(browser, site_of(rich_book) / "chapters/results.html", "wide", "light", [])
    with page.expect_download() as download:
        page.locator("a.rows-link").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("block,label,")
    stats = json.loads((site_of(rich_book) / "stats.json").read_text(encoding="utf-8"))
    assert stats["quantities"]
    page.context.close()
