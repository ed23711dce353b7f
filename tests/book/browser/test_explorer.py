"""The explorer on the page: what a reader does with it, by mouse, by keyboard, by an address, and what is said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from books import page as html_of
from sites import site_of, violations, visit
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.quantities.vocabulary import Review

pytestmark = [pytest.mark.slow, pytest.mark.browser]
QUESTION = "iatt_todate_mrs_0_1"  # of many studies, one of them left out of the pool; some page shows it
WORDS = {  # what only the facts of a setting say
    "": "RR",
    "without=pearl2025&model=PM&interval=hksj&measure=RD": "tau2 by PM",
    "model=peto&measure=OR": "Peto",
}


class Shown(NamedTuple):
    """Where the question is shown: the figure, its page, and the split that the figure is printed by."""

    figure: str
    page: Path
    by: str | None


@pytest.fixture(scope="session")
def shown(real_book):
    """Return the first figure of the question in the built book."""
    site = site_of(real_book)
    for script in sorted((site / "figures").glob("*.js")):
        call = script.read_text(encoding="utf-8").partition(", ")[2].strip()
        data = json.loads(json.loads(call.removesuffix(");")))
        if data["question"] == QUESTION:
            pages = [path for path in (site / "chapters").rglob("*.html") if script.stem in path.read_text("utf-8")]
            page = next(path for path in pages if f'data-figure="{script.stem}"' in path.read_text("utf-8"))
            return Shown(script.stem, page, data["setting"]["by"] or None)
    pytest.fail(f"no figure has an explorer of {QUESTION}")


def opened(browser, shown, setting=""):
    """Open the page of the figure with its explorer in a setting, by its address."""
    page = visit(browser, shown.page, "wide", "light", [])
    page.goto(f"{shown.page.as_uri()}#{shown.figure}?{setting}")
    page.reload()
    page.locator(".explorer-table").wait_for()
    return page


def yours(page) -> dict[str, str]:
    """Return the facts of the reader's setting, by their names."""
    rows = page.locator(".explorer-compared tbody tr")
    return {row.locator("th").inner_text(): row.locator("td").last.inner_text() for row in rows.all()}


@pytest.mark.parametrize("size", ["wide", pytest.param("phone", marks=pytest.mark.weekly)])
def test_an_explorer_is_opened_used_and_closed_by_keyboard_alone(browser, shown, size):
    troubles: list[str] = []
    page = visit(browser, shown.page, size, "light", troubles)
    button = page.locator(f'button[data-figure="{shown.figure}"]')
    assert page.locator(".explorer").count() == 0 and button.get_attribute("aria-expanded") == "false"
    assert violations(page) == []
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".explorer-table").wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    page.wait_for_function("document.activeElement.textContent.startsWith('Explore: ')")
    printed = yours(page)["Pool"]
    page.locator(".explorer-table input").first.focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.type") == "checkbox", "the focus stays where it was pressed"
    assert yours(page)["Pool"] != printed
    status = page.locator(".explorer-live[role=status]")
    page.wait_for_function("document.querySelector('.explorer-live[role=status]').textContent !== ''")
    assert yours(page)["Pool"] in status.inner_text() and f"Printed: {printed}." in status.inner_text()
    assert "You changed this: without" in page.locator(".explorer-changed").inner_text()
    page.locator(".explorer-all").scroll_into_view_if_needed()
    page.locator(".explorer-all svg.strip").wait_for()
    assert violations(page, ".explorer") == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Back to the printed setting").press("Enter")
    assert yours(page)["Pool"] == printed and not page.locator(".explorer-changed").is_visible()
    page.get_by_role("button", name="Close").press("Enter")
    assert not page.locator(".explorer").is_visible()
    assert page.evaluate("document.activeElement.className") == "explore-button"
    assert troubles == []
    page.context.close()


def test_an_address_holds_the_setting_and_the_ways_back_and_forward_go_through_settings(browser, shown, real: Review):
    setting = "without=choice2022+date2025&model=DL&interval=wald&measure=OR"
    page = opened(browser, shown, setting)
    wanted = real.pooled(QUESTION, measure="OR", tau2="DL", interval="wald", without="choice2022+date2025", by=shown.by)
    assert yours(page)["Pool"] == wanted.text
    assert re.sub(r"\s+", " ", page.locator(".explorer pre").last.inner_text()) == f"review show '{wanted.expression}'"
    page.locator(".explorer select[data-name=measure]").select_option("RR")
    fewer = real.pooled(QUESTION, tau2="DL", interval="wald", without="choice2022+date2025", by=shown.by).text
    assert yours(page)["Pool"] == fewer and "measure=" not in page.url
    page.go_back()
    page.wait_for_function(
        f"document.querySelector('.explorer-compared').textContent.includes({json.dumps(wanted.text)})"
    )
    page.go_forward()
    page.wait_for_function(f"document.querySelector('.explorer-compared').textContent.includes({json.dumps(fewer)})")
    page.context.close()


def test_the_way_back_leads_to_the_printed_setting_and_a_link_to_the_figure_leaves_a_setting_alone(browser, shown):
    page = visit(browser, shown.page, "wide", "light", [])
    page.locator(f'button[data-figure="{shown.figure}"]').click()
    page.locator(".explorer-table").wait_for()
    printed = yours(page)["Pool"]
    page.locator(".explorer-table input").first.click()
    changed = yours(page)["Pool"]
    assert changed != printed and page.url.endswith(f"#{shown.figure}?without=choice2022")
    page.evaluate("(hash) => { location.hash = hash; }", shown.figure)
    page.wait_for_timeout(200)
    assert yours(page)["Pool"] == changed
    page.go_back()
    page.go_back()
    page.wait_for_function("document.querySelector('.explorer-changed').hidden")
    assert yours(page)["Pool"] == printed and "?" not in page.url
    page.context.close()


def test_an_address_of_words_that_are_none_is_the_printed_setting(browser, shown, real: Review):
    page = opened(
        browser, shown, "without=x+<b>&model=constructor&measure=__proto__&by=toString&order=valueOf&interval=z"
    )
    assert yours(page)["Pool"] == real.pooled(QUESTION, by=shown.by).text
    page.context.close()


def test_every_row_of_the_table_is_the_printed_one(browser, shown, real: Review):
    page = opened(browser, shown)
    shown = {}
    for row in page.locator(".explorer-table tbody tr").all():
        label = row.locator("strong")
        if row.locator("input").count():
            shown[label.inner_text()] = (row.locator(".effect").inner_text(), row.locator(".weight").inner_text())
    members = {m.study: m for m in real.evidence.syntheses[QUESTION].members}
    assert len(shown) == len(members)
    for study, member in members.items():
        name = real.evidence.studies[study]["label"]
        label = next(label for label in shown if label.removesuffix(f" {real.evidence.studies[study]['year']}") == name)
        effect = real.rr(study, member.group, member.comparator, member.outcome).text
        assert f"RR {shown[label][0]}".replace("(", "(95% CI ") == effect
        assert (shown[label][1] == "out") == bool(member.left_out)
    page.context.close()


def test_the_command_that_a_page_prints_gives_the_number_of_the_page(browser, shown, tmp_path, monkeypatch):
    page = opened(browser, shown)
    monkeypatch.chdir(tmp_path)
    seen = set()
    for setting, words in WORDS.items():
        page.evaluate("(hash) => { location.hash = hash; }", f"{shown.figure}?{setting}")
        page.wait_for_function("(n) => document.querySelector('.explorer').textContent.includes(n)", arg=words)
        with page.expect_download() as download:
            page.locator(".explorer-take a[download]").click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
        command = page.locator(".explorer pre").first.inner_text().split()
        assert command[:2] == ["review", "pool"]
        ran = CliRunner().invoke(app, command[1:])
        pool = yours(page)["Pool"].split(" ", 1)[1].removesuffix(")")
        assert f"Pooled: {pool}" in ran.output, ran.output
        seen.add(pool)
    assert len(seen) == len(WORDS)
    page.context.close()


def test_what_was_refused_stands_there_with_the_rule_that_refuses_it(browser, shown):
    page = opened(browser, shown)
    refused = page.locator(".explorer-beside details li").all_inner_texts()
    page.locator(".explorer-beside summary").click()
    text = page.locator(".explorer-beside").inner_text()
    assert len(refused) > 3 and "A synthesis uses a patient once (" in text
    assert "Cohorts of a synthesis do not overlap (" in text
    page.context.close()


def test_the_printed_figure_stands_alone_in_print_and_without_scripts(browser, shown):
    page = opened(browser, shown)
    page.emulate_media(media="print")
    assert not page.locator(".explorer").is_visible() and page.locator(f"#{shown.figure} svg").first.is_visible()
    page.context.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shown.page.as_uri())
    assert not page.locator("button.explore-button").first.is_visible()
    assert page.locator(f"#{shown.figure} svg").first.is_visible()
    context.close()


def test_a_browser_that_computes_other_numbers_shows_none(browser, shown):
    page = visit(browser, shown.page, "wide", "light", [])
    page.evaluate("() => { const log = Math.log; Math.log = (x) => log(x) * (1 + 1e-3); }")
    page.locator(f'button[data-figure="{shown.figure}"]').click()
    page.locator(".explorer [role=alert]").wait_for()
    assert "This browser computes other numbers" in page.locator(".explorer").inner_text()
    assert page.locator(".explorer-table").count() == 0
    page.context.close()


def test_markup_in_data_stays_text(browser, shown):
    page = visit(browser, shown.page, "wide", "light", [])
    page.evaluate("""() => {
      const { receive } = reviewExplorer;
      const bad = '<img src=x onerror="document.title = 1">';
      reviewExplorer.receive = (figure, text) => {
        const data = JSON.parse(text);
        for (const member of data.members) {
          Object.assign(member, { label: bad, detail: bad, left_out: member.left_out && bad });
        }
        for (const each of [...data.absent, ...data.refused]) {
          Object.assign(each, { name: bad, why: bad, what: bad });
        }
        Object.assign(data, { label: bad, pooled_as: bad, outcome: bad, arms: [bad, bad], sides: [bad, bad] });
        receive(figure, JSON.stringify(data));
      };
    }""")
    page.locator(f'button[data-figure="{shown.figure}"]').click()
    page.locator(".explorer-table").wait_for()
    assert page.locator(".explorer img").count() == 0 and "onerror" in page.locator(".explorer").inner_text()
    assert page.title() != "1"
    page.context.close()


def test_pages_without_pools_load_nothing_of_the_explorer_and_others_one_small_script(real_book, shown):
    assert "explorer/" not in html_of(real_book, "glossary")
    page = shown.page.read_text(encoding="utf-8")
    assert re.findall(r"explorer/[\w.]+", page) == ["explorer/start.js"]


@pytest.mark.weekly  # every explorer of the book is opened, at two widths: a minute
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_explorer_of_the_book_opens_with_what_is_printed_and_without_fault(browser, real_book, size):
    found = 0
    for path in sorted((site_of(real_book) / "chapters").rglob("*.html")):
        if "explore-button" not in path.read_text(encoding="utf-8"):
            continue
        troubles: list[str] = []
        page = visit(browser, path, size, "light", troubles)
        for button in page.locator("button.explore-button:not([data-panel])").all():
            button.click()
            panel = page.locator(f"#explore-{button.get_attribute('data-figure')}-panel")
            panel.locator(".explorer-table").wait_for()
            for row in panel.locator(".explorer-compared tbody tr").all():
                printed, now = row.locator("td").all_inner_texts()
                assert printed == now
            found += 1
        page.wait_for_timeout(3000)
        assert violations(page, ".explorer") == [] and troubles == []
        page.context.close()
    assert found == len(list((site_of(real_book) / "figures").glob("*.js"))) > 0
