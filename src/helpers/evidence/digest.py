"""A book's state as a digest of everything that its pages depend on."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

from helpers.files.book_files import EVIDENCE, book_files

SOUND = "REVIEW_SOUND_DATA"  # in the environment: digest of the book whose build started this process


def digest(root: Path) -> str:
    """Return a digest of everything that a page's numbers are computed from.

    Parameters: root, the book's folder. Returns: 64 hex digits over the EVIDENCE of a book, this package and the Python
    version: by content, never by time of change.
    """
    sums = hashlib.sha256(platform.python_version().encode())
    for name, path in book_files(root, EVIDENCE):
        content = path.read_bytes() if path.is_file() else b"absent"
        sums.update(f"{name}\0{len(content)}\0".encode() + content)
    return sums.hexdigest()
