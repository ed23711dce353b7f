"""What a book's studies look at: axes and their topics, as the data dictionary lists them for topics.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.dictionary import resource_of, tables_of

NONE = "none"  # a topic of every axis: what a study looks at when it looks at nothing of the kind


def topics_by_axis(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the topics of each axis, `none` the last, both in the order of the chapters; {} for a book without any."""
    return {axis: (*said["topics"], NONE) for axis, said in _said(package, "axes").items()}


def heading_of_none(package: Mapping[str, Any], axis: str) -> str:
    """Return how a map heads the studies that look at nothing on an axis."""
    return str(_said(package, "axes")[axis]["none"])


def original_designs(package: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the designs whose studies have a topic on each axis: they observe, and do not collect what others saw."""
    return tuple(_said(package, "originalDesigns"))


def _said(package: Mapping[str, Any], key: str) -> Any:
    return resource_of(package, "topics").get(key, {}) if "topics" in tables_of(package) else {}
