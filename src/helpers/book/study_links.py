"""Links to the page of a study, wherever a study is named: from tables, popovers and the bibliography."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of
from helpers.evidence.dictionary import primary_key_of
from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row

FOLDER = "studies"  # of the site
SIGNS = re.compile(r"[^a-z0-9_]+")


class study_link(nodes.inline):
    """The name of a study: attribute key; a link to its page where there are pages."""


def setup(app: Sphinx) -> None:
    """Register the node, and what makes links of it."""
    app.add_node(study_link)
    app.connect("doctree-resolved", _resolve)


def page_of(key: str) -> str:
    """Return the name of a study's page. Parameters: key, of studies.csv."""
    return f"{FOLDER}/{key}"


def study_address(app: Sphinx, page: str, key: str, anchor: str = "") -> str:
    """Return where the page of a study is, seen from another page; "" for what is no study, and where no pages are.

    Parameters: page, its name; key, of studies.csv; anchor, the id of a row there.
    """
    if app.builder.format != "html" or key not in evidence_of(app).studies:
        return ""
    return app.builder.get_relative_uri(page, page_of(key)) + (f"#{anchor}" if anchor else "")


def anchor_of_row(evidence: Evidence, row: Row) -> str:
    """Return the id of a row on the page of its study, which stays when other rows come: its table and its key."""
    keys = [name for name in primary_key_of(evidence.package, row.table) if name != "study"]
    cells = [name if row[name] is True else str(row[name]) for name in keys if row.get(name)]
    return SIGNS.sub("-", "-".join([row.table, *cells]).lower()).strip("-")


def _resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(study_link)):
        address = study_address(app, docname, node["key"])
        words: Any = node.children
        node.replace_self(nodes.reference("", "", *words, refuri=address, internal=True) if address else words)
