"""A chapter as its reader sees it, in plain text: numbers filled in, citations by author and year, no markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from helpers.chapters.fences import NAMES
from helpers.chapters.markdown import read_chapter
from helpers.chapters.myst import myst_parser
from helpers.chapters.names import names_for, names_of_chapter
from helpers.chapters.roles import ROLES, on_page, show
from helpers.evidence.evidence import Evidence

HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
TARGET = re.compile(r"(.*?)\s*<[^<>]*>\Z")
DIRECTIVE = re.compile(r"\{([\w:.-]+)\}\s*(.*)")
OPTION = re.compile(r":[\w-]+:")
NUMBER = "stat"  # the role that shows one
SILENT = (NAMES, "toctree", "bibliography", "raw")


class Block(NamedTuple):
    """A block as a reader sees it: its words, what it is, and how many numbers in it can be opened.

    Parameters: kind, "prose" (headings, paragraphs, items), "table" (a row), "caption" or "code".
    """

    text: str
    kind: str = "prose"
    numbers: int = 0


class Length(NamedTuple):
    """How long a chapter's prose is: words and numbers that can be opened, outside tables, captions and code."""

    words: int
    numbers: int

    @property
    def words_per_number(self) -> float:
        """Return how many words there are for each number; infinite where there is none."""
        return self.words / self.numbers if self.numbers else float("inf")


def prose_length(text: str, file: str, evidence: Evidence) -> Length:
    """Return how long a chapter's prose is. Parameters: as of `plain_text`."""
    prose = [block for block in plain_text(text, file, evidence) if block.kind == "prose"]
    return Length(sum(len(block.text.split()) for block in prose), sum(block.numbers for block in prose))


def plain_text(text: str, file: str, evidence: Evidence) -> Iterator[Block]:
    """Yield the blocks of a chapter as its reader sees them: headings, paragraphs, items, captions of its cells.

    Parameters: text, Markdown; file, how it is called; evidence, of the book. A role that fails shows its fault, as on
    its page.
    """
    chapter = read_chapter(text, file)
    names = names_for(names_of_chapter(chapter), evidence)
    yield from _Plain(evidence, names).blocks(HEAD.sub("", text))


class _Plain:
    def __init__(self, evidence: Evidence, names: Mapping[str, str]) -> None:
        self.evidence, self.names = evidence, names
        self.parser = myst_parser()

    def blocks(self, text: str) -> Iterator[Block]:
        """Yield the blocks of Markdown."""
        before, row, cell = "", list[str](), False
        for token in self.parser.parse(text):
            if token.type == "heading_open":
                before = f"{token.markup if token.markup.startswith('#') else '#'} "
            elif token.type == "list_item_open":
                before = f"{token.info or ''}{token.markup} "
            elif token.type in ("td_open", "th_open", "td_close", "th_close"):
                cell = token.type.endswith("open")
            elif token.type == "tr_close":
                yield Block(" | ".join(row), "table")
                row = []
            elif token.type == "inline" and cell:
                row.append(self.inline(token))
            elif token.type == "inline":
                yield Block(before + self.inline(token), numbers=_numbers(token))
                before = ""
            elif token.type in ("fence", "colon_fence"):
                yield from self._fence(token.info.strip(), token.content)

    def _fence(self, info: str, content: str) -> Iterator[Block]:
        named = DIRECTIVE.match(info)
        if named is None:
            yield Block(content.rstrip("\n"), "code")
        elif named[1] == "code-cell":
            yield from self._captions(content)
        elif named[1] not in SILENT:
            body = "\n".join(line for line in content.split("\n") if not OPTION.match(line))
            if named[2]:
                yield Block(self.line(named[2]), numbers=sum(map(_numbers, self.parser.parseInline(named[2]))))
            yield from self.blocks(
                "\n".join(line.strip() for line in body.split("\n")) if named[1] == "glossary" else body
            )

    def _captions(self, code: str) -> Iterator[Block]:
        """Yield the captions that a cell gives its figures and tables."""
        try:
            tree = ast.parse("\n".join(line for line in code.split("\n") if not OPTION.match(line)))
        except (SyntaxError, ValueError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                texts = {
                    keyword.arg: keyword.value.value
                    for keyword in node.keywords
                    if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
                }
                if "caption" in texts:
                    yield Block(f"[{texts.get('name', 'figure')}: {self.line(texts['caption'])}]", "caption")

    def line(self, text: str) -> str:
        """Return one line of Markdown."""
        return "".join(map(self.inline, self.parser.parseInline(text)))

    def inline(self, token: Any) -> str:
        """Return the words of one block."""
        parts = []
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                parts.append(" ")
            elif child.type == "myst_role":
                parts.append(self._role(child.meta["name"], " ".join(child.content.split())))
            elif child.type == "image":
                parts.append(f"[{child.content}]")
            elif child.type in ("text", "code_inline", "math_inline"):
                parts.append(child.content)
        return "".join(parts)

    def _role(self, name: str, content: str) -> str:
        if name in ROLES:
            return on_page(show(name, content, self.evidence, self.names), content)
        if name.startswith("cite"):
            entries = self.evidence.entries
            keys = (key.strip() for key in content.split(","))
            return "(" + "; ".join(entries[key].short if key in entries else key for key in keys) + ")"
        titled = TARGET.match(content)
        return titled[1] if titled else content


def _numbers(token: Any) -> int:
    """Return how many numbers of a block can be opened; words that depend on data are words."""
    return sum(child.type == "myst_role" and child.meta["name"] == NUMBER for child in token.children or ())
