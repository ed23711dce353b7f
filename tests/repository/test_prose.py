"""The source of a chapter can be read as prose: short lines, and few numbers that are typed."""

from __future__ import annotations

import re

from books import ROOT

from helpers.files.contents import chapter_files

LONGEST, MOST_TYPED = 200, 40
NO_PROSE = re.compile(
    r"\A---\n.*?\n---\n|^(`{3,}|:{3,})\{(?:code-cell|names)\}.*?^\1[ ]*$\n?", re.DOTALL | re.MULTILINE
)


def chapters() -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in chapter_files(ROOT)}


def test_no_line_of_prose_is_too_long_to_be_read_and_compared():
    lines = {(name, line) for name, text in chapters().items() for line in NO_PROSE.sub("", text).splitlines()}
    assert {(name, line) for name, line in lines if len(line) > LONGEST and not line.startswith("|")} == set()


def test_few_numbers_are_typed_and_the_reasons_are_declared():
    typed = sum(len(re.findall(r"\{fixed\}`|\bfixed\(", text)) for text in chapters().values())
    assert 0 < typed <= MOST_TYPED
