"""Badges in the bibliography: how sure the identification of each reference is."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of


def setup(app: Sphinx) -> None:
    """Add the badges once citations have become nodes."""
    app.connect("doctree-resolved", add_badges)


def add_badges(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Append the verification to each bibliography entry."""
    citations = list(doctree.findall(nodes.citation))
    if not citations:
        return
    entries = evidence_of(app).entries
    keys = {c.citation_id: c.key for c in app.env.get_domain("cite").citations if c.bibliography_key.docname == docname}
    for citation in citations:
        entry = entries.get(keys.get(citation["ids"][0], ""))
        if entry is None or not entry.verification:
            continue
        classes = ["badge", f"badge-{entry.verification}"]
        badge = nodes.inline("", entry.verification, classes=classes)
        paragraph = next(iter(citation.findall(nodes.paragraph)))
        paragraph += [nodes.Text(" "), badge]
