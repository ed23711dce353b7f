"""A difference as text for the terminal, and as Markdown for a comment; every text of the book is untrusted there."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence

from helpers.commands.diff.rows import Row
from helpers.commands.terminal import visible, width_of

WIDEST = 100
LONGEST = 600  # letters of one cell
LONGEST_IN_COMMENT = 160
MOST_BYTES = 60_000  # of a comment; GitHub takes 65,536 characters
NOTHING = "Nothing that a reader sees differs, and no row of data or entry of the bibliography."
PLAIN = re.compile(r"""[^\w ,.%()=+;"'/–…-]|_""")  # what Markdown, HTML or GitHub may act on
LINK = re.compile(r"www\.", re.IGNORECASE)
Sections = Mapping[str, Sequence[Row]]


def as_text(heads: Sequence[str], sections: Sections, most: int | None = None) -> str:
    """Return a difference for the terminal.

    Parameters: heads, lines about what was compared; sections, rows by title; most, rows of a section, all when None.
    """
    lines = [line for head in heads for line in _wrapped(head, "")]
    for title, rows in sections.items():
        lines += ["", f"{title}: {len(rows)}"]
        for row in rows[:most]:
            lines += ["", *_wrapped(row.what, "  "), *_wrapped(_change(row), "    ")]
            lines += _wrapped(f"at {row.where}", "    ") + (_wrapped(f"as {row.why}", "    ") if row.why else [])
        if most is not None and len(rows) > most:
            lines += ["", f"  and {len(rows) - most} more"]
    return "\n".join(lines if sections else [*lines, NOTHING])


def _change(row: Row) -> str:
    before, now = _short(row.before, LONGEST), _short(row.now, LONGEST)
    return f"{before} -> {now}" if before and now else f"new: {now}" if now else f"gone: {before}"


def _wrapped(text: str, indent: str) -> list[str]:
    text = visible(_short(text, 2 * LONGEST + 10)).replace("→", "->")
    width = WIDEST if width_of(text) == len(text) else WIDEST // 2  # a wide letter takes two columns
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def as_markdown(heads: Sequence[str], sections: Sections) -> str:
    """Return a difference for a comment of a pull request: tables, bounded in length, with nothing that acts.

    Parameters: as for `as_text`.
    """
    lines = [f"**What differs: {code(heads[0])}**", *(f"\n{code(head, LONGEST)}" for head in heads[1:]), ""]
    if not sections:
        return "\n".join([*lines, NOTHING, ""])
    lines += [", ".join(f"{title}: {len(rows)}" for title, rows in sections.items()) + ".", ""]
    tables = {title: [_row(row) for row in rows] for title, rows in sections.items()}
    left, shown = MOST_BYTES - _bytes(lines), {}
    for number, (title, rows) in enumerate(sorted(tables.items(), key=lambda table: _bytes(table[1]))):
        shown[title] = _table(title, rows, left // (len(tables) - number))  # what a small one leaves, a large one uses
        left -= _bytes(shown[title])
    return "\n".join([*lines, *(line for title in tables for line in shown[title])])


def _row(row: Row) -> str:
    where = code(row.where) + (f"<br>as {code(row.why)}" if row.why else "")
    return f"| {code(row.what)} | {code(row.before)} | {code(row.now)} | {where} |"


def _table(title: str, rows: Sequence[str], most: int) -> list[str]:
    """Return the lines of a table that has at most so many bytes, and how many rows it leaves out."""
    lines = [f"### {title}", "", "| What | Before | Now | Where, and why |", "| --- | --- | --- | --- |"]
    left = most - _bytes(lines) - 40  # for the line about the others
    for number, row in enumerate(rows):
        left -= _bytes([row])
        if left < 0:
            return [*lines, "", f"and {len(rows) - number} more", ""]
        lines.append(row)
    return [*lines, ""]


def code(text: str, longest: int = LONGEST_IN_COMMENT) -> str:
    """Return untrusted text as code in a cell of a Markdown table: no markup, link, mention or line break is left.

    Markdown does not read a character reference as markup, and GitHub looks for mentions and links outside code only.
    """
    if not text:
        return "–"
    plain = PLAIN.sub(lambda found: f"&#{ord(found[0])};", visible(_short(text, longest)))
    return f"<code>{LINK.sub(lambda found: found[0][:-1] + '&#46;', plain)}</code>"


def _bytes(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
