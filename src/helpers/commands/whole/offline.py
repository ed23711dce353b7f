"""The site as one archive that opens without network: pages, PDF, data, and a sum of every file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from helpers.files.archive import zipped

SUMS = "SHA256SUMS"
README = """\
{name}

Open index.html in a browser: nothing is loaded from the network. {pdf} is the same as one document to print.
data/ holds the tables, with what each column means; ro-crate-metadata.json says what all of this is.
{sums} has a sum of every file: sha256sum --check {sums}
"""


def archive_of_site(site: Path, pdf: str, folder: str, name: str) -> bytes:
    """Return the archive. Parameters: site; pdf, its name there; folder, in the archive; name, of the book."""
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and (path.suffix != ".zip" or path.parent != site)
    }
    files["README.txt"] = README.format(name=name, pdf=pdf, sums=SUMS).encode()
    sums = (f"{hashlib.sha256(files[file]).hexdigest()}  {file}\n" for file in sorted(files))
    files[SUMS] = "".join(sums).encode()
    return zipped({f"{folder}/{file}": content for file, content in files.items()})
