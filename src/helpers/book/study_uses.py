"""Where a study stands in a book: the numbers, figures and questions that use its rows, and what is cited of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from helpers.book.cards import split_title
from helpers.book.claims import judged_claims
from helpers.book.claims_table import anchor_of
from helpers.book.evidence import evidence_of
from helpers.book.navigation import contents_of
from helpers.book.nodes import picture, shown_on_pages
from helpers.evidence.evidence import Evidence
from helpers.files.tables import RowRef


class Place(NamedTuple):
    """A place in the book: what stands there, and its page and id."""

    words: str
    page: str
    id: str


class Question(NamedTuple):
    """A question whose members a study is among: its words, where it is drawn, why the study is not pooled, its row.

    The row is a part of an address: with it the explorer of the figure opens; "" where there is none.
    """

    words: str
    drawn: Place | None
    why: str
    row: str


@dataclass
class OnPage:
    """What a page has of a study: its title, its own numbers, and those that it shares with others."""

    title: str
    page: str
    own: list[Place] = field(default_factory=list)
    shared: list[Place] = field(default_factory=list)


@dataclass
class Uses:
    """Where a study stands in the book."""

    pages: list[OnPage] = field(default_factory=list)
    figures: list[Place] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)  # that pooled it
    pooled: list[str] = field(default_factory=list)  # that it pooled
    quotes: list[str] = field(default_factory=list)  # whose numbers were read in it
    claims: list[Any] = field(default_factory=list)  # of the source review, judged


def setup(app: Sphinx) -> None:
    """Keep what each figure is called and made of, while its page is read."""
    app.connect("doctree-read", _note_figures)


def _note_figures(app: Sphinx, doctree: nodes.document) -> None:
    drawn = {}
    for figure in doctree.findall(nodes.figure):
        for shown in figure.findall(picture):
            title, _ = split_title(next(iter(figure.findall(nodes.caption))).children)
            rows = sorted({tuple(row) for quantity in shown["quantities"] for row in quantity["rows"]})
            drawn[shown["name"]] = {"title": "".join(each.astext() for each in title), "rows": rows}
    shown_on_pages(app.env)[app.env.docname]["drawn"] = drawn


def uses_of(app: Sphinx) -> dict[str, Uses]:
    """Return where each study stands in the book, by its key; the pages are in the order of the book."""
    evidence = evidence_of(app)
    found: dict[str, Uses] = defaultdict(Uses)
    shown, explored = shown_on_pages(app.env), {}
    pages = [each for part in contents_of(app) for each in part.pages]
    for page in pages:
        for name, data in shown.get(page.ref, {}).get("explored", {}).items():
            explored.setdefault(data["question"], Place("", page.ref, name))
    cited = defaultdict(set)
    for reference in app.env.get_domain("cite").citation_refs:
        cited[reference.docname].update(target.key for target in reference.targets)
    for page in pages:
        on_page = shown.get(page.ref, {})
        if not on_page.get("lists_claims"):
            _add_page(evidence, found, on_page, page, cited[page.ref])
    for synthesis in evidence.syntheses.values():
        for member in synthesis.members:
            drawn = explored.get(synthesis.name)
            row = f"{drawn.id}?row={member.study}" if drawn and not member.absent else ""
            question = Question(synthesis.label, drawn, member.not_pooled, row)
            if question not in found[member.study].questions:
                found[member.study].questions.append(question)
    for row in evidence.tables["inclusions"]:
        found[row["study"]].reviews.append(row["review"])
        found[row["review"]].pooled.append(row["study"])
    for row in evidence.rows.values():
        if row.get("reported_by") and row["study"] not in found[row["reported_by"]].quotes:
            found[row["reported_by"]].quotes.append(row["study"])
    _add_claims(app, found)
    return found


def _add_page(evidence: Evidence, found: dict[str, Uses], shown: dict[str, Any], page: Any, cited: set[str]) -> None:
    on_page = defaultdict(lambda: OnPage(page.title, page.ref))
    for key in cited:
        on_page[key]
    seen = set()
    for quantity in shown.get("quantities", ()):
        anchor = anchor_of(quantity["expression"])
        if anchor not in shown["anchors"] or anchor in seen:
            continue
        seen.add(anchor)
        studies = set(_studies(evidence, quantity["rows"]))
        place = Place(quantity["text"], page.ref, anchor)
        for key in studies:
            (on_page[key].own if len(studies) == 1 else on_page[key].shared).append(place)
    for name, drawn in shown.get("drawn", {}).items():
        for key in set(_studies(evidence, drawn["rows"])):
            found[key].figures.append(Place(drawn["title"], page.ref, name))
    for key, used in on_page.items():
        found[key].pages.append(used)


def _studies(evidence: Evidence, rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        if study := evidence.rows[RowRef(*row)].get("study"):
            yield study


def _add_claims(app: Sphinx, found: dict[str, Uses]) -> None:
    """Add the claims of the source review that are of one study: by its reference, or its rows of data."""
    evidence = evidence_of(app)
    by_reference = {str(row["review_ref"]): row["study"] for row in evidence.tables["studies"] if row["review_ref"]}
    for judged in judged_claims(app):
        compared = set(_studies(evidence, (row for quantity in judged.quantities for row in quantity.rows)))
        keys = {by_reference[number] for number in judged.claim["refs"].split()}
        for key in sorted(keys | (compared if len(compared) == 1 else set())):
            found[key].claims.append(judged)
