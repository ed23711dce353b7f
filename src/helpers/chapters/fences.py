"""A directive as MyST takes it apart: argument, options and body, each with its line."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import NamedTuple

from helpers.chapters.constructs import Construct

DIRECTIVE = re.compile(r"\{([^\s{}]+)\}(?:\s+(.*))?\Z", re.DOTALL)
NAMES = "names"  # the directive that shows nothing
END = re.compile(r"-{3,}")


class Option(NamedTuple):
    """An option of a directive; `line` is that of its name, from 0 for the first line below the fence."""

    name: str
    value: str
    line: int


class Fence(NamedTuple):
    """A directive's parts; `body` keeps its lines, with blank ones for options, so that line n is line n below it."""

    argument: str
    options: list[Option]
    body: str
    raw_options: str


def take_apart(argument: str, content: str, made: Construct) -> Fence:
    """Return the parts of a directive.

    Parameters: argument, what follows its name; content, all lines below; made, what the directive takes. A directive
    without options has none, whatever its lines look like. Options that cannot be read are one, without a name.
    """
    block, number = ("", 0) if made.options is None else option_block(content)
    lines = content.split("\n")
    body = "\n".join([""] * number + lines[number:])
    return Fence(argument, _options(block, lines[:number]), body, block)


def option_block(content: str) -> tuple[str, int]:
    """Return options as YAML, and how many lines they take: a block between dashes, or lines with a colon first."""
    lines = content.split("\n")
    if content.startswith("---"):
        end = next((n for n, line in enumerate(lines[1:], 1) if END.match(line)), len(lines))
        return dedent("\n".join(lines[1:end])), min(end + 1, len(lines))
    number = next((n for n, line in enumerate(lines) if not line.lstrip().startswith(":")), len(lines))
    return "\n".join(line.lstrip()[1:] for line in lines[:number]), number


def _options(block: str, lines: list[str]) -> list[Option]:
    if not block.strip():
        return []
    from myst_parser.parsers.options import TokenizeError, options_to_items

    try:
        items, _ = options_to_items(block)
    except TokenizeError:
        return [Option("", block, 0)]
    found, after = [], 0
    for name, value in items:
        key = re.compile(rf"[\s:]*[\"']?{re.escape(name)}[\"']?\s*:")
        after = next((n for n, line in enumerate(lines[after:], after) if key.match(line)), after)
        found.append(Option(name, value, after))
    return found
