"""What stands around the text of every page: contents of the book, sections of the page, and what leads out of it."""

from __future__ import annotations

import html
import re
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of

LONGEST = 300  # letters of a page's description
BRIEF = re.compile(r"In brief,? *(\w?)")
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
HOSTS = {  # of a repository: what stands between its address and a branch, the form of a new issue, Binder's name of it
    "gitlab.com": ("/-/edit/", "/-/issues/new?issue[title]=", "gl"),
}
OTHER_HOST = ("/edit/", "/issues/new?title=", "gh")


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
    context["page_links"] = page_links(app, pagename) if doctree else []
    context["book"] = {
        "title": app.config.html_title or app.config.project,
        "authors": app.config.author,
        "version": str(evidence_of(app).package.get("version", "")),
        "year": str(app.config.copyright),
        "issues": new_issue(app),
    }


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


def new_issue(app: Sphinx) -> str:
    """Return the address at which an error is reported, up to its title; "" while the repository has none."""
    repository = _repository(app)
    return f"{repository}{_host(repository)[1]}" if repository else ""


def _repository(app: Sphinx) -> str:
    return str(app.config.html_theme_options.get("repository_url") or "").rstrip("/")


def _host(repository: str) -> tuple[str, str, str]:
    return HOSTS.get(urlsplit(repository).netloc, OTHER_HOST)


def page_links(app: Sphinx, page: str) -> list[dict[str, str]]:
    """Return the `words` and `href` of what the repository offers for a page, once its address is set."""
    options, repository = app.config.html_theme_options, _repository(app)
    if not repository:
        return []
    edit, _, binder = _host(repository)
    branch = quote(str(options.get("repository_branch") or "main"))
    folder = str(options.get("path_to_docs") or "").strip("/")
    file = quote("/".join(filter(None, (folder, app.env.doc2path(page, False)))))
    launch = options.get("launch_buttons") or {}
    found = []
    if isinstance(launch, dict) and launch.get("binderhub_url"):
        where = (
            f"{str(launch['binderhub_url']).rstrip('/')}/v2/{binder}/{urlsplit(repository).path.strip('/')}/{branch}"
        )
        found.append({"words": "Run it on Binder", "href": f"{where}?urlpath=lab/tree/{file}"})
    found.append({"words": "Edit this page", "href": f"{repository}{edit}{branch}/{file}"})
    found.append({"words": "Report an error", "href": f"{new_issue(app)}{quote(f'Error on {page}')}"})
    return found
