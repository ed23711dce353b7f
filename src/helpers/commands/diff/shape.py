"""What a snapshot must look like before it is compared: a revision's own code prints it, and may print anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Test = Callable[[Any], bool]


def _is(*kinds: type) -> Test:
    return lambda found: type(found) in kinds


def _each(test: Test) -> Test:
    return lambda found: isinstance(found, list) and all(map(test, found))


def _values(test: Test) -> Test:
    return lambda found: isinstance(found, dict) and all(map(test, found.values()))


def _with(needed: dict[str, Test], optional: dict[str, Test] | None = None) -> Test:
    """Return the test of a mapping that has these values, and may have those."""

    def test(found: Any) -> bool:
        return (
            isinstance(found, dict)
            and all(name in found and is_right(found[name]) for name, is_right in needed.items())
            and all(is_right(found[name]) for name, is_right in (optional or {}).items() if name in found)
        )

    return test


TEXT, LINE = _is(str), _is(int)
TEXTS, CELL = _each(TEXT), _is(str, int, float, bool, type(None))
SOMETHING = _is(str, int, float, type(None))
PLACE = {"file": TEXT, "line": LINE, "heading": TEXT}
QUANTITY = _with(
    {
        "expression": TEXT,
        **dict.fromkeys(("text", "value", "low", "high", "limits"), SOMETHING),
        "details": _each(lambda found: TEXTS(found) and len(found) == 2),
    }
)
NUMBER = _with(
    {"role": TEXT, "expression": TEXT, "holder": TEXT, **PLACE},
    {
        "quantity": lambda found: found is None or QUANTITY(found),
        "compares": _values(TEXT),
        "words": TEXT,
        "true": _is(bool),
        "fault": TEXT,
    },
)
ROWS = _each(_each(CELL))
SHOWN = _with({"kind": TEXT, "name": TEXT, **PLACE}, {"text": TEXT, "alt": TEXT, "columns": TEXTS, "rows": ROWS})
CLAIM = _with(
    {
        **dict.fromkeys("claim section text file listed verdict recorded finding printed unit fault".split(), TEXT),
        "reasons": TEXTS,
        "answers": _each(QUANTITY),
    }
)
TABLE = _with({"file": TEXT, "key": TEXTS, "columns": TEXTS, "rows": _each(TEXTS)})
SNAPSHOT = _with(
    {
        "numbers": _each(NUMBER),
        "shown": _each(SHOWN),
        "claims": _each(CLAIM),
        "data": _values(TABLE),
        "entries": _values(_values(TEXT)),
        "faults": _each(_with({**PLACE, "why": TEXT})),
    }
)
OWN_PLACE = _with({"file": TEXT}, {"line": LINE, "row": LINE, "column": LINE})
WORDS = dict.fromkeys(("rule", "found", "remedy", "subject"), TEXT)
PROBLEM = _with({"place": OWN_PLACE, **WORDS})
EARLIER_PROBLEM = _with({"file": TEXT, "unit": lambda found: found in ("line", "row"), "row": LINE, **WORDS})


def is_snapshot(found: Any) -> bool:
    """Return whether plain JSON types are a snapshot of a book that can be compared."""
    if not SNAPSHOT(found):
        return False
    tables = [*found["data"].values(), *found["shown"]]
    return all(len(row) == len(table.get("columns", ())) for table in tables for row in table.get("rows", ()))


def are_problems(found: Any) -> bool:
    """Return whether plain JSON types are the faults of a book, in either of the forms that it was printed in."""
    return _each(lambda each: PROBLEM(each) or EARLIER_PROBLEM(each))(found)
