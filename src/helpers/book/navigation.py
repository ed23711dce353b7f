"""What stands around the text of every page: contents of the book, sections of the page, and what leads out of it."""

from __future__ import annotations

import html
import re
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of
from helpers.book.head import page_address
from helpers.book.repository import page_links, report_form

LONGEST = 300  # letters of a page's description
BRIEF = re.compile(r"In brief,? *(\w?)")
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


class Page(NamedTuple):
    """A page of the contents: its name, its title and its short title in HTML, and the pages below it."""

    ref: str
    title: str
    short: str
    pages: list[Page]


class Part(NamedTuple):
    """A part of the contents: its caption, which may be empty, and its pages."""

    caption: str
    pages: list[Page]


def setup(app: Sphinx) -> None:
    """Tell each page what stands around it before it is written."""
    app.connect("html-page-context", _frame)


def _frame(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if not hasattr(app, "review_contents"):  # once in each process that writes pages
        app.review_contents = contents_of(app)
    context["contents"] = app.review_contents
    if doctree or "sections" not in context:  # a page that is made of rows brings its own
        context["sections"] = sections_of(doctree) if doctree else []
        context["description"] = description_of(doctree) if doctree else context.get("description", "")
    context["page_links"] = page_links(app, pagename, written=doctree is not None)
    context["book"] = {"version": str(evidence_of(app).package.get("version", "")), "report": report_form(app)}
    if site := page_address(app, pagename):
        context["book"]["address"] = site


def contents_of(app: Sphinx) -> list[Part]:
    """Return the parts of the book; its first page stands in front of the first of them."""
    root = app.config.root_doc
    home = [_page(app, root, "", [])] if root in app.env.titles else []
    first, *others = _parts(app, root) or [Part("", [])]
    home = [page._replace(short=html.escape(first.caption) or page.short) for page in home]
    return [Part(first.caption, [*home, *first.pages]), *others]


def _parts(app: Sphinx, page: str) -> list[Part]:
    if not app.env.toctree_includes.get(page):
        return []
    trees = app.env.get_doctree(page).findall(addnodes.toctree)
    return [Part(tree.get("caption") or "", list(_pages(app, tree))) for tree in trees]


def _pages(app: Sphinx, tree: addnodes.toctree) -> list[Page]:
    entries = [(title or "", ref) for title, ref in tree["entries"] if ref in app.env.titles]
    return [
        _page(app, ref, title, [page for part in _parts(app, ref) for page in part.pages]) for title, ref in entries
    ]


def _page(app: Sphinx, ref: str, short: str, below: list[Page]) -> Page:
    title = app.builder.render_partial(app.env.titles[ref])["title"]
    return Page(ref, title, html.escape(short) or title, below)


def sections_of(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the identifier and the title, as text, of each section below the title of a page."""
    top = next(iter(doctree.findall(nodes.section)), ())
    below = [each for each in top if isinstance(each, nodes.section) and each["ids"]]
    return [(each["ids"][0], each[0].astext()) for each in below if isinstance(each[0], nodes.title)]


def description_of(doctree: nodes.document) -> str:
    """Return a page's answer in brief with what it is for, or else its first sentences, for search engines.

    No sentence is cut, so that none says less than it does on the page: but the first, where it is too long alone.
    """
    for paragraph in doctree.findall(nodes.paragraph):
        text, formulas = _words(paragraph), any(True for _ in paragraph.findall(nodes.math))  # whose text is TeX
        if not isinstance(paragraph.parent, nodes.section) or formulas:
            continue
        after = paragraph.next_node(descend=False, siblings=True)
        if BRIEF.match(text) and isinstance(after, nodes.bullet_list):
            opening = BRIEF.sub(lambda begin: begin[1].upper(), text, count=1)
            return _first_sentences(" ".join([opening, *map(_words, after)]))
        if text.endswith("."):
            return _first_sentences(text)
    return ""


def _words(node: nodes.Node) -> str:
    return " ".join(node.astext().split())


def _first_sentences(text: str) -> str:
    shown, *others = END_OF_SENTENCE.split(text)
    if len(shown) > LONGEST:
        return f"{shown[: LONGEST - 3].rpartition(' ')[0]}..."
    for sentence in others:
        if len(shown) + len(sentence) >= LONGEST:
            break
        shown += f" {sentence}"
    return shown
