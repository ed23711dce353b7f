"""The Sphinx extension: numbers in prose, figures with their rows, freshness and strictness."""

from __future__ import annotations

import gc
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from helpers import __version__
from helpers.book import (
    abbreviations,
    checks_page,
    citations,
    claims_table,
    data_pages,
    downloads,
    evidence,
    explorer,
    freshness,
    kernels,
    links,
    lint,
    nodes,
    outputs,
    popover,
    roles,
    search,
    site_files,
    theme,
    vocabulary_page,
)

PARTS = (  # in the order in which they look at a build
    evidence,
    kernels,
    citations,
    nodes,
    popover,
    roles,
    outputs,
    explorer,
    claims_table,
    checks_page,
    data_pages,
    vocabulary_page,
    lint,
    links,
    abbreviations,
    downloads,
    freshness,
    search,
    site_files,
    theme,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that turns chapters and data into pages."""
    gc.set_threshold(200_000)  # a build's objects live until its end: looking for garbage costs a twentieth of it
    for part in PARTS:
        part.setup(app)
    app.connect("config-inited", _offer_repository_links)
    app.add_css_file("review.css", priority=850)  # after the themes', before theme.css
    app.add_js_file("popover.js", loading_method="defer")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _offer_repository_links(app: Sphinx, config: Config) -> None:
    """Show the links to edit a page and to report an error once the repository's address is set."""
    options = config.html_theme_options
    if options.get("repository_url"):
        for button in ("use_repository_button", "use_edit_page_button", "use_issues_button"):
            options.setdefault(button, True)
