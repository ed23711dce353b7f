"""The search, in Chromium from a folder: numbers, names, other spellings and other words lead to what was meant."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from sites import site_of, violations, visit

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FOUND = """(asked) => asked.map((words) => reviewSearch.find(words).slice(0, 3)
  .map((entry) => `${entry.address}#${entry.section} ${entry.shown}`))"""
ASKED = {  # what a reader types, and what stands in the first place
    "29%": "29%",
    "29": "29%",
    "1.27": "1.27",
    "40.4%": "40.4%",
    "51/126": "51/126",
    "CHOICE2": "CHOICE2",
    "tirofiban": "drugs.html#tirofiban",
    "tirofban": "drugs.html#tirofiban",
    "noreflow": "index.html#how-often",
    "无复流": "index.html#how-often",
    "发生率": "index.html#how-often",
    "prevalence": "index.html#how-often",
    "hemorrhage": "haemorrhage",
    "haemorrage": "haemorrhage",
    "mortality": "deaths",
    "randomized": "randomised",
    "how many of 1,000 die more": "death",
    "sICH": "glossary.html",
}


@pytest.fixture
def searched(browser, real_book):
    """Return the first page with its search open and the whole index read, and what went wrong."""
    troubles: list[str] = []
    page = visit(browser, site_of(real_book) / "chapters/index.html", "wide", "light", troubles)
    page.keyboard.press("/")
    page.wait_for_function("window.reviewIndex?.length === 2")
    yield page, troubles
    page.context.close()


def test_numbers_names_and_other_words_lead_to_what_was_meant(searched):
    page, troubles = searched
    found = dict(zip(ASKED, page.evaluate(FOUND, list(ASKED)), strict=True))
    missed = {asked: found[asked] for asked, wanted in ASKED.items() if wanted not in (found[asked] or [""])[0]}
    assert (missed, troubles) == ({}, [])


def test_every_other_name_leads_somewhere(searched, real):
    page, _ = searched
    names = list(real.evidence.package["synonyms"])
    found = dict(zip(names, page.evaluate(FOUND, names), strict=True))
    assert [name for name in names if not found[name]] == []


def test_a_number_is_found_by_keyboard_alone_said_aloud_and_opened(searched):
    page, troubles = searched
    field = page.get_by_role("combobox", name="Search")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type("40.4%")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert page.locator(".found-status[role=status]").inner_text() == f"{options.count()} found."
    assert violations(page, "dialog") == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert chosen.locator("mark").all_inner_texts() == ["40.4%"]
    page.keyboard.press("Enter")
    page.locator("#review-popover[data-filled]").wait_for()
    assert page.locator("#popover-value").inner_text() == "40.4%"
    assert troubles == []


def test_escape_leads_back_and_the_search_page_finds_the_same(searched, real_book):
    page, troubles = searched
    page.keyboard.type("tirofiban")
    texts = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # the first empties the field
    assert page.get_by_role("option").count() == 0
    page.goto((site_of(real_book) / "search.html").as_uri() + "?q=tirofiban")
    page.wait_for_function("window.reviewIndex?.length === 2")
    assert page.get_by_role("option").all_inner_texts()[: len(texts)] == texts
    assert troubles == []


def test_the_index_is_light_and_every_page_is_in_it(searched, real_book):
    page, _ = searched
    site = site_of(real_book)
    at_once, rest = (
        len(gzip.compress((site / name).read_bytes(), 9)) / 1024 for name in ("searchindex.js", "searchtext.js")
    )
    assert at_once <= 40 and rest <= 80
    listed = page.evaluate("reviewIndex[0].pages.map(([address]) => address)")
    chapters = {path.relative_to(site).as_posix() for path in (site / "chapters").rglob("*.html")}
    assert chapters <= set(listed)
    assert all(a != b for a, b in pairwise(listed))
    assert page.evaluate(
        "reviewIndex.flatMap(({ pages }) => pages).filter(([address]) => address.startsWith('chapters')).flatMap("
        "([address, , parts]) => parts.flatMap(([, , said]) => said.flatMap(([, ids]) => (ids || '').split(' '))))"
        ".every((id) => id === '' || /^n-[0-9a-f]{10}$/.test(id))"
    )
