"""The book as it is at one moment, in a folder of its own: what builds read, whatever the author saves meanwhile."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from helpers.commands.serve.inputs import previewed_files
from helpers.files.book_files import is_code


def copy_book(root: Path, folder: Path) -> None:
    """Make a folder hold what a build of a book reads; what has not changed is not touched, so a build keeps its page.

    Parameters: root, the book's folder; folder, the copy.
    """
    wanted = dict(_parts(root))
    for path in [path for path in _inside(folder) if path.relative_to(folder).as_posix() not in wanted]:
        path.unlink(missing_ok=True)
    for name, content in wanted.items():
        copy = folder / name
        with contextlib.suppress(OSError):
            if copy.read_bytes() == content:
                continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)  # with the time of now: what a build read before is older, whenever it was saved


def _parts(root: Path) -> Iterator[tuple[str, bytes]]:
    for name, path in previewed_files(root):
        with contextlib.suppress(OSError):  # gone since it was listed, or never there
            if not is_code(name) and path.is_file():
                yield name, path.read_bytes()


def _inside(folder: Path) -> list[Path]:
    found = []
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if name != "_build"]  # what is kept between builds
        found += [Path(place, name) for name in names]
    return found
