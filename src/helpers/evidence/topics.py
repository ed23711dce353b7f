"""What a book's studies look at: axes and their topics, as the data dictionary lists them for topics.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.dictionary import resource_of, said_of, tables_of

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


def map_designs(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the designs that share a mark on maps, because they answer alike, by what the mark is called."""
    return {words: tuple(designs) for words, designs in _said(package, "mapDesigns").items()}


def plural_of(package: Mapping[str, Any], design: str) -> str:
    """Return what several studies of a design are called; a design without a plural is called as it is."""
    plurals: Mapping[str, str] = said_of(package, "studies", "design").get("plurals", {})
    return plurals.get(design, design)


def _said(package: Mapping[str, Any], key: str) -> Any:
    return resource_of(package, "topics").get(key, {}) if "topics" in tables_of(package) else {}
