"""The whole book as one page for print: its title, its chapters in order, each with the notes on its numbers."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from html import escape, unescape
from pathlib import Path
from typing import Any

from helpers.commands.whole.figure_rows import figures_of
from helpers.commands.whole.markup import name_of, part_of
from helpers.commands.whole.notes import notes_of, numbers_of
from helpers.files.contents import chapter_files

TITLE = re.compile(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", re.DOTALL)
ANNOUNCED = re.compile(r'<div class="announcement">(.*?)</div>', re.DOTALL)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
STYLE = """\
@page { size: A4; margin: 18mm 17mm 20mm; font-family: "Review Sans", sans-serif; font-size: 8pt; color: #444;
  @bottom-left { content: %s; } @bottom-right { content: counter(page) " / " counter(pages); } }
@font-face { font-family: "Review Sans"; src: url("%s") format("woff2"); font-weight: 400 700; }
@font-face { font-family: "Review Serif"; src: url("%s") format("woff2"); font-weight: 600; }
.book-title { padding-top: 30mm; }
figure, h2, h3 { break-inside: avoid; }
.fig-caption { break-after: avoid; }
.picture svg { width: auto; max-width: 100%%; max-height: 195mm; }
.answer-number .note-mark { font-size: 0.6rem; font-family: var(--sans); }
table { font-size: 0.85em; }
.book-part { break-before: page; }
.end-notes { font-size: 7.5pt; line-height: 1.35; }
.notes { columns: 2; column-gap: 6mm; }
.notes p { margin: 0 0 0.35em; overflow-wrap: anywhere; break-inside: auto; }
.notes code { font-size: 0.9em; overflow-wrap: anywhere; background: none; padding: 0; }
.note-mark { font-size: 0.62em; line-height: 0; white-space: nowrap; }
.claims-table, .table-wrap { overflow: visible !important; }
"""


def document_of(root: Path, site: Path) -> str:
    """Return the document as HTML, whose style sheet is the site's. Parameters: root, the book's folder; site."""
    pages = {f"{name.removesuffix('.md')}.html": "" for name, _ in chapter_files(root)}
    pages = {page: (site / page).read_text(encoding="utf-8") for page in pages}
    first = next(iter(pages.values()))
    address = unescape(found[1]) if (found := CANONICAL.search(first)) else ""
    base = address.removesuffix(next(iter(pages)))
    about = about_site(site)
    parts = [
        f'<section class="book-part" id="{name_of(page)}">\n{part_of(html, page, pages, base)}'
        f"{notes_of(numbers_of(site, page), page, list(figures_of(site, html)))}</section>\n"
        for page, html in pages.items()
    ]
    contents = "".join(f'<li><a href="#{name_of(page)}">{_title(html)}</a></li>\n' for page, html in pages.items())
    announced = found[1] if (found := ANNOUNCED.search(first)) else ""
    foot = f"{about['name']}, version {about['version']}" if about["version"] else about["name"]
    fonts = (font_in_place(site / f"_static/fonts/{name}.woff2") for name in ("sans", "serif"))
    style = STYLE % (css_text(foot), *fonts)
    sheet = escape((site / "_static/site.css").as_uri())
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">\n'
        f"<title>{escape(about['name'])}</title>\n"
        f'<link rel="stylesheet" href="{sheet}">\n<style>\n{style}</style></head>\n'
        '<body class="inner"><main><article class="chapter">\n'
        f'<section class="book-title"><h1>{escape(about["name"])}</h1>\n'
        f"<p>{escape(about['authors'])}. {escape(about['stated'])}</p>\n<p>{escape(address)}</p>\n<p>{announced}</p>\n"
        "<p>A number in brackets behind a number leads to its note at the end of the chapter: what it is, how it was "
        "computed, and the rows that it rests on, each with who prints it and where. The rows of figures stand there, "
        "too.</p>\n"
        f"<ol>\n{contents}</ol></section>\n{''.join(parts)}</article></main></body></html>\n"
    )


def about_site(site: Path) -> dict[str, str]:
    """Return the name, authors and version of a book, and its version, date and licence in words, as its site says."""
    crate = json.loads((site / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    named: dict[str, dict[str, Any]] = {each["@id"]: each for each in crate["@graph"]}
    book = named["./"]
    licence = named.get(book.get("license", {}).get("@id", ""), {}).get("name", "")
    stated = (f"Version {book['version']}" if book.get("version") else "", book["datePublished"], licence)
    return {
        "name": book["name"],
        "version": book.get("version", ""),
        "authors": ", ".join(named[author["@id"]]["name"] for author in book["author"]),
        "stated": ". ".join(filter(None, stated)) + ".",
    }


def font_in_place(path: Path) -> str:
    """Return a font as an address that holds it: one that is loaded while the page is laid out moves lines."""
    return f"data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}"


def css_text(text: str) -> str:
    """Return text as a string of a style sheet, whatever stands in it."""
    return '"' + "".join(each if each.isalnum() or each in " .,:-" else f"\\{ord(each):06x}" for each in text) + '"'


def _title(html: str) -> str:
    return found[1] if (found := TITLE.search(html)) else ""
