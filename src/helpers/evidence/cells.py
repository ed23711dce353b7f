"""Do cells obey the dictionary: types, constraints and keys, in our words."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from helpers.evidence.dictionary import PACKAGE, RESTORE, columns_of, fields_of, pattern_in_words, schema_of
from helpers.files.cache import Cache
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import MOST_FAULTS, Row

MOST_HINTS = 50  # different unknown keys that get the nearest known ones: finding those compares every name
CODE = (Path(__file__).parent, Path(__file__).parents[1] / "files")  # what a verdict on cells follows from


def find_schema_problems(
    package: Mapping[str, Any], tables: Mapping[str, list[Row]], root: Path | None = None
) -> list[Problem]:
    """Return every cell and key that the data dictionary does not allow.

    Parameters: package, a checked descriptor; tables, rows of text by table, of those whose files are well formed;
    root, the book's folder, in whose cache a table that passed is known again by all its cells.
    """
    keys = islice(_find_foreign_key_problems(package, tables), MOST_FAULTS)
    passed = Cache(root, CODE, ("frictionless",)) if root else None
    cells: list[Problem] = []
    for table, rows in tables.items():
        schema = _running_schema(package, table)
        content = [schema, [list(row.values()) for row in rows]]
        if passed and passed.get(content):
            continue
        found = list(_find_cell_problems(package, table, rows, schema))
        cells += found
        if passed and not found:
            passed.put(content, True)
    return sorted({*cells, *keys})


def _find_cell_problems(
    package: Mapping[str, Any], table: str, rows: list[Row], running: dict[str, Any]
) -> Iterator[Problem]:
    """Yield what Frictionless finds in a table by its running schema: types, constraints and primary keys.

    It gets the rows as they were read, not the files: nothing is guessed, and nothing is read twice.
    """
    from frictionless import FrictionlessException, Schema, system
    from frictionless.resources import TableResource

    data = [columns_of(package, table), *(list(row.values()) for row in rows)]
    try:
        with system.use_context(trusted=False):
            schema = Schema.from_descriptor(running)
            report = TableResource(name=table, data=data, schema=schema).validate(limit_errors=MOST_FAULTS)
    except FrictionlessException as exception:
        found = f"in {table}: {'; '.join(reason.note for reason in exception.reasons or [exception.error])}"
        yield Place(PACKAGE).fault("Frictionless understands it", quote(found, 300)[1:-1], RESTORE)
        return
    for error in (*report.errors, *(error for task in report.tasks for error in task.errors)):
        if number := getattr(error, "row_number", 0):
            yield rows[number - 2].fault(*_in_our_words(error, package, table))  # its header is row 1
        else:
            yield Place(f"data/{table}.csv").fault(error.title.lower(), quote(error.note, 300)[1:-1], RESTORE)


def _running_schema(package: Mapping[str, Any], table: str) -> dict[str, Any]:
    r"""Return a table's schema for Frictionless; its patterns mean ASCII: \d alone takes digits of every script."""
    schema: dict[str, Any] = json.loads(json.dumps(schema_of(package, table)))
    schema.pop("foreignKeys", None)
    for field in schema["fields"]:
        if "pattern" in field.get("constraints", {}):
            field["constraints"]["pattern"] = f"(?a:{field['constraints']['pattern']})"
    return schema


def _find_foreign_key_problems(package: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> Iterator[Problem]:
    """Yield keys that point nowhere; those to a table that could not be read are left out, as its fault is reported.

    Done here: Frictionless reads every table again for each table that points to it.
    """
    hints: dict[tuple[Any, ...], str] = {}
    for table, rows in tables.items():
        for key in schema_of(package, table).get("foreignKeys", ()):
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
                    yield row.fault(rule, found, "Correct the key, or add the row it points to.")


def _in_our_words(error: Any, package: Mapping[str, Any], table: str) -> tuple[str, str, str]:
    """Return rule, finding and remedy of one fault that Frictionless found in a row."""
    if error.type in ("unique-error", "primary-key"):
        unique = error.type == "unique-error"
        keys = [error.field_name] if unique else schema_of(package, table)["primaryKey"]
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
    named = re.match(r'constraint "(\w+)"', error.note)
    assert named is not None, error.note  # so Frictionless begins every note on a constraint
    constraint = named[1]
    value = field["constraints"][constraint]
    if constraint == "enum":
        return "be one of " + ", ".join(value)
    if constraint == "pattern":
        return "look like " + pattern_in_words(field)
    words = {"minimum": "be at least {}", "maximum": "be at most {}", "maxLength": "have at most {} characters"}
    return words[constraint].format(value)
