"""The choice of a definition: the browser's rule, numbers and words are Python's, and what a reader does with it."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from definitions_in_browser import (
    SURVEY,
    every_choice,
    how_many,
    questions_of_proportions,
    survey_by_python,
    told_by_browser,
    told_by_python,
)
from engine_in_browser import engine_page
from invented_cohorts import make_cohorts
from sites import site_of, violations, visit
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.evidence.evidence import load
from helpers.quantities.cohorts import choices_of, cohorts_of, remaining
from helpers.quantities.vocabulary import Review

pytestmark = pytest.mark.browser
MIXED = 1e-4  # percentage points: both sides search for the maximum of the mixed model
FIGURE, QUESTION = "incidence-by-definition", "nrp_by_definition"
PRINTED = {"test": "ctmr", "finding": "low", "grade": "nearly"}


@pytest.fixture(scope="module")
def page(browser):
    page = engine_page(browser, "told.js", "cohorts.js")
    yield page
    page.close()


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    return Review(load(make_cohorts(tmp_path_factory.mktemp("cohorts") / "book")))


@pytest.fixture(scope="module")
def computed(real, tmp_path_factory):
    """Return this book's vocabulary in a folder where no pool is kept: each is computed when asked for."""
    return Review(replace(real.evidence, root=tmp_path_factory.mktemp("book")))


def compared(page, review, name, data, every):
    """Compare what the browser and Python say of choices; return how many numbers were compared."""
    counts, count = cohorts_of(review.evidence, review.evidence.syntheses[name]), 0
    for chosen, found in zip(every, told_by_browser(page, data, every), strict=True):
        wanted = told_by_python(review, name, chosen)
        assert {key: found[key] for key in ("text", "facts", "notes")} == {
            key: wanted[key] for key in ("text", "facts", "notes")
        }, (name, chosen)
        if wanted["numbers"] is None:
            assert found["numbers"] is None
        else:
            assert found["numbers"] == pytest.approx(wanted["numbers"], abs=MIXED), (name, chosen)
            count += len(wanted["numbers"])
        rows = [
            [c.part.member.study, *c.counted[:2], *dict.fromkeys(str(row.ref) for row in c.counted.rows)]
            for c in remaining(counts, chosen)
        ]
        assert found["cohorts"] == rows, (name, chosen)
        left = {
            choice.name: [
                how_many(counts, chosen, choice.name, option) for option in ("", *(o.name for o in choice.options))
            ]
            for choice in choices_of(review.evidence)
        }
        assert found["left"] == left, (name, chosen)
        count += sum(map(len, left.values())) + 2 * len(rows)
    return count


def surveyed(page, review, name, data, every):
    """Compare what browser and Python count over every combination of choices."""
    found, words = page.evaluate(SURVEY, data)
    wanted = survey_by_python(review, name, every)
    assert {**found, "values": None} == {**wanted, "values": None}
    assert sorted(found["values"]) == pytest.approx(wanted["values"], abs=MIXED)
    assert f"{wanted['none']:,} leave no cohort" in words and f"{wanted['all']:,} combinations" in words


def test_a_sample_of_choices_is_told_by_the_browser_as_by_python(page, computed):
    total = 0
    for name, data in questions_of_proportions(computed):
        every = every_choice(data)
        some = [{}, PRINTED, {**PRINTED, "grade": "complete"}, *random.Random(name).sample(every, 50)]
        total += compared(page, computed, name, data, some)
    print(f"{total} numbers compared")
    assert total > 4_000


def test_every_choice_of_an_invented_book_is_told_by_the_browser_as_by_python(page, invented):
    for name, data in questions_of_proportions(invented):
        every = every_choice(data)
        assert compared(page, invented, name, data, every) > 100
        assert data["defined"]["overlaps"], "one of its cohorts includes another"
        surveyed(page, invented, name, data, every)


@pytest.mark.weekly  # fifty thousand combinations of choices: a minute
def test_every_choice_is_told_by_the_browser_as_by_python(page, computed):
    total = 0
    for name, data in questions_of_proportions(computed):
        every = every_choice(data)
        for start in range(0, len(every), 4000):
            total += compared(page, computed, name, data, every[start : start + 4000])
        surveyed(page, computed, name, data, every)
    print(f"{total} numbers compared")
    assert total > 1_000_000


@pytest.fixture(scope="session")
def chapter(real_book):
    return site_of(real_book) / "chapters/incidence.html"


def opened(browser, chapter, words="", size="wide"):
    """Open the page with the choice of a definition as an address has it."""
    page = visit(browser, chapter, size, "light", [])
    page.goto(f"{chapter.as_uri()}#{FIGURE}?define{words}")
    page.reload()
    page.locator(".explorer-choices").wait_for()
    return page


def option(page, choice, name):
    return page.locator(f'input[name="define-{FIGURE}-{choice}"][value="{name}"]')


@pytest.mark.slow
@pytest.mark.parametrize("size", ["wide", pytest.param("phone", marks=pytest.mark.weekly)])
def test_a_definition_is_changed_by_keyboard_alone_told_and_taken_away(
    browser, chapter, real_book, real, size, tmp_path, monkeypatch
):
    troubles: list[str] = []
    page = visit(browser, chapter, size, "light", troubles)
    button = page.locator(f'button[data-figure="{FIGURE}"][data-panel="define"]')
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".explorer-choices").wait_for()
    page.wait_for_function("document.activeElement.textContent.startsWith('Change the definition: ')")
    printed = real.defined(QUESTION, **PRINTED)
    strict = real.pooled("nrp_strict_count").text
    answer = page.locator(".explorer-answer")
    assert f"Pooled: {printed.text}." in answer.inner_text() and strict in answer.inner_text()
    assert not page.locator(".explorer-changed").is_visible()
    option(page, "grade", "nearly").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "complete", "the focus stays where it was pressed"
    found = real.defined(QUESTION, **{**PRINTED, "grade": "complete"})
    assert found.text != printed.text and f"Pooled: {found.text}." in answer.inner_text()
    status = page.locator(".explorer-live[role=status]")
    page.wait_for_function("document.querySelector('.explorer-live[role=status]').textContent !== ''")
    assert f"Pooled: {found.text}. Printed: {printed.text}." in status.inner_text()
    assert page.locator(".explorer-changed").inner_text() == "You changed this: Reperfusion required: TICI 3 alone."
    assert page.locator(".explorer-table tbody tr").count() == found.k + 3, "with pool, prediction interval and axis"
    link = page.locator(".explorer-table tbody a").first.evaluate("(a) => a.href")
    assert link.startswith(site_of(real_book).as_uri()) and Path(link.removeprefix("file://")).is_file()
    with page.expect_download() as download:
        page.locator(".explorer-take a[download]").click()
    monkeypatch.chdir(tmp_path)
    download.value.save_as(tmp_path / download.value.suggested_filename)
    pool, show = page.locator(".explorer-take pre").all_inner_texts()
    assert show.strip() == f"review show '{found.expression}'"
    ran = CliRunner().invoke(app, pool.split()[1:])
    assert f"Pooled: {found.value:.1f} (95% CI {found.low:.1f}-{found.high:.1f})" in ran.output, ran.output
    assert violations(page, ".explorer") == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Back to the printed definition").press("Enter")
    assert f"Pooled: {printed.text}." in answer.inner_text()
    page.get_by_role("button", name="Close").press("Enter")
    assert not page.locator(".explorer").is_visible() and troubles == []
    page.context.close()


@pytest.mark.slow
def test_an_address_holds_the_choices_and_the_ways_back_and_forward_go_through_them(browser, chapter, real):
    page = opened(browser, chapter, "&test=asl&time=h3&finding=any&grade=any")
    none = real.defined(QUESTION, test="asl", time="h3")
    assert none.text == "no cohort" and none.notes[0] in page.locator(".explorer-answer").inner_text()
    label = option(page, "time", "later").locator("xpath=..")
    counts = cohorts_of(real.evidence, real.evidence.syntheses[QUESTION])
    left = how_many(counts, {"test": "asl", "time": "h3"}, "time", "later")
    assert re.search(r"(\d+) cohorts?$", label.inner_text().replace("\n", " "))[1] == str(left)
    option(page, "time", "later").check()
    wide = real.defined(QUESTION, test="asl", time="later").text
    assert page.locator(".explorer-number").inner_text() == wide and "time=later" in page.url
    page.go_back()
    page.wait_for_function("document.querySelector('.explorer-number').textContent === 'no cohort'")
    page.go_forward()
    page.wait_for_function(f"document.querySelector('.explorer-number').textContent === '{wide}'")
    page.goto(f"{chapter.as_uri()}#{FIGURE}?define&test=constructor&finding=<b>&grade=__proto__")
    page.reload()
    page.locator(".explorer-choices").wait_for()
    assert real.defined(QUESTION, **PRINTED).text in page.locator(".explorer-pooled").inner_text()
    page.context.close()


@pytest.mark.slow
@pytest.mark.weekly  # the explorer's test of a change holds the same rule of its style sheet
def test_print_and_pages_without_scripts_have_the_printed_figure_alone(browser, chapter):
    page = opened(browser, chapter, "&grade=complete")
    page.emulate_media(media="print")
    assert not page.locator(".explorer").is_visible() and page.locator(f"#{FIGURE} svg").first.is_visible()
    page.context.close()


@pytest.mark.slow
@pytest.mark.weekly  # a page more to open
def test_a_browser_that_computes_other_rates_shows_none(browser, chapter):
    page = visit(browser, chapter, "wide", "light", [])
    page.evaluate("() => { const log = Math.log; Math.log = (x) => log(x) * (1 + 1e-2); }")
    page.locator(f'button[data-figure="{FIGURE}"][data-panel="define"]').click()
    page.locator(".explorer [role=alert]").wait_for()
    assert page.locator(".explorer-choices").count() == 0
    page.context.close()


@pytest.mark.slow
@pytest.mark.weekly  # a page more to open
def test_markup_in_data_and_dictionary_stays_text(browser, chapter):
    page = visit(browser, chapter, "wide", "light", [])
    page.evaluate("""() => {
      const { receive } = reviewExplorer;
      const bad = '<img src=x onerror="document.title = 1">';
      reviewExplorer.receive = (figure, text) => {
        const data = JSON.parse(text);
        const { defined } = data;
        for (const member of defined.members) Object.assign(member, { label: bad, detail: bad, name: bad });
        for (const choice of defined.choices) {
          choice.title = bad;
          for (const option of choice.options) option[1] = bad;
        }
        defined.beside = [[bad, bad]];
        Object.assign(data, { pooled_as: bad });
        defined.reason = bad;
        receive(figure, JSON.stringify(data));
      };
    }""")
    page.locator(f'button[data-figure="{FIGURE}"][data-panel="define"]').click()
    page.locator(".explorer-table").wait_for()
    assert page.locator(".explorer img").count() == 0 and "onerror" in page.locator(".explorer").inner_text()
    assert page.title() != "1"
    page.context.close()
