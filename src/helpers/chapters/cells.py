"""Code cells of a chapter: where they stand, and what they give when they run here, without a kernel."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from helpers.chapters.myst import myst_config, myst_parser

HIDDEN = {"remove-cell", "remove-output"}


@dataclass(frozen=True)
class Cell:
    """A code cell of a chapter: its source, the line of its fence, and its tags."""

    source: str
    line: int
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outline:
    """A chapter as blocks: its cells; its headings by line; the lines of its directives by name."""

    cells: list[Cell] = field(default_factory=list)
    headings: Mapping[int, str] = field(default_factory=dict)
    directives: Mapping[str, int] = field(default_factory=dict)

    def heading_of(self, line: int) -> str:
        """Return the heading that a line stands under, "" above the first."""
        return self.headings[max(above)] if (above := [at for at in self.headings if at <= line]) else ""


def outline(text: str) -> Outline:
    """Return what a chapter is made of, by the reader that the build uses.

    Parameters: text, MyST Markdown. Raises: ValueError when its cells cannot be read.
    """
    from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

    blocks = myst_parser("inline").parse(text + "\n")
    headings: dict[int, str] = {}
    directives: dict[str, int] = {}
    for block, inside in pairwise((*blocks, None)):
        if block.type == "heading_open":
            headings[block.map[0] + 1] = inside.content
        elif block.type in ("fence", "colon_fence") and block.info.startswith("{"):
            directives.setdefault(block.info.partition("}")[0][1:], block.map[0] + 1)
    if not is_myst_markdown_notebook(text):
        return Outline([], headings, directives)
    try:
        notebook = read_myst_markdown_notebook(text, config=myst_config(), add_source_map=True)
    except Exception as error:  # the reader has several, and no common base
        raise ValueError(f"its cells cannot be read: {error}") from None
    lines = notebook.metadata["source_map"]
    cells = [
        Cell(cell.source, line, frozenset(str(tag).replace("_", "-") for tag in cell.metadata.get("tags", ())))
        for cell, line in zip(notebook.cells, lines, strict=True)
        if cell.cell_type == "code"
    ]
    return Outline(cells, headings, directives)


def run_cells(cells: Iterable[Cell], folder: Path) -> Iterator[tuple[Cell, list[Any], str]]:
    """Run a chapter's cells one after the other in one namespace, and yield what each gives.

    Parameters: cells, in order; folder, the chapter's, where a kernel would start. They are the book's own code, which
    a build runs, too: nothing holds them back.
    Yields: the cell; what its page shows: printed text, then objects; and why it failed, or "".
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        if "skip-execution" in cell.tags:
            continue
        shown: list[Any] = []
        namespace["display"] = lambda *objects, shown=shown, **options: shown.extend(objects)
        printed, fault = io.StringIO(), ""
        try:
            with chdir(folder), redirect_stdout(printed):
                result = _run(cell.source, namespace)
            shown += [] if result is None else [result]
        except (Exception, SystemExit) as error:
            expected = "raises-exception" in cell.tags
            fault = "" if expected else f"{type(error).__name__}: {error}"
        if printed.getvalue().strip():
            shown.insert(0, printed.getvalue())
        yield cell, ([] if cell.tags & HIDDEN else shown), fault


def _run(source: str, namespace: dict[str, Any]) -> Any:
    """Run statements and return the value of the last one, if it is an expression that no semicolon silences."""
    body = ast.parse(source)
    last = body.body[-1] if body.body else None
    if isinstance(last, ast.Expr):
        body.body.pop()
    exec(compile(body, "<cell>", "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    return None if source.rstrip().endswith(";") else value
