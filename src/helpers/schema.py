"""The data dictionary as a running schema: Frictionless checks types, constraints and keys."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from helpers.problems import Problem, quote
from helpers.table_files import read_text

PACKAGE = "data/datapackage.json"
TABLES = ("studies", "inclusions", "groups", "outcomes", "definitions", "counts", "values", "estimates")
REMEDIES = {
    "foreign-key": "Correct the key, or add the row it points to.",
    "primary-key": "Two rows state one fact: remove one, or tell them apart by their keys.",
    "unique-error": "Remove the second one.",
    "type-error": "Write a value of the column's type, or leave the cell empty.",
    "constraint-error": "Write a value that the data dictionary allows for this column.",
}


def load_schema(root: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read data/datapackage.json and check that it describes this project's tables and nothing else.

    Parameters: root, the book's folder. Returns: the descriptor (empty at fault) and the faults.
    A path or schema elsewhere is refused: Frictionless would follow it, even to another host.
    """
    text, problems = read_text(root / PACKAGE, PACKAGE)
    if problems:
        return {}, problems
    remedy = "Restore the file from the last release of the data."
    try:
        package = json.loads(text)
        resources = {resource["name"]: resource for resource in package["resources"]}
        for name in TABLES:
            if resources[name]["path"] != f"{name}.csv":
                raise ValueError(f"table {name} must have the path {name}.csv")
            for field in resources[name]["schema"]["fields"]:
                if not all(isinstance(field[key], str) for key in ("name", "type", "title", "description")):
                    raise ValueError(f"a column of {name} lacks name, type, title or description")
                re.compile(field.get("constraints", {}).get("pattern", ""))
        if set(resources) != set(TABLES) or len(package["resources"]) != len(TABLES):
            raise ValueError("tables must be exactly " + ", ".join(TABLES))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        found = f"{type(error).__name__}: {str(error)[:200]}"
        return {}, [Problem(PACKAGE, 0, "the data dictionary describes every table", found, remedy)]
    return package, []


def columns_of(package: dict[str, Any], table: str) -> list[str]:
    """Return the names of a table's columns in order."""
    return [field["name"] for field in fields_of(package, table)]


def fields_of(package: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """Return the descriptors of a table's columns in order."""
    return next(r["schema"]["fields"] for r in package["resources"] if r["name"] == table)


def find_schema_problems(root: Path, package: dict[str, Any], tables: set[str]) -> list[Problem]:
    """Validate the tables with Frictionless and return every fault in this project's words.

    Parameters: root, the book's folder; package, the descriptor; tables, those whose files are well formed.
    """
    from frictionless import Checklist, Package, system
    from frictionless.exception import FrictionlessException

    kept = [resource for resource in package["resources"] if resource["name"] in tables]
    descriptor = {**package, "resources": [_without_lost_keys(r, tables) for r in kept]}
    problems = []
    try:
        with system.use_context(trusted=False):
            report = Package.from_descriptor(descriptor, basepath=str(root / "data")).validate(
                Checklist(), limit_errors=1000
            )
        errors = [(error, "") for error in report.errors]
        errors += [(error, task.place) for task in report.tasks for error in task.errors]
    except FrictionlessException as exception:
        errors = [(exception.error, "")]
        errors += [(reason, "") for reason in exception.reasons]
    for error, place in errors:
        name = f"data/{Path(place).name}" if place else PACKAGE
        remedy = REMEDIES.get(error.type, "See the data dictionary on the book's data page.")
        rule, found = _in_our_words(error)
        problems.append(Problem(name, getattr(error, "row_number", None) or 0, rule, found, remedy))
    return problems


def _in_our_words(error: Any) -> tuple[str, str]:
    column = getattr(error, "field_name", "")
    if error.type in ("type-error", "constraint-error"):
        return f"column {column}: {error.note}", f"got {quote(error.cell)}"
    if error.type == "foreign-key":
        keys = ", ".join(error.field_names)
        where = f"{error.reference_name or 'the same table'}"
        return f"{keys} must be in {where}", f"{', '.join(map(quote, error.field_cells))} is not"
    return error.title.lower(), error.note


def _without_lost_keys(resource: dict[str, Any], tables: set[str]) -> dict[str, Any]:
    """Leave out foreign keys to tables that could not be read: their own fault is reported already."""
    schema = dict(resource["schema"])
    schema["foreignKeys"] = [
        key
        for key in schema.get("foreignKeys", ())
        if key["reference"]["resource"] in tables or not key["reference"]["resource"]
    ]
    return {**resource, "schema": schema}
