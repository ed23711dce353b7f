"""Figures and tables that code cells return: one private MIME type, rendered with all that belongs to them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.book.nodes import picture, quantity_node, table_node
from helpers.book.study_links import study_link
from helpers.chapters.captions import UNFIT, find_unfit
from helpers.figures import MIME_TYPE

logger = logging.getLogger(__name__)

BUILDERS = ("html", "dirhtml", "singlehtml", "latex", "text", "epub", "linkcheck", "gettext")
NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
KEY = re.compile(r"[a-z][a-z0-9]*\Z")  # of references.bib


def setup(app: Sphinx) -> None:
    """Drop the fallbacks of our outputs; MyST-NB finds the renderer itself by its entry point."""
    app.add_transform(DropFallbacks)


class DropFallbacks(SphinxTransform):
    """Keep only our rendering of an output: MyST-NB renders every MIME type and chooses much later."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        """Replace each bundle that holds our type by its content."""
        for node in list(self.document.findall(nodes.container)):
            if node.get("nb_element") == "mime_bundle":
                ours = [child for child in node.children if child.get("mime_type") == MIME_TYPE]
                if ours:
                    node.replace_self(ours[0].children)


class ReviewRenderer(MimeRenderPlugin):
    """Render figures and tables of `helpers` before any of their fallbacks."""

    mime_priority_overrides: ClassVar = [(builder, MIME_TYPE, 0) for builder in BUILDERS]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the nodes of a figure or table; None leaves other types to others."""
        if inline or data.mime_type != MIME_TYPE:
            return None
        content: Any = data.content
        shown = json.loads(content) if isinstance(content, str | bytes) else content
        build = {"figure": _figure, "table": _table}[shown["kind"]]
        env = renderer.renderer.sphinx_env
        return build(renderer, shown, env.metadata[env.docname]["source_map"][data.cell_index or 0])


def _caption(renderer: NbElementRenderer, text: str, line: int) -> list[nodes.Node]:
    """Parse a caption as inline Markdown, so that its numbers use the same roles as prose; HTML in it stays text.

    One that holds what a caption may not is shown as it was written, and reported.
    """
    if unfit := ", ".join(find_unfit(text)):
        location = (renderer.renderer.sphinx_env.docname, line + 1)
        logger.warning("%s; got %s", UNFIT, unfit, location=location, type="review", subtype="figure")
        return [nodes.Text(text)]
    holder, options = nodes.paragraph(), renderer.renderer.md.options
    allowed, options["html"] = options["html"], False  # a caption may quote data
    try:
        with renderer.renderer.current_node_context(holder):
            renderer.renderer.nested_render_text(text, line, inline=True)
    finally:
        options["html"] = allowed
    children = holder.children
    if len(children) == 1 and isinstance(children[0], nodes.paragraph):
        return list(children[0].children)
    return list(children)


def _named(renderer: NbElementRenderer, node: nodes.Element, name: str, line: int) -> nodes.Element:
    if not NAME.match(name):
        message = f"a figure's or table's name is lower-case words joined by hyphens; got {name!r}"
        location = (renderer.renderer.sphinx_env.docname, line + 1)
        logger.warning("%s", message, location=location, type="review", subtype="figure")
        return node
    node["names"].append(name)
    renderer.renderer.document.note_explicit_target(node, node)
    return node


def _figure(renderer: NbElementRenderer, shown: dict[str, Any], line: int) -> list[nodes.Element]:
    keys = ("wide", "narrow", "alt", "name", "columns", "rows", "quantities", "explored")
    drawn = picture(**{key: shown.get(key) for key in keys})
    if shown.get("small"):
        words = nodes.paragraph("", "", *_caption(renderer, shown["caption"], line), *_notes(shown))
        return [_named(renderer, nodes.container("", drawn, words, classes=["sketch"]), shown["name"], line)]
    figure = nodes.figure("", drawn, classes=["review-figure", "fig", "of-cell"])
    figure += nodes.caption("", "", *_caption(renderer, shown["caption"], line), *_notes(shown))
    return [_named(renderer, figure, shown["name"], line)]


def _table(renderer: NbElementRenderer, shown: dict[str, Any], line: int) -> list[nodes.Element]:
    rows = (shown["columns"], *shown["cells"])
    made = [[_inline(renderer, cell, line) for cell in row] for row in rows]
    keys = {row["label"]: key for key, row in evidence_of(renderer.renderer.sphinx_env.app).studies.items()}
    for row in made[1:]:
        row[0] = _named_study(row[0], keys)
    table = table_node(made)
    table["classes"].append("of-cell")
    table.insert(0, nodes.title("", "", *_caption(renderer, shown["caption"], line), *_notes(shown)))
    return [_named(renderer, table, shown["name"], line)]


def _named_study(cell: nodes.Node, keys: Mapping[str, str]) -> nodes.Node:
    """Return the first cell of a row, in which the name of a study, alone or before its citation, leads to its page."""
    name = cell.children[0] if type(cell) is nodes.inline and cell.children else cell
    if not isinstance(name, nodes.Text) or name.strip() not in keys:
        return cell
    found = study_link("", name.strip(), key=keys[name.strip()])
    return nodes.inline("", "", found, nodes.Text(" "), *cell.children[1:]) if cell is not name else found


def _notes(shown: dict[str, Any]) -> list[nodes.Node]:
    """Return what a figure or table says of itself, behind its caption: words that no author typed."""
    words = " ".join(shown.get("notes", ()))
    return [nodes.inline("", f" {words}", classes=["generated"])] if words else []


def _inline(renderer: NbElementRenderer, cell: Any, line: int) -> nodes.Node:
    """Return a cell, or a part of one: text, a quantity, a citation, or several of them."""
    if isinstance(cell, list):
        return nodes.inline("", "", *(_inline(renderer, part, line) for part in cell))
    if isinstance(cell, dict) and "cite" in cell:
        cited = _caption(renderer, f"{{cite}}`{cell['cite']}`", line) if KEY.match(cell["cite"]) else []
        return nodes.inline("", "", *cited)
    return quantity_node(cell) if isinstance(cell, dict) else nodes.Text(str(cell))
