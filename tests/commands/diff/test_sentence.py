"""The first sentence of a difference: what changes for a reader, and whether a conclusion does."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.commands.diff.causes import causes
from helpers.commands.diff.compare import PARTS, compare
from helpers.commands.diff.rows import WORDED, rows_of
from helpers.commands.diff.sentence import moves, sentence

PLACE = {"holder": "a.md", "file": "a.md", "line": 1, "heading": ""}


def number(expression: str, text: str, *, pooled: bool = False) -> dict[str, Any]:
    quantity = {"expression": expression, "text": text, "value": None, "low": None, "high": None, "limits": ""}
    return {
        "role": "stat",
        "expression": expression,
        **PLACE,
        "quantity": {**quantity, "details": [], "pooled": pooled},
    }


def words(text: str, *, true: bool) -> dict[str, Any]:
    return {"role": "holds", "expression": "a > b", "words": text, "true": true, "compares": {}, **PLACE}


def snapshot(*numbers: dict[str, Any]) -> dict[str, Any]:
    return {"numbers": [*numbers], "claims": [], "shown": [], "faults": [], "data": {}, "entries": {}}


def test_numbers_of_readers_are_counted_by_place_and_conclusions_beside_them():
    old = snapshot(number("n(a)", "3"), number("n(a)", "3"), number("n(b)", "5"), words("more", true=True))
    new = snapshot(number("n(a)", "4"), number("n(a)", "4"), number("n(b)", "5"), words("more", true=True))
    assert sentence(compare(old, new), new) == "2 of 3 numbers that readers see change; no conclusion turns."
    new = snapshot(number("n(a)", "4"), number("n(a)", "3"), words("more", true=False), number("n(c)", "6"))
    assert sentence(compare(old, new), new) == (
        "1 of 3 numbers that readers see changes; 1 is new; 1 is gone; 1 conclusion turns."
    )


def test_a_conclusion_that_is_new_gone_or_worded_anew_has_not_turned_and_is_counted_apart_with_its_place():
    old, new = (snapshot(words(text, true=True)) for text in ("more", "far more"))
    none = "0 of 0 numbers that readers see change; no conclusion turns. Apart from these, 1 conclusion is"
    assert sentence(compare(old, new), new) == f"{none} worded anew (a.md:1)."
    assert sentence(compare(snapshot(), new), new) == f"{none} new (a.md:1)."
    assert sentence(compare(new, snapshot()), snapshot()) == f"{none} gone (a.md:1)."


def pool(low: float, high: float, *, kind: str = "ratio", none: float | None = 1.0) -> dict[str, Any]:
    found = number("pooled(q)", f"({low:.2f}-{high:.2f})", pooled=True)
    found["quantity"] |= {"low": low, "high": high, "value": 1.2, "kind": kind, "none": none}
    return found


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        ((1.012, 1.38), (1.003, 1.38), "now ends at no effect (1.00), and before lies above"),
        ((1.012, 1.38), (0.98, 1.38), "now holds no effect (1.00), and before lies above"),
        ((0.98, 1.38), (1.02, 1.38), "now lies above no effect (1.00), and before holds"),
        ((0.7, 0.996), (0.7, 0.97), "now lies below no effect (1.00), and before ends at"),
        ((1.012, 1.38), (1.016, 1.40), ""),
    ],
)
def test_a_pooled_interval_that_reaches_or_leaves_no_effect_as_printed_is_told_first(before, after, now: str):
    old, new = snapshot(pool(*before)), snapshot(pool(*after))
    found = compare(old, new)
    assert (now in moves(found)[0]) if now else moves(found) == []
    assert ("LOOK" in rows_of(found)["Pooled numbers"][0].what) == bool(now)


def test_no_effect_of_a_difference_is_zero_and_an_earlier_program_need_not_have_said():
    old, new = pool(0.4, 5.0, kind="points", none=None), pool(-0.04, 5.0, kind="points", none=0.0)
    assert "now ends at no effect (0.0)" in moves(compare(snapshot(old), snapshot(new)))[0]
    assert moves(compare(snapshot(old), snapshot(pool(-0.04, 5.0, kind="points", none=None)))) == []


def cell(row: str, column: str, old: str | None, new: str | None, table: str = "counts") -> dict[str, Any]:
    return {"file": f"data/{table}.csv", "table": table, "row": row, "named": row.title(), "column": column} | {
        "old": old,
        "new": new,
    }


def test_the_cells_that_moved_it_are_named_numbers_first_and_only_so_many():
    changed = [
        cell("alpha, death", "locator", "abstract", "table 2"),
        cell("alpha, death", "events", "36", "35"),
        cell("alpha", "verdict", "agrees", "differs", "claims"),
        cell("alpha", "read", "36", "35", "readings"),
    ]
    assert causes(changed) == [
        "Because of Alpha, Death (data/counts.csv): 36 -> 35 events, locator abstract -> table 2",
    ]
    many = causes([cell("new", "", None, "x"), *(cell(f"a{number}", "events", "1", "2") for number in range(9))])
    assert len(many) == 6 and many[-1] == "and 5 more rows of data" and "new" not in many[0]


def test_turned_words_come_first_then_numbers_that_answer_a_question():
    old = snapshot(number("n(a)", "3"), number("pooled(q)", "1.1", pooled=True), words("most", true=True))
    new = snapshot(number("n(a)", "4"), number("pooled(q)", "1.2", pooled=True), words("most", true=False))
    worded = [words(text, true=True) for text in ("x", "y")]
    old["numbers"].insert(0, worded[0])
    new["numbers"].insert(0, worded[1])
    found = compare(old, new)
    assert [entry["new"]["words"] for entry in found["conclusions"]] == ["most", "y"]
    assert list(rows_of(found)) == ["Words that depend on data", "Pooled numbers", WORDED, "Numbers"]
    assert PARTS[:4] == ("conclusions", "pooled", "verdicts", "numbers")


def test_where_a_figure_draws_something_is_not_told_when_nothing_that_is_read_differs():
    def figure(weight: float, events: int) -> dict[str, Any]:
        rows = {"columns": ["label", "events", "weight"], "rows": [["Alpha", events, weight]]}
        return {"kind": "figure", "name": "f", **PLACE, "text": "", "alt": "", **rows}

    drawn, read = ({**snapshot(), "shown": [figure(*cells)]} for cells in ((5.5, 3), (5.4, 4)))
    assert [row.what for row in rows_of(compare(drawn, read))["Figures, tables and outputs"]] == [
        "figure f: Alpha, events"
    ]
