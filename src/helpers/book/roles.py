"""The book's own roles on a page: the only ways a number gets into prose."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node
from helpers.chapters.reading import line_of
from helpers.chapters.roles import ROLES, on_page, show

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register the roles."""
    for name in ROLES:
        app.add_role(name, ReviewRole())


class ReviewRole(SphinxRole):
    """A role whose faults name the file and the line of the role itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return what the role shows; a fault is a warning, and visible on the page."""
        shown = show(self.name, self.text, evidence_of(self.env.app))
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
