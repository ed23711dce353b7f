"""`review words`: a chapter as its reader sees it, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.command import Root, book_folder, faults_end_it
from helpers.commands.completing import chapters
from helpers.commands.steps import step
from helpers.files.problems import EvidenceError, Place, visible

Chapter = Annotated[
    str, typer.Argument(help="A chapter: its name, for example methods, or its file.", autocompletion=chapters)
]


def words(chapter: Chapter, root: Root = None) -> None:
    """Print a chapter as its reader sees it, numbers filled in: to read it over, or for a mail.

    Example: review words methods
    """
    from helpers.chapters.plain import plain_text
    from helpers.evidence.evidence import load

    with faults_end_it(err=True):
        folder = book_folder(root)
        file, text = text_of_chapter(folder, chapter)
        with step("Reading the data"):
            evidence = load(folder)
        for block in plain_text(text, file, evidence):
            typer.echo("\n".join(map(visible, block.text.split("\n"))) + "\n")


def text_of_chapter(root: Path, chapter: str) -> tuple[str, str]:
    """Return file and text of a chapter. Parameters: root, the book's folder; chapter, its name or its file.

    Raises: EvidenceError when there is no such chapter, or it is no text.
    """
    from helpers.files.contents import chapter_files
    from helpers.files.text import read_text

    files = dict(chapter_files(root))
    wanted = [name for name in files if chapter in (name, Path(name).name, Path(name).stem)]
    if not wanted:
        known = ", ".join(Path(name).stem for name in files)
        found = f"got {chapter}; it has {known}"
        raise EvidenceError([Place(chapter).fault("a chapter of the book is named", found, "Name one of them.")])
    text, problems = read_text(files[wanted[0]], wanted[0])
    if problems:
        raise EvidenceError(problems)
    return wanted[0], text
