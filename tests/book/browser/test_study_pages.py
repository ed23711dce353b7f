"""From a row to the page of its study and back into the explorer, by keyboard; the table of studies in use."""

from __future__ import annotations

import pytest
from sites import site_of, violations, visit

from helpers.quantities.vocabulary import Review

pytestmark = [pytest.mark.slow, pytest.mark.browser]
TRIAL = "choice2022"


def test_a_reader_goes_from_the_explorer_to_a_study_and_back_to_its_row_by_keyboard(browser, real_book):
    troubles: list[str] = []
    page = visit(browser, site_of(real_book) / f"studies/{TRIAL}.html", "wide", "light", troubles)
    page.get_by_role("link", name="its row").first.focus()
    page.keyboard.press("Enter")
    page.locator(".explorer-table").wait_for()
    page.wait_for_function("document.activeElement.matches('.explorer-table input')")
    row = page.locator(".explorer-table tr", has=page.locator("input:focus"))
    assert row.get_attribute("data-study") == TRIAL
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/studies/{TRIAL}.html")
    assert violations(page) == [] and troubles == []
    page.context.close()


def test_the_table_of_studies_is_filtered_and_sorted_and_leads_on(browser, real_book, real: Review):
    studies = real.evidence.studies.values()
    page = visit(browser, site_of(real_book) / "chapters/studies.html", "phone", "light", [])
    status, rows = page.locator(".table-status"), page.locator("table.studies-table tbody tr:visible")
    assert status.inner_text() == f"{len(studies)} of {len(studies)} studies shown."
    page.get_by_label("Design").select_option("randomised trial")
    trials = [study for study in studies if study["design"] == "randomised trial"]
    assert rows.count() == len(trials)
    page.get_by_role("button", name="Year").click()
    page.get_by_role("button", name="Year").click()
    assert str(max(study["year"] or 0 for study in trials)) in rows.first.inner_text()
    page.get_by_label("Search").fill("choice2")
    assert rows.count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    rows.first.get_by_role("link").click()
    page.wait_for_url("**/studies/*.html")
    page.context.close()
