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
    from helpers.files.contents import chapter_files
    from helpers.files.text import read_text

    with faults_end_it(err=True):
        folder = book_folder(root)
        files = dict(chapter_files(folder))
        wanted = [name for name in files if chapter in (name, Path(name).name, Path(name).stem)]
        if not wanted:
            known = ", ".join(Path(name).stem for name in files)
            found = f"got {chapter}; it has {known}"
            raise EvidenceError([Place(chapter).fault("a chapter of the book is named", found, "Name one of them.")])
        text, problems = read_text(files[wanted[0]], wanted[0])
        if problems:
            raise EvidenceError(problems)
        with step("Reading the data"):
            evidence = load(folder)
        for block in plain_text(text, wanted[0], evidence):
            typer.echo("\n".join(map(visible, block.text.split("\n"))) + "\n")
