"""What search engines, previews of links and reference managers read in the head of a page.

Addresses must be whole there, so all but title and description waits until `html: baseurl` is set. The first page alone
carries what a work is cited by: with it on every page, each would be taken for a publication of its own. Zotero reads
the citation_ tags, takes a work with an institution for a report, and lets og:type overrule that: so the first page has
none.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.embedded import escape
from helpers.book.evidence import evidence_of
from helpers.book.publication import Author, Publication, publication_of
from helpers.book.site_data import FOLDER, shows_tables
from helpers.evidence.dictionary import resource_of, tables_of

SCHEMA = "https://schema.org"
TAG = re.compile(r"<[^>]+>")
Tags = list[tuple[str, str, str]]  # name or property, what it is called, what it says


def setup(app: Sphinx) -> None:
    """Give every page its head, behind what gives it a description."""
    app.connect("html-page-context", _put, priority=600)


def title_in_words(title: str) -> str:
    """Return the title of a page without its markup. Parameters: title, HTML."""
    return html.unescape(TAG.sub("", title))


def site_address(app: Sphinx) -> str:
    """Return the address of the site, with its last slash; "" while none is set."""
    base = str(app.config.html_baseurl or "").strip()
    return f"{base.rstrip('/')}/" if base else ""


def page_address(app: Sphinx, page: str) -> str:
    """Return the address of a page; "" while the site has none."""
    base = site_address(app)
    return f"{base}{app.builder.get_target_uri(page)}" if base else ""


def _put(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    context["tags"], context["linked_data"] = [], []
    if not site_address(app):
        return
    root = app.config.root_doc
    first = pagename == root or templatename == "redirect.html"
    work, address = publication_of(app), page_address(app, root if first else pagename)
    title = work.title if first else title_in_words(context.get("title", ""))
    context["pageurl"] = address
    context["tags"] = _preview(title, context.get("description", ""), address, work)
    if not first:
        context["tags"].append(("property", "og:type", "website"))
    if pagename == root:
        context["tags"] += citation_tags(work, address)
        context["whole"] = site_address(app)
        context["linked_data"].append(escape(article(app, work, address)))
    if isinstance(doctree, nodes.document) and shows_tables(doctree):
        context["linked_data"].append(escape(dataset(app, work, address)))


def _preview(title: str, description: str, address: str, work: Publication) -> Tags:
    found = {"title": title, "description": description, "url": address, "site_name": work.title}
    return [("property", f"og:{name}", text) for name, text in found.items() if text]


def citation_tags(work: Publication, address: str) -> Tags:
    """Return what reference managers and Google Scholar cite a work by. Parameters: work; address of its first page."""
    body = next((author.name for author in work.authors if not author.family), "")
    found = [
        ("title", work.title),
        *(("author", author.inverted) for author in work.authors),
        ("publication_date", work.date.replace("-", "/") or work.year),
        ("technical_report_institution", body),
        ("technical_report_number", f"version {work.version}" if work.version else ""),
        ("doi", work.doi),
        ("language", work.language),
        ("abstract", work.abstract),
        ("keywords", "; ".join(work.keywords)),
        ("public_url", address),
    ]
    return [("name", f"citation_{name}", text) for name, text in found if text]


def person(author: Author) -> dict[str, str]:
    """Return an author as schema.org has one."""
    found = {"@type": author.kind, "name": author.name}
    found |= {"familyName": author.family, "givenName": author.given, "@id": author.address}
    return {name: text for name, text in found.items() if text}


def _same_for_all(work: Publication) -> dict[str, Any]:
    found = {
        "version": work.version,
        "datePublished": work.date,
        "license": work.licence_address,
        "inLanguage": work.language,
        "keywords": list(work.keywords),
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
    }
    return {name: said for name, said in found.items() if said}


def article(app: Sphinx, work: Publication, address: str) -> dict[str, Any]:
    """Return the book as a ScholarlyArticle of schema.org, with the publication that it mirrors."""
    evidence = evidence_of(app)
    source = evidence.entries.get(evidence.package.get("source_review", ""))
    based = {"@type": "ScholarlyArticle", "name": source.title, "url": source.address} if source else {}
    found = {
        "@context": SCHEMA,
        "@type": "ScholarlyArticle",
        "@id": address,
        "url": address,
        "headline": work.title,
        "name": work.title,
        "abstract": work.abstract,
        "author": [person(author) for author in work.authors],
        "isBasedOn": {name: text for name, text in based.items() if text},
        **_same_for_all(work),
    }
    return {name: said for name, said in found.items() if said}


def dataset(app: Sphinx, work: Publication, address: str) -> dict[str, Any]:
    """Return the tables of a book as a Dataset of schema.org. Parameters: address, of the page that describes them."""
    package, data = evidence_of(app).package, f"{site_address(app)}{FOLDER}/"
    tables = [
        {
            "@type": "DataDownload",
            "name": resource_of(package, table)["title"],
            "encodingFormat": "text/csv",
            "contentUrl": f"{data}{table}.csv",
        }
        for table in tables_of(package)
    ]
    schema = {"@type": "DataDownload", "name": "Data dictionary", "encodingFormat": "application/json"}
    return {
        "@context": SCHEMA,
        "@type": "Dataset",
        "url": address,
        "name": package.get("title", work.title),
        "description": package.get("description", work.abstract),
        "creator": [person(author) for author in work.authors],
        "isAccessibleForFree": True,
        "distribution": [*tables, {**schema, "contentUrl": f"{data}datapackage.json"}],
        **_same_for_all(work),
    }
