"""Questions that readers bring, each answered from the first page in at most four actions, with the engine's number."""

from __future__ import annotations

import re

import pytest
from sites import site_of, visit

from helpers.quantities.vocabulary import Review

pytestmark = [pytest.mark.slow, pytest.mark.browser]
MOST = 4


class Reader:
    """A reader on the first page, whose actions are counted."""

    def __init__(self, page) -> None:
        self.page = page
        self.actions = 0

    def click(self, what) -> None:
        self.act()
        what.click()

    def press(self, key: str) -> None:
        self.act()
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.act()
        self.page.keyboard.type(words)

    def act(self) -> None:
        self.actions += 1
        assert self.actions <= MOST

    def link(self, words: str):
        return self.page.locator("main").get_by_role("link", name=words, exact=True)

    def sees(self, words: str, where: str) -> None:
        """Assert that a text stands on the window, in some element."""
        found = self.page.locator(where).get_by_text(words).first
        found.wait_for()
        assert found.is_visible(), words


@pytest.fixture
def reader(browser, real_book):
    """Return a reader who has just come."""
    troubles: list[str] = []
    page = visit(browser, site_of(real_book) / "chapters/index.html", "wide", "light", troubles)
    yield Reader(page)
    assert troubles == []
    page.context.close()


def test_how_often_after_complete_reperfusion_by_ct_perfusion(reader, real: Review):
    wanted = real.pooled("nrp_by_definition", subgroup="Low volume or flow (CT or MR)")
    reader.click(reader.page.locator("article a.stat", has_text=wanted.text).first)
    reader.sees(wanted.text, "#review-popover")
    reader.sees("What it is made of", "#review-popover")


def test_whether_lysis_helps_without_choice2(reader, real: Review):
    wanted = real.pooled("iatt_todate_mrs_0_1", without="choice2trial2026", by="grade")
    reader.click(reader.link("The trials of lysis"))
    reader.click(reader.page.locator("#lysis-excellent-todate .explore-button"))
    reader.click(reader.page.locator(".explorer-table tr", has_text="CHOICE2").locator("input"))
    reader.sees(wanted.text, ".explorer")
    assert "CHOICE2" in reader.page.locator(".explorer-changed").inner_text()


def test_where_a_percentage_comes_from(reader, real: Review):
    wanted = real.pct("choice2022", "control", "mrs_0_1_90d")
    assert wanted.text == "40.4%"
    reader.press("/")
    reader.page.get_by_role("combobox").wait_for()
    reader.type(wanted.text)
    reader.page.get_by_role("option").first.wait_for()
    reader.press("Enter")
    reader.sees(wanted.text, "#review-popover .popover-value")
    reader.sees(real.count("choice2022", "control", "mrs_0_1_90d").text, "#review-popover table")
    assert reader.page.locator("#review-popover a[href^='https://doi.org/']").count()


def test_how_many_of_a_thousand_die_more(reader, real: Review):
    wanted = real.per_1000("iatt_todate_death")
    reader.click(reader.page.locator("article tr", has_text="death").locator("a.stat", has_text=wanted.text).first)
    reader.sees(wanted.text, "#review-popover .popover-value")
    reader.sees("of 1,000 patients", "#review-popover .popover-words")


def test_how_to_cite_a_figure(reader):
    reader.click(reader.page.get_by_role("link", name="How often", exact=True))
    figure = reader.page.locator(
        "figure.fig", has=reader.page.locator(".caption-number", has_text=re.compile(r"Fig\. 3\b"))
    )
    title = figure.locator(".fig-title").inner_text()
    reader.click(figure.get_by_role("button", name="Cite"))
    dialog = reader.page.get_by_role("dialog", name="Cite")
    assert "Fig. 3" in dialog.inner_text() and title in dialog.inner_text()
    assert figure.get_attribute("id") in dialog.inner_text(), (
        "in the key of its entry, and in its address where it has one"
    )


def test_which_trials_stopped_early(reader, real: Review):
    tables = real.evidence.tables
    early = [row["study"] for row in tables["conduct"] if (row["fact"], row["answer"]) == ("stopped_early", "yes")]
    stopped = [row["label"] for row in tables["studies"] if row["study"] in early]
    reader.press("/")
    reader.page.wait_for_function("window.reviewIndex?.length === 2")
    reader.type("stopped early: yes")
    found = reader.page.get_by_role("option").all_inner_texts()
    assert len(stopped) > 2
    missing = [label for label in stopped if not any(label in text and "Stopped early: yes" in text for text in found)]
    assert missing == []
