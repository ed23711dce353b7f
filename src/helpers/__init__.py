"""The engine of the living review: data in, quantities, figures and pages out.

In a chapter, in JupyterLab or in a plain Python shell, `from helpers import review, exhibits`: the numbers, and the
figures and tables, of the book that the working folder belongs to.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["exhibits", "review"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the book's evidence on first use of `helpers.review` and keep it; import `helpers.exhibits` likewise."""
    if name == "exhibits":
        return import_module("helpers.exhibits")
    if name != "review":
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    from helpers.evidence.evidence import find_root, load
    from helpers.quantities.vocabulary import Review

    globals()["review"] = Review(load(find_root()))
    return globals()["review"]


def load_ipython_extension(shell: Any) -> None:
    """Add `%words` and `%%words` to JupyterLab, Jupyter or IPython, asked for by `%load_ext helpers`."""
    import_module("helpers.commands.notebook").add_words(shell)


def __dir__() -> list[str]:
    """Offer what a chapter needs to completion."""
    return sorted({*globals(), *__all__})
