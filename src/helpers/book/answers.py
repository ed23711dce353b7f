"""The first page as answers: a section whose first words are bold shows them large, its small picture below.

What follows stands beside both.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LONG = 16  # letters of an answer that is set smaller


def setup(app: Sphinx) -> None:
    """Register what looks at the first page."""
    app.add_post_transform(MarkAnswers)


class MarkAnswers(SphinxPostTransform):
    """Mark the sections of the first page that give an answer: title, then a paragraph that begins in bold."""

    default_priority = 195  # behind the cards
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Give each of them its classes, and put what follows the answer into one box."""
        if self.env.docname != self.app.config.root_doc:
            return
        for section in list(self.document.findall(nodes.section)):
            if not _is_answer(section):
                continue
            title, answer, *why = section.children
            section["classes"].append("answer")
            answer["classes"] += ["answer-number", *(["long"] if len(_first(answer).astext()) > LONG else [])]
            section.children = []
            pictures = [each for each in why if "sketch" in each.get("classes", ())]
            others = [each for each in why if each not in pictures]
            section += [title, answer, *pictures, nodes.container("", *others, classes=["answer-why"])]


def _is_answer(section: nodes.section) -> bool:
    begins = [type(node) for node in section[:2]] == [nodes.title, nodes.paragraph] and len(section) > 2
    return begins and isinstance(_first(section[1]), nodes.strong)


def _first(paragraph: nodes.Element) -> nodes.Node | None:
    """Return what a paragraph begins with; MyST leaves empty text in front."""
    return next((node for node in paragraph if node.astext()), None)
