"""The search: what each page says, sentence by sentence, with the ids of its numbers.

It is gathered while a page is read and kept with the environment, so it is the same after an edit as built from
nothing. A browser loads it when a reader first wants it, as scripts, also from a folder: first what has a number or a
title of its own, then the rest. Sphinx's own search knows words and no numbers, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment.collectors import EnvironmentCollector

from helpers.book.embedded import escape
from helpers.book.evidence import evidence_of
from helpers.book.findable import Entry, Part, parts_of
from helpers.book.navigation import contents_of

FILES = ("searchindex.js", "searchtext.js")  # what is found at once, and the rest


def setup(app: Sphinx) -> None:
    """Register what gathers the words of pages, the search page, and what writes the index."""
    app.add_env_collector(WordsCollector)
    app.connect("builder-inited", _leave_out_own_search)
    app.connect("html-collect-pages", _search_page)
    app.connect("build-finished", _write_index)


class WordsCollector(EnvironmentCollector):
    """Keep, per page, what it says."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Collect from a page that was just read, after its numbers have ids."""
        _said(app.env)[app.env.docname] = parts_of(doctree)

    def clear_doc(self, app: Sphinx, env: Any, docname: str) -> None:
        """Forget a page that is gone or about to be read again."""
        _said(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
        """Take over what another process collected."""
        _said(env).update({name: found for name, found in _said(other).items() if name in docnames})


def _said(env: Any) -> dict[str, list[Part]]:
    if not hasattr(env, "review_said"):
        env.review_said = {}
    return env.review_said


def _leave_out_own_search(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.builder.search = False


def _search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "search", {}, "search.html"


def findable(app: Sphinx) -> dict[str, tuple[str, list[Part]]]:
    """Return what pages without a source let readers find: by address from the start of the site, title and parts.

    Whoever makes such pages adds to it before the build ends.
    """
    if not hasattr(app, "review_findable"):
        app.review_findable = {}
    return app.review_findable


def _write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    said = _said(app.env)
    pages = {
        app.builder.get_target_uri(name): (app.env.titles[name].astext(), [*said[name], *_publications(app, name)])
        for name in _in_order(app)
        if name in said
    }
    for file, index in zip(FILES, index_of(app, {**pages, **findable(app)}), strict=True):
        text = f"(window.reviewIndex ??= []).push({escape(index)});\n"
        Path(app.outdir, file).write_text(text, encoding="utf-8", newline="\n")


def _in_order(app: Sphinx) -> list[str]:
    """Return the pages as the contents list them, then those that they do not."""
    found, waiting = [app.config.root_doc], list(app.env.toctree_includes.get(app.config.root_doc, ()))
    while waiting:
        found.append(page := waiting.pop(0))
        waiting[:0] = app.env.toctree_includes.get(page, ())
    return [*dict.fromkeys(found), *sorted(set(_said(app.env)) - set(found))]


def _publications(app: Sphinx, page: str) -> list[Part]:
    """Return the entries of the bibliography that a page lists."""
    entries = evidence_of(app).entries
    listed = [each for each in app.env.get_domain("cite").citations if each.bibliography_key.docname == page]
    found = [
        Entry(f"{entries[each.key].short}: {entries[each.key].title}", "", "publication", each.citation_id)
        for each in listed
    ]
    return [Part("", "", found)] if found else []


def index_of(app: Sphinx, pages: dict[str, tuple[str, list[Part]]]) -> Iterator[dict[str, Any]]:
    """Yield the two parts of the index as they are written: for each page its address, its title, and what it says.

    Every title stands in the first.
    """
    front = app.builder.get_target_uri(app.config.root_doc)
    main = [app.builder.get_target_uri(page.ref) for page in contents_of(app)[0].pages]
    for at_once in (True, False):
        found = []
        for address, (title, parts) in pages.items():
            said = [
                [
                    part.id,
                    part.title,
                    [_short(each) for each in part.entries if _at_once(each, address == front) == at_once],
                ]
                for part in parts
            ]
            found.append([address, title, [each for each in said if at_once or each[2]]])
        yield {"pages": found, "front": front, "main": main, "synonyms": evidence_of(app).package.get("synonyms", {})}


def _at_once(entry: Entry, on_front: bool) -> bool:
    """Return whether an entry is found before all others: one of the first page, a number, a figure, a word."""
    return on_front or bool(entry.ids) or bool(entry.at and entry.kind in ("figure", "table", "term"))


def _short(entry: Entry) -> list[str]:
    fields = list(entry)
    while not fields[-1]:
        fields.pop()
    return fields
