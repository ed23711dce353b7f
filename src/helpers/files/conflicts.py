"""Lines that git leaves in a file where two versions of it could not be merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from helpers.files.problems import Place, Problem, quote

OPEN, BASE, MIDDLE, CLOSE = (
    re.compile(pattern) for pattern in (rb"<{7}(?: |\Z)", rb"\|{7}(?: |\Z)", rb"={7}\Z", rb">{7}(?: |\Z)")
)
MARK = b"\xef\xbb\xbf"
PROSE = (".md", ".txt", ".rst", "")  # here a line of equals signs alone may underline a heading
MOST_NAMED = 3


class Conflict(NamedTuple):
    """Where two versions stand: the numbers of the lines of its markers; one line alone was left of a merge."""

    first: int
    last: int

    def __str__(self) -> str:
        """Return the lines in words."""
        return f"line {self.first}" if self.first == self.last else f"line {self.first} to line {self.last}"


class Marked(NamedTuple):
    """Line by line, what a file holds of each version, and the conflicts; without any the two are the same."""

    ours: list[bytes]
    theirs: list[bytes]
    conflicts: list[Conflict]


def read_both(data: bytes, *, prose: bool = False) -> Marked:
    """Return both versions of a file.

    Parameters: data, what the file holds; prose, whether equals signs alone may be something else. The version before
    both, which git shows on demand, is in neither. Of markers that do not belong together each is told by itself.
    """
    lines = [line.removesuffix(b"\r") for line in data.removeprefix(MARK).split(b"\n")]
    found = Marked([], [], [])
    number = 0
    while number < len(lines):
        if OPEN.match(lines[number]) and (end := _end_of(lines, number)):
            _divide(lines[number + 1 : end], found)
            found.conflicts.append(Conflict(number + 1, end + 1))
            number = end + 1
            continue
        if _is_alone(lines[number], prose):
            found.conflicts.append(Conflict(number + 1, number + 1))
        else:
            found.ours.append(lines[number])
            found.theirs.append(lines[number])
        number += 1
    return found


def find_conflict_problems(data: bytes, name: str) -> list[Problem]:
    """Return the fault of a file in which a merge left both versions, none for another. Parameters: data; name."""
    prose = PurePosixPath(name).suffix in PROSE
    if not (b"<<<<<<<" in data or b">>>>>>>" in data or (not prose and (b"=======" in data or b"|||||||" in data))):
        return []
    conflicts = read_both(data, prose=prose).conflicts
    if not conflicts:
        return []
    named = ", ".join(map(str, conflicts[:MOST_NAMED]))
    more = f", and {len(conflicts) - MOST_NAMED} more" if len(conflicts) > MOST_NAMED else ""
    remedy = (
        "Write between the lines that begin with <<<<<<< and >>>>>>> what holds of both versions, then delete these "
        "lines and those of ======= and ||||||| between them."
    )
    if all(conflict.first == conflict.last for conflict in conflicts):
        line = data.removeprefix(MARK).split(b"\n")[conflicts[0].first - 1]
        named += f": {quote(line.decode('utf-8', 'backslashreplace').strip())}"
        remedy = "See that what stands around it is right, then delete it."
    rule, found = "a file holds one version of its text", f"a merge left two: {named}{more}"
    return [Place(name, line=conflicts[0].first).fault(rule, found, remedy)]


def _end_of(lines: list[bytes], start: int) -> int:
    """Return the line that closes a conflict, 0 where none does before the next one opens."""
    divided = False
    for number in range(start + 1, len(lines)):
        divided = divided or bool(MIDDLE.match(lines[number]))
        if OPEN.match(lines[number]):
            return 0
        if CLOSE.match(lines[number]):
            return number if divided else 0
    return 0


def _divide(lines: list[bytes], found: Marked) -> None:
    """Add the lines of one conflict to the versions."""
    sides: Iterator[list[bytes]] = iter((found.ours, [], found.theirs))
    side = next(sides)
    based = divided = False
    for line in lines:
        if not divided and not based and BASE.match(line):
            based, side = True, next(sides)
        elif not divided and MIDDLE.match(line):
            divided, side = True, found.theirs
        else:
            side.append(line)


def _is_alone(line: bytes, prose: bool) -> bool:
    """Return whether a line is a marker without its others; in prose a row of one sign may be a heading or a table."""
    if OPEN.match(line) or CLOSE.match(line):
        return True
    return not prose and bool(MIDDLE.match(line) or BASE.match(line))
