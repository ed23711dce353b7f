"""What a book's studies look at and how: axes and their topics, designs and their words, as the dictionary has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.dictionary import fields_of, resource_of, said_of, tables_of

NONE = "none"  # a topic of every axis: what a study looks at when it looks at nothing of the kind
NOT_READ = "not read"  # another: nobody read what it looks at, which is not the same as nothing


def topics_by_axis(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the topics of each axis in the order of the chapters, then `none` and `not read`; {} without any axis."""
    return {axis: (*said["topics"], NONE, NOT_READ) for axis, said in _said(package, "axes").items()}


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


def needed_for_designs(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the columns of studies.csv that studies of some designs fill and no others, with these designs."""
    fields = fields_of(package, "studies")
    return {field["name"]: tuple(field["neededForDesigns"]) for field in fields if "neededForDesigns" in field}


def grade_of(package: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    """Return the scale and grade by which a group was chosen, empty where the book records none."""
    column = resource_of(package, "groups").get("grade")
    return str(group[column]) if column else ""


def heading_of_grade(package: Mapping[str, Any]) -> str:
    """Return how a table heads the grades of groups, empty where the book records none."""
    return str(said_of(package, "groups", resource_of(package, "groups").get("grade", "")).get("title", ""))


def _said(package: Mapping[str, Any], key: str) -> Any:
    return resource_of(package, "topics").get(key, {}) if "topics" in tables_of(package) else {}
