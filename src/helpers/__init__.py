"""The engine of the living review: data in, quantities, figures and pages out.

In a chapter, `from helpers import review` loads the book that the working folder belongs to.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the book's evidence on first use of `helpers.review` and keep it."""
    if name != "review":
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    from helpers.evidence.evidence import find_root, load
    from helpers.quantities.vocabulary import Review

    globals()["review"] = Review(load(find_root()))
    return globals()["review"]
