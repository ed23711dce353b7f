"""A difference for the terminal and for a comment, whatever the book's texts hold."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.diff.rows import Row, differing
from helpers.commands.diff.text import LONGEST_IN_COMMENT, as_markdown, as_text, code
from helpers.commands.terminal import visible

COMMENT = 65_536  # characters that GitHub takes
TEXTS = st.text(max_size=200)
ROWS = st.lists(st.builds(Row, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=5)


@given(st.text(max_size=LONGEST_IN_COMMENT // 10))
def test_a_cell_of_a_comment_shows_the_text_and_holds_nothing_that_acts(text: str):
    cell = code(text)
    assert html.unescape(re.sub("<.*?>", "", cell)) == (visible(text) or "–")
    inside = cell.removeprefix("<code>").removesuffix("</code>")
    assert not set("<>|`*_[]@:~\\\n$!{}^").intersection(inside)


@pytest.mark.parametrize("text", ["www.example.org", "WWW.example.org", "https://example.org", "a@example.org", "#12"])
def test_nothing_becomes_a_link_or_a_mention(text: str):
    cell = code(f"see {text}")
    assert text not in cell and html.unescape(cell) == f"<code>see {text}</code>"


def test_a_row_is_one_line_and_long_text_is_cut():
    text = as_markdown(["a -> b"], {"Numbers": [Row("a\n| b", "x" * 5000, "", "there", "so\r\nit is")]})
    (row,) = [line for line in text.splitlines() if line.startswith("| <code>")]
    assert row.count("|") == 5 and len(row) < 600 and "x…</code> | –" in row


@pytest.mark.parametrize("letter", ["x", "<", "\u8fd1", "\U0001f600"])
@pytest.mark.parametrize("kinds", [1, 7])
def test_a_comment_fits_and_says_how_much_is_left_out(letter: str, kinds: int):
    row = Row(*[letter * 400] * 5)
    text = as_markdown(["a -> b"], {f"Kind {number}": [row] * 500 for number in range(kinds)})
    assert COMMENT / 2 < len(text.encode()) < COMMENT
    left_out = [int(number) for number in re.findall(r"^and ([0-9]+) more$", text, re.MULTILINE)]
    assert len(left_out) == kinds
    assert sum(left_out) + text.count("\n| <code>") == 500 * kinds


def test_what_a_small_kind_leaves_a_large_one_may_use():
    row = Row(*["x" * 100] * 5)
    sections = {"Small": [row], "Large": [row] * 80}
    assert "more" not in as_markdown(["a -> b"], sections)
    assert "more" not in as_markdown(["a -> b"], dict(reversed(sections.items())))


@given(ROWS, TEXTS)
def test_the_terminal_gets_every_row_and_no_letter_that_it_would_act_on(rows: list[Row], head: str):
    text = as_text([head], {"Numbers": rows})
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
    assert f"Numbers: {len(rows)}" in text


def test_of_long_texts_what_differs_is_shown_with_its_neighbourhood():
    before, now = differing("a" * 500 + "old" + "z" * 500, "a" * 500 + "new" + "z" * 500)
    assert before == "…" + "a" * 40 + "old" + "z" * 40 + "…" and now == before.replace("old", "new")
    assert differing("short", "other") == ("short", "other")
    assert differing(None, "x" * 500) == ("", "x" * 500)
    assert differing(["a", "b"], 0.1 + 0.2) == ("a, b", "0.3")


@given(st.text("ab", max_size=300), st.text("ab", max_size=300))
def test_two_different_texts_never_look_the_same(old: str, new: str):
    before, now = differing(old, new)
    assert (before == now) == (old == new)
