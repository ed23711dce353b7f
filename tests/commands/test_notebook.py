"""Chapters as notebooks: a click opens one, a save changes nothing else, numbers are shown, an edit of data is read."""

from __future__ import annotations

import jupytext
import nbformat
import pytest
from books import CHANGED, COUNT, JUDGED, ROOT, copy_small_book
from jupytext.config import load_jupytext_config
from jupytext_config.labconfig import LabConfig
from nbclient import NotebookClient
from previews import play

from helpers.chapters.filled import fill, fill_chapter
from helpers.evidence.evidence import Evidence, load
from helpers.files.contents import chapter_files

MYST = {"extension": ".md", "format_name": "myst"}
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}  # as JupyterLab writes it
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3", "version": "3.13.1", "file_extension": ".py"}
HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3 (ipykernel)
  language: python
---
"""


def saved(text: str) -> str:
    """Return what a chapter holds after JupyterLab has opened it, run a cell and saved it."""
    config = load_jupytext_config(str(ROOT / "chapters/index.md"))
    notebook = jupytext.reads(text, MYST, config=config)
    notebook.metadata.update(kernelspec=KERNEL, language_info=LANGUAGE)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="done")]
    return jupytext.writes(notebook, MYST, config=config)


def test_a_save_of_a_chapter_in_jupyterlab_changes_no_byte_of_it():
    chapters = {name: path.read_text(encoding="utf-8") for name, path in chapter_files(ROOT)}
    with_cells = {name: text for name, text in chapters.items() if "{code-cell}" in text}
    assert len(with_cells) >= 8
    assert [name for name, text in with_cells.items() if saved(text) != text] == []


def test_a_chapter_without_cells_gains_only_the_lines_that_make_it_a_notebook():
    text = (ROOT / "chapters/glossary.md").read_text(encoding="utf-8")
    assert "{code-cell}" not in text
    assert saved(text) == HEADER + "\n" + text


def test_a_click_on_a_chapter_opens_a_notebook():
    viewers = LabConfig(settings_file=ROOT / ".jupyter/labconfig/default_setting_overrides.json").read().get_viewers()
    assert viewers["markdown"] == "Jupytext Notebook"


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("filled") / "book"))


def test_each_role_is_filled_in_and_one_that_fails_says_why(evidence):
    names = {"share": "pct(alpha2020trial, drug, nrp)"}
    text = "**{stat}`share`**, {numref}`the figure <fig-1>`, {fixed}`4.0 :: licence`, {stat}`pct(nobody)`"
    assert fill(text, evidence, names).startswith("**80.0%**, the figure, 4.0, [pct(nobody): ")
    assert fill("{cite}`alpha2020trial,nobody2000`", evidence, {}) == "[Alpha et al. 2020; nobody2000]"


def test_a_chapter_is_filled_without_its_head_its_names_and_its_cells(evidence):
    names = "```{names}\nshare: pct(alpha2020trial, drug, nrp)\n```"
    text = f"{HEADER}\n# A title\n\n{names}\n\n{{stat}}`share`\n\n```{{code-cell}} ipython3\n1\n```\n\nEnd.\n"
    assert fill_chapter(text, "chapters/x.md", evidence).split() == ["#", "A", "title", "80.0%", "End."]


@pytest.mark.slow
def test_a_notebook_shows_numbers_and_reads_data_again_after_an_edit(tmp_path):
    book = copy_small_book(tmp_path / "book")
    edit = (
        "from pathlib import Path\n"
        "for file, old, new in {edits!r}:\n"
        "    text = Path('..', file).read_text('utf-8')\n"
        "    assert old in text\n"
        "    Path('..', file).write_text(text.replace(old, new), encoding='utf-8', newline='\\n')"
    )
    edits = [
        ("data/claims.csv", JUDGED + ",reproduced,,", JUDGED + ",differs,,The trial has 90%."),
        ("data/counts.csv", COUNT, CHANGED),
    ]
    broken = [("data/counts.csv", CHANGED, CHANGED.replace(",9,10,", ",19,10,"))]
    cells = [
        "from helpers import review, exhibits\n%load_ext helpers",
        "%words results",
        "%%words\n{stat}`pct(alpha2020trial, drug, nrp)`",
        edit.format(edits=edits) + "\nreview.reload()",
        "%%words\n{stat}`pct(alpha2020trial, drug, nrp)`",
        edit.format(edits=broken) + "\nreview.reload()",
        "%words nowhere",
        "review.pct('alpha2020trial', 'drug', 'nrp').text",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    client = NotebookClient(
        notebook, resources={"metadata": {"path": str(book / "chapters")}}, timeout=120, allow_errors=True
    )
    play(client.async_execute())
    told = [str(cell.outputs) for cell in notebook.cells]
    assert "# Results" in told[1] and "{stat}" not in told[1] and "text/markdown" in told[1]
    assert "80.0%" in told[2] and "90.0%" in told[4]
    assert "data/counts.csv row" in told[5] and "Traceback" not in told[5]
    assert "a chapter of the book is named" in told[6]
    assert "90.0%" in told[7], "the numbers stay those of before"
