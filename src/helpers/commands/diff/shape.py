"""What a snapshot must hold to be compared: another revision's code prints it, and is not to be relied on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
WORDS = {"type": ["string", "null"]}
CELL = {"type": ["string", "number", "boolean", "null"]}
LINE = {"type": "integer"}


def _record(needed: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": {**needed, **others}}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _named(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


PLACE = {"file": TEXT, "line": LINE, "heading": TEXT}
PAIR = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}
LIMITS = {"value": CELL, "low": CELL, "high": CELL, "limits": WORDS}
OF_POOLED = {"pooled": {"type": "boolean"}, "kind": TEXT, "none": {"type": ["number", "null"]}}
QUANTITY = _record({"expression": WORDS, "text": WORDS, **LIMITS, "details": _list(PAIR)}, **OF_POOLED)
OF_HOLDS = {"words": TEXT, "true": {"type": "boolean"}, "compares": _named(WORDS)}
NUMBER = _record({"role": TEXT, "expression": TEXT, "holder": TEXT, **PLACE}, quantity=QUANTITY, fault=TEXT, **OF_HOLDS)
TEXTS_OF_CLAIM = ("claim", "section", "text", "printed", "unit", "finding", "verdict", "recorded", "file", "listed")
CLAIM = _record(
    {**dict.fromkeys(TEXTS_OF_CLAIM, TEXT), "reasons": TEXTS, "answers": _list(QUANTITY), "fault": TEXT},
)
ROWS = {"columns": TEXTS, "rows": _list(_list(CELL))}
SHOWN = _record({"kind": TEXT, "name": TEXT, **PLACE}, text=WORDS, alt=WORDS, **ROWS)
TABLE = _record({"file": TEXT, "key": TEXTS, "columns": TEXTS, "rows": {"type": "array"}})  # many: see `_uneven`
SNAPSHOT = _record(
    {
        "numbers": _list(NUMBER),
        "shown": _list(SHOWN),
        "claims": _list(CLAIM),
        "faults": _list(_record({"why": TEXT, **PLACE})),
        "data": _named(TABLE),
        "entries": _named(_named(TEXT)),
    }
)
OF_PROBLEM = {"rule": TEXT, "found": TEXT, "remedy": TEXT, "subject": TEXT}
WHERE = {**_record({"file": TEXT}, line=LINE, row=LINE, column=LINE), "additionalProperties": False}
PROBLEM = {**_record({**OF_PROBLEM, "place": WHERE}), "additionalProperties": False}
OLD_PROBLEM = _record({**OF_PROBLEM, "file": TEXT, "unit": {"enum": ["line", "row"]}, "row": LINE})
UNEVEN = "its snapshot is not whole: a row has other cells than its table has columns"
PROBLEMS = _record({"problems": {**_list({"anyOf": [PROBLEM, OLD_PROBLEM]}), "minItems": 1}})


def lacking(snapshot: dict[str, Any]) -> str:
    """Return what keeps a snapshot, or the problems that stand for one, from being read: "" when nothing does."""
    from jsonschema import Draft202012Validator

    schema = PROBLEMS if "problems" in snapshot else SNAPSHOT
    for error in Draft202012Validator(schema).iter_errors(snapshot):
        return "its snapshot is not whole: " + ".".join(["it", *map(str, error.absolute_path)])[:200]
    return next(_uneven(snapshot), "")


def _uneven(snapshot: dict[str, Any]) -> Iterator[str]:
    """Yield tables whose rows are no rows of text, or have not as many cells as there are columns."""
    for shown in snapshot.get("shown", ()):
        if any(len(row) != len(shown.get("columns", ())) for row in shown.get("rows", ())):
            yield UNEVEN
    for table in snapshot.get("data", {}).values():
        for row in table["rows"]:
            if type(row) is not list or len(row) != len(table["columns"]) or not all(type(cell) is str for cell in row):
                yield UNEVEN
