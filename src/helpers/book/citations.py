"""Citations: author and year, or the study's own label where these were not read; how sure each identification is.

An entry of references.bib says what was read in `note`, and why it is taken to be the reference that the source review
cites in `reason`; the bibliography prints both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin as register_pybtex_plugin
from pybtex.richtext import Text
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.referencing.basic_author_year import BasicAuthorYearParentheticalReferenceStyle
from sphinxcontrib.bibtex.style.template import join, join2, node, post_text, pre_text, reference, year

from helpers.book.evidence import evidence_of
from helpers.book.study_links import study_link
from helpers.evidence.reference import ReferenceStyle
from helpers.files.latex import to_text

LABELS: dict[str, str] = {}  # by key; the style sees an entry, never the book


def setup(app: Sphinx) -> None:
    """Offer the styles `study_label`, with labels once the evidence is read, and `reasoned`; badge the bibliography."""
    # Asked for with every citation, and otherwise looked for in all installed packages each time.
    register_pybtex_plugin("pybtex.backends", "plaintext", PlainText, force=True)
    register_pybtex_plugin("pybtex.style.formatting", "reasoned", ReferenceStyle, force=True)
    register_plugin("sphinxcontrib.bibtex.style.referencing", "study_label", StudyLabelReferenceStyle)
    app.connect("config-inited", _take_labels)
    app.connect("doctree-resolved", add_badges)


def _take_labels(app: Sphinx, config: object) -> None:
    LABELS.clear()
    LABELS.update((key, row["label"]) for key, row in evidence_of(app).studies.items())


@node
def _short(children: Any, data: dict[str, Any], named: Any) -> Text:
    entry = data["entry"]
    if "author" in entry.persons and "year" in entry.fields:
        return named.format_data(data)
    if entry.key in LABELS:
        return Text(LABELS[entry.key])
    if entry.persons.get("author") or entry.persons.get("editor"):
        return named.format_data(data)
    return Text(", ".join(to_text(entry.fields[name]) for name in ("title", "year") if name in entry.fields))


class StudyLabelParentheticalReferenceStyle(BasicAuthorYearParentheticalReferenceStyle):
    """Citations in brackets, by author and year or by label."""

    def inner(self, role_name: str) -> Any:
        """Return the template of one citation."""
        named = join(sep=self.author_year_sep)[self.person.author_or_editor_or_title(full="s" in role_name), year]
        return join2(sep1=self.pre_text_sep, sep2=self.post_text_sep)[
            pre_text, reference[_short(named=named)], post_text
        ]


@dataclass
class StudyLabelReferenceStyle(AuthorYearReferenceStyle):
    """Author-year references whose bracketed citations fall back on the study's label."""

    def __post_init__(self) -> None:
        """Replace the style of bracketed citations."""
        super().__post_init__()
        style = StudyLabelParentheticalReferenceStyle(bracket=self.bracket_parenthetical, person=self.person)
        self.role_style.update(dict.fromkeys(style.role_names(), style))


def add_badges(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Append to each bibliography entry how sure its identification is."""
    citations = list(doctree.findall(nodes.citation))
    if not citations:
        return
    entries = evidence_of(app).entries
    keys = {c.citation_id: c.key for c in app.env.get_domain("cite").citations if c.bibliography_key.docname == docname}
    for citation in citations:
        key = keys.get(citation["ids"][0], "")
        entry = entries.get(key)
        if entry is None or not entry.verification:
            continue
        classes = ["badge", f"badge-{entry.verification}"]
        badge = nodes.inline("", entry.verification, classes=classes)
        paragraph = next(iter(citation.findall(nodes.paragraph)))
        paragraph += [nodes.Text(" "), badge]
        if key in evidence_of(app).studies:
            paragraph += [nodes.Text(" "), study_link("", "What it gives here", key=key)]
