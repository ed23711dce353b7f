"""What the last commit of a book's repository holds, where there is one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from helpers.files.text import MOST_BYTES

PATIENCE = 20  # seconds


def committed(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return what files held when the book was last committed, by name; those of which git knows nothing are left out.

    Parameters: root, the book's folder; names, of files in it. Git takes the bytes as they were stored: nothing that
    the repository could name runs.
    """
    asked = list(names)
    command = ["git", "-C", str(root), "cat-file", "--batch"]
    lines = "".join(f"HEAD:./{name}\n" for name in asked)
    try:
        ran = subprocess.run(command, input=lines.encode(), capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError):
        return {}
    found, rest = {}, ran.stdout
    for name in asked:
        head, _, rest = rest.partition(b"\n")
        *_, kind, size = head.split(b" ") if head.count(b" ") > 1 else (b"", b"", b"")
        if kind != b"blob" or not size.isdigit():
            continue
        content, rest = rest[: int(size)], rest[int(size) + 1 :]
        if len(content) <= MOST_BYTES:
            found[name] = content
    return found
