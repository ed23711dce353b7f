"""Zip archives that are the same whenever and wherever they are made of the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

OLDEST = (1980, 1, 1, 0, 0, 0)  # that a zip can name
READABLE = 0o100644 << 16  # a plain file, which its owner may change
UNIX = 3


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive. Parameters: files, contents by name; folders of names are joined by "/"."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, UNIX
            archive.writestr(entry, files[name], compresslevel=9)
    return made.getvalue()
