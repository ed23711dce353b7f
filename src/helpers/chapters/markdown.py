"""A chapter as MyST reads it: its prose with the place of every letter, its roles and its code cells."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeGuard

from helpers.chapters.inline import GAP, SpokenHTML, join
from helpers.chapters.myst import myst_parser
from helpers.chapters.roles import ROLES

OPTION = re.compile(r":([\w-]+):[ \t]?(.*)")
DIRECTIVE = re.compile(r"\{([\w:.-]+)\}\s*(.*)", re.DOTALL)
SPOKEN_OPTIONS = ("alt", "caption", "title", "header", "footer")
VERBATIM = ("code", "code-block", "sourcecode", "literalinclude", "include", "math", "toctree", "bibliography")
NO_TITLE = (*VERBATIM, "figure", "image")  # what follows the name is a file or a language
CELL = "code-cell"
NAMES = "names"


@dataclass(frozen=True)
class Role:
    """A role in a chapter: its name, content, file (relative to the book) and line."""

    name: str
    content: str
    file: str
    line: int


@dataclass(frozen=True)
class Passage:
    """Words that a reader meets as one: text, kind ("prose", "alternative text", ...), and how to find a part of it."""

    text: str
    kind: str
    locate: Callable[[int, int], tuple[int, int]] = field(repr=False, compare=False)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return line and column, from 1, of a part of the text; column 0 where only the line is known."""
        return self.locate(start, end)


@dataclass
class Chapter:
    """What a chapter holds, in order: prose, its roles, those in texts of its cells, its blocks of names by line."""

    file: str
    passages: list[Passage] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    caption_roles: list[Role] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)


def read_chapter(text: str, file: str) -> Chapter:
    """Return a chapter's prose and roles.

    Parameters: text, Markdown as MyST takes it; file, how messages call it. The texts of code cells are read like
    captions; code, comments and fences that show code are not.
    """
    chapter = Chapter(file)
    _Reader(chapter, text.split("\n")).read(text, 0)
    return chapter


def replace_roles(caption: str, text_of: Callable[[str, str], str]) -> str:
    """Return a caption as its page shows it, with a text in place of each of the book's roles.

    Parameters: caption, inline Markdown; text_of, name and content of a role to its text, called in their order.
    """
    (inline,) = _caption_parser().parseInline(caption)
    parts, end = [], 0
    for role in join(inline).roles:
        if role.name in ROLES:
            parts += [inline.content[end : role.start], text_of(role.name, " ".join(role.content.split()))]
            end = role.end
    return "".join([*parts, inline.content[end:]])


_parser = cache(myst_parser)  # made when the first chapter is read


@cache
def _caption_parser() -> Any:
    """Return a parser for captions, in which HTML stays text: they may quote data."""
    parser = myst_parser()
    parser.options["html"] = False
    return parser


@dataclass
class _Reader:
    """Reads one chapter; `lines` are those of the file, to find columns in."""

    chapter: Chapter
    lines: list[str]
    past: dict[int, int] = field(default_factory=dict)  # by line: where the last block on it ended (cells of tables)

    def read(self, text: str, first: int) -> None:
        """Read Markdown that begins behind line `first` of the file."""
        for token in _parser().parse(text):
            line = first + (token.map[0] if token.map else 0)
            if token.type == "inline":
                self._inline(token, line)
            elif token.type in ("fence", "colon_fence"):
                self._fence(token.info, token.content, line)
            elif token.type == "html_block":
                self._html(token.content, line)
            elif token.type == "math_block" and "%" in token.content:
                self._plain(token.content, "formula", line)

    def _fence(self, info: str, content: str, line: int) -> None:
        named = DIRECTIVE.match(info.strip())
        if named is None:
            return
        name, title = named[1], named[2]
        if name == NAMES:
            self.chapter.names.append((content, line + 1))
            return
        if name == CELL:
            code, _ = _without_options(content)
            self._cell(code, line + 1)
            return
        if title and name not in NO_TITLE:
            self._plain(title, "title", line)
        body, options = _without_options(content)
        for option, value, offset in options:
            if option in SPOKEN_OPTIONS:
                self._plain(value, "alternative text" if option == "alt" else option, line + 1 + offset)
        if name == "raw":
            self._html(body, line + 1)
        elif name not in VERBATIM:
            if name == "glossary":  # a term to a line, its meaning indented below
                body = "\n".join(part.strip() for part in body.split("\n"))
            self.read(body, line + 1)

    def _cell(self, code: str, line: int) -> None:
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return  # the build says how the cell fails
        calls = [node for node in ast.walk(tree) if _is_fixed(node)]
        explained = {id(part) for node in calls for part in ast.walk(node)}
        for call in calls:
            words = " :: ".join(str(part.value) for part in ast.walk(call) if isinstance(part, ast.Constant))
            self.chapter.caption_roles.append(Role("fixed", words, self.chapter.file, line + call.lineno))
        for node in ast.walk(tree):
            if id(node) in explained:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_spoken(node.value):
                self._spoken(node.value, line + node.lineno - 1, line + (node.end_lineno or node.lineno))

    def _spoken(self, text: str, first: int, last: int) -> None:
        """Read a text of a cell as the Markdown that a caption is; the code's lines are searched for its parts."""
        found = Chapter(self.chapter.file)
        _Reader(found, text.split("\n")).read(text, 0)
        source = self.lines[first:last]

        def line_of(words: str) -> int:
            escaped = words.replace('"', '\\"')
            return next((first + n for n, line in enumerate(source, 1) if words in line or escaped in line), first + 1)

        def spoken(words: str) -> Passage:
            return Passage(words, "text of a cell", lambda start, end: (line_of(words[start:end].strip()), 0))

        self.chapter.passages += [spoken(passage.text) for passage in found.passages]
        self.chapter.caption_roles += [Role(r.name, r.content, r.file, line_of(r.content)) for r in found.roles]

    def _plain(self, text: str, kind: str, line: int) -> None:
        """Add words that stand as they are on or below a line of the file."""

        def locate(start: int, end: int) -> tuple[int, int]:
            above = text.rfind("\n", 0, start) + 1
            number = line + text.count("\n", 0, start)
            source = self.lines[number] if number < len(self.lines) else ""
            column = source.find(text[start:end].split("\n", maxsplit=1)[0])
            return number + 1, column + 1 if column >= 0 else start - above + 1

        self.chapter.passages.append(Passage(text, kind, locate))

    def _html(self, html: str, line: int) -> None:
        """Add what a reader meets of raw HTML: its text, and the words of its attributes."""
        spoken = SpokenHTML(html)
        self._plain(spoken.text, "raw HTML", line)
        for value in spoken.attributes:
            self._plain(value, "alternative text", line)

    def _inline(self, token: Any, line: int) -> None:
        """Add the words of one block, its roles, and what is said aside: alternative texts, titles, formulas."""
        joined = join(token)
        raw = token.content
        for role in joined.roles:
            place = line + raw.count("\n", 0, role.start) + 1
            self.chapter.roles.append(Role(role.name, " ".join(role.content.split()), self.chapter.file, place))
        for kind, words, at in joined.asides:
            self._plain(words, kind, line + raw.count("\n", 0, at))
        text = joined.text
        if text.strip(GAP + " "):
            self.chapter.passages.append(Passage(text, "prose", self._locator(raw, joined.offsets, line)))

    def _locator(self, raw: str, offsets: list[int], line: int) -> Callable[[int, int], tuple[int, int]]:
        """Return how to find letters of a block in the file: its lines stand there, perhaps indented or in a table."""
        begun = self.past.get(line, 0)
        source = self.lines[line] if line < len(self.lines) else ""
        head = raw.split("\n", maxsplit=1)[0]
        begin = source.find(head, begun)
        self.past[line] = begin + len(head) if begin >= 0 else begun

        def locate(start: int, end: int) -> tuple[int, int]:
            at = offsets[start]
            number = raw.count("\n", 0, at)
            above = raw.rfind("\n", 0, at) + 1
            part = raw[above:].split("\n", maxsplit=1)[0]
            where = self.lines[line + number] if line + number < len(self.lines) else ""
            column = begin if number == 0 else where.find(part)
            return line + number + 1, max(column, 0) + at - above + 1

        return locate


def _is_fixed(node: ast.AST) -> TypeGuard[ast.Call]:
    """Return whether code declares a number with its reason, as `helpers.chapters.roles.fixed` does."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fixed"


def _is_spoken(text: str) -> bool:
    """Return whether a text of a cell is for readers: words with spaces, or a bare number, but no key."""
    return " " in text.strip() or bool(re.match(r"[<>~]?[\d.,/%-]+\Z", text))


def _without_options(content: str) -> tuple[str, list[tuple[str, str, int]]]:
    """Return a directive's body, its options blanked out, and the options with their lines."""
    lines, options, number = content.split("\n"), [], 0
    if lines[0].strip() == "---":
        number = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        for n, line in enumerate(lines[1:number], 1):
            name, _, value = line.partition(":")
            options.append((name.strip(), value.strip(), n))
        number += 1
    else:
        while number < len(lines) and (option := OPTION.match(lines[number])):
            options.append((option[1], option[2], number))
            number += 1
    return "\n".join([""] * number + lines[number:]), options
