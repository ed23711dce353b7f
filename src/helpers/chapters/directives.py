"""The words and roles of a directive: of its argument, its options and its body, as shown.json says of each."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from helpers.chapters import constructs
from helpers.chapters.cell_words import read_cell
from helpers.chapters.fences import DIRECTIVE, NAMES, Fence, take_apart
from helpers.chapters.lost import GAP
from helpers.chapters.markdown import Reader, Role
from helpers.chapters.roles import ROLES

CELLS = ("code-cell",)
INLINE = ("parsed-literal", "line-block")  # whose bodies are no blocks
IN_RST = re.compile(rf":({'|'.join(ROLES)}):`([^`]*)`|`([^`]*)`:({'|'.join(ROLES)}):")
DEEPEST = 20  # files that include files
MOST = 2_000_000  # letters of an included file


def read_fence(reader: Reader, token: Any, line: int) -> None:
    """Read a fence into a reader's chapter: a directive, or the Markdown of a block without a name in braces."""
    named = DIRECTIVE.match(token.info.strip())
    if named is None:
        if token.type == "colon_fence":
            reader.read(token.content, line + 1)
        return
    name, argument = named[1], named[2] or ""
    content = "\n" + token.content if token.content.startswith(":::") else token.content
    below = line + 1 - (content is not token.content)
    made = constructs.directive(name)
    if name == "eval-rst":
        _restructured(reader, argument + "\n" + content, line)
        return
    if name == NAMES:
        reader.chapter.names.append((content, below))
        return
    if name in CELLS:
        read_cell(reader, content, below)
        return
    fence = take_apart(argument, content, made)
    if argument and made.takes_argument:
        _words(reader, argument, made.argument, "title", line)
    for option in fence.options:
        kind = "alternative text" if option.name.endswith("alt") else option.name or "options"
        shown = made.option(option.name) if option.name else constructs.PLAIN
        _words(reader, option.value, shown, kind, below + option.line)
    if argument and not made.takes_argument:  # the body begins beside the name
        reader.inline(argument, line, titled=made.body == constructs.TITLE)
    _body(reader, name, fence, made.body, below)


def _words(reader: Reader, text: str, shown: str, kind: str, line: int) -> None:
    """Read an argument or an option."""
    if shown in (constructs.PARSED, constructs.TITLE):
        reader.inline(text, line, titled=shown == constructs.TITLE)
    elif shown == constructs.PLAIN:
        reader.plain(text, kind, line)


def _body(reader: Reader, name: str, fence: Fence, shown: str, line: int) -> None:
    options = {option.name: option.value for option in fence.options}
    special = SPECIAL.get(name)
    if special is not None:
        special(reader, fence, options, line)
    elif name in INLINE:
        reader.inline(fence.body, line)
    elif shown in (constructs.PARSED, constructs.TITLE):
        reader.read(fence.body, line, titled=shown == constructs.TITLE)
    elif shown == constructs.PLAIN:
        reader.plain(fence.body, "text", line)


def _restructured(reader: Reader, text: str, line: int) -> None:
    """Read what is written in another syntax: all its words, and roles in its form."""
    for found in IN_RST.finditer(text):
        name, content = found[1] or found[4], found[2] or found[3]
        place = line + text.count("\n", 0, found.start()) + 1
        reader.chapter.roles.append(Role(name, " ".join(content.split()), reader.file, place))
    reader.plain(IN_RST.sub(GAP, text), "reStructuredText", line)


def _glossary(reader: Reader, fence: Fence, options: dict[str, str], line: int) -> None:
    """Read terms, one to a line, and meanings, which are indented below."""
    for number, text in enumerate(lines := fence.body.split("\n")):
        if text.strip() and not text[0].isspace():
            if not text.startswith(".. "):
                reader.inline(text.partition(" : ")[0], line + number, titled=True)
            lines[number] = ""
    reader.read("\n".join(text.strip() for text in lines), line)


def _table_of_cells(reader: Reader, fence: Fence, options: dict[str, str], line: int) -> None:
    """Read the cells of a table written as CSV, in the directive or in a file."""
    dialect: dict[str, Any] = {"skipinitialspace": "keepspace" not in options, "strict": False}
    for option, name in (("delim", "delimiter"), ("quote", "quotechar"), ("escape", "escapechar")):
        value = {"tab": "\t", "space": " "}.get(options.get(option, ""), options.get(option, ""))
        if len(value) == 1:
            dialect[name] = value
    dialect["doublequote"] = "escapechar" not in dialect
    if "url" in options:
        remedy = "Keep the file in the book, and name it by :file:."
        reader.problem(line - 1, "what a page shows stands in the book", f"a table from {options['url']!r}", remedy)
    if "file" in options:
        inside = _included(reader, options["file"], line)
        _cells(inside, "\n".join(inside.lines) if inside else "", 0, dialect)
    else:
        _cells(reader, fence.body, line, dialect)


def _cells(reader: Reader | None, text: str, line: int, dialect: dict[str, Any]) -> None:
    rows = csv.reader(io.StringIO(text, newline=""), **dialect)
    begin = 0
    while reader is not None:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:  # the build says what is wrong with it
            reader.plain(text, "table", line)
            return
        for cell in row:
            reader.read(cell, line + begin)
        begin = rows.line_num


def _file_of_markdown(reader: Reader, fence: Fence, options: dict[str, str], line: int) -> None:
    """Read an included file, or the part of it that is shown, as Markdown; not what is shown as code."""
    if {"literal", "code"} & options.keys() or (inside := _included(reader, fence.argument, line)) is None:
        return
    try:
        first, last = (int(options[name]) if name in options else None for name in ("start-line", "end-line"))
    except ValueError:
        first = last = None
    text = "\n".join(inside.lines[first:last])
    before, _, after = text.partition(options.get("start-after") or "\0")
    if after:
        first, text = (first or 0) + before.count("\n"), after
    text = text.partition(options.get("end-before") or "\0")[0]
    if "parser" in options:
        _restructured(inside, text, first or 0)
    else:
        inside.read(text, max(first or 0, 0))


def _included(reader: Reader, name: str, line: int) -> Reader | None:
    """Return a reader of a file that a chapter includes, None when it cannot be read."""
    if reader.path is None:
        return None
    name = " ".join(name.split())
    root = next((folder for folder in reader.path.parents if (folder / "_toc.yml").exists()), reader.path.parent)
    path = (root / name[1:] if name.startswith("/") else reader.path.parent / name).resolve()
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST)
    except (OSError, ValueError) as error:
        why = type(error).__name__
        reader.problem(line - 1, "an included file can be read", f"{name!r}: {why}", "Correct its name, or restore it.")
        return None
    if reader.depth >= DEEPEST:
        reader.problem(line - 1, "files do not include each other", f"{name!r}", "Take the inclusion out.")
        return None
    reader.chapter.included.add(path)
    try:
        file_name = path.relative_to(root.resolve()).as_posix()
    except ValueError:
        file_name = name
    return Reader(reader.chapter, text.split("\n"), file_name, path, names=reader.names, depth=reader.depth + 1)


def _raw(reader: Reader, fence: Fence, options: dict[str, str], line: int) -> None:
    """Read raw HTML; another format's words are read like it."""
    if "file" in options:
        inside = _included(reader, options["file"], line)
        if inside is not None:
            inside.html("\n".join(inside.lines), 0)
    if "url" in options:
        remedy = "Keep the file in the book, and name it by :file:."
        reader.problem(line - 1, "what a page shows stands in the book", f"HTML from {options['url']!r}", remedy)
    reader.html(fence.body, line)


def _formula(reader: Reader, fence: Fence, options: dict[str, str], line: int) -> None:
    """Read a formula, which may begin beside the directive's name."""
    reader.formula(fence.argument, line - 1)
    reader.formula(fence.body, line)


SPECIAL = {
    **dict.fromkeys(("glossary", "std:glossary"), _glossary),
    "csv-table": _table_of_cells,
    "include": _file_of_markdown,
    "raw": _raw,
    "math": _formula,
}
