"""Which words of a page its author wrote, and which were made: code, formulas, addresses, computed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes

from helpers.book.nodes import stat
from helpers.chapters.lost import GAP
from helpers.chapters.roles import ROLES

LEFTOVER = re.compile(rf"\{{(?:{'|'.join(ROLES)})\}}|(?:```|:::)\{{")
NO_PLACE = (nodes.title, nodes.reference, nodes.term, nodes.rubric, addnodes.pending_xref)
MADE = {"fixed", "generated", "review-table", "cell"}
EXEMPT = (
    stat,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.citation,
    nodes.label,
    nodes.math,
    nodes.math_block,
    nodes.problematic,
    nodes.system_message,
    nodes.footnote_reference,
    addnodes.toctree,
)
REFERENCES = (addnodes.pending_xref, addnodes.download_reference)


def holders_of(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node and everything around it, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


def is_block(node: nodes.Node) -> bool:
    """Return whether a node holds the words of one block: a paragraph, heading, caption, term, cell."""
    return (
        isinstance(node, nodes.TextElement)
        and not isinstance(node, nodes.Inline | nodes.literal_block | nodes.comment | nodes.raw)
        and not isinstance(node.parent, nodes.TextElement)
    )


def letters_of(text: str) -> str:
    """Return letters and digits alone: typography changes the others between a chapter and its page."""
    return "".join(filter(str.isalnum, text))


def prose_of(node: nodes.Text) -> str:
    """Return the words of a text that an author typed, or a mark for what is no prose."""
    text = node.astext()
    return GAP if is_exempt(node) or LEFTOVER.search(text) else text


def classes_of(node: nodes.Node) -> list[str]:
    """Return the classes of a node, none of a text."""
    return node.get("classes", []) if isinstance(node, nodes.Element) else []


def is_inside(node: nodes.Node, kinds: tuple) -> bool:
    """Return whether a node, or one around it, is of one of some kinds."""
    return any(isinstance(holder, kinds) for holder in holders_of(node))


def is_located(node: nodes.Node) -> bool:
    """Return whether later warnings name the node's line, which should then be more exact than its block's."""
    return isinstance(node, addnodes.pending_xref | nodes.math)


def is_caption(node: nodes.Node) -> bool:
    """Return whether a node is the caption of a figure or table."""
    return isinstance(node, nodes.caption) or (isinstance(node, nodes.title) and isinstance(node.parent, nodes.table))


def is_exempt(node: nodes.Node) -> bool:
    """Return whether numbers may be typed: in code, math and links, and in what cells and directives made."""
    for holder in holders_of(node):
        if isinstance(holder, EXEMPT) or (isinstance(holder, REFERENCES) and not holder.get("refexplicit")):
            return True
        if isinstance(holder, nodes.reference) and holder.astext() in holder.get("refuri", ""):
            return True
        if is_caption(holder):  # written by an author, also where a cell made the figure
            return False
        if MADE.intersection(classes_of(holder)):
            return True
    return False
