"""Links of the built pages: one that could run a script is no link, whatever wrote it."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

SCHEME = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-\t\r\n]*):")
SAFE = ("http", "https", "mailto")
log = getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Look at each page behind everything that may still add a link to it."""
    app.connect("doctree-resolved", drop_unsafe_links, priority=900)


def drop_unsafe_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace each link whose address is neither of the web, of mail nor of this book by its words, and tell."""
    for link in list(doctree.findall(nodes.reference)):
        scheme = SCHEME.match(link.get("refuri", ""))
        if scheme and scheme[1].lower() not in SAFE:
            log.warning("a link has the address %r: write one that begins with https://", link["refuri"], location=link)
            link.replace_self(link.children)
