"""The versions that compute and draw the book."""

from __future__ import annotations

import platform
from importlib.metadata import version

from helpers.figures import Table

PACKAGES = {
    "jupyter-book": "the site",
    "Sphinx": "the site",
    "myst-nb": "cells in chapters",
    "numpy": "arithmetic",
    "scipy": "distributions and optimisation",
    "pandas": "tables in code cells",
    "matplotlib": "pictures",
    "frictionless": "checks of the tables",
    "bibtexparser": "the bibliography",
}


def software(*, name: str, caption: str) -> Table:
    """Return a table of the programs behind the numbers, each with its version and what it is for.

    Parameters
    ----------
    name, caption
        Of the table; the caption is Markdown with roles.
    """
    cells = [["Python", platform.python_version(), "everything"]]
    cells += [[package, version(package), purpose] for package, purpose in PACKAGES.items()]
    return Table(name, caption, ("Program", "Version", "For"), cells)
