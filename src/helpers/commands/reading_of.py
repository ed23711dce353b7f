"""Which numbers a second reader means: by a key, how one begins, or what readers call a study."""

from __future__ import annotations

from helpers.commands.correct.found import nearest, rows_holding
from helpers.evidence.evidence import Evidence
from helpers.evidence.rules.readings import Unread, find_unread
from helpers.files.problems import EvidenceError, Place, quote

FILE = "data/readings.csv"
BETWEEN = " / "  # the cells of a key, as readings.csv has it


def numbers_meant(evidence: Evidence, given: str) -> list[Unread]:
    """Return the numbers that are read twice and belong to what somebody names, whether they have been or not.

    Parameters: evidence, of the book; given, a key or its beginning, a label or words of one, all numbers when empty.
    Returns: none when the book knows the name and has no such number of it. Raises: EvidenceError with the nearest
    names when it does not know it.
    """
    every = find_unread(evidence.package, {**evidence.tables, "readings": []})
    if keyed := [each for each in every if not given or f"{each.name}{BETWEEN}".startswith(f"{given}{BETWEEN}")]:
        return keyed
    tables = [table for table, rows in evidence.tables.items() if rows and table != "readings"]
    for words in ([given], given.split()):
        if rows := {id(row) for row in rows_holding(evidence, tables, words)}:
            return [each for each in every if id(each.row) in rows]
    if begun := [each for each in every if each.name.startswith(given)]:
        return begun
    near = nearest(evidence, tables, [given])
    found = f"nothing is called {quote(given)}" + (f"; nearest: {', '.join(near)}" if near else "")
    remedy = "Name a study by its key or its label; `review read --missing` lists all that is due."
    raise EvidenceError([Place(FILE).fault("a second reading is of something in the book", found, remedy)])
