"""`%load_ext helpers` in a notebook: text with its numbers filled in, by the evaluator that fills in the book's."""

from __future__ import annotations

from typing import Any

from helpers.files.problems import EvidenceError


def add_words(shell: Any) -> None:
    """Add the line magic `%words` and the cell magic `%%words`. Parameters: shell, of IPython."""
    shell.register_magic_function(words, "line_cell", "words")
    # What is wrong with the book is said in words, as on a terminal, and not as a failure of code.
    shell.set_custom_exc((EvidenceError,), lambda shell, kind, error, trace, tb_offset=None: print(error))


def words(line: str, cell: str | None = None) -> Any:
    """Show a chapter as it was saved last, or the Markdown of a cell, with every number filled in.

    Parameters: line, the name of a chapter, which a cell may need for the names at its head; cell, Markdown. Returns:
    what a notebook shows as Markdown.
    """
    from IPython.display import Markdown

    import helpers
    from helpers.chapters.filled import fill, fill_chapter, names_in
    from helpers.commands.words import text_of_chapter

    evidence = helpers.review.evidence
    file, text = text_of_chapter(evidence.root, line.strip()) if line.strip() or cell is None else ("", "")
    if cell is None:
        return Markdown(fill_chapter(text, file, evidence))
    return Markdown(fill(cell, evidence, names_in(text, file, evidence)))
