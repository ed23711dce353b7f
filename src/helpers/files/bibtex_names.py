"""Names as a field of BibTeX holds them: joined by `and`, their parts parted by commas; braces keep both together."""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers.files.latex import to_text

TOKEN = re.compile(r"\\.|[{},]|\s+(?i:and)(?=\s)|[^\\{},\s]+|\s+", re.DOTALL)


def names_of(field: str) -> list[str]:
    """Return the names of a field such as author, in LaTeX and in order; one that is missing is empty."""
    return _split(f" {field} ", lambda token: token.strip().lower() == "and" and token[0].isspace())


def parts_of(name: str) -> list[str]:
    """Return the parts of one name between its commas: `Last, Jr, First` has three."""
    return _split(name, lambda token: token == ",")


def surname_of(name: str) -> str:
    """Return the surname of one name as plain text, or the whole of a group's name, which stands in braces."""
    parts = parts_of(name)
    if len(parts) > 1 or is_group(name):
        return to_text(parts[0])
    words = [to_text(word) for word in _split(name, str.isspace) if word] or [""]
    small = (place for place, word in enumerate(words[:-1]) if place and word[:1].islower())  # van, ter, de la
    return " ".join(words[next(small, -1) :])


def is_group(name: str) -> bool:
    """Return whether one pair of braces holds the whole name, so that nothing in it is read as a part."""
    depth = 0
    for token in TOKEN.finditer(name.strip()):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return token[0] == "}" and token.end() == len(name.strip())
    return False


def _split(text: str, parts: Callable[[str], bool]) -> list[str]:
    """Return text between the tokens that part it outside braces."""
    found, depth = [""], 0
    pieces: list[str] = []
    for token in TOKEN.findall(text):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0 and parts(token):
            found[-1] = "".join(pieces).strip()
            found.append("")
            pieces = []
        else:
            pieces.append(token)
    found[-1] = "".join(pieces).strip()
    return found
