"""A snapshot that a revision's own code prints is compared only when it has the shape of one."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from books import copy_small_book

from helpers.commands.diff.compare import compare
from helpers.commands.diff.rows import rows_of
from helpers.commands.diff.shape import are_problems, is_snapshot
from helpers.commands.diff.snapshot import snapshot
from helpers.commands.diff.text import as_markdown, as_text

EMPTY = {"format": 1, "numbers": [], "shown": [], "claims": [], "data": {}, "entries": {}, "faults": []}
FAULT = {"file": "x", "line": 1, "heading": "h", "why": "w"}
SOUND = {
    "nothing": EMPTY,
    "a fault of letters that act": {**EMPTY, "faults": [{**FAULT, "file": "\x1b[31m", "why": "@everyone <img src=x>"}]},
}
MALFORMED = {
    "a text": "x",
    "a list": [1, 2],
    "the format alone": {"format": 1},
    "numbers that are a number": {**EMPTY, "numbers": 5},
    "a number that is text": {**EMPTY, "numbers": ["5"]},
    "a table that is a number": {**EMPTY, "data": {"counts": 5}},
    "an entry that is a number": {**EMPTY, "entries": {"a": 7}},
    "a fault without a file": {**EMPTY, "faults": [{"why": "w"}]},
    "a row too short": {**EMPTY, "data": {"t": {"file": "f", "key": ["a"], "columns": ["a", "b"], "rows": [["1"]]}}},
    "a figure whose rows have no columns": {
        **EMPTY,
        "shown": [{"kind": "figure", "name": "n", "file": "f", "line": 1, "heading": "", "rows": [[1]]}],
    },
    "true as a line": {**EMPTY, "faults": [{**FAULT, "line": True}]},
}
PROBLEM = {"rule": "r", "found": "f", "remedy": "m", "subject": ""}
NO_PROBLEMS = [
    5,
    [5],
    [{"evil": 1}],
    [{**PROBLEM, "place": {"file": 5}}],
    [{**PROBLEM, "place": {"file": "x", "colour": 1}, "rule": None}],
    [{**PROBLEM, "file": 5, "row": "x", "unit": "row"}],
    [{**PROBLEM, "file": "x", "row": 1, "unit": "file"}],
]


@pytest.fixture(scope="module")
def real_one(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the snapshot of the small book."""
    return snapshot(copy_small_book(tmp_path_factory.mktemp("shape") / "book"))


@pytest.mark.parametrize("found", SOUND.values(), ids=SOUND)
def test_a_snapshot_of_any_content_is_one(found: Any):
    assert is_snapshot(found)


@pytest.mark.parametrize("found", MALFORMED.values(), ids=MALFORMED)
def test_anything_else_is_none(found: Any):
    assert not is_snapshot(found)


@pytest.mark.parametrize("found", NO_PROBLEMS)
def test_faults_have_their_shape_too(found: Any):
    assert not are_problems(found)


def test_faults_are_read_as_this_code_and_as_earlier_code_print_them():
    assert are_problems([{**PROBLEM, "place": {"file": "x", "line": 1, "row": 0, "column": 0}}])
    assert are_problems([{**PROBLEM, "file": "x", "row": 2, "unit": "row"}])


def test_the_snapshot_of_a_book_has_the_shape_also_when_it_was_printed(real_one: dict[str, Any]):
    assert is_snapshot(real_one) and is_snapshot(json.loads(json.dumps(real_one)))


def changed(thing: Any, draws: random.Random) -> Any:
    """Return plain types with one part somewhere replaced, removed or doubled."""
    junk = draws.choice([None, True, 5, -1.5, "", "x", [], {}, [[]], {"a": 1}])
    if isinstance(thing, dict) and thing and draws.random() < 0.9:
        name = draws.choice([*thing])
        if draws.random() < 0.1:
            del thing[name]
        else:
            thing[name] = changed(thing[name], draws)
        return thing
    if isinstance(thing, list) and thing and draws.random() < 0.9:
        at = draws.randrange(len(thing))
        thing[at] = changed(thing[at], draws)
        return [*thing, copy.deepcopy(thing[at])] if draws.random() < 0.2 else thing
    return junk


def test_whatever_passes_can_be_compared_and_shown(real_one: dict[str, Any]):
    draws = random.Random(5)
    passed = 0
    for _ in range(1500):
        odd = changed(copy.deepcopy(real_one), draws)
        if not is_snapshot(odd):
            continue
        passed += 1
        for sides in ((odd, real_one), (real_one, odd)):
            rows = rows_of(compare(*sides))
            as_text(["a"], rows)
            as_markdown(["a"], rows)
    assert passed > 30
