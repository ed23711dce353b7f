"""What an author may not write: roles in the wrong place, typed numbers, pictures without alternative text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.book.nodes import stat
from helpers.chapters.lost import GAP
from helpers.chapters.markdown import read_chapter
from helpers.chapters.reading import TYPED, find_typed_problems, line_of
from helpers.chapters.roles import ROLES
from helpers.chapters.typed import find_typed
from helpers.evidence.names import names_in

logger = logging.getLogger(__name__)

LEFTOVER = re.compile(rf"\{{(?:{'|'.join(ROLES)})\}}|(?:```|:::)\{{")
SWALLOWED = re.compile(r"\{[\w-]+\}\s[^`]*" + LEFTOVER.pattern)  # a directive's title line, read as code
QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d\u2013\u2014\u2026]")  # typography may have changed these
CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
NO_PLACE = (nodes.title, nodes.reference, nodes.term, nodes.rubric, addnodes.pending_xref)
MADE = {"fixed", "generated", "review-table", "cell"}
EXEMPT = (
    stat,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.comment,
    nodes.citation,
    nodes.label,
    nodes.math,
    nodes.math_block,
    nodes.problematic,
    nodes.system_message,
    nodes.reference,
    nodes.footnote_reference,
    addnodes.pending_xref,
    addnodes.toctree,
)


def setup(app: Sphinx) -> None:
    """Check every page after it was read."""
    app.add_transform(PageLint)


class PageLint(SphinxTransform):
    """Warn about everything that would put an unchecked number or picture on a page, by file and line."""

    default_priority = 900

    def apply(self, **kwargs: Any) -> None:
        """Check roles, typed numbers, images and cells of the page."""
        for node in self.document.findall(_is_located):
            words = node.get("reftarget", node.astext())
            node.line = self._line_of(node, words.partition(",")[0])  # of several keys, the first
        for node in self.document.findall(stat):
            self._check_place(node)
        for node in self.document.findall(nodes.Text):
            self._check_leftover(node)
        self._check_typed()
        for node in self.document.findall(nodes.image):
            self._check_image(node)
        for node in self.document.findall(nodes.container):
            if node.get("nb_element") == "cell_code":
                self._check_cell(node)

    def _check_place(self, node: stat) -> None:
        if any(isinstance(holder, NO_PLACE) and not _is_caption(holder) for holder in _holders(node)):
            line = self._line(node)
            if "role" in node:
                line = line_of(self.env.doc2path(self.env.docname), *node["role"], line or 0)
            self._warn(line, "a number may not stand in a heading, link or term; move it into the text")

    def _check_leftover(self, node: nodes.Text) -> None:
        text = node.astext()
        left = LEFTOVER.search(text)
        if left and (SWALLOWED.match(text) or not _inside(node, (nodes.literal, nodes.literal_block, nodes.comment))):
            found = text[left.start() :][:60]
            advice = "escape | in tables, and use ::: for a directive with a role in its title"
            self._warn(self._line_of(node, found), f"a role was left as text ({found!r}); {advice}")

    def _check_typed(self) -> None:
        """Report what is typed: what the reader of chapters finds, then what only the page holds."""
        path = Path(self.env.doc2path(self.env.docname))
        told, read = set(), set()
        if path.suffix == ".md":
            chapter = read_chapter(path.read_text(encoding="utf-8"), path.name)
            read = {_letters(passage.text) for passage in chapter.passages}
            for words, problem in find_typed_problems(chapter, evidence_of(self.env.app)):
                told.add(_letters(words))
                self._warn(problem.place.line, f"{problem.rule}; {problem.found}. {problem.remedy}")
        for block in self.document.findall(_is_block):
            texts = list(block.findall(nodes.Text))
            if _letters("".join(map(_prose_of, texts))) not in read:
                self._check_made(texts, told)

    def _check_made(self, texts: list[nodes.Text], told: set[str]) -> None:
        """Report what is typed in a block that no chapter holds as it stands: captions made by code, included files.

        Parameters: texts, of the block, read as one: formatting hides nothing; told, the words reported already.
        """
        whole = "".join(map(_prose_of, texts))
        for typed in find_typed(whole, names_in(evidence_of(self.env.app).package)):
            if _letters(typed.words) in told:
                continue
            place = 0
            for node in texts:
                words = _prose_of(node)
                if place <= typed.start < place + len(words):
                    first = max(0, typed.start - place - 20)
                    near = words[first : typed.end - place].rpartition("\n")[2]
                    rule, remedy = TYPED[typed.kind]
                    line = self._line_of(node, near, typed.words)
                    source = self._source(node)
                    context = whole[max(0, typed.start - 30) : typed.end + 30].replace(GAP, "...")
                    self._warn(line, f"{rule}; got {typed.words!r} in {context!r}. {remedy}", source)
                    break
                place += len(words)

    def _check_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "").strip()
        if not alt or alt == node["uri"] or alt == PurePosixPath(node["uri"]).name:
            advice = "return a figure of helpers.figures, or write what the picture shows"
            line = self._line_of(node, PurePosixPath(node["uri"]).name)
            self._warn(line, f"a picture has alternative text; {node['uri'][-40:]!r} has none: {advice}")

    def _check_cell(self, cell: nodes.container) -> None:
        for block in cell.findall(nodes.literal_block):
            if "traceback" not in block["classes"] or "tag_raises-exception" in cell["classes"]:
                continue
            words = []
            if number := CELL_LINE.search(block.astext()):
                shown = next(cell.findall(nodes.literal_block)).astext().splitlines()
                words = [line.strip() for line in shown[int(number[1]) - 1 : int(number[1])]]
            message = block.astext().strip().splitlines()[-1]
            self._warn(self._line_of(cell, *words), f"a cell fails: {message}")

    def _line(self, node: nodes.Node) -> int | None:
        """Return the first line of the nearest block or cell that knows its own."""
        holders = list(_holders(node))
        for cell in holders:  # first: lines that MyST-NB gives to what is inside begin after the cell's code
            if isinstance(cell, nodes.container) and "cell_index" in cell:
                return self.env.metadata[self.env.docname]["source_map"][cell["cell_index"]] + 1
        return next((holder.line for holder in holders if holder.line), None)

    def _source(self, node: nodes.Node) -> str:
        """Return the file that a page includes and that holds a node, "" for the page's own."""
        source = next((holder.source for holder in _holders(node) if holder.source), "")
        own = Path(self.env.doc2path(self.env.docname))
        return source if Path(source).is_file() and not own.samefile(source) else ""

    def _line_of(self, node: nodes.Node, *words: str) -> int | None:
        """Return the line that holds the words, or else the next words: a node knows only where its block begins."""
        first, source = self._line(node), self._source(node)
        if source:
            first = 1
        path = Path(source or self.env.doc2path(self.env.docname))
        lines = path.read_text(encoding="utf-8").splitlines()[(first or 1) - 1 :]
        for wanted in words:
            pattern = re.compile(".{1,3}".join(map(re.escape, QUOTES.split(wanted))))
            for number, line in enumerate(lines, first or 1):
                if pattern.search(line):
                    return number
        return first

    def _warn(self, line: int | None, message: str, source: str = "") -> None:
        location = f"{source}:{line}" if source else (self.env.docname, line)
        logger.warning("%s", message, location=location, type="review", subtype="lint")


def _holders(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node and everything around it, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


def _is_block(node: nodes.Node) -> bool:
    """Return whether a node holds the words of one block: a paragraph, heading, caption, term, cell."""
    return (
        isinstance(node, nodes.TextElement)
        and not isinstance(node, nodes.Inline | nodes.literal_block | nodes.comment | nodes.raw)
        and not isinstance(node.parent, nodes.TextElement)
    )


def _letters(text: str) -> str:
    """Return letters and digits alone: typography changes the others between a chapter and its page."""
    return "".join(filter(str.isalnum, text))


def _prose_of(node: nodes.Text) -> str:
    """Return the words of a text that an author typed, or a mark for what is no prose."""
    text = node.astext()
    return GAP if _exempt(node) or LEFTOVER.search(text) else text


def _inside(node: nodes.Node, kinds: tuple) -> bool:
    return any(isinstance(holder, kinds) for holder in _holders(node))


def _is_located(node: nodes.Node) -> bool:
    """Return whether later warnings name the node's line, which should then be more exact than its block's."""
    return isinstance(node, addnodes.pending_xref | nodes.math)


def _is_caption(node: nodes.Node) -> bool:
    return isinstance(node, nodes.caption) or (isinstance(node, nodes.title) and isinstance(node.parent, nodes.table))


def _exempt(node: nodes.Node) -> bool:
    """Return whether numbers may be typed: in code, math and links, and in what cells and directives made."""
    for holder in _holders(node):
        if isinstance(holder, EXEMPT):
            return True
        if _is_caption(holder):  # written by an author, also where a cell made the figure
            return False
        if isinstance(holder, nodes.Element) and MADE.intersection(holder.get("classes", ())):
            return True
    return False
