"""Archives: the same bytes for the same files, which any program unpacks."""

from __future__ import annotations

import io
import zipfile

from helpers.files.archive import zipped

FILES = {"b/two.txt": b"two\n" * 100, "a.csv": "eins,无复流\n".encode()}


def test_an_archive_holds_its_files_whatever_their_order_as_the_same_bytes():
    made = zipped(FILES)
    assert made == zipped(dict(reversed(FILES.items())))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
