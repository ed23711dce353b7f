"""Captions of figures and tables: inline Markdown that may quote data, so that little of it acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from helpers.chapters.inline import is_citation, join
from helpers.chapters.myst import myst_parser
from helpers.chapters.roles import ROLES

REFERRING = ("ref", "numref", "eq", "doc", "term", "math", "sub", "sup", "abbr")  # none of them publishes a file
ADDRESSES = ("https://", "http://", "#")
UNFIT = "a caption holds words, numbers of the book, citations and references; it may quote data"


def replace_roles(caption: str, text_of: Callable[[str, str], str]) -> str:
    """Return a caption as its page shows it, with a text in place of each of the book's roles.

    Parameters: caption, inline Markdown; text_of, name and content of a role to its text, called in their order.
    """
    (inline,) = _parser().parseInline(caption)
    parts, end = [], 0
    for role in join(inline).roles:
        if role.name in ROLES:
            parts += [inline.content[end : role.start], text_of(role.name, " ".join(role.content.split()))]
            end = role.end
    return "".join([*parts, inline.content[end:]])


def find_unfit(caption: str) -> Iterator[str]:
    """Yield what a caption may not hold: pictures, links into the book's folder, roles that publish or run."""
    (inline,) = _parser().parseInline(caption)
    for child in inline.children or ():
        if child.type == "image":
            yield f"the picture {child.attrs.get('src')!r}"
        elif child.type == "link_open" and not str(child.attrs.get("href", "")).startswith(ADDRESSES):
            yield f"a link to {child.attrs.get('href')!r}"
        elif child.type == "myst_role":
            name = child.meta["name"]
            if not (name in ROLES or name in REFERRING or is_citation(name)):
                yield f"the role {{{name}}}"


@cache
def _parser() -> Any:
    """Return a parser in which HTML stays text."""
    parser = myst_parser()
    parser.options["html"] = False
    return parser
