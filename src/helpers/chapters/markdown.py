"""A chapter as its page shows it: prose with the place of every letter, roles, and the words of its code cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from helpers.chapters.inline import SpokenHTML, join
from helpers.chapters.lost import GAP, REMEDIES, REMEDY, RULE, lost_in_text
from helpers.chapters.myst import myst_parser
from helpers.chapters.roles import ROLES
from helpers.files.problems import Place, Problem, quote

TITLES = ("heading_open", "dt_open")


@dataclass(frozen=True)
class Role:
    """A role in a chapter: its name, content, file (relative to the book), line; whether it is in a title or link."""

    name: str
    content: str
    file: str
    line: int
    titled: bool = False


@dataclass(frozen=True)
class Passage:
    """Words that a reader meets as one: text, kind ("prose", "alternative text", ...), and how to find a part of it."""

    text: str
    kind: str
    locate: Callable[[int, int], tuple[int, int]] = field(repr=False, compare=False)
    file: str = ""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return line and column, from 1, of a part of the text; column 0 where only the line is known."""
        return self.locate(start, end)


@dataclass
class Chapter:
    """What a chapter holds, in the order of its text.

    Parameters: passages, its prose; roles; caption_roles, those in texts of its cells; names, its blocks of names by
    line; problems, what cannot be read as it was meant; included, the files that are part of it.
    """

    file: str
    passages: list[Passage] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    caption_roles: list[Role] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    included: set[Path] = field(default_factory=set)


def read_chapter(text: str, file: str, path: Path | None = None) -> Chapter:
    """Return a chapter's prose and roles.

    Parameters: text, Markdown as MyST takes it; file, how messages call it; path, where it stands, for the files that
    it includes: without it, none is read. The texts of code cells are read like captions; code, comments and fences
    that show code are not.
    """
    chapter = Chapter(file)
    Reader(chapter, text.split("\n"), file, path).read(text, 0)
    return without_lost(chapter)


_parser = cache(myst_parser)  # made when the first chapter is read


def without_lost(chapter: Chapter) -> Chapter:
    """Return a chapter whose roles that were left as text are reported: their digits are no second fault."""
    for number, passage in enumerate(chapter.passages):
        lost, rest = lost_in_text(passage.text)
        for start, words in lost:
            line, column = passage.place(start, start + len(words))
            chapter.problems.append(lost_role(passage.file, words, line, column, passage.kind))
        chapter.passages[number] = replace(passage, text=rest) if lost else passage
    return chapter


def lost_role(file: str, words: str, line: int, column: int, kind: str = "prose") -> Problem:
    """Return the fault that the words of a role stand where it is none."""
    name = words.partition("}")[0].strip("{` ").partition("`")[0]
    remedy = REMEDIES.get(kind) or REMEDY.replace("NAME", f"{{{name if name in ROLES else 'stat'}}}")
    return Place(file, line=line, column=column).fault(RULE, f"a role was left as text ({quote(words)})", remedy)


@dataclass
class Reader:
    """Reads Markdown into a chapter; `lines` are those of its file, to find columns in."""

    chapter: Chapter
    lines: list[str]
    file: str
    path: Path | None = None
    past: dict[int, int] = field(default_factory=dict)  # by line: where the last block on it ended (cells of tables)
    names: dict[str, Any] = field(default_factory=dict)  # what the code of cells has named
    depth: int = 0  # of included files

    def read(self, text: str, first: int, *, titled: bool = False) -> None:
        """Read Markdown that begins behind line `first` of the file. Parameters: titled, as of `inline`."""
        from helpers.chapters.directives import read_fence

        opened = ""
        for token in _parser().parse(text):
            line = first + (token.map[0] if token.map else 0)
            if token.type == "inline":
                self._inline(token, line, titled or opened in TITLES)
            elif token.type in ("fence", "colon_fence"):
                read_fence(self, token, line)
            elif token.type == "html_block":
                self.html(token.content, line)
            elif token.type.startswith(("math_block", "amsmath")):
                self.formula(token.content, line)
            elif token.type == "front_matter":
                self._front_matter(token.content, line)
            opened = token.type

    def inline(self, text: str, line: int, *, titled: bool = False) -> None:
        """Read inline Markdown on or below a line. Parameters: titled, whether it is no place for a number."""
        for token in _parser().parseInline(text):
            self._inline(token, line, titled)

    def plain(self, text: str, kind: str, line: int) -> None:
        """Add words that stand as they are on or below a line of the file."""

        def locate(start: int, end: int) -> tuple[int, int]:
            above = text.rfind("\n", 0, start) + 1
            number = line + text.count("\n", 0, start)
            wanted = text[start:end].split("\n", maxsplit=1)[0]
            for n in chain([number], range(line, min(number + 20, len(self.lines)))):  # lines may have been folded
                column = self.lines[n].find(wanted) if n < len(self.lines) else -1
                if column >= 0:
                    return n + 1, column + 1
            return number + 1, start - above + 1

        self.chapter.passages.append(Passage(text, kind, locate, self.file))

    def html(self, html: str, line: int) -> None:
        """Add what a reader meets of raw HTML: its text, and the words of its attributes."""
        spoken = SpokenHTML(html)
        self.plain(spoken.text, "raw HTML", line)
        for value in spoken.attributes:
            self.plain(value, "alternative text", line)

    def formula(self, text: str, line: int) -> None:
        """Add a formula on lines of its own, if it shows a share."""
        if "%" in text:
            self.plain(text, "formula", line)

    def problem(self, line: int, rule: str, found: str, remedy: str) -> None:
        """Report a fault on a line, counted from 0."""
        self.chapter.problems.append(Place(self.file, line=line + 1).fault(rule, found, remedy))

    def _front_matter(self, text: str, line: int) -> None:
        """Add the words of a page's head that search engines show."""
        if "html_meta" not in text:
            return
        import yaml

        try:
            said = yaml.safe_load(text)
            words = said["myst"]["html_meta"].values()
        except (yaml.YAMLError, TypeError, KeyError, AttributeError):
            return
        for value in words:
            self.plain(str(value), "description of the page", line)

    def _inline(self, token: Any, line: int, titled: bool) -> None:
        """Add the words of one block, its roles, and what is said aside: alternative texts, titles, formulas."""
        joined = join(token)
        raw = token.content
        for role in joined.roles:
            place = line + raw.count("\n", 0, role.start) + 1
            content = " ".join(role.content.split())
            found = Role(role.name, content, self.file, place, titled or role.linked)
            self.chapter.roles.append(found)
        for words, at in joined.lost:
            place = line + raw.count("\n", 0, at)
            self.chapter.problems.append(lost_role(self.file, words, place + 1, 0))
        for kind, words, at in joined.asides:
            self.plain(words, kind, line + raw.count("\n", 0, at))
        text = joined.text
        if text.strip(GAP + " "):
            self.chapter.passages.append(Passage(text, "prose", self._locator(raw, joined.offsets, line), self.file))

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
