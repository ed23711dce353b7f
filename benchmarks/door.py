"""The doors through which a file of somebody else comes in: sound inputs for each, and what reads them.

A door takes the bytes of one file and returns the faults that people are told, none when the file was read. What it
raises beyond them is a failure, and so is what it asserts: formatting twice changes nothing more, and a command leaves
every file of the book as it was, or whole. Not run by itself: `fuzz.py` uses it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from side_by_side import PROJECT

from helpers.files.problems import Problem

SMALL = PROJECT / "tests/books/small"
RICH = PROJECT / "tests/books/rich"
Take = Callable[[bytes, Random], list[str]]


class Open(NamedTuple):
    """A door that is ready: sound inputs, the kind of changes made to them, and what takes one."""

    seeds: list[str]
    kind: str
    take: Take


class Door(NamedTuple):
    """A door: what makes it ready in an empty folder, and its share of the inputs."""

    open: Callable[[Path], Open]
    share: float


def small_book(folder: Path) -> Path:
    """Return a copy of the tests' small book, with the dictionary of this book."""
    shutil.copytree(SMALL, folder / "book")
    shutil.copy(PROJECT / "_config.yml", folder / "book")
    package = json.loads((PROJECT / "data/datapackage.json").read_text(encoding="utf-8"))
    package["source_review"] = "source2025review"
    (folder / "book/data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder / "book"


def beginning(path: Path, lines: int) -> str:
    """Return the first lines of a file."""
    return "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:lines])


def told(problems: Iterable[Problem]) -> list[str]:
    """Return faults as people are told them."""
    return [str(problem) for problem in problems]
