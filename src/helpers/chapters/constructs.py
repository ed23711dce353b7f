"""What the page shows of each directive and role: shown.json, made by building a page for each (tests/constructs.py).

A place of a construct is parsed (Markdown and roles are read there), a title (the same, but no number may stand there:
a heading or link is no place for a popover), plain (shown as it stands), code, or not shown at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("shown.json")
UNSEEN, CODE, PLAIN, TITLE, PARSED = "", "code", "plain", "title", "parsed"


@dataclass(frozen=True)
class Construct:
    """What a directive takes and shows.

    Parameters: takes_argument; argument and body, how they are shown; options, how each that is shown is, None for a
    directive without any; known, whether shown.json has it.
    """

    takes_argument: bool = True
    argument: str = PARSED
    body: str = PARSED
    options: Mapping[str, str] | None = field(default_factory=dict)
    known: bool = False

    def option(self, name: str) -> str:
        """Return how an option is shown; every one of an unknown directive may be."""
        return (self.options or {}).get(name, UNSEEN if self.known else PLAIN)


UNKNOWN = Construct()


def directive(name: str) -> Construct:
    """Return what a directive shows; all of it when nobody knows."""
    said = _said()["directives"].get(name)
    if said is None:
        return UNKNOWN
    return Construct(
        any(said["arguments"]), said.get("argument", UNSEEN), said.get("body", UNSEEN), said.get("options"), True
    )


def role(name: str) -> str:
    """Return how a role shows its content: TITLE where a target may follow; PLAIN when nobody knows."""
    return str(_said()["roles"].get(name, PLAIN))


def is_role(name: str) -> bool:
    """Return whether a role is known."""
    return name in _said()["roles"]


@cache
def _said() -> dict[str, dict[str, Any]]:
    said: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return said
