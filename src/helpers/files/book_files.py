"""The files that make a book: what a build reads, what a digest covers, what a revision is laid out from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

EVIDENCE = ("data", "references.bib", "_config.yml", "requirements.lock", "CITATION.cff")  # every page depends on them
PROSE = ("chapters", "_toc.yml")  # a change of them is one of the pages that it names
WRITTEN = ("docs", ".github")  # by people, too, but no part of a build
CODE = "src"  # of a book that has a package of its own
PACKAGE = Path(__file__).resolve().parents[1]
HIDDEN = (".", "__pycache__")


def book_files(root: Path, parts: Iterable[str] = (*EVIDENCE, *PROSE)) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of every file that makes a book, the package that builds it included, in order.

    Parameters: root, the book's folder; parts, of EVIDENCE and PROSE. Names begin with the part, or with `helpers/`.
    A part that is no folder is named whether it is there or not; hidden files and those that editors leave are not.
    """
    for part in parts:
        if (root / part).is_dir():
            yield from _files_in(root / part, f"{part}/")
        else:
            yield part, root / part
    yield from _files_in(PACKAGE, f"{PACKAGE.name}/")


def merged_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of every file that authors of a book merge, in order. Parameters: root, its folder."""
    for part in (*EVIDENCE, *PROSE, *WRITTEN):
        if (root / part).is_dir():
            yield from _files_in(root / part, f"{part}/")
    for _, _, names in os.walk(root):
        yield from ((name, root / name) for name in sorted(names) if not name.endswith("~"))
        break


def is_prose(name: str) -> bool:
    """Return whether a file, by its name in `book_files`, changes only pages that say so themselves."""
    return name.split("/", maxsplit=1)[0] in PROSE


def is_code(name: str) -> bool:
    """Return whether a file, by its name in `book_files`, belongs to the package."""
    return name.startswith(f"{PACKAGE.name}/")


def _files_in(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    found = []
    for place, below, names in os.walk(folder):  # says nothing of folders that vanish meanwhile
        below[:] = [name for name in below if not name.startswith(HIDDEN)]
        for name in names:
            if not name.startswith(HIDDEN) and not name.endswith("~"):
                path = Path(place, name)
                found.append((prefix + path.relative_to(folder).as_posix(), path))
    yield from sorted(found)
