"""Tables: on a phone each row is a card, whose cells say what they are, and still a table to a screen reader."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LONG = 28  # letters of a cell that takes the whole width of a card
FEWEST_COLUMNS = 2
ROLES = {
    nodes.thead: ("thead", "rowgroup"),
    nodes.tbody: ("tbody", "rowgroup"),
    nodes.row: ("tr", "row"),
}


def setup(app: Sphinx) -> None:
    """Mark tables when a page is written, and write the marks."""
    app.connect("doctree-resolved", mark_tables)
    for kind, (tag, role) in ROLES.items():
        app.add_node(kind, override=True, html=_with_role(kind.__name__, tag, role))
    app.add_node(nodes.table, override=True, html=(_visit_table, _depart_table))
    app.add_node(nodes.entry, override=True, html=(_visit_entry, _depart("entry")))


def mark_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Find the tables whose rows can be cards: one row of headings, no cell over several columns, no table inside."""
    if app.builder.format != "html":
        return
    for table in doctree.findall(nodes.table):
        heads, rows = [list(part.findall(nodes.row)) for part in _parts(table)]
        cells = [row for row in (*heads, *rows) for row in row]
        spans = any(cell.get("morecols") or cell.get("morerows") for cell in cells)
        inside = any(table is not other for other in table.findall(nodes.table))
        if len(heads) != 1 or spans or inside or len(heads[0]) < FEWEST_COLUMNS:
            continue
        table["classes"].append("cards")
        labels = [cell.astext().strip() for cell in heads[0]]
        for cell in heads[0]:
            cell["cell"] = ("columnheader", "")
        for row in rows:
            for cell, label in zip(row, labels, strict=False):
                cell["cell"] = ("cell", label)
                if len(cell.astext()) > LONG:
                    cell["classes"].append("long")


def _parts(table: nodes.table) -> tuple[nodes.Element, nodes.Element]:
    """Return head and body of a table; an empty element where there is none."""
    found = {kind: next(iter(table.findall(kind)), nodes.Element()) for kind in (nodes.thead, nodes.tbody)}
    return found[nodes.thead], found[nodes.tbody]


def _is_marked(node: nodes.Node | None) -> bool:
    while node is not None and not isinstance(node, nodes.table):
        node = node.parent
    return node is not None and "cards" in node["classes"]


def _with_role(kind: str, tag: str, role: str) -> tuple[Any, Any]:
    """Return visitors that write an element as docutils does, with the role that a card's layout would take from it."""

    def visit(translator: Any, node: nodes.Element) -> None:
        start = len(translator.body)
        getattr(type(translator), f"visit_{kind}")(translator, node)
        if _is_marked(node):
            _add(translator, start, tag, f'role="{role}"')

    return visit, _depart(kind)


def _depart(kind: str) -> Any:
    def depart(translator: Any, node: nodes.Element) -> None:
        getattr(type(translator), f"depart_{kind}")(translator, node)

    return depart


def _visit_table(translator: Any, node: nodes.table) -> None:
    """Open a table in a box of its own, in which one that is too wide can be moved."""
    translator.body.append('<div class="table-wrap">\n')
    start = len(translator.body)
    type(translator).visit_table(translator, node)
    if _is_marked(node):
        _add(translator, start, "table", 'role="table"')


def _depart_table(translator: Any, node: nodes.table) -> None:
    type(translator).depart_table(translator, node)
    translator.body.append("</div>\n")


def _visit_entry(translator: Any, node: nodes.entry) -> None:
    start = len(translator.body)
    type(translator).visit_entry(translator, node)
    if "cell" in node:
        role, label = node["cell"]
        said = f' data-label="{html.escape(label, quote=True)}"' if label else ""
        _add(translator, start, "th" if role == "columnheader" else "td", f'role="{role}"{said}')


def _add(translator: Any, start: int, tag: str, attributes: str) -> None:
    """Add attributes to the first start tag of a kind that was written since a place in the page."""
    for at in range(start, len(translator.body)):
        if f"<{tag}" in translator.body[at]:
            translator.body[at] = translator.body[at].replace(f"<{tag}", f"<{tag} {attributes}", 1)
            return
