"""What a pull request is told: what was proposed is data there, and a file opens without unpacking."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from books import ROOT

TELL = runpy.run_path(str(ROOT / ".ci/tell.py"))
PREVIEW = runpy.run_path(str(ROOT / ".ci/preview.py"))
HEAD = ("someone/fork", "fix (1)/é")
ARTEFACTS = {"numbers.lock": "https://github.com/o/r/actions/runs/1/artifacts/2", "preview.html": "https://x/3"}


def test_a_comment_has_what_moved_the_lock_that_accepts_it_and_the_pages():
    told = TELL["comment"]("1 number changes.", "chapters/a.md: 1 -> 2", ARTEFACTS, HEAD, own=True)
    assert told.startswith("1 number changes.\n") and "```text\nchapters/a.md: 1 -> 2\n```" in told
    assert "[numbers.lock](https://github.com/o/r/actions/runs/1/artifacts/2)" in told
    assert "(https://github.com/someone/fork/upload/fix%20%281%29/%C3%A9)" in told and "(https://x/3)" in told


def test_without_what_the_run_left_behind_nothing_is_said():
    assert TELL["comment"]("", "", {}, HEAD, own=False) == ""


@pytest.mark.parametrize("text", ["@everyone [here](https://bad)", "```\n@all\n```", "````` x", "<img src=x>"])
def test_what_a_fork_wrote_stands_between_fences_that_it_cannot_close(text: str):
    told = TELL["comment"](text, text, {}, HEAD, own=False)
    fence = re.match(r"(`+)text\n", told)
    assert fence is not None
    blocks = told.split("### Numbers that chapters show")
    assert len(blocks) == 2
    for block in blocks:
        lines = block.strip().split("\n")
        assert lines[0] == f"{fence[1]}text" and lines[-1] == fence[1]
        assert not any(line.startswith(fence[1]) for line in lines[1:-1])


def test_a_comment_has_an_end_and_what_is_no_plain_file_is_not_read(tmp_path: Path):
    (tmp_path / "long").write_text("x\x1b[31m" * 100_000, encoding="utf-8")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert [TELL["read"](tmp_path / name) for name in ("link", "none", ".")] == ["", "", ""]
    text = TELL["read"](tmp_path / "long")
    assert "\x1b" not in text and text.endswith("the run has all of it.")
    assert len(TELL["comment"](text, text, ARTEFACTS, HEAD, own=False)) <= 60_000


def test_the_pages_of_a_site_are_one_file_that_loads_nothing(built_book: Path):
    page = PREVIEW["preview"](built_book / "_build/html")
    assert not re.search(r"<script|(?:src|href)=\"(?!data:|https?:|mailto:|#)", page)
    assert all(f'id="page-{name}"' in page for name in ("index", "results")) and 'url("data:font/woff2;base64,' in page
    assert page.count("<h1>") >= 2 and "<svg" in page
