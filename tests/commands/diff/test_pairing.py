"""What became of what: by what things are, then by where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.diff.pairing import paired


def pairs(old: str, new: str) -> list[tuple[str | None, str | None]]:
    return paired(old, new, [lambda letter: letter], lambda letter: letter.islower())


def test_what_changed_in_place_is_one_change():
    assert pairs("abc", "axc") == [("a", "a"), ("b", "x"), ("c", "c")]


def test_what_was_added_elsewhere_is_no_change_of_what_was_removed():
    assert pairs("abc", "bcx") == [("b", "b"), ("c", "c"), (None, "x"), ("a", None)]


def test_a_thing_that_moved_is_itself():
    assert sorted(pairs("abc", "cab")) == [("a", "a"), ("b", "b"), ("c", "c")]


def test_of_several_alike_the_one_in_place_is_meant():
    assert pairs("aab", "axb") == [("a", "a"), ("a", "x"), ("b", "b")]


def test_things_of_another_kind_are_not_one_change():
    assert pairs("abc", "aXc") == [("a", "a"), (None, "X"), ("c", "c"), ("b", None)]


@given(st.text("abcXY", max_size=12), st.text("abcXY", max_size=12))
def test_everything_is_paired_once_and_equal_things_are_never_left_over(old: str, new: str):
    found = pairs(old, new)
    assert sorted(one for one, _ in found if one) == sorted(old)
    assert [other for _, other in found if other] == list(new)
    gone, come = {one for one, other in found if not other}, {other for one, other in found if not one}
    assert not gone & come
