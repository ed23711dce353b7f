"""Figures of cells and tables with a caption as cards: what they say, the picture, its marks, one line of tools.

The code of a cell stands folded in that line, not above the figure; code that shows nothing itself, such as an import,
stands with that of the next figure. Only pages are made so: other formats keep figure and table as docutils has them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from helpers.book.archives import archive_of
from helpers.book.explorer import definition_button, explore_button
from helpers.book.nodes import picture

END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
HIDDEN = ("input", "all", "input+output")  # what MyST-NB calls the cells whose code their author folded


class card(nodes.General, nodes.Element):
    """The frame around a table that has a caption."""


class card_title(nodes.General, nodes.TextElement):
    """The caption of a table, over it: attribute table. Inside, its links would be no part of a table."""


class tools(nodes.General, nodes.Element):
    """What can be done with a figure or table, in attributes; its code as children."""


def setup(app: Sphinx) -> None:
    """Register the frame, the line of tools, and what puts them around figures and tables."""
    app.add_node(card, html=(_visit_card, _depart_card))
    app.add_node(card_title, html=(_visit_title, _depart_card))
    app.add_node(tools, html=(_visit_tools, _depart_tools))
    app.add_node(nodes.figure, override=True, html=(_visit_figure, _depart_figure))
    app.add_post_transform(MakeCards)


class MakeCards(SphinxPostTransform):
    """Give figures and tables of cells their line of tools, before MyST-NB folds the code that is left."""

    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Move the code of folded cells, then frame what they show."""
        waiting: list[tuple[nodes.Element, nodes.Element]] = []
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") != "cell_code" or cell.get("hide_mode") not in HIDDEN:
                continue
            if small := list(cell.findall(_is_small)):
                _swap(cell, small)  # its code stays in the notebook
                for each in small:
                    file = f"{'../' * self.env.docname.count('/')}figures/{each['ids'][0]}.csv"
                    each[-1] += [nodes.Text(" "), nodes.reference("", "Data (CSV)", refuri=file, classes=["rows-link"])]
                continue
            source = next((each for each in cell if each.get("nb_element") == "cell_code_source"), None)
            if source is not None:
                waiting.append((cell, source))
            if shown := list(cell.findall(_is_ours)):
                shown[0]["code"] = [_take(*each) for each in waiting]
                waiting.clear()
        for shown in list(self.document.findall(_is_framed)):
            _frame(shown)


def _take(cell: nodes.Element, source: nodes.Element) -> nodes.Element:
    """Take the code out of a cell, and the cell off the page where nothing else is in it but figures and tables."""
    cell.remove(source)
    left = [node for output in cell for node in output]
    if all(_is_ours(node) for node in left):
        _swap(cell, left)
    return source


def _is_ours(node: nodes.Node) -> bool:
    return isinstance(node, nodes.figure | nodes.table) and "of-cell" in node["classes"]


def _is_small(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "sketch" in node["classes"]


def _is_framed(node: nodes.Node) -> bool:
    return _is_ours(node) or (isinstance(node, nodes.table) and isinstance(node[0], nodes.title))


def _frame(shown: nodes.Element) -> None:
    line = tools("", *shown.attributes.pop("code", ()), name=next(iter(shown["ids"]), ""))
    line["has_rows"] = isinstance(shown, nodes.figure)
    explored = [node["explored"] for node in shown.findall(picture) if node["explored"]]
    line["explored"], line["defined"] = bool(explored), any("defined" in each for each in explored)
    if isinstance(shown, nodes.figure):
        shown += line
        return
    title = shown[0]
    shown.remove(title)
    first, rest = split_title(title.children)
    over = card_title("", "", nodes.inline("", "", *first, classes=["fig-title"]), *rest, table=shown)
    frame = card("")
    _swap(shown, [frame])
    frame += [over, shown, *([line] if line["name"] or line.children else [])]


def _swap(node: nodes.Element, others: list[nodes.Node]) -> None:
    """Put others in the place of a node: docutils would have them take over its classes."""
    at = node.parent.index(node)
    node.parent[at : at + 1] = others


def split_title(words: Sequence[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the title of a caption and the rest of it: what it prints bold in front, otherwise its first sentence."""
    words = [word for word in words if word.astext()]
    if words and isinstance(words[0], nodes.strong):
        return list(words[0].children), words[1:]
    for at, word in enumerate(words):
        if isinstance(word, nodes.inline) and "generated" in word["classes"]:
            return words[:at], words[at:]
        if isinstance(word, nodes.Text) and len(parts := END_OF_SENTENCE.split(word.astext(), maxsplit=1)) > 1:
            return [*words[:at], nodes.Text(parts[0])], [nodes.Text(f" {parts[1]}"), *words[at + 1 :]]
    return words, []


def _visit_card(translator: Any, node: card) -> None:
    translator.body.append('<div class="fig">\n')


def _depart_card(translator: Any, node: card) -> None:
    translator.body.append("</div>\n")


def _visit_title(translator: Any, node: card_title) -> None:
    translator.body.append('<div class="fig-caption">')
    translator.add_fignumber(node["table"])


def _visit_tools(translator: Any, node: tools) -> None:
    name, depth = html.escape(node["name"], quote=True), translator.builder.current_docname.count("/")
    found = [explore_button(node["name"], depth)] if node["explored"] else []
    found += [definition_button(node["name"], depth)] if node["defined"] else []
    if node["has_rows"]:
        found.append(f'<a class="rows-link" href="{"../" * depth}figures/{name}.csv" download>Data (CSV)</a>')
        found.append(f'<a href="{"../" * depth}{archive_of(name)}" download>All (zip)</a>')
    if name:
        found.append(f'<a class="here" href="#{name}">Link</a>')
        found.append('<button class="needs-js" type="button" data-cite>Cite</button>')
    translator.body.append(f'<div class="bar">{"".join(found)}')
    if node.children:
        translator.body.append('<details class="code"><summary>Code</summary>\n')


def _depart_tools(translator: Any, node: tools) -> None:
    translator.body.append("</details></div>\n" if node.children else "</div>\n")


def _visit_figure(translator: Any, node: nodes.figure) -> None:
    if not _is_ours(node):
        type(translator).visit_figure(translator, node)
        return
    body = translator.body
    body.append(translator.starttag(node, "figure"))
    caption = next(iter(node.findall(nodes.caption)))
    title, rest = split_title(caption.children)
    notes = [each for each in rest if isinstance(each, nodes.inline) and "generated" in each["classes"]]
    body.append("<figcaption>")
    translator.add_fignumber(node)
    for name, words in (("fig-title", title), ("fig-sub", [each for each in rest if each not in notes])):
        if words:
            body.append(f'<span class="{name}">')
            _write(translator, words)
            body.append("</span>")
    body.append("</figcaption>\n")
    _write(translator, [each for each in node if isinstance(each, picture)])
    if notes:
        body.append('<p class="fig-note">')
        _write(translator, notes)
        body.append("</p>\n")
    _write(translator, [each for each in node if isinstance(each, tools)])
    body.append("</figure>\n")
    raise nodes.SkipNode


def _depart_figure(translator: Any, node: nodes.figure) -> None:
    type(translator).depart_figure(translator, node)


def _write(translator: Any, written: Sequence[nodes.Node]) -> None:
    for each in written:
        each.walkabout(translator)
