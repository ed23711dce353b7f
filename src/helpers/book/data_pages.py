"""The data dictionary as a page: rendered from the schema that runs, with the tables and questions to download."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.book.archive_words import search_in_words
from helpers.book.archives import archive_of_question
from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node, table_node
from helpers.evidence.dictionary import fields_of, pattern_in_words, resource_of, tables_of
from helpers.evidence.evidence import Evidence
from helpers.quantities.questions import model_of
from helpers.quantities.vocabulary import Review

STATISTICS = ("counts", "values", "estimates", "definitions")  # in the order in which a page counts their rows
HEADER = ("Column", "Type", "Meaning", "Must be")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("data-dictionary", DataDictionary)
    app.add_directive("data-state", DataState)
    app.add_directive("data-syntheses", DataSyntheses)


class DataState(SphinxDirective):
    """`{data-state}`: how much data there is, and when and how it was last searched for."""

    def run(self) -> list[nodes.Node]:
        """Return a list of sentences."""
        evidence = evidence_of(self.env.app)
        tables = evidence.tables
        resources = evidence.package["resources"]
        counted = {each["name"]: each["countedAs"] for each in resources if "countedAs" in each}
        sizes = ", ".join(f"{len(tables[table])} {counted[table]}" for table in STATISTICS if table in counted)
        numbered = {row["study"] for table in ("counts", "values", "estimates") for row in tables[table]}
        studies = f"{len(tables['studies'])} publications and pages, {len(numbered)} of them with numbers so far"
        sentences = [f"Version {evidence.package['version']} of the data: {studies}; {sizes}."]
        searches = evidence.package.get("searches", [])
        sentences += [search_in_words(search) for search in searches]
        items = [nodes.list_item("", nodes.paragraph("", sentence)) for sentence in sentences]
        return [nodes.bullet_list("", *items, classes=["generated"])]


class DataDictionary(SphinxDirective):
    """`{data-dictionary}`: a section per table, from data/datapackage.json."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        evidence = evidence_of(self.env.app)
        return [self._section(evidence, table) for table in tables_of(evidence.package)]

    def _section(self, evidence: Evidence, table: str) -> nodes.section:
        resource = resource_of(evidence.package, table)
        name = nodes.fully_normalize_name(f"table {table}")
        section = nodes.section("", nodes.title("", resource["title"]), names=[name], classes=["generated"])
        section["describes"] = table
        self.state.document.note_implicit_target(section, section)
        link = download(f"{table}.csv", self.env.docname)
        rows = len(evidence.tables[table])
        section += nodes.paragraph(
            "", "", nodes.Text(resource["description"] + " "), link, nodes.Text(f" ({rows} rows).")
        )
        keys = ", ".join(resource["schema"]["primaryKey"])
        section += nodes.paragraph("", f"Unique over: {keys}.")
        section += self._table(fields_of(evidence.package, table))
        return section

    def _table(self, fields: list[dict]) -> nodes.table:
        rows = [[nodes.Text(title) for title in HEADER]]
        for field in fields:
            kind = field["type"] + (f", {field['unit']}" if "unit" in field else "")
            rows.append(
                [
                    nodes.literal("", field["name"]),
                    nodes.Text(kind),
                    nodes.Text(field["description"]),
                    nodes.Text(constraints_in_words(field)),
                ]
            )
        return table_node(rows)


class DataSyntheses(SphinxDirective):
    """`{data-syntheses}`: every pooling question with its answer."""

    def run(self) -> list[nodes.Node]:
        """Return links to the tables and a list of questions."""
        evidence = evidence_of(self.env.app)
        questions = nodes.definition_list(classes=["generated"])
        for name, synthesis in evidence.syntheses.items():
            model = model_of(synthesis)
            words = ", ".join(filter(None, (model.measure, model.method, model.tau2, model.interval)))
            pooled = Review(evidence).pooled(name)
            answer = quantity_node(pooled.as_dict())
            term = nodes.term("", "", nodes.Text(f"{synthesis.label} "), nodes.literal("", name))
            found = nodes.paragraph("", "", answer, nodes.Text(f" ({words})"))
            if pooled.value is not None:
                zipped = _to_site(archive_of_question(name), nodes.Text("studies and R script"), self.env.docname)
                found += [nodes.Text(", "), zipped]
            said = nodes.definition("", found, nodes.paragraph("", synthesis.reason))
            questions += nodes.definition_list_item("", term, said)
        links = [download(f"{table}.csv", self.env.docname) for table in ("syntheses", "members")]
        return [nodes.paragraph("", "", nodes.Text("Download: "), links[0], nodes.Text(", "), links[1]), questions]


def download(file: str, page: str) -> nodes.reference:
    """Return a link, on a page, to a file of data/, which stands in the site under the same name."""
    return _to_site(f"data/{file}", nodes.literal("", file), page)


def _to_site(address: str, words: nodes.Node, page: str) -> nodes.reference:
    """Return a link, on a page, to a file of the site by its address there."""
    return nodes.reference("", "", words, refuri=f"{'../' * page.count('/')}{address}", classes=["download"])


def constraints_in_words(field: dict) -> str:
    """Return a column's constraints as a reader would say them. Parameters: field, its descriptor."""
    words, constraints = [], field.get("constraints", {})
    if constraints.get("required"):
        words.append("filled")
    if constraints.get("unique"):
        words.append("unique")
    if "enum" in constraints:
        words.append("one of: " + ", ".join(map(str, constraints["enum"])))
    if "minimum" in constraints:
        words.append(f"at least {constraints['minimum']}")
    if "maximum" in constraints:
        words.append(f"at most {constraints['maximum']}")
    if "pattern" in constraints:
        words.append("like this: " + pattern_in_words(field))
    return "; ".join(words)
