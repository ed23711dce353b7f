"""Citing a number, a figure, a page; a link to a number; a report of one: each in the page, from a folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from sites import site_of, violations, visit

from helpers.book.repository import report_form
from helpers.files.bibtex import parse

pytestmark = [pytest.mark.slow, pytest.mark.browser]
POPOVER = "#review-popover"


@pytest.fixture
def opened(browser, rich_book):
    """Return what opens a page of the rich book, of its site or of another one."""
    pages, troubles = [], []

    def open_it(name: str, site: Path | None = None, size: str = "wide"):
        page = visit(browser, (site or site_of(rich_book)) / name, size, "light", troubles)
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.context.close()
    assert troubles == []


def forms_in(page) -> dict[str, str]:
    """Return the citations that are offered, by the names of their forms."""
    box = page.locator("dialog.cite[open]")
    box.wait_for()
    names = [each.removeprefix("Copy as ") for each in box.get_by_role("button", name="Copy as").all_inner_texts()]
    return dict(zip(names, box.locator("pre").all_inner_texts(), strict=True))


def open_number(page, text: str) -> None:
    page.locator("a.stat", has_text=text).first.click()
    page.locator(f"{POPOVER}[data-filled]").wait_for()


def test_a_number_is_cited_with_its_expression_its_rows_and_the_version_in_every_form(opened):
    page = opened("chapters/index.html")
    open_number(page, "80.0%")
    page.locator(POPOVER).get_by_role("button", name="Cite").click()
    forms = forms_in(page)
    assert list(forms) == ["text", "BibTeX", "RIS"]
    assert '80.0%; pct("alpha2020trial", "drug", "nrp"); data/counts.csv row 7' in forms["text"]
    entries, faults = parse(forms["BibTeX"])
    assert not faults and "80.0\\%" in entries[0].fields["note"] and "Version" in entries[0].fields["note"]
    assert re.fullmatch(r"review\d{4}n-[0-9a-f]{10}", entries[0].key)
    lines = forms["RIS"].splitlines()
    assert lines[0].startswith("TY  - ") and lines[-1] == "ER  - " and all(line[2:6] == "  - " for line in lines)
    for form in forms.values():
        assert not re.search("[\ue000-\uf8ff]", form) and "file:" not in form
    assert violations(page, "dialog.cite") == []
    page.keyboard.press("Escape")
    page.locator(POPOVER).get_by_role("button", name="Report an error").click()  # no repository: words to send
    page.locator(f"{POPOVER} button", has_text=re.compile("Copied|Press")).wait_for()


def test_a_figure_and_a_page_are_cited_by_number_title_and_id(opened):
    page = opened("chapters/results.html")
    figure = page.locator("figure.fig").first
    figure.get_by_role("button", name="Cite").click()
    title, number = figure.locator(".fig-title").inner_text(), figure.locator(".caption-number").inner_text()
    text = forms_in(page)["text"]
    assert f"{number.strip()}: {title.rstrip('.')}" in text
    page.locator("dialog.cite").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Cite this page").click()
    whole = forms_in(page)["text"]
    assert title not in whole and page.locator("h1").inner_text().rstrip("#¶ ") in whole


def test_the_page_of_a_study_is_cited_and_offers_the_citation_of_the_study(opened):
    page = opened("studies/alpha2020trial.html")
    page.get_by_role("button", name="Cite this page").click()
    assert ". Alpha. In " in forms_in(page)["text"]
    page.keyboard.press("Escape")
    page.locator("#cite summary", has_text="RIS").click()
    page.locator("#cite details[open]").get_by_role("button", name="Copy").click()
    page.locator("#cite button", has_text=re.compile("Copied|Press")).wait_for()


def test_an_address_with_the_id_of_a_number_opens_its_card_which_leads_to_the_row(opened, rich_book):
    page = opened("chapters/index.html")
    open_number(page, "80.0%")
    found = page.evaluate("location.hash")
    assert found.startswith("#n-")
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""
    page.evaluate(f"location.hash = '{found}'")
    page.locator(f"{POPOVER}[data-filled]").wait_for()
    assert page.locator("#popover-value").inner_text() == "80.0%"
    said = page.locator(POPOVER).inner_text().lower()
    assert said.count("read in the publication") == 1, "how a single row was read is said once"
    page.locator(f"{POPOVER} table a").first.click()
    page.wait_for_url("**/studies/alpha2020trial.html#counts-*")
    assert page.locator("tr:target").is_visible(), "its row is on the page of its study"


@pytest.mark.parametrize(
    ("host", "fields"), [("github.com", True), pytest.param("gitlab.com", False, marks=pytest.mark.weekly)]
)
def test_with_a_repository_a_report_is_its_form_with_what_the_card_knows(opened, rich_book, tmp_path, host, fields):
    site = shutil.copytree(site_of(rich_book), tmp_path / "site")
    options = {"repository_url": f"https://{host}/a/b/"}
    app = SimpleNamespace(config=SimpleNamespace(html_theme_options=options))
    text = (site / "chapters/index.html").read_text(encoding="utf-8")
    form = str(report_form(app)).replace("'", '"')
    (site / "chapters/index.html").write_text(text.replace('"report": {}', f'"report": {form}'), encoding="utf-8")
    page = opened("chapters/index.html", site)
    open_number(page, "80.0%")
    address = urlsplit(page.locator(POPOVER).get_by_role("link", name="Report an error").get_attribute("href"))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert address.netloc == host
    if not fields:
        assert (
            "Expression: pct(" in asked["issue[description]"]
            and "Row: data/counts.csv row 7" in asked["issue[description]"]
        )
        return
    assert asked["template"] == "wrong-number.yml" and asked["value"] == "80.0%"
    assert asked["expression"] == 'pct("alpha2020trial", "drug", "nrp")' and asked["row"] == "data/counts.csv row 7"
    assert asked["page"].rpartition("#")[2].startswith("n-")
