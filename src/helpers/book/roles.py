"""The roles {stat}, {holds} and {fixed}: the only ways a number gets into prose."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node
from helpers.chapters.reading import line_of
from helpers.chapters.roles import read_fixed, read_holds
from helpers.quantities.expressions import holds, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity, merged

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Register the three roles."""
    app.add_role("stat", StatRole())
    app.add_role("holds", HoldsRole())
    app.add_role("fixed", FixedRole())


class ReviewRole(SphinxRole):
    """A role whose faults name the file and the line of the role itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return what the role shows; a fault is a warning, and visible on the page."""
        try:
            shown = self.show()
        except QuantityError as error:
            line = line_of(self.env.doc2path(self.env.docname), self.name, self.text, self.lineno)
            location = (self.env.docname, line)
            logger.warning("{%s}: %s", self.name, error, location=location, type="review", subtype=self.name)
            return [nodes.problematic(self.rawtext, f"[{self.text}: {error}]")], []
        shown["role"] = (self.name, self.text)
        return [shown], []

    def show(self) -> nodes.Node:
        """Return the node. Raises: QuantityError."""
        raise NotImplementedError


class StatRole(ReviewRole):
    """`{stat}`: the text of a quantity, with its provenance."""

    def show(self) -> nodes.Node:
        """Evaluate the expression."""
        return quantity_node(quantity(self.text, evidence_of(self.env.app)).as_dict())


class HoldsRole(ReviewRole):
    """`{holds}`: words, shown only while the condition behind them is true."""

    def show(self) -> nodes.Node:
        """Test the condition."""
        words, condition = read_holds(self.text)
        true, used = holds(condition, evidence_of(self.env.app))
        if not true:
            shown = "; ".join(f"{found.expression} = {found.text}" for found in used)
            raise QuantityError(f"{words!r} no longer holds: {condition} is false, as {shown}")
        compared = ", ".join(dict.fromkeys(found.text for found in used))
        words_as_quantity = Quantity(
            expression=condition,
            text=words,
            value=None,
            kind="words",
            formula=f"these words stand only while the condition below is true; it compares {compared}",
            **merged(used),
        )
        return quantity_node(words_as_quantity.as_dict(), words)


class FixedRole(ReviewRole):
    """`{fixed}`: a number that is no evidence (a scale, a threshold, a date), with the reason why."""

    def show(self) -> nodes.Node:
        """Keep the number and its reason."""
        words, reason = read_fixed(self.text)
        return nodes.inline("", words, classes=["fixed"], reason=reason)
