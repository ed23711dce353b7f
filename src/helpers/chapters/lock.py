"""numbers.lock: what the chapters show of the data, what each claim is compared with, and who is cited, as last seen.

As with verdicts, what the data give is computed, and the file keeps what somebody has looked at: a row of data or an
expression that moves a number is a line of the change that a reviewer reads.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.files.bibtex import FILE as BIBLIOGRAPHY
from helpers.files.bibtex import Entry
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import read_text
from helpers.files.transaction import change
from helpers.quantities.syntax import functions_in

FILE = "numbers.lock"
COLUMNS = ["file", "expression", "text", "times"]
IDENTITY = ("year", "doi", "pmid", "pmcid", "url")


class Kept(NamedTuple):
    """A number as the lock keeps it: file of the chapter, expression, text, and the line on which it stands."""

    file: str
    expression: str
    text: str
    line: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what is kept of it; where it stands in the chapter is no matter."""
        return self.file, self.expression, self.text


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
    """Return the content of numbers.lock: CSV, a line for each number, by chapter and in the order of expressions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key, times in sorted(Counter(each.key for each in shown).items()):
        writer.writerow([*key, times])
    return text.getvalue()


def find_unseen_problems(root: Path, shown: Iterable[Kept]) -> list[Problem]:
    """Return the numbers that are not those that a person has seen, each with what it was.

    Parameters: root, the book's folder; shown, what the chapters show today. A book without the file has none.
    """
    if not (root / FILE).exists():
        return []
    text, problems = read_text(root / FILE, FILE)
    if problems:
        return problems
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if rows[0] != COLUMNS or any(len(row) != len(COLUMNS) or not row[-1].isdecimal() for row in rows[1:]):
        return [Place(FILE).fault("the file is as `review accept` writes it", "it is not", "Run `review accept`.")]
    today = list(shown)
    seen = Counter({(file, expression, text): int(times) for file, expression, text, times in rows[1:]})
    now = Counter(each.key for each in today)
    gone, new = seen - now, now - seen
    lines = {each.key: each.line for each in sorted(today, key=lambda each: each.line)}
    rule, remedy = "a shown number is one that a person has seen", "Look at it; then run `review accept`."
    for key in new:
        file, expression, words = key
        called = functions_in(expression)
        before = [old for old in gone if old[:2] == key[:2]]
        before += [old for old in gone if (old[0], old[2]) == (file, words)]
        before += [old for old in gone if called and (old[0], functions_in(old[1])) == (file, called)]
        was = "it is new"
        if before:
            was = f"it was {quote(before[0][2])} by {before[0][1]}"
            del gone[before[0]]
        problems.append(Place(file, line=lines[key]).fault(rule, f"{expression} gives {quote(words)}; {was}", remedy))
    for file, expression, words in gone:
        found = f"{quote(words)} by {expression} is no longer shown"
        problems.append(Place(file).fault(rule, found, remedy))
    return problems


def write(root: Path, shown: Iterable[Kept]) -> None:
    """Write numbers.lock as the chapters are today, at once or not at all. Raises: EvidenceError."""
    path = root / FILE
    with change(root) as changing:
        changing.write(FILE, lock_text(shown).encode(), was=path.read_bytes() if path.exists() else None)
        changing.install()
