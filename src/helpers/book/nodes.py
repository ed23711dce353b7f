"""Document nodes for quantities and pictures, and how each builder writes them."""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment.collectors import EnvironmentCollector

NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
FINER = re.compile(r"(\d\.\d\d)\d+")
SHORT = 16  # letters that stay on one line, so that no range breaks at its hyphen


class stat(nodes.inline):
    """A quantity in the text: its words as child, the whole of it in the attribute `quantity`."""


class picture(nodes.General, nodes.Element):
    """An inline SVG with its alternative text: attributes wide, narrow, alt and name."""


def setup(app: Sphinx) -> None:
    """Register the nodes and the collector of quantities."""
    plain = (_nothing, _nothing)
    app.add_node(stat, html=(_visit_stat, _depart_stat), text=plain, latex=plain, man=plain, texinfo=plain)
    as_text = (_visit_picture_as_text, _nothing)
    app.add_node(picture, html=(_visit_picture, _nothing), text=as_text, latex=as_text, man=as_text, texinfo=as_text)
    app.add_env_collector(QuantityCollector)


class QuantityCollector(EnvironmentCollector):
    """Keep, per page, every quantity and figure it shows, for stats.json and the downloads."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Collect from a page that was just read."""
        shown = [node["quantity"] for node in doctree.findall(stat)]
        shown += [quantity for node in doctree.findall(picture) for quantity in node["quantities"]]
        pages = shown_on_pages(app.env)
        known = {name for page in pages.keys() - {app.env.docname} for name in pages[page]["figures"]}
        figures = {node["name"]: (node["columns"], node["rows"]) for node in doctree.findall(picture)}
        pages[app.env.docname] = {
            "quantities": shown,
            "figures": figures,
            "told": figures.keys() & known,
            "explored": {node["name"]: node["explored"] for node in doctree.findall(picture) if node["explored"]},
        }

    def clear_doc(self, app: Sphinx, env: Any, docname: str) -> None:
        """Forget a page that is gone or about to be read again."""
        shown_on_pages(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
        """Take over what another process collected."""
        theirs = shown_on_pages(other)
        shown_on_pages(env).update({name: theirs[name] for name in docnames if name in theirs})


def shown_on_pages(env: Any) -> dict[str, Any]:
    """Return what each page shows, by its name.

    That is its `quantities`, and by the names of its figures: in `figures` their columns and rows, in `explored` what
    a browser needs to ask their question again. In `told` are names of figures that stood on another page when this one
    was read: Sphinx has called them duplicate labels.
    """
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


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Leave the node's text as it is."""


def _visit_stat(translator: Any, node: stat) -> None:
    attributes = {"href": node.get("href") or "#", "data-quantity": str(node.get("index", 0))}
    if node.get("read"):
        attributes["data-read"] = node["read"]
    translator.body.append(translator.starttag(node, "a", "", **attributes))


def _depart_stat(translator: Any, node: stat) -> None:
    translator.body.append("</a>")


def _visit_picture(translator: Any, node: picture) -> None:
    label = html.escape(node["alt"], quote=True)
    widths = ("wide", "narrow") if node["wide"] != node["narrow"] else ("wide",)
    for width in widths:
        svg = lighter(node[width]).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
        kind = f"picture picture-{width}" if len(widths) > 1 else "picture"
        translator.body.append(f'<div class="{kind}">{svg}</div>\n')


def lighter(svg: str) -> str:
    """Return a picture without what nobody sees, turns by nothing and thousandths of pixels; words stay as they are."""
    return re.sub(r"<[^>]+>", lambda tag: FINER.sub(r"\1", NO_TURN.sub("", tag[0])), svg)


def _visit_picture_as_text(translator: Any, node: picture) -> None:
    """Write the alternative text where no picture can be."""
    paragraph = nodes.paragraph("", node["alt"])
    node.replace_self(paragraph)  # the LaTeX writer looks at a paragraph's neighbours
    paragraph.walkabout(translator)
    raise nodes.SkipNode
