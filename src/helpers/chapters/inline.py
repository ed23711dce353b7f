"""The words of one block of Markdown as a reader meets them, each letter with its place in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from helpers.chapters import constructs
from helpers.chapters.lost import GAP, is_call, lost_as_code
from helpers.chapters.roles import ROLES

SPOKEN_ATTRIBUTES = ("alt", "title", "aria-label", "aria-description", "placeholder", "label")
AS_CODE = ("code", "literal")
CITED = re.compile(r"\s*(?:\{(?P<before>[^{}]+)\})?\s*(?P<key>[^{}\s,]+)\s*(?:\{(?P<after>[^{}]+)\})?\s*(?:,|\Z)")
TITLED = re.compile(r"(.+?)\s*(?<!\x00)<(.*?)>\Z", re.DOTALL)  # as Sphinx reads the title of a reference
FORMULA = re.compile(r"%|\d\.\d")  # in one, other numbers are constants of the formula
ADDRESSES = ("autolink", "linkify")  # links that show where they lead
RUN = re.compile(r"`+")
BEFORE = 40  # letters in front of code that may be a role's name


class Placed(NamedTuple):
    """A role in a block: its name, its content, and where it starts and ends in the source."""

    name: str
    content: str
    start: int
    end: int
    linked: bool = False


@dataclass
class Joined:
    """A block: its text in parts, for each letter its place in the source, roles and words aside with theirs.

    Parameters: roles, each with its place; asides, (kind, words, place): alternative texts, titles, formulas; lost,
    (words, place): roles that the page would show as code.
    """

    parts: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    roles: list[Placed] = field(default_factory=list)
    asides: list[tuple[str, str, int]] = field(default_factory=list)
    lost: list[tuple[str, int]] = field(default_factory=list)

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
    raw, joined, cursor, address, links = token.content, Joined(), 0, False, 0
    for child in token.children or ():
        content = child.content
        if child.type == "text":
            if raw.startswith(content, cursor) and not address:
                joined.parts.append(content)
                joined.offsets += range(cursor, cursor + len(content))
                cursor += len(content)
                continue
            for letter in "" if address else content:
                cursor = _next(raw, letter, cursor)
                joined.add(letter, cursor)
                cursor += 1
        elif child.type in ("softbreak", "hardbreak"):
            cursor = max(cursor, raw.find("\n", cursor))
            joined.add(" ", cursor)
            cursor += 1
        elif child.type == "myst_role":
            start, inner, cursor = _role_span(raw, child.meta["name"], cursor)
            _add_role(joined, Placed(child.meta["name"], content, start, cursor, links > 0), inner)
        elif child.type == "image":
            start = max(cursor, raw.find("![", cursor))
            joined.aside("alternative text", content, start)
            joined.aside("title", child.attrs.get("title"), start)
            joined.add(GAP, start)
            cursor = max(start, raw.find(str(child.attrs.get("src", "")), start))
        elif child.type in ("link_open", "link_close"):
            address = child.type == "link_open" and child.markup in ADDRESSES
            links += 1 if child.type == "link_open" else -1
            joined.aside("title", child.attrs.get("title"), cursor)
            if child.type == "link_close" and child.markup not in ADDRESSES:
                cursor = max(cursor, raw.find("]", cursor))
        elif child.type == "html_inline":
            cursor = max(cursor, raw.find(content, cursor))
            for words in SpokenHTML(content).attributes:
                joined.aside("alternative text", words, cursor)
            cursor += len(content)
        elif content or child.type == "footnote_ref":  # code, formulas, and what extensions make of their own
            start = max(cursor, raw.find(content, cursor))
            if child.type == "code_inline" and (
                lost := lost_as_code("".join(joined.parts[-BEFORE:]), content, child.markup)
            ):
                joined.lost.append((lost, start))
            cursor = start + len(content)
            if child.type.startswith("math") and FORMULA.search(content):
                joined.aside("formula", content, start)
            joined.add(GAP, cursor)
    return joined


def is_citation(name: str) -> bool:
    """Return whether a role cites: `cite`, or one of its kinds."""
    return name.partition(":")[0] in ("cite", "footcite")


def cited_keys(content: str) -> list[str]:
    """Return the keys of a citation, without the words before and behind each."""
    return [match["key"] for match in CITED.finditer(content)] or [content.strip()]


def _add_role(joined: Joined, role: Placed, inner: int) -> None:
    """Add what a role shows: a mark for what is computed, its words, or the title before its target."""
    name, content, shown = role.name, role.content, constructs.role(role.name)
    if name in ROLES or is_citation(name):
        joined.roles.append(role)
        joined.add(GAP, role.start)
        for cited in CITED.finditer(content) if is_citation(name) else ():
            for part in ("before", "after"):
                joined.aside("citation", cited[part], inner + cited.start())
    elif name in AS_CODE:
        joined.add(GAP, role.start)
    elif name == "math":
        joined.aside("formula", content if FORMULA.search(content) else "", inner)
        joined.add(GAP, role.start)
    elif not constructs.is_role(name) and is_call(content):
        joined.lost.append((f"{{{name}}}`{content}`", role.start))
        joined.add(GAP, role.start)
    elif shown == constructs.TITLE:
        titled = TITLED.match(content)
        joined.add(titled[1] if titled else GAP, inner)
    else:
        joined.add(content if shown else GAP, inner)


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
