"""A zip for each figure and each pooling question: rows, what they mean, how they may be used, and the picture."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.archive_words import readme_of, schema_of, search_in_words
from helpers.book.evidence import evidence_of
from helpers.book.head import page_address
from helpers.book.nodes import picture, shown_on_pages, stat
from helpers.book.publication import publication_of
from helpers.book.traced_rows import as_csv, printed_in, traced, with_traced
from helpers.evidence.evidence import Evidence
from helpers.figures import for_paper
from helpers.files.archive import zipped
from helpers.quantities.metafor import metafor_script, pooled_studies
from helpers.quantities.provenance import inputs
from helpers.quantities.questions import model_of
from helpers.quantities.vocabulary import Review

FOLDER = "archives"  # of the site
QUESTIONS = f"{FOLDER}/questions"
BEHIND = "evidence"  # the table of what the rows of a figure are computed from
Table = tuple[str, Sequence[str], Sequence[Mapping[str, Any]]]
Files = dict[str, str]


def setup(app: Sphinx) -> None:
    """Write a page's archives with the page, those of questions with the rest."""
    app.connect("html-page-context", _write_figures)
    app.connect("build-finished", _write_questions)


def archive_of(figure: str) -> str:
    """Return where the archive of a figure stands in the site."""
    return f"{FOLDER}/{figure}.zip"


def archive_of_question(question: str) -> str:
    """Return where the archive of a pooling question stands in the site."""
    return f"{QUESTIONS}/{question}.zip"


def _write_figures(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if not isinstance(doctree, nodes.document):
        return
    drawn = list(doctree.findall(picture))
    quantities = [node["quantity"] for node in doctree.findall(stat)] if drawn else []
    for node in drawn:
        files = _files_of_figure(app, pagename, node, [*quantities, *node["quantities"]])
        _write(Path(app.outdir, archive_of(node["name"])), node["name"], files)


def _files_of_figure(app: Sphinx, page: str, node: picture, quantities: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    evidence, name, columns = evidence_of(app), node["name"], with_traced(node["columns"])
    printed = printed_in(evidence, quantities)
    rows = traced(node["columns"], node["rows"], printed)
    asked = dict.fromkeys(row.get(column) for row in rows for column in columns if column.endswith("expression"))
    behind = [
        {"expression": expression, **each}
        for expression in asked
        for each in inputs(evidence, [row.ref for row in printed.get(expression or "", ())])
    ]
    caption = next(iter(node.parent.findall(nodes.caption)), node)
    said = " ".join(caption.astext().split())
    tables: list[Table] = [(name, columns, rows)]
    tables += [(BEHIND, list(behind[0]), behind)] if behind else []
    files = {f"{name}.svg": for_paper(node["wide"])}
    explored = node["explored"]
    if explored:
        script, table = question_files(evidence, explored["question"])
        own = model_of(evidence.syntheses[explored["question"]])._asdict()
        if own.items() <= explored["setting"].items():  # the figure pools by the question's own model
            files |= script
        tables += table
    address = page_address(app, page)
    notes = explored["printed"]["notes"] if explored else []
    about = (name, said, f"{address}#{name}" if address else "")
    return _described(app, about, node["alt"], notes, tables, files)


def _described(
    app: Sphinx, about: tuple[str, str, str], alt: str, notes: Iterable[str], tables: Sequence[Table], more: Files
) -> Files:
    """Return tables as files, with their schema, a text for people, and more files.

    Parameters: about, the name, what it shows, and its address; alt, the picture in words; notes, on its numbers.
    """
    work, package = publication_of(app), evidence_of(app).package
    files = {f"{table}.csv": as_csv(columns, rows) for table, columns, rows in tables} | more
    announced = str(app.config.html_theme_options.get("announcement") or "")
    cautions = [*notes, *map(search_in_words, package.get("searches", ())), *filter(None, [announced])]
    schema = schema_of(package, work, *about, tables)
    described = {
        "datapackage.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n",
        "README.txt": readme_of(work, *about, alt, cautions, list(files)),
    }
    return files | described


def question_files(evidence: Evidence, name: str) -> tuple[dict[str, str], list[Table]]:
    """Return a question's script for R, where there is one, and its studies as a table; nothing without a pool."""
    rows = pooled_studies(evidence, name)
    if not rows:
        return {}, []
    script = metafor_script(evidence, name)
    return ({f"{name}.R": script} if script else {}), [(name, list(rows[0]), rows)]


def _write_questions(app: Sphinx, exception: Exception | None) -> None:
    if app.builder.format != "html":
        return
    out = Path(app.outdir)
    shutil.rmtree(out / QUESTIONS, ignore_errors=True)
    if exception is not None or app._warncount:
        shutil.rmtree(out / FOLDER, ignore_errors=True)
        return
    drawn = {name for shown in shown_on_pages(app.env).values() for name in shown["figures"]}
    for path in (out / FOLDER).glob("*.zip"):
        if path.stem not in drawn:
            path.unlink()
    evidence = evidence_of(app)
    for name, synthesis in evidence.syntheses.items():
        files, tables = question_files(evidence, name)
        if tables:
            said = f"{synthesis.label}. {synthesis.reason}"
            notes = Review(evidence).pooled(name).notes
            _write(out / archive_of_question(name), name, _described(app, (name, said, ""), "", notes, tables, files))


def _write(path: Path, folder: str, files: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped({f"{folder}/{name}": text.encode() for name, text in files.items()}))
