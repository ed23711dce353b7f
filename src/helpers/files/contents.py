"""_toc.yml: the chapters of a book, in the order of its contents, and the words that these add to every page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from helpers.files.plain_yaml import compose
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text

FILE = "_toc.yml"
ENDING = ".md"
OTHERS = (".ipynb", ".rst", ".txt")  # Jupyter Book would build these, and nothing would check them
FILES, PATTERNS, WORDS = ("root", "file"), ("glob",), ("caption", "title")
REMEDY = "Write it as https://jupyterbook.org/v1/structure/toc.html says."


@dataclass(frozen=True)
class Contents:
    """What _toc.yml says.

    Parameters: chapters, names such as `chapters/index.md` to files that are there; words, (text, line) of captions and
    titles; problems.
    """

    chapters: dict[str, Path] = field(default_factory=dict)
    words: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def chapter_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of every chapter that _toc.yml names and that is there. Parameters: root of the book."""
    yield from read_contents(root).chapters.items()


def read_contents(root: Path) -> Contents:
    """Return the contents of a book, with a fault for each entry that has no Markdown file. Parameters: root."""
    found = Contents()
    text, problems = read_text(root / FILE, FILE)
    found.problems.extend(problems)
    if not text:
        return found
    tree, problems = compose(text, FILE, REMEDY)
    found.problems.extend(problems)
    for key, value, line in _scalars(tree):
        if key in FILES:
            _add(root, value, line, found)
        elif key in PATTERNS:
            for path in sorted(root.glob(value)) if value and not value.startswith("/") else ():
                if path.suffix == ENDING and path.is_file():
                    _add(root, path.relative_to(root).as_posix(), line, found)
        elif key in WORDS:
            found.words.append((value, line))
    if not found.chapters and not found.problems:
        rule = "the contents name the chapters"
        found.problems.append(Place(FILE).fault(rule, "they name none", REMEDY))
    return found


def _add(root: Path, entry: str, line: int, found: Contents) -> None:
    name = entry if entry.endswith(ENDING) else entry + ENDING
    path, place = root / name, Place(FILE, line=line)
    rule = "a chapter is a Markdown file of the book"
    try:
        inside, there = path.resolve().is_relative_to(root.resolve()), path.is_file()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: a link to itself
        inside = there = False
    if inside and there:
        found.chapters.setdefault(Path(name).as_posix(), path)
        return
    other = next((entry + ending for ending in ("", *OTHERS) if inside and (root / (entry + ending)).is_file()), "")
    why = f"{quote(entry)} is {quote(other)}" if other else f"{quote(entry)} has no file"
    why = f"{quote(name)} is no plain file" if os.path.lexists(path) else why
    how = "; `jupytext --to myst` turns notebooks into it." if other else ", or take the entry out."
    found.problems.append(place.fault(rule, why, f"Write {name}{how}"))


def _scalars(node: yaml.Node | None) -> Iterator[tuple[str, str, int]]:
    """Yield the key, value and line of every text in a tree, in order."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                yield str(key.value), value.value, value.start_mark.line + 1
            else:
                yield from _scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
