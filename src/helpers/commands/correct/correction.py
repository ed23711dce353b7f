"""A row set right in a copy of the book, with all that follows: second readings, verdicts, numbers seen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.audit import SOUND
from helpers.audit.claims import judge
from helpers.chapters.lock import FILE as LOCK
from helpers.chapters.lock import lock_text
from helpers.commands.check import check_book
from helpers.evidence.dictionary import columns_of, primary_key_of
from helpers.evidence.evidence import Evidence, load
from helpers.evidence.rules.readings import name_of
from helpers.files.book_files import is_code, merged_files
from helpers.files.problems import EvidenceError, Problem, quote
from helpers.files.tables import Row, as_in_file, saved_rows, table_text
from helpers.files.transaction import change

Rewriting = Callable[[list[Row]], list[dict[str, str]]]


@dataclass
class Correction:
    """A row that is set right.

    Parameters: row, as it is; cells, new ones by column, as the file has them; note, for claims whose verdict turns and
    that have none. After `lay_out`: `was`, the files that change as they are, and `now`, as they will be; `due`, the
    columns whose numbers wait for a second reading; `noted`, claims whose verdict turns, with the note that they had.
    """

    row: Row
    cells: Mapping[str, str]
    note: str = ""
    was: dict[str, bytes] = field(default_factory=dict)
    now: dict[str, bytes] = field(default_factory=dict)
    due: list[str] = field(default_factory=list)
    noted: list[tuple[str, str, str]] = field(default_factory=list)

    def lay_out(self, evidence: Evidence, folder: Path) -> None:
        """Make the corrected book, whole and checked, in another folder.

        Parameters: evidence, of the book as it is; folder, an empty one. Raises: EvidenceError with every fault of the
        corrected book; nothing of the book itself is written here.
        """
        root = evidence.root
        if problems := check_book(root).problems:  # else numbers that nobody has looked at would be written as seen
            rule, found = "a book without faults is corrected", f"this one has {len(problems)}"
            raise EvidenceError([*problems, self.row.fault(rule, found, "Mend, or accept, what is named here first.")])
        for name, path in merged_files(root):
            if not is_code(name) and path.is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / name)
        table = self.row.table
        place = self.row.number
        self._rewrite(
            evidence, folder, table, lambda rows: [each | self.cells if each.number == place else each for each in rows]
        )
        self._put_off_readings(evidence, folder)
        corrected = load(folder)
        silent = self._turn_verdicts(evidence, corrected, folder)
        found = check_book(folder)
        if others := set(found.problems) - set(found.unseen):
            raise EvidenceError([*(each for each in others if not _waits_for_note(each, silent)), *self._ask(silent)])
        if found.locked is not None:
            (folder / LOCK).write_bytes(lock_text(found.shown).encode())
            self._note_change(root, folder, LOCK)

    def _put_off_readings(self, evidence: Evidence, folder: Path) -> None:
        """Take out the second readings that the new cells no longer agree with: somebody else reads them again."""
        if "readings" not in evidence.tables:
            return
        table = self.row.table
        name = name_of(self.row, primary_key_of(evidence.package, table))

        def is_old(reading: Row) -> bool:
            column = reading["column"]
            own = reading["table"] == table and reading["key"] == name
            return own and self.cells.get(column, reading["read"]) != reading["read"]

        self.due = [row["column"] for row in evidence.tables["readings"] if is_old(row)]
        if self.due:
            self._rewrite(evidence, folder, "readings", lambda rows: [row for row in rows if not is_old(row)])

    def _turn_verdicts(self, evidence: Evidence, corrected: Evidence, folder: Path) -> list[str]:
        """Write the verdicts that the new cells give where they differ from those that the old ones gave.

        Returns: claims that turned from sound and have no note.
        """
        if "claims" not in evidence.tables:
            return []
        before, after = (
            {each.claim["claim"]: each.verdict for each in judge(book)[0]} for book in (evidence, corrected)
        )
        turned = {claim: verdict for claim, verdict in after.items() if before.get(claim) != verdict}

        def cells_of(claim: Row) -> dict[str, str]:
            verdict = turned.get(claim["claim"], claim["verdict"])
            unsound = claim["claim"] in turned and verdict not in SOUND
            return {"verdict": verdict, "note": claim["note"] or (self.note if unsound else "")}

        if turned:
            self._rewrite(evidence, folder, "claims", lambda rows: [row | cells_of(row) for row in rows])
        claims = {claim["claim"]: claim for claim in evidence.tables["claims"]}
        self.noted = [(name, turned[name], claims[name]["note"]) for name in turned if claims[name]["note"]]
        noted = {name for name, claim in claims.items() if claim["note"] or self.note}
        return [claim for claim, verdict in turned.items() if verdict not in SOUND and claim not in noted]

    def _ask(self, silent: list[str]) -> Iterator[Problem]:
        """Yield what to do about claims that no longer agree and have no note."""
        if silent:
            rule, found = "a claim that no longer agrees must have a note", f"{', '.join(silent)} has none"
            yield self.row.fault(rule, found, 'Run the same again with --note "why it no longer agrees".')

    def _rewrite(self, evidence: Evidence, folder: Path, table: str, rewritten: Rewriting) -> None:
        """Write a table of the copy again. Parameters: rewritten, gives its new rows from its old ones."""
        name, columns = f"data/{table}.csv", columns_of(evidence.package, table)
        _, rows = saved_rows(folder / name, name, columns)
        (folder / name).write_bytes(table_text(columns, rewritten(rows)).encode())
        self._note_change(evidence.root, folder, name)

    def _note_change(self, root: Path, folder: Path, name: str) -> None:
        self.was[name], self.now[name] = (root / name).read_bytes(), (folder / name).read_bytes()

    def told(self) -> Iterator[str]:
        """Yield which cells change, in words."""
        for column, cell in self.cells.items():
            if (old := as_in_file(self.row[column])) != cell:
                yield f"{column}: {old or 'empty'} -> {cell or 'empty'}"

    def write(self, root: Path) -> list[str]:
        """Write every file that changes, or none, and return their names.

        Raises: EvidenceError, also when somebody saved one of them since it was read.
        """
        changed = [name for name, content in self.now.items() if content != self.was[name]]
        with change(root) as changing:
            for name in changed:
                changing.write(name, self.now[name], was=self.was[name])
            changing.install()
        return changed


def cells_given(evidence: Evidence, row: Row, given: Mapping[str, str]) -> dict[str, str]:
    """Return new cells of a row, checked by name. Raises: EvidenceError for columns that cannot be corrected."""
    columns, key = columns_of(evidence.package, row.table), primary_key_of(evidence.package, row.table)
    problems = []
    for column in given:
        if column not in columns:
            found = f"{row.table} has no {quote(column)}; it has {', '.join(columns)}"
            problems.append(row.fault("a cell is named by its column", found, "Name one of them."))
        elif column in key:
            remedy = "Change the row in its file: everything that names it changes, too."
            problems.append(row.fault("what a row is about stays", f"{column} is a part of its key", remedy))
    if problems:
        raise EvidenceError(problems)
    return {column: cell.strip() for column, cell in given.items()}


def _waits_for_note(problem: Problem, silent: list[str]) -> bool:
    """Return whether a fault says of one of these claims what the correction says itself."""
    return problem.file == "data/claims.csv" and problem.subject in silent
