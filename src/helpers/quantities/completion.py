"""What may be written next in an expression: functions, keys and short names that begin like what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.files.tables import Row

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z|\Z")
CALL = re.compile(r"([a-z_0-9]+)\(([^()]*)\Z")
KEYED = {  # tables whose keys an expression names: the column of the key, what it is
    "studies": ("study", "study"),
    "outcomes": ("outcome", "outcome"),
    "syntheses": ("synthesis", "question"),
    "definitions": ("definition", "definition"),
}


class Completion(NamedTuple):
    """A word that may stand next, what it is, and what it means."""

    word: str
    kind: str
    meaning: str


def completions(written: str, tables: Mapping[str, list[Row]], names: Mapping[str, str]) -> Iterator[Completion]:
    """Yield what may complete an expression, those first that fit where it ends.

    Parameters
    ----------
    written : str
        The expression up to the cursor: ``pct(alp``, or a bare word.
    tables : mapping of str to list of Row
        The rows of the book's tables, as they stand.
    names : mapping of str to str
        Names that stand for expressions.
    """
    word = WORD.search(written)
    begun = word[0] if word else ""
    call = CALL.search(written)
    if call is None:
        from helpers.quantities.vocabulary import VOCABULARY

        found = [Completion(name, "name", expression) for name, expression in names.items()]
        found += [Completion(f"{name}(", "function", _summary(function)) for name, function in VOCABULARY.items()]
        found += list(_keys(tables)) if begun else []
    else:
        studies = {row["study"] for row in tables.get("studies", ())}
        first = call[2].partition(",")[0].strip(" \"'")
        found = list(_groups(tables, first)) + list(_outcomes(tables, first)) if first in studies else []
        found += list(_keys(tables)) if not found else []
    for each in dict.fromkeys(found):
        if each.word.startswith(begun) or (begun and begun in each.word and len(begun) > 2):
            yield each


def _summary(function: object) -> str:
    return (function.__doc__ or "").strip().partition("\n")[0]


def _keys(tables: Mapping[str, list[Row]]) -> Iterator[Completion]:
    for table, (column, kind) in KEYED.items():
        for row in tables.get(table, ()):
            meaning = row.get("label") or ", ".join(filter(None, (row.get("modality"), row.get("threshold"))))
            if row.get("alias"):
                yield Completion(row["alias"], kind, meaning)
            yield Completion(row[column], kind, meaning)


def _groups(tables: Mapping[str, list[Row]], study: str) -> Iterator[Completion]:
    for row in tables.get("groups", ()):
        if row["study"] == study:
            yield Completion(row["group"], "group", row["label"])


def _outcomes(tables: Mapping[str, list[Row]], study: str) -> Iterator[Completion]:
    """Yield the outcomes of which a study has numbers, by their short names where they have one."""
    counted = {
        row["outcome"]
        for table in ("counts", "values", "estimates")
        for row in tables.get(table, ())
        if row["study"] == study
    }
    for row in tables.get("outcomes", ()):
        if row["outcome"] in counted:
            yield Completion(row.get("alias") or row["outcome"], "outcome", row["label"])


def tables_for(root: Path, columns: Mapping[str, list[str]]) -> dict[str, list[Row]]:
    """Return rows of the tables that completion reads, without a check: a book at fault is written in, too."""
    from helpers.files.tables import read_table

    wanted = (*KEYED, "groups", "counts", "values", "estimates")
    return {
        name: read_table(root / f"data/{name}.csv", f"data/{name}.csv", columns[name])[0]
        for name in wanted
        if name in columns
    }
