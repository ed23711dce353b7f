"""What makes a method a word of the vocabulary: an expression may call it, and a reader may open what it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from helpers.evidence.evidence import Evidence

Method = TypeVar("Method", bound=Callable[..., object])


class OnEvidence:
    """What every part of the vocabulary stands on: one book's evidence."""

    def __init__(self, evidence: Evidence) -> None:
        """Keep the evidence."""
        self.evidence = evidence


def spoken(method: Method) -> Method:
    """Return a method, marked as a word that expressions in prose, tables and figures may use."""
    method.__dict__["spoken"] = True
    return method


def spoken_methods(*parts: type[OnEvidence]) -> dict[str, Callable[..., Any]]:
    """Return the marked methods of classes by name, in the order in which they are written."""
    return {name: found for part in parts for name, found in vars(part).items() if hasattr(found, "spoken")}
