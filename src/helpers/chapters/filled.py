"""Markdown as its author wrote it, with what roles show in their place: for notebooks, where no role is rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpers.chapters.markdown import read_chapter
from helpers.chapters.names import names_for, names_of_chapter
from helpers.chapters.plain import HEAD, TARGET
from helpers.chapters.roles import ROLES, on_page, show
from helpers.evidence.evidence import Evidence

ROLE = re.compile(r"\{([a-z][\w:+-]*)\}`([^`]+)`")
BLOCK_OF_NAMES = re.compile(r"^```\{names\}\n.*?^```\n", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^```\{code-cell\}.*?^```\n", re.MULTILINE | re.DOTALL)


def names_in(text: str, file: str, evidence: Evidence) -> dict[str, str]:
    """Return the names that a chapter may write, with what they stand for. Parameters: text; file, how it is called."""
    return names_for(names_of_chapter(read_chapter(text, file)), evidence)


def fill(markdown: str, evidence: Evidence, names: Mapping[str, str]) -> str:
    """Return Markdown with what each role shows in its place, or its fault; blocks of names are left out.

    Parameters: markdown, a chapter or part of one; names, of the chapter.
    """

    def shown(role: re.Match[str]) -> str:
        name, content = role[1], " ".join(role[2].split())
        if name in ROLES:
            return on_page(show(name, content, evidence, names), role[2])
        if name.startswith("cite"):
            keys = [key.strip() for key in content.split(",")]
            cited = (evidence.entries[key].short if key in evidence.entries else key for key in keys)
            return f"[{'; '.join(cited)}]"
        titled = TARGET.match(content)
        return titled[1] if titled else content

    return ROLE.sub(shown, BLOCK_OF_NAMES.sub("", markdown)).strip("\n")


def fill_chapter(text: str, file: str, evidence: Evidence) -> str:
    """Return the Markdown of a chapter, filled, without its cells. Parameters: text; file, how it is called."""
    return fill(CELL.sub("", HEAD.sub("", text)), evidence, names_in(text, file, evidence))
