"""The data dictionary as a running schema: types, constraints and keys of every column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from helpers.evidence.choices import find_choice_problems
from helpers.evidence.columns import CORE, KNOWN, WORDED
from helpers.evidence.profile import find_profile_problems
from helpers.files.cache import Cache
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text

PACKAGE = "data/datapackage.json"
RESTORE = "Restore the file from the last release of the data."
TABLES = tuple(KNOWN)
REPEATED_GROUP = re.compile(r"\)[*+{]")  # the form of a pattern that can take for ever to fail


def load_schema(root: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read data/datapackage.json and check that it describes tables that this program knows and nothing else.

    Parameters: root, the book's folder. Returns: the descriptor (empty at fault) and the faults.
    Whatever this program does not understand is refused: a rule that nobody runs would look like one that holds.
    """
    text, problems = read_text(root / PACKAGE, PACKAGE)
    if problems:
        return {}, problems
    rule, place = "the data dictionary describes every table", Place(PACKAGE)
    try:
        package = json.loads(text)
    except (ValueError, RecursionError) as error:
        return {}, [place.fault(rule, quote(str(error), 300)[1:-1], RESTORE)]
    kept = Cache(root, (Path(__file__).with_name("profile.py"),), ("jsonschema",))
    fits = kept.get(["profile", text]) is not None  # the same text has passed before
    found = ([] if fits else [*find_profile_problems(package)]) or [*_find_table_problems(package)]
    if not found and not fits:
        kept.put(["profile", text], True)
    if found:
        return {}, [place.fault(rule, quote(each, 300)[1:-1], RESTORE) for each in found]
    return package, []


def _find_table_problems(package: Mapping[str, Any]) -> Iterator[str]:
    """Yield what no JSON Schema can say: names that must fit each other, and patterns that cannot run."""
    names = [resource["name"] for resource in package["resources"]]
    if lost := [table for table in CORE if table not in names]:
        yield f"it must describe the tables {', '.join(CORE)}; it lacks {', '.join(lost)}"
    if unknown := [name for name in names if name not in KNOWN]:
        yield f"its tables must be among {', '.join(TABLES)}; got {', '.join(unknown)}"
    if len(set(names)) < len(names):
        yield "it describes a table twice"
    if lost or unknown or len(set(names)) < len(names):
        return
    for resource in package["resources"]:
        table = resource["name"]
        if resource["path"] != f"{table}.csv":  # a path elsewhere could lead to another host
            yield f"table {table} must have the path {table}.csv"
        yield from _find_column_problems(table, resource["schema"]["fields"])
        yield from _find_key_problems(package, table, resource["schema"])
        grade = resource.get("grade")
        if grade is not None and grade not in columns_of(package, table):
            yield f"the column of the grade of {table} must be one of its columns; got {grade}"
        if "choices" in resource:
            yield from find_choice_problems(resource, graded=bool(resource_of(package, "groups").get("grade")))
    yield from _find_design_problems(package)


def _find_design_problems(package: Mapping[str, Any]) -> Iterator[str]:
    """Yield words that are said of designs which no study can have."""
    known = said_of(package, "studies", "design").get("constraints", {}).get("enum", ())
    said: dict[str, Iterable[str]] = {}
    for field in fields_of(package, "studies"):
        said[f"column {field['name']} of studies"] = (*field.get("plurals", ()), *field.get("neededForDesigns", ()))
    topics = resource_of(package, "topics") if "topics" in tables_of(package) else {}
    said["topics"] = (*topics.get("originalDesigns", ()), *chain.from_iterable(topics.get("mapDesigns", {}).values()))
    for thing, designs in said.items():
        for design in designs:
            if known and design not in known:
                yield f"{thing} speaks of a design that is not one: {design}"


def _find_column_problems(table: str, fields: list[dict[str, Any]]) -> Iterator[str]:
    described = {field["name"]: field for field in fields}
    if len(described) < len(fields):
        yield f"{table} describes a column twice"
    for name in KNOWN[table].names_needed():
        if name not in described:
            yield f"{table} must have a column {name}"
    for name, kind in KNOWN[table].types().items():
        if described.get(name, {}).get("type", kind) != kind:
            yield f"{table} must have its column {name} of type {kind}"
    for name in WORDED.get(table, ()):
        if name in described and not described[name].get("constraints", {}).get("enum"):
            yield f"column {name} of {table} must list its words"
    for name, field in described.items():
        pattern = field.get("constraints", {}).get("pattern", "")
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"the pattern of column {name} of {table} is not one: {error}"
        if REPEATED_GROUP.search(pattern):
            yield (f"the pattern of column {name} of {table} repeats a group: comparing a cell with it might never end")


def _find_key_problems(package: Mapping[str, Any], table: str, schema: Mapping[str, Any]) -> Iterator[str]:
    keys = [(table, schema["primaryKey"])]
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        if len(key["fields"]) != len(reference["fields"]):
            yield f"a foreign key of {table} has two lengths"
        keys += [(table, key["fields"]), (reference["resource"], reference["fields"])]
    for name, columns in keys:
        if name not in tables_of(package):
            yield f"a key of {table} points to a table that is not described: {name!r}"
        elif lost := [column for column in columns if column not in columns_of(package, name)]:
            yield f"a key of {table} names no column of {name}: {lost[0]!r}"


def tables_of(package: Mapping[str, Any]) -> list[str]:
    """Return the names of the tables that a book has, in the order of its dictionary."""
    return [resource["name"] for resource in package["resources"]]


def columns_of(package: Mapping[str, Any], table: str) -> list[str]:
    """Return a table's columns in order."""
    return [field["name"] for field in fields_of(package, table)]


def fields_of(package: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """Return the descriptors of a table's columns in order."""
    fields: list[dict[str, Any]] = schema_of(package, table)["fields"]
    return fields


def said_of(package: Mapping[str, Any], table: str, column: str) -> dict[str, Any]:
    """Return the descriptor of a column, {} when the book does not have it."""
    fields = fields_of(package, table) if table in tables_of(package) else []
    return next((field for field in fields if field["name"] == column), {})


def primary_key_of(package: Mapping[str, Any], table: str) -> list[str]:
    """Return the columns that tell the rows of a table apart, in order."""
    key: list[str] = schema_of(package, table)["primaryKey"]
    return key


def is_as_written(package: Mapping[str, Any], table: str) -> bool:
    """Return whether the order of a table's rows has a meaning; other tables are ordered by their key."""
    return resource_of(package, table).get("order") == "as written"


def resource_of(package: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Return all that the dictionary says of a table."""
    return next(resource for resource in package["resources"] if resource["name"] == table)


def schema_of(package: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Return a table's columns and keys."""
    schema: dict[str, Any] = resource_of(package, table)["schema"]
    return schema


def pattern_in_words(field: Mapping[str, Any]) -> str:
    """Return what a cell of a column must look like, in words; the pattern itself where the dictionary has none."""
    return str(field.get("patternInWords", field["constraints"]["pattern"]))
