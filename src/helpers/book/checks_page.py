"""The checks of the audit as a table: rendered from the list that runs."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.audit import CHECKS, claims  # noqa: F401 - its checks enter the list
from helpers.audit.registry import failing_in_words
from helpers.book.nodes import table_node

HEADER = ("Check", "Question", "Verdict when it fails")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("audit-checks", AuditChecks)


class AuditChecks(SphinxDirective):
    """`{audit-checks}`: every check of printed numbers, what it asks, and what failing means."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [[one.name, one.question, failing_in_words(one)] for one in CHECKS.values()]
        return [table_node([[nodes.Text(cell) for cell in row] for row in (HEADER, *rows)])]
