"""The Sphinx extension: numbers in prose, figures with their rows, freshness and strictness."""

from __future__ import annotations

import gc
from typing import Any

from sphinx.application import Sphinx

from helpers import __version__
from helpers.book import (
    abbreviations,
    answers,
    archives,
    cards,
    checks_page,
    citations,
    claims_table,
    data_pages,
    downloads,
    evidence,
    explorer,
    freshness,
    head,
    kernels,
    links,
    lint,
    navigation,
    nodes,
    notebooks,
    outputs,
    popover,
    publication,
    roles,
    search,
    site_data,
    site_files,
    site_map,
    studies,
    study_links,
    study_uses,
    tables,
    theme,
    vocabulary_page,
    whole,
)

PARTS = (  # in the order in which they look at a build
    evidence,
    publication,
    kernels,
    citations,
    nodes,
    popover,
    roles,
    outputs,
    cards,
    answers,
    study_links,
    study_uses,
    studies,
    tables,
    explorer,
    claims_table,
    checks_page,
    data_pages,
    vocabulary_page,
    lint,
    links,
    abbreviations,
    downloads,
    archives,
    freshness,
    search,
    site_data,
    site_files,
    site_map,
    whole,
    notebooks,
    navigation,
    head,
    theme,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that turns chapters and data into pages."""
    gc.set_threshold(200_000)  # a build's objects live until its end: looking for garbage costs a twentieth of it
    for part in PARTS:
        part.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
