"""The words of one block of Markdown as a reader meets them, each letter with its place in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from helpers.chapters.roles import ROLES

GAP = "\ufffc"  # stands in prose for what is no prose: roles of ours, code, pictures, formulas
SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label")
OF_SPHINX = r"cite(?::\w+)?|ref|numref|doc|eq|math|code|download|any|term"
OPAQUE_ROLES = re.compile(rf"(?:{'|'.join(ROLES)}|{OF_SPHINX})\Z")
ADDRESSES = ("autolink", "linkify")  # links that show where they lead
RUN = re.compile(r"`+")


class Placed(NamedTuple):
    """A role in a block: its name, its content, and where it starts and ends in the source."""

    name: str
    content: str
    start: int
    end: int


@dataclass
class Joined:
    """A block: its text in parts, for each letter its place in the source, roles and words aside with theirs.

    Parameters: roles, each with its place; asides, (kind, words, place): alternative texts, titles, formulas.
    """

    parts: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    roles: list[Placed] = field(default_factory=list)
    asides: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words as one."""
        return "".join(self.parts)

    def add(self, words: str, place: int) -> None:
        """Append words that begin at a place."""
        self.parts.append(words)
        self.offsets += [place] * len(words)

    def aside(self, kind: str, words: object, place: int) -> None:
        """Keep words that stand beside the text, if there are any."""
        if words:
            self.asides.append((kind, str(words), place))


def join(token: Any) -> Joined:
    """Return the words of a block, emphasis and tags gone; a mark stands for everything that is no prose.

    Parameters: token, an inline token of markdown-it.
    """
    raw, joined, cursor, address = token.content, Joined(), 0, False
    for child in token.children or ():
        content = child.content
        if child.type == "text":
            for letter in "" if address else content:
                cursor = _next(raw, letter, cursor)
                joined.add(letter, cursor)
                cursor += 1
        elif child.type in ("softbreak", "hardbreak"):
            cursor = max(cursor, raw.find("\n", cursor))
            joined.add(" ", cursor)
            cursor += 1
        elif child.type == "myst_role":
            name = child.meta["name"]
            start, inner, cursor = _role_span(raw, name, cursor)
            if OPAQUE_ROLES.match(name):
                joined.roles.append(Placed(name, content, start, cursor))
                joined.add(GAP, start)
            else:
                joined.add(content, inner)
        elif child.type == "image":
            start = max(cursor, raw.find("![", cursor))
            joined.aside("alternative text", content, start)
            joined.aside("title", child.attrs.get("title"), start)
            joined.add(GAP, start)
            cursor = max(start, raw.find(str(child.attrs.get("src", "")), start))
        elif child.type in ("link_open", "link_close"):
            address = child.type == "link_open" and child.markup in ADDRESSES
            joined.aside("title", child.attrs.get("title"), cursor)
            if child.type == "link_close" and child.markup not in ADDRESSES:
                cursor = max(cursor, raw.find("]", cursor))
        elif child.type == "html_inline":
            cursor = max(cursor, raw.find(content, cursor))
            for words in SpokenHTML(content).attributes:
                joined.aside("alternative text", words, cursor)
            cursor += len(content)
        elif content or child.type == "footnote_ref":  # code, formulas, and what extensions make of their own
            cursor = max(cursor, raw.find(content, cursor)) + len(content)
            if child.type == "math_inline" and re.search(r"%|\d\.\d", content):
                joined.aside("formula", content, cursor)
            joined.add(GAP, cursor)
    return joined


def _next(raw: str, letter: str, cursor: int) -> int:
    """Return where a letter of the text stands in its source: an escape or entity may stand for it."""
    if raw[cursor : cursor + 1] == letter:
        return cursor
    if raw[cursor : cursor + 1] == "&" and (end := raw.find(";", cursor, cursor + 40)) >= 0:
        return end
    found = raw.find(letter, cursor, cursor + 400)
    return found if found >= 0 else min(cursor, len(raw))


def _role_span(raw: str, name: str, cursor: int) -> tuple[int, int, int]:
    """Return where a role begins, where its content does, and where it has ended."""
    start = raw.find(f"{{{name}}}`", cursor)
    if start < 0:
        return cursor, cursor, cursor
    ticks = RUN.match(raw, start + len(name) + 2)
    assert ticks is not None  # the name was found with one behind it
    inner = ticks.end()
    closing = next((run for run in RUN.finditer(raw, inner) if len(run[0]) == len(ticks[0])), None)
    return start, inner, closing.end() if closing else inner


class SpokenHTML(HTMLParser):
    """What a reader meets of raw HTML; comments and tags are no words. Line breaks are kept, so that lines are."""

    def __init__(self, html: str) -> None:
        """Read all of it."""
        super().__init__()
        self.text = ""
        self.attributes: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Keep the lines of a comment."""
        self.text += "\n" * data.count("\n")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep the words of attributes."""
        self.attributes += [value for name, value in attributes if name in SPOKEN_ATTRIBUTES and value]
