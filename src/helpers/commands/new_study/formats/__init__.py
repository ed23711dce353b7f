"""The formats that a citation is read from: one module each, found by standing here.

A module has SUFFIX, of its files; NAME, as notes and messages call it; `is_mine(text)`, whether a text is of its
format; and `read(text, name)`, which returns a citation, or None, and the faults. What is slow to import it imports
when it reads: the help of the command names every format.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

FORMATS: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)
)
LAST = "crossref"  # asked behind the others: it takes any JSON


def format_of(text: str, suffix: str) -> ModuleType | None:
    """Return the format of a text by what it holds, or by the suffix of its file where that says nothing."""
    ordered = sorted(FORMATS, key=lambda module: module.__name__.endswith(LAST))
    by_content = next((module for module in ordered if module.is_mine(text)), None)
    return by_content or next((module for module in reversed(ordered) if suffix == module.SUFFIX), None)


def suffixes() -> str:
    """Return the suffixes of every format, as a sentence lists them."""
    *others, last = sorted({module.SUFFIX for module in FORMATS})
    return f"{', '.join(others)} or {last}"


def names() -> str:
    """Return the names of every format with their suffixes, as a sentence lists them."""
    *others, last = (f"{module.NAME} ({module.SUFFIX})" for module in FORMATS)
    return f"{', '.join(others)} or {last}"
