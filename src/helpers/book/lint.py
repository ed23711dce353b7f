"""What an author may not write: roles in the wrong place, typed numbers, pictures without alternative text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from helpers.book.evidence import evidence_of
from helpers.book.nodes import stat
from helpers.book.page_words import (
    LEFTOVER,
    MADE,
    NO_PLACE,
    classes_of,
    holders_of,
    is_block,
    is_caption,
    is_inside,
    is_located,
    letters_of,
    prose_of,
)
from helpers.chapters.lost import GAP, RULE
from helpers.chapters.markdown import Chapter, read_chapter
from helpers.chapters.reading import TYPED, find_typed_problems, line_of
from helpers.chapters.typed import find_typed
from helpers.evidence.names import names_in
from helpers.files.problems import Problem

logger = logging.getLogger(__name__)

QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d\u2013\u2014\u2026]")  # typography may have changed these
CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


def setup(app: Sphinx) -> None:
    """Check every page after it was read."""
    app.add_transform(PageLint)


class PageLint(SphinxTransform):
    """Warn about everything that would put an unchecked number or picture on a page, by file and line."""

    default_priority = 900

    def apply(self, **kwargs: Any) -> None:
        """Check roles, typed numbers, images and cells of the page."""
        for node in self.document.findall(is_located):
            words = node.get("reftarget", node.astext())
            node.line = self._line_of(node, words.partition(",")[0])  # of several keys, the first
        for node in self.document.findall(stat):
            self._check_place(node)
        path = Path(self.env.doc2path(self.env.docname))
        chapter = Chapter(path.name)
        if path.suffix == ".md":
            file = path.relative_to(self.env.srcdir).as_posix()
            chapter = read_chapter(path.read_text(encoding="utf-8"), file, path)
        for problem in chapter.problems:
            self._tell(problem)
        if not any(problem.rule == RULE for problem in chapter.problems):
            for node in self.document.findall(nodes.Text):
                self._check_leftover(node)
        self._check_roles(chapter)
        self._check_typed(chapter)
        for node in self.document.findall(nodes.image):
            self._check_image(node)
        for node in self.document.findall(nodes.container):
            if node.get("nb_element") == "cell_code":
                self._check_cell(node)

    def _check_place(self, node: stat) -> None:
        if any(isinstance(holder, NO_PLACE) and not is_caption(holder) for holder in holders_of(node)):
            line = self._line(node)
            if "role" in node:
                line = line_of(self.env.doc2path(self.env.docname), *node["role"], line or 0)
            self._warn(line, "a number may not stand in a heading, link or term; move it into the text")

    def _check_leftover(self, node: nodes.Text) -> None:
        text = node.astext()
        left = LEFTOVER.search(text)
        if left and not is_inside(node, (nodes.literal, nodes.literal_block, nodes.comment)):
            found = text[left.start() :][:60]
            advice = "write it in the Markdown of the chapter"
            self._warn(self._line_of(node, found), f"a role was left as text ({found!r}); {advice}")

    def _check_roles(self, chapter: Chapter) -> None:
        """Report roles that a page shows and no reader of chapters found; what cells make is compared by its words."""
        seen = Counter((role.name, role.content) for role in chapter.roles)
        for node in self.document.findall(lambda node: isinstance(node, nodes.Element) and "role" in node):
            name, content = node["role"][0], " ".join(node["role"][1].split())
            seen[name, content] -= 1
            made = any(MADE.intersection(classes_of(holder)) for holder in holders_of(node.parent))
            if seen[name, content] < 0 and not made:
                found = f"{{{name}}}`{content}`"
                advice = "write the role by its own name, in Markdown"
                self._warn(self._line(node), f"`review check` sees what a page shows; it did not see {found}: {advice}")

    def _check_typed(self, chapter: Chapter) -> None:
        """Report what is typed: what the reader of chapters finds, then what only the page holds."""
        told: set[str] = set()
        read = {letters_of(passage.text) for passage in chapter.passages}
        for words, problem in find_typed_problems(chapter, evidence_of(self.env.app)):
            told.add(letters_of(words))
            self._tell(problem)
        for image in self.document.findall(nodes.image):
            if letters_of(image.get("alt", "")) not in read:
                self._check_made([nodes.Text(image.get("alt", ""))], told, image)
        for block in self.document.findall(is_block):
            texts = list(block.findall(nodes.Text))
            if letters_of("".join(map(prose_of, texts))) not in read:
                self._check_made(texts, told)

    def _check_made(self, texts: list[nodes.Text], told: set[str], holder: nodes.Node | None = None) -> None:
        """Report what is typed in a block that no chapter holds as it stands, such as captions made by code.

        Parameters: texts, of the block, read as one: formatting hides nothing; told, the words reported already;
        holder, the node that has the words, when they are no nodes of their own.
        """
        whole = "".join(map(prose_of, texts))
        for typed in find_typed(whole, names_in(evidence_of(self.env.app).package)):
            if letters_of(typed.words) in told:
                continue
            place = 0
            for node in texts:
                words = prose_of(node)
                if place <= typed.start < place + len(words):
                    first = max(0, typed.start - place - 20)
                    near = words[first : typed.end - place].rpartition("\n")[2]
                    rule, remedy = TYPED[typed.kind]
                    line = self._line_of(holder or node, near, typed.words)
                    source = self._source(holder or node)
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
        holders = list(holders_of(node))
        for cell in holders:  # first: lines that MyST-NB gives to what is inside begin after the cell's code
            if isinstance(cell, nodes.container) and "cell_index" in cell:
                return self.env.metadata[self.env.docname]["source_map"][cell["cell_index"]] + 1
        return next((holder.line for holder in holders if holder.line), None)

    def _source(self, node: nodes.Node) -> str:
        """Return the file that a page includes and that holds a node, "" for the page's own."""
        source = next((holder.source for holder in holders_of(node) if holder.source), "")
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

    def _tell(self, problem: Problem) -> None:
        """Report a fault that the reader of chapters found, in the page or in a file that it includes."""
        path = Path(self.env.srcdir, problem.file)
        own = path == Path(self.env.doc2path(self.env.docname))
        words = f"{problem.rule}; {problem.found}. {problem.remedy}"
        self._warn(problem.place.line, words, "" if own else str(path))

    def _warn(self, line: int | None, message: str, source: str = "") -> None:
        location = f"{source}:{line}" if source else (self.env.docname, line)
        logger.warning("%s", message, location=location, type="review", subtype="lint")
