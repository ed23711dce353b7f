"""What a popover shows of each number of a page."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.claims import page_of_claims, said_of
from helpers.book.evidence import evidence_of
from helpers.book.nodes import stat
from helpers.quantities.opened import defined_in, opened
from helpers.quantities.provenance import for_readers


def setup(app: Sphinx) -> None:
    """Register what numbers the quantities of a page, and the data that the page carries."""
    app.connect("doctree-resolved", _number_stats)
    app.connect("html-page-context", _carry_quantities)


def _number_stats(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    seen: dict[str, int] = {}
    for node in doctree.findall(stat):
        key = json.dumps(node["quantity"], sort_keys=True)
        node["index"] = seen.setdefault(key, len(seen))
        node["href"] = bibliography_address(app, docname, node["quantity"]["sources"])


def bibliography_address(app: Sphinx, docname: str, keys: list[str]) -> str:
    """Return the address of the first of the keys in the book's bibliography, seen from a page."""
    for citation in app.env.get_domain("cite").citations:
        if keys and citation.key == keys[0]:
            if app.builder.format != "html":
                return ""
            return f"{app.builder.get_relative_uri(docname, citation.bibliography_key.docname)}#{citation.citation_id}"
    return ""


def _carry_quantities(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: Any) -> None:
    """Append the page's quantities as inert JSON: the popover needs no network, also from file://."""
    found = {node["index"]: node["quantity"] for node in doctree.findall(stat)} if doctree else {}
    if not found:
        return
    evidence = evidence_of(app)
    entries = evidence.entries
    keys = sorted({key for quantity in found.values() for key in quantity["sources"]})
    sources = {
        key: {
            "short": entries[key].short,
            "title": entries[key].title,
            "verification": entries[key].verification,
            "address": entries[key].address,
            "href": bibliography_address(app, pagename, [key]),
        }
        for key in keys
    }
    audit = page_of_claims(app.env)
    audit = app.builder.get_relative_uri(pagename, audit) if audit else ""
    quantities = [opened(for_readers(evidence, found[index])) for index in sorted(found)]
    for shown, index in zip(quantities, sorted(found), strict=True):
        shown["audit"] = [
            {"text": said["text"], "href": f"{audit}#{said['id']}" if audit else ""}
            for said in said_of(app, found[index])
        ]
    words = {"definition": f"{defined_in(evidence_of(app))} was"}
    data = json.dumps(
        {"quantities": quantities, "sources": sources, "words": words}, ensure_ascii=False, sort_keys=True
    )
    safe = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    context["body"] += f'<script type="application/json" id="review-quantities">{safe}</script>\n'
