"""The book's data as one checked object: load it whole, or learn every fault at once."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.evidence.bibliography import load_bibliography
from helpers.evidence.cells import find_schema_problems
from helpers.evidence.columns import EMPTY, KNOWN
from helpers.evidence.dictionary import fields_of, load_schema, tables_of
from helpers.evidence.digest import SOUND, digest
from helpers.evidence.rules.readings import find_reading_problems
from helpers.evidence.rules.registry import find_domain_problems
from helpers.evidence.rules.syntheses import find_synthesis_problems
from helpers.evidence.spreadsheets import Saved, read_saved
from helpers.evidence.syntheses import Synthesis, syntheses_of
from helpers.files.bibtex import Entry
from helpers.files.problems import EvidenceError, Place, Problem, quote
from helpers.files.tables import Row, RowRef
from helpers.files.text import read_bytes

PLAIN_INTEGER = re.compile(r"(0|[1-9][0-9]{0,8})\Z")
SOURCE_ORDER = {"primary": 0, "secondary": 1, "review": 2}


@dataclass(frozen=True, eq=False)
class Evidence:
    """The checked tables, bibliography and data dictionary of one book.

    Parameters: root, the book's folder; package, the data dictionary; tables, typed rows by table name
    (integers, booleans, and text as printed; empty cells are None for integers, "" otherwise). A table that the book
    does not have is empty here, and a column that the program knows and the book does not have holds empty cells;
    entries, the bibliography by key.
    """

    root: Path
    package: Mapping[str, Any]
    tables: Mapping[str, list[Row]]
    entries: Mapping[str, Entry] = field(repr=False)

    @cached_property
    def index(self) -> dict[tuple[str, ...], list[Row]]:
        """Return rows by (table, study), and by (table, study, group, outcome) where a table has them."""
        found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for table, rows in self.tables.items():
            for row in rows:
                if "study" in row:
                    found[table, row["study"]].append(row)
                if "outcome" in row and "group" in row:
                    found[table, row["study"], row["group"], row["outcome"]].append(row)
        return dict(found)

    @cached_property
    def rows(self) -> dict[RowRef, Row]:
        """Return every row of the tables by where it stands."""
        return {row.ref: row for rows in self.tables.values() for row in rows}

    @cached_property
    def syntheses(self) -> dict[str, Synthesis]:
        """Return the pooling questions by name."""
        return syntheses_of(self.tables)

    @cached_property
    def splits(self) -> dict[str, dict[str, str]]:
        """Return the subgroup of each study by the name of the split."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.tables["splits"]:
            found[row["split"]][row["study"]] = row["subgroup"]
        return dict(found)

    @cached_property
    def studies(self) -> dict[str, Row]:
        """Return rows of studies.csv by key."""
        return {row["study"]: row for row in self.tables["studies"]}

    @cached_property
    def groups(self) -> dict[tuple[str, str], Row]:
        """Return rows of groups.csv by (study, group)."""
        return {(row["study"], row["group"]): row for row in self.tables["groups"]}

    @cached_property
    def outcomes(self) -> dict[str, Row]:
        """Return rows of outcomes.csv by key."""
        return {row["outcome"]: row for row in self.tables["outcomes"]}

    @cached_property
    def outcome_keys(self) -> dict[str, str]:
        """Return the keys of outcomes by their short names."""
        return {row["alias"]: row["outcome"] for row in self.tables["outcomes"] if row["alias"]}

    @cached_property
    def definitions(self) -> dict[str, Row]:
        """Return rows of definitions.csv by key."""
        return {row["definition"]: row for row in self.tables["definitions"]}


def best_source(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the best source present: primary before secondary before review."""
    rows = list(rows)
    best = min((SOURCE_ORDER[row["source"]] for row in rows), default=0)
    return [row for row in rows if SOURCE_ORDER[row["source"]] == best]


def find_root(start: Path | None = None) -> Path:
    """Return the book's folder: the nearest one above `start` (default: here) that holds _config.yml.

    Raises: EvidenceError when there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "_config.yml").is_file():
            return folder
    raise EvidenceError(
        [
            Place(str(start)).fault(
                "a book's folder holds _config.yml", "there is none above", "Go to the book's folder."
            )
        ]
    )


def load(root: Path) -> Evidence:
    """Return the book's evidence.

    Parameters: root, the book's folder. Raises: EvidenceError with every fault of data/ and references.bib.
    """
    evidence, problems = read(root)
    if evidence is None or problems:
        raise EvidenceError(problems)
    return evidence


def read(root: Path) -> tuple[Evidence | None, list[Problem]]:
    """Return the evidence and its faults; the evidence is None when the tables cannot be relied on.

    Parameters: root, the book's folder. Rules of one level run only on tables that passed the level below,
    so that one fault is reported once. The schema is not run again on content that the build which started this
    process has just passed: the same bytes have the same digest.
    """
    entries, problems = load_bibliography(root)
    lost = bool(problems) and not entries  # then every study would seem to have no entry
    package, schema_problems = load_schema(root)
    problems += schema_problems
    if not package:
        return None, problems
    tables: dict[str, list[Row]] = {}
    names = tables_of(package)
    for table in names:
        name = f"data/{table}.csv"
        data, faults = read_bytes(root / name, name)
        saved = Saved([], [], [], faults) if faults else read_saved(package, table, data)
        problems += saved.problems
        if not saved.problems:
            tables[table] = saved.rows
        if saved.traces and not saved.problems:
            rule, found = "a table is as `review format` writes it", f"this one has {', '.join(saved.traces)}"
            remedy = "Run `review format`: what it restores can have been one thing only."
            problems.append(Place(name).fault(rule, found, remedy))
    known_sound = bool(os.environ.get(SOUND)) and os.environ[SOUND] == digest(root)
    schema_problems = [] if known_sound else find_schema_problems(package, tables, root)
    problems += schema_problems
    if len(tables) < len(names) or schema_problems or lost:
        return None, problems
    unplain = [found for table in names for found in _type_cells(tables[table], fields_of(package, table))]
    if unplain:
        return None, problems + unplain
    _fill_in(tables)
    evidence = Evidence(root, package, tables, entries)
    problems += [*find_domain_problems(package, tables, entries), *find_reading_problems(package, tables, entries)]
    problems += find_synthesis_problems(evidence)
    return evidence, problems


def _fill_in(tables: dict[str, list[Row]]) -> None:
    """Add the tables and columns that the program knows and this book does not have, empty."""
    for table, known in KNOWN.items():
        for row in tables.setdefault(table, []):
            for column, kind in known.types().items():
                row.setdefault(column, EMPTY[kind])


def _type_cells(rows: list[Row], fields: list[dict[str, Any]]) -> Iterator[Problem]:
    """Turn valid cells into int or None and bool in place; text stays as printed."""
    for column, kind in ((f["name"], f["type"]) for f in fields if f["type"] != "string"):
        for row in rows:
            cell = row[column]
            if kind == "boolean":
                row[column] = cell == "true"
            elif not cell:
                row[column] = None
            elif PLAIN_INTEGER.match(cell):
                row[column] = int(cell)
            else:  # Frictionless accepts what Python's int() does: " 5", "1_000", other scripts' digits
                yield row.fault(f"{column} is a whole number in digits", f"got {quote(cell)}", "Write it plainly.")
