"""The first sentence of a difference: what changes for a reader, and whether a conclusion does."""

from __future__ import annotations

from typing import Any

from helpers.commands.diff.compare import PARTS, compare
from helpers.commands.diff.rows import rows_of
from helpers.commands.diff.sentence import sentence

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
    assert sentence(compare(old, new), new) == "2 of 3 numbers that readers see change; no conclusion changes."
    new = snapshot(number("n(a)", "4"), number("n(a)", "3"), words("more", true=False), number("n(c)", "6"))
    assert sentence(compare(old, new), new) == (
        "1 of 3 numbers that readers see changes; 1 is new; 1 is gone; 1 conclusion changes."
    )


def test_a_conclusion_that_is_worded_anew_has_not_changed():
    old, new = (snapshot(words(text, true=True)) for text in ("more", "far more"))
    found = sentence(compare(old, new), new)
    assert found == (
        "0 of 0 numbers that readers see change; no conclusion changes; 1 conclusion is new, gone or worded anew."
    )


def test_turned_words_come_first_then_numbers_that_answer_a_question():
    old = snapshot(number("n(a)", "3"), number("pooled(q)", "1.1", pooled=True), words("most", true=True))
    new = snapshot(number("n(a)", "4"), number("pooled(q)", "1.2", pooled=True), words("most", true=False))
    worded = [words(text, true=True) for text in ("x", "y")]
    old["numbers"].insert(0, worded[0])
    new["numbers"].insert(0, worded[1])
    found = compare(old, new)
    assert [entry["new"]["words"] for entry in found["conclusions"]] == ["most", "y"]
    assert list(rows_of(found)) == ["Words that depend on data", "Pooled numbers", "Numbers"]
    assert PARTS[:4] == ("conclusions", "pooled", "verdicts", "numbers")


def test_where_a_figure_draws_something_is_not_told_when_nothing_that_is_read_differs():
    def figure(weight: float, events: int) -> dict[str, Any]:
        rows = {"columns": ["label", "events", "weight"], "rows": [["Alpha", events, weight]]}
        return {"kind": "figure", "name": "f", **PLACE, "text": "", "alt": "", **rows}

    drawn, read = ({**snapshot(), "shown": [figure(*cells)]} for cells in ((5.5, 3), (5.4, 4)))
    assert [row.what for row in rows_of(compare(drawn, read))["Figures, tables and outputs"]] == [
        "figure f: Alpha, events"
    ]
