"""A chapter needs one import line, and its cells name nothing that stands in the data in other words."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from books import ROOT

from helpers.chapters.cells import outline

CHAPTERS = {path.stem: outline(path.read_text(encoding="utf-8")).cells for path in ROOT.glob("chapters/*.md")}
CELLS = {f"{name}:{cell.line}": cell.source for name, cells in CHAPTERS.items() for cell in cells}


def test_every_chapter_with_cells_has_one_import_line_in_its_first_cell():
    for name, cells in CHAPTERS.items():
        imports = [
            (cell.line, ast.unparse(node))
            for cell in cells
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        if cells:
            (only,) = imports
            assert only[0] == cells[0].line and only[1] in (
                "from helpers import review, exhibits",
                "from helpers import exhibits",
            ), name


@pytest.mark.parametrize("source", CELLS.values(), ids=CELLS)
def test_a_cell_that_shows_something_calls_one_exhibit_with_a_name_and_a_caption(source):
    last = ast.parse(source).body[-1]
    if isinstance(last, ast.ImportFrom):
        return
    call = last.value
    assert isinstance(call, ast.Call) and ast.unparse(call.func).startswith("exhibits.")
    assert {"name", "caption"} <= {keyword.arg for keyword in call.keywords}


def test_review_and_exhibits_are_there_in_a_plain_shell_and_for_completion():
    code = (
        "import helpers; assert {'review', 'exhibits'} <= set(dir(helpers));"
        "print(helpers.exhibits.findings.__name__, helpers.review.pooled('iatt_todate_death').k)"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=ROOT / "chapters", capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["findings", "8"], ran.stderr
