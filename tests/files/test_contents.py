"""The chapters of a book are those that _toc.yml names: nothing else is read, kept, built or compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT, edit
from typer.testing import CliRunner

from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app
from helpers.files.contents import chapter_files, read_contents

DRAFT = '# Draft\n\n{stat}`n("nobody")` in 37%.\n'


def names(book: Path) -> list[str]:
    return [name for name, _ in chapter_files(book)]


def test_chapters_come_in_the_order_of_the_contents(book: Path):
    assert names(book) == ["chapters/index.md", "chapters/results.md", "chapters/references.md"]


@pytest.mark.parametrize("name", ["chapters/.ipynb_checkpoints/index-checkpoint.md", "chapters/.hidden.md"])
def test_copies_in_hidden_places_are_nothing(book: Path, name: str):
    CliRunner().invoke(app, ["accept", "--root", str(book)])
    (book / name).parent.mkdir(exist_ok=True)
    (book / name).write_text(DRAFT, encoding="utf-8")
    assert check_book(book).problems == []


def test_a_draft_is_nothing_and_moves_no_number(book: Path):
    CliRunner().invoke(app, ["accept", "--root", str(book)])
    before = (book / "numbers.lock").read_bytes()
    for name in ("draft", "another"):
        (book / f"chapters/{name}.md").write_text(DRAFT, encoding="utf-8")
    assert check_book(book).problems == []
    assert CliRunner().invoke(app, ["accept", "--root", str(book)]).exit_code == 0
    assert (book / "numbers.lock").read_bytes() == before


FAULTS = {
    "no file": ("file: chapters/results", "file: chapters/result", "'chapters/result' has no file"),
    "another folder": ("file: chapters/results", "file: ../results", "'../results' has no file"),
    "a notebook": ("file: chapters/results", "file: chapters/notes", "'chapters/notes' is 'chapters/notes.ipynb'"),
    "not YAML": ("chapters:", "chapters: [", "_toc.yml"),
    "a typed number": ("root:", "title: In 37%\nroot:", "'37%'"),
    "a role in a title": ("root:", "title: 'In {stat}`n(1)`'\nroot:", "a role was left as text"),
}


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_contents_is_named_with_its_line(book: Path, old: str, new: str, said: str):
    (book / "chapters/notes.ipynb").write_text("{}", encoding="utf-8")
    edit(book / "_toc.yml", old, new)
    told = [str(problem) for problem in find_problems(book) if problem.file == "_toc.yml"]
    assert len(told) == 1 and said in told[0] and told[0].startswith("_toc.yml line ")


def test_a_book_without_contents_says_so(book: Path):
    (book / "_toc.yml").unlink()
    assert "_toc.yml: the file must be there" in str(find_problems(book)[0])


@pytest.mark.parametrize(
    "contents",
    [
        "root: chapters/index.md\nparts:\n- caption: A\n  chapters:\n  - file: chapters/results\n",
        "root: chapters/index\nsubtrees:\n- entries:\n  - glob: chapters/re*\n  - url: https://example.org\n",
        "root: chapters/index\nchapters:\n- file: chapters/results\n  sections:\n  - file: chapters/references\n",
    ],
)
def test_every_form_of_contents_is_read(book: Path, contents: str):
    (book / "_toc.yml").write_text(contents, encoding="utf-8")
    assert {"chapters/index.md", "chapters/results.md"} <= set(names(book)) and not read_contents(book).problems


def test_the_books_chapters_are_the_files_of_its_folder():
    assert sorted(names(ROOT)) == sorted(f"chapters/{path.name}" for path in (ROOT / "chapters").glob("*.md"))
