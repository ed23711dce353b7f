"""What an author may not write: roles in the wrong place, typed numbers, pictures without alternative text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from helpers.book.nodes import stat

logger = logging.getLogger(__name__)

LEFTOVER = re.compile(r"\{(?:stat|holds|fixed)\}")
TYPED = re.compile(r"(?<![\w.,:/-])[<>~]?\d[\d,.]*(?:\s?%)?(?![\w/-])")
NO_PLACE = (nodes.title, nodes.reference, nodes.term, nodes.rubric, addnodes.pending_xref)
EXEMPT = (
    stat,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.citation,
    nodes.math,
    nodes.math_block,
    nodes.problematic,
    nodes.system_message,
    nodes.reference,
    nodes.footnote_reference,
    addnodes.pending_xref,
    addnodes.toctree,
)


def setup(app: Sphinx) -> None:
    """Check every page after it was read."""
    app.add_transform(PageLint)


class PageLint(SphinxTransform):
    """Warn about everything that would put an unchecked number or picture on a page."""

    default_priority = 900

    def apply(self, **kwargs: Any) -> None:
        """Check roles, typed numbers and images of the page."""
        for node in self.document.findall(stat):
            self._check_place(node)
        for node in self.document.findall(nodes.Text):
            self._check_text(node)
        for node in self.document.findall(nodes.image):
            self._check_image(node)

    def _check_place(self, node: stat) -> None:
        if _inside(node, NO_PLACE) and not isinstance(node.parent.parent, nodes.table):
            self._warn(node, "a number may not stand in a heading, link or term; move it into the text")

    def _check_text(self, node: nodes.Text) -> None:
        text = node.astext()
        if LEFTOVER.search(text) and not _inside(node, (nodes.literal, nodes.literal_block, nodes.comment)):
            found = text[LEFTOVER.search(text).start() :][:60]
            self._warn(node, f"a role was left as text ({found!r}); escape | in tables, or use ::: fences")
        if _inside(node, EXEMPT) or _has_class(node, ("fixed", "generated", "review-table", "cell")):
            return
        typed = TYPED.search(text)
        if typed and not LEFTOVER.search(text):
            rule = "a number is computed by {stat} or {holds}, or declared by {fixed} with its reason"
            self._warn(node, f"{rule}; got {typed.group()!r} in {text[:60]!r}")

    def _check_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "").strip()
        if not alt or alt == node["uri"] or alt == PurePosixPath(node["uri"]).name:
            advice = "return a figure of helpers.figures, or write what the picture shows"
            self._warn(node, f"a picture has alternative text; {node['uri'][-40:]!r} has none: {advice}")

    def _warn(self, node: nodes.Node, message: str) -> None:
        holder = node if isinstance(node, nodes.Element) else node.parent
        while holder is not None and holder.line is None and holder.parent is not None:
            holder = holder.parent
        location = (self.env.docname, holder.line if holder is not None else None)
        logger.warning("%s", message, location=location, type="review", subtype="lint")


def _inside(node: nodes.Node, kinds: tuple) -> bool:
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def _has_class(node: nodes.Node, classes: tuple[str, ...]) -> bool:
    while node is not None:
        if isinstance(node, nodes.Element) and any(name in node.get("classes", ()) for name in classes):
            return True
        node = node.parent
    return False
