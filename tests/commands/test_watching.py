"""`review check --watch` does again what it did, after every edit, and names what changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import copy_small_book, edit
from previews import play

from helpers.commands.check import find_problems
from helpers.commands.watching import after_every_edit


class Enough(Exception):
    """Ends the watch."""


def test_after_every_edit_the_book_is_checked_again_as_it_is_then(tmp_path: Path):
    book = copy_small_book(tmp_path / "book")
    (book / "_build").mkdir()  # where a check keeps results
    seen: list[tuple[list[str], int]] = []

    def check(changed: list[str]) -> None:
        seen.append((changed, len(find_problems(book))))
        if len(seen) == 1:  # saved while a check ran: it counts as changed after it
            edit(book / "data/counts.csv", "8,10,80", "11,10,80")
        elif len(seen) == 2:
            edit(book / "data/counts.csv", "11,10,80", "8,10,80")
            (book / "numbers.lock").write_text("file,expression,text\n", encoding="utf-8")
        else:
            raise Enough

    with pytest.raises(Enough):
        play(after_every_edit(book, check))
    assert [changed for changed, _ in seen] == [[], ["data/counts.csv"], ["data/counts.csv", "numbers.lock"]]
    assert [number for _, number in seen][:2] == [0, 1] and seen[2][1] > 1
