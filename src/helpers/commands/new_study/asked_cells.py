"""Questions for the cells of a row: what must be filled one by one, the rest in one line."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from helpers.commands.new_study.answers import (
    MOST,
    NOTHING,
    Column,
    called,
    cells_in,
    choice,
    explained,
    fault_of,
    fault_of_source,
    listed,
    meant,
)
from helpers.commands.new_study.interview import Interview
from helpers.commands.new_study.sheet import Rows, Sheet, asked_columns, defaults_of, with_defaults, words_of
from helpers.evidence.dictionary import columns_of, pattern_in_words
from helpers.evidence.evidence import Evidence
from helpers.files.problems import quote

CARRIED = ("allocation", "statistic", "measure", "unit")  # cells that most rows have from the one before
NAMED = {"outcome": "outcomes", "definition": "definitions"}  # tables that get a row where one is first named


class AskedCells:
    """Asks for cells, and knows what they may point to.

    Parameters: interview; sheet, that is being filled; evidence, of the book.
    """

    def __init__(self, interview: Interview, sheet: Sheet, evidence: Evidence) -> None:
        """Begin with nothing asked."""
        self.interview, self.sheet, self.evidence = interview, sheet, evidence
        self.package = evidence.package
        self._last: dict[str, str] = {}  # of the row before, where it stands for this one, too

    def ask(self, column: Column, proposed: str = "", targets: Collection[str] | None = None, new: str = "") -> str:
        """Return one cell, once it can stand.

        Parameters: column; proposed, what Enter takes; targets, what it may point to; new, the table that gets a row
        for what is not known, once that is confirmed: a slip is likelier.
        """
        words = words_of(column)
        known = self.called(new) if new else {}
        fits: list[str] = []  # keys that were listed with numbers
        while True:
            if words:
                self.interview.say(f"  {', '.join(f'{number} {word}' for number, word in enumerate(words, 1))}")
            answer = self.interview.answer(column["name"], proposed, [*words, *(targets or ()), *known])
            if answer == "?":
                self.interview.refuse(column["description"])
                continue
            answer = "" if answer == NOTHING else choice(answer, words or fits[:MOST])
            if new and answer:
                found = meant(answer, known)
                found = [key for key in found if key in fits] or found
                if len(found) > 1:  # the answer is kept, because the next one may be a number of this list
                    fits = found
                    self.interview.say(f"  {len(fits)} fit: {listed(fits, known)}. Write its number, or more of one.")
                    continue
                answer = found[0] if found else answer
            fault = fault_of(column, answer, targets)
            if fault and new and answer:
                key = f"A new one is added by its key: {pattern_in_words(column)}"
                fault = f"No {column['name']} has the words {quote(answer)}. {key}."
            if fault:
                self.interview.refuse(fault)
            elif new and answer in known:
                self.interview.say(f"  {column['name']}: {called(answer, known)}")
                return answer
            elif not (new and answer) or self._is_new(column, answer, known):
                return " ".join(answer.split())

    def ask_line(self, columns: Mapping[str, Column], question: str, table: str = "") -> dict[str, str]:
        """Return cells that need not be filled, all from one line.

        Parameters: columns, that it may name; question; table, whose row names its source or takes the defaults.
        """
        while columns:
            answer = self.interview.answer(f"{question} ({', '.join(columns)})", "", [f"{name}=" for name in columns])
            if answer == "?":
                self.interview.refuse("Write column=value; column=value.\n" + "\n".join(explained(columns)))
                continue
            cells, faults = cells_in(answer, columns)
            faults += self.faults_of_source(table, cells)
            if not faults:
                return cells
            self.interview.refuse(" ".join(faults))
        return {}

    def faults_of_source(self, table: str, cells: Mapping[str, str]) -> list[str]:
        """Return what is wrong with the source of a row. Parameters: table, empty for none; cells, as answered."""
        columns = columns_of(self.package, table) if table else []
        if "reported_by" not in defaults_of(columns):
            return []
        (named,) = (column for column in asked_columns(self.package, table) if column["name"] == "reported_by")
        faults = [
            fault_of_source(with_defaults(cells, columns, self.sheet.defaults)),
            fault_of(named, cells.get("reported_by", ""), self.targets(table, "reported_by")),
        ]
        return [fault for fault in faults if fault]

    def ask_row(self, table: str, given: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a row. Parameters: table; given, those that are known."""
        columns = {column["name"]: column for column in asked_columns(self.package, table)}
        shared, cells = defaults_of(columns_of(self.package, table)), dict(given)
        alone = [
            name
            for name, column in columns.items()
            if name not in cells and name not in shared and column.get("constraints", {}).get("required")
        ]
        for name in alone:
            proposed = self._last.get(name, "") if name in CARRIED else ""
            new = NAMED.get(name, "") if table not in NAMED.values() else ""
            cells[name] = self.ask(columns[name], proposed, self.targets(table, name), new)
            self.add_new(new, name, cells[name])
            self._last[name] = cells[name]
        rest = {name: column for name, column in columns.items() if name not in cells}
        question = f"Anything else of {cells.get(alone[0], table) if alone else table}?"
        return cells | self.ask_line(rest, question, table)

    def add_new(self, table: str, column: str, key: str) -> None:
        """Ask for the row of a thing that is named for the first time. Parameters: table, empty where none is meant."""
        if table and key and key not in self.called(table):
            self.interview.say(f"{key} is new: say what it is.")
            self.sheet.lists.setdefault(table, []).append(Rows(self.ask_row(table, {column: key})))

    def called(self, table: str) -> dict[str, str]:
        """Return the keys of a table with what they are called, those of the sheet among them."""
        key = next(column for column, named in NAMED.items() if named == table)
        rows: list[Mapping[str, Any]] = [
            *self.evidence.tables[table],
            *(row.cells for row in self.sheet.lists.get(table, [])),
        ]
        words = ("alias", "label", "study", "modality", "threshold")
        return {row[key]: ", ".join(str(row[name]) for name in words if row.get(name)) for row in rows if row.get(key)}

    def sizes(self) -> dict[str, int]:
        """Return how many patients were analysed, or else randomised, in each group of the sheet that says it."""
        rows = [row.cells for row in self.sheet.lists.get("groups", [])]
        sizes = {row.get("group", ""): row.get("n_analysed") or row.get("n_randomised") or "" for row in rows}
        return {group: int(size) for group, size in sizes.items() if size.isascii() and size.isdecimal()}

    def groups(self) -> dict[str, str]:
        """Return the groups of the sheet with their labels."""
        rows = (row.cells for row in self.sheet.lists.get("groups", []))
        return {row["group"]: row.get("label", "") for row in rows if row.get("group")}

    def targets(self, table: str, column: str) -> Collection[str] | None:
        """Return what a column may point to, None when that is not fixed."""
        if column == "synthesis":
            return set(self.evidence.syntheses)
        if table == "members":  # its groups may be arms taken as one, and its source is one of three words
            return None
        if column in ("group", "comparator", "part_of") and (table, column) != ("groups", "group"):
            return set(self.groups())
        if column in ("reported_by", "assessed_by") or (table == "inclusions" and column in ("review", "study")):
            return {*self.evidence.studies, self.sheet.key}
        return None

    def _is_new(self, column: Column, answer: str, known: Collection[str]) -> bool:
        near = ", ".join(difflib.get_close_matches(answer, known)) or "none is like it"
        about = f"y asks what {answer} is, and adds it to the book; n asks for the {column['name']} again."
        if self.interview.agrees(f"  {answer} is not known (nearest: {near}). Add it as a new one?", about):
            return True
        self.interview.refuse("Choose again.", answers=2)
        return False
