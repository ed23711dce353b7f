"""The data dictionary as a running schema: types, constraints and keys of every column."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import read_text

PACKAGE = "data/datapackage.json"
RESTORE = "Restore the file from the last release of the data."
RELIED_ON = {  # the columns that rules and quantities read, with their type where that is not string
    "studies": "study label year:integer design scope review_ref:integer cohort risk_of_bias assessed_by species"
    " not_cited",
    "inclusions": "review study",
    "topics": "study axis topic",
    "links": "cause effect study direction finding source reported_by locator url",
    "groups": "study group label role part_of reperfusion_grade dose dose_unit"
    " n_randomised:integer n_analysed:integer source reported_by",
    "outcomes": "outcome label definition direction timepoint scale from:integer to:integer",
    "definitions": "definition study modality parameter threshold timing from_h to_h causes_excluded:integer",
    "counts": "study group outcome definition events:integer total:integer printed back_calculated:boolean"
    " source reported_by locator url fault",
    "values": "study group outcome statistic unit value low high interval source reported_by locator url fault",
    "estimates": "study group comparator outcome measure estimate ci_low ci_high p adjusted:boolean"
    " source reported_by locator url fault",
    "claims": "claim statement part chapter section refs text printed unit measure of expression verdict finding note",
    "readings": "table key column read read_from",
    "agents": "agent iv_dose iv_dose_unit",
    "protocols": "study primary_outcome dose_max dose_max_unit given_over",
    "sections": "section title",
}
TABLES = tuple(RELIED_ON)
LISTED = {"studies": ("design", "scope"), "claims": ("verdict", "finding")}  # columns whose words the vocabulary offers
REPEATED_GROUP = re.compile(r"\)[*+{]")  # the form of a pattern that can take for ever to fail
PATTERNS_IN_WORDS = {
    r"^[a-z][a-z0-9]*$": "lower-case letters and digits, for example angeltnk2025",
    r"^[a-z][a-z0-9_]*$": "lower-case letters, digits and underscores, for example mrs_0_1_90d",
    r"^-?\d+(\.\d+)?$": "a number in digits, for example 9.10",
    r"^\d+(\.\d+)?-\d+(\.\d+)?$": "two numbers of hours, for example 4.5-24",
    r"^[<>]?\d*\.?\d+$": "a P value, for example .02 or <0.001",
    r"^[0a-z]+\.[0-9]+\.[0-9]+$": "chapter, subsection and paragraph, for example iv.1.2",
    r"^[0a-z]+\.[0-9]+\.[0-9]+-[0-9]+$": "a section and a number, for example iv.1.2-7",
    r"^https://[^\s<>\"']+$": "https:// and an address without spaces or quotes",
}


def load_schema(root: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read data/datapackage.json and check that it describes this project's tables and nothing else.

    Parameters: root, the book's folder. Returns: the descriptor (empty at fault) and the faults.
    Whatever this program does not understand is refused: a rule that nobody runs would look like one that holds.
    """
    text, problems = read_text(root / PACKAGE, PACKAGE)
    if problems:
        return {}, problems
    try:
        package = json.loads(text)
        names = [resource["name"] for resource in package["resources"]]
        if sorted(names) != sorted(TABLES):
            raise ValueError("its tables must be exactly " + ", ".join(TABLES))
        for resource in package["resources"]:
            _check_resource(resource)
        for resource in package["resources"]:
            _check_keys(package, resource["name"], resource["schema"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        reason = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        rule = "the data dictionary describes every table"
        return {}, [Place(PACKAGE).fault(rule, quote(reason, 300)[1:-1], RESTORE)]
    return package, []


def _check_resource(resource: Mapping[str, Any]) -> None:
    """Raise ValueError, KeyError, TypeError or AttributeError when a table is not described as it must be."""
    table, schema = resource["name"], resource["schema"]
    if resource["path"] != f"{table}.csv":  # a path elsewhere could lead to another host
        raise ValueError(f"table {table} must have the path {table}.csv")
    if unknown := set(schema) - {"fields", "missingValues", "primaryKey", "foreignKeys"}:
        raise ValueError(f"the schema of {table} has words that are not known: {', '.join(sorted(unknown))}")
    if schema["missingValues"] != [""]:
        raise ValueError(f"the missing value of {table} must be the empty cell alone")
    for field in schema["fields"]:
        _check_field(table, field)
    names = [field["name"] for field in schema["fields"]]
    if len(set(names)) != len(names):
        raise ValueError(f"{table} describes a column twice")
    types = {field["name"]: field["type"] for field in schema["fields"]}
    for column in RELIED_ON[table].split():
        name, _, kind = column.partition(":")
        if types.get(name) != (kind or "string"):
            raise ValueError(f"{table} must have a column {name} of type {kind or 'string'}")
    words = {field["name"]: field.get("constraints", {}).get("enum") for field in schema["fields"]}
    for column in LISTED.get(table, ()):
        if not words[column]:
            raise ValueError(f"column {column} of {table} must list its words")


def _check_field(table: str, field: Mapping[str, Any]) -> None:
    if not all(isinstance(field.get(key), str) and field[key] for key in ("name", "type", "title", "description")):
        raise ValueError(f"a column of {table} lacks name, type, title or description")
    where = f"column {field['name']} of {table}"
    if not isinstance(field.get("unit", ""), str):
        raise ValueError(f"the unit of {where} must be text")
    known = {"name", "type", "title", "description", "unit", "constraints", "trueValues", "falseValues"}
    if unknown := set(field) - known:
        raise ValueError(f"{where} has words that are not known: {', '.join(sorted(unknown))}")
    if field["type"] not in ("string", "integer", "boolean"):
        raise ValueError(f"{where} must be string, integer or boolean")
    if field["type"] == "boolean" and (field["trueValues"], field["falseValues"]) != (["true"], ["false"]):
        raise ValueError(f"{where} must be written true and false")
    constraints = field.get("constraints", {})
    for name, value in constraints.items():
        if type(value) is not CONSTRAINTS.get(name):
            raise ValueError(f"{where} has a constraint that is not known: {name} = {value!r}")
    if not all(isinstance(word, str) for word in constraints.get("enum", ())):
        raise ValueError(f"{where} must list words")
    pattern = constraints.get("pattern", "")
    re.compile(pattern)
    if REPEATED_GROUP.search(pattern):
        raise ValueError(f"the pattern of {where} repeats a group: comparing a cell with it might never end")


def _check_keys(package: Mapping[str, Any], table: str, schema: Mapping[str, Any]) -> None:
    keys = [(table, schema["primaryKey"])]
    for key in schema.get("foreignKeys", ()):
        reference = key["reference"]
        if len(key["fields"]) != len(reference["fields"]):
            raise ValueError(f"a foreign key of {table} has two lengths")
        keys += [(table, key["fields"]), (reference["resource"], reference["fields"])]
    for name, columns in keys:
        if not isinstance(columns, list) or not columns or name not in TABLES:
            raise ValueError(f"a key of {table} must list columns of one table")
        if lost := [column for column in columns if column not in columns_of(package, name)]:
            raise ValueError(f"a key of {table} names no column of {name}: {lost[0]!r}")


def columns_of(package: Mapping[str, Any], table: str) -> list[str]:
    """Return the names of a table's columns in order."""
    return [field["name"] for field in fields_of(package, table)]


def fields_of(package: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """Return the descriptors of a table's columns in order."""
    return _schema_of(package, table)["fields"]


def primary_key_of(package: Mapping[str, Any], table: str) -> list[str]:
    """Return the columns that tell the rows of a table apart, in order."""
    return _schema_of(package, table)["primaryKey"]


def _schema_of(package: Mapping[str, Any], table: str) -> dict[str, Any]:
    return next(r["schema"] for r in package["resources"] if r["name"] == table)


CONSTRAINTS = {
    "required": bool,
    "unique": bool,
    "enum": list,
    "pattern": str,
    "minimum": int,
    "maximum": int,
    "maxLength": int,
}
