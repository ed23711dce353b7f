"""The doors for files of other programs: citations, tables to pool and to audit, texts. `fuzz.py` uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from door import Open, small_book, told
from side_by_side import PROJECT
from sound_inputs import POOLS, RESULTS

from helpers.evidence.evidence import load
from helpers.files.problems import EvidenceError


def citation(suffix: str, seeds: list[str], kind: str) -> Callable[[Path], Open]:
    """Return what makes the door for citations of one format ready."""

    def open_(folder: Path) -> Open:
        from helpers.commands.new_study.citation import default_note, read_citation
        from helpers.commands.new_study.identity import find_duplicates, house_of, propose_names

        evidence = load(small_book(folder))
        house = house_of(evidence)
        path = folder / f"citation{suffix}"

        def take(data: bytes, chance: Random) -> list[str]:
            path.write_bytes(data)
            found, problems = read_citation(path)
            assert (found is None) == bool(problems), "either a citation or faults"
            if found is not None:
                propose_names(found.fields, house)
                default_note(found)
                problems = [*find_duplicates("x", found.fields, evidence.entries, evidence.studies, path.name)]
            return told(problems)

        return Open(seeds, kind, take)

    return open_


def pool(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.commands.pool.pooled import as_json, pool_studies
    from helpers.commands.pool.table import read_studies
    from helpers.commands.pool.text import as_text

    path = folder / "studies.csv"

    def take(data: bytes, chance: Random) -> list[str]:
        path.write_bytes(data)
        table, problems = read_studies(path)
        assert (table is None) == bool(problems), "either a table or faults"
        if table is None:
            return told(problems)
        measure = chance.choice((None, None, "RR", "OR", "RD", "PLO"))
        method = chance.choice(("random",) * 5 + ("common", "mh", "peto"))
        options = chance.choice(("REML", "DL", "PM", "ML")), chance.choice(("hksj-floor", "hksj", "wald")), 0.95
        try:
            pooled = pool_studies(table, measure, method, *options)
        except EvidenceError as error:
            return told(error.problems)
        except ValueError as error:
            return [str(error)]
        json.dumps(as_json(pooled), allow_nan=False)
        return [line for line in as_text(pooled).splitlines() if not line.isprintable()]

    return Open(POOLS, "cells", take)


def audit(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.commands.audit.table import as_json, audit_file
    from helpers.commands.audit.text import table_text

    path = folder / "results.csv"

    def take(data: bytes, chance: Random) -> list[str]:
        path.write_bytes(data)
        table, problems = audit_file(path, chance.choice(("half", "up", "cut")))
        if table is None:
            assert problems, "either a table or faults"
            return told(problems)
        json.dumps(as_json(table), allow_nan=False)
        return [line for line in table_text(table, []).splitlines() if not line.isprintable()]

    return Open([RESULTS], "cells", take)


def coverage(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.audit.coverage import cover, marks_of
    from helpers.commands.audit.coverage_text import as_json, as_text
    from helpers.files.tables import read_text

    evidence = load(PROJECT)
    marks, claims = marks_of(evidence.package), evidence.tables["claims"][:80]
    text = "\n\n".join(f"{row['section']} {row['text']} {row['printed']}" for row in claims)

    def take(data: bytes, chance: Random) -> list[str]:
        (folder / "text.txt").write_bytes(data)
        words, problems = read_text(folder / "text.txt", "text.txt", foreign=True)
        if not problems:
            covered = cover(words, claims, marks)
            as_text(covered)
            json.dumps(as_json(covered))
        return told(problems)

    return Open([text], "text", take)
