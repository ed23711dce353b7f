"""What is shown of a directive or role is read: words for typed numbers, roles for the numbers that they give."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import edit
from typer.testing import CliRunner

from helpers.chapters.markdown import Chapter, read_chapter
from helpers.chapters.typed import find_typed
from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app
from helpers.commands.diff.snapshot import snapshot


def read(text: str) -> Chapter:
    return read_chapter(text, "chapters/a.md")


def typed(text: str) -> list[tuple[str, int]]:
    """Return the typed words of a chapter, each with its line."""
    found = [(each, passage) for passage in read(text).passages for each in find_typed(passage.text)]
    return [(each.words, passage.place(each.start, each.end)[0]) for each, passage in found]


def roles(text: str) -> list[tuple[str, str, int]]:
    return [(role.name, role.content, role.line) for role in read(text).roles]


TITLES = {
    "list-table": ":::{list-table} Of {stat}`n(1)`\n* - a\n:::",
    "table": ":::{table} Of {stat}`n(1)`\n| a |\n|---|\n:::",
    "csv-table": ":::{csv-table} Of {stat}`n(1)`\na,b\n:::",
    "caption of code": ":::{code-block} python\n:caption: Of {stat}`n(1)`\nx\n:::",
    "card": ":::{card} Of {stat}`n(1)`\nx\n:::",
    "header of a card": ":::{card}\n:header: Of {stat}`n(1)`\nx\n:::",
    "author of an article": ":::{article-info}\n:author: Of {stat}`n(1)`\n:::",
    "body beside the name": ":::{note} Of {stat}`n(1)`\n:::",
    "block without braces": "::: a\nOf {stat}`n(1)`\n:::",
    "centred": ":::{centered} Of {stat}`n(1)`\n:::",
    "cell of a csv-table": ":::{csv-table}\na,Of {stat}`n(1)`\n:::",
    "header of a csv-table": ":::{csv-table}\n:header: Of {stat}`n(1)`\na\n:::",
    "another syntax": "```{eval-rst}\nOf :stat:`n(1)`\n```",
    "option below dashes": "```{sidebar} A\n---\nsubtitle: Of {stat}`n(1)`\n---\nx\n```",
    "caption of a cell's figure": "```{code-cell}\n---\nmystnb:\n  figure:\n    caption: Of {stat}`n(1)`\n---\nx\n```",
    "a directive that nobody knows": ":::{theorem} Of {stat}`n(1)`\nx\n:::",
}


@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES)
def test_a_role_is_read_wherever_the_page_reads_it(text: str):
    assert [role[:2] for role in roles(text)] == [("stat", "n(1)")]


@pytest.mark.parametrize("kind", ["list-table", "csv-table", "table"])
def test_a_number_in_a_caption_is_evaluated_kept_and_compared(book: Path, kind: str):
    body = {"list-table": "* - a", "csv-table": "a,b", "table": "| a |\n|---|\n| b |"}[kind]
    text = f':::{{{kind}}} Seen in {{stat}}`n("beta2021cohort")` patients\n{body}\n:::\n'
    (book / "chapters/more.md").write_text(f"# More\n\n{text}", encoding="utf-8")
    edit(book / "_toc.yml", "chapters:\n", "chapters:\n  - file: chapters/more\n")
    kept = [found for found in check_book(book).shown if found.file == "chapters/more.md"]
    assert [(found.expression, found.text, found.line) for found in kept] == [('n("beta2021cohort")', "50", 3)]
    assert 'n("beta2021cohort")' in [
        number["expression"] for number in snapshot(book)["numbers"] if number["file"] == "chapters/more.md"
    ]
    edit(book / "chapters/more.md", "beta2021cohort", "nosuch2021")
    assert any("unknown study 'nosuch2021'" in problem.found for problem in find_problems(book))


def test_titles_of_references_are_words_and_their_targets_are_not():
    text = (
        "{term}`31% of them <NRP>`, {any}`33.5% here <sec>`, {download}`34.5% file <square.svg>`,"
        " {ref}`35.5% had it <sec>`, {doc}`37% had it <results>`, {numref}`32.5% in <tt>`, {ref}`fig-23`,"
        " {numref}`fig-23`, {doc}`chapter-3`, {eq}`e-3`, {download}`data-23.csv`, {option}`-23`"
    )
    assert [words for words, _ in typed(text)] == ["31%", "33.5%", "34.5%", "35.5%", "37%", "32.5%"]


ROLES = {
    "abbreviation": "{abbr}`NRP (37% of them)`",
    "key": "{kbd}`37%`",
    "menu": "{menuselection}`Seen --> 37%`",
    "label": "{guilabel}`37%`",
    "badge": "{bdg-danger-line}`37%`",
    "badge with a link": "{bdg-link}`37% <https://example.org/41>`",
    "button": "```{button-link} https://example.org/41\n37%\n```",
    "words before a citation": "{cite:p}`{seen in 37% by}alpha2020trial, beta2021cohort`",
    "words behind a citation": "{cite:p}`alpha2020trial{37%}`",
    "a role that nobody knows": "{nobody}`37%`",
    "formula": r"{math}`37\%`",
    "formula of a directive": "```{math}\n:label: e1\n37\\%\n```",
    "formula beside the name": "```{math} 37\\%\n```",
    "alternative text, folded": "```{figure} a.svg\n---\nalt: >\n  seen in\n  37%\n---\nA.\n```",
    "alternative text, lines": "```{image} a.svg\n:alt: |\n:  seen in\n:  37%\n```",
    "alternative text, quoted": '```{image} a.svg\n:alt: "37%: all"\n```',
    "alternative text of a card": "```{card}\n:img-top: a.svg\n:img-alt: 37%\n```",
    "options that are no YAML": '```{image} a.svg\n---\nalt: "37%\nwidth: [\n---\n```',
    "alternative text of a cell": "```{code-cell}\n---\nmystnb:\n  image:\n    alt: 37%\n---\nx\n```",
    "description for search engines": "---\nmyst:\n  html_meta:\n    description: 37% of them\n---\n\nText.",
    "legend": ":::{figure} a.svg\nCaption.\n\nIn 37%.\n:::",
    "term of a glossary": "```{glossary}\nIn 37%\n  Meaning.\n```",
    "title of the page's contents": "```{toctree}\n:caption: In 37%\nx\n```",
    "entry of the page's contents": "```{toctree}\n37% <x>\n```",
}


@pytest.mark.parametrize("text", ROLES.values(), ids=ROLES)
def test_a_number_is_told_once_wherever_a_page_shows_it(text: str):
    (found,) = typed(text)
    lines = [n for n, line in enumerate(text.split("\n"), 1) if "37" in line]
    assert found[0].rstrip("%") == "37" and found[1] in lines


@pytest.mark.parametrize(
    "text",
    [
        "{math}`x^2`", "```{math}\nx^2 + 3\n```", "```{figure} a-23.svg\n:width: 50%\n:name: a-23\n\nA.\n```",
        "{code}`37%`", "{octicon}`alert;24px`", "```{code-block} python\n:emphasize-lines: 3\nx = 37\n```",
        "::::{grid} 1 2 2 3\n:gutter: 4\n\n:::{grid-item}\n:columns: 12\n\nA.\n:::\n::::",
        "```{literalinclude} a.py\n:lines: 1-37\n```", "{material-regular}`data;24px`",
        ":::{dropdown} Seen with {fixed}`Tmax > 6 s :: definition`\nBody.\n:::",
        ":::{list-table} With {fixed}`45 mL :: a threshold`\n* - a\n:::",
        ':::{admonition} Result {holds}`half :: pct("alpha2020trial", "drug", "mrs_0_1_90d") > 5`\nBody.\n:::',
    ],
)  # fmt: skip
def test_what_is_no_word_for_readers_may_hold_numbers(text: str):
    assert typed(text) == [] and read(text).problems == []


@pytest.mark.parametrize(
    "text",
    ["## Of {stat}`n(1)`", "[Of {stat}`n(1)`](a.md)", "A term {stat}`n(1)`\n: Meaning.",
     "```{glossary}\nTerm {stat}`n(1)`\n  Meaning.\n```", ":::{admonition} Of {stat}`n(1)`\nx\n:::",
     ":::{dropdown} Of {stat}`n(1)`\nx\n:::", ":::{tab-item} Of {stat}`n(1)`\nx\n:::",
     ":::{rubric} Of {stat}`n(1)`\n:::", ":::{button-link} https://a.b\nOf {stat}`n(1)`\n:::"],
)  # fmt: skip
def test_a_title_or_link_is_known_to_be_no_place_for_a_number(text: str):
    assert [role.titled for role in read(text).roles] == [True]


def test_a_number_in_a_title_is_a_fault_of_the_check_and_a_typed_one_with_its_reason_is_not(book: Path):
    edit(
        book / "chapters/index.md",
        "# A small book\n",
        '# A small book\n\n:::{dropdown} Of {stat}`n("beta2021cohort")`, {fixed}`9 :: name`\nx\n:::\n',
    )
    (problem,) = (found for found in find_problems(book) if "heading" in found.rule)
    assert problem.place.line == 3 and 'n("beta2021cohort")' in problem.found


def test_included_files_are_part_of_a_chapter_and_faults_name_the_file(book: Path):
    text = "```{include} part.txt\n```\n\n```{csv-table} A\n:file: ../data/cells.csv\n```\n"
    edit(book / "chapters/index.md", "# A small book\n", f"# A small book\n\n{text}")
    (book / "chapters/part.txt").write_text('One\n\nIn 37% and {stat}`n("beta2021cohort")`.\n', encoding="utf-8")
    (book / "data/cells.csv").write_text('a,b\n"In 38%",c\n', encoding="utf-8")
    found = check_book(book)
    told = {(problem.file, problem.place.line) for problem in found.problems if "got '3" in problem.found}
    assert told == {("chapters/part.txt", 3), ("data/cells.csv", 2)}
    assert ("chapters/part.txt", 'n("beta2021cohort")') in {(kept.file, kept.expression) for kept in found.shown}
    (book / "chapters/part.txt").write_text("```{include} part.txt\n```\n", encoding="utf-8")
    assert any("files do not include each other" in str(problem) for problem in find_problems(book))
    (book / "chapters/part.txt").unlink()
    assert any("an included file can be read" in str(problem) for problem in find_problems(book))


def test_a_part_of_a_file_is_read_when_a_part_is_included(book: Path):
    edit(
        book / "chapters/index.md",
        "# A small book\n",
        "# A small book\n\n```{include} part.txt\n:start-after: begin\n:end-before: end\n```\n",
    )
    (book / "chapters/part.txt").write_text("In 36%.\nbegin\nIn 37%.\nend\nIn 38%.\n", encoding="utf-8")
    told = [str(problem) for problem in find_problems(book) if problem.file == "chapters/part.txt"]
    assert len(told) == 1 and "'37%'" in told[0]


def test_an_extension_that_no_check_reads_is_a_fault(book: Path):
    edit(book / "_config.yml", "[colon_fence, deflist, dollarmath]", "[colon_fence, deflist, dollarmath, substitution]")
    result = CliRunner().invoke(app, ["check", "--root", str(book)])
    assert "'substitution' is not" in result.output and result.output.startswith("_config.yml line ")
