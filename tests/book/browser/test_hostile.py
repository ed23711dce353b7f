"""Pages made of data that attack them: nothing runs, nothing is loaded from elsewhere, nothing leaves the book."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from books import built
from poisoned import HOOK, copy_poisoned_book
from sites import site_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]

OPEN_EVERYTHING = """async () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const numbers = [...document.querySelectorAll("a.stat")].slice(0, 400);
  numbers[0]?.click(); // what opens is loaded with the first
  const filled = () => document.querySelector("#review-popover[data-filled]");
  while (numbers.length && !filled()) await new Promise((go) => setTimeout(go, 20));
  for (const number of numbers.slice(1)) number.click();
}"""
ACTING = """() => [...document.querySelectorAll("[href], [src], [action], [formaction], [srcdoc]")]
  .map((element) => element.getAttribute("href") || element.getAttribute("src") || element.outerHTML)
  .filter((address) => /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i.test(address))"""
INJECTED = "() => document.querySelectorAll('img[src=x], svg[onload], [onerror]').length"


@pytest.fixture(scope="module")
def poisoned(made_once) -> Path:
    """Return the book in which every text attacks, built."""
    return made_once("poisoned", lambda folder: built(copy_poisoned_book(folder)))


@pytest.fixture
def visited(browser):
    """Return what opens an address with a hook in it, and returns the page and what it asked of others."""
    context = browser.new_context()
    context.add_init_script(HOOK)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else asked.append(r.url))

    def visit(address: str):
        page.goto(address, wait_until="load")
        return page, asked

    yield visit
    context.close()


def test_every_page_shows_attacks_as_text_with_every_number_opened(poisoned, visited):
    site = site_of(poisoned)
    pages = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    pages.remove(site / "index.html")  # it leads to the first page at once
    assert {"data.html", "tables.html", "references.html", "beta2021cohort.html"} <= {path.name for path in pages}
    for path in pages:
        page, asked = visited(path.as_uri())
        page.evaluate(OPEN_EVERYTHING)
        page.wait_for_timeout(100)
        found = [page.evaluate(script) for script in ("window.ran", INJECTED, ACTING)]
        assert [path.name, *found, asked] == [path.name, [], 0, [], []]
    shown = (site / "chapters/data.html").read_text(encoding="utf-8")
    assert "dictionary.title" in shown and "column.description" in shown, "the attacks are there"
    assert "studies.label" in (site / "chapters/tables.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query",
    [
        "groups <img src=x onerror=\"xs('dictionary.title')\">",
        "How <img src=x onerror=xs('heading')> looks",
        *("onerror", "img", "studies", "dictionary.title", "svg", "Data <b>"),
    ],
)
def test_the_search_page_shows_titles_as_text(poisoned, visited, query):
    page, asked = visited((site_of(poisoned) / "search.html").as_uri() + "?q=" + quote(query))
    page.locator("#search-status[data-for]").wait_for()
    page.wait_for_timeout(300)  # for what is loaded behind it
    assert [page.evaluate("window.ran"), page.evaluate(INJECTED), asked] == [[], 0, []]


def test_a_heading_with_markup_is_found_and_shown_as_it_is_written(poisoned, visited):
    page, _ = visited((site_of(poisoned) / "search.html").as_uri() + "?q=" + quote("img src=x onerror=xs('heading')"))
    page.locator("#search-results a").first.wait_for()
    titles = page.locator("#search-results a").all_inner_texts()
    assert any("<img src=x onerror=" in title for title in titles), titles


def test_nothing_from_outside_the_book_is_in_the_site(poisoned):
    for path in site_of(poisoned).rglob("*"):
        assert "secret" not in path.name
        assert path.is_dir() or b"TOPSECRET" not in path.read_bytes()
