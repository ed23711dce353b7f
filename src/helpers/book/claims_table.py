"""Every printed number of the source review as a table: its verdict, the data beside it, and where it is taken up."""

from __future__ import annotations

import hashlib
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.audit.claims import Judged
from helpers.book.claims import identifier, is_notable, judged_claims, page_of_claims
from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node, shown_on_pages, stat
from helpers.book.popover import bibliography_address
from helpers.files.tables import RowRef
from helpers.quantities.claim_parts import kind_of
from helpers.quantities.quantity import Quantity

COLUMNS = ("Section", "As printed", "The data", "Verdict and why")


class claim_place(nodes.inline):
    """Where a claim is taken up: attributes chapter, expression and rows; resolved when all pages are known."""


class claim_source(nodes.inline):
    """A reference that the review gives for a claim: attribute key, of references.bib."""


def setup(app: Sphinx) -> None:
    """Register the directive, the anchors of numbers, and the links from claims to them."""
    app.add_directive("claims-table", ClaimsTable)
    app.add_node(claim_place)
    app.add_node(claim_source)
    app.connect("doctree-read", _anchor_numbers)
    app.connect("env-updated", _pages_with_claims)
    app.connect("doctree-resolved", _resolve_places)


class ClaimsTable(SphinxDirective):
    """`{claims-table}`: a row per claim."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        judged = judged_claims(self.env.app)
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in COLUMNS), cols=len(COLUMNS))
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", column)) for column in COLUMNS))
        body = nodes.tbody("", *map(self._row, judged))
        group += [nodes.thead("", head), body]
        title = nodes.title("", "The numbers of the source review, with what became of each.")
        return [nodes.table("", title, group, classes=["review-table", "claims-table", "filtered", "colwidths-auto"])]

    def _row(self, found: Judged) -> nodes.row:
        claim = found.claim
        rows = sorted({row for quantity in found.quantities for row in quantity.rows})
        place = claim_place("", claim["section"], chapter=claim["chapter"], expression=claim["expression"], rows=rows)
        keys = [self._study(number) for number in claim["refs"].split()]
        place["keys"] = keys
        printed = nodes.strong("", f"{claim['printed']} {claim['unit']}".strip(), classes=["printed"])
        verdict = [nodes.inline("", found.verdict, classes=["badge", f"verdict-{found.verdict}"])]
        if claim["finding"]:
            verdict += [nodes.Text(" "), nodes.inline("", claim["finding"], classes=["badge", "finding"])]
        cells = [
            [nodes.paragraph("", "", place)],
            [
                nodes.paragraph(
                    "", "", printed, nodes.Text(f" {claim['text']}"), *_references(claim["refs"].split(), keys)
                )
            ],
            [nodes.paragraph("", "", *_data(found))],
            [nodes.paragraph("", "", *verdict), *_why(found)],
        ]
        row = nodes.row("", *(nodes.entry("", *cell) for cell in cells), ids=[identifier(claim["claim"])])
        row["classes"] = [kind_of(claim["part"]), *(["notable"] if is_notable(found) else [])]
        return row

    def _study(self, reference: str) -> str:
        """Return the key of a reference of the review."""
        studies = evidence_of(self.env.app).tables["studies"]
        return next(row["study"] for row in studies if row["review_ref"] == int(reference))


def _references(numbers: list[str], keys: list[str]) -> list[nodes.Node]:
    """Return the reference numbers of the review in brackets, each leading to the bibliography."""
    shown: list[nodes.Node] = []
    for number, key in zip(numbers, keys, strict=True):
        shown += [nodes.Text(", " if shown else " ["), claim_source("", number, key=key)]
    return [*shown, nodes.Text("]")] if shown else []


def _data(found: Judged) -> list[nodes.Node]:
    """Return the quantities that a claim was compared with; a reader can open each."""
    shown: list[nodes.Node] = []
    for quantity in _answers(found):
        shown += [nodes.Text("; "), quantity_node(quantity.as_dict())]
    return shown[1:] or [nodes.Text("–")]


def _answers(found: Judged) -> list[Quantity]:
    return [found.answer] if isinstance(found.answer, Quantity) else list(found.quantities)


def _why(found: Judged) -> list[nodes.Node]:
    """Return the reasons of the checks, and a person's note."""
    parts = [nodes.paragraph("", found.claim["note"], classes=["claim-note"])] if found.claim["note"] else []
    return [*parts, *(nodes.paragraph("", reason, classes=["claim-check"]) for reason in found.reasons_beside_data)]


def anchor_of(expression: str) -> str:
    """Return the id of a number on its page."""
    return f"n-{hashlib.sha256(expression.encode()).hexdigest()[:10]}"


def _anchor_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Give the first place of every number on a page an id, and keep which rows it shows."""
    anchors: dict[str, dict[str, list[Any]]] = {}
    for node in doctree.findall(stat):
        anchor = anchor_of(node["quantity"]["expression"])
        if anchor not in anchors and not node["ids"]:
            node["ids"] = [anchor]
            quantity = node["quantity"]
            anchors[anchor] = {"rows": [RowRef(*row) for row in quantity["rows"]], "keys": list(quantity["sources"])}
    lists_claims = any(True for _ in doctree.findall(claim_place))
    shown_on_pages(app.env)[app.env.docname].update(anchors=anchors, lists_claims=lists_claims)


def _pages_with_claims(app: Sphinx, env: Any) -> list[str]:
    """Write the table again whenever any page was read: its links may lead elsewhere now."""
    page = page_of_claims(env)
    return [page] if page else []


def _resolve_places(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    pages = shown_on_pages(app.env)
    for node in list(doctree.findall(claim_place)):
        page = f"chapters/{node['chapter']}"
        anchors = pages.get(page, {}).get("anchors", {})
        own = anchor_of(node["expression"])
        anchor = own if own in anchors else _most_alike(anchors, set(node["rows"]), set(node["keys"]))
        address = app.builder.get_relative_uri(docname, page) + (f"#{anchor}" if anchor else "")
        link = nodes.reference("", node.astext(), refuri=address, internal=True)
        node.replace_self(link)
    for node in list(doctree.findall(claim_source)):
        address = bibliography_address(app, docname, [node["key"]])
        number = node.astext()
        node.replace_self(nodes.reference("", number, refuri=address, internal=True) if address else nodes.Text(number))


def _most_alike(anchors: dict[str, dict[str, list[Any]]], rows: set[RowRef], keys: set[str]) -> str:
    """Return the number that shares most rows with a claim, else its study: the first of several."""
    for shared, name in ((rows, "rows"), (keys, "keys")):
        best = max(anchors, key=lambda anchor: len(shared & set(anchors[anchor][name])), default="")
        if best and shared & set(anchors[best][name]):
            return best
    return ""
