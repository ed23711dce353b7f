"""The data dictionary as a running schema: types, constraints and keys of every column."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from helpers.files.problems import Problem, quote
from helpers.files.tables import MOST_FAULTS, Row, problem, read_text

PACKAGE = "data/datapackage.json"
MOST_HINTS = 50  # different unknown keys that get the nearest known ones: finding those compares every name
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
}
TABLES = tuple(RELIED_ON)
LISTED = {"studies": ("design", "scope"), "claims": ("verdict", "finding")}  # columns whose words the vocabulary offers
CONSTRAINTS = {
    "required": bool,
    "unique": bool,
    "enum": list,
    "pattern": str,
    "minimum": int,
    "maximum": int,
    "maxLength": int,
}
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
        return {}, [Problem(PACKAGE, 0, rule, quote(reason, 300)[1:-1], RESTORE)]
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


def find_schema_problems(package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> list[Problem]:
    """Return every cell and key that the data dictionary does not allow.

    Parameters: package, a checked descriptor; tables, rows of text by table, of those whose files are well formed.
    """
    keys = islice(_find_foreign_key_problems(package, tables), MOST_FAULTS)
    return sorted({*_find_cell_problems(package, tables), *keys})


def _find_cell_problems(package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> Iterator[Problem]:
    """Yield what Frictionless finds: types, constraints and primary keys.

    It gets the rows as they were read, not the files: nothing is guessed, and nothing is read twice.
    """
    from frictionless import FrictionlessException, Schema, system
    from frictionless.resources import TableResource

    for table, rows in tables.items():
        data = [columns_of(package, table), *(list(row.values()) for row in rows)]
        try:
            with system.use_context(trusted=False):
                schema = Schema.from_descriptor(_running_schema(package, table))
                report = TableResource(name=table, data=data, schema=schema).validate(limit_errors=MOST_FAULTS)
        except FrictionlessException as exception:
            found = f"in {table}: {'; '.join(reason.note for reason in exception.reasons or [exception.error])}"
            yield Problem(PACKAGE, 0, "Frictionless understands it", quote(found, 300)[1:-1], RESTORE)
            continue
        for error in (*report.errors, *(error for task in report.tasks for error in task.errors)):
            if number := getattr(error, "row_number", 0):
                yield problem(rows[number - 2], *_in_our_words(error, package, table))  # its header is row 1
            else:
                yield Problem(f"data/{table}.csv", 0, error.title.lower(), quote(error.note, 300)[1:-1], RESTORE)


def _running_schema(package: Mapping[str, Any], table: str) -> dict[str, Any]:
    r"""Return a table's schema for Frictionless; its patterns mean ASCII: \d alone takes digits of every script."""
    schema = json.loads(json.dumps(_schema_of(package, table)))
    schema.pop("foreignKeys", None)
    for field in schema["fields"]:
        if "pattern" in field.get("constraints", {}):
            field["constraints"]["pattern"] = f"(?a:{field['constraints']['pattern']})"
    return schema


def _find_foreign_key_problems(package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> Iterator[Problem]:
    """Yield keys that point nowhere; those to a table that could not be read are left out, as its fault is reported.

    Done here: Frictionless reads every table again for each table that points to it.
    """
    hints: dict[tuple, str] = {}
    for table, rows in tables.items():
        for key in _schema_of(package, table).get("foreignKeys", ()):
            fields, (other, there) = key["fields"], (key["reference"]["resource"], key["reference"]["fields"])
            if other not in tables:
                continue
            known = {tuple(row[column] for column in there) for row in tables[other]}
            for row in rows:
                cells = tuple(row[column] for column in fields)
                if any(cells) and cells not in known:
                    if (other, cells) not in hints and len(hints) < MOST_HINTS:
                        names = [cell[-1] for cell in known if cell[:-1] == cells[:-1]]
                        hints[other, cells] = ", ".join(difflib.get_close_matches(cells[-1], names))
                    near = hints.get((other, cells))
                    found = (
                        ", ".join(map(quote, cells)) + " is not" + (f"; nearest: {quote(near)[1:-1]}" if near else "")
                    )
                    rule = f"{', '.join(fields)} must stand in {other}.csv"
                    yield problem(row, rule, found, "Correct the key, or add the row it points to.")


def _in_our_words(error: Any, package: Mapping[str, Any], table: str) -> tuple[str, str, str]:
    """Return rule, finding and remedy of one fault that Frictionless found in a row."""
    if error.type in ("unique-error", "primary-key"):
        unique = error.type == "unique-error"
        keys = [error.field_name] if unique else _schema_of(package, table)["primaryKey"]
        rule = f"no two rows have the same {', '.join(keys)}"
        earlier = re.search(r"position (\d+)", error.note)
        found = f"row {earlier[1]} has the same" if earlier else "they are empty"
        return rule, found, "They state one fact: remove one, or tell them apart by these columns."
    if error.type == "blank-row":  # Frictionless adds nothing to its name
        return "a row holds something", "all its cells are empty", "Fill it or remove it."
    if error.type not in ("type-error", "constraint-error"):
        return error.title.lower(), error.note, "Correct the row."
    field = next(f for f in fields_of(package, table) if f["name"] == error.field_name)
    if error.cell == "":
        return (
            f"column {error.field_name} must be filled",
            "it is empty",
            f"The data dictionary says: {field['description']}",
        )
    rule = f"column {error.field_name} must {_demand(error, field)}"
    return rule, f"got {quote(error.cell)}", f"The data dictionary says: {field['description']}"


def _demand(error: Any, field: Mapping[str, Any]) -> str:
    if error.type == "type-error":
        return "be a whole number" if field["type"] == "integer" else "be true or false"
    constraint = re.match(r'constraint "(\w+)"', error.note)[1]
    value = field["constraints"][constraint]
    if constraint == "enum":
        return "be one of " + ", ".join(value)
    if constraint == "pattern":
        return "look like " + PATTERNS_IN_WORDS.get(value, value)
    words = {"minimum": "be at least {}", "maximum": "be at most {}", "maxLength": "have at most {} characters"}
    return words[constraint].format(value)
