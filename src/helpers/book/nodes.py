"""Document nodes for quantities and pictures, and how each builder writes them."""

from __future__ import annotations

import html
import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment.collectors import EnvironmentCollector

from helpers.book.book_evidence import evidence_of
from helpers.book.verdicts import page_of_claims, said_of

SHORT = 16  # letters that stay on one line, so that no range breaks at its hyphen


class stat(nodes.inline):
    """A quantity in the text: its words as child, the whole of it in the attribute `quantity`."""


class picture(nodes.General, nodes.Element):
    """An inline SVG with its alternative text: attributes wide, narrow, alt and name."""


def setup(app: Sphinx) -> None:
    """Register the nodes, the collector of quantities and the data each page carries."""
    plain = (_nothing, _nothing)
    app.add_node(stat, html=(_visit_stat, _depart_stat), text=plain, latex=plain, man=plain, texinfo=plain)
    as_text = (_visit_picture_as_text, _nothing)
    app.add_node(picture, html=(_visit_picture, _nothing), text=as_text, latex=as_text, man=as_text, texinfo=as_text)
    app.add_env_collector(QuantityCollector)
    app.connect("doctree-resolved", _number_stats)
    app.connect("html-page-context", _carry_quantities)


class QuantityCollector(EnvironmentCollector):
    """Keep, per page, every quantity and figure it shows, for stats.json and the downloads."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Collect from a page that was just read."""
        shown = [node["quantity"] for node in doctree.findall(stat)]
        shown += [quantity for node in doctree.findall(picture) for quantity in node["quantities"]]
        shown_on_pages(app.env)[app.env.docname] = {
            "quantities": shown,
            "figures": {node["name"]: node["rows"] for node in doctree.findall(picture)},
        }

    def clear_doc(self, app: Sphinx, env: Any, docname: str) -> None:
        """Forget a page that is gone or about to be read again."""
        shown_on_pages(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
        """Take over what another process collected."""
        theirs = shown_on_pages(other)
        shown_on_pages(env).update({name: theirs[name] for name in docnames if name in theirs})


def shown_on_pages(env: Any) -> dict[str, Any]:
    """Return what each page shows, by its name: `quantities`, and the rows of its `figures` by their names."""
    if not hasattr(env, "review_pages"):
        env.review_pages = {}
    return env.review_pages


def quantity_node(quantity: dict[str, Any], words: str | None = None) -> stat:
    """Return a node that shows a quantity (as `Quantity.as_dict` gives it), or words that depend on it."""
    text = quantity["text"] if words is None else words
    node = stat("", "", nodes.Text(text), quantity={**quantity, "text": text})
    node["classes"] = ["stat"] if len(text) > SHORT else ["stat", "short"]
    return node


def table_node(rows: list[list[nodes.Node]]) -> nodes.table:
    """Return a table of inline nodes, whose first row is the head."""
    made = [nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in row)) for row in rows]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in rows[0]), cols=len(rows[0]))
    group += [nodes.thead("", made[0]), nodes.tbody("", *made[1:])]
    return nodes.table("", group, classes=["review-table", "colwidths-auto"])


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
    entries = evidence_of(app).entries
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
    quantities = [for_popover(found[index]) for index in sorted(found)]
    for shown, index in zip(quantities, sorted(found), strict=True):
        shown["audit"] = [
            {"text": said["text"], "href": f"{audit}#{said['id']}" if audit else ""}
            for said in said_of(app, found[index])
        ]
    data = json.dumps({"quantities": quantities, "sources": sources}, ensure_ascii=False, sort_keys=True)
    safe = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    context["body"] += f'<script type="application/json" id="review-quantities">{safe}</script>\n'


def for_popover(quantity: dict[str, Any]) -> dict[str, Any]:
    """Return what the popover shows of a quantity: every number is text already, nothing is computed there."""
    computed = "printed" not in quantity["method"]  # a printed P stands in the text, as printed
    facts = [
        (quantity["method"], quantity["limits"] if quantity["method"] else ""),
        ("P", quantity["p_text"].removeprefix("P ") if computed else ""),
        *quantity["details"],
        ("How", quantity["formula"]),
    ]
    return {
        "text": quantity["text"],
        "expression": quantity["expression"],
        "facts": [[name, text] for name, text in facts if text],
        "rows": [{name: cell for name, cell in row.items() if cell} for row in quantity["inputs"]],
        "notes": quantity["notes"],
        "sources": quantity["sources"],
    }


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Leave the node's text as it is."""


def _visit_stat(translator: Any, node: stat) -> None:
    attributes = {"href": node.get("href") or "#", "data-quantity": str(node.get("index", 0))}
    translator.body.append(translator.starttag(node, "a", "", **attributes))


def _depart_stat(translator: Any, node: stat) -> None:
    translator.body.append("</a>")


def _visit_picture(translator: Any, node: picture) -> None:
    label = html.escape(node["alt"], quote=True)
    for width in ("wide", "narrow"):
        svg = node[width].replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
        translator.body.append(f'<div class="picture picture-{width}">{svg}</div>\n')


def _visit_picture_as_text(translator: Any, node: picture) -> None:
    """Write the alternative text where no picture can be."""
    paragraph = nodes.paragraph("", node["alt"])
    node.replace_self(paragraph)  # the LaTeX writer looks at a paragraph's neighbours
    paragraph.walkabout(translator)
    raise nodes.SkipNode
