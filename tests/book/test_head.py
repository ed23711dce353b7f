"""What finds and describes the site: heads of pages, site map and RO-Crate, with an address and without."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from books import ADDRESS, ROOT
from bs4 import BeautifulSoup
from docutils import nodes
from sites import site_of

from helpers.book.navigation import LONGEST, description_of
from helpers.book.publication import read_citation

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TITLE = '</title><script>alert("title")</script> & a "title"'


def head_of(book: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site_of(book) / name).read_text(encoding="utf-8"), "html.parser").head


def tags(head: BeautifulSoup) -> dict[str, list[str]]:
    """Return what each named tag of a head says, in order."""
    found: dict[str, list[str]] = {}
    for tag in head.select("meta[content]"):
        found.setdefault(tag.get("name") or tag.get("property") or "", []).append(tag["content"])
    return found


def linked(head: BeautifulSoup) -> list[dict]:
    return [json.loads(script.string) for script in head.select('script[type="application/ld+json"]')]


def pages_of(book: Path) -> list[str]:
    found = (path.relative_to(site_of(book)).as_posix() for path in site_of(book).glob("*/*.html"))
    return sorted(found)


@pytest.mark.slow
def test_a_site_without_an_address_has_titles_and_descriptions_and_nothing_that_needs_one(real_book):
    for name in pages_of(real_book):
        head = head_of(real_book, name)
        assert head.title.text.strip() and tags(head)["description"][0], name
        assert not linked(head) and not head.select("link[rel=canonical]")
        assert not [tag for tag in tags(head) if tag.startswith(("og:", "citation_"))]
    assert not (site_of(real_book) / "sitemap.xml").exists() and not (site_of(real_book) / "robots.txt").exists()


@pytest.mark.slow
def test_the_first_page_is_cited_as_the_book_says_and_markup_in_it_stays_text(rich_book):
    head = head_of(rich_book, "chapters/index.html")
    said = tags(head)
    assert said["citation_title"] == [TITLE]
    assert said["citation_author"] == ["Beta</script><script>alert('family')</script>, Bo", 'A "group"']
    assert said["citation_publication_date"] == ["2026/11/26"] and said["citation_doi"] == ["10.5281/zenodo.1234567"]
    assert said["citation_technical_report_institution"] == ['A "group"'] and said["citation_language"] == ["en"]
    assert "og:type" not in said  # Zotero would take the report for a page of the web
    (work,) = linked(head)
    assert work["@type"] == "ScholarlyArticle" and work["headline"] == TITLE and work["version"] == "1.2.0"
    assert [author["@type"] for author in work["author"]] == ["Person", "Organization"]
    assert not [script for script in head.select("script") if script.string and script.string.startswith("alert")]


@pytest.mark.slow
def test_every_page_names_its_own_address_and_only_the_first_is_a_publication(rich_book):
    for name in pages_of(rich_book):
        head, address = head_of(rich_book, name), f"{ADDRESS}/{name}"
        assert [link["href"] for link in head.select("link[rel=canonical]")] == [address]
        assert tags(head)["og:url"] == [address] and tags(head)["og:title"][0]
        assert ("citation_title" in tags(head)) == (name == "chapters/index.html"), name
    door = head_of(rich_book, "index.html").select_one("link[rel=canonical]")
    assert door["href"] == f"{ADDRESS}/chapters/index.html"
    listed = ElementTree.parse(site_of(rich_book) / "sitemap.xml").iter(f"{MAP}loc")
    assert [place.text for place in listed] == [f"{ADDRESS}/{name}" for name in pages_of(rich_book)]
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (site_of(rich_book) / "robots.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_of_the_tables_offers_them_as_a_dataset_at_addresses_that_exist(rich_book):
    found = [each for name in pages_of(rich_book) for each in linked(head_of(rich_book, name))]
    (data,) = [each for each in found if each["@type"] == "Dataset"]
    assert 50 <= len(data["description"]) <= 5000 and data["creator"] and data["license"].startswith("https://")
    for each in data["distribution"]:
        path = site_of(rich_book) / each["contentUrl"].removeprefix(f"{ADDRESS}/")
        assert path.read_bytes() == (rich_book / "data" / path.name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("of_book", ["rich_book", "real_book"])
def test_the_crate_names_files_that_are_there_and_describes_all_that_it_refers_to(of_book, request):
    book = request.getfixturevalue(of_book)
    crate = json.loads((site_of(book) / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    about = {each["@id"]: each for each in crate["@graph"]}
    root = about["./"]
    assert about["ro-crate-metadata.json"]["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    assert root["name"] and root["description"] and root["datePublished"][:2] == "20"
    referred = [*root["author"], *root["hasPart"], root["license"]]
    assert {each["@id"] for each in referred} == about.keys() - {"./", "ro-crate-metadata.json"}
    for each in root["hasPart"]:
        assert (site_of(book) / each["@id"]).is_file(), each


def test_a_book_is_called_as_its_citation_file_says_and_one_without_it_as_its_settings_say(tmp_path):
    said = read_citation(ROOT / "CITATION.cff")
    assert said["title"] == "No-reflow after successful thrombectomy: a living review" and said["version"] == "0.1.0"
    assert read_citation(tmp_path / "CITATION.cff") == {}


@pytest.mark.parametrize("text", ["authors: [a", "title: &a b\nother: *a\n", "- a list\n", ""])
def test_a_citation_file_at_fault_says_nothing(tmp_path, text):
    (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
    assert read_citation(tmp_path / "CITATION.cff") == {}


def test_a_description_is_the_answer_in_brief_in_whole_sentences():
    items = [f"{word} is an answer of some length that stands for itself, with {'more ' * 8}words." for word in "ABCD"]
    listed = nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", item)) for item in items))
    page = nodes.document(None, None)
    page += nodes.section("", nodes.title("", "A title"), nodes.paragraph("", "In brief, for readers:"), listed)
    found = description_of(page)
    assert len(found) <= LONGEST and found.endswith("words.")
    assert f"For readers: {' '.join(items)}".startswith(found)
