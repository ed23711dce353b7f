"""The map of the site for search engines, once the site has an address: robots.txt names it, too."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.book.head import page_address, site_address

MAP, ROBOTS = "sitemap.xml", "robots.txt"
NOT_LISTED = ("search", "genindex")  # pages that say nothing themselves
REDIRECT = "redirect.html"


def setup(app: Sphinx) -> None:
    """Note the pages that no chapter makes, which are written in every build; then write the map."""
    app.review_generated = set()
    app.connect("html-page-context", _note)
    app.connect("build-finished", _write)


def _note(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree is None and templatename != REDIRECT and pagename not in NOT_LISTED:
        app.review_generated.add(pagename)


def _write(app: Sphinx, exception: Exception | None) -> None:
    if app.builder.format != "html":
        return
    out = Path(app.outdir)
    for name in (MAP, ROBOTS):
        (out / name).unlink(missing_ok=True)
    if exception is not None or not site_address(app):
        return
    addresses = sorted(page_address(app, page) for page in {*app.env.found_docs, *app.review_generated})
    listed = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    (out / MAP).write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{urls}', encoding="utf-8", newline="\n")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site_address(app)}{MAP}\n"
    (out / ROBOTS).write_text(robots, encoding="utf-8", newline="\n")
