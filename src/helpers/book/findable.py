"""What a page says, as a reader may look for it: sentences, rows, captions and words, with the ids of their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from helpers.book.claims_table import anchor_of
from helpers.book.nodes import stat
from helpers.book.page_words import is_caption

OPEN, CLOSE = "\ue000", "\ue001"  # around a number that has an id; they are no letters of any text
LONGEST = 200  # letters of a row, a caption, a term
SKIPPED = (nodes.math, nodes.math_block, nodes.raw, nodes.comment, nodes.literal_block, nodes.label)
BLOCKS = (nodes.paragraph, nodes.caption, nodes.title, nodes.term, nodes.row)
SPACE = re.compile(r"\s*\(\)|\s+(?=[,.;:)])|(?<=\()\s+")
END_OF_LINE = re.compile(r"(?<=[.?!])\s*\n")
NUMBER = re.compile(f"({OPEN}[^{CLOSE}]*{CLOSE})")
NEITHER = re.compile(f"[{OPEN}{CLOSE}]")


class Entry(NamedTuple):
    """Something to find: its words, the ids of the numbers marked in them, what it is, and where it stands.

    Without an id (`at`) it stands in its section.
    """

    words: str
    ids: str = ""
    kind: str = ""
    at: str = ""


class Part(NamedTuple):
    """A section of a page: its id, its title, and what it says."""

    id: str
    title: str
    entries: list[Entry]


def parts_of(doctree: nodes.document) -> list[Part]:
    """Return what a page says, by its sections."""
    parts: dict[int, Part] = {}
    for block in doctree.findall(lambda node: isinstance(node, BLOCKS)):
        section = _around(block, nodes.section)
        if section is None or (_around(block, nodes.row) and not isinstance(block, nodes.row)):
            continue
        if id(section) not in parts:
            title = next(iter(section.findall(nodes.title)), nodes.title())
            parts[id(section)] = Part(section["ids"][0] if section["ids"] else "", _clean(_words(title)), [])
        if not (isinstance(block, nodes.title) and block.parent is section):
            parts[id(section)].entries.extend(_entries(block))
    return list(parts.values())


def _around(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    holder = node.parent
    while holder is not None and not isinstance(holder, kind):
        holder = holder.parent
    return holder


def _entries(block: nodes.Element) -> Iterator[Entry]:
    if isinstance(block, nodes.term):
        said = block.parent.next_node(nodes.definition)
        words = f"{_words(block)}: {_words(said) if said is not None else ''}"
        yield _entry(words, block, "term" if block["ids"] else "row")
    elif isinstance(block, nodes.row):
        listed = "studies-table" in block.parent.parent.parent["classes"]  # whose rows have pages, which are found
        if not isinstance(block.parent, nodes.thead) and not listed:
            yield _entry(" · ".join(_cells(block)), block, "row")
    elif is_caption(block):
        yield _entry(_words(block), block, "table" if isinstance(block, nodes.title) else "figure")
    elif not _around(block, nodes.definition):  # said with its term
        for sentence in END_OF_LINE.split(_words(block)):
            if _clean(sentence):
                yield _entry(sentence, block)


def _cells(row: nodes.row) -> Iterator[str]:
    """Yield what stands first in each cell of a row, all but the first with the head of its column."""
    head = next(iter(row.parent.parent.findall(nodes.thead)), nodes.thead())
    labels = [cell.astext().strip() for cell in head[-1]] if len(head) else [""] * len(row)
    for at, (cell, label) in enumerate(zip(row, labels, strict=False)):
        if words := _clean(_words(cell[0])) if len(cell) else "":
            yield f"{label}: {words}" if at and label else words


def _entry(words: str, block: nodes.Element, kind: str = "") -> Entry:
    """Return the words of a block as an entry; what is no sentence of prose is cut where it is long."""
    at = next(iter(block["ids"] or (() if kind == "row" else block.parent["ids"])), "") if kind else ""
    shown, ids = "", []
    for part in NUMBER.split(words):
        room = LONGEST - len(shown) if kind else len(words)
        if room <= 0:
            break
        if part.startswith(OPEN):
            anchor, _, number = part[1:-1].partition(" ")
            ids += [] if at and kind == "row" else [anchor]  # a row with an id is found itself
            shown += number if at and kind == "row" else f"{OPEN}{number}{CLOSE}"
        else:
            shown += part if len(part) <= room else part[:room].rpartition(" ")[0] + "…"
    return Entry(_clean(shown), " ".join(ids), kind, at)


def _words(block: nodes.Node) -> str:
    """Return the words of a block, each number that has an id between marks, the id in front of it."""
    if isinstance(block, nodes.Text):
        return NEITHER.sub("", block.astext())
    if isinstance(block, SKIPPED) or (isinstance(block, nodes.inline) and "generated" in block["classes"]):
        return ""
    if isinstance(block, addnodes.pending_xref) and not block.get("refexplicit"):
        return ""  # a key, whose words are known when all pages are
    if isinstance(block, stat):
        return f"{OPEN}{anchor_of(block['quantity']['expression'])} {NEITHER.sub('', block.astext())}{CLOSE}"
    between = " " if any(isinstance(child, nodes.Body) for child in block.children) else ""
    return between.join(map(_words, block.children))


def _clean(words: str) -> str:
    return SPACE.sub("", " ".join(words.split()))
