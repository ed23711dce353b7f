"""Books that must fail: each fault is named once, with its file and line, beside all the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from books import build, copy_small_book, edit, warnings_of

pytestmark = pytest.mark.slow

STAT = "{stat}`%s`"
NRP = 'count("alpha2020trial", "drug", "nrp")'
OUTSIDE = "is not allowed"

# What stands in a paragraph's third line, and what the build says about it.
IN_PROSE = {
    "missing citation": ("{cite}`nobody2020`", 'could not find bibtex key "nobody2020"'),
    "missing numref target": ("{numref}`no-such-figure`", "undefined label: 'no-such-figure'"),
    "bad math": (r"$\foo$", r'Unknown LaTeX command "\foo"'),
    "unknown study": (STAT % 'n("alpha2020tral")', "unknown study 'alpha2020tral'; nearest: alpha2020trial"),
    "unknown group": (STAT % 'n("alpha2020trial", "drugs")', "unknown group 'drugs' of alpha2020trial; nearest: drug"),
    "unknown outcome": (STAT % 'pct("alpha2020trial", "drug", "nrq")', "unknown outcome 'nrq'; nearest: nrp"),
    "unknown function": (STAT % 'cuont("alpha2020trial", "drug", "nrp")', "unknown function 'cuont'; nearest: count"),
    "unknown attribute": (STAT % f"{NRP}.evnts", "a quantity has no attribute 'evnts'"),
    "no such row": (STAT % 'count("alpha2020trial", "control", "nihss_24h")', "nihss_24h"),
    "malformed expression": (STAT % 'n("alpha2020trial"', "malformed expression"),
    "text instead of a call": (STAT % "'80%'", "stands alone"),
    "a number instead of a call": (STAT % "80 + 1", "not a quantity"),
    "division by zero": (STAT % f"{NRP} / 0", "divides by zero"),
    "import": (STAT % "__import__('os').system('true')", "unknown function"),
    "attribute walk": (STAT % f"{NRP}.__class__.__mro__", "a quantity has no attribute '__class__'"),
    "attribute of a function": (STAT % "count.__globals__", "is called with its arguments"),
    "comprehension": (STAT % "[x for x in (1, 2)]", "unknown name 'x'"),
    "lambda": (STAT % "(lambda: 1)()", "unknown function"),
    "subscript": (STAT % f"{NRP}[0]", OUTSIDE),
    "format string": (STAT % f"f'{{{NRP}}}'", OUTSIDE),
    "assignment": (STAT % "(x := 1)", "unknown name 'x'"),
    "star arguments": (STAT % "n(**{'study': 'alpha2020trial'})", "not allowed"),
    "huge power": (STAT % "9 ** 9 ** 9", "only + - * / are allowed"),
    "endless expression": (STAT % ("n(" * 300 + ")" * 300), "at most 600 characters"),
    "false words": (
        '{holds}`hardly any :: pct("alpha2020trial", "drug", "nrp") < 50`',
        "'hardly any' does not hold",
    ),
    "words without condition": ("{holds}`hardly any`", "words :: condition"),
    "words that depend on nothing": ("{holds}`always :: 1 < 2`", "depends on no data"),
    "number without reason": ("{fixed}`Tmax > 6 s`", "number :: reason"),
    "typed number": ("seen in 17 patients", "got '17'"),
    "typed percentage": ("in 43.1% of them", "got '43.1%'"),
    "typed range": ("in 5-10 of them", "got '5-10'"),
    "typed fraction": ("in 28/65 of them", "got '28/65'"),
    "typed probability": ("(P < .05)", "got '.05'"),
    "picture without alt text": ("![](square.svg)", "a picture has alternative text; 'chapters/square.svg' has none"),
    "role in link text": (
        '[see {stat}`n("beta2021cohort", "tici3")`](references.md)',
        "a number may not stand in a heading, link or term",
    ),
}
# Blocks of their own: the line of the fault, counted from 1, and what the build says about it.
AS_BLOCKS = {
    "role in a heading": ('## Of {stat}`n("beta2021cohort")` patients', 1, "a number may not stand in a heading"),
    "typed number in a heading": ("## Of 23 patients", 1, "got '23'"),
    "role in a term": ('A term with {stat}`n("beta2021cohort", "all")`\n: Meaning.', 1, "a number may not stand in"),
    "typed number in an included file": ("```{include} part.txt\n```", 1, "got '77'"),
    "typed number in what another syntax makes": ("```{eval-rst}\nOf 78 patients.\n```", 2, "got '78'"),
    "typed number in a note": ("```{note}\nText\nof 79 patients.\n```", 3, "got '79'"),
    "typed number in a definition": ("Word\n: Of 81 patients.", 2, "got '81'"),
    "typed number in a quotation": ("> It was seen in 82 patients--\n> 'or so'.", 1, "got '82'"),
    "typed word": ('It hit half of them -- "alas".', 1, "got 'half'"),
    "pipe in a table": (
        '| a | b |\n|---|---|\n| c | d |\n| e | {stat}`count("alpha2020trial"|"drug")` |',
        4,
        "a role was left as text",
    ),
    "role in a directive": (
        '```{note}\nText\nand {stat}`n("alpha2020trail")`.\n```',
        3,
        "unknown study 'alpha2020trail'",
    ),
    "typed number in a table": ("| a | b |\n|---|---|\n| c | 99 |", 3, "got '99'"),
    # Last, because it swallows what follows.
    "role in the title of a fence": (
        '```{note} About {stat}`n("alpha2020trial", "control")`\nText.\n```',
        1,
        "a role was left as text",
    ),
}
CELLS = {
    "failing cell": ("total = 10\ntotal / 0", 2, "a cell fails: ZeroDivisionError: division by zero"),
    "picture of a cell without alt text": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        1,
        "has none: return a figure",
    ),
    "figure with empty alt text": (
        'Figure("empty-alt", "Caption", "", [{"a": 1}], [], "<svg/>", "<svg/>")',
        1,
        "a cell fails: ValueError: figure 'empty-alt' has no alt",
    ),
    "figure with a bad name": (
        'Figure("Bad name", "Caption", "Alt", [{"a": 1}], [], "<svg/>", "<svg/>")',
        1,
        "lower-case words joined by hyphens; got 'Bad name'",
    ),
    "typed number in a caption": (
        'Table("typed", "Of 31 patients.", ["A"], [["b"]])',
        1,
        "got '31'",
    ),
    "typed number in a caption that code makes": (
        'word = str(40 + 1)\nTable("made", f"Of {word} patients.", ["A"], [["b"]])',
        1,
        "got '41'",
    ),
    "caption that would publish a file": (
        'Table("published", "Of {download}`part.txt`.", ["A"], [["b"]])',
        1,
        "it may quote data; got the role {download}",
    ),
    "typed numbers in a caption, one of them made": (
        'Table("mixed", f"Of {26 * 2} patients and 53 others.", ["A"], [["b"]])',
        1,
        "got '53'",
    ),
    "the one that is made": (
        'Table("made-too", f"Of {27 * 2} patients and 55 others.", ["A"], [["b"]])',
        1,
        "got '54'",
    ),
    "unknown study in a caption": (
        'Table("unknown", "Of {stat}`n(\\"alpha2020trlal\\")`.", ["A"], [["b"]])',
        1,
        "unknown study 'alpha2020trlal'",
    ),
}
CELL_PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Cells
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Build one book with every fault; return its warnings and, by fault, where it stands."""
    book = copy_small_book(tmp_path_factory.mktemp("faulty") / "book")
    places = {}
    text = "# Faults\n"
    for name, (fault, _) in IN_PROSE.items():
        text += f"\nA paragraph\nof several lines, where\n{fault}\nis wrong.\n"
        places[name] = ("chapters/faults.md", text.count("\n") - 1)
    for name, (block, line, _) in AS_BLOCKS.items():
        text += f"\n{block}\n"
        places[name] = ("chapters/faults.md", text.count("\n") - block.count("\n") + line - 1)
    (book / "chapters/faults.md").write_text(text, encoding="utf-8")
    places["typed number in an included file"] = ("chapters/part.txt", 3)
    (book / "chapters/part.txt").write_text("Included\n\nOf 77 patients.\n", encoding="utf-8")
    (book / "chapters/square.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    toc = "  - file: chapters/faults\n"
    for number, (name, (code, line, _)) in enumerate(CELLS.items()):
        # A failing cell ends its notebook, so each has one of its own.
        page = f"chapters/cell{number}"
        start = CELL_PAGE + "\n```{code-cell} python\nfrom helpers.figures import Figure\n"
        start += "from helpers.figures.table import Table\n```\n\n```{code-cell} python\n"
        (book / f"{page}.md").write_text(f"{start}{code}\n```\n", encoding="utf-8")
        places[name] = (f"{page}.md", start.count("\n") + line)
        toc += f"  - file: {page}\n"
    edit(book / "_toc.yml", "  - file: chapters/references\n", f"  - file: chapters/references\n{toc}")
    result = build(book)
    assert result.returncode == 1, result.stdout
    return warnings_of(result, book), places


@pytest.mark.parametrize("name", [*IN_PROSE, *AS_BLOCKS, *CELLS])
def test_a_fault_is_named_with_its_file_and_line(faulty, name):
    warnings, places = faulty
    message = {**IN_PROSE, **AS_BLOCKS, **CELLS}[name][-1]
    file, line = places[name]
    found = [warning for warning in warnings if warning.startswith(f"{file}:{line}: ") and message in warning]
    assert len(found) == 1, [warning for warning in warnings if message in warning] or warnings


def test_every_fault_is_reported_beside_the_others_and_nothing_else_is(faulty):
    warnings, places = faulty
    placed = {f"{file}:{line}" for file, line in places.values()}
    stray = [w for w in warnings if w.partition(": WARNING")[0] not in placed and "Executing notebook failed" not in w]
    # MyST-NB says where it keeps the traceback, and cannot read the fence whose title line is no title.
    assert [w for w in stray if "traceback saved" not in w] == []


def check(book):
    command = [sys.executable, "-m", "helpers", "check", "--root", str(book)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_faults_of_data_are_each_named_once_before_any_page_is_read(book):
    edit(
        book / "data/counts.csv",
        "alpha2020trial,drug,nrp,alpha_ctp,8,10,80",
        "alpha2020trial,drug,nrp,alpha_ctp,9,10,80",
    )
    edit(book / "data/groups.csv", "alpha2020trial,control,Control", "alpha2020trial,kontrol,Control")
    edit(book / "references.bib", "verification = {probable}", "verification = {certain}")
    result = build(book)
    assert result.returncode == 1
    assert "reading sources" not in result.stdout
    assert "Traceback" not in result.stdout
    assert "no page was read" in result.stdout
    checked = check(book)
    assert checked.returncode == 1
    problems = [line for line in checked.stdout.splitlines() if line.startswith(("data/", "references.bib"))]
    assert any("groups.csv" in line or "counts.csv row 2" in line for line in problems)
    assert any(line.startswith("references.bib line ") for line in problems)
    told = [warning.partition("WARNING: ")[2] for warning in warnings_of(result, book)]
    assert sorted(told) == sorted(problems), "the build and `review check` say the same"


def test_a_missing_table_is_named(book):
    (book / "data/values.csv").unlink()
    result = build(book)
    assert result.returncode == 1
    assert len(warnings_of(result, book)) == 1
    assert "WARNING: data/values.csv" in result.stdout


def test_a_broken_bibliography_is_named_by_line_and_not_by_a_traceback(book):
    edit(book / "references.bib", "  year = {2020},", "  year = {2020,")
    result = build(book)
    assert result.returncode == 1
    assert "Traceback" not in result.stdout
    assert "WARNING: references.bib line " in result.stdout
