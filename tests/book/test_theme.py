"""The pages' own frame: cards, notebooks, contents, answers, and what appears once the repository has an address."""

from __future__ import annotations

import re
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from sites import site_of

from helpers.book.repository import page_links
from helpers.chapters.roles import ROLES


def soup_of(book, name: str) -> BeautifulSoup:
    return BeautifulSoup((site_of(book) / f"chapters/{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.slow
def test_code_stands_folded_in_the_line_under_its_figure_and_nowhere_above(real_book):
    page = soup_of(real_book, "imaging")
    assert "Show the code" not in page.text
    for figure in page.select("figure.fig"):
        assert figure.select_one(".bar details.code pre") and figure.select_one("figcaption .fig-title").text.strip()
        first = [child for child in figure.children if child.name]
        assert [first[0].name, first[-1]["class"]] == ["figcaption", ["bar"]]


@pytest.mark.slow
def test_every_row_of_a_table_can_be_a_card_and_stays_a_row(rich_book):
    for table in soup_of(rich_book, "tables").select("table.cards"):
        heads = [head.text.strip() for head in table.select("thead th")]
        assert table["role"] == "table"
        for row in table.select("tbody tr"):
            assert [cell["data-label"] for cell in row.select("td")] == heads
            assert row["role"] == "row" and {cell["role"] for cell in row.select("td")} == {"cell"}


@pytest.mark.slow
def test_a_chapter_can_be_taken_along_as_a_notebook_with_its_numbers(rich_book):
    page = soup_of(rich_book, "results")
    link = page.select_one(".page-links a[download]")["href"]
    notebook = nbformat.read(site_of(rich_book) / "chapters" / link, as_version=4)
    nbformat.validate(notebook)
    prose = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(rf"\{{({'|'.join(ROLES)}|cite|names)\}}", prose)
    assert [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.slow
def test_contents_mark_the_page_and_lead_to_its_sections(rich_book):
    page = soup_of(rich_book, "places")
    current = page.select(".rail a[aria-current=page]")
    assert len(current) == 1 and current[0].text == page.select_one("h1").contents[0].strip()
    for link in page.select(".rail .sections a"):
        assert page.find(id=link["href"].removeprefix("#"))
    assert page.select_one(".nextprev a[rel=prev]") and page.select_one(".nextprev a[rel=next]")


@pytest.mark.slow
def test_the_first_page_shows_its_answers_large(real_book):
    answers = soup_of(real_book, "index").select("section.answer")
    assert len(answers) > 4
    for answer in answers:
        assert answer.select_one(".answer-number > strong") and answer.select_one(".answer-why a")


@pytest.mark.parametrize(
    ("repository", "edit", "issue"),
    [
        (
            "https://github.com/a/b/",
            "https://github.com/a/b/edit/main/book/chapters/x.md",
            "/issues/new?template=wrong-number.yml&title=Error%20on%20chapters%2Fx&page=chapters%2Fx",
        ),
        (
            "https://gitlab.com/a/b",
            "https://gitlab.com/a/b/-/edit/main/book/chapters/x.md",
            "/-/issues/new?issue%5Btitle%5D=Error%20on%20chapters%2Fx",
        ),
        ("", "", ""),
    ],
)
def test_links_to_edit_run_and_report_appear_once_the_repository_has_an_address(repository, edit, issue):
    options = {
        "repository_url": repository,
        "path_to_docs": "book",
        "launch_buttons": {"binderhub_url": "https://hub.org"},
    }
    env = SimpleNamespace(doc2path=lambda page, base: f"{page}.md")
    app = SimpleNamespace(config=SimpleNamespace(html_theme_options=options), env=env)
    links = {link["words"]: link["href"] for link in page_links(app, "chapters/x")}
    assert links.get("Edit this page", "") == edit
    assert links.get("Report an error", "").endswith(issue)
    if repository:
        assert links["Run it on Binder"].startswith("https://hub.org/v2/g")
        assert links["Run it on Binder"].endswith("/a/b/main?urlpath=lab/tree/book/chapters/x.md")
    else:
        assert links == {}
