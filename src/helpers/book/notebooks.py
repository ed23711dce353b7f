"""Each chapter with code as a notebook to take along: what its reader sees in words and numbers, and the cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of
from helpers.book.site_files import remove_old
from helpers.chapters.filled import fill, names_in
from helpers.evidence.evidence import Evidence

FOLDER = "notebooks"  # of the site


def setup(app: Sphinx) -> None:
    """Write a notebook beside each page that has cells, before the page names it."""
    app.connect("html-page-context", _write, priority=400)
    app.connect("build-finished", _remove_old)


def _write(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    path = Path(app.outdir, FOLDER, f"{pagename}.ipynb")
    source = Path(app.env.doc2path(pagename)) if doctree else path
    text = source.read_text(encoding="utf-8") if doctree and source.suffix == ".md" else ""
    written = notebook_of(text, f"{pagename}.md", evidence_of(app)) if "{code-cell}" in text else ""
    if not written:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8", newline="\n")
    context["notebook"] = f"{FOLDER}/{pagename}.ipynb"


def _remove_old(app: Sphinx, exception: Exception | None) -> None:
    remove_old(app, exception, FOLDER)


def notebook_of(text: str, file: str, evidence: Evidence) -> str:
    """Return a chapter as a notebook, with what each of the book's roles shows in its place; "" where it is none.

    Parameters: text, Markdown; file, how it is called; evidence, of the book.
    """
    import nbformat
    from myst_nb.core.config import NbParserConfig
    from myst_nb.core.read import create_nb_reader
    from myst_parser.config.main import MdParserConfig

    names = names_in(text, file, evidence)
    reader = create_nb_reader(file, MdParserConfig(), NbParserConfig(), text)
    if reader is None:
        return ""
    notebook = reader.read(text)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # otherwise another one in each build
        if cell.cell_type == "markdown":
            cell.source = fill(cell.source, evidence, names)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return nbformat.writes(notebook) + "\n"
