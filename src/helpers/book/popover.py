"""What a popover shows of each number of a page, and how the page and its parts are cited."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.citing import citing_of, part_of_number
from helpers.book.claims import page_of_claims, said_of
from helpers.book.embedded import escape
from helpers.book.evidence import evidence_of
from helpers.book.nodes import stat
from helpers.book.site_files import remove_old
from helpers.book.study_links import anchor_of_row, study_address
from helpers.book.study_rows import TABLES
from helpers.files.tables import Row, RowRef
from helpers.quantities.opened import defined_in, opened
from helpers.quantities.provenance import for_readers
from helpers.quantities.words import MARKS

FOLDER = "numbers"  # of the site


def setup(app: Sphinx) -> None:
    """Register what numbers the quantities of a page, and the data that the page carries."""
    app.connect("doctree-resolved", _number_stats)
    app.connect("html-page-context", _carry_quantities)
    app.connect("build-finished", _remove_old)


def _number_stats(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    seen: dict[str, int] = {}
    for node in doctree.findall(stat):
        key = json.dumps(node["quantity"], sort_keys=True)
        node["index"] = seen.setdefault(key, len(seen))
        node["href"] = bibliography_address(app, docname, node["quantity"]["sources"])
        node["read"] = _read_where(app, node["quantity"])


def _read_where(app: Sphinx, quantity: dict[str, Any]) -> str:
    """Return who prints the rows behind a number, where it is the same for all: primary, secondary or review."""
    rows = evidence_of(app).rows
    found = {rows[RowRef(*row)].get("source", "") for row in quantity["rows"]}
    return found.pop() if len(found) == 1 else ""


def bibliography_address(app: Sphinx, docname: str, keys: list[str]) -> str:
    """Return the address of the first of the keys in the book's bibliography, seen from a page."""
    for citation in app.env.get_domain("cite").citations:
        if keys and citation.key == keys[0]:
            if app.builder.format != "html":
                return ""
            return f"{app.builder.get_relative_uri(docname, citation.bibliography_key.docname)}#{citation.citation_id}"
    return ""


def _carry_quantities(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: Any) -> None:
    """Write what opens on a page beside it, as a script: loaded when it is first asked for, also from file://."""
    path = Path(app.outdir, FOLDER, f"{pagename}.js")
    if doctree is None and "study" not in context:  # a page that cites nothing: the search, the index
        path.unlink(missing_ok=True)
        return
    found = {node["index"]: node["quantity"] for node in doctree.findall(stat)} if doctree else {}
    data = quantities_of(app, pagename, found) if found else {}
    data["cite"] = citing_of(app, pagename, context["title"], doctree)
    text = f"reviewNumbers = {escape(data)};\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    context["page_data"] = f"{'../' * pagename.count('/')}{FOLDER}/{pagename}.js?v={version}"


def quantities_of(app: Sphinx, page: str, found: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return what opens behind the numbers of a page; rows stand once, and quantities name them by their place.

    Parameters: app; page; found, quantities by their index on the page.
    """
    evidence = evidence_of(app)
    keys = sorted({key for quantity in found.values() for key in quantity["sources"]})
    claims = page_of_claims(app.env)
    audit = app.builder.get_relative_uri(page, claims) if claims else ""
    rows: dict[str, int] = {}
    quantities = []
    for index in sorted(found):
        shown = opened(for_readers(evidence, found[index]))
        pages = (_page_of_row(app, page, evidence.rows[RowRef(*row)]) for row in found[index]["rows"])
        whole = (row | its for row, its in zip(shown["rows"], pages, strict=True))
        texts = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in whole)
        shown["rows"] = [rows.setdefault(text, len(rows)) for text in texts]
        shown["audit"] = [
            {"text": said["text"], "href": f"{audit}#{said['id']}" if audit else ""}
            for said in said_of(app, found[index])
        ]
        shown["cite"] = part_of_number(found[index])
        quantities.append(shown)
    return {
        "quantities": quantities,
        "rows": [json.loads(text) for text in rows],
        "sources": {key: _source(app, page, key) for key in keys},
        "words": {"definition": f"{defined_in(evidence)} was", "sources": MARKS},
    }


def _page_of_row(app: Sphinx, page: str, row: Row) -> dict[str, str]:
    """Return where a row stands on the page of its study."""
    anchor = anchor_of_row(evidence_of(app), row) if row.table in TABLES else ""
    address = study_address(app, page, row.get("study", ""), anchor)
    return {"page": address} if address else {}


def _source(app: Sphinx, page: str, key: str) -> dict[str, str]:
    entry = evidence_of(app).entries[key]
    return {
        "short": entry.short,
        "title": entry.title,
        "verification": entry.verification,
        "address": entry.address,
        "href": bibliography_address(app, page, [key]),
    }


def _remove_old(app: Sphinx, exception: Exception | None) -> None:
    remove_old(app, exception, FOLDER)
