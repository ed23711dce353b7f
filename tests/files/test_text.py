"""Only plain files are read, no more of them than a book can hold, and every name is printed on one line."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from books import files_of_book
from typer.testing import CliRunner

from helpers.commands.check import find_problems
from helpers.commands.cli import app
from helpers.files.cache import FOLDER, Cache
from helpers.files.problems import Place
from helpers.files.text import MOST_BYTES, read_bytes, read_text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes need a right on Windows")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def listening(path: Path) -> None:
    socket.socket(socket.AF_UNIX).bind(path.name)  # a long path would be refused


STRANGE = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device without end": endless,
    "a link to itself": loop,
    "a socket": listening,
    "a terabyte": sparse,
}


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_what_is_no_plain_file_is_refused_unread(tmp_path: Path, make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "x.csv")
    data, (fault,) = read_bytes(tmp_path / "x.csv", "x.csv")
    assert data == b"" and fault.file == "x.csv"


@pytest.mark.parametrize("name", ["", "\0", "none", "x/y"])
def test_a_name_that_leads_nowhere_is_a_fault(tmp_path: Path, name: str):
    assert read_bytes(tmp_path / name, "x")[1]


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize(
    "name", ["data/counts.csv", "references.bib", "chapters/index.md", "data/datapackage.json", "numbers.lock"]
)
def test_a_book_with_such_a_file_is_told_by_every_command(book: Path, name: str, make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir((book / name).parent)
    (book / name).unlink(missing_ok=True)
    make(book / name)
    assert any(problem.file in (name, "_toc.yml") and name in str(problem) for problem in find_problems(book))
    for command in (["accept"], ["format"]):
        result = CliRunner().invoke(app, [*command, "--root", str(book)])
        assert result.exception is None or isinstance(result.exception, SystemExit), command


@pytest.mark.parametrize("make", [os.mkfifo, endless, loop, Path.mkdir])
@pytest.mark.parametrize("name", ["data/zero.csv", "extra"])
def test_a_strange_file_that_is_no_part_of_the_book_hinders_nobody(book: Path, name: str, make):
    make(book / name)
    assert find_problems(book) == []
    assert CliRunner().invoke(app, ["accept", "--root", str(book)]).exit_code == 0


def test_a_file_without_end_is_read_up_to_the_limit(tmp_path: Path):
    (tmp_path / "x").write_bytes(b"x" * (MOST_BYTES + 5))
    text, (fault,) = read_text(tmp_path / "x", "x")
    assert text == "" and f"it holds {MOST_BYTES + 5} bytes" in fault.found


NAMES = {
    "chapters/new\nline \x1b[31mred.md": "chapters/new\\nline \\x1b[31mred.md line 3",
    "::error::x.md": "./::error::x.md line 3",
    "a\u202eb.md": "a\\u202eb.md line 3",
    "ü x.md": "ü x.md line 3",
}


@pytest.mark.parametrize(("name", "said"), NAMES.items())
def test_a_place_is_one_line_of_letters_that_do_nothing(name: str, said: str):
    assert str(Place(name, line=3)) == said
    fault = str(Place(name, line=3).fault("r\n", "f\x1b", "m", "s\u2028"))
    assert fault.startswith(f"{said} (") and fault.isprintable()


def test_a_cache_behind_a_link_is_left_alone(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/thesis.txt").write_bytes(b"precious")
    (tmp_path / "book").mkdir()
    (tmp_path / "book/_build").symlink_to(tmp_path / "elsewhere")
    Cache(tmp_path / "book", (), ()).put("key", 1)
    (tmp_path / "book/_build").unlink()
    (tmp_path / "book/_build").mkdir()
    (tmp_path / "book" / FOLDER).symlink_to(tmp_path / "elsewhere")
    Cache(tmp_path / "book", (), ()).put("key", 1)
    assert files_of_book(tmp_path / "elsewhere") == {"thesis.txt": b"precious"}
