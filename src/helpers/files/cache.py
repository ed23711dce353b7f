"""Results kept in `_build/cache` by the content that they follow from: safe to delete, never needed.

Nothing is kept where there is no `_build`, as in a book that was never built: there reading writes nothing.

An entry is named by a digest of everything that its result depends on: the arguments, the code that computed it, and
the versions of Python and of the libraries used. So it is never out of date, only unused. It is written whole or not
at all, and one that was damaged is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FOLDER = "_build/cache"
MOST = 4096  # entries; with more than these the oldest content is long gone, and all of them go


class Cache:
    """Results of one kind.

    Parameters: root, the book's folder; code, folders and files whose text computes the results; libraries, names of
    distributions that help.
    """

    def __init__(self, root: Path, code: tuple[Path, ...], libraries: tuple[str, ...]) -> None:
        """Name the kind by its code."""
        self._folder, self._code, self._libraries = root / FOLDER, code, libraries

    def get(self, key: object) -> Any | None:
        """Return what was kept for a key, or None. Parameters: key, anything that JSON can hold."""
        try:
            digest, _, kept = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return json.loads(kept) if digest.decode(errors="replace") == _sum(kept) else None

    def put(self, key: object, result: object) -> None:
        """Keep a result, if the book was built. Parameters: result, not None, of what JSON can hold."""
        kept, path = json.dumps(result).encode(), self._path(key)
        if self._folder.is_symlink() or self._folder.parent.is_symlink():  # whatever is there is not ours to remove
            return
        try:
            self._folder.mkdir(exist_ok=True)
            if len(entries := list(self._folder.iterdir())) > MOST:
                for entry in entries:
                    entry.unlink(missing_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(f"{_sum(kept)}\n".encode() + kept)
            os.replace(name, path)
        except OSError:  # no _build, or one that cannot be written
            return

    def _path(self, key: object) -> Path:
        return self._folder / _sum(json.dumps([_made_by(self._code, self._libraries), key]).encode())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _made_by(code: tuple[Path, ...], libraries: tuple[str, ...]) -> str:
    """Return a digest of code and versions, taken once a process."""
    sums = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    for place in code:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            content = path.read_bytes()
            sums.update(f"{path.name} {len(content)}\n".encode() + content)
    for library in libraries:
        try:
            sums.update(f"{library} {version(library)}\n".encode())
        except PackageNotFoundError:
            sums.update(f"{library} absent\n".encode())
    return sums.hexdigest()
