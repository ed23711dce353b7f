"""A book's state as a digest of everything that its pages depend on."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

import helpers
from helpers.files.bibtex import FILE as BIBLIOGRAPHY

SOUND = "REVIEW_SOUND_DATA"  # in the environment: digest of the book whose build started this process


def digest(root: Path) -> str:
    """Return a digest of everything that a page's numbers are computed from.

    Parameters: root, the book's folder. Returns: 64 hex digits over data/, references.bib, _config.yml,
    requirements.lock, this package and the Python version: by content, never by time of change.
    """
    here = Path(helpers.__file__).parent
    files = [(f"data/{path.relative_to(root / 'data').as_posix()}", path) for path in _files(root / "data")]
    files += [(f"helpers/{path.relative_to(here).as_posix()}", path) for path in _files(here)]
    files += [(name, root / name) for name in (BIBLIOGRAPHY, "_config.yml", "requirements.lock")]
    sums = hashlib.sha256(platform.python_version().encode())
    for name, path in files:
        content = path.read_bytes() if path.is_file() else b"absent"
        sums.update(f"{name}\0{len(content)}\0".encode() + content)
    return sums.hexdigest()


def _files(folder: Path) -> list[Path]:
    hidden = ("__pycache__", ".")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(hidden) for part in path.relative_to(folder).parts)
    )
