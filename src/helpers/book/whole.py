"""The whole book in one file, beside its pages: what these files are called, and the links to those that were made.

They are made from a finished site, so a build knows nothing of them: it leaves a place in each page, removes what an
earlier site was made into, and what makes a file fills the places.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from helpers.book.site_data import DICTIONARY, FOLDER

PLACE = re.compile(r"(<!--whole-->).*?(<!--/whole-->)", re.DOTALL)
PLACE_IN_HEAD = re.compile(r"(<!--whole in (\S*?)-->).*?(<!--/whole-->)", re.DOTALL)  # the address of the site
PDF, OFFLINE = ".pdf", "-offline.zip"  # how they end
WORDS = {PDF: "The book as a PDF", OFFLINE: "The site as a zip, to read without network"}


def setup(app: Sphinx) -> None:
    """Remove them once the pages are others."""
    app.connect("build-finished", _remove, priority=960)


def _remove(app: Sphinx, exception: Exception | None) -> None:
    site = Path(app.outdir)
    if app.builder.format == "html" and site.is_dir():
        for ending in WORDS:
            for path in site.glob(f"*{ending}"):
                path.unlink()
        link_whole(site)


def name_of_book(site: Path) -> str:
    """Return the name of a book for files, as its data dictionary gives it. Parameters: site, a finished one."""
    package = json.loads((site / FOLDER / DICTIONARY).read_text(encoding="utf-8"))
    return re.sub(r"[^a-z0-9]+", "-", str(package.get("name", "")).lower()).strip("-") or "book"


def link_whole(site: Path) -> None:
    """Let every page of a site link to those of the files that are there, and to no others."""
    made = [path.name for ending in WORDS for path in sorted(site.glob(f"*{ending}"))]
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(site).parts) - 1)
        items = "".join(f'\n<li><a href="{up}{escape(name)}" download>{_words(name)}</a></li>' for name in made)
        linked = PLACE.sub(lambda place, items=items: f"{place[1]}{items}{place[2]}", text)
        linked = PLACE_IN_HEAD.sub(lambda place: f"{place[1]}{_pdf_tag(place[2], made)}{place[3]}", linked)
        if linked != text:
            page.write_text(linked, encoding="utf-8", newline="\n")


def _words(name: str) -> str:
    return next(words for ending, words in WORDS.items() if name.endswith(ending))


def _pdf_tag(address: str, made: list[str]) -> str:
    """Return what Google Scholar and reference managers find the PDF by."""
    pdf = next((name for name in made if name.endswith(PDF)), "")
    return f'<meta name="citation_pdf_url" content="{address}{escape(pdf)}">' if pdf else ""
