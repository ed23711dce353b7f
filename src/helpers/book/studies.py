"""A page for each study of a book, made of its rows, and the table of all studies."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.book.claims import identifier, page_of_claims
from helpers.book.evidence import evidence_of
from helpers.book.findable import Entry, Part
from helpers.book.nodes import table_node
from helpers.book.search import findable
from helpers.book.study_links import FOLDER, page_of, study_address, study_link
from helpers.book.study_rows import UNKNOWN, Line, facts_about, tables_about
from helpers.book.study_uses import Uses, uses_of
from helpers.evidence.citing import cited
from helpers.evidence.evidence import Evidence
from helpers.evidence.read import READ
from helpers.quantities.words import MARKS

COLUMNS = ("Study", "Year", "Design", "Read", "Numbers")
WITH_NUMBERS = ("counts", "values", "estimates")
LONGEST = 300  # letters of a page's description


class Form(NamedTuple):
    """A citation in one form: what it is called, its text, and the file that has it."""

    name: str
    text: str
    file: str = ""


def setup(app: Sphinx) -> None:
    """Register the table, the pages, and what removes those of studies that are gone."""
    app.add_directive("studies-table", StudiesTable)
    app.connect("html-collect-pages", _pages)
    app.connect("build-finished", _remove_old)


class StudiesTable(SphinxDirective):
    """`{studies-table}`: a row per study, each with a link to its page."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.metadata[self.env.docname]["lists_studies"] = True
        evidence = evidence_of(self.env.app)
        numbers = _numbers(evidence)
        rows: list[list[nodes.Node]] = [[nodes.Text(column) for column in COLUMNS]]
        for key, study in sorted(evidence.studies.items(), key=lambda each: each[1]["label"].lower()):
            said = (
                *(study[name] or UNKNOWN[name] for name in ("year", "design")),
                READ.get(study["read"], ""),
                numbers[key],
            )
            rows.append([study_link("", study["label"], key=key), *(nodes.Text(str(cell)) for cell in said)])
        table = table_node(rows)
        table["classes"] += ["studies-table", "filtered"]
        return [table]


def _numbers(evidence: Evidence) -> Counter[str]:
    return Counter(row["study"] for table in WITH_NUMBERS for row in evidence.tables[table])


def page_of_studies(env: Any) -> str:
    """Return the page that lists the studies, "" when there is none."""
    return next((name for name, said in sorted(env.metadata.items()) if said.get("lists_studies")), "")


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page of each study, and write the files of its citation beside it."""
    evidence, uses = evidence_of(app), uses_of(app)
    Path(app.outdir, FOLDER).mkdir(exist_ok=True)
    for key in evidence.studies:
        for form in forms_of(evidence, key):
            if form.file:
                Path(app.outdir, FOLDER, form.file).write_text(form.text, encoding="utf-8", newline="\n")
        context = context_of(app, key, uses.get(key, Uses()))
        findable(app)[f"{page_of(key)}.html"] = (evidence.studies[key]["label"], found_in(context))
        yield page_of(key), context, "study.html"


def context_of(app: Sphinx, key: str, uses: Uses) -> dict[str, Any]:
    """Return what the template of a study's page shows. Parameters: key, of studies.csv; uses, where it stands."""
    evidence, page = evidence_of(app), page_of(key)
    study, entry = evidence.studies[key], evidence.entries[key]
    tables = tables_about(evidence, key)
    listed, claims = page_of_studies(app.env), page_of_claims(app.env)
    named = {other: row["label"] for other, row in evidence.studies.items()}
    sections = [(table.id, table.title) for table in tables]
    sections += [("in-book", "In this book")]
    sections += [("review", "In the source review")] if uses.claims else []
    return {
        "title": html.escape(study["label"]),
        "description": study["population"][:LONGEST] or f"{study['label']}: what this book has of it",
        "sections": [*sections, ("cite", "Cite it")],
        "within": listed,
        "listed": listed,
        "study": study,
        "entry": entry,
        "facts": facts_about(evidence, study),
        "tables": tables,
        "uses": uses,
        "marks": MARKS,
        "verdicts": Counter(judged.verdict for judged in uses.claims).most_common(),
        "claims_page": claims,
        "claim_id": identifier,
        "link": lambda other: (named.get(other, other), study_address(app, page, other)),
        "markup": Markup,
        "forms": forms_of(evidence, key),
    }


def found_in(context: dict[str, Any]) -> list[Part]:
    """Return what the search finds on a study's page: whom it studied, and its numbers."""
    about = [Entry(context["study"]["population"])] if context["study"]["population"] else []
    rows = [
        Part(table.id, table.title, [Entry(_line(line), "", "row", line.id) for line in table.lines])
        for table in context["tables"]
        if table.id in WITH_NUMBERS
    ]
    return [Part("", "", about), *rows]


def _line(line: Line) -> str:
    first, *others = line.cells
    return " · ".join(filter(None, [first.text, *first.small, *(cell.text for cell in others)]))


def forms_of(evidence: Evidence, key: str) -> list[Form]:
    """Return the citation of a study in each form; all but the text can be saved."""
    found = cited(evidence.entries[key])
    files = {"BibTeX": (found.bibtex, "bib"), "RIS": (found.ris, "ris"), "CSL JSON": (found.csl, "json")}
    forms = [Form(name, text, f"{key}.{suffix}") for name, (text, suffix) in files.items()]
    return [Form("Text", found.text), *forms]


def _remove_old(app: Sphinx, exception: Exception | None) -> None:
    """Remove what is left of studies that are gone."""
    if exception is None and app.builder.format == "html":
        known = evidence_of(app).studies
        for path in Path(app.outdir, FOLDER).glob("*.*"):
            if path.stem not in known:
                path.unlink()
