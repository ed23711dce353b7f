"""The formats that a citation is read from: one module each, found by standing here.

A module has SUFFIX, of its files; NAME, as notes and messages call it; and `read(text, name)`, which returns a
citation, or None, and the faults. What is slow to import it imports when it reads: the help of the command names every
format.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

FORMATS: dict[str, ModuleType] = {
    module.SUFFIX: module
    for module in (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
}
FROM_INPUT = ".bib"  # the format of standard input


def suffixes() -> str:
    """Return the suffixes of every format, as a sentence lists them."""
    *others, last = FORMATS
    return f"{', '.join(others)} or {last}"


def names() -> str:
    """Return the names of every format with their suffixes, as a sentence lists them."""
    *others, last = (f"{module.NAME} ({suffix})" for suffix, module in FORMATS.items())
    return f"{', '.join(others)} or {last}"
