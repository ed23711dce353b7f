"""What the last commit of a book's repository holds, where there is one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from helpers.files.text import MOST_BYTES

PATIENCE = 20  # seconds


def committed(root: Path, name: str) -> bytes | None:
    """Return what a file held when the book was last committed, None where git knows nothing of it.

    Parameters: root, the book's folder; name, of the file in it. Git takes the bytes as they were stored: nothing that
    the repository could name runs.
    """
    found = _git(root, "cat-file", "-s", f"HEAD:./{name}")
    if not found.strip().isdigit() or int(found) > MOST_BYTES:
        return None
    return _git(root, "cat-file", "blob", f"HEAD:./{name}")


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError):
        return b""
    return b"" if ran.returncode else ran.stdout
