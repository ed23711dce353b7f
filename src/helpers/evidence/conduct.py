"""How trials were done: the facts that a book asks of each trial, as the dictionary has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.dictionary import resource_of, tables_of

NOT_READ = "not read"  # an answer to every question: nobody found it, which is not the same as no


def facts_of(package: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the facts that are asked of each trial, in order, with title and answers; {} for a book that asks none."""
    if "conduct" not in tables_of(package):
        return {}
    facts: dict[str, Mapping[str, Any]] = dict(resource_of(package, "conduct").get("facts", {}))
    return facts
