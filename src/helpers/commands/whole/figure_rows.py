"""The rows behind the figures of a page, from the archives of these figures in the site."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from helpers.book.archives import BEHIND, archive_of

FIGURE = re.compile(r'<figure\b[^>]*\bid="([a-z][a-z0-9-]*)"')


class FigureRows(NamedTuple):
    """A figure: its name, its title, and the rows that its numbers are computed from, each once."""

    name: str
    title: str
    rows: list[dict[str, str]]


def figures_of(site: Path, html: str) -> Iterator[FigureRows]:
    """Yield the figures of a page that have an archive, in their order. Parameters: site; html, of the page."""
    for name in dict.fromkeys(FIGURE.findall(html)):
        path = site / archive_of(name)
        if not path.is_file():
            continue
        with zipfile.ZipFile(path) as archive:
            title = json.loads(archive.read(f"{name}/datapackage.json"))["title"]
            listed = f"{name}/{BEHIND}.csv"
            text = archive.read(listed).decode() if listed in archive.namelist() else ""
        read = [{column: cell for column, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text))]
        yield FigureRows(name, title, list({row["row"]: row for row in read}.values()))
