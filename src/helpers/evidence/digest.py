"""A book's state as a digest of everything that its pages depend on."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

from helpers.files.book_files import EVIDENCE, PROSE, book_files

EVERYTHING = (*EVIDENCE, *PROSE)
BUILT_FROM = (
    "built-from"  # in the folder of doctrees: digest of EVERYTHING that the last build, a sound one, began with
)
CACHES = "review-cache"  # beside the site: what cells gave with each state of data and code
SOUND = "REVIEW_SOUND_DATA"  # in the environment: digest of the book whose build started this process


def digest(root: Path, parts: Iterable[str] = EVIDENCE) -> str:
    """Return a digest of everything that a page's numbers are computed from.

    Parameters: root, the book's folder; parts, those of its files that count. Returns: 64 hex digits over them, this
    package and the Python version: by content, never by time of change.
    """
    sums = hashlib.sha256(platform.python_version().encode())
    for name, path in book_files(root, parts):
        content = path.read_bytes() if path.is_file() else b"absent"
        sums.update(f"{name}\0{len(content)}\0".encode() + content)
    return sums.hexdigest()
