"""One list of the files that make a book, for the digest, the preview and the revisions."""

from __future__ import annotations

from pathlib import Path

from books import ROOT

from helpers.files.book_files import EVIDENCE, PACKAGE, PROSE, book_files, is_code, is_prose


def test_every_file_of_a_book_is_listed_once_and_the_package_with_it(book: Path):
    names = [name for name, _ in book_files(book)]
    assert len(set(names)) == len(names)
    assert {"chapters/index.md", "data/counts.csv", "references.bib", "_toc.yml", "helpers/__init__.py"} <= {*names}


def test_a_part_that_is_not_there_is_named_so_that_its_coming_is_noticed(tmp_path: Path):
    assert "references.bib" in dict(book_files(tmp_path))


def test_what_editors_and_python_leave_is_no_part_of_a_book(book: Path):
    for name in ("chapters/.index.md.swp", "chapters/index.md~", "data/__pycache__/x.pyc", "notes.txt"):
        (book / name).parent.mkdir(exist_ok=True)
        (book / name).write_text("x", encoding="utf-8")
    assert not {name for name, _ in book_files(book)} & {"notes.txt", "chapters/index.md~", "chapters/.index.md.swp"}
    assert not [name for name, _ in book_files(book) if "__pycache__" in name]


def test_prose_is_what_no_number_depends_on():
    assert [name for name in ("chapters/a.md", "_toc.yml", "data/a.csv", "helpers/a.py") if is_prose(name)] == [
        "chapters/a.md",
        "_toc.yml",
    ]
    assert is_code("helpers/stats/__init__.py") and not is_code("data/a.csv")


def test_the_list_knows_every_part_of_this_book_that_git_keeps_for_it():
    assert all((ROOT / part).exists() for part in (*EVIDENCE, *PROSE))
    assert PACKAGE == ROOT / "src/helpers"
