"""``review format``: every file in its one form, all or none."""

from __future__ import annotations

from pathlib import Path

from helpers.evidence.canonical import canonical_files
from helpers.files.problems import Problem
from helpers.files.transaction import change


def format_book(root: Path) -> tuple[list[str], list[Problem]]:
    """Put every file that can be read soundly into canonical form, all or none.

    Parameters: root, the book's folder. Returns: the names of the files that changed, and the faults of those left
    alone. Raises: EvidenceError when the book cannot be written.
    """
    files, problems = canonical_files(root)
    differing = [file for file in files if file.differs]
    if differing:
        with change(root) as changing:
            for file in differing:
                changing.write(file.name, file.text.encode("utf-8"), was=file.now)
            changing.install()
    return [file.name for file in differing], problems
