"""A snapshot that another revision's code prints is compared only when it is whole."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from helpers.commands.diff.compare import compare
from helpers.commands.diff.rows import rows_of
from helpers.commands.diff.shape import lacking
from helpers.commands.diff.snapshot import FORMAT, snapshot
from helpers.commands.diff.text import as_markdown, as_text

WRONG = (None, 3, "x", [], {}, [None], {"x": None}, [[]], True)


def places_of(node: Any) -> Iterator[tuple[Any, Any]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(inside):
        yield node, key
        yield from places_of(value)


def test_a_snapshot_as_this_code_makes_it_is_whole(book):
    assert lacking(json.loads(json.dumps(snapshot(book)))) == ""


def test_whatever_is_changed_in_a_snapshot_it_is_refused_or_can_be_compared(book):
    """Every node of a snapshot in turn is absent, or of another type; 9 types, so each node meets one of them."""
    whole = json.loads(json.dumps(snapshot(book)))
    refused = 0
    for number in range(sum(1 for _ in places_of(whole))):
        changed = copy.deepcopy(whole)
        node, key = next(place for at, place in enumerate(places_of(changed)) if at == number)
        if number % 10 == 9:
            del node[key]
        else:
            node[key] = copy.deepcopy(WRONG[number % 10])
        if lacking(changed):
            refused += 1
            continue
        difference = rows_of(compare(changed, whole))
        as_text(["x"], difference), as_markdown(["x"], difference)
    assert refused > number / 3


@pytest.mark.parametrize(
    "problems",
    [[], None, "x", [{}], [{"place": {}}], [{"place": {"file": "x", "odd": 1}, "rule": "", "found": "", "remedy": ""}]],
)
def test_problems_that_stand_for_a_snapshot_are_whole_too(problems):
    assert lacking({"format": FORMAT, "problems": problems}).startswith("its snapshot is not whole: it.problems")
