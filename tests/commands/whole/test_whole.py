"""The whole book in one file: a PDF with every number and its note, an archive that opens anywhere, and links."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from sites import site_of

from helpers.book import whole
from helpers.book.whole import OFFLINE, PDF, link_whole, name_of_book
from helpers.commands.whole import chromium
from helpers.commands.whole.__main__ import main, make_offline, make_pdf
from helpers.commands.whole.chromium import CHINESE, lacks_font, print_page, undated
from helpers.commands.whole.document import css_text, document_of

FOOT = re.compile(r"\d+ / \d+\n|[^\n]*, version [\d.]+\n|\f")


def copied(book: Path, folder: Path) -> Path:
    """Return a copy of a built book, whose site a test may add to."""
    return Path(shutil.copytree(book, folder))


def linked_by(page: Path) -> set[str]:
    links = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("footer a[download]")
    return {(page.parent / link["href"]).resolve().name for link in links}


@pytest.mark.slow
def test_pages_link_to_the_whole_book_while_it_is_there(rich_book, tmp_path):
    site = site_of(copied(rich_book, tmp_path / "book"))
    pages = sorted(site.glob("chapters/*.html"))
    assert {frozenset(linked_by(page)) for page in pages} == {frozenset()}
    name = f"{name_of_book(site)}{PDF}"
    (site / name).write_bytes(b"%PDF")
    link_whole(site)
    assert {frozenset(linked_by(page)) for page in pages} == {frozenset({name})}
    assert f'content="https://example.org/review/{name}"' in (site / "chapters/index.html").read_text("utf-8")
    before = {page: page.read_text("utf-8") for page in pages}
    link_whole(site)
    assert before == {page: page.read_text("utf-8") for page in pages}


@pytest.mark.slow
def test_a_build_removes_what_an_earlier_site_was_made_into(rich_book, tmp_path):
    book = copied(rich_book, tmp_path / "book")
    site = site_of(book)
    untouched = {path: path.read_bytes() for path in site.rglob("*.html")}
    for ending in (PDF, OFFLINE):
        (site / f"{name_of_book(site)}{ending}").write_bytes(b"old")
    link_whole(site)
    whole._remove(SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=site), None)
    assert {path: path.read_bytes() for path in site.rglob("*.html")} == untouched
    assert not [*site.glob("*.pdf"), *site.glob("*.zip")]


@pytest.mark.slow
def test_the_archive_holds_the_site_with_sums_of_every_file_and_is_the_same_twice(rich_book, tmp_path):
    book = copied(rich_book, tmp_path / "book")
    name = name_of_book(site_of(book))
    with pytest.raises(RuntimeError, match="make pdf first"):
        make_offline(book)
    (site_of(book) / f"{name}{PDF}").write_bytes(b"%PDF")
    made = make_offline(book).read_bytes()
    assert made == make_offline(book).read_bytes()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(tmp_path / "elsewhere")
    unpacked = tmp_path / "elsewhere" / name
    files = {path.relative_to(unpacked).as_posix(): path for path in unpacked.rglob("*") if path.is_file()}
    sums = dict(line.split("  ")[::-1] for line in (unpacked / "SHA256SUMS").read_text("utf-8").splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert sums == {file: hashlib.sha256(files[file].read_bytes()).hexdigest() for file in sums}
    assert {"index.html", f"{name}{PDF}", "data/counts.csv", "README.txt", "ro-crate-metadata.json"} <= files.keys()
    assert linked_by(unpacked / "chapters/index.html") == {f"{name}{PDF}"}
    assert linked_by(site_of(book) / "chapters/index.html") == {f"{name}{PDF}", f"{name}{OFFLINE}"}


@pytest.mark.slow
def test_the_document_for_print_holds_markup_as_text_and_no_name_twice(rich_book):
    page = BeautifulSoup(document_of(rich_book, site_of(rich_book)), "html.parser")
    assert not page.select("script, button, noscript") and "alert('label')" in page.text
    for tag in page(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        assert not str(tag.get("href", "")).lower().startswith("javascript")
    names = [tag["id"] for tag in page.select("[id]") if not tag.find_parent("svg")]
    assert len(names) == len(set(names))
    links = {link["href"].removeprefix("#") for link in page.select('a[href^="#"]') if not link.find_parent("svg")}
    assert links <= set(names)


def test_without_chromium_one_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium, "chromium_path", lambda: "")
    with pytest.raises(RuntimeError, match=r"none was found: install it .* or set CHROME_PATH"):
        print_page(tmp_path / "a.html", tmp_path / "a.pdf")


def test_a_site_that_is_not_of_now_is_not_packed(book, capsys):
    assert main("offline", book) == 1 and "make book first" in capsys.readouterr().err


def test_a_date_of_making_becomes_one_of_the_same_length():
    pdf = b"<</CreationDate (D:20261127080900+00'00')\n/ModDate (D:20261127080901+00'00')>> (D:20261127080900)"
    dated = b"<</CreationDate (D:20000101000000+00'00')\n/ModDate (D:20000101000000+00'00')>> (D:20261127080900)"
    assert undated(pdf) == dated


def test_text_in_a_style_sheet_cannot_end_its_string():
    assert css_text('a"; } \\ </style> é') == r'"a\000022\00003b \00007d \00005c \00003c\00002fstyle\00003e é"'


@pytest.mark.weekly  # two prints of the book: half a minute
@pytest.mark.browser
@pytest.mark.slow
def test_the_pdf_holds_every_number_of_the_site_with_its_note_has_tags_and_outline_and_is_the_same_twice(
    real_book, browser, tmp_path
):
    book = copied(real_book, tmp_path / "book")
    path = make_pdf(book)
    made = path.read_bytes()
    assert made == make_pdf(book).read_bytes()
    for part in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/Lang"):
        assert part in made, part
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    ran = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, encoding="utf-8")
    text = "".join(FOOT.sub("", ran.stdout).split())
    lacking, looked = [], 0
    for page in sorted(site_of(book).glob("chapters/*.html")):
        for number in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("article a.stat"):
            shown = f"{''.join(number.text.split())}[{int(number['data-quantity']) + 1}]"
            looked += 1
            if shown not in text and not (CHINESE.search(shown) and lacks_font(shown)):
                lacking.append(f"{page.name}: {shown}")
    assert not lacking and looked > 500
