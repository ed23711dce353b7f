"""What data/datapackage.json must look like: a JSON Schema narrower than Frictionless' own, and its faults in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WORD = {"type": "string", "minLength": 1}
LIST_OF_WORDS = {"type": "array", "items": WORD, "minItems": 1}
CONSTRAINTS = {
    "required": {"type": "boolean"},
    "unique": {"type": "boolean"},
    "enum": LIST_OF_WORDS,
    "pattern": WORD,
    "minimum": {"type": "integer"},
    "maximum": {"type": "integer"},
    "maxLength": {"type": "integer"},
}
FIELD = {
    "type": "object",
    "required": ["name", "type", "title", "description"],
    "properties": {
        **dict.fromkeys(("name", "title", "description", "unit", "patternInWords"), WORD),
        "type": {"enum": ["string", "integer", "boolean"]},
        "constraints": {"type": "object", "properties": CONSTRAINTS, "additionalProperties": False},
        "readTwice": {"const": True},
        "plurals": {"type": "object", "additionalProperties": WORD},
        "trueValues": {"const": ["true"]},
        "falseValues": {"const": ["false"]},
        "neededForOutcomes": LIST_OF_WORDS,
        "neededForDesigns": LIST_OF_WORDS,
    },
    "additionalProperties": False,
    "if": {"properties": {"type": {"const": "boolean"}}},
    "then": {"required": ["trueValues", "falseValues"]},
}
FOREIGN_KEY = {
    "type": "object",
    "required": ["fields", "reference"],
    "properties": {
        "fields": LIST_OF_WORDS,
        "reference": {
            "type": "object",
            "required": ["resource", "fields"],
            "properties": {"resource": WORD, "fields": LIST_OF_WORDS},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
TABLE_SCHEMA = {
    "type": "object",
    "required": ["fields", "missingValues", "primaryKey"],
    "properties": {
        "fields": {"type": "array", "items": FIELD, "minItems": 1},
        "missingValues": {"const": [""]},
        "primaryKey": LIST_OF_WORDS,
        "foreignKeys": {"type": "array", "items": FOREIGN_KEY},
    },
    "additionalProperties": False,
}
AXIS = {
    "type": "object",
    "required": ["topics", "none"],
    "properties": {"topics": LIST_OF_WORDS, "none": WORD},
    "additionalProperties": False,
}
FACT = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": WORD, "answers": LIST_OF_WORDS, "number": {"const": True}},
    "additionalProperties": False,
}
KEY = {"type": "string", "pattern": "^[a-z][a-z0-9]*$"}
CONDITION = {
    "anyOf": [
        LIST_OF_WORDS,
        {
            "type": "object",
            "properties": {"least": {"type": "number"}, "most": {"type": "number"}},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
OPTION = {
    "type": "object",
    "required": ["name", "title", "where"],
    "properties": {
        "name": KEY,
        "title": WORD,
        "where": {"type": "object", "additionalProperties": CONDITION, "minProperties": 1},
    },
    "additionalProperties": False,
}
CHOICE = {
    "type": "object",
    "required": ["name", "title", "options"],
    "properties": {
        "name": KEY,
        "title": WORD,
        "shared": {"type": "boolean"},
        "options": {"type": "array", "items": OPTION, "minItems": 1},
    },
    "additionalProperties": False,
}
TRUTHS = ("open", "higher", "lower", "above", "below", "better", "worse")  # what a phrase may say of an effect
PROFILE = {
    "type": "object",
    "required": ["resources"],
    "properties": {
        "namedQuantities": {"type": "object", "additionalProperties": WORD},
        "reasons": {"type": "object", "additionalProperties": WORD},
        "synonyms": {"type": "object", "additionalProperties": WORD},
        "phrases": {
            "type": "object",
            "additionalProperties": {"enum": [word + truth for truth in TRUTHS for word in ("", "not ")]},
        },
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "path", "title", "description", "schema"],
                "properties": {
                    **dict.fromkeys(("name", "path", "title", "description"), WORD),
                    "order": {"const": "as written"},
                    "axes": {"type": "object", "additionalProperties": AXIS},
                    "facts": {"type": "object", "additionalProperties": FACT},
                    "choices": {"type": "array", "items": CHOICE},
                    "originalDesigns": LIST_OF_WORDS,
                    "grade": WORD,
                    "chapters": {"type": "object", "additionalProperties": WORD},
                    "endsBefore": LIST_OF_WORDS,
                    "mapDesigns": {"type": "object", "additionalProperties": LIST_OF_WORDS},
                    "schema": TABLE_SCHEMA,
                },
            },
        },
    },
}
KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}


def find_profile_problems(package: Any) -> Iterator[str]:
    """Yield what a data dictionary has that this program does not understand, or lacks. Parameters: package, JSON."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(PROFILE).iter_errors(package):
        yield _in_words(error, package)


def _in_words(error: Any, package: Any) -> str:
    """Return one fault of the profile as a sentence: what it is about, and what it must be."""
    path = list(error.absolute_path)
    about, rest = _named(path, package)
    thing = f"{rest} of {about}" if rest else about
    if error.validator == "required":
        lost = next(name for name in error.validator_value if name not in error.instance)
        return f"{thing} lacks {lost}"
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]))
        return f"{thing} has words that are not known: {', '.join(unknown)}"
    if error.validator == "type":
        return f"{thing} must be {KINDS[error.validator_value]}"
    if error.validator == "enum":
        return f"{thing} must be one of {', '.join(error.validator_value)}"
    if error.validator == "pattern":
        return f"{thing} must be lower-case letters and digits"
    if error.validator == "anyOf":
        return f"{thing} must be a list of words, or the least and the most of a number"
    if error.validator == "const":
        return f"{thing} must be {error.validator_value!r}"
    return f"{thing} must not be empty"


def _named(path: Sequence[str | int], package: Any) -> tuple[str, str]:
    """Return the table or column that a path leads to, by its name, and the words of the path behind it."""
    words = [part for part in path if isinstance(part, str) and part not in ("resources", "constraints")]
    numbers = [part for part in path if isinstance(part, int)]
    if not numbers:
        return "the data dictionary", " ".join(words)
    resource = package["resources"][numbers[0]]
    about = f"table {_name(resource, numbers[0])}"
    if list(path[2:4]) == ["schema", "fields"] and len(path) > 4:
        about = f"column {_name(resource['schema']['fields'][path[4]], path[4])} of {about}"
        words = words[2:]
    return about, (words[-1] if words else "")


def _name(described: Any, number: Any) -> str:
    return str(described.get("name", number)) if isinstance(described, Mapping) else str(number)
