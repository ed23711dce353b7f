"""The source of a chapter can be read as prose, and its page in ten minutes: short lines, few numbers."""

from __future__ import annotations

import re

import pytest
from books import ROOT

from helpers.chapters.plain import prose_length
from helpers.files.contents import chapter_files
from helpers.quantities.vocabulary import Review

LONGEST, MOST_TYPED = 200, 40
MOST_WORDS, WORDS_PER_NUMBER = 1_800, 25  # outside tables, captions and code
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


@pytest.mark.parametrize("file", chapters())
def test_a_chapter_is_read_in_ten_minutes_and_its_prose_is_no_list_of_numbers(file: str, real: Review):
    length = prose_length(chapters()[file], file, real.evidence)
    assert length.words <= MOST_WORDS
    assert length.words_per_number >= WORDS_PER_NUMBER
