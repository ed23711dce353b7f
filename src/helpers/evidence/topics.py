"""What a book's studies look at and how: axes and their topics, designs and their words, as the dictionary has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.evidence.dictionary import fields_of, resource_of, said_of, tables_of

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


def plural_of(package: Mapping[str, Any], design: str) -> str:
    """Return what several studies of a design are called, with an s where the dictionary does not say it."""
    said = said_of(package, "studies", "design").get("words", {}).get(design, {})
    return str(said.get("plural", f"{design}s")) if design else "publications of unknown design"


def mapped_designs(package: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the marks of a map with the designs that share each, in the order of the dictionary.

    Original studies of a design that shares none have a mark of their own.
    """
    field, found = said_of(package, "studies", "design"), dict[str, list[str]]()
    for design in field.get("constraints", {}).get("enum", ()):
        mapped = field.get("words", {}).get(design, {}).get("mapped")
        if mapped or design in original_designs(package):
            found.setdefault(mapped or plural_of(package, design), []).append(design)
    return found


def needed_for_designs(package: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the columns of studies.csv that studies of some designs fill and no others, with these designs."""
    fields = fields_of(package, "studies")
    return {field["name"]: tuple(field["neededForDesigns"]) for field in fields if "neededForDesigns" in field}


def grade_of(package: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    """Return the scale and grade by which a group was chosen, empty where the book records none."""
    said = resource_of(package, "groups").get("grade")
    return str(group[said["column"]]) if said else ""


def heading_of_grade(package: Mapping[str, Any]) -> str:
    """Return how a table heads the grades of groups, empty where the book records none."""
    return str(resource_of(package, "groups").get("grade", {}).get("heading", ""))


def _said(package: Mapping[str, Any], key: str) -> Any:
    return resource_of(package, "topics").get(key, {}) if "topics" in tables_of(package) else {}
