"""A page of the site as a part of one document: names that are unique there, links that stay within it."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

BEGIN, END = re.compile(r"<article\b[^>]*>"), "</article>"
LEFT_OUT = ("script", "button", "input", "select", "label", "noscript")  # that a printed page cannot use
REFERRING = ("aria-labelledby", "aria-describedby", "headers", "for")


def name_of(page: str, target: str = "") -> str:
    """Return what a place of a page is called in the document of all. Parameters: page, in the site; target, its id."""
    return re.sub(r"[^A-Za-z0-9]+", "-", page.removesuffix(".html")) + (f"--{target}" if target else "")


class Part(HTMLParser):
    """The text of a page as a part of a document.

    Parameters: page, its address in the site; pages, the addresses of all that are in the document; site, its address
    on the web, "" for none.
    """

    def __init__(self, page: str, pages: Collection[str], site: str = "") -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=False)
        self.page, self.pages, self.site = page, pages, site
        self.out: list[str] = []
        self.skipped: list[str] = []
        self.drawing = 0
        self.opened: list[int | None] = []  # the number in each link

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag with its names and links changed."""
        if self.skipped or tag in LEFT_OUT:
            self.skipped += [tag] if tag != "input" else []
            return
        self.drawing += tag == "svg"
        if tag == "a" and not self.drawing:
            found = dict(attrs).get("data-quantity")
            self.opened.append(int(found) if found and found.isdigit() else None)
        self._write(tag, attrs, ">")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag that ends itself."""
        if not self.skipped and tag not in LEFT_OUT:
            self._write(tag, attrs, "/>")

    def handle_endtag(self, tag: str) -> None:
        """Write the end of a tag, and behind a number where its note stands."""
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        self.out.append(f"</{tag}>")
        self.drawing -= tag == "svg"
        if tag == "a" and not self.drawing and (number := self.opened.pop()) is not None:
            note = name_of(self.page, f"note-{number}")
            self.out.append(f'<sup class="note-mark"><a href="#{note}">[{number + 1}]</a></sup>')

    def handle_data(self, data: str) -> None:
        """Write text."""
        self.out.append("" if self.skipped else data)

    def handle_entityref(self, name: str) -> None:
        """Write an escape as it stands."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write an escape as it stands."""
        self.handle_data(f"&#{name};")

    def _write(self, tag: str, attrs: list[tuple[str, str | None]], end: str) -> None:
        if self.drawing:  # its names hold the figure's, and stand in its style, too
            self.out.append(self.get_starttag_text() or "")
            return
        changed = [(name, self._changed(name, value)) for name, value in attrs]
        kept = (f' {name}="{escape(value)}"' for name, value in changed if value is not None)
        self.out.append(f"<{tag}{''.join(kept)}{end}")

    def _changed(self, name: str, value: str | None) -> str | None:
        if name == "id":
            return name_of(self.page, value or "")
        if name in REFERRING:
            return " ".join(name_of(self.page, each) for each in (value or "").split())
        if name == "href":
            return self._address(value or "")
        return value or ""

    def _address(self, address: str) -> str | None:
        """Return where a link leads in the document or on the web; None where only the site has it."""
        parts = urlsplit(address)
        if parts.scheme:
            return address
        to = normpath(join(dirname(self.page), unquote(parts.path))) if parts.path else self.page
        if to in self.pages:
            return f"#{name_of(to, unquote(parts.fragment))}"
        return f"{self.site}{to}" if self.site else None


def part_of(html: str, page: str, pages: Collection[str], site: str = "") -> str:
    """Return the text of a page as a part of a document. Parameters: html, of the page; others as of `Part`."""
    begin = BEGIN.search(html)
    if begin is None:
        return ""
    part = Part(page, pages, site)
    part.feed(html[begin.end() : html.rindex(END)])
    part.close()
    return "".join(part.out)
