"""Which rows of a book's files its user was the last to change, as git has it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

PATIENCE = 20  # seconds
IDENTITY = re.compile(r"(?P<name>.*?) ?<(?P<mail>[^>]*)>")
HEAD = re.compile(r"[0-9a-f]{40,64} \d+ (?P<line>\d+)")
NOT_YET = re.compile(r"0{40,64} ")


def own_lines(root: Path, name: str, lines: Iterable[int]) -> set[int]:
    """Return those lines of a file that the user changed last: by the last commit of each, or not committed yet.

    Parameters: root, the book's folder; name, of a file in it; lines, the first is 1. Where there is no git, or it does
    not know the file, none is.
    """
    wanted = set(lines)
    said = IDENTITY.match(_git(root, "var", "GIT_AUTHOR_IDENT"))
    me = {said["name"].casefold(), said["mail"].casefold()} - {""} if said else set()
    own, line, not_yet = set(), 0, False
    for text in _git(root, "blame", "--no-textconv", "--line-porcelain", "--", name).split("\n"):
        if head := HEAD.match(text):
            line, not_yet = int(head["line"]), bool(NOT_YET.match(text))
        what, _, who = text.partition(" ")
        if what in ("author", "author-mail") and (not_yet or who.strip("<>").casefold() in me):
            own.add(line)
    return own & wanted


def _git(root: Path, *arguments: str) -> str:
    """Return what git says, nothing where it fails."""
    command = ["git", "-C", str(root), *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return ""
    return "" if ran.returncode else ran.stdout.decode("utf-8", "replace")
