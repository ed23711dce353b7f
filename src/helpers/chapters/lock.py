"""numbers.lock: what the chapters show of the data, what each claim is compared with, and who is cited, as last seen.

As with verdicts, what the data give is computed, and the file keeps what somebody has looked at: a row of data or an
expression that moves a number is a line of the change that a reviewer reads.

A number is a line. The lines of one study or question stand below a line with its name and above an empty one, and
both say nothing: git merges two changes of a file where a line between them stays, so branches that touch different
studies do not meet. What a merge leaves, or a save that was cut off, is read as far as it can be, and told.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from helpers.files.bibtex import FILE as BIBLIOGRAPHY
from helpers.files.bibtex import Entry
from helpers.files.committed import committed
from helpers.files.conflicts import find_conflict_problems, read_both
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_bytes
from helpers.files.transaction import change

FILE = "numbers.lock"
COLUMNS = ["file", "expression", "text"]
IDENTITY = ("year", "doi", "pmid", "pmcid", "url")
NAMED = re.compile(r"""\(\s*["']?(\w+)["']?\s*[,)]""")  # the first name that a call is about
WORD = re.compile(r"[^\s:(]+")
NAME = "# "
TIMES = re.compile(r"[0-9]{1,4}\Z")
LOOK = "Look at each number that is named here; then run `review accept`, which writes the file again."

Key = tuple[str, str, str]  # file, expression and text


class Kept(NamedTuple):
    """A number as the lock keeps it: file of the chapter, expression, text, and the line on which it stands."""

    file: str
    expression: str
    text: str
    line: int = 0

    @property
    def key(self) -> Key:
        """Return what is kept of it; where it stands in the chapter is no matter."""
        return self.file, self.expression, self.text


class Damage(NamedTuple):
    """Where the file is damaged, 0 for the whole of it, and how."""

    line: int
    found: str


@dataclass(frozen=True)
class Lock:
    """What somebody has seen, as the file says.

    Parameters: data, what the file holds, None when it is not there; seen, how often each number was, in both versions
    where a merge left two, None when it is no file; problems, why the file says less or more than it should.
    """

    data: bytes | None
    seen: Counter[Key] | None
    problems: list[Problem]


def kept_beside(claims: Iterable[Mapping[str, str]], entries: Mapping[str, Entry]) -> list[Kept]:
    """Return what is kept beside the numbers of chapters: the expression of each claim, the identity of each entry.

    Parameters: rows of claims.csv; entries of references.bib by key.
    """
    found = [
        Kept("data/claims.csv", f"{row['claim']} {column}", row[column])
        for row in claims
        for column in ("refs", "expression")
        if row[column]
    ]
    for key, entry in entries.items():
        identity = ((name, entry.fields[name]) for name in IDENTITY if name in entry.fields)
        found += [Kept(BIBLIOGRAPHY, f"{key} {name}", value, entry.line) for name, value in identity]
    return found


def lock_text(shown: Iterable[Kept]) -> str:
    """Return the content of numbers.lock: a line of CSV for each number, by chapter, by what it is about, in order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    keys = sorted((each.file, _about(each.expression), each.expression, each.text) for each in shown)
    for (file, about), numbers in groupby(keys, key=lambda key: key[:2]):
        text.write(f"\n{NAME}{file}: {about}\n")
        writer.writerows([file, expression, shown_text] for _, _, expression, shown_text in numbers)
    return text.getvalue()


def read_lock(root: Path) -> Lock | None:
    """Return what was seen of a book's numbers, None for a book that keeps none of it.

    Parameters: root, the book's folder. A file that is damaged says what the last commit said, where there is one,
    else what can be read of it.
    """
    data: bytes | None = None
    if (root / FILE).exists() or (root / FILE).is_symlink():
        data, problems = read_bytes(root / FILE, FILE)
        if problems:
            return Lock(None, None, problems)
        seen, damage = _seen(data)
        if conflicts := find_conflict_problems(data, FILE):
            where = conflicts[0]
            return Lock(data, seen, [where.place.fault(where.rule, where.found, f"Leave it as it is. {LOOK}")])
        if damage is None:
            return Lock(data, seen, [])
    else:
        seen, damage = Counter(), Damage(0, "it is gone since the last commit")
    earlier = committed(root, [FILE]).get(FILE)
    if earlier:
        seen, told = _seen(earlier)[0], "What the last commit says counts as seen."
    elif data is None:
        return None
    else:
        told = "What can be read of it counts as seen."
    rule, place = "what was seen of the numbers can be read", Place(FILE, line=damage.line)
    return Lock(data, seen, [place.fault(rule, damage.found, f"{told} {LOOK}")])


def names_of(file: str, expression: str) -> set[str]:
    """Return what a number may be named by: its file, its chapter, and what its expression is about."""
    return {file, PurePosixPath(file).stem, _about(expression)}


def only_of(names: Collection[str], shown: Iterable[Kept], root: Path) -> list[Kept]:
    """Return the numbers that are named as they are shown, and all others as the lock has them.

    Parameters: names, as `names_of` gives them; shown, all numbers; root, the book's folder.
    """
    lock = read_lock(root)
    seen = lock.seen if lock is not None and lock.seen is not None else Counter()
    others = [Kept(*key) for key in seen.elements() if names_of(*key[:2]).isdisjoint(names)]
    return [*(each for each in shown if not names_of(each.file, each.expression).isdisjoint(names)), *others]


def write(root: Path, shown: Iterable[Kept], was: bytes | None) -> None:
    """Write numbers.lock as the chapters are today, at once or not at all.

    Parameters: root, the book's folder; shown, all numbers; was, what the file held when it was read. Raises:
    EvidenceError, also when somebody saved the file since then.
    """
    with change(root) as changing:
        changing.write(FILE, lock_text(shown).encode(), was=was)
        changing.install()


def _about(expression: str) -> str:
    found = NAMED.search(expression) or WORD.search(expression)
    return found[found.lastindex or 0] if found else ""


def _seen(data: bytes) -> tuple[Counter[Key], Damage | None]:
    """Return how often each number stands in a file, in the version that has it more often, and where it is damaged."""
    if not find_conflict_problems(data, FILE):
        return _in_lines(data.split(b"\n"))
    ours, theirs, _ = read_both(data)
    seen, damage = _in_lines(ours)
    return seen | _in_lines(theirs)[0], damage


def _in_lines(lines: list[bytes]) -> tuple[Counter[Key], Damage | None]:
    """Return how often each number stands in the lines, and the first of them that is none.

    Parameters: lines, of the file, the last one empty when it is whole. Lines that earlier programs wrote end with the
    number of times instead of standing there as often.
    """
    seen: Counter[Key] = Counter()
    *whole, rest = lines
    damage = None
    for number, line in enumerate(whole, 1):
        if not line.strip() or line.startswith(NAME.encode()):
            continue
        try:
            cells = next(csv.reader([line.decode().removesuffix("\r")], strict=True), [])
        except (ValueError, csv.Error):
            cells = []
        if cells[:3] == COLUMNS:
            continue
        if len(cells) == 3 or (len(cells) == 4 and TIMES.match(cells[3])):
            seen[cells[0], cells[1], cells[2]] += int(cells[3]) if len(cells) == 4 else 1
        else:
            damage = damage or _damage(number, line)
    if rest.strip():
        damage = damage or _damage(len(whole) + 1, rest)
    if not seen and damage is None:
        damage = Damage(0, "it holds none")
    return seen, damage


def _damage(number: int, line: bytes) -> Damage:
    return Damage(number, f"from here on it is no whole line: {quote(line.decode('utf-8', 'backslashreplace'))}")
