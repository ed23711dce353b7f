"""What a book says of itself as a publication: title, authors, version, date, licence; nothing that it does not say.

CITATION.cff says it. A book without that file is called as its configuration and its data say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.files.plain_yaml import compose

logger = logging.getLogger(__name__)

CITATION = "CITATION.cff"
REMEDY = "The Citation File Format says how it is written (https://citation-file-format.github.io)."


@dataclass(frozen=True)
class Author:
    """Who wrote a book: a person by family and given names, or a group by its name; orcid and site may be ""."""

    name: str
    family: str = ""
    given: str = ""
    address: str = ""

    @property
    def kind(self) -> str:
        """Return what schema.org calls such an author."""
        return "Person" if self.family else "Organization"

    @property
    def inverted(self) -> str:
        """Return the name as lists of references have it: the family name of a person first."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.name


@dataclass(frozen=True)
class Publication:
    """A book as others cite it; what it does not say is empty.

    Parameters: title; authors; version; date, of the release, as YYYY-MM-DD; year; doi; abstract; keywords; licence,
    its name, and licence_address; language.
    """

    title: str
    authors: tuple[Author, ...]
    version: str
    date: str
    year: str
    doi: str
    abstract: str
    keywords: tuple[str, ...]
    licence: str
    licence_address: str
    language: str


def setup(app: Sphinx) -> None:
    """Read it once, when the data are known."""
    app.connect("builder-inited", _read)


def publication_of(app: Sphinx) -> Publication:
    """Return what the book says of itself. Parameters: app, the running build."""
    return app.review_publication


def _read(app: Sphinx) -> None:
    package, config = evidence_of(app).package, app.config
    said = read_citation(Path(app.srcdir, CITATION))
    licence = next(iter(package.get("licenses", ())), {})
    named = [_author(each) for each in said.get("authors", ()) if isinstance(each, dict)]
    title, author = config.html_title or config.project, config.author
    app.review_publication = Publication(
        title=_text(said, "title") or str(title),
        authors=tuple(each for each in named or [Author(str(author))] if each.name),
        version=_text(said, "version") or str(package.get("version", "")),
        date=_text(said, "date-released"),
        year=(_text(said, "date-released") or str(config.copyright))[:4],
        doi=_text(said, "doi"),
        abstract=_text(said, "abstract"),
        keywords=tuple(word for word in said.get("keywords", ()) if isinstance(word, str)),
        licence=str(licence.get("title", "")),
        licence_address=str(licence.get("path", "")),
        language=config.language or "en",
    )


def read_citation(path: Path) -> dict[str, Any]:
    """Return what a CITATION.cff holds, all scalars as text; nothing, and a warning of the build, where it is at fault.

    Parameters: path, which need not be there.
    """
    if not path.is_file():
        return {}
    root, problems = compose(path.read_text(encoding="utf-8"), path.name, REMEDY)
    for problem in problems:
        logger.warning("%s", problem, type="review", subtype="citation")
    found = _plain(root) if root is not None and not problems else {}
    return found if isinstance(found, dict) else {}


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    return str(node.value)


def _text(said: dict[str, Any], key: str) -> str:
    found = said.get(key, "")
    return " ".join(found.split()) if isinstance(found, str) else ""


def _author(said: dict[str, Any]) -> Author:
    """Return a person or an entity of a CITATION.cff."""
    family = " ".join(filter(None, [_text(said, "name-particle"), _text(said, "family-names")]))
    given, orcid = _text(said, "given-names"), _text(said, "orcid")
    name = _text(said, "name") or " ".join(filter(None, [given, family, _text(said, "name-suffix")]))
    address = orcid if orcid.startswith("https://orcid.org/") else ""
    return Author(name, family, given, address)
