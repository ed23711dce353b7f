"""The Sphinx extension: numbers in prose, figures with their rows, freshness and strictness."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from helpers import __version__
from helpers.book import dictionary, freshness, lint, machine, nodes, outputs, roles, theme, verification


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that turns chapters and data into pages."""
    for part in (nodes, roles, outputs, dictionary, verification, lint, machine, freshness, theme):
        part.setup(app)
    app.connect("builder-inited", _add_static_files)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _add_static_files(app: Sphinx) -> None:
    app.add_css_file("review.css")
    app.add_js_file("popover.js", loading_method="defer")
