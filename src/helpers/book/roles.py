"""The book's own roles on a page: the only ways a number gets into prose."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node
from helpers.chapters.fences import NAMES
from helpers.chapters.names import names_for, names_in_block, names_of_book
from helpers.chapters.reading import line_of
from helpers.chapters.roles import ROLES, on_page, show

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register the roles."""
    for name in ROLES:
        app.add_role(name, ReviewRole())
    app.add_directive(NAMES, NamesBlock)


class NamesBlock(SphinxDirective):
    """`{names}`: what a chapter calls its numbers; nothing of it is shown."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Keep the names for the roles of the page; `review check` says what is wrong with them."""
        named = names_in_block("\n".join(self.content), self.lineno)
        self.env.temp_data[NAMES] = names_for(named, evidence_of(self.env.app))
        return []


class ReviewRole(SphinxRole):
    """A role whose faults name the file and the line of the role itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return what the role shows; a fault is a warning, and visible on the page."""
        evidence = evidence_of(self.env.app)
        shown = show(self.name, self.text, evidence, self.env.temp_data.get(NAMES) or names_of_book(evidence))
        if shown.fault:
            line = line_of(self.env.doc2path(self.env.docname), self.name, self.text, self.lineno)
            location = (self.env.docname, line)
            logger.warning("{%s}: %s", self.name, shown.fault, location=location, type="review", subtype=self.name)
            return [nodes.problematic(self.rawtext, on_page(shown, self.text))], []
        if shown.quantity is None:
            node = nodes.inline("", shown.words, classes=["fixed"], reason=shown.reason)
        else:
            node = quantity_node(shown.quantity.as_dict())
        node["role"] = (self.name, self.text)
        return [node], []
