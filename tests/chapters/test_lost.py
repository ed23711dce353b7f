"""A role that lost a brace, or its place, is a fault that says how to write it; code that shows code is none."""

from __future__ import annotations

import pytest

from helpers.chapters.lost import RULE
from helpers.chapters.markdown import read_chapter

CALL = 'pct("a", "b", "c")'
LOST = {
    "no closing brace": "{stat`%s` of them",
    "no opening brace": "stat}`%s` of them",
    "no braces": "In stat`%s` of them",
    "a blank between": "{stat} `%s` of them",
    "blanks inside": "{ stat }`%s` of them",
    "no role at all": "In `%s` of them",
    "no closing backtick": "{stat}`%s of them",
    "no backticks": "{stat}%s of them",
    "another letter": "{Stat}`%s` of them",
    "a longer name": "{stats}`%s` of them",
    "words and condition": "holds`most :: %s > 5`",
    "words and condition, no role": "`most :: %s > 5`",
    "in a picture's words": "![{stat}`%s`](a.svg)",
    "in HTML": "<p>{stat}`%s`</p>",
    "in an attribute": "Text <b title='{stat}`x`'>%s</b>",
    "in an option": "```{image} a.svg\n:alt: Of {stat}`%s`\n```",
    "in the title of a fence": "```{note} About {stat}`%s`\nText.\n```",
    "in a table": '| a |\n|---|\n| {stat}`pct("a"|"b")` %s |',
    "in a text of a cell": "```{code-cell}\nf('Of {stat} `%s` patients')\n```",
}
MEANT = {
    "code that shows a role": "Write ``{stat}`%s` `` here.",
    "the code role": "Write {code}`%s` here.",
    "a fence": "```\n{stat}`%s`\n```",
    "a fence of a language": "```{code-block} md\n{stat}`%s`\n```",
    "names in code": "The role `stat`, `{stat}`, `{fixed}` and `n = 61`. %s",
    "a word before code": "The stat `x` and holds `y`; fixed `z`. %s",
    "a role": "In {stat}`%s` of them",
}
REASON = {"no braces": "{stat}`...`", "words and condition": "{holds}`...`", "in HTML": "in Markdown"}


@pytest.mark.parametrize("name", LOST)
def test_a_role_that_a_page_would_show_as_text_is_a_fault(name: str):
    problems = read_chapter(f"# A\n\n{LOST[name] % CALL}\n", "chapters/a.md").problems
    assert [problem.rule for problem in problems] == [RULE]
    assert problems[0].place.line >= 3 and REASON.get(name, "") in problems[0].remedy


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_what_is_meant_as_code_is_none(text: str):
    assert read_chapter(text % CALL, "chapters/a.md").problems == []


def test_a_lost_role_hides_no_other_fault_of_its_paragraph():
    chapter = read_chapter('In 37% and {stat} `n("a", 50)`, {sub}`9`.', "chapters/a.md")
    assert len(chapter.problems) == 1 and ["37%" in passage.text for passage in chapter.passages] == [True]


@pytest.mark.parametrize("text", ["{cite} `alpha2020`", "{cite`alpha2020`", "cite`alpha2020`", "{cite:p} `a`"])
def test_a_citation_without_its_braces_is_a_fault(text: str):
    assert [problem.rule for problem in read_chapter(text, "chapters/a.md").problems] == [RULE]
