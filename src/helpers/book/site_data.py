"""The tables of a book in its site, with their dictionary, and the RO-Crate that says what they and the pages are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.evidence import evidence_of
from helpers.book.publication import Author, publication_of
from helpers.evidence.dictionary import resource_of, tables_of

FOLDER = "data"  # of the site
DICTIONARY = "datapackage.json"
CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.1"
Entity = dict[str, Any]


def setup(app: Sphinx) -> None:
    """Write the files of a successful HTML build; a failed one leaves none behind."""
    app.connect("build-finished", _write)


def _write(app: Sphinx, exception: Exception | None) -> None:
    if app.builder.format != "html":
        return
    out, source = Path(app.outdir), Path(app.srcdir, FOLDER)
    shutil.rmtree(out / FOLDER, ignore_errors=True)
    (out / CRATE).unlink(missing_ok=True)
    if exception is not None or app._warncount:
        return
    (out / FOLDER).mkdir()
    for name in (DICTIONARY, *(f"{table}.csv" for table in tables_of(evidence_of(app).package))):
        shutil.copyfile(source / name, out / FOLDER / name)
    text = json.dumps(crate_of(app), ensure_ascii=False, indent=1)
    (out / CRATE).write_text(text + "\n", encoding="utf-8", newline="\n")


def shows_tables(page: nodes.document) -> bool:
    """Return whether a page describes the tables, each with its download."""
    return any(section.get("describes") for section in page.findall(nodes.section))


def crate_of(app: Sphinx) -> Entity:
    """Return the site as an RO-Crate: what the book says of itself, and each file of its data with what it holds."""
    work, package = publication_of(app), evidence_of(app).package
    authors = [_author(number, author) for number, author in enumerate(work.authors, 1)]
    licence = [{"@id": work.licence_address, "@type": "CreativeWork", "name": work.licence}]
    pages = _file("index.html", "First page", "The book.", "text/html")
    files = [
        pages,
        _file("stats.json", "Numbers", "Every number of the pages, with its rows and sources.", "application/json"),
        _file(f"{FOLDER}/{DICTIONARY}", "Data dictionary", "What each column of the tables means.", "application/json"),
        *(
            _file(f"{FOLDER}/{table}.csv", about["title"], about["description"], "text/csv")
            for table, about in ((table, resource_of(package, table)) for table in tables_of(package))
        ),
    ]
    about = {
        "@id": "./",
        "@type": "Dataset",
        "name": work.title,
        "description": work.abstract or package.get("description", ""),
        "datePublished": work.date or work.year,
        "version": work.version,
        "license": _refer(licence)[0] if work.licence_address else "",
        "author": _refer(authors),
        "keywords": ", ".join(work.keywords),
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
        "hasPart": _refer(files),
    }
    described = {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE}}
    about = {name: said for name, said in about.items() if said}
    return {
        "@context": f"{PROFILE}/context",
        "@graph": [described, about, *authors, *(licence if work.licence_address else ()), *files],
    }


def _author(number: int, author: Author) -> Entity:
    return {"@id": author.address or f"#author-{number}", "@type": author.kind, "name": author.name}


def _file(path: str, name: str, description: str, encoding: str) -> Entity:
    return {"@id": path, "@type": "File", "name": name, "description": description, "encodingFormat": encoding}


def _refer(entities: list[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]
