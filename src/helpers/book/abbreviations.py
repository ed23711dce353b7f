"""Abbreviations in prose lead to their glossary entry, without any markup by the author; unknown ones are faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.evidence.names import names_in

logger = logging.getLogger(__name__)

TWO_CAPITALS = r"[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*"
LINKED = (
    nodes.document,
    nodes.section,
    nodes.paragraph,
    nodes.bullet_list,
    nodes.list_item,
    nodes.table,
    nodes.tgroup,
    nodes.tbody,
    nodes.row,
    nodes.entry,
    nodes.strong,
    nodes.emphasis,
)
ORDINARY = frozenset(["IU", "CSV", "CC", "BY"])  # units, formats, licences


def setup(app: Sphinx) -> None:
    """Look at pages once all of them have been read."""
    app.connect("env-updated", _find_pages_to_write)
    app.connect("doctree-resolved", link_abbreviations)


def abbreviations(package: dict) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return what is an abbreviation in a book, and which of them nothing needs to explain.

    Parameters: package, the data dictionary, whose `names` are abbreviations however they are written.
    """
    names = names_in(package)
    short = [re.escape(each) for name in names if name.glossary for each in name.names if each.isalpha()]
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join([TWO_CAPITALS, *short])})(?!\w)")
    return pattern, ORDINARY.union(*(name.names for name in names if not name.glossary))


def _find_pages_to_write(app: Sphinx, env: Any) -> list[str]:
    """Return every page when the glossary is not that of the last build; an unchanged page would keep its old links."""
    env.review_glossary, before = _read_glossary(app), getattr(env, "review_glossary", None)
    return [] if before == env.review_glossary else sorted(env.found_docs)


def _read_glossary(app: Sphinx) -> dict[str, tuple[str, str, str]]:
    """Return page, identifier and long form (the definition up to its first stop) of every abbreviation defined."""
    found, (pattern, _) = {}, abbreviations(evidence_of(app).package)
    for (kind, term), (page, identifier) in app.env.get_domain("std").objects.items():
        if kind == "term" and pattern.fullmatch(term):
            found[term] = (page, identifier, "")
    for page in {page for page, *_ in found.values()}:
        for item in app.env.get_doctree(page).findall(nodes.definition_list_item):
            words = item[-1].astext().partition(".")[0]
            for term in item.findall(nodes.term):
                if term.astext() in found:
                    found[term.astext()] = (*found[term.astext()][:2], words)
    return dict(sorted(found.items()))


def link_abbreviations(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each abbreviation in a section, and warn about those that nothing explains."""
    glossary = app.env.review_glossary
    if docname in {page for page, *_ in glossary.values()} or not glossary:
        return
    pattern, ordinary = abbreviations(evidence_of(app).package)
    studies = [row["label"] for row in evidence_of(app).studies.values()]
    labels = {word for label in studies for word in re.findall(r"\w+", label)}
    seen: set[tuple[int, str]] = set()
    for text in list(_prose(doctree)):
        section = next((id(node) for node in _above(text) if isinstance(node, nodes.section)), 0)
        parts, end = [], 0
        for match in pattern.finditer(text.astext()):
            word = match[0]
            known = glossary.get(word) or glossary.get(word.removesuffix("s"))
            if known is None and word not in labels and word not in ordinary:
                rule = "an abbreviation stands in the glossary"
                logger.warning("%s; %r does not. Define it in chapters/glossary.md.", rule, word, location=text.parent)
            named = any(label != word and text.astext().startswith(label, match.start()) for label in studies)
            if known is None or named or (section, word) in seen:
                continue
            seen.add((section, word))
            page, identifier, words = known
            address = f"{app.builder.get_relative_uri(docname, page)}#{identifier}"
            link = nodes.reference("", word, internal=True, refuri=address, classes=["abbreviation"], reftitle=words)
            parts += [nodes.Text(text.astext()[end : match.start()]), link]
            end = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text.astext()[end:])])


def _prose(doctree: nodes.document) -> Iterator[nodes.Text]:
    """Yield the text of paragraphs, lists and written tables: not headings, links, numbers, code or what cells made."""
    for text in doctree.findall(nodes.Text):
        if all(isinstance(node, LINKED) and "generated" not in node.get("classes", ()) for node in _above(text)):
            yield text


def _above(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node
