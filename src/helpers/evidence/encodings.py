"""The text of a table whatever program saved it: its encoding and its line ends."""

from __future__ import annotations

import re

from helpers.files.conflicts import MARK
from helpers.files.problems import Problem
from helpers.files.text import text_of

UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Letters that other encodings of one byte seldom have in the same place; more than these are no Windows-1252 for sure.
WESTERN = re.compile("[\n\r\t -~€‚„…†‡‰‹›‘’“”•–—™ §©«®°±²³´µ¶·»×÷ÄÅÆÇÉÑÖØÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÁÀÂÈÊËÍÎÓÔÚ]*")
OTHER_SCRIPT = re.compile("[À-ÖØ-öø-ÿ]{2}")  # words of Western languages have these letters one by one


def decoded(data: bytes, name: str, columns: list[str]) -> tuple[str, list[str], list[Problem]]:
    """Return the text of a table with line feeds alone, what was undone for it, in words, and its faults.

    Parameters: data, what the file holds; name, how messages call it; columns, those that its header should name: by
    them an encoding is known that the file does not name itself. Where the header lacks one of them the faults of
    its bytes stay: nobody knows what it is.
    """
    traces: list[str] = []
    text, problems = text_of(data, name)
    if not problems:
        return text, traces, []
    found = _by_mark(data, traces) or _by_header(data, set(columns), traces) or _one_byte(data, set(columns), traces)
    if found is None:
        return "", [], problems
    if "\r" in found:
        traces.append("line ends")
        found = found.replace("\r\n", "\n").replace("\r", "\n")
    if traces and set(columns) - _names(found):
        return "", [], problems
    return found, traces, []


def _by_mark(data: bytes, traces: list[str]) -> str | None:
    """Return a text by the mark at its beginning, or one that is UTF-8 without."""
    encoding = UTF_16.get(data[:2], "utf-8")
    body = data[2:] if encoding != "utf-8" else data.removeprefix(MARK)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return None
    if not text.strip() or "\0" in text:
        return None
    if encoding != "utf-8":
        traces.append("UTF-16")
    elif len(body) < len(data):
        traces.append("a byte order mark")
    return text


def _by_header(data: bytes, columns: set[str], traces: list[str]) -> str | None:
    """Return a text of two bytes a letter that has no mark, known by the names of its columns."""
    for encoding in UTF_16.values():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _names(text) == columns:
            traces.append("UTF-16")
            return text
    return None


def _one_byte(data: bytes, columns: set[str], traces: list[str]) -> str | None:
    """Return a text of Windows-1252, known by its columns and by letters that are no others elsewhere."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _names(text) != columns or not WESTERN.fullmatch(text) or OTHER_SCRIPT.search(text):
        return None
    traces.append("letters in Windows-1252")
    return text


def _names(text: str) -> set[str]:
    """Return the words of the header, whatever stands between them."""
    lines = text.splitlines()
    if lines and lines[0].strip('"').lower().startswith("sep="):
        lines = lines[1:]
    return {cell.strip(' "') for cell in re.split("[,;\t|]", lines[0])} - {""} if lines else set()
