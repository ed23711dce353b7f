"""The vocabulary as a page: rendered from the signatures and docstrings of the calls, with computed examples."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.book.evidence import evidence_of
from helpers.book.nodes import quantity_node
from helpers.chapters.examples import examples_of
from helpers.chapters.lock import FILE as LOCK
from helpers.quantities.quantity import PARTS, Quantity
from helpers.quantities.truths import WORDS
from helpers.quantities.vocabulary import VOCABULARY

FOR_AUTHORS = ("Parameters", "Returns")  # what a call raises is said where it stands
UNDERLINED = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
ITEM = re.compile(r"^(?=\S)", re.MULTILINE)


class Said(NamedTuple):
    """A docstring in numpydoc form: its summary, and each section with its items, the term and what is said of it."""

    summary: str
    sections: list[tuple[str, list[tuple[str, str]]]]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("vocabulary", Vocabulary)


class Vocabulary(SphinxDirective):
    """`{vocabulary}`: a section for each call, with what it takes, what it gives, and an example from this book."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        evidence = evidence_of(self.env.app)
        self.env.note_dependency(str(evidence.root / LOCK))
        examples = examples_of(evidence)
        parts = [
            nodes.Text("The parts of a number, read behind a dot where it has them: "),
            *_listed(PARTS),
            nodes.Text("."),
        ]
        calls = [self._section(name, function, examples.get(name)) for name, function in VOCABULARY.items()]
        said = nodes.Text("What may be said of an effect of one group against another, behind a dot as well:")
        truths = nodes.definition_list(
            "", *(_definition(f".{name}", f"{text}.") for name, text in WORDS.items()), classes=["generated"]
        )
        paragraphs = [nodes.paragraph("", "", *words, classes=["generated"]) for words in (parts, [said])]
        return [*paragraphs, truths, *calls]

    def _section(self, name: str, function: Callable[..., Quantity], example: Quantity | None) -> nodes.section:
        section = nodes.section("", nodes.title("", name), names=[f"call {name}"], classes=["generated"])
        self.state.document.note_implicit_target(section, section)
        said = read_docstring(function)
        section += nodes.paragraph("", "", nodes.literal("", signature_of(name, function)))
        section += nodes.paragraph("", "", *_inline(said.summary))
        for title, items in said.sections:
            if title in FOR_AUTHORS:
                section += nodes.paragraph("", "", nodes.strong("", title))
                section += nodes.definition_list("", *(_definition(term, text) for term, text in items))
        if example is not None:
            code, text = nodes.literal("", example.expression), nodes.Text(" gives ")
            section += nodes.paragraph(
                "", "", nodes.Text("For example, "), code, text, quantity_node(example.as_dict())
            )
        return section


def _listed(names: Iterable[str]) -> Iterator[nodes.Node]:
    for at, name in enumerate(names):
        if at:
            yield nodes.Text(", ")
        yield nodes.literal("", f".{name}")


def _definition(term: str, text: str) -> nodes.definition_list_item:
    head = nodes.term("", "", *(_inline(term) if "`" in term else [nodes.literal("", term)]))
    return nodes.definition_list_item("", head, nodes.definition("", nodes.paragraph("", "", *_inline(text))))


def _inline(text: str) -> Iterator[nodes.Node]:
    for at, part in enumerate(re.split(r"`+", text)):
        if part:
            yield nodes.literal("", part) if at % 2 else nodes.Text(part)


def signature_of(name: str, function: Callable[..., Quantity]) -> str:
    """Return a call as an author writes it: its arguments without the evidence, with the defaults that they have."""
    shown = inspect.signature(function)
    arguments = [argument.replace(annotation=inspect.Parameter.empty) for argument in shown.parameters.values()][1:]
    return name + str(shown.replace(parameters=arguments, return_annotation=inspect.Signature.empty))


def read_docstring(function: Callable[..., Quantity]) -> Said:
    """Return the docstring of a function in its parts; a paragraph behind the summary belongs to the summary."""
    text = inspect.getdoc(function) or ""
    summary, *rest = UNDERLINED.split(text)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return Said(_joined(summary), [(title, list(_items(body))) for title, body in pairs])


def _items(body: str) -> Iterator[tuple[str, str]]:
    for item in filter(str.strip, ITEM.split(inspect.cleandoc(body))):
        term, _, text = item.partition("\n")
        yield term.strip(), _joined(text)


def _joined(text: str) -> str:
    return " ".join(text.split())
